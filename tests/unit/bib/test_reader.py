"""How a .bib file is divided into blocks, and entries into fields."""

from __future__ import annotations

import time

import pytest

from paperctl.bib import BibFile, expand, read


def kinds(file: BibFile) -> list[tuple[str, str]]:
    return [(block.kind, block.source) for block in file.blocks]


def fields(file: BibFile, place: int = 0) -> dict[str, str]:
    entry = file.entries[place]
    return {f.name: expand(f.value, file.macros)[0] for f in entry.fields}


def test_a_file_of_all_kinds() -> None:
    text = """\
% A note by hand
@string{me = "Me"}
@Article{key:1,
  Author = me # { and } # "You",
  YEAR   = 2020,
  month  = jan,
}
@preamble{ "\\newcommand{\\x}{y}" # {z} }
@comment{jabref-meta: x;}
@misc(two, note = {a (paren)} )
"""
    file = read(text)
    assert "".join(block.source for block in file.blocks) == text
    assert [block.kind for block in file.blocks if block.source.strip()] == [
        "text",
        "string",
        "entry",
        "preamble",
        "comment",
        "entry",
    ]
    article, misc = file.entries
    assert (article.type, article.key, article.opening) == ("article", "key:1", "{")
    assert [field.name for field in article.fields] == ["Author", "YEAR", "month"]
    assert fields(file) == {"Author": "Me and You", "YEAR": "2020", "month": "jan"}
    assert (misc.key, misc.opening, fields(file, 1)) == (
        "two",
        "(",
        {"note": "a (paren)"},
    )


def test_spans_are_those_of_the_text() -> None:
    text = '@misc{k ,\n  title = {A} # "b",\n  year=1 }'
    (entry,) = read(text).entries
    title, year = entry.fields
    assert text[slice(*entry.type_span)] == "misc"
    assert text[slice(*entry.key_span)] == "k"
    assert text[title.start : title.end] == ',\n  title = {A} # "b"'
    assert text[title.name_start : title.name_end] == "title"
    assert text[title.value.start : title.value.end] == '{A} # "b"'
    assert [(p.kind, p.text, text[p.start : p.end]) for p in title.value.pieces] == [
        ("braced", "A", "{A}"),
        ("quoted", "b", '"b"'),
    ]
    assert text[: year.start] + text[year.end :] == text.replace(",\n  year=1", "")
    assert text[entry.closing] == "}"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("% @misc{a, t={x}}", ["a"]),
        ("joe@example.org, @misc{a}", ["a"]),
        ("x@misc{a}", ["a"]),
        ("@comment{ @misc{a, t={x}} }", ["a"]),
        ("@comment @misc{a}", ["a"]),
        ("@ misc\n {\n a}", ["a"]),
        ("@misc{a,}@misc{b}", ["a", "b"]),
        ("@misc{a, t={\\}}, u={x}}", ["a"]),
        ('@misc{a, t="\\"", u={x}}', []),
        ("@misc{,t={x}}", [""]),
        ("@misc(a), b=1)", ["a)"]),
    ],
)
def test_entries_are_those_that_bibtex_reads(text: str, keys: list[str]) -> None:
    assert [entry.key for entry in read(text).entries] == keys


def test_biber_passes_over_comments() -> None:
    text = "% @misc{a}\n@comment{ @misc{b} }\n@comment( @misc{c} )\n@misc{d}"
    assert [entry.key for entry in read(text).entries] == ["a", "b", "c", "d"]
    assert [entry.key for entry in read(text, biber=True).entries] == ["d"]


def test_a_comment_sign_inside_an_entry_is_bibers() -> None:
    file = read("@misc{a, % note = {x},\n  t = {50% of}, % it\n  u = 1 % end\n}")
    assert fields(file) == {"t": "50% of", "u": "1"}


@pytest.mark.parametrize(
    ("entry", "reason", "place"),
    [
        ("@misc{a, t={x", "a brace is never closed", (1, 12)),
        ('@misc{a, t="x', "a quotation mark is never closed", (1, 12)),
        ('@misc{a,\n t="x}"}', "a brace too many between quotation marks", (2, 6)),
        ("@misc{a, t=}", "'}' where a value should stand", (1, 12)),
        ("@misc{a, t}", "'}' where = should stand", (1, 11)),
        ("@misc{a, t={x}} y}", None, None),
        ("@misc{a, t={x} y}", "'y' where a comma or } should stand", (1, 16)),
        ("@misc{a, {x}}", "'{' where the name of a field should stand", (1, 10)),
        ("@misc{a, 1t={x}}", "'1' where the name of a field should stand", (1, 10)),
        ("@misc a, t={x}}", "no brace behind @misc", (1, 6)),
        ("@string{a}", "'}' where = should stand", (1, 10)),
        ("@string{a = {x},}", "',' where } should stand", (1, 16)),
        ("@preamble{}", "'}' where a value should stand", (1, 11)),
        ("@misc{a, t={x},\n", "'@' where the name of a field should stand", (3, 1)),
    ],
)
def test_a_broken_entry_costs_only_itself(
    entry: str, reason: str | None, place: tuple[int, int] | None
) -> None:
    text = f"{entry}\n@misc{{next, year = 2020}}\n"
    file = read(text)
    assert "".join(block.source for block in file.blocks) == text
    assert file.entries[-1].key == "next"
    assert fields(file, -1) == {"year": "2020"}
    broken = [block for block in file.blocks if block.kind == "broken"]
    if reason is None:
        assert broken == []
        return
    (block,) = broken
    assert block.faults[-1].reason.startswith(reason)
    if place:
        assert file.place(block.faults[-1].offset) == place


