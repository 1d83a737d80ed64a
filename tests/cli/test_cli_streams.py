"""The streams of the real program: broken pipes, full disks, odd locales."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.catalogues import SMALL

if TYPE_CHECKING:
    from tests.cli.conftest import Write
    from tests.conftest import Result, Run, Spawn

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")

PROGRAM = f"{shlex.quote(sys.executable)} -m paperctl"
COMMANDS = {
    "list": "list",
    "list json": "list --json",
    "show": "show adams2021graph",
    "search": "search graph",
    "grep": "grep Graph",
    "grep json": "grep Graph --json",
    "stats": "stats",
    "export": "export bibtex",
}


def shell(script: str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a script of bash in which `paperctl` is the real program."""
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", f'paperctl() {{ {PROGRAM} "$@"; }}\n{script}'],
        cwd=folder,
        env=os.environ | env,
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=60,
    )


@pytest.fixture
def large(catalogue: Write) -> Path:
    """Make a catalogue whose every listing is larger than a pipe."""
    entries = "".join(
        f"  key{n}x:\n    title: A graph of number {n}\n    abstract: Graph {n}.\n"
        for n in range(5000)
    )
    return catalogue(f"papers:\n{entries}")


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    ["list", "list --json", "grep .", "grep . --json", "export bibtex", "search graph"],
)
def test_a_reader_that_has_seen_enough_is_no_error(command: str, large: Path) -> None:
    done = shell(f"paperctl {command} | head -n 1", large.parent)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_a_reader_that_closes_at_once_is_no_error(
    name: str, tmp_path: Path, catalogue: Write
) -> None:
    catalogue(SMALL)
    done = shell(f"paperctl {COMMANDS[name]} | true", tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_closed_reader_of_help_is_no_error(tmp_path: Path) -> None:
    done = shell("(sleep 0.3; paperctl list --help) | true", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    done = shell("(sleep 0.3; paperctl --version) | true", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device")
@pytest.mark.parametrize("command", [*COMMANDS.values(), "list --help", "--version"])
def test_a_full_disk_is_2_with_one_line(
    command: str, tmp_path: Path, catalogue: Write
) -> None:
    catalogue(SMALL)
    done = shell(f"paperctl {command} > /dev/full", tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        "paperctl: cannot write the output: No space left on device\n"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device")
def test_a_full_disk_for_messages_changes_no_result(
    tmp_path: Path, catalogue: Write
) -> None:
    catalogue("papers:\n  x2020y:\n    title: T\n    titel: U\n")
    done = shell("paperctl list 2> /dev/full", tmp_path)
    assert done.stdout == "x2020y\t\t\t\tT\t\t\n"
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("command", ["list", "list --json", "import page.txt"])
def test_closed_streams_are_no_traceback(
    command: str, tmp_path: Path, catalogue: Write, root: Path
) -> None:
    catalogue(SMALL)
    (tmp_path / "page.txt").write_bytes((root / "seeds/author-page.txt").read_bytes())
    for closed in (">&-", "2>&-", "<&-", ">&- 2>&- <&-"):
        done = shell(f"paperctl {command} {closed}", tmp_path)
        assert done.returncode in {0, 2}, closed
        assert "Traceback" not in done.stderr


def test_import_of_a_closed_standard_input_is_2(tmp_path: Path) -> None:
    done = shell("paperctl import - <&-", tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("paperctl: ")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "papers.yaml").exists()


def test_import_of_standard_input_that_is_no_text_is_2(tmp_path: Path) -> None:
    for data in (r"\xff\xfe\x00garbage", r"caf\xe9"):
        done = shell(f"printf '{data}' | paperctl import -", tmp_path)
        assert done.returncode == 2
        assert done.stderr.startswith("paperctl: standard input")
        assert "Traceback" not in done.stderr
        assert not (tmp_path / "papers.yaml").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
        {"LC_ALL": "xx_XX.nonsense"},
    ],
    ids=str,
)
def test_a_pipe_gets_utf_8_in_any_locale(
    env: dict[str, str], catalogue: Write, page: Path, spawn: Spawn, tmp_path: Path
) -> None:
    catalogue(SMALL)
    result = spawn("list", "cafe", "--fields", "title", env=env)
    assert result == type(result)(0, "A naïve Café in O(n log n) time\n", "")
    document = json.loads(spawn("list", "cafe", "--json", env=env).stdout)
    assert document[0]["abstract"] == "Émile drinks coffee at the café."
    # Without an encoding for its arguments Python has only bytes of what was typed.
    found = spawn("grep", "-l", "café", env=env)
    assert found == type(found)(0, "cole2022naive\n", "")
    # What comes in is UTF-8 too.
    text = page.read_text("utf-8").replace("Yury", "Юрий é")
    done = spawn("import", "-", "-C", "new.yaml", env=env, stdin=text)
    assert done.code == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "new.yaml").read_text("utf-8")


def test_standard_input_is_utf_8_in_any_locale(tmp_path: Path, spawn: Spawn) -> None:
    page = (
        "Ann Adams\n\nLG\n1papers\n\n1 Papers\n\nLGFeb 22, 2023\n"
        "A naïve title of a paper\n\nÉmile Žižek\n\nWe show that it works, 測試.\n"
    )
    env = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"}
    done = spawn("import", "--from", "author-page", "-", stdin=page, env=env)
    assert done.code == 0, done.stderr
    text = (tmp_path / "papers.yaml").read_text("utf-8")
    assert "A naïve title of a paper" in text
    assert "Émile Žižek" in text


def test_no_home_does_no_harm(tmp_path: Path, catalogue: Write) -> None:
    catalogue(SMALL)
    script = (
        "unset HOME XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME XDG_STATE_HOME\n"
        "paperctl list --format keys"
    )
    done = shell(script, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 3
    for home in ("/nonexistent", "", "relative", "/dev/null"):
        env = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), home)
        done = shell("paperctl list --format keys", tmp_path, **env)
        assert (done.returncode, done.stderr) == (0, ""), home


