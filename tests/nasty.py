"""Entries that have broken bibliography tools, shared by the tests of all formats.

Each is legal in a catalogue. Every one has to survive every format; those whose scripts
pdflatex has no fonts for are named in `OTHER_SCRIPTS`, and those that classic BibTeX
warns about for what they lack in `INCOMPLETE`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.model import Entry, PartialDate, Person, from_record

if TYPE_CHECKING:
    from paperctl.model.record import Record

WORDS = "Sparse networks need careful estimates of curvature at every step. "

_TITLES: dict[str, str] = {
    "braced": "{GPT} and {\\emph{X}} in one {T}itle",
    "ampersand": "A & B: Question & Answer",
    "percent": "100% of 50% is half",
    "underscore": "What x_i and snake_case_names mean",
    "maths": r"The $\ell_1$ norm in $O(N \log N)$ and \(n^2\) time, 3$\times$ faster",
    "open": "An open { brace",
    "stray": "A stray } brace",
    "both": "Both } ways { wrong }} twice {{",
    "escapedbraces": r"The set \{1, 2\} and half of it \{",
    "erdos": "Erdős, Ørsted, Łukasiewicz and Þorsteinsson on naïve café Ångström",
    "brackets": "[sic] [/b] [bold]not bold[/bold] :smile: [link](x)",
    "long": " ".join(["Considerations of Length in the Titles of Papers"] * 7)[:300],
    "macros": r"Imposing \emph{model sparsity}, \textbf{B}, \texttt{code_x}, \foo{bar}",
    "citation": r"The framework~\citep{lecun90brain, hassibi1992second} and ~21% more",
    "dollars": r"\$5, $5 and $10, and US$ alone",
    "backslash": "Ends in a backslash \\",
    "twobackslashes": "Ends in two \\\\",
    "hash": "C# and #1: what ^ and ~ do < or > or |",
    "quotes": "\"Double\" 'single' “curly” ‘ones’ — dashes – and… «all»",
    "entities": "&amp; &lt;b&gt; &#233; <b>not bold</b> <script>",
    "dash": "- a title that begins with a dash",
    "at": "@misc{inner, title={nothing}}, is a title",
    "number": "1. First things first",
    "tie": "Figure~1 and Dr.~Who at ~/home~ and \u00a0here",
    "superscripted": "P$^3$EFT: x² H₂O 5 µm ≥ 75 % ± 2 × 3 → α and ½",
    "empty_maths": "Nothing in $$ and $ $ and a lone $",
    "displaymaths": r"Display $$\sum_{i<j} a_i * b_j$$ and \[x\] set",
    "colons": "BERT: pre-training: what: for?",
    "allcaps": "NASA AND THE GPT-4 OF MCMC ON A B-TREE",
    "accentmacros": r"G{\"o}del, Erd\H{o}s, \v{C}ech, {\ss}, \'{\i} and \TeX{}nique",
    "url": r"See \url{https://example.org/a_b%20c#d} and https://example.org/x_y}",
    "atsign": "@ the start of a title",
    "prompt": "> --dashes $ % at the start",
    "strokes": "Ħal Ŧiwŧo, Baħar Iċ-Ċagħaq and ŀ",
    "hyphenated": "A soft\u00adhyphen, and $a\u00adb$ in maths",
    "tabs": "Tabs\tand\nnewlines\r\nin a title",
    "smile": ":smile: [/b] [sic] {{name}} {% raw %} <!-- c --> =1+1",
    "starred": "*A* **B** _C_ __D__ `E` ~~F~~ ***",
}

_RECORDS: dict[str, Record] = {
    "controls": {
        "title": "A bell \x07, an escape \x1b[31m and a delete \x7f",
        "abstract": "Null \x00 form feed \x0c vertical \x0b tab \t and \x9b31m here.",
        "authors": ["Ann\x07 Author"],
        "date": "2020",
    },
    "bidi": {
        "title": "Left \u202eright\u202c and zero\u200bwidth \ufeff marks",
        "authors": ["Ann Author"],
        "date": "2020",
    },
    "blanks": {
        "title": "  A title\n   over\ttwo lines \r\n and three ",
        "abstract": "First paragraph.\n\n\n\nSecond\tone.\n@article{at, x = 1}\n% no\n",
        "authors": ["Ann   Author"],
        "date": "2020-01",
    },
    "atstart": {
        "title": "At signs",
        "abstract": "@misc{phantom, title = {x}}\n@string{a = b}\n  @comment{c}",
        "authors": ["Ann Author"],
        "date": "2020",
    },
    "evopress": {
        "title": "EvoPress: Accurate Dynamic Model Compression via Evolutionary Search",
        "authors": ["Oliver Sieberling", "Denis Kuznedelev", "et al."],
        "date": "2024-10-18",
        "area": "cs.LG",
        "abstract": "Our code is available at https://github.com/IST-DASLab/EvoPress}.",
    },
    "cap": {
        "title": "CAP: Correlation-Aware Pruning for Highly-Accurate Sparse Models",
        "authors": ["Denis Kuznedelev", "Eldar Kurtic", "et al."],
        "date": "2022-10-14",
        "area": "CV",
        "abstract": r"High sparsity levels (e.g. $\geq 75$%) with low impact ($\leq 1$%"
        r" relative drop); ${\le}$ 5s and up to $12{\times}$, ~21% less, 50%.",
    },
    "longabstract": {
        "title": "An abstract of 20,000 characters",
        "abstract": (WORDS * 300)[:20_000],
        "authors": ["Ann Author"],
        "date": "2020",
    },
    "longword": {
        "title": "A word without end",
        "abstract": "https://example.org/" + "a" * 3_000,
        "authors": ["Ann Author"],
        "date": "2020",
    },
    "names": {
        "title": "Names of people",
        "authors": [
            "Ludwig van Beethoven",
            "King, Jr., Martin Luther",
            "de la Vallée Poussin, Charles Jean",
            "{Barnes and Noble}",
            "{OpenAI}",
            "{Smith, Jones & Sons, Inc.}",
            "Erdős, Pál",
            "Plato",
            "J.-P. Serre",
            "D'Arcy O'Neill",
            {"family": "Rock and Roll", "given": "Ann"},
            {"family": "and", "given": "Ann"},
            {"family": "Ann", "given": "Salt and Pepper"},
            {"family": "Comma, Inner", "given": "Ann"},
            {"family": "Vallée Poussin", "given": "Charles"},
            {"family": "Small words", "given": "Ann"},
            {"family": "Doe", "suffix": "III"},
            {"family": "others"},
            {"family": "Per_cent%", "given": "$#&"},
        ],
        "editors": ["Ed Itor", "et al."],
        "date": "2020-12-31",
    },
    "etal": {
        "title": "A list cut short",
        "authors": ["Ann Author", "et al."],
        "date": "2020",
    },
    "onlyetal": {
        "title": "A list of nobody",
        "authors": ["et al."],
        "date": "2020",
    },
    "group": {"title": "By a group", "authors": ["{Barnes and Noble}"], "date": "2020"},
    "oneauthor": {"title": "By one", "authors": ["Plato"], "date": "2020"},
    "hebrew": {
        "title": "מבוא ללמידה עמוקה",
        "authors": ["דוד כהן"],
        "date": "2020",
    },
    "flags": {
        "title": "Flags 🇲🇹, a family 👨‍👩‍👧 and a thumb 👍🏽",
        "authors": ["Ann Author"],
        "date": "2020",
    },
    "manyauthors": {
        "title": "By three thousand",
        "authors": [f"Ann{n} Author{n}" for n in range(3_000)],
        "date": "2020",
    },
    "eprint": {
        "title": "An eprint that is a float",
        "authors": ["Ann Author"],
        "date": "2020-10-22",
        "area": "cs.LG",
        "arxiv": "2010.11920",
        "venue": "ICLR 2021",
    },
    "oldeprint": {
        "title": "An old eprint",
        "authors": ["Ann Author"],
        "date": "2001-12",
        "area": "cs.DL",
        "arxiv": "cs/0112017v2",
    },
    "zeroes": {
        "title": "An eprint with zeroes",
        "authors": ["Ann Author"],
        "date": "2007-04",
        "area": "LG",
        "arxiv": "0704.0010",
        "doi": "10.1000/a_b#c%d&e<f>(g){h}",
    },
    "links": {
        "title": "Addresses",
        "authors": ["Ann Author"],
        "date": "2020",
        "url": "https://example.org/~ann/a_b?c=d&e=f#g{h}\\i é",
        "code": "https://example.org/(code)_x",
        "doi": "10.1002/(SICI)1097-0258(19980815/30)17:15<1661::AID-SIM968>3.0.CO;2-2",
    },
    "script": {
        "title": "A script for an address",
        "authors": ["Ann Author"],
        "date": "2020",
        "url": "javascript:alert(1)",
        "code": "yes",
    },
    "words": {
        "title": "Tags, keywords and notes",
        "authors": ["Ann Author"],
        "date": "2020",
        "tags": ["x_i", "50%", "-lead"],
        "keywords": ["machine learning, applied", "x_i"],
        "note": "Read section_4 again: 100% @home",
        "affiliations": ["mit"],
        "aliases": ["oldwords"],
        "added": "2026-11-23",
        "code": "no",
    },
    "extra": {
        "title": "Unknown fields",
        "authors": ["Ann Author"],
        "date": "2020",
        "extra": {
            "note": "To appear in 50%",
            "Author": "Somebody Else",
            "crossref": "nowhere",
            "date read": "x_y",
            "日付": "today",
            "file": ":C\\:\\a_b}.pdf:PDF",
            "list": ["a_1", "b"],
            "map": {"a": "b"},
            "nothing": None,
        },
    },
    "untitled": {"authors": ["Ann Author"], "date": "2020"},
    "yearonly": {"title": "A year only", "authors": ["Ann Author"], "date": "1905"},
    "undated": {"title": "No date at all", "authors": ["Ann Author"]},
    "unwritten": {"title": "No authors_at 100%", "date": "2020-06"},
    "bare_entry": {},
    "chinese": {
        "title": "深度学习的理论与实践",
        "authors": ["{北京大学}", "张三"],
        "date": "2020",
    },
    "emoji": {
        "title": "Rockets 🚀 and 👩‍🔬",
        "authors": ["Ann Author"],
        "date": "2020",
    },
    "arabic": {
        "title": "مقدمة في \u200fالتعلم العميق",
        "authors": ["محمد الخوارزمي"],
        "date": "2020",
    },
    "vietnamese": {
        "title": "Letters with two accents",
        "authors": ["Đoàn Quốc Sỹ"],
        "date": "2020",
    },
    "russian": {
        "title": "Введение в анализ",
        "authors": ["Иван Иванов"],
        "date": "2020",
    },
}

_TYPES: dict[str, Record] = {
    "preprint": {"venue": "NeurIPS 2023"},
    "article": {
        "journal": "Journal of A & B",
        "volume": "12",
        "number": "3",
        "pages": "1-10",
    },
    "article-venue": {"type": "article", "venue": "TMLR"},
    "inproceedings": {"booktitle": "Proc. of X_Y", "pages": "A1-A9", "venue": "XY"},
    "inproceedings-venue": {"type": "inproceedings", "venue": "ICML 2023"},
    "book": {"publisher": "A & Sons", "edition": "2", "isbn": "978-3-16-148410-0"},
    "collection": {"publisher": "Springer", "location": "Berlin"},
    "inbook": {
        "booktitle": "The Book",
        "publisher": "MIT Press",
        "editors": ["Ed Itor"],
    },
    "incollection": {
        "booktitle": "The Book",
        "publisher": "MIT Press",
        "editors": ["Ed Itor", "et al."],
    },
    "proceedings": {"publisher": "ACM", "series": "LNCS", "volume": "7"},
    "thesis": {"institution": "ETH Zürich", "location": "Zürich"},
    "thesis-master": {
        "type": "thesis",
        "institution": "MIT",
        "extra": {"type": "mathesis"},
    },
    "phdthesis": {"institution": "MIT"},
    "mastersthesis": {"institution": "MIT"},
    "report": {"institution": "CERN", "number": "42"},
    "techreport": {"institution": "CERN", "number": "42"},
    "online": {"url": "https://example.org/x_y"},
    "software": {"publisher": "Zenodo", "doi": "10.5281/zenodo.1"},
    "dataset": {"institution": "UCI", "url": "https://example.org"},
    "manual": {"institution": "GNU"},
    "booklet": {},
    "unpublished": {},
    "misc": {},
    "patent": {"number": "US 1"},
    "movie": {},
}


def _typed(name: str, fields: Record) -> Entry:
    edited = name in {"collection", "proceedings"}
    record = {
        "type": name.partition("-")[0],
        "title": f"A work of the type {name}",
        "authors": [] if edited else ["Ann Author", "Bob Writer"],
        "editors": ["Ed Itor"] if edited else [],
        "date": "2021-05-06",
        **fields,
    }
    return from_record(f"type-{name}", record)


def _titled(number: int, key: str, title: str) -> Entry:
    return Entry(
        citekey=f"title-{key}",
        title=title,
        date=PartialDate(1980 + number),
        abstract=f"{title} {WORDS}{title}",
        authors=(Person(family="Author", given="Ann"),),
        note=title,
    )


NASTY: tuple[Entry, ...] = (
    *(_titled(place, *title) for place, title in enumerate(_TITLES.items())),
    *(from_record(key, record, archive="cs") for key, record in _RECORDS.items()),
    *(_typed(name, fields) for name, fields in _TYPES.items()),
)
"""All of them, their citekeys unique."""

OTHER_SCRIPTS = frozenset(
    "arabic chinese emoji flags hebrew russian vietnamese".split()
)
INCOMPLETE = frozenset({"untitled", "undated", "unwritten", "onlyetal", "bare_entry"})
HUGE = frozenset({"manyauthors", "longabstract", "longword"})
