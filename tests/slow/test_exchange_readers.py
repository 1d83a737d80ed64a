"""CSL, RIS and Hayagriva, through the programs that people feed them to."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import unicodedata
from typing import TYPE_CHECKING

import pytest
import rispy
import typst

from paperctl.exchange.csl_values import plain_line
from paperctl.formats import FormatOptions, get
from paperctl.store.load import load
from paperctl.text.fold import words
from paperctl.text.tokens import tokenize
from paperctl.text.typst_maths import from_typst_maths, to_typst_maths
from tests.nasty import HUGE, NASTY

if TYPE_CHECKING:
    from pathlib import Path

    from paperctl.model import Entry

pytestmark = pytest.mark.slow

SMALL = tuple(entry for entry in NASTY if entry.citekey not in HUGE)
of_csl = pytest.mark.parametrize(
    ("form", "ending"), [("csl-json", "json"), ("csl-yaml", "yaml")]
)
# Processors of CSL read tags in text, for which there is no escape.
TAGGED = {"title-entities", "title-brackets"}


def needs(program: str) -> pytest.MarkDecorator:
    missing = shutil.which(program) is None
    return pytest.mark.skipif(missing, reason=f"not installed: {program}")


def written(form: str, *entries: Entry) -> str:
    return "".join(get(form).write(entries, FormatOptions()))


def run(*argv: str, stdin: str = "") -> str:
    done = subprocess.run(
        argv, input=stdin, capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stderr == ""
    return done.stdout


@pytest.fixture(scope="module")
def papers_of(papers: Path) -> tuple[Entry, ...]:
    return tuple(load(papers).catalogue.entries)


def cite_all(bibliography: Path, entries: tuple[Entry, ...]) -> str:
    """Let citeproc set the references of all entries, as plain text."""
    cited = "\n\n".join(f"@{{{entry.citekey}}}" for entry in entries)
    return run(
        *("pandoc", "--citeproc", "--wrap=none", "-f", "markdown", "-t", "plain"),
        f"--bibliography={bibliography}",
        stdin=cited,
    )


@needs("pandoc")
@pytest.mark.parametrize(
    ("form", "ending"), [("csl-json", "json"), ("csl-yaml", "yaml")]
)
def test_citeproc_sets_every_paper_as_the_catalogue_has_it(
    form: str, ending: str, tmp_path: Path, papers_of: tuple[Entry, ...]
) -> None:
    path = tmp_path / f"refs.{ending}"
    path.write_text(written(form, *papers_of), "utf-8")
    text = cite_all(path, papers_of)
    found = " ".join(words(text))
    for entry in papers_of:
        assert " ".join(words(plain_line(entry.title))) in found
        assert str(entry.year) in text
        assert entry.arxiv is None or str(entry.arxiv) in text
        first = entry.authors[0]
        assert first.family is not None
        assert first.family in text
        assert "others" not in text.lower().split()


@needs("pandoc")
@pytest.mark.parametrize(
    ("form", "ending"), [("csl-json", "json"), ("csl-yaml", "yaml")]
)
def test_citeproc_takes_every_nasty_entry(
    form: str, ending: str, tmp_path: Path
) -> None:
    path = tmp_path / f"refs.{ending}"
    path.write_text(written(form, *SMALL), "utf-8")
    text = cite_all(path, SMALL)
    found = " ".join(words(text))
    for entry in SMALL:
        if entry.citekey not in TAGGED:
            assert " ".join(words(plain_line(entry.title))) in found
    assert "???" not in text


@needs("pandoc")
def test_pandoc_reads_back_the_text_of_csl_yaml(tmp_path: Path) -> None:
    header = f"---\n{written('csl-yaml', *SMALL)}---\n"
    items = json.loads(run("pandoc", "-f", "markdown", "-t", "csljson", stdin=header))
    found = {item["id"]: item for item in items}
    assert list(found) == [entry.citekey for entry in SMALL]
    for entry in SMALL:
        # pandoc sets its own quotation marks.
        title = plain_line(entry.title).replace("‘", "“").replace("’", "”")
        shown = " ".join(found[entry.citekey].get("title", "").split())
        assert shown.replace("‘", "“").replace("’", "”") == title


@needs("ris2xml")
def test_bibutils_reads_every_record_of_ris(
    tmp_path: Path, papers_of: tuple[Entry, ...]
) -> None:
    entries = (*papers_of, *SMALL)
    path = tmp_path / "refs.ris"
    path.write_text(written("ris", *entries), "utf-8")
    done = subprocess.run(
        ["ris2xml", "-i", "unicode", str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"Processed {len(entries)} references" in done.stderr
    for entry in papers_of:
        assert f'ID="{entry.citekey}"' in done.stdout
        assert f'<namePart type="family">{entry.authors[0].family}' in done.stdout


def test_rispy_reads_every_record_of_ris(papers_of: tuple[Entry, ...]) -> None:
    entries = (*papers_of, *SMALL)
    records = rispy.loads(written("ris", *entries))
    assert [record["id"] for record in records] == [entry.citekey for entry in entries]
    for record, entry in zip(records, entries, strict=True):
        plain = re.sub(r"[\x00-\x1f\x7f-\x9f]+", " ", plain_line(entry.title))
        assert record.get("title", "") == " ".join(plain.split())
        assert len(record.get("authors", [])) == len(entry.authors)
        assert record.get("year", "") == (str(entry.year) if entry.year else "")


# --- Typst -----------------------------------------------------------------------


def compiled(folder: Path, bibliography: str, *, style: str = "apa") -> str:
    """Set all references of a bibliography, and read them back from the PDF."""
    (folder / "refs.yaml").write_text(bibliography, "utf-8")
    document = folder / "main.typ"
    document.write_text(
        "#set page(width: 80cm, height: auto)\n"
        f'#bibliography("refs.yaml", full: true, style: "{style}")\n',
        "utf-8",
    )
    output = folder / "main.pdf"
    typst.compile(str(document), output=str(output))
    return run("pdftotext", "-layout", str(output), "-")


@needs("pdftotext")
@pytest.mark.parametrize("style", ["apa", "ieee", "chicago-author-date"])
def test_typst_sets_every_paper_as_the_catalogue_has_it(
    style: str, tmp_path: Path, papers_of: tuple[Entry, ...]
) -> None:
    text = compiled(tmp_path, written("hayagriva", *papers_of), style=style)
    found = unicodedata.normalize("NFKC", text)
    for entry in papers_of:
        assert str(entry.year) in found
        assert str(entry.authors[0].family) in found
        plain = [token.value for token in tokenize(entry.title) if token.kind == "text"]
        first = words(plain[0])[:3]
        assert " ".join(first) in " ".join(words(found))
    # Acronyms keep their case where the style sets titles in small letters.
    assert "GNNs" in found
    assert "LLM" in found


@needs("pdftotext")
def test_typst_takes_every_nasty_entry(tmp_path: Path) -> None:
    text = compiled(tmp_path, written("hayagriva", *SMALL))
    for entry in SMALL:
        if entry.date:
            assert str(entry.year) in text
    assert "𝛼" not in text
    assert "50%" in text


@pytest.mark.parametrize("entry", SMALL, ids=lambda entry: entry.citekey)
def test_typst_takes_every_entry_alone(tmp_path: Path, entry: Entry) -> None:
    document = tmp_path / "main.typ"
    (tmp_path / "refs.yaml").write_text(written("hayagriva", entry), "utf-8")
    document.write_text('#bibliography("refs.yaml", full: true)\n', "utf-8")
    assert typst.compile(str(document))


def all_maths(entries: tuple[Entry, ...]) -> list[str]:
    return sorted(
        {
            token.value
            for entry in entries
            for text in (entry.title, entry.abstract or "")
            for token in tokenize(text)
            if token.kind == "maths"
        }
    )


OTHER_MATHS = [
    r"\frac{a+b}{c_{i,j}} \leq \sqrt{x^2}",
    r"\|W\|_F^2 = \sum_{i=1}^{n} w_i^2",
    r"\mathbb{E}_{x \sim p}[f(x)] \to \infty",
    r"\left( \hat{y} - \tilde{z} \right)' \cdot \vec{v}",
    r"O(\log n / \epsilon), \forall x \in [0, 1)",
    r"\operatorname{rank}(A) \text{ is low}, \max_{\theta} \mathcal{L}(\theta)",
    r"10^{-3} \times 0.5\% \pm 2 \# \& \$",
    r"\binom{n}{k} \bmod 2",
    r"^{12}",
    r"\{a, b\} \setminus \{c\}",
    r"x^\top y^* z^\circ",
    r"\dot{x} \ddot{x} \bar{x} \overline{xy}",
]


def test_typst_takes_all_translated_maths(
    tmp_path: Path, papers_of: tuple[Entry, ...]
) -> None:
    document = tmp_path / "main.typ"
    translated = 0
    for body in [*all_maths((*papers_of, *SMALL)), *OTHER_MATHS]:
        maths = to_typst_maths(body)
        if maths is None:
            continue
        translated += 1
        # As it is: in a bibliography Typst would show what it cannot read as text.
        document.write_text(f"${maths}$\n", "utf-8")
        assert typst.compile(str(document)), body
        back = from_typst_maths(maths)
        assert back is not None, maths
        assert to_typst_maths(back) == maths
    assert translated > len(OTHER_MATHS)
    assert None not in map(to_typst_maths, OTHER_MATHS)
