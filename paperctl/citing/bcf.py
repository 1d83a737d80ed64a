"""What BibLaTeX writes for biber: `main.bcf`, in XML.

Keys stand in `citekey` elements, section by section; those of dynamic sets have their
members in an attribute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.citing import Citation, Kind, Reading
from paperctl.errors import Location, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

_CITEKEY = "citekey"


class _Reader:
    """Takes what the XML parser finds."""

    def __init__(self) -> None:
        from xml.parsers.expat import ParserCreate

        self.citations: list[Citation] = []
        self._pieces: list[str] | None = None
        self._place = (1, 1)
        self._is_set = False
        self.parser = ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        # Nothing that biber reads declares entities, and they can explode.
        self.parser.EntityDeclHandler = _refuse

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name.rpartition(":")[2] != _CITEKEY:
            return
        self._pieces = []
        self._place = (
            self.parser.CurrentLineNumber,
            self.parser.CurrentColumnNumber + 1,
        )
        members = attributes.get("members", "")
        self._is_set = attributes.get("type") == "set"
        self._add(*members.split(","))

    def _end(self, _: str) -> None:
        if self._pieces is not None and not self._is_set:
            self._add("".join(self._pieces))
        self._pieces = None

    def _text(self, piece: str) -> None:
        if self._pieces is not None:
            self._pieces.append(piece)

    def _add(self, *keys: str) -> None:
        for key in map(str.strip, keys):
            if key:
                self.citations.append(Citation(key, *self._place))


def _refuse(*_: object) -> None:
    raise SourceError("it declares entities, which no file of biblatex does")


def read(text: str) -> Reading:
    """Find the keys.

    Raises:
        SourceError: It is no XML, as where LaTeX was stopped while it wrote.
    """
    from xml.parsers.expat import ExpatError
    from xml.parsers.expat.errors import messages

    reader = _Reader()
    try:
        # Decoded already: what its first line says of its encoding does not hold.
        reader.parser.Parse(_without_declaration(text).encode(), True)
    except ExpatError as error:
        raise SourceError(
            f"this is no whole .bcf file: {messages[error.code]}",
            location=Location("", error.lineno, error.offset + 1),
            hint="run LaTeX again: it writes the file at its end",
        ) from error
    return Reading(tuple(reader.citations))


def _without_declaration(text: str) -> str:
    if not text.startswith("<?xml"):
        return text
    declaration, end, rest = text.partition("?>")
    return " " * len(declaration + end) + rest if end else text


def _recognises(text: str) -> bool:
    return "bcf:controlfile" in text[:1000]


KIND = Kind(
    name="bcf",
    summary="what BibLaTeX writes for biber",
    extensions=(".bcf",),
    recognises=_recognises,
    read=read,
)
