"""Our reader beside BibTeX itself, on the .bib files that TeX Live brings."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paperctl.bib import read
from tests.unit.bib.test_reader import REAL

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("bibtex") is None, reason="bibtex is missing"),
]
# A style that prints the key of each entry that was read.
STYLE = """\
ENTRY{}{}{}
FUNCTION{default.type}{cite$ write$ newline$}
READ
ITERATE{call.type$}
"""
ODD = """\
% @misc{commented, title = {x}}
joe@example.org, @misc{midline, title = {x}} @ misc
{ spaced , title = {x} # "y" }
@comment{ @misc{incomment, title = {x}} }
@misc(paren, title = {a ) b})
@misc{escaped, title = {\\}}, note = {x}}
@misc{nocomma, title = {x} note = {y}}
@misc{after, title = "{"}"}
@misc{bare, year = 12, month = jan,}@misc{next}
"""


def keys_of_bibtex(text: bytes, folder: Path) -> tuple[list[str], bool]:
    """Let BibTeX read a file: the keys it found, and whether it complained."""
    (folder / "keys.bst").write_text(STYLE)
    (folder / "x.bib").write_bytes(text)
    (folder / "x.aux").write_text("\\citation{*}\n\\bibstyle{keys}\n\\bibdata{x}\n")
    done = subprocess.run(
        ["bibtex", "x"], cwd=folder, capture_output=True, check=False, timeout=60
    )
    found = (folder / "x.bbl").read_bytes().decode("latin-1").split("\n")
    return list(filter(None, found)), b"error message" in done.stdout


def our_keys(text: bytes) -> list[str]:
    """The keys of entries, of those that stand twice the first."""
    keys: dict[str, str] = {}
    for entry in read(text.decode("latin-1")).entries:
        keys.setdefault(entry.key.lower(), entry.key)
    return list(keys.values())


def installed() -> Iterator[Path]:
    program = shutil.which("kpsewhich")
    if program:
        command = [program, "-var-value", "TEXMFDIST"]
        root = subprocess.run(command, capture_output=True, text=True, check=True)
        yield from sorted(Path(root.stdout.strip(), "bibtex", "bib").rglob("*.bib"))


@pytest.mark.parametrize("text", [REAL, ODD], ids=["real", "odd"])
def test_the_same_entries_of_odd_files(text: str, tmp_path: Path) -> None:
    theirs, complained = keys_of_bibtex(text.encode("latin-1"), tmp_path)
    ours = our_keys(text.encode("latin-1"))
    assert set(theirs) <= set(ours)
    assert complained == (text is ODD)
    assert [key for key in ours if key in theirs] == theirs


def test_the_same_entries_of_files_that_people_wrote(tmp_path: Path) -> None:
    files = list(installed())
    if not files:
        pytest.skip("TeX Live has no .bib files here")
    for file in files:
        data = file.read_bytes()
        theirs, complained = keys_of_bibtex(data, tmp_path)
        ours = our_keys(data)
        assert ours == theirs or complained, file.name
        assert len(ours) >= len(theirs), file.name
