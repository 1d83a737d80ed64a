"""The export as other programs' parsers read it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import pytest
from bibtexparser.entrypoint import parse_string
from hypothesis import given
from hypothesis import strategies as st
from pybtex import errors
from pybtex.database.input.bibtex import Parser

from paperctl.formats import FormatOptions, get
from paperctl.model import Entry, PartialDate, Person
from paperctl.text.plain import to_plain
from tests.nasty import NASTY

if TYPE_CHECKING:
    from bibtexparser.model import Entry as Parsed
    from pybtex.database import Entry as Read
    from pybtex.database import Person as Name

DIALECTS = ("bibtex", "biblatex")


def bib(dialect: str, *entries: Entry) -> str:
    return "".join(get(dialect).write(entries, FormatOptions(header=True)))


def parse(text: str) -> dict[str, Parsed]:
    library = parse_string(text)
    assert not library.failed_blocks
    assert len(library.entries) + len(library.comments) == len(library.blocks)
    return {entry.key: entry for entry in library.entries}


def read(text: str) -> dict[str, Read]:
    with errors.capture() as found:
        entries = Parser().parse_string(text).entries
    assert not found
    return dict(entries.items())


def balances(value: str) -> bool:
    depth = 0
    for character in value:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0


def words(text: str) -> list[str]:
    """Find the words of plain ASCII, whether text is a catalogue's or LaTeX."""
    plain = "".join(
        character
        for character in to_plain(text)
        if character.isspace() or unicodedata.category(character) not in {"Cc", "Cf"}
    )
    return re.findall(r"[A-Za-z]{2,}", plain)


@pytest.fixture(scope="module", params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def parsed(dialect: str) -> dict[str, Parsed]:
    return parse(bib(dialect, *NASTY))


@pytest.fixture(scope="module")
def pybtex_entries(dialect: str) -> dict[str, Read]:
    return read(bib(dialect, *NASTY))


def test_all_entries_come_back(
    parsed: dict[str, Parsed], pybtex_entries: dict[str, Read]
) -> None:
    keys = [entry.citekey for entry in NASTY]
    assert list(parsed) == keys
    assert list(pybtex_entries) == keys


@pytest.mark.parametrize("entry", NASTY, ids=lambda entry: entry.citekey)
def test_an_entry_comes_back_whole(
    entry: Entry,
    dialect: str,
    parsed: dict[str, Parsed],
    pybtex_entries: dict[str, Read],
) -> None:
    found = parsed[entry.citekey].fields_dict
    read_fields = pybtex_entries[entry.citekey].fields
    for field in found.values():
        assert balances(field.value), field.key
        assert "\n" not in field.value
    if entry.title:
        assert words(found["title"].value) == words(entry.title)
        assert read_fields["title"].split() == found["title"].value.split()
    if entry.arxiv:
        assert found["eprint"].value == entry.arxiv.identifier
        archive = "archivePrefix" if dialect == "bibtex" else "eprinttype"
        assert read_fields[archive].lower() == "arxiv"
    if entry.date and dialect == "bibtex":
        assert found["year"].value == str(entry.year)
    elif entry.date:
        assert found["date"].value == str(entry.date)
    if entry.abstract:
        assert read_fields["abstract"].split() == found["abstract"].value.split()


def names_of(people: list[Name]) -> list[str]:
    return [str(person) for person in people]


@pytest.mark.parametrize("entry", NASTY, ids=lambda entry: entry.citekey)
def test_authors_come_back(entry: Entry, pybtex_entries: dict[str, Read]) -> None:
    found = pybtex_entries[entry.citekey].persons.get("author", [])
    assert len(found) == len(entry.authors) + entry.authors_truncated
    if entry.authors_truncated:
        assert str(found[-1]) == "others"
    for person, name in zip(entry.authors, found, strict=False):
        if person.suffix and not person.given:
            assert words(str(name)) == words(person.name)
            continue
        family = " ".join((*name.prelast_names, *name.last_names))
        given = " ".join((*name.first_names, *name.middle_names))
        assert words(family) == words(person.sort_family)
        assert words(given) == words(person.given or "")


PROSE = st.text(max_size=60)
LATEX = st.text("ab {}$\\~%&#_^\"'@,=\n\té\u0301-1(](", max_size=40)
ANY = PROSE | LATEX
PEOPLE = st.builds(
    Person, family=ANY.filter(str.strip), given=ANY | st.none(), suffix=ANY | st.none()
) | st.builds(Person, literal=ANY.filter(str.strip))


@given(
    st.lists(
        st.tuples(ANY, ANY, ANY, st.lists(PEOPLE, max_size=3), st.booleans()),
        min_size=1,
        max_size=3,
    )
)
def test_no_text_breaks_the_file(
    rows: list[tuple[str, str, str, list[Person], bool]],
) -> None:
    entries = [
        Entry(
            citekey=f"key{number}",
            title=title,
            abstract=abstract,
            note=note,
            venue=note,
            url=abstract,
            doi=note,
            tags=(note, title),
            authors=tuple(people),
            authors_truncated=truncated,
            date=PartialDate(2020, 6),
            extra={"field": note, title: abstract},
        )
        for number, (title, abstract, note, people, truncated) in enumerate(rows)
    ]
    for dialect in DIALECTS:
        assert_sound(bib(dialect, *entries), entries)


def assert_sound(text: str, entries: list[Entry]) -> None:
    assert list(parse(text)) == [entry.citekey for entry in entries]
    for line in text.splitlines():
        assert line in {"", "}"} or balances(line) or line.startswith("@")
    found = read(text)
    assert list(found) == [entry.citekey for entry in entries]
    for entry in entries:
        fields = found[entry.citekey]
        assert fields.fields.get("year", fields.fields.get("date")) in {
            "2020",
            "2020-06",
        }
        written = fields.persons.get("author", [])
        assert len(written) <= len(entry.authors) + entry.authors_truncated
