"""`paperctl keys` and `paperctl rename`: what is shown, found, changed and left."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Write
    from tests.conftest import Run

PAPERS = """\
# mine
papers:
  new:
    # on the title
    title: Attention Is All You Need
    authors: [Ashish Vaswani, Noam Shazeer, et al.]
    date: 2017-06-12

  He2016deep:   # cited in chapter 2
    title: Deep Residual Learning
    authors: [Kaiming He]
    date: 2016
    tags: [vision]
  he2016deepa: {title: Deep Things, authors: [Kaiming He], date: 2016}
"""
VASWANI = "vaswani2017attention"


def test_each_key_stands_beside_that_of_the_pattern(catalogue: Write, run: Run) -> None:
    catalogue(PAPERS)
    result = run("keys")
    assert (result.code, result.stderr) == (0, "")
    assert result.stdout == (
        f"new\t{VASWANI}\nHe2016deep\the2016deep\nhe2016deepa\the2016deepa\n"
    )
    chosen = run("keys", "--pattern", "[authEtAl]:[shortyear]", "author:he")
    assert chosen.stdout == "He2016deep\tHe:16\nhe2016deepa\tHe:16a\n"
    assert run("keys", "--sort", "title", "--limit", "1").stdout.startswith("new\t")
    assert run("keys", "author:nobody").code == 1


def test_keys_as_json_and_as_a_table(catalogue: Write, run: Run) -> None:
    catalogue(PAPERS)
    documents = json.loads(run("keys", "--json").stdout)
    assert documents[0] == {
        "citekey": "new", "proposed": VASWANI, "fits": False, "aliases": [],
    }  # fmt: skip
    assert [item["fits"] for item in documents] == [False, False, True]
    wide = run("keys", tty=True, width=80).stdout
    assert "Pattern gives" in wide
    assert "Deep Residual Learning" in wide
    narrow = run("keys", tty=True, width=40).stdout
    assert "He2016deep" in narrow
    assert "Residual" not in narrow


def test_an_entry_that_gives_nothing_has_no_proposal(
    catalogue: Write, run: Run
) -> None:
    catalogue("papers:\n  a:\n    note: x\n")
    assert run("keys").stdout == "a\t\n"
    assert json.loads(run("keys", "--json").stdout)[0]["proposed"] is None
    assert run("keys", "--check", "--pattern", "jabref").code == 0
    result = run("keys", "--assign", "--all")
    assert "a: the pattern gives nothing for it" in result.stderr
    assert "every key fits" not in result.stderr
    shown = run("--color=never", "keys", tty=True).stdout
    assert shown.split()[-2:] == ["a", "-"]


def test_check_finds_placeholders_and_odd_signs(catalogue: Write, run: Run) -> None:
    catalogue(PAPERS + "  müller&co:\n    title: x\n")
    result = run("keys", "--check")
    assert result.code == 1
    assert result.stdout == (
        "papers.yaml:3:3: new: is a placeholder\n"
        "papers.yaml:15:3: müller&co: holds 'ü' '&', which not every reader takes\n"
    )
    assert "4 keys, 2 unusual" in result.stderr
    found = json.loads(run("keys", "--check", "--json").stdout)
    assert [item["location"] for item in found] == [
        "papers.yaml:3:3",
        "papers.yaml:15:3",
    ]
    assert found[0]["reasons"] == ["is a placeholder"]


def test_check_wants_a_pattern_only_if_somebody_does(
    catalogue: Write, tmp_path: Path, run: Run
) -> None:
    catalogue("papers:\n  mykey:\n    title: Deep\n    authors: [K. He]\n")
    usual = run("keys", "--check")
    assert (usual.code, usual.stdout) == (0, "")
    assert usual.stderr == "paperctl: 1 key, none is unusual\n"
    finding = "papers.yaml:2:3: mykey: the pattern gives he"
    assert run("keys", "--check", "--pattern", "[auth:lower]").stdout == f"{finding}\n"
    env = {"PAPERCTL_KEYS_PATTERN": "[auth:lower]-[title]"}
    assert run("keys", "--check", env=env).stdout == f"{finding}-Deep\n"
    (tmp_path / "paperctl.toml").write_text("keys.pattern = 'google-scholar'\n")
    result = run("keys", "--check")
    assert (result.code, result.stdout) == (1, f"{finding}deep\n")


def test_check_finds_clashes(catalogue: Write, run: Run) -> None:
    catalogue("papers:\n  ab: {title: x}\n  aB: {title: y}\n  c: {aliases: [AB]}\n")
    result = run("keys", "--check")
    assert result.code == 1
    assert (
        "papers.yaml:3:3: aB: the citekey 'aB' belongs to ab already" in result.stderr
    )
    assert "papers.yaml:4:16: c: the alias 'AB' belongs to ab already" in result.stderr
    assert "3 keys, 2 unusual" in result.stderr
    # Any other damage is an error, as everywhere.
    catalogue("papers:\n  ab: {title: x}\n  aB: {title: y}\n  c: {date: x}\n")
    assert run("keys", "--check").code == 2


def test_assign_gives_keys_to_placeholders_only(
    catalogue: Write, tmp_path: Path, run: Run
) -> None:
    path = catalogue(PAPERS)
    diff = run("keys", "--assign", "--dry-run")
    assert diff.code == 0
    assert "-  new:\n" in diff.stdout
    assert f"+  {VASWANI}:\n" in diff.stdout
    assert "1 entry would be renamed" in diff.stderr
    assert path.read_text() == PAPERS
    result = run("keys", "--assign")
    assert (result.code, result.stdout) == (0, f"new\t{VASWANI}\n")
    assert result.stderr == "paperctl: papers.yaml: 1 entry renamed\n"
    # A placeholder is no alias: the next new entry may have it.
    assert path.read_text() == PAPERS.replace("new:", f"{VASWANI}:")
    again = run("keys", "--assign")
    assert (again.code, again.stdout) == (0, "")
    assert "hint: --all" in again.stderr
    assert [item.name for item in tmp_path.iterdir() if "yaml" in item.name] == [
        "papers.yaml"
    ]


def test_assign_all_keeps_old_keys_as_aliases_and_every_other_byte(
    catalogue: Write, run: Run
) -> None:
    path = catalogue(PAPERS)
    assert run("keys", "--assign", "--all", "author:he").code == 0
    assert path.read_text() == PAPERS.replace(
        "  He2016deep:   # cited in chapter 2\n",
        "  he2016deep:   # cited in chapter 2\n    aliases: [He2016deep]\n",
    )
    again = run("keys", "--assign", "--all", "author:he")
    assert again.stderr == "paperctl: every key fits, nothing to assign\n"
    assert run("keys", "--check", "--pattern", "paperctl", "author:he").code == 0
    result = run(
        "keys", "--assign", "--all", "--no-alias", "--pattern", "jabref", "tag:vision"
    )
    assert result.stdout == "he2016deep\tHe2016\n"
    assert (
        "  He2016:   # cited in chapter 2\n    aliases: [He2016deep]\n"
        in path.read_text()
    )
    result = run("keys", "--assign", "--all", "--no-alias", "tag:vision")
    assert result.stdout == "He2016\the2016deep\n"
    assert path.read_text() == PAPERS.replace("He2016deep:", "he2016deep:")


def test_assign_as_json(catalogue: Write, run: Run) -> None:
    path = catalogue(PAPERS)
    result = run("keys", "--assign", "--dry-run", "--json")
    assert json.loads(result.stdout) == {
        "renamed": [{"old": "new", "new": VASWANI}],
        "files": ["papers.yaml"],
        "dry_run": True,
    }
    assert path.read_text() == PAPERS
    nothing = run("keys", "--assign", "--json", "tag:vision")
    assert json.loads(nothing.stdout)["renamed"] == []


def test_assign_leaves_a_damaged_catalogue_alone(catalogue: Write, run: Run) -> None:
    text = PAPERS + "  broken: [\n"
    path = catalogue(text)
    result = run("keys", "--assign", "--all")
    assert (result.code, result.stdout) == (2, "")
    assert "the catalogue has errors, nothing was changed" in result.stderr
    assert path.read_text() == text


def test_assign_in_a_folder_of_files(
    catalogue: Write, tmp_path: Path, run: Run
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    head = "papers:\n  todo:\n    authors: [K. He]\n    date: 2016\n"
    one = catalogue(head, "many/1.yaml")
    two = catalogue(head.replace("todo", "todo2"), "many/2.yaml")
    result = run("keys", "--assign", "--pattern", "[auth][year]", catalogue=folder)
    assert result.stdout == "todo\tHe2016\ntodo2\tHe2016a\n"
    assert "He2016:" in one.read_text()
    assert "He2016a:" in two.read_text()


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--check", "--assign"], "contradict"),
        (["--all"], "--all is for --assign only"),
        (["--no-alias"], "--no-alias is for --assign only"),
        (["--dry-run", "--check"], "--dry-run is for --assign only"),
        (["--pattern", "[auht]"], "no function and no field is called 'auht'"),
        (["--pattern", "jabreff"], "hint: did you mean jabref?"),
        (["--pattern", ""], "keys: "),
    ],
)
def test_what_cannot_be_understood(
    argv: list[str], message: str, catalogue: Write, run: Run
) -> None:
    catalogue(PAPERS)
    result = run("keys", *argv)
    if argv[-1]:
        assert (result.code, result.stdout) == (2, "")
        assert message in result.stderr
    else:  # as if it were not given
        assert result.code == 0


def test_a_mistake_in_a_pattern_is_pointed_at(catalogue: Write, run: Run) -> None:
    catalogue(PAPERS)
    assert run("keys", "--pattern", "[auth]-[yaer]").stderr == (
        "paperctl: no function and no field is called 'yaer'\n"
        "  [auth]-[yaer]\n"
        "          ^\n"
        "hint: did you mean year?\n"
    )
    env = {"PAPERCTL_KEYS_PATTERN": "[yaer]"}
    result = run("list", env=env)
    assert result.code == 2
    assert "PAPERCTL_KEYS_PATTERN: keys.pattern: no function" in result.stderr


def test_an_expression_that_takes_forever_is_stopped(
    catalogue: Write, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("paperctl.cli.keying._LEAST", 0.05)
    catalogue(f"papers:\n  a:\n    title: {'a' * 40}\n")
    result = run(
        "keys",
        "--pattern",
        '[fulltitle:regex("(a+)+$|(a+)+b", "")][title:regex("(a+)+b", "")]',
    )
    assert (result.code, result.stdout) == (2, "")
    assert "took longer" in result.stderr


def test_an_import_calls_new_entries_by_the_pattern(
    page: Path, tmp_path: Path, run: Run
) -> None:
    (tmp_path / "paperctl.toml").write_text("keys.pattern = '[auth]:[year]'\n")
    catalogue = tmp_path / "papers.yaml"
    assert run("import", "--as-of", "2026-11-23", str(page)).code == 0
    keys = run("list", "--format", "keys", catalogue=catalogue).stdout.split()
    assert "Platonov:2023" in keys
    assert "Kuznedelev:2023a" in keys
    assert len({key.lower() for key in keys}) == len(keys) == 23
    shown = run("keys", catalogue=catalogue).stdout.splitlines()
    assert [row.split("\t")[0] == row.split("\t")[1] for row in shown] == [True] * 23


# --- rename ----------------------------------------------------------------------


def test_rename_changes_one_key(catalogue: Write, run: Run) -> None:
    path = catalogue(PAPERS)
    diff = run("rename", "he2016deepa", "he2016things", "--dry-run")
    assert "+  he2016things: {aliases: [he2016deepa], title: Deep Things" in diff.stdout
    assert path.read_text() == PAPERS
    result = run("rename", "HE2016DEEPA", "he2016things")
    assert (result.code, result.stdout) == (0, "he2016deepa\the2016things\n")
    assert path.read_text() == PAPERS.replace(
        "he2016deepa: {", "he2016things: {aliases: [he2016deepa], "
    )
    # By the alias it is found again, and can go back.
    back = run("rename", "he2016deepa", "he2016deepa", "--json")
    assert json.loads(back.stdout)["renamed"] == [
        {"old": "he2016things", "new": "he2016deepa"}
    ]
    assert "he2016deepa: {aliases: [he2016things], " in path.read_text()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("nosuch", "x", "no entry 'nosuch'"),
        ("he2016deap", "x", "did you mean He2016deep or he2016deepa"),
        (
            "new",
            "He2016DEEPA",
            "papers.yaml:14:3: 'He2016DEEPA' belongs to he2016deepa",
        ),
        ("new", "a b", "holds a blank"),
        ("new", "", "is empty"),
        ("new", "a{b", "holds '{'"),
    ],
)
def test_rename_refuses(
    old: str, new: str, message: str, catalogue: Write, run: Run
) -> None:
    path = catalogue(PAPERS)
    result = run("rename", old, new)
    assert (result.code, result.stdout) == (2, "")
    assert message in result.stderr
    assert path.read_text() == PAPERS


def test_rename_to_the_same_changes_nothing(catalogue: Write, run: Run) -> None:
    path = catalogue(PAPERS)
    result = run("rename", "NEW", "new")
    assert (result.code, result.stdout) == (0, "")
    assert result.stderr == "paperctl: new is called so already\n"
    assert path.read_text() == PAPERS


def test_rename_warns_of_what_not_every_reader_takes(
    catalogue: Write, run: Run
) -> None:
    catalogue(PAPERS)
    result = run("rename", "new", "vaswani&co")
    assert result.code == 0
    assert "warning: vaswani&co holds '&'" in result.stderr


def test_rename_of_a_catalogue_in_brackets_is_refused(
    catalogue: Write, run: Run
) -> None:
    path = catalogue('{"papers": {"a": {"title": "x"}}}\n')
    result = run("rename", "a", "b")
    assert result.code == 2
    assert "written in brackets" in result.stderr
    assert "title" in path.read_text()


@pytest.mark.parametrize("has_index", [True, False])
def test_an_entry_is_found_by_its_old_key(
    has_index: bool,
    catalogue: Write,
    tmp_path: Path,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = catalogue(PAPERS)
    assert run("list").code == 0
    assert run("rename", "new", VASWANI).code == 0
    if not has_index:

        def refuse(*_: object, **__: object) -> None:
            raise sqlite3.OperationalError("unable to open database file")

        monkeypatch.setattr("paperctl.index.opening.connect", refuse)
    for name in ("new", "NEW", VASWANI):
        shown = run("show", name, catalogue=path)
        assert (shown.code, shown.stderr) == (0, "")
        assert shown.stdout.startswith(f"citekey\t{VASWANI}\n")
