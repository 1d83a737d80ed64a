"""CSL-YAML: the bibliography that pandoc and Quarto read from a file or a header.

The variables are those of `paperctl.formats._csl`, escaped for Markdown, as which
pandoc reads them. The rules: https://pandoc.org/MANUAL.html#specifying-bibliographic-data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paperctl.exchange.pandoc_text import NOT_MARKDOWN, in_texts, to_markdown
from paperctl.formats import ByEntry, Format, FormatOptions, Frame
from paperctl.formats._by_entry import ORIGIN
from paperctl.formats._csl import to_item
from paperctl.yamltext.blocks import with_dash, write_item
from paperctl.yamltext.scalar import WIDTH, can_fold, write_prose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from paperctl.model.entry import Entry

_INDENT = 2
_FIELDS_AT = _INDENT + 2


def _texts(entries: Iterable[Entry], options: FormatOptions) -> Iterator[str]:
    for entry in entries:
        lines = [
            line
            for variable, value in to_item(entry, options).items()
            for line in _write(variable, value)
        ]
        yield "\n".join(with_dash(lines, _INDENT)) + "\n"


def _frame(options: FormatOptions) -> Frame:
    """Make them the list `references`, with a blank line between its items."""
    header = f"# {ORIGIN}" if options.header else ""
    return Frame(
        f"{header}references:\n", between="\n", empty=f"{header}references: []\n"
    )


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
    write=ByEntry(_texts, _frame),
    takes=("arxiv_doi", "header"),
    several_keys="each",
)
