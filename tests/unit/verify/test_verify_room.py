"""The folder in which programs run, with small programs."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import pytest

from paperctl.verify._room import ProgramError, find, open_room

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the programs are scripts")


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A program `tool` in a folder of its own, that runs its argument in Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "tool"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -c "$1"\n')
    program.chmod(0o755)
    return folder


def test_a_program_leaves_streams_code_and_files(script: Path) -> None:
    code = (
        "import sys; open('made', 'w').write('ö'); print('out');"
        " print('err', file=sys.stderr); sys.exit(3)"
    )
    with open_room({"PATH": str(script)}, 30) as room:
        done = room.run("tool", code)
        assert (done.code, done.stdout, done.stderr) == (3, "out\n", "err\n")
        assert done.ending == "ended with 3: err"
        assert room.read("made") == "ö"
        assert room.read("not made") == ""


def test_a_program_sees_little_of_the_environment(script: Path) -> None:
    environ = {
        "PATH": str(script),
        "SECRET": "x",
        "HOME": "/",
        "BIBINPUTS": "/x:",
        "openout_any": "a",
    }
    code = (
        "import os; e = os.environ;"
        " print(e.get('SECRET'), e.get('BIBINPUTS'), e['openout_any']);"
        " print({os.path.realpath(e[n]) for n in ('HOME', 'TMPDIR', 'XDG_CACHE_HOME')}"
        " == {os.getcwd()})"
    )
    with open_room(environ, 30) as room:
        assert room.run("tool", code).stdout == "None None p\nTrue\n"


def test_the_folder_is_gone_afterwards(script: Path) -> None:
    with open_room({"PATH": str(script)}, 30) as room:
        room.put("a.bib", "@misc{a}")
        folder = room.folder
        assert (folder / "a.bib").read_text() == "@misc{a}"
    assert not folder.exists()


def test_arguments_reach_no_shell(script: Path, tmp_path: Path) -> None:
    with open_room({"PATH": str(script)}, 30) as room:
        room.run("tool", f"pass # $(touch {tmp_path}/planted) `id`; touch x")
        assert list(room.folder.glob("x")) == []
    assert not (tmp_path / "planted").exists()


def test_a_program_that_hangs_is_stopped_with_what_it_started(
    script: Path, tmp_path: Path
) -> None:
    child = f"import time; time.sleep(4); open({str(tmp_path / 'late')!r}, 'w')"
    code = (
        "import subprocess, sys, time;"
        f" subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(60)"
    )
    start = time.monotonic()
    with (
        open_room({"PATH": str(script)}, 2) as room,
        pytest.raises(ProgramError, match="did not end within 2 s"),
    ):
        room.run("tool", code)
    assert time.monotonic() - start < 30
    time.sleep(4)
    assert not (tmp_path / "late").exists()


def test_a_program_that_kills_itself_is_told_by_its_signal(script: Path) -> None:
    with open_room({"PATH": str(script)}, 30) as room:
        done = room.run("tool", "import os; os.kill(os.getpid(), 11)")
    assert done.ending == "was stopped by signal 11"


def test_a_program_that_cannot_be_started_is_told(tmp_path: Path) -> None:
    (tmp_path / "tool").write_text("#!/no/such/interpreter\n")
    (tmp_path / "tool").chmod(0o755)
    with (
        open_room({"PATH": str(tmp_path)}, 30) as room,
        pytest.raises(ProgramError, match="could not be started"),
    ):
        room.run("tool")


def test_a_program_is_found_on_the_given_path_only(
    script: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert find("tool", str(script)) == str(script / "tool")
    assert find("sh", str(script)) is None
    assert find("sh", "") is None
    monkeypatch.chdir(script.parent)
    assert find("tool", "bin") == str(script / "tool")
