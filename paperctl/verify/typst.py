"""Typst: a document of nothing but the bibliography is compiled.

One entry that Typst cannot read costs the whole file; it names the line:

    error: failed to parse BibLaTeX (expected comma)
      ┌─ refs.bib:3:21
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.text.regex import lazy_regex
from paperctl.verify import Consumer, Export, Finding
from paperctl.verify._log import Message, placed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paperctl.verify._room import Room

_FILES = {"bibtex": "refs.bib", "biblatex": "refs.bib", "hayagriva": "refs.yml"}
_MAIN = '#bibliography("{}", full: true)\n'
_PLACE = lazy_regex(r"\s*┌─ refs\.(?:bib|yml):(\d+):\d+")


def parse_messages(text: str) -> list[Message]:
    r"""Read what `typst compile` says on standard error.

    >>> parse_messages("error: expected comma\n  ┌─ refs.bib:3:21\n")
    [Message(severity='error', text='expected comma', entry=None, line=3)]
    """
    messages: list[Message] = []
    for row in text.splitlines():
        found = _PLACE.match(row)
        if row.startswith("error: "):
            messages.append(Message("error", row.removeprefix("error: ")))
        elif row.startswith("warning: "):
            messages.append(Message("warning", row.removeprefix("warning: ")))
        elif found and messages and messages[-1].line is None:
            messages[-1] = messages[-1]._replace(line=int(found[1]))
    return messages


def check(export: Export, room: Room) -> Iterator[Finding]:
    """Compile the bibliography, and read what it says."""
    file = _FILES[export.format]
    room.put(file, export.text)
    room.put("main.typ", _MAIN.format(file))
    done = room.run("typst", "compile", "--root", ".", "main.typ", "main.pdf")
    messages = parse_messages(done.stderr)
    yield from placed(messages, export)
    if done.code and not any(message.severity == "error" for message in messages):
        yield Finding(done.ending)


CONSUMER = Consumer("typst", tuple(_FILES), check, program="typst")
