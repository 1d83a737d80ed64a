"""The one table of settings: what each is called, takes, and is unless it is set."""

from __future__ import annotations

import os
from typing import Literal, TypeAlias

from paperctl.values import frozen

Kind = Literal[
    "paths",  # a path or several
    "archive",  # one of arXiv's
    "choice",  # one of the setting's choices
    "flag",  # true or false
    "fields",  # names of fields of an entry
    "order",  # the same, `-` before one turns it round
    "pattern",  # of citekeys
]
PREFIX = "PAPERCTL_"
"""How the environment variables of settings begin."""

Value: TypeAlias = str | bool | tuple[str, ...] | None


@frozen()
class Setting:
    """One setting; its name in a file is the one here, dots making tables.

    Attributes:
        default: What holds unless it is set; None where that is no fixed value.
        option: What overrules it on the command line, if anything does.
    """

    name: str
    kind: Kind
    default: Value
    help: str
    option: str = ""
    choices: tuple[str, ...] = ()

    @property
    def variable(self) -> str:
        """The name of the environment variable.

        >>> SETTINGS["grep.smart_case"].variable
        'PAPERCTL_GREP_SMART_CASE'
        """
        return f"{PREFIX}{self.name.replace('.', '_').upper()}"


_TABLE = (
    Setting(
        "catalogue",
        "paths",
        None,
        "the catalogue: a file, a folder, or several of them",
        "--catalogue",
    ),
    Setting(
        "archive",
        "archive",
        None,
        "what a bare area belongs to where the catalogue has no `archive`",
    ),
    Setting(
        "color",
        "choice",
        "auto",
        "colour and links: `auto`, `always` or `never`",
        "--color",
        ("auto", "always", "never"),
    ),
    Setting(
        "grep.smart_case",
        "flag",
        False,
        "whether `grep` ignores case unless the pattern has a capital",
        "--smart-case",
    ),
    Setting(
        "keys.pattern",
        "pattern",
        "paperctl",
        "how new entries are called: a [pattern](citekeys.md) or the name of one",
        "--pattern",
    ),
    Setting("list.fields", "fields", None, "the columns of `list`", "--fields"),
    Setting("list.sort", "order", "-date", "the order of `list`", "--sort"),
)

SETTINGS: dict[str, Setting] = {setting.name: setting for setting in _TABLE}
"""Every setting by its name."""


@frozen()
class Origin:
    """Who says so.

    Attributes:
        place: The option, the variable, or the place in a file.

    >>> str(Origin("project", "paperctl.toml:1:1")), str(Origin("default"))
    ('paperctl.toml:1:1', 'default')
    """

    kind: Literal["option", "environment", "project", "user", "found", "default"]
    place: str = ""

    def __str__(self) -> str:
        return self.place or self.kind


@frozen()
class Given:
    """A value and its origin."""

    value: Value
    origin: Origin


def value_text(setting: Setting, value: Value) -> str:
    """Write a value as its environment variable would hold it; "" for none.

    >>> value_text(SETTINGS["list.fields"], ("citekey", "title"))
    'citekey,title'
    >>> value_text(SETTINGS["grep.smart_case"], False)
    'false'
    """
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case str():
            return value
        case _:
            return (os.pathsep if setting.kind == "paths" else ",").join(value)
