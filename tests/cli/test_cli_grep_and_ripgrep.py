"""`paperctl grep` and ripgrep, asked the same about the same units."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Write
    from tests.conftest import Run

pytestmark = pytest.mark.skipif(
    shutil.which("rg") is None, reason="ripgrep (rg) is not installed"
)

UNITS = """\
The first fish swims
A second Fish sinks, a second fish floats
FISH
fish
fishy
low-rank, high_rank and rank 2
3.14x faster than 2.7x
a.b (c) [d] {e} | f $g^ \\\\h
Das über x
ÜBER und Über
ber
émigrés, naïve_fish and façade
Οδός ΟΔΟΣ σ ς Σ
STRASSE Straße STRAẞE
深度学习 and 学习
u\u0308ber marked
tabs and  blanks
x
""".splitlines()


@pytest.fixture
def folder(tmp_path: Path, catalogue: Write) -> Path:
    """Write the units one a line for ripgrep, and as titles for paperctl."""
    (tmp_path / "units.txt").write_text("".join(f"{unit}\n" for unit in UNITS), "utf-8")
    quoted = (unit.replace("'", "''") for unit in UNITS)
    catalogue(
        "papers:\n  a2020x:\n    tags:\n"
        + "".join(f"      - '{unit}'\n" for unit in quoted)
    )
    return tmp_path


def ripgrep(folder: Path, *argv: str) -> tuple[int, list[str]]:
    done = subprocess.run(
        ["rg", "--no-config", "--no-line-number", "--color=never", *argv, "units.txt"],
        capture_output=True,
        check=False,
        cwd=folder,
        encoding="utf-8",
        timeout=60,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


PATTERNS = (
    "fish",
    "Fish",
    "über",
    "ÜBER",
    r"\büber\b",
    r"\bber\b",
    r"\Bber",
    r"\w+",
    r"\W+",
    r"\bfish\b|rank",
    r"[0-9]+\.[0-9]+x",
    "a.b",
    "$g^",
    "^f|x$",
    "οδός",
    "σ",
    "straße",
    "学习",
    r"\p{Greek}+",
    r"\p{Lu}\p{Lu}+",
    "[[:upper:]]+",
    "fish|fishy",
    "fishy|fish",
    "f.*?s",
    "(?i)FISH s",
    "(s)(i|w)",
    r"[^\W_]+",
    "no such thing",
)
# Not -wo: ripgrep 13 finds the "ow" of "low" for \w+.
FLAGS: tuple[list[str], ...] = (
    [],
    ["-i"],
    ["-S"],
    ["-w"],
    ["-x"],
    ["-v"],
    ["-c"],
    ["-o"],
    ["-m2"],
    ["-iw"],
    ["-ix"],
    ["-co"],
    ["-cv"],
    ["-vx"],
    ["-ico"],
    ["-m3", "-c"],
    ["-m0"],
    ["-l"],
    ["-A1"],
    ["-B1", "-m2"],
    ["-m1", "-A3"],
    ["-F"],
    ["-Fio"],
    ["-e", "second"],
    ["-s", "-i"],
    ["-i", "-s"],
    ["-i", "-S"],
)
# Every fourth pattern with each flag is enough for those who wait.
QUESTIONS = [
    pytest.param(
        [*flags, "-e", pattern],
        marks=pytest.mark.slow if (row + column) % 4 else (),
    )
    for row, pattern in enumerate(PATTERNS)
    for column, flags in enumerate(FLAGS)
]


@pytest.mark.parametrize("argv", QUESTIONS, ids=" ".join)
def test_grep_answers_as_ripgrep_does(argv: list[str], folder: Path, run: Run) -> None:
    code, expected = ripgrep(folder, *argv)
    result = run("grep", "--fields", "tags", *argv)
    lines = result.stdout.splitlines()
    if "-l" in argv:
        assert (lines, expected) in (([], []), (["a2020x"], ["units.txt"]))
    elif any("c" in flag for flag in argv[:-2] if flag[:1] == "-"):
        assert [line.split("\t")[1] for line in lines] == expected
    else:
        shown = [line.split("\t")[4] for line in lines]
        assert shown == [line for line in expected if line != "--"]
    assert (result.code, result.stderr) == (code, "")
