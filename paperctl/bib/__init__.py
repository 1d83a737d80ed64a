"""The syntax of .bib files, read without loss: text in, values out.

It knows nothing of entries of a catalogue, and of files only that they are text. What
reads a .bib into a catalogue, and what updates one in place, begin here.

A text is divided into blocks that add up to it, character by character. The rules are
those of BibTeX (`bibtex.web`, section "Reading the database file(s)"): an `@` anywhere
begins a command, `%` is no comment, braces or parentheses enclose, backslashes escape
nothing. Where BibTeX would give up, what biber's parser accepts (btparse, its manual
page bt_language) is accepted.
"""

from __future__ import annotations

from paperctl.bib.blocks import BibFile, Block, Fault, Field, Piece, Value
from paperctl.bib.macros import MONTHS, Macros, expand
from paperctl.bib.reader import read

__all__ = [
    "MONTHS",
    "BibFile",
    "Block",
    "Fault",
    "Field",
    "Macros",
    "Piece",
    "Value",
    "expand",
    "read",
]