@pytest.mark.slow
@pytest.mark.parametrize("columns", ["nonsense", "-1", "0", "", "1e9", "9" * 40, "٣"])
def test_columns_that_are_no_number_do_no_harm(
    columns: str, catalogue: Write, spawn: Spawn
) -> None:
    catalogue(SMALL)
    result = spawn("list", "--format", "table", env={"COLUMNS": columns})
    assert (result.code, result.stderr) == (0, "")
    assert len(result.stdout.splitlines()) >= 4


def test_a_working_folder_that_is_gone_is_no_traceback(tmp_path: Path) -> None:
    done = shell("mkdir gone; cd gone; rmdir ../gone; paperctl list", tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("paperctl: ")


def interrupted(argv: list[str], folder: Path, after: float) -> Result:
    from tests.conftest import Result

    process = subprocess.Popen(
        [sys.executable, "-m", "paperctl", *argv],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(after)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    return Result(process.returncode, out.decode(), err.decode())


def test_ctrl_c_while_reading_is_130_and_nothing_is_made(tmp_path: Path) -> None:
    # It waits for its standard input, which nobody closes. A busy machine takes long to
    # come to that: as long as for a run that ends by itself, and then some.
    begin = time.monotonic()
    shell("paperctl --version", tmp_path)
    start_up = time.monotonic() - begin
    result = interrupted(["import", "-"], tmp_path, after=1.0 + 4 * start_up)
    assert result.code == 130
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    assert not (tmp_path / "papers.yaml").exists()


@pytest.mark.slow
@pytest.mark.parametrize("after", [0.02, 0.08, 0.15, 0.25, 0.4])
def test_ctrl_c_at_any_moment_is_no_traceback(after: float, large: Path) -> None:
    result = interrupted(["list", "--json"], large.parent, after=after)
    # Before the first line of the program it is Python that is interrupted, which on a
    # busy machine may take long.
    if result.code not in {0, 130}:
        assert "in entry_point" not in result.stderr
        assert result.code in {-signal.SIGINT, 1}
        return
    assert "Traceback" not in result.stderr


def test_ctrl_c_in_a_slow_pattern_is_130(catalogue: Write, tmp_path: Path) -> None:
    catalogue(f"papers:\n  a2020x:\n    title: {'a' * 60}!\n")
    result = interrupted(["grep", "-P", "(a+)+$"], tmp_path, after=1.0)
    assert result.code in {130, 2}
    assert "Traceback" not in result.stderr


def test_results_and_talk_do_not_mix(tmp_path: Path, catalogue: Write) -> None:
    catalogue("papers:\n  bad2020x: [1]\n  x2020y:\n    title: T\n    titel: U\n")
    done = shell("paperctl list 2> talk > results", tmp_path)
    assert done.returncode == 2
    assert (tmp_path / "results").read_text() == "x2020y\t\t\t\tT\t\t\n"
    talk = (tmp_path / "talk").read_text().splitlines()
    assert all(line.startswith(("paperctl: ", "hint: ")) for line in talk)
    assert len(talk) == 3


def test_python_m_and_the_real_program_agree(
    papers: Path, run: Run, spawn: Spawn
) -> None:
    argv = ("list", "--area", "CL", "--fields", "all")
    assert spawn(*argv, catalogue=papers) == run(*argv, catalogue=papers)


@pytest.mark.slow
@pytest.mark.parametrize(
    "env", [{}, {"PYTHONWARNINGS": "error"}, {"PYTHONOPTIMIZE": "2"}]
)
def test_python_settings_do_no_harm(
    env: dict[str, str], catalogue: Write, spawn: Spawn
) -> None:
    catalogue(SMALL)
    for command in ("list --format table", "grep Graph --json", "export bibtex"):
        result = spawn(*command.split(), env=env)
        assert (result.code, result.stderr) == (0, "")
    assert spawn("list", "--help", env=env).code == 0
