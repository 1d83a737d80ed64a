"""Adding facts to entries of a file: nothing else of it changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from paperctl.errors import CatalogueError
from paperctl.model import Entry, parse_date, parse_name
from paperctl.store.complete import change, complete
from paperctl.store.load import load, load_text

if TYPE_CHECKING:
    from pathlib import Path

FILE = """\
# My papers
papers:
  # before
  one:   # beside
    title:   'An   old   one'  # inside
    date: 2001   # the year
    tags: [graphs]   # mine

  two:
    title: Two
    authors:
      - Ann Lee   # first
      - et al.
    abstract: >-
      Folded
      text.
    # about nothing

  # at the end
"""


def completed(text: str, citekey: str, **values: Any) -> str:
    file = load_text(text, "papers.yaml").files[0]
    entry = next(item for item in file.entries if item.citekey == citekey)
    return complete(file, [replace(entry, **values)])


def difference(text: str, citekey: str, **values: Any) -> list[str]:
    """List the lines that go and come."""
    before, after = text.splitlines(), completed(text, citekey, **values).splitlines()
    return [f"-{line}" for line in before if line not in after] + [
        f"+{line}" for line in after if line not in before
    ]


def test_a_new_field_goes_where_the_writer_would_have_it() -> None:
    after = completed(FILE, "one", doi="10.1000/a", abstract="Now known.")
    assert after == FILE.replace(
        "    date: 2001   # the year\n",
        "    date: 2001   # the year\n    doi: 10.1000/a\n",
    ).replace(
        "    tags: [graphs]   # mine\n",
        "    tags: [graphs]   # mine\n    abstract: >-\n      Now known.\n",
    )


def test_a_finer_date_takes_the_place_of_the_date_alone() -> None:
    assert difference(FILE, "one", date=parse_date("2001-05")) == [
        "-    date: 2001   # the year",
        "+    date: 2001-05   # the year",
    ]


def test_a_list_in_brackets_grows_at_its_end() -> None:
    assert difference(FILE, "one", tags=("graphs", "a, b")) == [
        "-    tags: [graphs]   # mine",
        '+    tags: [graphs, "a, b"]   # mine',
    ]


def test_names_take_the_place_of_et_al() -> None:
    people = tuple(map(parse_name, ("Ann Lee", "Bo Li", "Cy Ma")))
    assert difference(FILE, "two", authors=people, authors_truncated=False) == [
        "-      - et al.",
        "+      - Bo Li",
        "+      - Cy Ma",
    ]


def test_et_al_goes_if_nobody_else_wrote_it() -> None:
    people = (parse_name("Ann Lee"),)
    assert difference(FILE, "two", authors=people, authors_truncated=False) == [
        "-      - et al."
    ]


def test_other_fields_get_a_mapping_of_their_own_at_the_end() -> None:
    assert completed(FILE, "two", extra={"pmid": "1"}) == FILE.replace(
        "      text.\n", '      text.\n    extra:\n      pmid: "1"\n'
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    extra: {a: b}\n", '    extra: {a: b, "pmid": "1"}\n'),
        ("    extra:\n      a: b\n", '    extra:\n      a: b\n      pmid: "1"\n'),
        ("    a: b\n", '    a: b\n    extra:\n      pmid: "1"\n'),
    ],
)
def test_other_fields_join_those_that_are_there(before: str, after: str) -> None:
    text = f"papers:\n  k:\n    title: T\n{before}"
    new = completed(text, "k", extra={"a": "b", "pmid": "1"})
    assert new == f"papers:\n  k:\n    title: T\n{after}"


def test_text_for_a_list_becomes_a_list() -> None:
    text = "papers:\n  k:\n    title: T\n    tags: a, b  # mine\n"
    assert completed(text, "k", tags=("a", "b", "c")) == text.replace(
        "a, b  #", "[a, b, c]  #"
    )


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_line_ends_and_a_missing_last_one_stay(line_end: str) -> None:
    text = "papers:\n  k:\n    title: T".replace("\n", line_end)
    assert (
        completed(text, "k", doi="10.1000/a") == text + line_end + "    doi: 10.1000/a"
    )


@pytest.mark.parametrize(
    "text",
    ["papers:\n  k: {title: T}\n", "papers: {k: {title: T}}\n", "papers:\n  k: {}\n"],
)
def test_an_entry_in_brackets_is_refused(text: str) -> None:
    with pytest.raises(CatalogueError, match="nothing can be added to k"):
        completed(text, "k", doi="10.1000/a")


def test_completing_and_adding_are_one_write(tmp_path: Path) -> None:
    path = tmp_path / "papers.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + FILE.encode())
    file = load(path).files[0]
    fuller = replace(file.entries[0], doi="10.1000/a")
    change(path, [Entry(citekey="new", title="New")], completed=[fuller], seen=file)
    loaded = load(path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf# My papers")
    assert [entry.citekey for entry in loaded.catalogue.entries] == [
        "one",
        "two",
        "new",
    ]
    assert loaded.catalogue["one"].doi == "10.1000/a"
