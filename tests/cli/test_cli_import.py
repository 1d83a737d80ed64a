"""`paperctl import`: what is added, what is left as it is, what is said."""

from __future__ import annotations

import datetime
import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import paperctl

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Write
    from tests.conftest import Run

AS_OF = ("--as-of", "2026-11-23")
ABSTRACT = "We show that this works, and measure how well it does so in practice."
SMALL_PAGE = f"""\
Ann Adams

LG
h-index4
2papers
9citations
Novelty5%
AI Score4

2 Papers

LGFeb 22, 2023
A title of the first paper

Ann Adams, Bob Brown et al.

{ABSTRACT}

CVApr 9
A title of the second paper

Ann Adams

{ABSTRACT}
"""


def test_import_facts_of_the_page(imported: Path) -> None:
    entries = paperctl.load(imported).entries
    assert len(entries) == 23
    assert sum(entry.has_code for entry in entries) == 2
    assert sum(bool(entry.affiliations) for entry in entries) == 1
    assert sum(entry.authors_truncated for entry in entries) == 22
    owner = [
        entry
        for entry in entries
        if any(str(person).startswith("Denis Kuz") for person in entry.authors)
    ]
    assert len(owner) == 15


@pytest.mark.parametrize(
    ("argv", "number"),
    [
        (["--code"], 2),
        (["--affiliation", "mit"], 1),
        (["--author", "kuznedelev"], 15),
        (["year:2022"], 3),
        (["year:2023"], 6),
        (["year:2024"], 8),
        (["year:2025"], 5),
        (["year:2026"], 1),
    ],
)
def test_list_of_a_plain_import(
    argv: list[str], number: int, imported: Path, run: Run
) -> None:
    found = run("list", "--format", "keys", *argv, catalogue=imported).stdout
    assert len(found.splitlines()) == number


def test_import_makes_papers_yaml_and_says_so(
    tmp_path: Path, page: Path, run: Run
) -> None:
    result = run("import", str(page), *AS_OF)
    assert (result.code, result.stdout) == (0, "")
    assert result.stderr.splitlines()[-1] == "paperctl: papers.yaml: made, 23 added"
    assert len(paperctl.load(tmp_path / "papers.yaml")) == 23


def test_import_makes_the_catalogue_that_it_was_told(
    tmp_path: Path, page: Path, run: Run
) -> None:
    result = run("import", str(page), *AS_OF, "-C", "mine.yaml")
    assert "paperctl: mine.yaml: made, 23 added" in result.stderr
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["mine.yaml"]


def test_import_says_which_year_it_assumed(page: Path, run: Run) -> None:
    first = run("import", str(page), *AS_OF).stderr.splitlines()[0]
    assert first == (
        "paperctl: bocharnikov2026kv: the page gives no year, 2026 assumed"
        " (--as-of DATE says when the page was saved)"
    )


@pytest.mark.parametrize(
    ("argv", "today", "date"),
    [
        ([], "2026-11-23", "2026-04-09"),
        ([], "2027-01-31", "2026-04-09"),
        ([], "2026-04-09", "2026-04-09"),
        ([], "2026-04-08", "2025-04-09"),
        (["--as-of", "2024-12-24"], "2026-11-23", "2024-04-09"),
        (["--as-of", "2025-01-01"], "2026-11-23", "2024-04-09"),
        (["--as-of", "2024"], "2026-11-23", "2024-04-09"),
        (["--as-of", "2024-03"], "2026-11-23", "2023-04-09"),
    ],
)
def test_import_takes_the_latest_such_day_not_in_the_future(
    argv: list[str], today: str, date: str, catalogue: Write, run: Run
) -> None:
    page = catalogue(SMALL_PAGE, "page.txt")
    run("import", str(page), *argv, today=datetime.date.fromisoformat(today))
    # "2027-01-31" looks for 9 April 2027 first, which is still to come.
    found = run("show", "--fields", "date", *keys(run)[1:]).stdout
    assert found == f"date\t{date}\n"


def keys(run: Run) -> list[str]:
    return run("export", "keys").stdout.splitlines()


@pytest.mark.parametrize("day", ["soon", "2023-02-30", "", "-1"])
def test_import_as_of_no_date_is_2(
    day: str, tmp_path: Path, page: Path, run: Run
) -> None:
    result = run("import", str(page), f"--as-of={day}")
    assert (result.code, result.stdout) == (2, "")
    assert result.stderr.startswith("paperctl: --as-of: ")
    assert not (tmp_path / "papers.yaml").exists()


