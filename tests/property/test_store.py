"""What is written is what is read, whatever it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from paperctl.canonical.dump import dump, dump_entry
from paperctl.model import Catalogue, Entry
from paperctl.model.record import to_record
from paperctl.store.edit import unified_diff
from paperctl.store.load import load_text
from paperctl.yamltext.scalar import quote, write_prose, write_scalar
from tests.examples import examples
from tests.property.strategies import FRAGMENTS, catalogues, entries, texts

if TYPE_CHECKING:
    from paperctl.model.record import RecordValue

# CI runners are slow at times; what takes long is making examples, not our code.
slowly = settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def read_by_pyyaml(text: str, loader: Any = yaml.BaseLoader) -> Any:
    return yaml.load(text, Loader=loader)  # noqa: TID251 - the other reader


@slowly
@given(catalogues())
@example(Catalogue())
def test_catalogues_read_back_equal(catalogue: Catalogue) -> None:
    written = dump(catalogue)
    result = load_text(written)
    assert [p for p in result.problems if p.severity == "error"] == []
    assert result.catalogue == catalogue
    assert dump(result.catalogue) == written


@slowly
@given(entries())
def test_other_readers_see_the_same_texts(entry: Entry) -> None:
    read = read_by_pyyaml(dump_entry(entry))
    assert read == {entry.citekey: _as_text(to_record(entry))}


def _as_text(value: RecordValue) -> Any:
    """Give what a reader sees to whom every scalar is text: `null` is a word."""
    if value is None or isinstance(value, str):
        return "null" if value is None else value
    if isinstance(value, Mapping):
        return {key: _as_text(item) for key, item in value.items()}
    return [_as_text(item) for item in value]


@slowly
@given(texts())
@example("1:2")
@example("... 0")
def test_scalars_are_text_to_every_reader(text: str) -> None:
    for written in (write_scalar(text), quote(text)):
        assert read_by_pyyaml(f"a: {written}\n", yaml.SafeLoader) == {"a": text}
        assert read_by_pyyaml(f"{written}: a\n", yaml.SafeLoader) == {text: "a"}
    listed = write_scalar(text, flow=True)
    assert read_by_pyyaml(f"a: [{listed}, {listed}]\n", yaml.SafeLoader) == {
        "a": [text, text]
    }


@slowly
@given(st.from_regex(r"\A[-+0-9.:_eExXobTtZz ,#naif]{1,14}\Z"))
def test_what_looks_like_a_number_is_quoted(text: str) -> None:
    written = write_scalar(text)
    assert read_by_pyyaml(f"a: {written}\n", yaml.SafeLoader) == {"a": text}
    assert (
        load_text(f"papers:\n  a:\n    note: {written}\n").catalogue["a"].note == text
    )


@slowly
@given(texts())
@example(" ".join(["word"] * 60))
def test_prose_is_the_same_text_to_every_reader(text: str) -> None:
    written = f"a:\n  b: {write_prose(text, start=5, indent=4)}\n"
    assert read_by_pyyaml(written, yaml.SafeLoader) == {"a": {"b": text}}
    assert read_by_pyyaml(written, yaml.CSafeLoader) == {"a": {"b": text}}


@slowly
@given(texts())
def test_every_character_of_a_folded_text_has_its_place(text: str) -> None:
    source = f"papers:\n  a:\n    note: {write_prose(text, start=10, indent=6)}\n"
    _check_places(source, text)


_LINES = st.lists(st.sampled_from("abcde@"), max_size=24)


@slowly
@given(_LINES, _LINES, _LINES, _LINES, st.booleans())
def test_a_diff_makes_the_new_text_of_the_old(
    head: list[str], one: list[str], other: list[str], tail: list[str], ends: bool
) -> None:
    old, new = (
        "\n".join([*head, *middle, *tail]) + "\n" * ends for middle in (one, other)
    )
    assert _applied(old, unified_diff(old, new, "a", "b")) == new


def _applied(old: str, diff: str) -> str:
    """Apply a diff as `patch` does, and see that its numbers are right."""
    before, after = old.splitlines(keepends=True), []
    at = 0
    for line in re.findall(r"[^\n]*\n(?:\\ No newline[^\n]*\n)?", diff)[2:]:
        sign, rest = line[0], line[1:]
        if "\\ No newline" in rest:
            rest = rest[: rest.index("\n")]
        hunk = re.match(r"@@ -([0-9]+)(?:,([0-9]+))? \+([0-9]+)(?:,([0-9]+))? @@", line)
        if hunk:
            start = int(hunk[1]) - (hunk[2] != "0")
            after += before[at:start]
            at = start
            assert int(hunk[3]) - (hunk[4] != "0") == len(after)
            continue
        if sign in " -":
            assert before[at] == rest
            at += 1
        if sign in " +":
            after.append(rest)
    return "".join([*after, *before[at:]])


_WRITTEN = st.lists(
    st.sampled_from(
        [*FRAGMENTS, "\n      ", "\n\n      ", "\\\n      ", "''", "\\x41"]
    ),
    max_size=8,
).map("".join)


@slowly
@given(
    _WRITTEN, st.sampled_from(["{}", "'{}'", '"{}"', "|\n      {}", ">2+\n      {}"])
)
def test_every_character_of_a_written_text_has_its_place(text: str, form: str) -> None:
    source = f"papers:\n  a:\n    note: {form.format(text)}\n"
    found = load_text(source).catalogue.find("a")
    if found is not None and found.note:
        _check_places(source, found.note)


def _check_places(source: str, value: str) -> None:
    result = load_text(source)
    lines = source.split("\n")
    for offset, character in enumerate(value):
        place = result.location("a", "note", offset=offset)
        assert place.line is not None
        assert place.column is not None
        there = lines[place.line - 1][place.column - 1 :] + "\n"
        # An escape stands for its character, a line break for a blank.
        assert there[0] == character or there[0] in "\\\n\r\x85"
