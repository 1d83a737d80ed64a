"""Hypothesis strategies for the model: everything that it can hold, nasty text too."""

from __future__ import annotations

from calendar import monthrange
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from paperctl.model import (
    Area,
    Catalogue,
    Entry,
    Eprint,
    ExtraValue,
    PartialDate,
    Person,
    Profile,
    parse_area,
)
from paperctl.model.entry import ENTRY_TYPES
from paperctl.model.record import citekey_defect, resolve_area
from paperctl.model.taxonomy import NAMES
from paperctl.values import field_names

if TYPE_CHECKING:
    from collections.abc import Mapping

# Text that YAML, its readers or its writers have been known to change.
HOSTILE = """
~ null Null NULL yes no NO on Off true y n = << - -- --- ... ? : | > >- ' " '' "" % @
` & * ! !!str &a *a # { } [ ] , [] {} [a, {a: [[ 010 0o7 0x1F 0b1 1_000 1e5 .5 .inf
.NaN -.INF 12:30:45 190:20 2023-02-22 2023-2-2 2023-02-22T10:00:00Z 2306.10000 1. +1
1,336 1 0 -1 \\ \\n \\0 %YAML $x$ et. al.
""".split()
FRAGMENTS = [
    *HOSTILE,
    *("a: b", "a:", ": a", " #", "# a", "a #b", "- a", "? a", "a  b", " ", "  "),
    *("\n", "\n\n", "\r", "\r\n", "\t", "\x85", "\u2028", "\u2029", "\xa0", "\ufeff"),
    *("\x1b[31m", "\x07", "\x7f", "\x9b", "\u200b", "\u202e", "\ufffe", "\U0001f600"),
    *("et al.", "and others", " and ", "Erdős", "$O(n^2)$", "{", "}", "2023-02-22 a"),
    "low-rank",
    "a" * 100,
]
_SOUND = st.characters(exclude_characters="\0", exclude_categories=["Cs"])


def texts(*, min_size: int = 0) -> st.SearchStrategy[str]:
    """Any text that can be stored, with a taste for what breaks YAML."""
    fragments = st.lists(
        st.one_of(st.sampled_from(FRAGMENTS), st.text(_SOUND, max_size=5)),
        min_size=min_size,
        max_size=6,
    ).map("".join)
    words = st.lists(st.sampled_from(FRAGMENTS), min_size=2, max_size=40).map(" ".join)
    anything = st.text(_SOUND, min_size=min_size, max_size=30)
    found = st.one_of(st.sampled_from(HOSTILE), fragments, words, anything)
    return found.filter(lambda text: len(text) >= min_size)


def dates() -> st.SearchStrategy[PartialDate]:
    """Years, months and days."""

    def build(year: int, month: int | None, day: int) -> PartialDate:
        if month is None or day == 0:
            return PartialDate(year, month)
        return PartialDate(year, month, min(day, monthrange(year, month)[1]))

    return st.builds(
        build,
        st.integers(1, 9999),
        st.one_of(st.none(), st.integers(1, 12)),
        st.integers(0, 31),
    )


def eprints() -> st.SearchStrategy[Eprint]:
    """Old and new arXiv identifiers, with and without version."""
    month = st.integers(1, 12)
    old = st.builds(
        "{}/{:02d}{:02d}{:03d}".format,
        st.sampled_from(["hep-th", "math", "cs", "cond-mat"]),
        st.integers(91, 99),
        month,
        st.integers(0, 999),
    )
    four = st.builds(
        "{:02d}{:02d}.{:04d}".format, st.integers(8, 14), month, st.integers(0, 9999)
    )
    five = st.builds(
        "{:02d}{:02d}.{:05d}".format, st.integers(15, 40), month, st.integers(0, 99999)
    )
    version = st.one_of(st.none(), st.integers(1, 9999))
    return st.builds(Eprint, st.one_of(old, four, five), version)


def areas() -> st.SearchStrategy[Area]:
    """Full classes, archives, bare codes, and words that are none of these."""
    full = st.sampled_from(list(NAMES))
    bare = full.map(lambda name: name.partition(".")[2] or name)
    other = texts().filter(lambda text: str(parse_area(text)) == text)
    return st.one_of(full, bare, other).map(parse_area)


def people() -> st.SearchStrategy[Person]:
    """Names in four parts or whole, plain ones and very odd ones."""
    word = st.sampled_from(
        "Oleg Denis Müller van der de la Jr. O'Neill Ng 李 {Foo} d'Alembert III".split()
    )
    plain = st.lists(word, min_size=1, max_size=3).map(" ".join)
    part = st.one_of(plain, texts(min_size=1))
    optional = st.one_of(st.none(), part)
    return st.one_of(
        st.builds(
            Person, family=part, given=optional, prefix=optional, suffix=optional
        ),
        st.builds(Person, literal=part),
    )