def test_import_again_on_another_day_changes_no_byte(
    tmp_path: Path, page: Path, run: Run
) -> None:
    run("import", str(page), "--as-of", "2026-11-23")
    path = tmp_path / "papers.yaml"
    before, stamp = path.read_bytes(), path.stat().st_mtime_ns
    for day in ("2026-11-24", "2027-02-01", "2031-05-05"):
        result = run("import", str(page), "--as-of", day)
        assert (result.code, result.stdout) == (0, "")
        assert result.stderr == "paperctl: papers.yaml: 0 added, 23 known already\n"
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, stamp)


def test_import_over_the_fuller_catalogue_changes_no_byte(
    tmp_path: Path, page: Path, papers: Path, run: Run
) -> None:
    path = tmp_path / "papers.yaml"
    shutil.copy(papers, path)
    for day in ("2026-11-23", "2030-01-01"):
        result = run("import", str(page), "--as-of", day)
        assert result.code == 0
        assert "23 known already" in result.stderr
    assert path.read_bytes() == papers.read_bytes()


def test_import_and_the_facts_give_the_catalogue_of_the_repository(
    tmp_path: Path, root: Path, page: Path, papers: Path, run: Run
) -> None:
    run("import", str(page), *AS_OF)
    path = tmp_path / "papers.yaml"
    script = root / "data" / "complete.py"
    done = subprocess.run(
        [sys.executable, script, path], cwd=root, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert path.read_bytes() == papers.read_bytes()


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_import_leaves_the_rest_of_a_catalogue_byte_for_byte(
    line_end: str, mark: str, tmp_path: Path, catalogue: Write, run: Run
) -> None:
    own = (
        "# My papers\n"
        "archive: cs   # a comment\n"
        "papers:\n"
        "\n"
        "  # before the entry\n"
        "  old2001paper:   # beside the citekey\n"
        "    title:   'An   old   one'  # inside\n"
        '    shelf: "3"\n'
        "\n"
        "    date: 2001\n"
        "# at the end"
    )
    raw = (mark + own).replace("\n", line_end).encode()
    path = catalogue(raw)
    page = catalogue(SMALL_PAGE, "page.txt")
    result = run("-q", "import", str(page), *AS_OF)
    assert (result.code, result.stderr) == (0, "")
    after = path.read_bytes()
    assert after.startswith(mark.encode())
    assert after.count(mark.encode() or b"\xef\xbb\xbf") == bool(mark)
    assert after.count(b"\r\n") == (after.count(b"\n") if line_end == "\r\n" else 0)
    added = after.decode("utf-8-sig").splitlines()
    places = iter(added)
    # Every line of before is there, in its order, unchanged.
    assert all(line in places for line in own.splitlines())
    assert len(paperctl.load(path)) == 3
    assert run("-q", "import", str(page), *AS_OF).code == 0
    assert path.read_bytes() == after


def test_import_dry_run_prints_a_diff_and_writes_nothing(
    tmp_path: Path, catalogue: Write, run: Run
) -> None:
    path = catalogue("papers:\n  old2001paper:\n    title: Old\n    date: 2001\n")
    page = catalogue(SMALL_PAGE, "page.txt")
    before = path.read_bytes()
    result = run("import", str(page), "--dry-run")
    assert result.code == 0
    assert path.read_bytes() == before
    lines = result.stdout.splitlines()
    assert lines[0].startswith("--- ")
    assert lines[1].startswith("+++ ")
    assert lines[2].startswith("@@ ")
    assert any(line.startswith("+    title: A title of the first") for line in lines)
    assert not [line for line in lines[2:] if line.startswith("-")]
    assert result.stderr.splitlines()[-1] == "paperctl: papers.yaml: would be: 2 added"
    (tmp_path / "patch").write_text(result.stdout, "utf-8")
    if shutil.which("patch"):
        subprocess.run(
            ["patch", "-s", "-p0", path.name, "patch"], cwd=tmp_path, check=True
        )
        patched = path.read_bytes()
        path.write_bytes(before)
        run("import", str(page))
        assert path.read_bytes() == patched


def test_import_dry_run_makes_no_file(tmp_path: Path, page: Path, run: Run) -> None:
    result = run("import", str(page), *AS_OF, "--dry-run")
    assert result.stdout.startswith("--- /dev/null\n+++ papers.yaml\n")
    assert "would be: made, 23 added" in result.stderr
    assert not (tmp_path / "papers.yaml").exists()


@pytest.mark.parametrize("argv", [[], ["--into", "papers.yaml"]])
def test_import_dry_run_of_nothing_new_is_no_diff(
    argv: list[str], tmp_path: Path, page: Path, run: Run
) -> None:
    run("import", str(page), *AS_OF)
    result = run("import", str(page), "--dry-run", *argv)
    assert (result.code, result.stdout) == (0, "")


def test_import_into_another_file_of_the_catalogue(
    tmp_path: Path, catalogue: Write, run: Run
) -> None:
    (tmp_path / "lib").mkdir()
    first = catalogue("papers:\n  a2020x:\n    title: A\n", "lib/a.yaml")
    second = catalogue("papers:\n  b2020x:\n    title: B\n", "lib/b.yaml")
    page = catalogue(SMALL_PAGE, "page.txt")
    before = first.read_bytes()
    result = run("import", str(page), "-C", "lib", "--into", "lib/b.yaml")
    assert "lib/b.yaml: 2 added" in result.stderr
    assert first.read_bytes() == before
    assert len(paperctl.load(second)) == 3


def test_import_into_a_new_file_of_a_folder(
    page: Path, tmp_path: Path, run: Run
) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/a.yaml").write_text("papers: {}\n")
    argv = ["import", str(page), "-C", "lib", "--into", "lib/b.yaml"]
    assert run(*argv).code == 0
    assert (tmp_path / "lib/b.yaml").exists()
    assert "0 added" in run(*argv).stderr


def test_import_into_a_first_file_can_be_repeated(
    page: Path, tmp_path: Path, run: Run
) -> None:
    for expected in ("added", "0 added"):
        result = run("import", str(page), "--into", "other.yaml")
        assert result.code == 0
        assert expected in result.stderr
    assert not (tmp_path / "papers.yaml").exists()


@pytest.mark.parametrize("into", ["other.yaml", "lib/notes.txt", "lib/in/c.yaml"])
def test_import_makes_no_file_that_the_catalogue_would_not_hold(
    page: Path, tmp_path: Path, run: Run, into: str
) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/a.yaml").write_text("papers: {}\n")
    result = run("import", str(page), "-C", "lib", "--into", into)
    assert result.code == 2
    assert "is no file of this catalogue" in result.stderr
    assert not (tmp_path / into).exists()


def test_import_into_a_file_outside_the_catalogue_is_2(
    catalogue: Write, run: Run
) -> None:
    catalogue("papers:\n  a2020x:\n    title: A\n")
    other = catalogue("papers:\n  b2020x:\n    title: B\n", "other.yaml")
    before = other.read_bytes()
    page = catalogue(SMALL_PAGE, "page.txt")
    result = run("import", str(page), "--into", "other.yaml")
    assert (result.code, result.stdout) == (2, "")
    assert "other.yaml is no file of this catalogue" in result.stderr
    assert other.read_bytes() == before


def test_import_reads_standard_input(tmp_path: Path, page: Path, run: Run) -> None:
    result = run("import", "-", *AS_OF, stdin=page.read_text("utf-8"))
    assert result.code == 0
    assert "23 added" in result.stderr
    run("import", str(page), *AS_OF, "-C", "other.yaml")
    made = (tmp_path / "papers.yaml").read_bytes()
    assert (tmp_path / "other.yaml").read_bytes() == made


def test_import_json_is_one_document(page: Path, run: Run) -> None:
    first = json.loads(run("import", str(page), *AS_OF, "--json").stdout)
    assert len(first["added"]) == 23
    assert first["catalogue"] == "papers.yaml"
    assert first["year_assumed"] == ["bocharnikov2026kv"]
    assert first["profiles_added"] == ["Denis Kuznedelev"]
    second = json.loads(run("import", str(page), *AS_OF, "--json").stdout)
    assert second["added"] == []
    assert len(second["unchanged"]) + len(second["differing"]) == 23
    assert list(first) == list(second)


def test_import_json_with_dry_run_is_json_alone(
    tmp_path: Path, page: Path, run: Run
) -> None:
    result = run("import", str(page), *AS_OF, "--json", "--dry-run")
    assert len(json.loads(result.stdout)["added"]) == 23
    assert not (tmp_path / "papers.yaml").exists()


def test_import_of_a_page_with_a_broken_part_takes_the_rest_and_is_1(
    catalogue: Write, run: Run
) -> None:
    page = catalogue(SMALL_PAGE.replace("Feb 22, 2023", "Feb 30, 2023"), "page.txt")
    result = run("import", str(page), *AS_OF)
    assert result.code == 1
    assert "page.txt:12" in result.stderr
    assert "Traceback" not in result.stderr
    assert len(keys(run)) == 1
    document = json.loads(run("import", str(page), *AS_OF, "--json").stdout)
    (problem,) = [item for item in document["problems"] if item["severity"] == "error"]
    assert problem["location"].endswith("page.txt:12")


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\n",
        b"garbage\n",
        b"\xff\xfe\x00",
        b"caf\xe9\n",
        b"\x00" * 99,
        b"a: {b: c}\n",
    ],
)
def test_import_of_what_cannot_be_read_is_2(
    text: bytes, tmp_path: Path, catalogue: Write, run: Run
) -> None:
    page = catalogue(text, "page.txt")
    result = run("import", str(page))
    assert (result.code, result.stdout) == (2, "")
    assert result.stderr.startswith("paperctl: ")
    assert "page.txt" in result.stderr.splitlines()[0]
    assert len(result.stderr.splitlines()) <= 2
    assert not (tmp_path / "papers.yaml").exists()


