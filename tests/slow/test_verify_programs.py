"""`export --verify` with the real programs: what passes, and what they find."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from paperctl.formats import FormatOptions, get
from paperctl.model import Entry, from_record
from paperctl.verify import Export, Finding, Report, verify
from tests.nasty import HUGE, NASTY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.conftest import Run

PROGRAMS = ("bibtex", "biber", "pandoc")
MISSING = [program for program in PROGRAMS if shutil.which(program) is None]
# The package has no program of its own; this is what `typst compile` does with it.
TYPST = f"""\
#!{sys.executable}
import sys, typst
try:
    typst.compile(sys.argv[-2], output=sys.argv[-1])
except typst.TypstError as error:
    sys.exit(error.diagnostic or str(error))
"""

pytestmark = [
    pytest.mark.slow,
    # The gate installs them: there their absence is a failure.
    pytest.mark.skipif(
        bool(MISSING) and not os.environ.get("CI"),
        reason=f"not installed: {', '.join(MISSING)}",
    ),
]

SOUND = [
    from_record(
        f"sound{n}",
        {"title": f"Title {n}", "authors": ["Ann Author"], "date": f"200{n}"},
    )
    for n in range(4)
]
SOUND_TEXT = "".join(get("bibtex").write(SOUND, FormatOptions()))


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A PATH with all programs, Typst too."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "typst").write_text(TYPST, "utf-8")
    (folder / "typst").chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def reports(
    text: str, entries: Sequence[Entry], path: str, form: str = "bibtex"
) -> dict[str, Report]:
    export = Export(form, text, entries, FormatOptions().wants)
    return {report.consumer: report for report in verify(export, {"PATH": path})}


def errors(found: dict[str, Report]) -> dict[str, list[Finding]]:
    return {
        name: [item for item in report.findings if item.severity == "error"]
        for name, report in found.items()
    }


@pytest.mark.parametrize(
    ("form", "readers"),
    [
        ("bibtex", "bibtexparser, biber, bibtex, pandoc, typst"),
        ("biblatex", "bibtexparser, biber, pandoc, typst"),
        ("csl-json", "json, pandoc"),
        ("csl-yaml", "yaml, pandoc"),
        ("hayagriva", "yaml, typst"),
    ],
)
def test_our_own_catalogue_has_not_even_a_warning(
    form: str, readers: str, papers: Path, run: Run, path: str
) -> None:
    argv = ("export", form, "--verify", "-o", "refs")
    result = run(*argv, catalogue=papers, env={"PATH": path})
    assert result.code == 0
    assert result.stderr == (
        f"paperctl: verified by {readers}\npaperctl: 23 entries written to refs\n"
    )


@pytest.mark.parametrize(
    "form", ["bibtex", "biblatex", "csl-json", "csl-yaml", "hayagriva"]
)
def test_nasty_entries_have_no_errors(form: str, path: str) -> None:
    entries = [entry for entry in NASTY if entry.citekey not in HUGE]
    text = "".join(get(form).write(entries, FormatOptions()))
    found = errors(reports(text, entries, path, form))
    assert {name: items for name, items in found.items() if items} == {}


@pytest.mark.parametrize(
    ("damage", "blamed"),
    [
        (("Title 1", "Title } 1"), {"bibtexparser", "biber", "bibtex", "pandoc"}),
        (("{Title 1}", "{Title {1}"), {"bibtexparser", "biber", "bibtex", "pandoc"}),
        (("sound1", "sound0"), {"bibtexparser", "biber", "bibtex", "pandoc"}),
        (("Title 1", "Title"), {"bibtexparser"}),
        (("year = {2001}", "year = 20x1"), {"bibtexparser", "bibtex", "pandoc"}),
    ],
    ids=["stray", "open", "twice", "title", "bare"],
)
def test_damage_is_found_by_those_who_mind(
    damage: tuple[str, str], blamed: set[str], path: str
) -> None:
    text = SOUND_TEXT.replace(*damage)
    assert text != SOUND_TEXT
    found = errors(reports(text, SOUND, path))
    assert blamed <= {name for name, items in found.items() if items}, found


def test_a_complaint_names_the_entry_in_which_the_damage_is(path: str) -> None:
    text = SOUND_TEXT.replace("Title 2", "Title } 2")
    for name, report in reports(text, SOUND, path).items():
        first = next(item for item in report.findings if item.severity == "error")
        assert first.citekey == "sound2", (name, report.findings)


def test_what_is_missing_in_an_entry_is_a_warning_at_it(path: str) -> None:
    record = {"title": "Title", "type": "article", "date": "2001"}
    entries = [*SOUND, from_record("bare", record)]
    text = "".join(get("bibtex").write(entries, FormatOptions()))
    found = reports(text, entries, path)
    assert not any(errors(found).values())
    for name in ("biber", "bibtex"):
        assert {item.citekey for item in found[name].findings} == {"bare"}, found
