"""Configuration files: read by `tomllib`, with the place of everything in them."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paperctl.config.settings import SETTINGS, Given, Origin
from paperctl.config.values import from_toml
from paperctl.errors import Location, PaperctlError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from paperctl.config.resolve import ConfigFile
    from paperctl.config.settings import Value

_TABLES = {name.partition(".")[0] for name in SETTINGS if "." in name}
# A stranger's file must not keep anybody waiting.
_LARGEST = 32_000  # bytes
_MOST_LINES = 50  # that are tried as the place of a key
_MOST_UNKNOWN = 10
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def read_file(file: ConfigFile, cwd: str) -> tuple[dict[str, Given], list[Problem]]:
    """Read what a file sets; what is wrong in it becomes a problem."""
    shown = _shown(file.path, cwd)
    try:
        text = _read_text(file.path)
        document = parse(text)
    except PaperctlError as error:
        place = replace(error.location or Location(""), path=shown)
        return {}, [Problem(error.message, place, "error", "", error.hint)]
    layer: dict[str, Given] = {}
    problems: list[Problem] = []
    unknown = 0
    for path, raw in _leaves(document):
        name = ".".join(path)
        if name not in SETTINGS:
            unknown += 1
            if unknown > _MOST_UNKNOWN:
                continue
        place = Location(shown, *(find_key(text, path) or ()))
        if name not in SETTINGS:
            make = _no_table if name in _TABLES else _unknown
            problems.append(make(name, place))
            continue
        try:
            value = from_toml(SETTINGS[name], raw)
            if SETTINGS[name].kind == "paths":
                value = _placed(name, value, file)
        except PaperctlError as error:
            problems.append(Problem(error.message, place, "error", "", error.hint))
        else:
            layer[name] = Given(value, Origin(file.kind, str(place)))
    return layer, problems


def parse(text: str) -> dict[str, Any]:
    """Parse TOML.

    Raises:
        PaperctlError: It is none; the location names line and column, not the file.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        found = _PLACE.search(message)
        place = None
        if found:
            message = message[: found.start()]
            lines = text.rstrip().split("\n")
            end = (len(lines), len(lines[-1]) + 1)
            place = (int(found[1]), int(found[2])) if found[1] else end
        raise PaperctlError(
            f"this is not TOML: {message[:1].lower()}{message[1:]}",
            location=Location("", *place) if place else None,
            hint='texts are quoted, as in: list.sort = "title"',
        ) from None
    except RecursionError:
        raise PaperctlError("this is nested too deeply") from None
    except ValueError as error:  # a number of thousands of digits
        raise PaperctlError(f"this cannot be read as TOML: {error}") from None


def find_key(text: str, path: tuple[str, ...]) -> tuple[int, int] | None:
    r"""Find line and column of a key in a document that has it.

    `tomllib` does not tell. A line defines the key if what stands before it is a
    document without the key, and no later line with the key's name is like that.

    >>> find_key('[list]\nsort = "title"', ("list", "sort"))
    (2, 1)
    """
    name = re.compile(rf"(?<![\w-]){re.escape(path[-1])}(?![\w-])")
    lines = text.split("\n")
    place: tuple[int, int] | None = None
    tried = 0
    for number, line in enumerate(lines):
        found = name.search(line)
        if not found:
            continue
        tried += 1
        if tried > _MOST_LINES:
            return None
        try:
            before = tomllib.loads("\n".join(lines[:number]))
        except (ValueError, RecursionError):
            continue  # within a text or a list of several lines
        if _has(before, path):
            break
        place = (number + 1, found.start() + 1)
    return place


def _has(document: Mapping[str, Any], path: tuple[str, ...]) -> bool:
    node: Any = document
    for key in path:
        if not isinstance(node, dict) or key not in node:
            return False
        node = node[key]
    return True


def _leaves(document: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """List keys and values, those of the tables that have settings one by one."""
    for key, value in document.items():
        if key in _TABLES and isinstance(value, dict):
            for inner, item in value.items():
                yield (key, inner), item
        else:
            yield (key,), value


def _no_table(name: str, place: Location) -> Problem:
    inner = ", ".join(key for key in SETTINGS if key.startswith(f"{name}."))
    return Problem(
        f"{name} is a table of settings, not one itself",
        place,
        "error",
        "",
        f"its settings are {inner}",
    )


def _unknown(name: str, place: Location) -> Problem:
    from paperctl.text.closest import closest, did_you_mean

    last = name.rpartition(".")[2]
    endings = {key.rpartition(".")[2]: key for key in SETTINGS}
    near = [endings[ending] for ending in closest(last, endings)]
    near = near or [f"[{table}]" for table in closest(name, sorted(_TABLES))]
    hint = did_you_mean(name, SETTINGS) or (
        f"did you mean {' or '.join(near)}?"
        if near
        else "`paperctl config` lists the settings"
    )
    return Problem(f"unknown setting {name!r}", place, "warning", "", hint)


def _placed(name: str, paths: Value, file: ConfigFile) -> tuple[str, ...]:
    """Read paths from the folder of their file; a project's must stay inside it.

    Who clones a repository does not expect that paperctl then changes a file
    elsewhere.
    """
    assert isinstance(paths, tuple)
    folder = Path(file.path).parent
    if file.kind == "user":
        expanded = map(os.path.expanduser, paths)
        return tuple(str(folder / path) for path in expanded)
    real = Path(os.path.realpath(folder))
    for path in paths:
        is_inside = Path(os.path.realpath(folder / path)).is_relative_to(real)
        if path.startswith("~") or not is_inside:
            raise PaperctlError(
                f"{name}: {path} is not in the folder of this file",
                hint=f"name it with {SETTINGS[name].option}, {SETTINGS[name].variable}"
                " or in your own configuration",
            )
    # Whole paths: "./~/x" must not become "~/x" on the way.
    return tuple(str(folder / path) for path in paths)


def _read_text(path: str) -> str:
    try:
        with Path(path).open("rb") as stream:
            data = stream.read(_LARGEST + 1)
    except OSError as error:
        raise PaperctlError(f"cannot be read: {error.strerror or error}") from error
    if len(data) > _LARGEST:
        raise PaperctlError(f"larger than {_LARGEST} bytes: no configuration is")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PaperctlError(
            f"byte {error.start + 1} is not UTF-8",
            location=Location("", line),
            hint="convert the file, for example with iconv -t UTF-8",
        ) from error


def _shown(path: str, cwd: str) -> str:
    """Name a file from the working folder, as the user would."""
    try:
        return str(Path(path).relative_to(cwd))
    except ValueError:
        return path
