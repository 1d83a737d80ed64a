"""Assigning keys: unique, legal, the same every time, and no byte but theirs."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from paperctl.canonical.dump import dump
from paperctl.errors import CatalogueError, QueryError
from paperctl.keys import make_citekey
from paperctl.keys.functions import FUNCTIONS
from paperctl.keys.modifiers import MODIFIERS
from paperctl.keys.pattern import parse_pattern
from paperctl.keys.plan import propose
from paperctl.keys.presets import PRESETS
from paperctl.model import Catalogue, Entry
from paperctl.model.record import citekey_defect, to_record
from paperctl.store.load import load_text
from paperctl.store.rename import Renaming, rename
from tests.examples import examples
from tests.property.strategies import catalogues, entries

if TYPE_CHECKING:
    from paperctl.store.load import LoadResult

slowly = settings(
    max_examples=examples(30),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@st.composite
def patterns(draw: st.DrawFn) -> str:
    """Write a pattern that can be read."""
    parts = []
    for _ in range(draw(st.integers(1, 4))):
        function = draw(st.sampled_from([*FUNCTIONS.values()]))
        numbers = draw(st.integers(function.needs, function.numbers))
        name = function.name + "_".join(
            str(draw(st.integers(1, 5))) for _ in range(numbers)
        )
        for modifier in draw(
            st.lists(st.sampled_from([*MODIFIERS.values()]), max_size=2)
        ):
            name += f":{modifier.name}" + ("4" if modifier.needs_number else "")
        parts.append(draw(st.sampled_from(["", "-", "x:", "_"])) + f"[{name}]")
    return "".join(parts)


any_pattern = st.one_of(st.sampled_from([*PRESETS]), patterns())


@slowly
@given(catalogues(), any_pattern)
@example(Catalogue([Entry(citekey="a"), Entry(citekey="b")]), "jabref")
def test_proposed_keys_are_unique_legal_and_final(
    catalogue: Catalogue, pattern: str
) -> None:
    read = parse_pattern(pattern)
    proposals = propose(catalogue.entries, read)
    keys = [item.citekey for item in proposals]
    assert len({key.lower() for key in keys}) == len(keys)
    assert [item.citekey for item in propose(catalogue.entries, read)] == keys
    for item in proposals:
        assert citekey_defect(item.citekey) is None
    after = assigned(load_text(dump(catalogue)), pattern)
    assert [entry.citekey for entry in after.catalogue.entries] == keys
    for old, entry in zip(catalogue.entries, after.catalogue.entries, strict=True):
        assert after.catalogue.resolve(old.citekey) is entry
        for alias in old.aliases:
            assert after.catalogue.resolve(alias) is entry
    again = propose(after.catalogue.entries, read)
    assert [item.citekey for item in again] == keys


def assigned(loaded: LoadResult, pattern: str) -> LoadResult:
    """Give every entry the key of the pattern, as `keys --assign --all` does."""
    proposals = propose(loaded.catalogue.entries, parse_pattern(pattern))
    changes = [
        Renaming(item.entry.citekey, item.citekey)
        for item in proposals
        if item.citekey != item.entry.citekey
    ]
    texts = [text for _, text in rename(loaded, changes)]
    return load_text(texts[0]) if texts else loaded


@slowly
@given(catalogues(), st.data())
def test_a_rename_leaves_every_other_line(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    if not catalogue.entries:
        return
    text = dump(catalogue).replace("\n", data.draw(st.sampled_from(["\n", "\r\n"])))
    entry = data.draw(st.sampled_from(catalogue.entries))
    new = make_citekey(entry, {key.lower() for key in _keys(catalogue)})
    keeps = data.draw(st.booleans())
    (changed,) = rename(load_text(text), [Renaming(entry.citekey, new, keeps)])
    before, after = (
        text.splitlines(keepends=True),
        changed.text.splitlines(keepends=True),
    )
    blocks = difflib.SequenceMatcher(None, before, after, autojunk=False)
    gone = [
        line
        for tag, start, end, _, _ in blocks.get_opcodes()
        if tag != "equal"
        for line in before[start:end]
    ]
    # The line of the key, and that of the aliases if there is one.
    assert len(gone) <= 2
    was, now = to_record(entry), to_record(load_text(changed.text).catalogue[new])
    was.pop("aliases", None)
    now.pop("aliases", None)
    assert was == now
    (back,) = rename(load_text(changed.text), [Renaming(new, entry.citekey, False)])
    assert (
        load_text(back.text).catalogue.resolve(entry.citekey).citekey == entry.citekey
    )


def _keys(catalogue: Catalogue) -> list[str]:
    return [
        key for entry in catalogue.entries for key in (entry.citekey, *entry.aliases)
    ]


_BITS = [
    *("aliases: ", "title: x", "# c", "  ", "    ", "\n", ", ", "- ", "? ", "a", "b"),
    *"[]{}'\":|~",
]


@slowly
@given(st.lists(st.sampled_from(_BITS), max_size=14).map("".join))
@example("aliases:\n    - a\n    title: x")
def test_however_it_is_written_a_rename_is_right_or_refused(body: str) -> None:
    text = f"papers:\n  old:\n    {body}\n  other:\n    title: y\n"
    loaded = load_text(text)
    if loaded.has_errors or "old" not in loaded.catalogue or "\n  old:" not in text:
        return
    before = loaded.catalogue["old"]
    try:
        (changed,) = rename(loaded, [Renaming("old", "new")])
    except CatalogueError:
        return
    after = load_text(changed.text).catalogue
    assert after.resolve("old") is after.resolve("new")
    assert set(after["new"].aliases) == ({*before.aliases} - {"new"}) | {"old"}
    assert changed.text.endswith("  other:\n    title: y\n")


@slowly
@given(st.text('[]authyerlow:()"\\,1_é .', max_size=20), entries())
def test_any_text_is_a_pattern_or_an_error_that_points(text: str, entry: Entry) -> None:
    try:
        key = parse_pattern(text).base(entry)
    except QueryError as error:
        column, key = error.column, ""
    else:
        column = 0
    assert 0 <= column <= len(text)
    assert not key or citekey_defect(key) is None


@slowly
@given(patterns())
def test_a_pattern_that_is_made_of_the_tables_can_be_read(text: str) -> None:
    assert str(parse_pattern(text)) == text
