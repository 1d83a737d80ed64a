from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from paperctl.formats import FormatOptions, get
from paperctl.model import Entry, from_record, parse_name
from paperctl.render.plain import render_entries
from tests.nasty import NASTY

if TYPE_CHECKING:
    from paperctl.model.record import Record


def written(options: FormatOptions, *entries: Entry) -> str:
    return "".join(get("json").write(entries, options))


def as_record(document: dict[str, Any]) -> Record:
    """Leave out what is derived, and give lists of people their "et al." back."""
    record = {**document}
    for name in ("citekey", "year", "primary_class"):
        del record[name]
    for name in ("authors", "editors"):
        if record.pop(f"{name}_truncated"):
            record[name] = [*record[name], "et al."]
    return record


def test_an_entry_is_what_list_shows() -> None:
    for fields in (None, ("citekey", "authors", "year", "doi")):
        listed = "".join(render_entries("json", NASTY, fields))
        assert written(FormatOptions(fields=fields), *NASTY) == listed
    assert written(FormatOptions()) == "".join(render_entries("json", ()))


def test_all_but_the_parts_of_names_reads_back() -> None:
    # Names are as people read them: "Charles Vallée Poussin" has two family names.
    plain = [
        entry
        for entry in NASTY
        if all(
            parse_name(str(person)) == person
            for person in (*entry.authors, *entry.editors)
        )
    ]
    assert len(plain) > len(NASTY) // 2
    for entry in plain:
        (document,) = json.loads(written(FormatOptions(), entry))
        record = as_record(document)
        assert from_record(document["citekey"], record, archive="cs") == entry


def test_et_al_is_no_author() -> None:
    entry = from_record("a", {"authors": ["Ann Author", "et al."]})
    (document,) = json.loads(written(FormatOptions(fields=("authors",)), entry))
    assert document == {"authors": ["Ann Author"], "authors_truncated": True}


def test_scripts_stay_readable() -> None:
    text = written(FormatOptions(fields=("title",)), Entry(citekey="a", title="Erdős"))
    assert text == '[\n  {\n    "title": "Erdős"\n  }\n]\n'


def test_what_terminals_obey_is_escaped() -> None:
    title = "\x1b[31m \x9b \u2028 \u202e \udc80 \U000e0041"
    text = written(FormatOptions(), Entry(citekey="a", title=title))
    assert "\\u001b[31m \\u009b \\u2028 \\u202e \\udc80 \\udb40\\udc41" in text
    assert json.loads(text)[0]["title"] == title


def test_derived_fields_come_when_asked_for() -> None:
    entry = from_record("a", {"date": "2023-06", "title": "T"})
    text = written(FormatOptions(fields=("month", "year", "doi")), entry)
    assert json.loads(text) == [{"month": "2023-06", "year": 2023, "doi": None}]
