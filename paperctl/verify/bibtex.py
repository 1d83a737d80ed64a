r"""BibTeX itself, with plain.bst: every entry is cited, and has to come out again.

Its log, main.blg, names an entry or a line of the .bib file for most complaints:

    Warning--empty journal in he2016
    I was expecting a `,' or a `}'---line 3 of file refs.bib
    Too many commas in name 1 of "A, B, C, D" for entry he2016
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from paperctl.text.regex import lazy_regex
from paperctl.verify import Consumer, Export, Finding
from paperctl.verify._log import Message, missing, placed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from paperctl.verify._room import Room

_AUX = "\\relax\n\\citation{*}\n\\bibstyle{plain}\n\\bibdata{refs}\n"
_WARNING = "Warning--"
_LINE_OF_WARNING = lazy_regex(r"--line (\d+) of file refs\.bib")
_ERROR_AT = lazy_regex(r"(.*?)-{2,3}line (\d+) of file refs\.bib")
_IN_STYLE = lazy_regex(r"while executing-+line \d+ of file ")
_OF_ENTRY = lazy_regex(r"(.+?),? (?:in|for)(?: entry)? (\S+)")
_FATAL = lazy_regex(r"I couldn't|I found no|Sorry---|You've exceeded")
_COUNT = lazy_regex(r"\(There (?:was|were) (\d+) error messages?\)")
_ITEM = lazy_regex(r"^\\bibitem(?:\[.*?\])?\{([^}]*)\}", re.MULTILINE | re.DOTALL)
# 1: it had warnings; 2: it had errors.
_USUAL_CODES = frozenset({0, 1, 2})


def parse_log(text: str) -> list[Message]:
    r"""Read the complaints in a .blg file.

    >>> parse_log("Warning--empty journal in he2016\n")
    [Message(severity='warning', text='empty journal', entry='he2016', line=None)]
    """
    messages: list[Message] = []
    for line in text.splitlines():
        found = _LINE_OF_WARNING.fullmatch(line)
        if found and messages:  # it goes on with the warning before it
            messages[-1] = messages[-1]._replace(line=int(found[1]))
        elif not _IN_STYLE.match(line):
            message = _message(line)
            messages += [message] if message else []
    counted = _COUNT.search(text)
    if counted and not any(message.severity == "error" for message in messages):
        messages.append(Message("error", f"{counted[1]} errors, in its own words only"))
    return messages


def _message(line: str) -> Message | None:
    if line.startswith(_WARNING):
        return _about_entry("warning", line.removeprefix(_WARNING))
    if found := _ERROR_AT.fullmatch(line):
        return Message("error", found[1], line=int(found[2]))
    if _FATAL.match(line) or " for entry " in line:
        return _about_entry("error", line)
    return None


def _about_entry(severity: Literal["error", "warning"], said: str) -> Message:
    found = _OF_ENTRY.fullmatch(said)
    return Message(severity, found[1], found[2]) if found else Message(severity, said)


def check(export: Export, room: Room) -> Iterator[Finding]:
    """Run it, read its log, and look for each entry in what it wrote."""
    if not export.entries:
        return  # it takes it for a mistake that there is nothing to cite
    room.put("refs.bib", export.text)
    room.put("main.aux", _AUX)
    done = room.run("bibtex", "main")
    told = list(placed(parse_log(room.read("main.blg")), export))
    yield from told
    if done.code not in _USUAL_CODES or (done.code and not told):
        yield Finding(done.ending)
    else:
        yield from missing(export, set(_ITEM.findall(room.read("main.bbl"))), told)


CONSUMER = Consumer("bibtex", ("bibtex",), check, program="bibtex")
