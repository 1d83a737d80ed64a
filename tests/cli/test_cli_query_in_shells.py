"""Queries as they come through a real shell, which eats quotes and expands signs."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Write
    from tests.conftest import Run

SHELLS = {
    "bash": ["bash", "--norc", "-c"],
    "zsh": ["zsh", "-f", "-c"],
    "fish": ["fish", "--no-config", "-c"],
}

CATALOGUE = r"""
archive: cs
papers:
  colon:
    title: "Attention: A Survey (with code)"
    authors: [Søren Sørensen, Brian O'Neil]
    date: 2023-02
    area: LG
    tags: [to read]
  maths:
    title: Sorting
    authors: [Paul Erdős, Alfréd Rényi, et al.]
    date: 2022
    area: math.CO
    doi: 10.1000/xyz(1)23
    abstract: It takes $\mathcal{O}(n\log n)$ time, as low-rank sorting of vision does.
  trust:
    title: '"Why Should I Trust You?": It''s a Question of $\pi_0$'
    date: 2021-12-31
    area: stat.ML
    note: "C++ & C#; see [12]"
  mobius:
    title: 'M{\"o}bius Strips'
    authors: ['August Ferdinand M{\"o}bius']
    code: https://github.com/foo/bar
"""
ALL = "colon maths trust mobius"

FOUND = {
    # A pasted title, with and without quotes of the shell.
    "'Attention: A Survey (with code)'": "colon",
    '"Attention: A Survey (with code)"': "colon",
    r"Attention: A Survey \(with code\)": "colon",
    """'"Why Should I Trust You?": It'"'"'s a Question of $\\pi_0$'""": "trust",
    r"'M{\"o}bius Strips'": "mobius",
    "'O(n log n)'": "maths",
    '"O(n log n)"': "maths",
    r"O\(n log n\)": "maths",
    # An argument with blanks is a phrase; several are words.
    "'low rank'": "maths",
    """'"low rank"'""": "maths",
    "'rank low'": "",
    "rank low": "maths",
    "'tag:to read'": "colon",
    'tag:"to read"': "colon",
    """'tag:"to read"'""": "colon",
    "tag:read tag:to": "colon",
    '--tag "to read"': "colon",
    'author:"O\'Neil"': "colon",
    "'author:paul erdos'": "maths",
    """'author:"p erdos"'""": "maths",
    # Negation.
    "NOT vision": "colon trust mobius",
    "'NOT vision'": "colon trust mobius",
    "-- -vision": "colon trust mobius",
    "'sorting -vision'": "",
    "'sorting -graphs'": "maths",
    "-- -area:LG": "maths trust mobius",
    # Operators and brackets, as one argument and as many.
    "'(strips OR sorting) author:erdos'": "maths",
    r"\( strips OR sorting \) author:erdos": "maths",
    "'strips OR sorting' author:erdos": "maths",
    "strips OR sorting": "maths mobius",
    "'strips AND sorting'": "",
    # Fields, under all their names, and signs that are dear to shells.
    "au:sorensen": "colon",
    "ti:mobius": "mobius",
    "abs:sorting": "maths",
    "cat:CO": "maths",
    "area:cs": "colon",
    "'area:machine learning'": "colon trust",
    '--area "machine learning"': "colon trust",
    "'doi:10.1000/xyz(1)23'": "maths",
    "code:github.com/foo": "mobius",
    "code:yes": "mobius",
    "'sort*'": "maths",
    "'ti:sort*'": "maths",
    r"'title:/m.*bius|^sort/'": "maths mobius",
    "'C++' 'C#'": "trust",
    "'see [12]'": "trust",
    # Ranges.
    "year:2022..2023": "colon maths",
    "'year:2021, 2022'": "",
    "year:2021,2022": "maths trust",
    "'date:>=2022-06'": "colon maths",
    "'date:<2022'": "trust",
    "'authors:>1'": "colon maths",
    "has:doi": "maths",
    "missing:date": "mobius",
    "''": ALL,
    "'*'": ALL,
}

REFUSED = {
    "-vision": ("no such option: -v", "NOT vision, or put -- before the query"),
    "sorting -vision": ("no such option: -v", "NOT vision"),
    "--tag -vision": ("'-vision' is no value", "write NOT tag:"),
    "titel:x": ("unknown field 'titel'", "did you mean title?"),
    "foo:bar": ("unknown field 'foo'", """'"foo:bar"'"""),
    "OR": ("OR needs something on both sides", """'"OR"'"""),
    "year:2021-2022": ("is no year", "2021..2022"),
}


# Instead of the program: a word a line, and an empty line after each command.
ECHO = """#!/bin/sh
for word; do printf '%s\\n' "=$word"; done
echo
"""


@pytest.fixture
def library(catalogue: Write) -> Path:
    return catalogue(CATALOGUE)


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a `paperctl` that says what it is given."""
    program = tmp_path_factory.mktemp("bin") / "paperctl"
    program.write_text(ECHO)
    program.chmod(0o755)
    return program.parent


def typed(shell: str, command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Let a shell run commands as somebody types them."""
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    return subprocess.run(
        [*SHELLS[shell], command],
        env=os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=60,
    )


def words_of(shell: str, lines: list[str], folder: Path) -> dict[str, list[str]]:
    """Give the words that a shell makes of lines, starting only one."""
    command = "\n".join(f"paperctl {line}" for line in lines)
    blocks = typed(shell, command, folder).stdout.split("\n\n")[:-1]
    words = [
        [word.removeprefix("=") for word in block.splitlines()] for block in blocks
    ]
    return dict(zip(lines, words, strict=True))


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_hands_over_what_is_meant(
    shell: str, echo: Path, library: Path, run: Run
) -> None:
    # Within quotes fish reads backslashes in another way.
    lines = [line for line in FOUND if shell != "fish" or "\\" not in line]
    found = {
        line: run("-q", "export", "keys", *words, catalogue=library)
        for line, words in words_of(shell, lines, echo).items()
    }
    assert {line: result.stdout.split() for line, result in found.items()} == {
        line: FOUND[line].split() for line in lines
    }
    for result in found.values():
        assert (result.code, result.stderr) == (0 if result.stdout else 1, "")


@pytest.mark.parametrize("shell", SHELLS)
def test_what_cannot_be_meant_says_what_to_type(
    shell: str, echo: Path, library: Path, run: Run
) -> None:
    for line, words in words_of(shell, list(REFUSED), echo).items():
        message, hint = REFUSED[line]
        result = run("list", *words, catalogue=library)
        assert (result.code, result.stdout) == (2, "")
        first, *_, last = result.stderr.splitlines()
        assert message in first
        assert last.startswith("hint: ")
        assert hint in last


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("word", ["foo:bar", "OR", "NOT"])
def test_what_a_hint_says_can_be_typed(
    word: str, shell: str, echo: Path, library: Path, run: Run
) -> None:
    refused = run("list", word, catalogue=library)
    hint = refused.stderr.splitlines()[-1].partition("twice: ")[2]
    (words,) = words_of(shell, [hint], echo).values()
    result = run("list", *words, catalogue=library)
    assert (result.code, result.stderr) == (1, "paperctl: nothing matches\n")


def test_the_program_itself_in_a_shell(tmp_path: Path, library: Path) -> None:
    program = tmp_path / "bin" / "paperctl"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m paperctl "$@"'
    )
    program.chmod(0o755)
    query = "'Attention: A Survey (with code)' NOT vision"
    command = f"paperctl -C {shlex.quote(str(library))} list --format keys {query}"
    assert typed("bash", command, program.parent).stdout == "colon\n"


@pytest.mark.parametrize(
    "command",
    [["list"], ["search"], ["stats"], ["export", "keys"], ["grep", "-c", "."]],
)
def test_every_command_reads_the_same_language(
    command: list[str], library: Path, run: Run
) -> None:
    found = run(*command, "O(n log n)", "NOT", "strips", catalogue=library)
    assert (found.code, found.stderr) == (0, "")
    assert "colon" not in found.stdout
    refused = run(*command, "titel:x", catalogue=library)
    assert refused.code == 2
    assert refused.stderr.endswith("hint: did you mean title?\n")
