"""Any text at all, by a Jinja2 template of the user's.

The template sees `entries`, a list. Each has the fields of the catalogue under their
names or aliases: text, lists of texts, or empty where the entry has none, and then `{%
if entry.doi %}` is false. Authors and editors are their names, with the parts as
attributes (`author.family`, `given`, `prefix`, `suffix`, `inverted`). Beside the fields
there are `entry_type`, `primary_class`, `has_code`, `arxiv_url`, `doi_url`,
`authors_truncated` and `editors_truncated`. Text is that of the catalogue; the filters
`latex`, `latex_title`, `markdown`, `html`, `plain` and `ascii` make of it what is
needed, and nothing is escaped unasked. The line of a block (`{% for ... %}`) is no line
of the output.

Templates come from strangers too, so they run in a sandbox: see
`paperctl.formats._sandbox` and docs/decisions/0022-templates-in-a-sandbox.md.

The rules: https://jinja.palletsprojects.com/en/stable/templates/.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from paperctl.errors import FormatError
from paperctl.formats import Format, FormatOptions
from paperctl.formats._reference import doi_address, visible
from paperctl.model.fields import FIELDS, find_field
from paperctl.model.record import plain_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from paperctl.model.entry import Entry
    from paperctl.model.person import Person

# Beside the fields of the catalogue.
_MORE: dict[str, Callable[[Entry], object]] = {
    "entry_type": lambda entry: entry.entry_type,
    "primary_class": lambda entry: entry.primary_class,
    "has_code": lambda entry: entry.has_code,
    "arxiv_url": lambda entry: entry.arxiv.url if entry.arxiv else None,
    "doi_url": lambda entry: doi_address(entry.doi) if entry.doi else None,
    "authors_truncated": lambda entry: entry.authors_truncated,
    "editors_truncated": lambda entry: entry.editors_truncated,
}
_OF_LISTS = frozenset({"names", "areas", "words"})
_OF_PARAGRAPHS = frozenset({"abstract", "note"})


class Name(str):
    """A name as it is read, with its parts as attributes."""

    __slots__ = ("family", "given", "inverted", "prefix", "suffix")
    family: str
    given: str
    inverted: str
    prefix: str
    suffix: str

    @classmethod
    def of(cls, person: Person) -> Name:
        """Make the name of a person; a group's is its family name."""
        name = cls(visible(person.name))
        name.family = visible(person.literal or person.family or "")
        name.given = visible(person.given or "")
        name.prefix = visible(person.prefix or "")
        name.suffix = visible(person.suffix or "")
        name.inverted = visible(person.inverted)
        return name


class Row(Mapping[str, Any]):
    """An entry as templates see it: read-only, values made when they are asked for."""

    __slots__ = ("_entry", "_wants")

    def __init__(self, entry: Entry, wants: Callable[[str], bool]) -> None:
        self._entry = entry
        self._wants = wants

    def __getitem__(self, name: str) -> Any:
        more = _MORE.get(name)
        if more is not None:
            value = more(self._entry)
            return "" if value is None else value
        field = find_field(name)
        if field is None:
            raise KeyError(name)
        empty: Any = [] if field.kind in _OF_LISTS else ""
        if field.kind == "mapping":
            empty = {}
        if not self._wants(field.name):
            return empty
        return self._value(field.name) or empty

    def _value(self, name: str) -> Any:
        value = getattr(self._entry, name)
        if isinstance(value, int):
            return value
        if FIELDS[name].kind == "names":
            return [Name.of(person) for person in value]
        if name in _OF_PARAGRAPHS and value:
            return "\n".join(map(visible, value.strip().splitlines()))
        return _clean(plain_value(value))

    def __iter__(self) -> Iterator[str]:
        return iter((*FIELDS, *_MORE))

    def __len__(self) -> int:
        return len(FIELDS) + len(_MORE)

    def __str__(self) -> str:
        return self._entry.citekey


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Mapping):
        return {visible(key): _clean(item) for key, item in value.items()}
    return None if value is None else list(map(_clean, value))


def write(entries: Iterable[Entry], options: FormatOptions) -> Iterator[str]:
    """Write what the template makes of the entries, with a newline at its end.

    Raises:
        FormatError: There is no template, or it is wrong; the location is its line.
    """
    if options.template is None:
        raise FormatError(
            "the format template needs a template",
            hint="name its file with --template, or write it in --template-text",
        )
    from paperctl.formats._sandbox import render

    rows = [Row(entry, options.wants) for entry in entries]
    last = ""
    for piece in render(
        options.template,
        options.template_name,
        {"entries": rows},
        _filters(ascii_only=options.ascii is not False),
    ):
        yield piece
        last = piece or last
    if last and not last.endswith("\n"):
        yield "\n"


def _filters(*, ascii_only: bool) -> dict[str, Callable[[Any], str]]:
    from paperctl.formats import html, markdown
    from paperctl.text.fold import to_ascii
    from paperctl.text.latex import protect_title, to_latex
    from paperctl.text.plain import to_plain

    return {
        "latex": lambda text: to_latex(str(text), ascii_only=ascii_only),
        "latex_title": lambda text: protect_title(str(text), ascii_only=ascii_only),
        "markdown": lambda text: markdown.prose(str(text)),
        "html": lambda text: html.prose(str(text)),
        "plain": lambda text: to_plain(str(text)),
        "ascii": lambda text: to_ascii(to_plain(str(text))),
    }


FORMAT = Format(
    name="template",
    extension=".txt",
    summary="What a Jinja2 template of yours makes of them",
    write=write,
    takes=("ascii", "template"),
)
