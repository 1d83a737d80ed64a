"""Export formats: entries in, pieces of text out.

A format is one module of this package. It is found by its file name, imported when it
is asked for, and holds a `FORMAT`. Formats know no files, no terminal and no clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from paperctl.errors import FormatError
from paperctl.formats._by_entry import ByEntry, Frame, edition
from paperctl.model.fields import get_field
from paperctl.registry import import_part, part_names
from paperctl.values import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from paperctl.model.entry import Entry

__all__ = [
    "ByEntry",
    "Format",
    "FormatOptions",
    "Frame",
    "Writer",
    "check_options",
    "choose_layout",
    "edition",
    "get",
    "names",
    "read_text_name",
    "text_name",
]


@frozen()
class FormatOptions:
    """What the user may ask of every format.

    Attributes:
        abstract: Write abstracts.
        fields: Write only these, under their names in the catalogue or an alias;
            None leaves the choice to the format.
        ascii: Accents as LaTeX macros; None leaves the choice to the dialect.
        howpublished: Say the arXiv number where classic styles print it.
        arxiv_doi: Give a preprint without a DOI the one that arXiv registered.
        header: A line on top: the names of columns, or where the file comes from; None
            leaves the choice to the format.
        formula_safe: No cell that a spreadsheet would take for a formula.
        layout: How a page looks: one of the format's `layouts`; None is their first.
        template: The text of a template.
        template_name: What to call it in errors, such as its file.

    A format looks at those that its `Format.takes` names, and at the first two.

    >>> FormatOptions(fields=("au", "title")).fields
    ('authors', 'title')

    Raises:
        FieldError: A field has no such name.
    """

    abstract: bool = True
    fields: tuple[str, ...] | None = None
    ascii: bool | None = None
    howpublished: bool = False
    arxiv_doi: bool = False
    header: bool | None = None
    formula_safe: bool = False
    layout: str | None = None
    template: str | None = None
    template_name: str = "template"

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
the same for the same entries. One that writes entry by entry is a `ByEntry`.
"""


@frozen()
class Format:
    """An export format.

    Attributes:
        name: As `--format` takes it, and as its module is called: `csl-json`.
        extension: Of its files, with the dot.
        summary: What it is for, in one line of help.
        write: The writer itself.
        takes: The options it has a use for, beside `abstract` and `fields`.
        layouts: What `layout` can be, the usual one first.
        several_keys: How it writes an entry that a document cites by several keys:
            once, where the others can stand as aliases or nobody looks them up; once
            for each; or the same, but for keys that differ in case alone, which
            BibTeX refuses.
    """

    name: str
    extension: str
    summary: str
    write: Writer
    takes: tuple[str, ...] = ()
    layouts: tuple[str, ...] = ()
    several_keys: Literal["once", "each", "each folded"] = "once"


def check_options(form: Format, given: Mapping[str, object]) -> None:
    """Refuse what a format has no use for.

    `given` are options by name; those that have their default are not given.

    Raises:
        FormatError: It takes no such option, and the hint says which formats do; or it
            has no such layout.
    """
    usual = FormatOptions()
    for name, value in given.items():
        if value == getattr(usual, name) or name in form.takes:
            continue
        takers = [other for other in names() if name in get(other).takes]
        raise FormatError(
            f"{form.name} has no use for --{name.replace('_', '-')}",
            hint=f"it is for {', '.join(takers)}" if takers else None,
        )
    choose_layout(form, given.get("layout"))


def choose_layout(form: Format, wanted: object) -> str:
    """Take the layout that is asked for, or the usual one.

    Raises:
        FormatError: The format has no such layout.
    """
    if wanted is None:
        return form.layouts[0] if form.layouts else ""
    if wanted not in form.layouts:
        from paperctl.text.closest import did_you_mean

        raise FormatError(
            f"{form.name} has no layout {wanted!r}",
            hint=did_you_mean(str(wanted), form.layouts)
            or f"its layouts are {', '.join(form.layouts)}",
        )
    return str(wanted)


def text_name(form: Format, options: FormatOptions) -> str:
    """Name the texts that a format makes of entries with these options.

    >>> text_name(get("bibtex"), FormatOptions(abstract=False, header=True))
    "bibtex {'abstract': False}"
    """
    usual = FormatOptions()
    given = {
        name: value
        for name in ("abstract", "fields", *form.takes)
        if (value := getattr(options, name)) != getattr(usual, name)
        and name != "header"  # that belongs to the frame
    }
    return f"{form.name} {given}" if given else form.name


def read_text_name(name: str) -> tuple[Format, FormatOptions]:
    """Read what `text_name` wrote.

    >>> read_text_name("csv {'fields': ('title',)}")[1].fields
    ('title',)
    """
    from ast import literal_eval

    format_name, _, given = name.partition(" ")
    return get(format_name), FormatOptions(**literal_eval(given or "{}"))


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
