"""What values mean: `@string` macros resolved, pieces joined, blanks squeezed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from paperctl.bib.blocks import Value

MONTHS = tuple("jan feb mar apr may jun jul aug sep oct nov dec".split())
"""The macros that every style defines, and biber too."""

_BLANKS = lazy_regex(r"[ \t\r\n]+")


class Macros:
    """The macros of a file: BibTeX knows those defined above the place of use."""

    __slots__ = ("_defined",)

    def __init__(self) -> None:
        self._defined: dict[str, list[tuple[int, str]]] = {}

    def define(self, name: str, value: Value, offset: int) -> None:
        """Take a definition; it counts from the offset on."""
        text, _ = expand(value, self)
        self._defined.setdefault(name.lower(), []).append((offset, text))

    def find(self, name: str, offset: int) -> str | None:
        """Say what a macro stands for at a place; None where it is not defined."""
        for begin, text in reversed(self._defined.get(name.lower(), ())):
            if begin <= offset:
                return text
        return None


def expand(value: Value, macros: Macros) -> tuple[str, tuple[str, ...]]:
    """Join the pieces of a value as BibTeX does, with every run of blanks as one.

    Macros of the file are put in; those of `MONTHS`, and those that nothing defines,
    stand as their names in lower case.

    Returns:
        The text, and the macros that were not put in.
    """
    parts: list[str] = []
    unknown: list[str] = []
    for piece in value.pieces:
        text: str | None = piece.text
        if piece.kind == "macro":
            text = macros.find(piece.text, piece.start)
            if text is None:
                text = piece.text.lower()
                unknown.append(text)
        parts.append(text or "")
    joined = parts[0] if len(parts) == 1 else "".join(parts)
    if any(blank in joined for blank in ("\n", "  ", "\t", "\r")):
        joined = _BLANKS.sub(" ", joined)
    return joined.strip(" "), tuple(unknown)
