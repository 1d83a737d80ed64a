"""pandoc: the file becomes CSL-JSON, which is read back and compared.

One entry that pandoc cannot parse costs the whole file. It reads less LaTeX than TeX
does, and drops what it does not know, so another title is a warning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.text.regex import lazy_regex
from paperctl.verify import Consumer, Export, Finding
from paperctl.verify._compare import differences
from paperctl.verify._csl import NotCSLError, read_items
from paperctl.verify._log import Message, placed
from paperctl.verify._room import CannotRunError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paperctl.verify._room import Room

# Format -> pandoc's name of it, and the file's.
_INPUTS = {
    "bibtex": ("bibtex", "refs.bib"),
    "biblatex": ("biblatex", "refs.bib"),
    "csl-json": ("csljson", "refs.json"),
    "csl-yaml": ("markdown", "refs.yaml"),
    "ris": ("ris", "refs.ris"),
}
_WARNING = lazy_regex(r"\[WARNING\] (.*)")
_POSITION = lazy_regex(r"\(line (\d+), column \d+\):?")
_UNKNOWN_FORMAT = 21


def parse_messages(text: str) -> list[Message]:
    r"""Read what pandoc says on standard error.

    >>> parse_messages('Error at "refs.bib" (line 3, column 22):\nunexpected \'b\'\n')
    [Message(severity='error', text="unexpected 'b'", entry=None, line=3)]
    """
    messages: list[Message] = []
    line: int | None = None
    said: list[str] = []
    for row in text.splitlines():
        if found := _WARNING.match(row):
            messages.append(Message("warning", found[1]))
        elif messages and not said and row.startswith("  "):  # a warning goes on
            last = messages.pop()
            messages.append(last._replace(text=f"{last.text} {row.strip()}"))
        elif found := _POSITION.search(row):
            line, said = int(found[1]), []
        elif row.strip() and len(said) < 2:
            said.append(row)
    if line is not None or said:
        # After the position come what was unexpected and the line itself.
        what = said[:1] if line is not None else said
        messages.append(Message("error", " ".join(what), line=line))
    return messages


def check(export: Export, room: Room) -> Iterator[Finding]:
    """Run it, read what it says, and compare what it read."""
    name, file = _INPUTS[export.format]
    text = export.text
    if name == "markdown":  # CSL-YAML stands in a document's header
        text = f"---\n{text}---\n"
    room.put(file, text)
    done = room.run("pandoc", "--from", name, "--to", "csljson", file)
    if done.code == _UNKNOWN_FORMAT:
        raise CannotRunError(f"too old for {export.format}")
    messages = parse_messages(done.stderr)
    if not done.code:  # then nothing that it prints was an error
        messages = [message._replace(severity="warning") for message in messages]
    yield from placed(messages, export)
    if done.code:
        if not any(message.severity == "error" for message in messages):
            yield Finding(done.ending)
        return
    try:
        reads = read_items(done.stdout)
    except NotCSLError as error:
        yield Finding(f"what it wrote cannot be read: {error}")
        return
    # Maths comes out as it went in, in LaTeX.
    yield from differences(export, reads, maths=False, titles="warning")


CONSUMER = Consumer("pandoc", tuple(_INPUTS), check, program="pandoc")
