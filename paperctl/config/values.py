"""From what a file or a variable holds to the value of a setting."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from paperctl.config.settings import PREFIX, SETTINGS, Given, Origin
from paperctl.errors import Location, PaperctlError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from paperctl.config.settings import Setting, Value

_WORDS = {
    **dict.fromkeys(("true", "yes", "on", "1"), True),
    **dict.fromkeys(("false", "no", "off", "0"), False),
}


def read_variables(
    variables: Mapping[str, str],
) -> tuple[dict[str, Given], list[Problem]]:
    """Read environment variables, given under the names of their settings."""
    layer: dict[str, Given] = {}
    problems: list[Problem] = []
    for name, text in variables.items():
        variable = SETTINGS[name].variable
        try:
            value = from_text(SETTINGS[name], text)
        except PaperctlError as error:
            place = Location(variable)
            problems.append(Problem(error.message, place, "error", "", error.hint))
        else:
            layer[name] = Given(value, Origin("environment", variable))
    return layer, problems


def misspelt_variables(names: Iterable[str]) -> list[Problem]:
    """Warn of variables that are near to one of a setting; others may be anybody's."""
    from paperctl.text.closest import closest

    known = {setting.variable.removeprefix(PREFIX) for setting in SETTINGS.values()}
    problems: list[Problem] = []
    for name in sorted(names):
        ending = name.removeprefix(PREFIX)
        near = [] if ending in known else closest(ending, sorted(known))
        if near:
            hint = f"did you mean {' or '.join(PREFIX + other for other in near)}?"
            message = "no setting has this variable"
            problems.append(Problem(message, Location(name), "warning", "", hint))
    return problems


def from_text(setting: Setting, text: str) -> Value:
    """Read a value as an environment variable holds it.

    >>> from_text(SETTINGS["list.fields"], "key, ti")
    ('citekey', 'title')

    Raises:
        PaperctlError: The setting cannot have it.
    """
    if setting.kind == "flag":
        return from_toml(setting, _WORDS.get(text.lower(), text))
    if setting.kind == "paths":
        return from_toml(setting, [path for path in text.split(os.pathsep) if path])
    return from_toml(setting, text)


def from_toml(setting: Setting, raw: Any) -> Value:
    """Read a value as TOML gives it.

    Raises:
        PaperctlError: The setting cannot have it.
    """
    try:
        return _value(setting, raw)
    except PaperctlError as error:
        raise PaperctlError(
            f"{setting.name}: {error.message}", hint=error.hint
        ) from None


def _value(setting: Setting, raw: Any) -> Value:
    match setting.kind:
        case "flag":
            return _flag(raw)
        case "paths":
            return _paths(_texts(raw))
        case "choice":
            return _choice(setting.choices, _text(raw))
        case "archive" | "pattern":
            read = _archive if setting.kind == "archive" else _pattern
            return read(_text(raw))
        case "fields":
            from paperctl.model.fields import parse_fields

            return parse_fields(",".join(_texts(raw)))
        case "order":
            return _order(",".join(_texts(raw)))


def _flag(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise PaperctlError(f"expected true or false, got {_shape(raw)}")
    return raw


def _paths(paths: tuple[str, ...]) -> tuple[str, ...]:
    if not paths or not all(paths):
        raise PaperctlError("no path is named")
    if any("\0" in path for path in paths):
        raise PaperctlError("no path can hold the character NUL")
    return paths


def _choice(choices: tuple[str, ...], text: str) -> str:
    if text not in choices:
        raise PaperctlError(f"{text!r} is none of {', '.join(choices)}")
    return text


def _archive(text: str) -> str:
    from paperctl.model.area import parse_area

    area = parse_area(text)
    if area.archive is None or area.code is not None:
        from paperctl.model.taxonomy import NAMES
        from paperctl.text.closest import did_you_mean

        archives = [name for name in NAMES if "." not in name]
        raise PaperctlError(
            f"arXiv has no archive {text!r}",
            hint=did_you_mean(text, archives) or "for example: cs, math, hep-th",
        )
    return area.archive


def _order(text: str) -> str:
    from paperctl.model.fields import get_field

    names = [part.strip() for part in text.split(",")]
    for name in names:
        if not name.lstrip("+-"):
            raise PaperctlError(
                "no field is named", hint="for example: date, -date, -year,title"
            )
        get_field(name.lstrip("+-"))
    return ",".join(names)


def _pattern(text: str) -> str:
    from paperctl.keys.pattern import parse_pattern

    return parse_pattern(text).text


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise PaperctlError(f"expected text, got {_shape(raw)}")
    return raw


def _texts(raw: Any) -> tuple[str, ...]:
    items = raw if isinstance(raw, list) else [raw]
    wrong = next((item for item in items if not isinstance(item, str)), None)
    if wrong is not None:
        raise PaperctlError(f"expected text or a list of it, got {_shape(wrong)}")
    return tuple(items)


def _shape(raw: Any) -> str:
    match raw:
        case bool():
            return str(raw).lower()
        case str():
            return repr(raw)
        case int() | float():
            return f"the number {raw}"
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return "a date or time"