@pytest.mark.parametrize("name", ["nosuch.txt", "home", ""])
def test_import_of_no_file_is_2(name: str, tmp_path: Path, run: Run) -> None:
    result = run("import", name)
    assert (result.code, result.stdout) == (2, "")
    assert result.stderr.startswith("paperctl: cannot read ")
    assert not (tmp_path / "papers.yaml").exists()


def test_import_of_several_takes_what_it_can(
    tmp_path: Path, catalogue: Write, page: Path, run: Run
) -> None:
    bad = catalogue("garbage\n", "bad.txt")
    assert run("import", str(bad), *AS_OF).code == 2
    assert not (tmp_path / "papers.yaml").exists()
    small = catalogue(SMALL_PAGE, "page.txt")
    result = run("import", str(page), str(bad), str(small), *AS_OF)
    assert result.code == 1
    assert "25 added, 1 refused" in result.stderr


def test_import_of_a_file_that_cannot_be_opened_changes_nothing(
    tmp_path: Path, page: Path, run: Run
) -> None:
    assert run("import", str(page), "nosuch.txt", *AS_OF).code == 2
    assert not (tmp_path / "papers.yaml").exists()


def test_import_of_the_same_page_twice_at_once_adds_it_once(
    page: Path, run: Run
) -> None:
    result = run("import", str(page), str(page), *AS_OF)
    assert "23 added" in result.stderr
    assert len(keys(run)) == 23


