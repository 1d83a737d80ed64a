"""`paperctl export --update`: a .bib that exists, and edits by hand in it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from paperctl.bib import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Write
    from tests.conftest import Run

CATALOGUE = """\
papers:
  adams2021graph:
    title: A Graph of Graphs
    authors: [Ann Adams, Kurt Gödel]
    date: 2021-05
    venue: ICLR
    aliases: [graphs]
  brown2020trees:
    title: Trees
    authors: [Bob Brown, et al.]
    date: 2020
"""
BY_HAND = """\
% My thesis
@string{me = "Adams, Ann"}

@Misc{Graphs,
    author = me # { and Kurt G{\\"o}del},
    title  = "A Graph of Graphs",
    note   = {ICLR}, mine = {kept},
    year   = 2021, month = 5
}
"""
HINT = (
    "--ours takes what the catalogue says, --theirs keeps what the file says;"
    " or change one of them"
)
UPDATE = ("export", "bibtex", "--update", "refs.bib")


@pytest.fixture
def bib(tmp_path: Path) -> Path:
    path = tmp_path / "refs.bib"
    path.write_bytes(BY_HAND.encode())
    return path


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return tmp_path / "home" / "state" / "paperctl" / "written"


def test_a_file_is_made(tmp_path: Path, catalogue: Write, run: Run) -> None:
    path = catalogue(CATALOGUE)
    result = run(*UPDATE, catalogue=path)
    assert (result.code, result.stdout) == (0, "")
    assert result.stderr == "paperctl: refs.bib: made, 2 added\n"
    text = (tmp_path / "refs.bib").read_text()
    assert text == run("export", "bibtex", catalogue=path).stdout
    again = run(*UPDATE, catalogue=path)
    assert (again.code, again.stderr) == (0, "paperctl: refs.bib: up to date\n")


def test_what_stands_there_stays_byte_for_byte(
    bib: Path, catalogue: Write, run: Run
) -> None:
    result = run(*UPDATE, catalogue=catalogue(CATALOGUE))
    assert (result.code, result.stderr) == (0, "paperctl: refs.bib: 1 added\n")
    text = bib.read_text()
    assert text.startswith(BY_HAND.removesuffix("\n"))
    assert [entry.key for entry in read(text).entries] == ["Graphs", "brown2020trees"]
    assert "\n    author = {Brown, Bob and others},\n" in text


def test_a_change_of_the_catalogue_reaches_the_file(
    bib: Path, catalogue: Write, run: Run
) -> None:
    run(*UPDATE, catalogue=catalogue(CATALOGUE))
    before = bib.read_text()
    path = catalogue(CATALOGUE.replace("2021-05", "2022-05").replace("ICLR", "TMLR"))
    result = run(*UPDATE, catalogue=path)
    assert (result.code, result.stderr) == (0, "paperctl: refs.bib: 1 changed\n")
    assert bib.read_text() == before.replace("= 2021", "= 2022").replace(
        "{ICLR}", "{TMLR}"
    )
    gone = path.read_text().replace("    venue: TMLR\n", "")
    assert run(*UPDATE, catalogue=catalogue(gone)).code == 0
    assert "note" not in bib.read_text()
    assert "mine = {kept}" in bib.read_text()


def test_an_edit_by_hand_stays(bib: Path, catalogue: Write, run: Run) -> None:
    path = catalogue(CATALOGUE)
    run(*UPDATE, catalogue=path)
    edited = bib.read_text().replace("{ICLR}", "{Best paper}")
    bib.write_text(edited)
    result = run(*UPDATE, catalogue=path)
    assert result.code == 0
    assert result.stderr == "paperctl: refs.bib: up to date, 1 edit by hand kept\n"
    assert bib.read_text() == edited


def test_a_conflict_is_shown_and_not_overwritten(
    bib: Path, base: Path, catalogue: Write, run: Run
) -> None:
    path = catalogue(CATALOGUE.replace("ICLR", "TMLR"))
    result = run(*UPDATE, "--limit", "1", catalogue=path)
    assert (result.code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        (
            "paperctl: refs.bib:7:5: note of Graphs: the file has 'ICLR',"
            " the catalogue 'TMLR'"
        ),
        f"hint: {HINT}",
        "paperctl: refs.bib: nothing to change, 1 conflict",
    ]
    assert bib.read_text() == BY_HAND
    assert "conflict" not in run(*UPDATE, "-q", "--theirs", catalogue=path).stderr
    assert "note   = {ICLR}" in bib.read_text()
    assert run(*UPDATE, catalogue=path).code == 0
    assert run(*UPDATE, "--ours", catalogue=path).code == 0
    assert "note   = {TMLR}" in bib.read_text()
    assert [file.suffix for file in base.iterdir()] == [".json"]


def test_without_the_state_nothing_is_lost(
    bib: Path, base: Path, catalogue: Write, run: Run
) -> None:
    path = catalogue(CATALOGUE)
    run(*UPDATE, catalogue=path)
    (file,) = base.iterdir()
    for damage in (b"", b"{", b'{"version": 1, "entries": 3}', b"\xff", b"[" * 99_999):
        file.write_bytes(damage)
        assert run(*UPDATE, catalogue=path).stderr == "paperctl: refs.bib: up to date\n"
        assert json.loads(file.read_bytes())["format"] == "bibtex"
    file.unlink()
    text = bib.read_text()
    result = run(*UPDATE, catalogue=catalogue(CATALOGUE.replace("ICLR", "TMLR")))
    assert result.code == 1
    assert bib.read_text() == text


def test_a_state_folder_that_cannot_be_made_is_told(
    bib: Path,
    tmp_path: Path,
    catalogue: Write,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(blocked))
    result = run(*UPDATE, catalogue=catalogue(CATALOGUE))
    assert result.code == 0
    assert "there is no place for state" in result.stderr
    assert "Trees" in bib.read_text()


def test_dry_run_shows_a_diff(
    bib: Path, base: Path, catalogue: Write, run: Run
) -> None:
    path = catalogue(CATALOGUE.replace("date: 2021-05", "date: 2021-06"))
    result = run(*UPDATE, "--ours", "--dry-run", catalogue=path)
    assert result.code == 0
    assert result.stdout.startswith("--- refs.bib\n+++ refs.bib\n@@ -5,5 +5,11 @@\n")
    assert "\n-    year   = 2021, month = 5\n+    year   = 2021, month = jun\n" in (
        result.stdout
    )
    assert result.stderr == "paperctl: refs.bib: would be: 1 added, 1 changed\n"
    assert bib.read_text() == BY_HAND
    assert not base.exists() or not list(base.iterdir())
    fresh = run("export", "bibtex", "--update", "x.bib", "--dry-run", catalogue=path)
    assert fresh.stdout.startswith("--- /dev/null\n+++ x.bib\n")
    assert fresh.stderr == "paperctl: x.bib: would be: made, 2 added\n"


def test_check_is_for_ci(bib: Path, catalogue: Write, run: Run) -> None:
    path = catalogue(CATALOGUE)
    result = run(*UPDATE, "--check", catalogue=path)
    assert (result.code, result.stdout) == (1, "")
    assert result.stderr == "paperctl: refs.bib: would be: 1 added\n"
    assert bib.read_text() == BY_HAND
    run(*UPDATE, catalogue=path)
    assert run(*UPDATE, "--check", catalogue=path).code == 0
    missing = run("export", "bibtex", "--update", "x.bib", "--check", catalogue=path)
    assert missing.code == 1
    assert not bib.with_name("x.bib").exists()


def test_prune_takes_out_what_is_not_exported(
    bib: Path, catalogue: Write, run: Run
) -> None:
    path = catalogue(CATALOGUE)
    run(*UPDATE, catalogue=path)
    result = run(*UPDATE, "graph", "--prune", catalogue=path)
    assert (result.code, result.stderr) == (0, "paperctl: refs.bib: 1 removed\n")
    assert bib.read_text() == BY_HAND
    damaged = catalogue(f"{CATALOGUE}  bad:\n    date: 2020-99\n")
    result = run(*UPDATE, "--prune", catalogue=damaged)
    assert result.code == 2
    assert "nobody knows what is to be removed" in result.stderr
    # Not what somebody has written into it.
    catalogue(CATALOGUE)
    result = run(*UPDATE, "trees", "--prune", catalogue=path)
    assert result.code == 1
    assert "Graphs is no longer exported, but was edited by hand" in result.stderr


def test_biblatex_is_updated_too(tmp_path: Path, catalogue: Write, run: Run) -> None:
    from paperctl import formats

    if "biblatex" not in formats.names():
        pytest.skip("there is no biblatex yet")
    path = catalogue(CATALOGUE)
    (tmp_path / "b.bib").write_text("@comment{ @misc{brown2020trees} }\n")
    argv = ("export", "biblatex", "--update", "b.bib")
    assert run(*argv, catalogue=path).code == 0
    assert run(*argv, "--check", catalogue=path).code == 0
    assert "Trees" in (tmp_path / "b.bib").read_text()


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["markdown", "--update", "x.md"], "markdown has no use for --update"),
        (["bibtex", "--update", "x.bib", "-o", "y.bib"], "both name a file"),
        (["bibtex", "--update", "-"], "wants a file, not standard input"),
        (["bibtex", "--update", "x", "--ours", "--theirs"], "contradict each other"),
        (["bibtex", "--update", "x", "--check", "--dry-run"], "contradict each other"),
        (["bibtex", "--update", "x", "--watch", "--check"], "contradict each other"),
        (["bibtex", "--prune"], "--prune is about a file to be updated"),
        (["bibtex", "--check"], "--check is about a file to be updated"),
        (["bibtex", "--watch"], "--watch needs a file to write to"),
        (["bibtex", "--update", "."], "it is a folder"),
        (["bibtex", "--update", "no/x.bib"], "No such file or directory"),
        (["bibtex", "--update", "papers.yaml"], "is the catalogue itself"),
    ],
)
def test_what_makes_no_sense_is_refused(
    argv: list[str], message: str, catalogue: Write, run: Run
) -> None:
    result = run("export", *argv, catalogue=catalogue(CATALOGUE))
    assert (result.code, result.stdout) == (2, "")
    assert message in result.stderr
    assert "hint: " in result.stderr or "folder" in result.stderr


def test_nothing_found_leaves_the_file_alone(
    bib: Path, catalogue: Write, run: Run
) -> None:
    path = catalogue(CATALOGUE)
    assert run(*UPDATE, "nosuchword", "--prune", catalogue=path).code == 1
    assert bib.read_text() == BY_HAND


def test_what_is_broken_is_refused_and_told(
    bib: Path, catalogue: Write, run: Run
) -> None:
    broken = BY_HAND.replace('Graphs",', "Graphs,")
    bib.write_text(broken)
    result = run(*UPDATE, catalogue=catalogue(CATALOGUE))
    assert result.code == 2
    assert "paperctl: refs.bib:" in result.stderr
    assert "Graphs is broken here" in result.stderr
    assert bib.read_text() == broken
    bib.write_bytes(BY_HAND.encode() + b"% \xe9\n")
    result = run(*UPDATE, catalogue=catalogue(CATALOGUE))
    assert result.code == 2
    assert "refs.bib:10: byte" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="modes and links are POSIX")
def test_links_and_modes_stay(
    bib: Path, tmp_path: Path, catalogue: Write, run: Run
) -> None:
    bib.chmod(0o640)
    link = tmp_path / "link.bib"
    link.symlink_to(bib)
    path = catalogue(CATALOGUE)
    assert run("export", "bibtex", "--update", "link.bib", catalogue=path).code == 0
    assert link.is_symlink()
    assert "Trees" in bib.read_text()
    assert bib.stat().st_mode & 0o777 == 0o640
    # The base is that of the file, by whatever name it goes.
    changed = catalogue(CATALOGUE.replace("title: Trees", "title: Woods"))
    assert run(*UPDATE, catalogue=changed).code == 0
    assert "Woods" in bib.read_text()


def test_a_file_that_changes_meanwhile_is_not_overwritten(
    bib: Path, catalogue: Write, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from paperctl.cli import updating

    planned = updating._plan

    def late(*args: object) -> object:
        plan = planned(*args)  # type: ignore[arg-type]
        bib.write_text("% somebody was here\n")
        return plan

    monkeypatch.setattr(updating, "_plan", late)
    result = run(*UPDATE, catalogue=catalogue(CATALOGUE))
    assert result.code == 2
    assert "has changed since it was read" in result.stderr
    assert bib.read_text() == "% somebody was here\n"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write")
def test_a_folder_that_is_read_only(
    bib: Path, catalogue: Write, run: Run, tmp_path: Path
) -> None:
    path = catalogue(CATALOGUE)
    tmp_path.chmod(0o500)
    try:
        result = run(*UPDATE, catalogue=path)
    finally:
        tmp_path.chmod(0o700)
    assert result.code == 2
    assert "cannot write" in result.stderr
    assert bib.read_text() == BY_HAND


class TestWatch:
    """`--watch`, in a process of its own."""

    @pytest.fixture
    def watching(
        self, tmp_path: Path, catalogue: Write
    ) -> Iterator[subprocess.Popen[str]]:
        catalogue(CATALOGUE)
        with subprocess.Popen(
            [sys.executable, "-m", "paperctl", *UPDATE, "--watch"],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            yield process
            process.kill()

    @staticmethod
    def until(condition: Callable[[], bool]) -> None:
        end = time.monotonic() + 40
        while not condition():
            assert time.monotonic() < end, "nothing happened"
            time.sleep(0.1)

    def test_every_change_is_exported(
        self,
        tmp_path: Path,
        catalogue: Write,
        watching: subprocess.Popen[str],
    ) -> None:
        bib = tmp_path / "refs.bib"
        assert watching.stderr is not None
        assert watching.stderr.readline() == "paperctl: refs.bib: made, 2 added\n"
        assert "watching papers.yaml" in watching.stderr.readline()
        catalogue(CATALOGUE.replace("Trees", "Woods"))
        self.until(lambda: "Woods" in bib.read_text())
        catalogue("papers: [")
        assert watching.stderr.readline() == "paperctl: papers.yaml changed\n"
        assert watching.stderr.readline() == "paperctl: refs.bib: 1 changed\n"
        lines = [watching.stderr.readline() for _ in range(2)]
        assert "papers.yaml changed" in lines[0]
        assert "papers.yaml:" in lines[1]
        assert "Woods" in bib.read_text()
        catalogue(CATALOGUE.replace("Trees", "Forests"))
        self.until(lambda: "Forests" in bib.read_text())
        watching.send_signal(signal.SIGINT)
        assert watching.wait(timeout=20) == 130
        assert "Traceback" not in watching.stderr.read()

    def test_it_watches_for_minus_o_too(
        self,
        tmp_path: Path,
        catalogue: Write,
        run: Run,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        from paperctl.cli import watching

        path = catalogue(CATALOGUE)
        looks = []

        def pause(_: float) -> None:
            looks.append(1)
            if len(looks) == 2:
                catalogue(CATALOGUE.replace("Trees", "Woods and Forests"))
            if len(looks) == 6:
                raise KeyboardInterrupt

        monkeypatch.setattr(watching, "sleep", pause)
        result = run("export", "keys", "-o", "k.txt", "--watch", catalogue=path)
        assert result.code == 130
        assert result.stderr.count("2 entries written to k.txt") == 2
        assert result.stderr.count("papers.yaml changed") == 1
