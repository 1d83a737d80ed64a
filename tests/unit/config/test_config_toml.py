"""Files: what they set, what is wrong in them, and where."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from paperctl.config.resolve import ConfigFile
from paperctl.config.settings import SETTINGS
from paperctl.config.toml import find_key, parse, read_file
from paperctl.config.values import from_text, from_toml
from paperctl.errors import PaperctlError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any, Literal

    from paperctl.config.settings import Given
    from paperctl.errors import Problem


def read(
    folder: Path, text: str | bytes, kind: Literal["project", "user"] = "project"
) -> tuple[dict[str, Given], list[Problem]]:
    path = folder / "paperctl.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_file(ConfigFile(str(path), kind), str(folder))


def problem_of(folder: Path, text: str | bytes) -> Problem:
    layer, problems = read(folder, text)
    assert layer == {}
    assert len(problems) == 1
    return problems[0]


def test_every_setting_can_be_given(tmp_path: Path) -> None:
    layer, problems = read(
        tmp_path,
        'catalogue = ["a.yaml", "b"]\n'
        'archive = "CS"\n'
        'color = "never"\n'
        "grep.smart_case = true\n"
        "keys.pattern = '[auth][year]'\n"
        "[list]\n"
        'fields = ["key", "ti"]\n'
        'sort = "-year, title"\n',
    )
    assert problems == []
    assert {name: given.value for name, given in layer.items()} == {
        "catalogue": (str(tmp_path / "a.yaml"), str(tmp_path / "b")),
        "archive": "cs",
        "color": "never",
        "grep.smart_case": True,
        "keys.pattern": "[auth][year]",
        "list.fields": ("citekey", "title"),
        "list.sort": "-year,title",
    }
    assert set(layer) == set(SETTINGS)
    assert [str(given.origin) for given in layer.values()] == [
        f"paperctl.toml:{place}"
        for place in ("1:1", "2:1", "3:1", "4:6", "5:6", "7:1", "8:1")
    ]


@pytest.mark.parametrize("text", ["", "\ufeffcolor = 'never'", "color = 'never'\r\n"])
def test_marks_and_line_ends_do_not_matter(text: str, tmp_path: Path) -> None:
    layer, problems = read(tmp_path, text)
    assert problems == []
    assert bool(layer) is bool(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("color = blue\n", "paperctl.toml:1:9: this is not TOML: invalid value"),
        ('\n[list\nsort = "x"', "paperctl.toml:2:6: this is not TOML: "),
        ("color = [", "paperctl.toml:1:10: this is not TOML: "),
        ("color = 'a'\ncolor = 'b'", "paperctl.toml:2:12: this is not TOML: "),
        (b"\ncolor = '\xff'", "paperctl.toml:2: byte 11 is not UTF-8"),
        ("x = " + "[" * 5000, "paperctl.toml: this is nested too deeply"),
        ("x = " + "1" * 5000, "paperctl.toml: this cannot be read as TOML: "),
        ("#" * 40_000, "paperctl.toml: larger than 32000 bytes"),
    ],
    ids=range(8),
)
def test_what_cannot_be_read_is_one_problem(
    text: str | bytes, message: str, tmp_path: Path
) -> None:
    problem = problem_of(tmp_path, text)
    assert problem.severity == "error"
    assert str(problem).startswith(message)


def test_a_file_that_cannot_be_opened_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "gone.toml"
    _, (problem,) = read_file(ConfigFile(str(path), "user"), str(tmp_path))
    assert str(problem) == "gone.toml: cannot be read: No such file or directory"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("color = 1", "1:1: color: expected text, got the number 1"),
        ("color = 'Never'", "1:1: color: 'Never' is none of auto, always, never"),
        (
            "grep.smart_case = 'yes'",
            "1:6: grep.smart_case: expected true or false, got 'yes'",
        ),
        (
            "list.fields = [1]",
            "1:6: list.fields: expected text or a list of it, got the number 1",
        ),
        ("list.fields = []", "1:6: list.fields: no field is named"),
        ("list.fields = 'titel'", "1:6: list.fields: unknown field 'titel'"),
        ("list.sort = '-yaer'", "1:6: list.sort: unknown field 'yaer'"),
        ("list.sort = ''", "1:6: list.sort: no field is named"),
        ("list.sort = true", "1:6: list.sort: expected text or a list of it, got true"),
        ("archive = 'sc'", "1:1: archive: arXiv has no archive 'sc'"),
        ("archive = 'cs.LG'", "1:1: archive: arXiv has no archive 'cs.LG'"),
        ("archive = 2023-02-22", "1:1: archive: expected text, got a date or time"),
        ("archive = []", "1:1: archive: expected text, got a list"),
        ("archive = {a = 1}", "1:1: archive: expected text, got a table"),
        ("catalogue = []", "1:1: catalogue: no path is named"),
        ("catalogue = ['a', '']", "1:1: catalogue: no path is named"),
        (
            'catalogue = "a\\u0000"',
            "1:1: catalogue: no path can hold the character NUL",
        ),
        ("list = 3", "1:1: list is a table of settings, not one itself"),
        ("[[grep]]", "1:3: grep is a table of settings, not one itself"),
    ],
)
def test_a_wrong_value_is_an_error_with_its_place(
    text: str, message: str, tmp_path: Path
) -> None:
    problem = problem_of(tmp_path, text)
    assert problem.severity == "error"
    assert str(problem) == f"paperctl.toml:{message}"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("colour = 'x'", "1:1: unknown setting 'colour'", "did you mean color?"),
        ("catalog = 1", "1:1: unknown setting 'catalog'", "did you mean catalogue?"),
        (
            "[list]\n\nfeilds = 1",
            "3:1: unknown setting 'list.feilds'",
            "did you mean list.fields?",
        ),
        (
            "smart-case = 1",
            "1:1: unknown setting 'smart-case'",
            "did you mean grep.smart_case?",
        ),
        (
            "[grp]\nsmart_case = true",
            "1:2: unknown setting 'grp'",
            "did you mean [grep]?",
        ),
        (
            "[zymurgy]\nx = 1",
            "1:2: unknown setting 'zymurgy'",
            "`paperctl config` lists the settings",
        ),
    ],
)
def test_an_unknown_key_is_a_warning_with_a_suggestion(
    text: str, message: str, hint: str, tmp_path: Path
) -> None:
    problem = problem_of(tmp_path, text)
    assert problem.severity == "warning"
    assert str(problem) == f"paperctl.toml:{message}"
    assert problem.hint == hint


def test_not_all_of_a_thousand_unknown_keys_are_told(tmp_path: Path) -> None:
    text = "".join(f"k{number} = 1\n" for number in range(1000))
    layer, problems = read(tmp_path, f"{text}color = 'never'\n")
    assert len(problems) == 10
    assert layer["color"].value == "never"


@pytest.mark.parametrize(
    ("text", "path", "place"),
    [
        ('# sort\n[list]\nsort = "sort"', ("list", "sort"), (3, 1)),
        ("[other]\nsort = 1\n[list]\n  sort = 2", ("list", "sort"), (4, 3)),
        ('x = """\nlist.sort = 1\n"""\nlist.sort = 2', ("list", "sort"), (4, 6)),
        ("list = { resort = 1, sort = 2 }", ("list", "sort"), (1, 22)),
        ("[list]\nfields = [\n  'fields',\n]\nsort=1", ("list", "fields"), (2, 1)),
        ('list."sort" = 1', ("list", "sort"), (1, 7)),
        ('list."s\\u006Frt" = 1', ("list", "sort"), None),
        ("# sort\n" * 60 + "list.sort = 1", ("list", "sort"), None),
    ],
)
def test_a_key_is_found(
    text: str, path: tuple[str, ...], place: tuple[int, int] | None
) -> None:
    document: Any = parse(text)
    for key in path:
        document = document[key]
    assert find_key(text, path) == place


@pytest.mark.parametrize(
    "path",
    ["../papers.yaml", "/etc/papers.yaml", "~/papers.yaml", "a/../../x", "out/x", "~"],
)
def test_a_project_names_nothing_outside_itself(path: str, tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "out").symlink_to(tmp_path)
    problem = problem_of(project, f"catalogue = ['papers.yaml', '{path}']")
    assert problem.message == f"catalogue: {path} is not in the folder of this file"
    assert problem.severity == "error"
    assert "--catalogue" in (problem.hint or "")


def test_a_name_like_that_of_a_home_stays_inside(tmp_path: Path) -> None:
    layer, problems = read(tmp_path, "catalogue = './~/papers.yaml'")
    assert problems == []
    assert layer["catalogue"].value == (str(tmp_path / "~" / "papers.yaml"),)


def test_a_project_behind_a_link_is_still_one(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "real")
    layer, problems = read(link, "catalogue = 'papers.yaml'")
    assert problems == []
    assert layer["catalogue"].value == (str(link / "papers.yaml"),)


def test_users_name_what_they_like(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    text = "catalogue = ['../x.yaml', '~/y.yaml', '/z']"
    layer, problems = read(tmp_path, text, "user")
    assert problems == []
    assert layer["catalogue"].value == (
        str(tmp_path / ".." / "x.yaml"),
        str(tmp_path / "home" / "y.yaml"),
        "/z",
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("Yes", True), ("1", True), ("off", False), ("0", False)],
)
def test_variables_have_more_words_for_yes_and_no(text: str, *, value: bool) -> None:
    assert from_text(SETTINGS["grep.smart_case"], text) is value


def test_a_variable_that_is_neither_is_refused() -> None:
    with pytest.raises(PaperctlError, match="expected true or false, got 'maybe'"):
        from_text(SETTINGS["grep.smart_case"], "maybe")


def test_a_variable_holds_paths_as_path_does() -> None:
    text = os.pathsep.join(["a", "", "~/b"])
    assert from_text(SETTINGS["catalogue"], text) == ("a", "~/b")
    with pytest.raises(PaperctlError, match="no path is named"):
        from_text(SETTINGS["catalogue"], os.pathsep)


def test_a_list_is_an_order_too() -> None:
    assert from_toml(SETTINGS["list.sort"], ["-year", "title"]) == "-year,title"
