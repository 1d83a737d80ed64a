"""What a document cites: each module here reads one kind of document.

A reader turns text into citations and into the names of further files. It opens none:
`gather` follows them, with whatever it is given to read files by. A new kind is one new
file: it defines `KIND`, and is found by the file's name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from paperctl.errors import SourceError
from paperctl.registry import import_part, part_names
from paperctl.values import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from paperctl.citing._gather import Cited, Gathered
    from paperctl.model.entry import Entry

__all__ = [
    "ALL",
    "Citation",
    "Include",
    "Kind",
    "Reading",
    "decode",
    "gather",
    "get",
    "names",
    "read_keys",
    "recognise",
    "written_as",
]

ALL = "*"
r"""The key of `\nocite{*}`: every entry."""


@frozen()
class Citation:
    """A key, and where it stands; lines and columns count from 1.

    Attributes:
        is_sure: What stands there can only be a citation. Else it counts as one if an
            entry is called so, and is no mistake if none is.
    """

    key: str
    line: int
    column: int
    is_sure: bool = True


@frozen()
class Include:
    """A file that belongs to the document.

    Attributes:
        names: The names it may have, to be tried in this order.
        folder: Where it is looked for, as the document says.
        is_base: Files that it names itself are looked for in its folder first.
        is_optional: The document does without it.
    """

    names: tuple[str, ...]
    line: int
    column: int
    folder: str = ""
    is_base: bool = False
    is_optional: bool = False


@frozen()
class Reading:
    """What one file says.

    Attributes:
        citations: In the order of the text.
        includes: The same.
        labels: What the document itself calls so, and a citation of that name is none.
    """

    citations: tuple[Citation, ...] = ()
    includes: tuple[Include, ...] = ()
    labels: frozenset[str] = frozenset()


@frozen()
class Kind:
    r"""A kind of document.

    Attributes:
        summary: What it is, in a few words.
        extensions: Of its files, in lower case, with the dot.
        recognises: Whether a text is of this kind, where no name says so.
        read: Reads it.
        searched: Where included files are looked for: beside the file that the user
            named, as TeX does, or beside the one that names them.
        is_last: What recognises it is weak: the others are asked before.
    """

    name: str
    summary: str
    extensions: tuple[str, ...]
    recognises: Callable[[str], bool]
    read: Callable[[str], Reading]
    searched: Literal["main", "here"] = "main"
    is_last: bool = False


def names() -> list[str]:
    """List the kinds by their files; none is imported.

    >>> names()
    ['aux', 'bcf', 'markdown', 'tex', 'typ']
    """
    return part_names(__path__)


def get(name: str) -> Kind:
    """Import a kind by its name.

    >>> get("bcf").extensions
    ('.bcf',)

    Raises:
        SourceError: There is no such kind; the hint names the nearest, or all.
    """
    module = import_part(
        __name__, __path__, name, error=SourceError, kinds="document kinds"
    )
    found: Kind = module.KIND
    return found


def recognise(path: str, text: str) -> Kind:
    """Find the kind of a document by its name, else by what stands in it.

    Raises:
        SourceError: It is none of them.
    """
    kinds = sorted(map(get, names()), key=lambda kind: kind.is_last)
    for kind in kinds:
        if path.lower().endswith(kind.extensions):
            return kind
    for kind in kinds:
        if kind.recognises(text):
            return kind
    raise SourceError(
        "cannot tell what kind of document this is",
        hint=f"say it with --cited-format: {', '.join(names())}",
    )


def written_as(
    entry: Entry,
    keys: Sequence[str],
    several_keys: Literal["once", "each", "each folded"],
) -> list[Entry]:
    """Name an entry by the keys that it is cited by; see `_naming.written_as`."""
    from paperctl.citing._naming import written_as

    return written_as(entry, keys, several_keys)


def gather(
    path: str, read: Callable[[str], str | None], *, kind: Kind | None = None
) -> Gathered:
    """Collect what a document cites, with all files that belong to it.

    Args:
        path: Of its main file; the others are named from there.
        read: Gives the text of a file, None where there is none.
        kind: What it is; else its name or its content says so.

    Raises:
        SourceError: The main file is missing, or of no known kind.
    """
    from paperctl.citing._gather import gather

    return gather(path, read, kind=kind)


def read_keys(path: str, text: str) -> list[Cited]:
    r"""Read a list of citekeys: one a line, or with blanks and commas between them.

    A `#` at a line's beginning or after a blank makes the rest of it a comment.

    >>> [cited.key for cited in read_keys("-", "a, b\n# no\nc#1 # yes")]
    ['a', 'b', 'c#1']
    """
    from paperctl.citing._gather import read_keys

    return read_keys(path, text)


def decode(data: bytes) -> str:
    """Turn the bytes of a document into text; see `_decode.decode`."""
    from paperctl.citing._decode import decode

    return decode(data)
