from __future__ import annotations

import json

from paperctl.formats import FormatOptions, get
from paperctl.model import Entry, from_record
from tests.nasty import NASTY


def written(options: FormatOptions, *entries: Entry) -> str:
    return "".join(get("json").write(entries, options))


def test_records_read_back_as_the_same_entries() -> None:
    records = json.loads(written(FormatOptions(), *NASTY))
    assert tuple(
        from_record(record.pop("citekey"), record, archive="cs") for record in records
    ) == tuple(NASTY)


def test_the_citekey_comes_first_and_scripts_stay_readable() -> None:
    text = written(FormatOptions(), Entry(citekey="a", title="Erdős"))
    assert text == '[\n  {\n    "citekey": "a",\n    "title": "Erdős"\n  }\n]\n'


def test_what_terminals_obey_is_escaped() -> None:
    title = "\x1b[31m \x9b \u2028 \udc80"
    text = written(FormatOptions(), Entry(citekey="a", title=title))
    assert "\\u001b[31m \\u009b \\u2028 \\udc80" in text
    assert json.loads(text)[0]["title"] == title


def test_derived_fields_come_when_asked_for() -> None:
    entry = from_record("a", {"date": "2023-06", "title": "T"})
    text = written(FormatOptions(fields=("month", "year", "doi")), entry)
    assert json.loads(text) == [{"citekey": "a", "month": "2023-06", "year": 2023}]
