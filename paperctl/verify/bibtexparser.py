"""bibtexparser: another reader of .bib files, and pylatexenc for the LaTeX in them.

It finds what our own reader, should it share a mistake with the writer, would not. It
passes over some damage in silence (a stray brace ends an entry, and the rest of it is a
"comment"), so text between the entries counts as lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paperctl.text.maths import to_unicode
from paperctl.text.plain import to_plain
from paperctl.text.regex import lazy_regex
from paperctl.verify import Consumer, Export, Finding
from paperctl.verify._compare import Read, differences, shown
from paperctl.verify._log import Places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paperctl.verify._room import Room

_READ = frozenset({"title", "author", "year", "date"})
_MATHS = lazy_regex(r"\$[^$]+\$|\\\(.+?\\\)")
_SUSPECT = frozenset("{}=@")


def check(export: Export, _room: Room) -> Iterator[Finding]:
    """Parse the file, and compare what is in it."""
    library = _parse(export.text)
    places = Places(export)
    for block in library.failed_blocks:
        line = block.start_line + 1
        kind = type(block).__name__
        if kind in {"DuplicateBlockKeyBlock", "DuplicateFieldKeyBlock"}:
            what = "it is there twice"
            if kind == "DuplicateFieldKeyBlock":
                what = f"a field is there twice: {', '.join(block.duplicate_keys)}"
        else:
            what = f"line {line} of the file cannot be read: {block.error}"
        yield Finding(" ".join(what.split()), places.entry_at(line))
    for comment in library.comments:
        lines = comment.comment.splitlines()
        lost = [line for line in lines if not line.lstrip().startswith("%")]
        if any(not _SUSPECT.isdisjoint(line) for line in lost):
            at = places.entry_at(comment.start_line + 1)
            yield Finding(f"text is left over behind it: {shown(' '.join(lost))}", at)
    yield from differences(export, _reads(library))


def _parse(text: str) -> Any:
    """Parse a file, and keep of each entry only what is compared."""
    import logging

    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares import SeparateCoAuthors

    # It reports by logging too, which would reach standard error.
    for name in ("bibtexparser", "pylatexenc"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    library = parse_string(text)
    for entry in library.entries:
        # Abstracts take most of the time, and nothing is asked of them here.
        entry.fields = [field for field in entry.fields if field.key.lower() in _READ]
    return SeparateCoAuthors().transform(library)


def _reads(library: Any) -> Iterator[Read]:
    from bibtexparser.middlewares import LatexDecodingMiddleware

    decoder = LatexDecodingMiddleware()
    for entry in library.entries:
        source = _fields(entry).get("title", "")
        # What it cannot decode stays as it is.
        decoder.transform_entry(entry, library)
        yield _read(_fields(entry), entry.key, source)


def _fields(entry: Any) -> dict[str, Any]:
    return {field.key.lower(): field.value for field in entry.fields}


def _read(fields: dict[str, Any], citekey: str, source: str) -> Read:
    authors = [name for name in fields.get("author", []) if name.strip()]
    if authors and authors[-1] == "others":
        authors.pop()
    date = fields.get("date") or fields.get("year") or ""
    title = _MATHS.sub(lambda found: to_unicode(found[0]), fields.get("title", ""))
    year = date.partition("-")[0]
    # pylatexenc drops macros that it does not know, `\texttt` among them.
    return Read(citekey, title, len(authors), year, also=to_plain(source))


CONSUMER = Consumer("bibtexparser", ("bibtex", "biblatex"), check)
