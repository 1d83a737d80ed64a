"""What the formats write for machines is read back as it was."""

from __future__ import annotations

import csv
import datetime
import json
from collections.abc import Mapping
from io import StringIO
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings

from paperctl import formats, sources
from paperctl.formats import FormatOptions
from paperctl.model import Catalogue, Entry, from_record, read_record, to_record
from paperctl.store.load import load_text
from tests.examples import examples
from tests.nasty import HUGE, NASTY
from tests.property.strategies import catalogues, entries

slowly = settings(
    max_examples=examples(30),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
SOURCE_OPTIONS = sources.SourceOptions(as_of=datetime.date(2026, 11, 23))


def written(name: str, *chosen: Entry, **options: Any) -> str:
    return "".join(formats.get(name).write(iter(chosen), FormatOptions(**options)))


@slowly
@given(catalogues())
@example(Catalogue())
def test_yaml_is_a_catalogue_of_the_same_entries(catalogue: Catalogue) -> None:
    text = written("yaml", *catalogue.entries)
    loaded = load_text(text)
    assert [problem for problem in loaded.problems if problem.severity == "error"] == []
    same_meaning = [in_full(entry) for entry in catalogue.entries]
    assert [in_full(entry) for entry in loaded.catalogue.entries] == same_meaning
    assert written("yaml", *loaded.catalogue.entries) == text


@slowly
@given(catalogues())
def test_yaml_keeps_areas_as_they_are_written_in_one_archive(
    catalogue: Catalogue,
) -> None:
    found = load_text(written("yaml", *catalogue.entries)).catalogue
    if found.archive is not None:
        assert found.entries == catalogue.entries


def in_full(entry: Entry) -> tuple[Mapping[str, Any], str | None]:
    """Give an entry with the meaning of its area instead of its spelling."""
    record = to_record(entry)
    full = entry.area.full if entry.area else None
    return (record if full is None else {**record, "area": full}), full


@slowly
@given(entries())
def test_json_lines_are_the_documents_of_json(entry: Entry) -> None:
    (line,) = written("jsonl", entry).splitlines()
    assert [json.loads(line)] == json.loads(written("json", entry))


@slowly
@given(entries())
def test_csv_that_can_be_seen_is_imported_as_it_was(entry: Entry) -> None:
    record = printable(to_record(entry))
    reading = read_record(entry.citekey, record)
    assume(reading.entry is not None)
    assert reading.entry is not None
    assert imported(written("csv", reading.entry)) == [reading.entry]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_of_nasty_entries_is_imported_whole(separator: str) -> None:
    known = [
        from_record(entry.citekey, printable(to_record(entry)))
        for entry in NASTY
        if entry.citekey not in HUGE
    ]
    rows = list(csv.reader(StringIO(written("csv", *known))))
    text = StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    assert imported(text.getvalue()) == known


def imported(text: str) -> list[Entry]:
    assert sources.recognise(text).name == "csv"
    harvest = sources.get("csv").read(text, SOURCE_OPTIONS)
    assert harvest.problems == ()
    return [found.entry for found in harvest.entries]


def printable(value: Any, *, inside: bool = False) -> Any:
    """Leave out what a spreadsheet does not show; texts must not become empty."""
    if isinstance(value, str):
        return " ".join("".join(filter(str.isprintable, value)).split()) or "x"
    if isinstance(value, Mapping) and not inside:
        return {
            name: item if name == "extra" else printable(item, inside=True)
            for name, item in value.items()
        }
    if isinstance(value, Mapping):
        return {name: printable(item, inside=True) for name, item in value.items()}
    return [printable(item, inside=True) for item in value]
