"""CSL-YAML: the bibliography that pandoc and Quarto read from a file or a header.

The variables are those of `paperctl.formats._csl`, escaped for Markdown, as which
pandoc reads them. The rules: https://pandoc.org/MANUAL.html#specifying-bibliographic-data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paperctl.exchange.pandoc_text import NOT_MARKDOWN, in_texts, to_markdown
from paperctl.formats import Format, FormatOptions
from paperctl.formats._csl import to_item
from paperctl.yamltext.blocks import with_dash, write_item
from paperctl.yamltext.scalar import WIDTH, can_fold, write_prose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from paperctl.model.entry import Entry

_INDENT = 2
_FIELDS_AT = _INDENT + 2


def write(entries: Iterable[Entry], options: FormatOptions) -> Iterator[str]:
    """Write the list `references`, a blank line between its items."""
    if options.header:
        yield "# Written by paperctl from its catalogue: change that, not this file.\n"
    before = "references:\n"
    for entry in entries:
        lines = [
            line
            for variable, value in to_item(entry, options).items()
            for line in _write(variable, value)
        ]
        yield before + "\n".join(with_dash(lines, _INDENT)) + "\n"
        before = "\n"
    if before != "\n":
        yield "references: []\n"


def _write(variable: str, value: Any) -> list[str]:
    if variable not in NOT_MARKDOWN:
        value = in_texts(value, to_markdown)
    if isinstance(value, str) and can_fold(value):
        start = _FIELDS_AT + len(variable) + len(": ")
        if len(value) > WIDTH - start:
            text = write_prose(value, start=start, indent=_FIELDS_AT + 2)
            return [f"{' ' * _FIELDS_AT}{variable}: {text}"]
    return write_item(variable, value, _FIELDS_AT)


FORMAT = Format(
    name="csl-yaml",
    extension=".yaml",
    summary="CSL-YAML, for pandoc and Quarto",
    write=write,
    takes=("arxiv_doi", "header"),
    several_keys="each",
)
