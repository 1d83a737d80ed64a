"""Documents of texts that the index keeps: where formats and index are both known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.errors import PaperctlError
from paperctl.formats import ByEntry, edition, read_text_name, text_name
from paperctl.index.texts import Making

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from paperctl.formats import Format, FormatOptions
    from paperctl.index.finder import Finder
    from paperctl.model.entry import Entry


def making(writer: ByEntry, form: Format, options: FormatOptions) -> Making:
    """Say how the texts of a format are made, and what makes them others."""
    return Making(
        text_name(form, options),
        edition(),
        lambda entries: writer.texts(entries, options),
    )


def making_of(name: str) -> Making | None:
    """Say how texts of a name are made; None where this program does not know it."""
    try:
        form, options = read_text_name(name)
    except (PaperctlError, SyntaxError, TypeError, ValueError):
        return None
    writer = form.write
    return making(writer, form, options) if isinstance(writer, ByEntry) else None


def document(
    finder: Finder,
    entries: Sequence[Entry],
    form: Format,
    options: FormatOptions,
    renamed: Collection[int] = (),
) -> Iterator[str]:
    """Write entries, with texts that are kept where the finder keeps them.

    `renamed` are the places of those that are not as the finder gave them.
    """
    writer = form.write
    if not isinstance(writer, ByEntry):
        return writer(entries, options)
    how = making(writer, form, options)
    texts = finder.texts_of(entries, how)
    if renamed:
        texts = _with_renamed(finder, entries, how, renamed)
    return writer.join(texts, options)


def _with_renamed(
    finder: Finder, entries: Sequence[Entry], how: Making, renamed: Collection[int]
) -> Iterator[str]:
    places = range(len(entries))
    others = how.make(entries[place] for place in places if place in renamed)
    own = [entries[place] for place in places if place not in renamed]
    texts = finder.texts_of(own, how)
    for place in places:
        yield next(others if place in renamed else texts)
    yield from texts  # there is none left, and the finder is told so
