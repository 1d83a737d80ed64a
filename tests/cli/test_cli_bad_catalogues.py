"""Catalogues with damage in them: one clear line each, and the rest still works."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest

from tests.cli.test_cli_options import READING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Write
    from tests.conftest import Run, Spawn

SOUND = """\
papers:
  first2020x:
    title: The first
    date: 2020
"""
AFTER = """\
  last2020x:
    title: The last
    date: 2019
"""
SURROGATE = r'"T\ud800U"'

# What stands between two sound entries, the place of the complaint, and what it says.
DAMAGED: dict[str, tuple[str, tuple[int, int | None], str]] = {
    "unclosed quote": (
        '  bad2020x:\n    title: "T\n    date: 2020\n',
        (6, 12),
        "quote that opens here is not closed",
    ),
    "brackets": (
        f"  bad2020x:\n    title: T\n    tags: {'[' * 60_000}\n",
        (7, None),
        "nested more than 100 deep",
    ),
    "anchor": (
        "  bad2020x:\n    title: &a T\n",
        (6, 12),
        "anchors and aliases such as &a",
    ),
    "alias": ("  bad2020x:\n    title: *b\n", (6, 12), "aliases such as *b"),
    "tag": (
        "  bad2020x:\n    title: !!python/object:os.system T\n",
        (6, 12),
        "tags such as",
    ),
    "local tag": ("  bad2020x:\n    title: !x T\n", (6, 12), "tags such as"),
    "duplicate field": (
        "  bad2020x:\n    title: T\n    date: 2020\n    title: U\n",
        (8, 5),
        "'title' stands on line 6 and again on line 8",
    ),
    "duplicate citekey": (
        "  FIRST2020x:\n    title: T\n",
        (5, 3),
        "belongs to first2020x already, papers.yaml:2:3",
    ),
    "NUL": ("  bad2020x:\n    title: T\0U\n", (6, 13), "NUL"),
    "escape character": (
        "  bad2020x:\n    title: T\x1bU\n",
        (6, 13),
        "escape character",
    ),
    "escaped NUL": ('  bad2020x:\n    title: "T\\0U"\n', (6, 12), "NUL"),
    "surrogate": (f"  bad2020x:\n    title: {SURROGATE}\n", (6, None), ""),
    "impossible date": (
        "  bad2020x:\n    title: T\n    date: 2023-02-30\n",
        (7, 11),
        "there is no day 30 in 2023-02",
    ),
    "date in words": (
        "  bad2020x:\n    title: T\n    date: last summer\n",
        (7, 11),
        "date",
    ),
    "list for an entry": (
        "  bad2020x: [a, b]\n",
        (5, 13),
        "expected a mapping of fields, got a list",
    ),
    "text for an entry": (
        "  bad2020x: hello\n",
        (5, 13),
        "expected a mapping of fields, got text",
    ),
    "mapping for a title": ("  bad2020x:\n    title: {a: b}\n", (6, 12), "title"),
    "list for a date": (
        "  bad2020x:\n    title: T\n    date: [2020]\n",
        (7, 11),
        "date",
    ),
    "arXiv number": ("  bad2020x:\n    title: T\n    arxiv: 2306\n", (7, 12), "arxiv"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damage_is_one_line_and_the_rest_is_printed(
    name: str, catalogue: Write, run: Run
) -> None:
    damage, (line, column), message = DAMAGED[name]
    text = SOUND + damage + AFTER
    path = catalogue(text)
    result = run("list", "--fields", "citekey,title")
    assert result.code == 2
    complaints = [
        row for row in result.stderr.splitlines() if not row.startswith("hint: ")
    ]
    assert len(complaints) == 1, result.stderr
    found = re.match(r"paperctl: papers\.yaml:(\d+):(\d+): (.+)", complaints[0])
    assert found, complaints
    assert int(found[1]) == line
    assert column is None or int(found[2]) == column
    assert message in found[3]
    assert len(complaints[0]) < 200
    assert result.stdout == "first2020x\tThe first\nlast2020x\tThe last\n"
    assert path.read_bytes() == text.encode()


WHOLE: dict[str, tuple[str | bytes, str, str]] = {
    "list of papers": ("papers:\n  - title: T\n", "papers.yaml:2:3: ", "a mapping"),
    "list at the top": ("- a\n", "papers.yaml:1:1: ", "expected a catalogue"),
    "text at the top": ("hello\n", "papers.yaml:1:1: ", "expected a catalogue"),
    "UTF-16": (SOUND.encode("utf-16"), "papers.yaml:1:1: ", "UTF-16"),
    "UTF-16 without a mark": (SOUND.encode("utf-16-le"), "papers.yaml:1:1: ", "UTF-16"),
    "UTF-32": (SOUND.encode("utf-32"), "papers.yaml:1:1: ", "UTF-32"),
    "UTF-32 without a mark": (SOUND.encode("utf-32-le"), "papers.yaml:1:1: ", "UTF-32"),
    "brackets alone": ("[" * 60_000, "papers.yaml:1:", "nested more than 100 deep"),
    "braces alone": ("{" * 60_000, "papers.yaml:1:", "nested more than 100 deep"),
}


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_no_catalogue_is_one_line(
    name: str, catalogue: Write, run: Run
) -> None:
    text, place, message = WHOLE[name]
    path = catalogue(text)
    before = path.read_bytes()
    result = run("list")
    assert (result.code, result.stdout) == (2, "")
    first, *rest = result.stderr.splitlines()
    assert first.startswith(f"paperctl: {place}")
    assert message in first
    assert len(first) < 200
    assert all(row.startswith("hint: ") for row in rest)
    assert path.read_bytes() == before


def test_papers_under_another_name_are_not_an_empty_catalogue(
    catalogue: Write, page: Path, run: Run
) -> None:
    path = catalogue(SOUND.replace("papers:", "Papers:"))
    before = path.read_bytes()
    for argv in (["list"], ["stats"], ["import", str(page)]):
        result = run(*argv)
        assert result.code == 2
        assert result.stderr.startswith(
            "paperctl: papers.yaml:1:1: unknown section 'Papers', and there is no"
            " section papers\nhint: did you mean papers?\n"
        )
    assert path.read_bytes() == before


def test_tabs_are_named(catalogue: Write, run: Run) -> None:
    for text in (
        SOUND + "  bad2020x:\n\ttitle: T\n" + AFTER,
        SOUND + "\tbad2020x:\n    title: T\n" + AFTER,
        SOUND + "  bad2020x:\n    title: T\n\tdate: 2020\n" + AFTER,
    ):
        catalogue(text)
        result = run("list")
        assert result.code == 2
        assert "last2020x" in result.stdout
        complaints = [
            line for line in result.stderr.splitlines() if line.startswith("paperctl:")
        ]
        assert len(complaints) == 1, result.stderr
        assert "tab" in complaints[0]


@pytest.mark.parametrize(
    "text", [bytes(range(256)), b"\x89PNG\r\n\x1a\n\0\0", b"\x1f\x8b"]
)
def test_binary_data_is_no_catalogue(text: bytes, catalogue: Write, run: Run) -> None:
    catalogue(text * 50)
    result = run("list")
    assert (result.code, result.stdout) == (2, "")
    assert result.stderr.startswith("paperctl: papers.yaml:1:")
    assert len(result.stderr) < 3000


def test_a_second_document_is_one_line(catalogue: Write, run: Run) -> None:
    catalogue(SOUND + "---\npapers:\n" + AFTER)
    result = run("list", "--fields", "citekey")
    assert (result.code, result.stdout) == (2, "first2020x\n")
    assert result.stderr.startswith("paperctl: papers.yaml:5:1: a second YAML document")


def test_an_alias_bomb_ends_at_once(catalogue: Write, run: Run) -> None:
    levels = "".join(
        f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 10)
    )
    catalogue(f"l0: &l0 [x]\n{levels}{SOUND}")
    result = run("list", "--fields", "citekey")
    assert (result.code, result.stdout) == (2, "first2020x\n")
    assert len(result.stderr.splitlines()) < 30
    assert "papers.yaml:1:5: anchors and aliases such as &l0" in result.stderr


def test_a_number_of_6000_digits_is_cut_in_its_message(
    catalogue: Write, run: Run
) -> None:
    digits = "9" * 6000
    catalogue(f"profiles:\n  - name: A\n    h_index: {digits}\n{SOUND}")
    for argv in (["list", "--fields", "citekey"], ["stats"]):
        result = run(*argv)
        assert result.code == 2
        (line,) = result.stderr.splitlines()
        assert line.startswith("paperctl: papers.yaml:3:14: profiles[0]: h_index: ")
        assert len(line) < 150


def test_a_latin_1_byte_is_located_and_spares_the_rest(
    catalogue: Write, run: Run
) -> None:
    damage = "  bad2020x:\n    title: caf\xe9\n"
    path = catalogue((SOUND + damage + AFTER).encode("latin-1"))
    result = run("list", "--fields", "citekey")
    assert (result.code, result.stdout) == (2, "first2020x\nlast2020x\n")
    assert "papers.yaml:6:15: " in result.stderr
    assert "not UTF-8: byte 0xE9" in result.stderr
    assert b"\xe9" in path.read_bytes()


@pytest.mark.parametrize("name", ["", "nosuch.yaml", "fifo", "/dev/null", "/dev/zero"])
def test_what_is_no_file_is_refused(name: str, tmp_path: Path, run: Run) -> None:
    if name.startswith("/dev") and os.name != "posix":
        pytest.skip("no such device")
    if name == "fifo":
        os.mkfifo(tmp_path / "fifo")
    for argv in (["list"], ["grep", "x"], ["export", "json"]):
        result = run("-C", name, *argv)
        assert (result.code, result.stdout) == (2, "")
        assert result.stderr.startswith("paperctl: ")
        assert "Traceback" not in result.stderr
        assert len(result.stderr.splitlines()) <= 2


def test_an_unreadable_file_is_2(catalogue: Write, run: Run) -> None:
    path = catalogue(SOUND)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("the superuser may read everything")
    result = run("list")
    assert (result.code, result.stdout) == (2, "")
    assert result.stderr == "paperctl: cannot read papers.yaml: Permission denied\n"


@pytest.mark.parametrize("name", READING)
def test_every_command_prints_the_rest_and_ends_2(
    name: str, catalogue: Write, run: Run
) -> None:
    path = catalogue(
        "papers:\n  bad2020x: [1]\n  adams2021graph:\n    title: A graph of graphs\n"
    )
    before = path.read_bytes()
    for tty in (False, True):
        result = run(name, *READING[name], tty=tty)
        assert result.code == 2
        assert result.stdout
        assert "papers.yaml:2:13: bad2020x: " in result.stderr
    quiet = run("-q", name, *READING[name])
    assert quiet.code == 2
    assert "papers.yaml:2:13: " in quiet.stderr
    assert path.read_bytes() == before


def test_no_match_in_a_damaged_catalogue_is_2(catalogue: Write, run: Run) -> None:
    catalogue("papers:\n  bad2020x: [1]\n  good2020x:\n    title: T\n")
    for argv in (["list", "zymurgy"], ["grep", "zymurgy"], ["search", "zymurgy"]):
        assert run(*argv).code == 2


def test_a_damaged_catalogue_is_not_said_to_match_nothing(
    catalogue: Write, run: Run
) -> None:
    catalogue("papers:\n  bad2020x: [1]\n")
    assert "nothing matches" not in run("list").stderr


def test_many_problems_are_not_all_printed(catalogue: Write, run: Run) -> None:
    bad = "".join(f"  bad{n}x: [1]\n" for n in range(1000))
    catalogue(f"papers:\n{bad}")
    result = run("list")
    assert result.code == 2
    lines = result.stderr.splitlines()
    assert len(lines) < 30
    assert lines[-1] == "paperctl: and 990 more problems"


def test_an_unknown_field_is_a_warning_with_the_nearest_name(
    catalogue: Write, run: Run
) -> None:
    catalogue("papers:\n  x2020y:\n    title: T\n    absract: A\n")
    result = run("list")
    assert (result.code, result.stdout) == (0, "x2020y\t\t\t\tT\t\t\n")
    assert result.stderr == (
        "paperctl: warning: papers.yaml:4:5: x2020y: unknown field 'absract',"
        " kept as it is\n"
        "hint: did you mean abstract?\n"
    )
    assert run("-q", "list").stderr == ""
    assert run("list", "-q").code == 0


def test_a_message_shows_text_without_letting_it_act(
    catalogue: Write, run: Run
) -> None:
    catalogue(
        'papers:\n  "x\\e[31m2020":\n    title: T\n    "ti\\e[2Jtel": A\n'
        '    date: "\\e]0;x\\a"\n'
    )
    for tty in (True, False):
        result = run("list", tty=tty)
        assert result.code == 2
        assert not set(result.stderr) & set("\x1b\x07")


def test_nothing_of_it_is_a_traceback_in_the_real_program(
    tmp_path: Path, catalogue: Write, spawn: Spawn
) -> None:
    (tmp_path / "lib").mkdir()
    for number, (damage, *_) in enumerate(DAMAGED.values()):
        catalogue(
            SOUND.replace("first", f"f{number}") + damage, f"lib/{number:02}.yaml"
        )
    for number, (text, *_) in enumerate(WHOLE.values()):
        catalogue(text, f"lib/whole{number}.yaml")
    result = spawn("list", "--fields", "citekey", "-C", "lib")
    assert result.code == 2
    assert "Traceback" not in result.stderr
    # With another first entry the one that repeats its citekey is sound.
    assert len(result.stdout.splitlines()) == len(DAMAGED) + 1