def test_what_was_read_of_a_broken_entry_is_there() -> None:
    file = read("@misc{a, title={T}, year={2020}, note={x\n@misc{b}")
    broken = file.blocks[0]
    assert (broken.kind, broken.key, broken.type) == ("broken", "a", "misc")
    assert [field.name for field in broken.fields] == ["title", "year"]
    assert [entry.key for entry in file.entries] == ["b"]


def test_behind_an_error_reading_goes_on_in_the_same_line_as_in_bibtex() -> None:
    file = read("@misc{a, t=} @misc{b, t={x}}")
    assert [entry.key for entry in file.entries] == ["b"]


def test_what_is_clear_though_wrong_is_an_entry_with_faults() -> None:
    file = read("@misc{a b, t={x} u={y},, v=1,\n}")
    (entry,) = file.entries
    assert entry.key == "a b"
    assert fields(file) == {"t": "x", "u": "y", "v": "1"}
    assert [fault.reason for fault in entry.faults] == [
        "a blank in the citekey",
        "no comma between fields",
        "two commas",
    ]


def test_fields_that_stand_twice_are_kept() -> None:
    (entry,) = read("@misc{a, t={x}, T={y}}").entries
    assert [field.name for field in entry.fields] == ["t", "T"]


def test_macros_count_from_their_definition_on() -> None:
    file = read(
        "@misc{a, t=J}@string{j={One}}@misc{b, t=j # jan # nosuch}"
        "@STRING(J = j # { and two})@misc{c, t=j}"
    )
    first, second, third = (entry.fields[0].value for entry in file.entries)
    assert expand(first, file.macros) == ("j", ("j",))
    assert expand(second, file.macros) == ("Onejannosuch", ("jan", "nosuch"))
    assert expand(third, file.macros) == ("One and two", ())


def test_blanks_of_a_value_are_one_space() -> None:
    file = read("@misc{a, t={ x\r\n\t y\u00a0z }}")
    assert fields(file) == {"t": "x y\u00a0z"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_places_for_all_line_ends(end: str) -> None:
    text = f"\ufeff@misc{{a,{end}  t = }}{end}"
    file = read(text)
    assert file.place(text.index("@")) == (1, 1)
    assert file.place(text.index("t =")) == (2, 3)
    assert "".join(block.source for block in file.blocks) == text


@pytest.mark.parametrize(
    "unit",
    [
        "@",
        "@a{b,c={\n",
        "@a(b,c={\n",
        '@a{b,c="\n',
        '@a(b,c="\n',
        "@a{b,c=,}",
        "{",
        "@comment{",
        "a @b ",
        "@a{b,\n",
        "@a{b,c={x}\n",
        '@a{b,c="{"},\n',
    ],
)
@pytest.mark.parametrize("tail", ["", "}", "} x", ") x"])
def test_hostile_files_take_linear_time(unit: str, tail: str) -> None:
    count = 2_000
    text = "x" + unit * count + tail * count
    begin = time.process_time()
    file = read(text)
    taken = time.process_time() - begin
    assert "".join(block.source for block in file.blocks) == text
    # It takes milliseconds; a quadratic reader takes ten seconds.
    assert taken < 3


def test_deep_braces_need_no_stack() -> None:
    deep = "{" * 200_000 + "}" * 200_000
    (entry,) = read(f"@misc{{a, t={deep}}}").entries
    assert len(entry.fields[0].value.pieces[0].text) == len(deep) - 2


REAL = r"""% Encoding: UTF-8
@STRING{ieee = "{IEEE} Transactions"}

@article{knuth:1984,
  author  = {Donald E. Knuth},
  title   = "Literate {Programming}",
  journal = {The Computer Journal},
  year    = 1984,
  volume  = 27,
  pages   = {97--111},
}

@InProceedings{Muller_2020,
  author = {M{\"u}ller, Max and {OpenAI} and others},
  title = {On {\emph{X}}, {$O(n)$} and 50\% of joe@example.org},
  booktitle = {Proc. of {ICML}},
  year = {2020}
}

@book{o'neil, title = {A {{nested {deep {er}}}} Book}, year = "2001", publisher={P}}
"""


def test_other_parsers_read_the_same() -> None:
    import bibtexparser
    from pybtex.database import parse_string

    ours = {
        entry.key: {
            field.name.lower(): expand(field.value, read(REAL).macros)[0]
            for field in entry.fields
        }
        for entry in read(REAL).entries
    }
    one = {
        entry.key: {field.key: field.value for field in entry.fields}
        for entry in bibtexparser.parse_string(REAL).entries  # type: ignore[attr-defined]
    }
    assert one == ours
    theirs = parse_string(REAL, "bibtex").entries
    assert list(theirs) == list(ours)
    for key, entry in theirs.items():
        values = dict(entry.fields.items())
        assert {n.lower(): v for n, v in values.items()} == {
            name: value for name, value in ours[key].items() if name != "author"
        }


@pytest.mark.parametrize("text", ["", "a", "\n", "a\nbc\n\n", "\n\u2028a\x0bb\nc"])
def test_places_are_the_same_whichever_way_lines_end(text: str) -> None:
    file, other = read(text), read(text.replace("\n", "\r\n"))
    for offset in range(len(text) + 1):
        moved = offset + text.count("\n", 0, offset)
        assert file.place(offset) == other.place(moved)
