"""What every format promises, whatever it is."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from paperctl import formats
from paperctl.errors import FormatError
from paperctl.formats import (
    Format,
    FormatOptions,
    _by_entry,
    check_options,
    edition,
)
from paperctl.formats._by_entry import MAKERS
from paperctl.model import Entry
from paperctl.registry import import_part
from paperctl.values import field_names
from tests.nasty import HUGE, NASTY

if TYPE_CHECKING:
    from types import ModuleType

GOLDEN = Path(__file__).parents[1] / "golden"
# What a format without entries must read as.
EMPTY = {
    "json": lambda text: json.loads(text) == [],
    "jsonl": lambda text: text == "",
    "csv": lambda text: text.startswith("citekey,type,title,"),
    "tsv": lambda text: text.startswith("citekey\ttype\ttitle\t"),
    "html": lambda text: text == "",
    "yaml": lambda text: text == "papers: {}\n",
    "template": lambda text: text == "",
    "bibtex": lambda text: text == "",
    "biblatex": lambda text: text == "",
    "markdown": lambda text: text == "",
    "keys": lambda text: text == "",
    "csl-json": lambda text: json.loads(text) == [],
    "csl-yaml": lambda text: text == "references: []\n",
    "ris": lambda text: text == "",
    "hayagriva": lambda text: text == "{}\n",
}
# What a format cannot do without.
NEEDS: dict[str, dict[str, Any]] = {
    "template": {
        "template": "{% for e in entries %}\n{{ e }}: {{ e.title }}"
        " ({{ e.venue }}): {{ e.abstract }}.\n{% endfor %}\n"
    }
}
# A tab at the end of a line is an empty cell.
BLANKS_AT_ENDS = {"tsv": r" \n"}
SMALL = tuple(entry for entry in NASTY if entry.citekey not in HUGE)


def written(
    form: Format, entries: tuple[Entry, ...], options: FormatOptions | None = None
) -> str:
    asked = replace(options or FormatOptions(), **NEEDS.get(form.name, {}))
    return "".join(form.write(iter(entries), asked))


@pytest.fixture(params=formats.names())
def form(request: pytest.FixtureRequest) -> Format:
    return formats.get(request.param)


def module_of(form: Format) -> ModuleType:
    return import_part(formats.__name__, formats.__path__, form.name, error=FormatError)


def test_is_called_as_its_file(form: Format) -> None:
    module = module_of(form)
    assert module.__file__ is not None
    assert form.name == Path(module.__file__).stem.replace("_", "-")
    assert module.FORMAT is form


def test_says_what_it_is(form: Format) -> None:
    module = module_of(form)
    assert re.fullmatch(r"\.[a-z]+", form.extension)
    assert form.summary
    assert len(form.summary) <= 60
    assert not form.summary.endswith(".")
    assert module.__doc__


def test_is_valid_without_entries(form: Format) -> None:
    text = written(form, ())
    assert form.name not in EMPTY or EMPTY[form.name](text)
    assert text == "" or text.endswith("\n")


def test_is_deterministic(form: Format) -> None:
    assert written(form, NASTY) == written(form, NASTY)


def check_whole(text: str, entry: Entry, blanks: str = r"[ \t]\n") -> None:
    """Check what every format promises of every entry, whatever it holds."""
    key = entry.citekey
    assert text.endswith("\n"), key
    assert not text.endswith("\n\n"), key
    assert text.encode("utf-8").decode("utf-8") == text, key
    assert "None" not in text, key
    assert key in text
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", text), key
    assert not re.search(blanks, text, re.MULTILINE), key


# One test for all entries: thousands of tests would take longer than what they test.


def test_every_entry_is_whole(form: Format) -> None:
    # The last tag of RIS has no value, and a blank where that would stand.
    blanks = BLANKS_AT_ENDS.get(form.name, r"(?<!^ER  -)[ \t]\n")
    for entry in NASTY:
        check_whole(written(form, (entry,)), entry, blanks)


def test_nothing_of_one_entry_reaches_another(form: Format) -> None:
    together = written(form, SMALL)
    for entry in SMALL:
        alone = [line.strip(" ,[]{}") for line in written(form, (entry,)).split("\n")]
        assert all(line in together for line in alone)


def test_abstracts_can_be_left_out(form: Format) -> None:
    entry = Entry(citekey="a", title="Title", abstract="Curvature")
    assert "Curvature" not in written(form, (entry,), FormatOptions(abstract=False))


def test_only_the_fields_asked_for_are_written(form: Format) -> None:
    entry = Entry(citekey="a", title="Heterophily", abstract="Curvature", venue="ICLR")
    text = written(form, (entry,), FormatOptions(fields=("title",)))
    assert "Curvature" not in text
    assert "ICLR" not in text


def test_every_layout_holds_every_entry(form: Format) -> None:
    for layout in form.layouts:
        for entry in SMALL:
            text = written(form, (entry,), FormatOptions(layout=layout))
            check_whole(text, entry)


def test_only_its_own_layouts_are_taken(form: Format) -> None:
    assert ("layout" in form.takes) == bool(form.layouts)
    with pytest.raises(FormatError):
        check_options(form, {"layout": "brochure"})
    for layout in form.layouts:
        check_options(form, {"layout": layout})


def test_options_that_it_takes_are_options(form: Format) -> None:
    assert set(form.takes) <= set(field_names(FormatOptions)) - {"abstract", "fields"}


def test_is_reviewed(form: Format) -> None:
    assert (GOLDEN / form.name / "nasty.out").exists()


def test_texts_are_made_by_the_code_that_their_edition_tells() -> None:
    """Whatever decides on a text and changes has to make another edition."""
    names = [
        name
        for name in formats.names()
        if isinstance(formats.get(name).write, formats.ByEntry)
    ]
    code = (
        "import sys; from paperctl import formats; from tests.nasty import NASTY\n"
        f"for form in map(formats.get, {names}):\n"
        "    for layout in form.layouts or (None,):\n"
        "        options = formats.FormatOptions(layout=layout)\n"
        "        list(form.write.texts(NASTY, options))\n"
        "print(*{m.split('.')[1] for m in sys.modules if m.startswith('paperctl.')})"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    # What finds formats, and the errors and classes of values, has no say.
    assert {*run.stdout.split()} - {"errors", "registry", "values"} == {*MAKERS}


def test_an_edition_is_that_of_the_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = tmp_path / "formats" / "_by_entry.py"
    module.parent.mkdir()
    module.write_text("one = 1\n")
    monkeypatch.setattr(_by_entry, "__file__", str(module))
    first = edition()
    assert edition() == first
    module.with_name("bibtex.py").write_text("")
    second = edition()
    module.write_text("one = 11\n")
    assert len({first, second, edition()}) == 3
    monkeypatch.setattr(_by_entry, "__file__", str(module / "in" / "an.zip"))
    assert edition() == edition()


def test_names_import_no_format() -> None:
    code = (
        "import sys, paperctl.formats as f; f.names();"
        "print([m for m in sys.modules if m.startswith('paperctl.formats.')"
        " and '._' not in m])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert run.stdout == "[]\n"
