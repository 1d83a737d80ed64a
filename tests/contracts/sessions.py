"""The sessions that the documentation shows: run, compared, and rewritten on request.

    python -m tests.contracts.sessions README.md

prints them anew into a page; the change is yours to review.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
_FENCE = re.compile(
    r"(?:<!-- (.*) -->\n)?^```(.*)\n((?:(?!```).*\n)*)```$", re.MULTILINE
)


class Block(NamedTuple):
    """A fenced block: where it stands, its language, and the comment above it."""

    page: str
    line: int
    language: str
    mark: str
    text: str


def blocks_of(page: Path) -> Iterator[Block]:
    """Find the fenced blocks of a page.

    A comment on the line above says what is special: `<!-- ci: ... -->` is run by
    .ci/run, `<!-- not run: why -->` by nobody, `<!-- tex -->` by the slow tests;
    `<!-- terminal: 80 -->` is a session on a terminal of that width, and
    `<!-- file: main.tex -->` is no command but a file that the page is about.
    """
    name = str(page.relative_to(ROOT))
    text = page.read_text(encoding="utf-8")
    for match in _FENCE.finditer(text):
        mark, language, block = match.groups(default="")
        line = text.count("\n", 0, match.start(2)) + 1
        yield Block(name, line, language.strip(), mark, block)


def make_copy(folder: Path) -> Path:
    """Copy what a reader has before them, and put `paperctl` on its path."""
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    program = folder / "bin" / "paperctl"
    program.parent.mkdir()
    python = shlex.quote(sys.executable)
    program.write_text(f'#!/bin/sh\nexec {python} -m paperctl "$@"\n')
    program.chmod(0o755)
    return folder


def begin_page(page: str, line: int, folder: Path) -> None:
    """Make the files that a page is about, and what its sessions make up to a line.

    On other pages each block stands alone.
    """
    blocks = list(blocks_of(ROOT / page))
    files = [block for block in blocks if block.mark.startswith("file: ")]
    for block in files:
        (folder / block.mark.removeprefix("file: ")).write_text(block.text, "utf-8")
    for block in blocks if files else ():
        if block.language == "console" and block.line < line:
            for command, _ in turns(block.text):
                output_of(command, block.mark, folder)


def shell(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a script as a reader would, with all streams piped."""
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-uo", "pipefail", "-c", script],
        cwd=folder,
        env=os.environ | {"PATH": path},
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=120,
    )


def terminal(command: str, width: int, folder: Path) -> str:
    """Give what a command prints on a terminal without colours, less blanks at ends."""
    from paperctl.cli.context import Context
    from paperctl.cli.main import run
    from tests.conftest import TODAY

    stdout = StringIO()
    context = Context(
        stdout=stdout,
        stderr=stdout,
        stdin=StringIO(),
        environ=os.environ | {"NO_COLOR": "1"},
        cwd=folder,
        stdout_is_terminal=True,
        stderr_is_terminal=True,
        width=width,
        today=TODAY,
    )
    with contextlib.chdir(folder):
        run(shlex.split(command)[1:], context)
    return re.sub(r"[ \t]+$", "", stdout.getvalue(), flags=re.MULTILINE)


def output_of(command: str, mark: str, folder: Path) -> str:
    """Run one command of a session as its mark says, and give what it prints."""
    kind, _, width = mark.partition(":")
    if kind == "terminal":
        return terminal(command, int(width), folder)
    done = shell(command, folder)
    return done.stdout + done.stderr


def turns(session: str) -> Iterator[tuple[str, str]]:
    """Split a session into commands and what each printed."""
    for turn in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]:
        command, _, output = turn.partition("\n")
        yield command, output


def rewrite(page: Path, folder: Path) -> None:
    """Run the sessions of a page, and write what they print into it."""

    def renewed(match: re.Match[str]) -> str:
        mark, language, block = match.groups(default="")
        if language != "console":
            return match[0]
        session = "".join(
            f"$ {command}\n{output_of(command, mark, folder)}"
            for command, _ in turns(block)
        )
        return match[0].replace(block, session)

    begin_page(str(page.resolve().relative_to(ROOT)), 0, folder)
    text = page.read_text(encoding="utf-8")
    page.write_text(_FENCE.sub(renewed, text), encoding="utf-8")


def main(pages: list[str]) -> None:
    """Rewrite pages, with a home folder that says nothing."""
    with TemporaryDirectory() as folder:
        for name in list(os.environ):
            if name.startswith(("PAPERCTL_", "XDG_")) or name == "COLUMNS":
                del os.environ[name]
        os.environ["HOME"] = folder
        copy = make_copy(Path(folder) / "copy")
        for page in pages:
            rewrite(Path(page), copy)


if __name__ == "__main__":
    main(sys.argv[1:])
