"""What goes out in another program's format comes back as it was."""

from __future__ import annotations

import datetime
import re
import string
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from paperctl import formats, sources
from paperctl.formats import FormatOptions
from paperctl.model import Entry, Person
from paperctl.model.record import to_record
from paperctl.text.plain import to_plain
from paperctl.text.typst import from_typst, to_typst
from paperctl.text.typst_maths import from_typst_maths, to_typst_maths
from tests.examples import examples
from tests.property.strategies import dates, entries, eprints, texts

if TYPE_CHECKING:
    from collections.abc import Mapping

OPTIONS = sources.SourceOptions(as_of=datetime.date(2026, 11, 23), path="file")
CSL = ("csl-json", "csl-yaml")
ALL = (*CSL, "ris", "hayagriva")
# Whole entries are long in the making, and longer in the shrinking.
WHOLE = settings(
    max_examples=examples(15),
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
ORDINARY = settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def written(form: str, *found: Entry) -> str:
    return "".join(formats.get(form).write(found, FormatOptions()))


def returned(form: str, entry: Entry) -> Entry:
    harvest = sources.get(form).read(written(form, entry), OPTIONS)
    assert not harvest.problems
    (found,) = harvest.entries
    return found.entry


def record(entry: Entry) -> Mapping[str, object]:
    """Give what an entry says: a type only if it is not the usual one."""
    untyped = replace(entry, type=None)
    bare = untyped if untyped.entry_type == entry.entry_type else entry
    kind = bare.type and bare.entry_type
    return {
        **to_record(bare),
        "type": kind,
        "area": entry.area and (entry.area.full or str(entry.area)),
    }


# --- what every format can hold ---------------------------------------------------

WORDS = st.lists(
    st.text(string.ascii_letters + "éőßΩ中", min_size=2, max_size=8),
    min_size=1,
    max_size=5,
).map(" ".join)
CAPITAL = st.sampled_from("Oleg Anna Müller Ng Østergård Kowalski Serre".split())
PEOPLE = st.one_of(
    st.builds(Person, family=CAPITAL, given=CAPITAL),
    st.builds(Person, family=CAPITAL, given=CAPITAL, prefix=st.just("van der")),
    st.builds(Person, family=CAPITAL, given=CAPITAL, suffix=st.just("Jr.")),
    st.just(Person(literal="OpenAI")),
)
NUMBERS = st.integers(1, 9999).map(str)
# Those of which each format makes another type, and the other way round.
TYPES = (
    "article",
    "inproceedings",
    "incollection",
    "book",
    "report",
    "thesis",
    "online",
)


_FIELDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "article": {"journal": WORDS, "volume": NUMBERS, "number": NUMBERS},
    "inproceedings": {"booktitle": WORDS, "publisher": WORDS},
    "incollection": {"booktitle": WORDS, "publisher": WORDS},
    "book": {"publisher": WORDS, "edition": NUMBERS, "isbn": st.just("0-201-89683-4")},
    "report": {"institution": WORDS},
    "thesis": {"institution": WORDS},
}


@st.composite
def sound_entries(draw: st.DrawFn) -> Entry:
    """Entries as most catalogues have them."""
    kind = draw(st.sampled_from((None, *TYPES)))
    asked = _FIELDS.get(kind or "", {})
    fields = {name: draw(strategy) for name, strategy in asked.items()}
    if kind is None:
        fields["arxiv"] = draw(st.one_of(st.none(), eprints()))
    return Entry(
        citekey=draw(st.from_regex(r"[a-z]{1,8}[0-9]{4}[a-z]{0,8}", fullmatch=True)),
        type=kind,
        title=draw(WORDS),
        authors=tuple(draw(st.lists(PEOPLE, max_size=3))),
        authors_truncated=draw(st.booleans()),
        date=draw(st.one_of(st.none(), dates().filter(lambda date: date.year > 999))),
        doi=draw(st.sampled_from([None, "10.1000/a_b(c)"])),
        url=draw(st.sampled_from([None, "https://example.org/a_b?c=d&e=f#g"])),
        pages=draw(st.sampled_from([None, "17", "1-10"])),
        abstract=draw(st.one_of(st.none(), WORDS)),
        **fields,
    )


@pytest.mark.parametrize("form", ALL)
@ORDINARY
@given(entry=sound_entries())
def test_an_ordinary_entry_comes_back_from_every_format(
    form: str, entry: Entry
) -> None:
    assert record(returned(form, entry)) == record(entry)


@pytest.mark.parametrize("form", ALL)
@WHOLE
@given(found=st.lists(entries(), max_size=2, unique_by=lambda one: one.citekey.lower()))
def test_every_entry_comes_back_under_its_citekey(
    form: str, found: list[Entry]
) -> None:
    text = written(form, *found)
    if not found:
        return
    harvest = sources.get(form).read(text, OPTIONS)
    assert [one.entry.citekey for one in harvest.entries] == [
        entry.citekey for entry in found
    ]


# --- what CSL can hold beyond that ------------------------------------------------


def everything(entry: Entry) -> Mapping[str, object]:
    fields = dict(record(entry))
    for name in [name for name, value in fields.items() if not value]:
        del fields[name]
    return fields


@pytest.mark.parametrize("form", CSL)
@WHOLE
@given(entry=entries())
def test_csl_holds_every_entry_whole(form: str, entry: Entry) -> None:
    (found,) = sources.get(form).read(written(form, entry), OPTIONS).entries
    assert everything(found.entry) == everything(entry)


# --- Typst's text -----------------------------------------------------------------


@given(texts(), st.booleans())
def test_typst_s_text_has_balanced_braces_and_dollars(text: str, protect: bool) -> None:
    # A backslash escapes one of four signs, and is itself before any other.
    shown = re.sub(r"\\[\\{}$]", "", to_typst(text, protect=protect))
    assert shown.count("$") % 2 == 0
    depth = 0
    for prose in shown.split("$")[::2]:
        for brace in re.findall("[{}]", prose):
            depth += 1 if brace == "{" else -1
            assert depth >= 0
    assert depth == 0


@given(texts(), st.booleans())
def test_text_comes_back_from_typst_s(text: str, protect: bool) -> None:
    plain = to_plain(text)
    if plain == text:
        assert to_plain(from_typst(to_typst(text, protect=protect))) == plain


@given(st.text(string.ascii_letters + string.punctuation + " 0123456789αβ≤"))
def test_no_maths_breaks_the_translation(body: str) -> None:
    maths = to_typst_maths(body)
    if maths is not None:
        assert maths.strip() == maths
        assert "\\" not in maths
    from_typst_maths(body)