@pytest.mark.parametrize(
    "text",
    [
        "papers:\n  a2020x: [1]\n",
        "papers:\n  a2020x:\n    title: T\n    date: 2023-02-30\n",
        "papers:\n  a2020x:\n    title: A\n  A2020X:\n    title: B\n",
        "papers: [\n",
        "- a\n",
    ],
)
@pytest.mark.parametrize("dry_run", [False, True])
def test_import_refuses_a_catalogue_with_errors_and_leaves_it(
    text: str, dry_run: bool, catalogue: Write, page: Path, run: Run
) -> None:
    path = catalogue(text)
    result = run("import", str(page), *AS_OF, *["--dry-run"] * dry_run)
    assert (result.code, result.stdout) == (2, "")
    assert "papers.yaml:" in result.stderr.splitlines()[0]
    assert "nothing was imported" in result.stderr
    assert path.read_text() == text


def test_import_leaves_no_litter(tmp_path: Path, page: Path, run: Run) -> None:
    run("import", str(page), *AS_OF)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "papers.yaml"]


def test_import_shows_text_of_a_page_without_letting_it_act(
    catalogue: Write, run: Run
) -> None:
    page = catalogue(
        SMALL_PAGE.replace("A title of", "A \x1b[31mtitle\x07 \x9b2J \u202eof"),
        "page.txt",
    )
    for argv in (["--dry-run"], ["--json", "--dry-run"], []):
        result = run("import", str(page), *AS_OF, *argv)
        for text in (result.stdout, result.stderr):
            assert not set(text) & set("\x1b\x07\x9b\u202e")
