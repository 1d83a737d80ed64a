"""Which value holds, and who gave it: layers, files that are found, variables."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from paperctl.config.resolve import (
    ConfigFile,
    configure,
    find_files,
    resolve,
    user_folder,
)
from paperctl.config.settings import SETTINGS, Given, Origin, value_text
from paperctl.config.values import from_text

if TYPE_CHECKING:
    from pathlib import Path

    from paperctl.config.settings import Value

HAS_PLATFORM_FOLDERS = sys.platform in {"darwin", "win32"}


def write(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_the_first_layer_that_has_a_setting_wins() -> None:
    near = {"color": Given("never", Origin("environment", "PAPERCTL_COLOR"))}
    far = {
        "color": Given("always", Origin("user", "config.toml:1:1")),
        "list.sort": Given("title", Origin("user", "config.toml:2:1")),
    }
    settings = resolve({}, near, far)
    assert settings["color"] == near["color"]
    assert settings["list.sort"] == far["list.sort"]
    assert settings["grep.smart_case"] == Given(value=False, origin=Origin("default"))
    assert list(settings) == list(SETTINGS)


def test_without_layers_all_is_default() -> None:
    for name, given in resolve().items():
        assert given.value == SETTINGS[name].default
        assert str(given.origin) == "default"


def test_each_setting_has_its_own_variable() -> None:
    variables = [setting.variable for setting in SETTINGS.values()]
    assert len(set(variables)) == len(SETTINGS)
    assert "PAPERCTL_LIST_FIELDS" in variables


def test_options_variables_and_both_files_join(tmp_path: Path) -> None:
    write(
        tmp_path / "home/paperctl/config.toml",
        'color = "never"\narchive = "math"\n[grep]\nsmart_case = true\n',
    )
    write(tmp_path / "x/paperctl.toml", 'archive = "cs"\n[list]\nsort = "title"\n')
    environ = {
        "XDG_CONFIG_HOME": str(tmp_path / "home"),
        "PAPERCTL_LIST_SORT": "-date",
    }
    options = {"color": Given("always", Origin("option", "--color"))}
    found = configure(environ, str(tmp_path / "x"), options)
    assert found.problems == ()
    origins = {name: given.origin for name, given in found.settings.items()}
    assert {name: (item.kind, item.place) for name, item in origins.items()} == {
        "catalogue": ("default", ""),
        "archive": ("project", "paperctl.toml:1:1"),
        "color": ("option", "--color"),
        "grep.smart_case": (
            "user",
            f"{tmp_path / 'home' / 'paperctl' / 'config.toml'}:4:1",
        ),
        "keys.pattern": ("default", ""),
        "list.fields": ("default", ""),
        "list.sort": ("environment", "PAPERCTL_LIST_SORT"),
    }
    assert found.value("list.sort") == "-date"
    assert found.value("archive") == "cs"


def test_an_empty_variable_says_nothing(tmp_path: Path) -> None:
    found = configure({"PAPERCTL_COLOR": ""}, str(tmp_path))
    assert found.settings["color"].origin == Origin("default")


def test_a_wrong_value_is_a_problem_and_the_next_one_holds(tmp_path: Path) -> None:
    write(tmp_path / "paperctl.toml", 'color = "never"\n')
    found = configure({"PAPERCTL_COLOR": "blue"}, str(tmp_path))
    assert found.value("color") == "never"
    (problem,) = found.problems
    assert str(problem) == (
        "PAPERCTL_COLOR: color: 'blue' is none of auto, always, never"
    )


def test_a_misspelt_variable_is_a_warning_with_a_suggestion(tmp_path: Path) -> None:
    environ = {
        "PAPERCTL_COLOUR": "never",
        "PAPERCTL_LIST_FEILDS": "title",
        "PAPERCTL_LIST_SORT": "title",
        "PAPERCTL_CATALOG": "",  # says nothing
        "PAPERCTL_ZYMURGY": "somebody else's",
    }
    found = configure(environ, str(tmp_path))
    assert [(str(problem), problem.hint) for problem in found.problems] == [
        (
            "PAPERCTL_COLOUR: no setting has this variable",
            "did you mean PAPERCTL_COLOR?",
        ),
        (
            "PAPERCTL_LIST_FEILDS: no setting has this variable",
            "did you mean PAPERCTL_LIST_FIELDS?",
        ),
    ]
    assert {problem.severity for problem in found.problems} == {"warning"}
    assert found.value("list.sort") == "title"


def test_only_the_nearest_project_counts(tmp_path: Path) -> None:
    write(tmp_path / "paperctl.toml")
    near = write(tmp_path / "a/paperctl.toml")
    deep = tmp_path / "a/b/c"
    deep.mkdir(parents=True)
    assert list(find_files({}, str(deep))) == [ConfigFile(str(near), "project")]


def test_what_is_no_file_is_passed_over(tmp_path: Path) -> None:
    top = write(tmp_path / "paperctl.toml")
    (tmp_path / "a/paperctl.toml").mkdir(parents=True)
    found = list(find_files({}, str(tmp_path / "a")))
    assert found == [ConfigFile(str(top), "project")]


@pytest.mark.skipif(HAS_PLATFORM_FOLDERS, reason="platformdirs asks the system")
@pytest.mark.parametrize(
    "environ", [{}, {"HOME": ""}, {"HOME": "here"}, {"HOME": "/nowhere/at/all"}]
)
def test_without_a_home_there_is_no_file_of_the_user(
    environ: dict[str, str], tmp_path: Path
) -> None:
    assert list(find_files(environ, str(tmp_path))) == []


@pytest.mark.skipif(HAS_PLATFORM_FOLDERS, reason="platformdirs asks the system")
@pytest.mark.parametrize("given", ["", "relative/config"])
def test_a_configuration_folder_has_to_be_absolute(given: str) -> None:
    environ = {"XDG_CONFIG_HOME": given, "HOME": "/h"}
    assert user_folder(environ) == "/h/.config/paperctl"


def test_the_folder_is_that_of_platformdirs(monkeypatch: pytest.MonkeyPatch) -> None:
    from platformdirs import user_config_dir

    if not HAS_PLATFORM_FOLDERS:
        monkeypatch.delenv("XDG_CONFIG_HOME")
        monkeypatch.setenv("HOME", "/h")
    expected = user_config_dir("paperctl", appauthor=False)
    assert user_folder({"HOME": "/h"}) == expected


def test_a_folder_that_is_named_comes_before_that_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    environ = {"XDG_CONFIG_HOME": str(tmp_path)}
    assert user_folder(environ) == str(tmp_path / "paperctl")
    assert user_folder({}).endswith("paperctl")


def test_a_value_is_written_as_its_variable_takes_it() -> None:
    values: dict[str, Value] = {
        "catalogue": ("a.yaml", "b"),
        "archive": "hep-th",
        "color": "never",
        "grep.smart_case": True,
        "keys.pattern": "[auth][year]",
        "list.fields": ("citekey", "title"),
        "list.sort": "-year,title",
    }
    for name, value in values.items():
        setting = SETTINGS[name]
        assert from_text(setting, value_text(setting, value)) == value
    assert value_text(SETTINGS["archive"], None) == ""
