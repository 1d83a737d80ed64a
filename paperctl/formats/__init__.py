"""Export formats: entries in, pieces of text out.

A format is one module of this package. It is found by its file name, imported when it
is asked for, and holds a `FORMAT`. Formats know no files, no terminal and no clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from paperctl.errors import FormatError
from paperctl.model.fields import get_field
from paperctl.registry import import_part, part_names
from paperctl.values import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from paperctl.model.entry import Entry

__all__ = ["Format", "FormatOptions", "Writer", "get", "names"]


@frozen()
class FormatOptions:
    """What the user may ask of every format.

    Attributes:
        abstract: Write abstracts.
        fields: Write only these, under their names in the catalogue or an alias;
            None leaves the choice to the format.

    >>> FormatOptions(fields=("au", "title")).fields
    ('authors', 'title')

    Raises:
        FieldError: A field has no such name.
    """

    abstract: bool = True
    fields: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        if self.fields is not None:
            object.__setattr__(
                self, "fields", tuple(get_field(name).name for name in self.fields)
            )

    def wants(self, name: str) -> bool:
        """Whether a field is to be written, should the format have a place for it.

        >>> FormatOptions(abstract=False).wants("abstract")
        False
        """
        if name == "abstract" and not self.abstract:
            return False
        return self.fields is None or name in self.fields

    def asks_for(self, name: str) -> bool:
        """Whether a field that the format would leave out is asked for by name."""
        return self.fields is not None and self.wants(name)


Writer: TypeAlias = "Callable[[Iterable[Entry], FormatOptions], Iterator[str]]"
"""Turn entries into pieces of text that add up to the document.

The document ends in a newline unless it is empty, is valid without any entry, and is
the same for the same entries.
"""


@frozen()
class Format:
    """An export format.

    Attributes:
        name: As `--format` takes it, and as its module is called: `csl-json`.
        extension: Of its files, with the dot.
        summary: What it is for, in one line of help.
        write: The writer itself.
    """

    name: str
    extension: str
    summary: str
    write: Writer


def names() -> list[str]:
    """List the formats by their files; none is imported.

    >>> "bibtex" in names()
    True
    """
    return part_names(__path__)


def get(name: str) -> Format:
    """Import a format by its name.

    >>> get("bibtex").extension
    '.bib'

    Raises:
        FormatError: There is no such format; the hint names the nearest.
    """
    module = import_part(__name__, __path__, name, error=FormatError)
    found: Format = module.FORMAT
    return found