def extras(*, max_size: int = 3) -> st.SearchStrategy[Mapping[str, ExtraValue]]:
    """Fields that the model does not know: texts, lists, mappings, nothing."""
    values: st.SearchStrategy[ExtraValue] = st.recursive(
        st.one_of(st.none(), texts()),
        lambda inner: st.one_of(
            st.lists(inner, max_size=4).map(tuple),
            st.dictionaries(texts(), inner, max_size=3).map(MappingProxyType),
        ),
        max_leaves=6,
    )
    found = st.dictionaries(texts(), values, max_size=max_size)
    return found.map(MappingProxyType)


def citekeys() -> st.SearchStrategy[str]:
    """Keys as people make them, and all others that BibTeX can use."""
    usual = st.from_regex(r"[a-z]{1,8}[0-9]{4}[a-z]{0,8}", fullmatch=True)
    odd = texts(min_size=1).filter(lambda key: citekey_defect(key) is None)
    return st.one_of(usual, odd)


_TEXT_FIELDS = """
doi venue url journal booktitle series volume number pages publisher institution
location edition isbn issn code note abstract
""".split()


@st.composite
def entries(
    draw: st.DrawFn,
    citekey: st.SearchStrategy[str] | None = None,
    archive: str | None = None,
) -> Entry:
    """Entries with any of the fields; bare areas are resolved as loading does it.

    Args:
        draw: Given by hypothesis.
        citekey: What to call them.
        archive: Of the catalogue that is to hold them.
    """
    usual = st.from_regex(r"[1-9][0-9]{0,3}|yes|no", fullmatch=True)
    names: dict[str, Any] = draw(
        st.dictionaries(
            st.sampled_from(_TEXT_FIELDS), st.one_of(usual, texts()), max_size=5
        )
    )
    words = st.lists(texts(), max_size=4).map(tuple)
    authors = draw(st.lists(people(), max_size=4).map(tuple))
    categories = draw(st.lists(areas(), max_size=3).map(tuple))
    area = draw(st.one_of(st.none(), areas()))
    if area is not None and area.archive is None:
        area = resolve_area(area, categories, archive)
    if "doi" in names:
        names["doi"] = draw(st.sampled_from(["10.1000/x", "10.1/a<b>: c #1"]))
    return Entry(
        citekey=draw(citekeys() if citekey is None else citekey),
        type=draw(st.one_of(st.none(), st.sampled_from(sorted(ENTRY_TYPES)), texts())),
        title=draw(texts()),
        authors=authors,
        authors_truncated=draw(st.booleans()),
        editors=draw(st.lists(people(), max_size=2).map(tuple)),
        date=draw(st.one_of(st.none(), dates())),
        area=area,
        categories=categories,
        arxiv=draw(st.one_of(st.none(), eprints())),
        affiliations=draw(words),
        tags=draw(words),
        keywords=draw(words),
        added=draw(st.one_of(st.none(), dates())),
        extra=draw(extras()),
        **names,
    )


def profiles() -> st.SearchStrategy[Profile]:
    """Author pages' headers."""
    count = st.one_of(st.none(), st.integers(0, 10**12 - 1))
    text = st.one_of(st.none(), texts())
    known = {"name", "area", "h_index", "papers", "citations", "novelty", "ai_score"}
    return st.builds(
        Profile,
        name=texts(min_size=1),
        area=text,
        h_index=count,
        papers=count,
        citations=count,
        novelty=text,
        ai_score=count,
        extra=extras().filter(known.isdisjoint),
    )


@st.composite
def catalogues(draw: st.DrawFn, max_size: int = 4) -> Catalogue:
    """Whole catalogues, with aliases, profiles and sections of their own."""
    archive = draw(st.one_of(st.none(), st.sampled_from(["cs", "math"]), texts()))
    keys = draw(
        st.lists(citekeys(), max_size=2 * max_size, unique_by=lambda key: key.lower())
    )
    found = []
    half = (len(keys) + 1) // 2
    for number, key in enumerate(keys[:half]):
        entry = draw(entries(st.just(key), archive))
        alias = keys[half + number : half + number + 1]
        fields = {name: getattr(entry, name) for name in field_names(Entry)}
        found.append(Entry(**{**fields, "aliases": tuple(alias)}))
    sections = {"archive", "profiles", "papers"}
    return Catalogue(
        found,
        archive=archive,
        profiles=draw(st.lists(profiles(), max_size=2)),
        extra=draw(extras(max_size=2).filter(sections.isdisjoint)),
    )
