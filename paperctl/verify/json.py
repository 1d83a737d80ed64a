"""Python's own JSON parser."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from paperctl.text.plain import to_plain
from paperctl.verify import Consumer, Export, Finding
from paperctl.verify._compare import Read, differences
from paperctl.verify._csl import reads_of
from paperctl.verify._room import CannotRunError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from paperctl.verify._room import Room


def check(export: Export, _room: Room) -> Iterator[Finding]:
    """Parse the document, or each line, and compare what is in it."""
    if not export.wants("citekey") and export.format != "csl-json":
        raise CannotRunError("without citekeys it cannot tell entries apart")
    try:
        if export.format == "jsonl":
            items = [json.loads(line) for line in export.text.splitlines()]
        else:
            items = json.loads(export.text)
        reads = list(_reads(export, items))
    except (ValueError, AttributeError, TypeError) as error:
        yield Finding(f"it cannot be read: {error}")
        return
    yield from differences(export, reads)


def _reads(export: Export, items: Any) -> Iterable[Read]:
    return reads_of(items) if export.format == "csl-json" else map(_read, items)


def _read(item: dict[str, Any]) -> Read:
    """Read an entry; a field that was not asked for is not there."""
    title, authors, date = (item.get(name) for name in ("title", "authors", "date"))
    return Read(
        str(item.get("citekey")),
        None if title is None else to_plain(title),
        None if authors is None else len(authors),
        None if date is None else date.partition("-")[0],
    )


CONSUMER = Consumer("json", ("json", "jsonl", "csl-json"), check)
