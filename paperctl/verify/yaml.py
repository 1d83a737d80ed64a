"""PyYAML, which reads the file as a whole; our writers write it line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paperctl.model.person import is_et_al
from paperctl.text.plain import to_plain
from paperctl.text.regex import lazy_regex
from paperctl.verify import Consumer, Export, Finding
from paperctl.verify._compare import Read, differences
from paperctl.verify._csl import reads_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from paperctl.verify._room import Room

_TYPST_MATHS = lazy_regex(r"(?<!\\)\$(?:\\.|[^$\\])*\$")
_MARKDOWN_ESCAPE = lazy_regex(r"\\(?=[^A-Za-z0-9\s])")


def check(export: Export, _room: Room) -> Iterator[Finding]:
    """Parse the document, and compare what is in it."""
    import yaml

    # Every scalar as text: an eprint is no number.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        document = yaml.load(export.text, Loader=loader)  # noqa: TID251
        reads = list(_READERS[export.format](document))
    except (yaml.YAMLError, AttributeError, TypeError, KeyError) as error:
        yield Finding(f"it cannot be read: {' '.join(str(error).split())}")
        return
    yield from differences(export, reads, maths=export.format != "hayagriva")


def _of_catalogue(document: Any) -> Iterable[Read]:
    for citekey, record in document["papers"].items():
        yield Read(
            citekey,
            to_plain(record.get("title", "")),
            _count(record.get("authors", [])),
            record.get("date", "").partition("-")[0],
        )


def _of_csl(document: Any) -> Iterable[Read]:
    for read in reads_of(document["references"]):
        title = _MARKDOWN_ESCAPE.sub("", read.title or "")
        yield Read(read.citekey, title, read.authors, read.year)


def _of_hayagriva(document: Any) -> Iterable[Read]:
    for citekey, item in (document or {}).items():
        title = item.get("title", "")
        if isinstance(title, dict):
            title = title["value"]
        authors = item.get("author", [])
        yield Read(
            citekey,
            # Typst's maths is none of ours.
            _TYPST_MATHS.sub(" ", title),
            1 if isinstance(authors, str) else len(authors),
            item.get("date", "").partition("-")[0],
        )


def _count(authors: Any) -> int:
    """Count people; the last item may say that there are more."""
    if not isinstance(authors, list):
        return 1
    cut = bool(authors) and isinstance(authors[-1], str) and is_et_al(authors[-1])
    return len(authors) - cut


_READERS = {
    "yaml": _of_catalogue,
    "csl-yaml": _of_csl,
    "hayagriva": _of_hayagriva,
}
CONSUMER = Consumer("yaml", tuple(_READERS), check)
