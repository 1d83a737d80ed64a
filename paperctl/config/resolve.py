"""Which value holds: that of the nearest who gave one.

In this order: options of the command line, `PAPERCTL_*` variables, the nearest
`paperctl.toml` at or above the working folder, the user's own `config.toml`, defaults.
Each is a layer, a mapping from names to values and their origins.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Literal, TypeAlias

from paperctl.config.settings import PREFIX, SETTINGS, Given, Origin
from paperctl.values import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from paperctl.config.settings import Value
    from paperctl.errors import Problem

PROJECT_FILE = "paperctl.toml"
USER_FILE = "config.toml"

Layer: TypeAlias = "Mapping[str, Given]"


@frozen()
class ConfigFile:
    """A configuration file, and whose it is.

    A project's file may come from anybody, with the folder that it lies in.
    """

    path: str
    kind: Literal["project", "user"]


@frozen()
class Configuration:
    """What holds, and what is wrong with what was given.

    Attributes:
        problems: An error means that a value was left out: nothing that depends on
            the configuration ought to go on.
    """

    settings: Mapping[str, Given]
    problems: tuple[Problem, ...] = ()

    def value(self, name: str) -> Value:
        """Give the value of a setting."""
        return self.settings[name].value


def configure(
    environ: Mapping[str, str], cwd: str, options: Layer | None = None
) -> Configuration:
    """Find everything that was given, and decide what holds.

    What is wrong becomes a problem, and the value is left out.
    """
    layers: list[Layer] = [options or {}]
    problems: list[Problem] = []
    variables = {
        name: environ[setting.variable]
        for name, setting in SETTINGS.items()
        if environ.get(setting.variable)
    }
    if variables:
        from paperctl.config.values import read_variables

        layer, found = read_variables(variables)
        layers.append(layer)
        problems += found
    others = [name for name in environ if name.startswith(PREFIX) and environ[name]]
    if len(others) > len(variables):
        from paperctl.config.values import misspelt_variables

        problems += misspelt_variables(others)
    for file in find_files(environ, cwd):
        # Importing this costs more than all of the above; most have no such file.
        from paperctl.config.toml import read_file

        layer, found = read_file(file, cwd)
        layers.append(layer)
        problems += found
    return Configuration(resolve(*layers), tuple(problems))


def resolve(*layers: Layer) -> dict[str, Given]:
    """Choose for each setting the first layer that has it, else its default."""
    return {
        name: next(
            (layer[name] for layer in layers if name in layer),
            Given(setting.default, Origin("default")),
        )
        for name, setting in SETTINGS.items()
    }


def find_files(environ: Mapping[str, str], cwd: str) -> Iterator[ConfigFile]:
    """Find the nearest project's file, and the user's own, if they exist."""
    folder = cwd
    while True:
        path = os.path.join(folder, PROJECT_FILE)  # noqa: PTH118 - every start pays
        if os.path.isfile(path):  # noqa: PTH113
            yield ConfigFile(path, "project")
            break
        parent = os.path.dirname(folder)  # noqa: PTH120
        if parent == folder:
            break
        folder = parent
    own = user_folder(environ)
    if own:
        path = os.path.join(own, USER_FILE)  # noqa: PTH118
        if os.path.isfile(path):  # noqa: PTH113
            yield ConfigFile(path, "user")


def user_folder(environ: Mapping[str, str]) -> str:
    """Name the folder of the user's own configuration; "" where there is no home."""
    # The XDG specification: relative paths are to be ignored.
    given = environ.get("XDG_CONFIG_HOME", "")
    if os.path.isabs(given):  # noqa: PTH117 - on "" and foreign paths alike
        return os.path.join(given, "paperctl")  # noqa: PTH118
    if sys.platform in {"darwin", "win32"}:
        from platformdirs import user_config_dir

        try:
            return user_config_dir("paperctl", appauthor=False)
        except (OSError, RuntimeError):
            return ""
    # As platformdirs has it, without the time that importing it takes.
    home = environ.get("HOME", "")
    if not os.path.isabs(home):  # noqa: PTH117
        return ""
    return os.path.join(home, ".config", "paperctl")  # noqa: PTH118
