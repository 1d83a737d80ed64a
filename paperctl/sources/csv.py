r"""CSV with a header: what `export csv` writes, and what other programs write.

The first line names the columns: fields of the catalogue under their names, labels or
aliases, case and blanks aside, and the names that Zotero and Scopus have for them. Any
other column survives in `extra` under its own name. Commas, semicolons and tabs are
told apart by the header; a line `sep=;` before it, as Excel writes it, is heeded.

- Lists are apart by semicolons, or are JSON. Names may be apart by `and` or, if all of
  them have two words, by commas.
- A year or a month without a date is the date.
- A value that its field cannot hold goes to `extra`, and is reported.
- A row that is broken, or that names no work, is left out and reported with its line.

The rules: https://www.rfc-editor.org/rfc/rfc4180.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from paperctl.errors import Location, Problem, SourceError
from paperctl.keys import make_citekey
from paperctl.model.cells import split_items
from paperctl.model.fields import FIELDS
from paperctl.model.record import citekey_defect, read_record
from paperctl.sources import Found, Harvest, Source, SourceOptions
from paperctl.sources._decoding import decode
from paperctl.sources._records import DEEPEST
from paperctl.text.display import json_text
from paperctl.text.regex import lazy_regex
from paperctl.yamltext.scalar import NEVER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Literal

    from paperctl.model import Entry
    from paperctl.model.record import RecordValue

_SEPARATORS = ",;\t"
_SEPARATOR_LINE = lazy_regex(r"sep=([,;|\t])\r?\n?", re.IGNORECASE)
_ENOUGH = 10_000
_LONGEST_CELL = (1 << 31) - 1
# A quote that is never closed makes the rest of the file one cell; reading is begun
# anew below it, but not for ever.
_MOST_RESTARTS = 100
_NO_LETTER = lazy_regex(r"[\W_]+")
_DATE = lazy_regex(r"([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2})(?:[T ].*)?)?")
_FLOAT = lazy_regex(r"([0-9]+)\.0")
_COMMA = lazy_regex(r"\s*,\s*")
# What makes a table one of papers; tables of other things have a title too.
_TELLING = frozenset({"abstract", "arxiv", "authors", "citekey", "doi", "title"})
_FEWEST_TELLING = 2
# What identifies a work; a row without any of them is none.
_NAMING = ("title", "doi", "arxiv", "url")
# Others have one column for what a work appeared in: a journal or a book.
_CONTAINER = "container"
# Names of columns that are none of ours: those of Zotero, Scopus and Web of Science.
_ELSEWHERE = {
    "abstractnote": "abstract",
    "articletitle": "title",
    "dateadded": "added",
    "documenttype": "type",
    "itemtype": "type",
    "manualtags": "tags",
    "place": "location",
    "publicationdate": "date",
    "publicationtitle": _CONTAINER,
    "publicationyear": "year",
    "sourcetitle": _CONTAINER,
}
_TYPES = {
    "journalarticle": "article",
    "conferencepaper": "inproceedings",
    "booksection": "incollection",
    "computerprogram": "software",
    "webpage": "online",
}
_IN_BOOKS = frozenset({"inbook", "incollection", "inproceedings"})


class _Row(NamedTuple):
    """A row, the line at which it begins, and what is wrong with it."""

    line: int
    cells: list[str]
    defect: str | None = None
    is_lost: bool = False


class _Column(NamedTuple):
    """A column by its own name, and the field that it holds, if we know it."""

    name: str
    field: str | None


class _RefusedError(Exception):
    """A row that cannot be taken."""


def recognises(text: str) -> bool:
    r"""Whether the first line names columns, several of them about papers.

    >>> recognises("Title;Author;DOI\n"), recognises("title,price\n")
    (True, False)
    """
    lines, skipped = _lines(text[:_ENOUGH])
    _, columns = _find_columns(lines, skipped)
    return _telling(columns) >= _FEWEST_TELLING


def read(text: str, options: SourceOptions) -> Harvest:
    """Read all rows.

    Raises:
        SourceError: The first line names no columns that say what a work is.
    """
    import csv

    lines, skipped = _lines(text)
    separator, columns = _find_columns(lines, skipped)
    if not _telling(columns):
        raise SourceError(
            "the first line names no columns of papers",
            location=Location(options.path, 1),
            hint="name them as fields: title, authors, date, doi ...",
        )
    limit = csv.field_size_limit(_LONGEST_CELL)
    try:
        rows = list(_rows(lines, separator, skipped))
    finally:
        csv.field_size_limit(limit)
    found: list[Found] = []
    problems: list[Problem] = []
    for row in rows[1:]:
        place = Location(options.path, row.line)

        def say(
            message: str, severity: Literal["error", "warning"], at: Location = place
        ) -> None:
            problems.append(Problem(message, at, severity))

        taken = _take(row, columns, say)
        if taken is not None:
            entry, has_own_key = taken
            found.append(Found(entry=entry, location=place, has_own_key=has_own_key))
    return Harvest(entries=tuple(found), problems=tuple(problems))


SOURCE = Source(
    name="csv",
    summary="CSV or TSV whose first line names the columns",
    recognises=recognises,
    read=read,
    decode=decode,
)


# --- lines and cells -------------------------------------------------------------


def _lines(text: str) -> tuple[list[str], int]:
    """Split text at its line ends, which stay; and count those before the header."""
    import io

    lines = list(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    skipped = 0
    while skipped < len(lines) and not lines[skipped].strip():
        skipped += 1
    if skipped < len(lines) and _SEPARATOR_LINE.fullmatch(lines[skipped]):
        skipped += 1
    return lines, skipped


def _find_columns(lines: list[str], skipped: int) -> tuple[str, list[_Column]]:
    """Find the separator by which the header names most columns, and name them."""
    said = _SEPARATOR_LINE.fullmatch(lines[skipped - 1]) if skipped else None
    tried = []
    for separator in said[1] if said else _SEPARATORS:
        row = next(_rows(lines, separator, skipped), None)
        columns = _columns(row.cells) if row else []
        tried.append((_telling(columns), len(columns), separator, columns))
    _, _, separator, columns = max(tried, key=lambda found: found[:2])
    return separator, columns


def _rows(lines: Sequence[str], separator: str, at: int) -> Iterator[_Row]:
    """Read rows from a line on; a broken one costs no other."""
    import csv

    restarts = 0
    while at < len(lines):
        reader = csv.reader(_from(lines, at), delimiter=separator, strict=True)
        begun = at
        try:
            for cells in reader:
                yield _Row(begun + 1, cells)
                begun = at + reader.line_num
        except csv.Error as error:
            row, end = _broken(lines, separator, begun, at + reader.line_num, error)
            yield row
            at = end
            restarts += row.is_lost
            if restarts > _MOST_RESTARTS:
                reason = "too many quotes are never closed: what follows is left out"
                yield _Row(at + 1, [], reason, is_lost=True)
                return
        else:
            return


def _broken(
    lines: Sequence[str], separator: str, at: int, end: int, error: Exception
) -> tuple[_Row, int]:
    """Read a line as spreadsheets do, who mind no text after a closing quote.

    If that stands on a later line, a quote was not closed before, and only the first
    line is left out.
    """
    import csv

    if end > at + 1 or "end of data" in str(error):
        reason = "a quote that begins here is never closed: the line is left out"
        return _Row(at + 1, [], reason, is_lost=True), at + 1
    try:
        cells = next(csv.reader(lines[at:end], delimiter=separator))
    except (csv.Error, StopIteration):
        return _Row(at + 1, [], f"left out: {error}", is_lost=True), at + 1
    return _Row(at + 1, cells, "text stands after a closing quote"), end


def _from(lines: Sequence[str], at: int) -> Iterator[str]:
    for number in range(at, len(lines)):
        yield lines[number]


# --- columns ---------------------------------------------------------------------


def _columns(names: Sequence[str]) -> list[_Column]:
    """Find the fields of columns; the first of several for one field has it."""
    known = _known_names()
    taken: set[str] = set()
    columns = []
    for number, text in enumerate(names, start=1):
        name = " ".join(NEVER.sub("", text).split()) or f"column {number}"
        field = known.get(_folded(text))
        if field in taken:
            field = None
        elif field:
            taken.add(field)
        columns.append(_Column(name, field))
    return columns


def _known_names() -> dict[str, str]:
    known = dict(_ELSEWHERE)
    for name, field in FIELDS.items():
        for spelt in (name, field.label, *field.aliases):
            known[_folded(spelt)] = name
    return known


def _folded(name: str) -> str:
    return _NO_LETTER.sub("", name).lower()


def _telling(columns: Sequence[_Column]) -> int:
    return len(_TELLING.intersection(column.field or "" for column in columns))


# --- rows ------------------------------------------------------------------------


def _take(
    row: _Row, columns: Sequence[_Column], say: Callable[..., None]
) -> tuple[Entry, bool] | None:
    """Make an entry of a row, as `_read` does; None where there is none to make."""
    if row.defect:
        say(row.defect, "error" if row.is_lost else "warning")
    if row.is_lost or not any(map(str.strip, row.cells)):
        return None
    try:
        return _entry(row.cells, columns, say)
    except _RefusedError as error:
        say(f"the row is left out: {error}", "error")
        return None


def _entry(
    cells: Sequence[str], columns: Sequence[_Column], say: Callable[..., None]
) -> tuple[Entry, bool]:
    if len(cells) < len(columns):
        say(f"{len(cells)} cells under {len(columns)} columns", "warning")
    elif any(map(str.strip, cells[len(columns) :])):
        raise _RefusedError(f"{len(cells)} cells under {len(columns)} columns")
    texts: dict[str, str] = {}
    extra: dict[str, RecordValue] = {}
    for column, cell in zip(columns, cells, strict=False):
        text = cell.replace("\r\n", "\n").replace("\r", "\n").strip()
        if found := NEVER.search(text):
            raise _RefusedError(f"{column.name!r} holds U+{ord(found[0]):04X}")
        if not text:
            continue
        if column.field:
            texts[column.field] = text
        else:
            extra[_free(column.name, extra)] = text
    if "extra" in texts:
        extra = {**_read_extra(texts.pop("extra")), **extra}
    citekey = texts.pop("citekey", "")
    if not citekey and not any(name in texts for name in _NAMING):
        raise _RefusedError(f"it has no {', '.join(_NAMING[:-1])} or {_NAMING[-1]}")
    _gather_date(texts, extra)
    _rename(texts, extra)
    return _read(citekey, texts, extra, say)


def _read(
    citekey: str,
    texts: dict[str, str],
    extra: dict[str, RecordValue],
    say: Callable[..., None],
) -> tuple[Entry, bool]:
    """Read the fields; what one of them cannot hold goes to `extra`.

    Also says whether the citekey is the row's own.
    """
    record: dict[str, Any] = {name: _value(name, text) for name, text in texts.items()}
    if citekey and (defect := citekey_defect(citekey)):
        say(f"{defect}: another is made", "warning")
        extra[_free("citekey", extra)] = citekey
        citekey = ""
    reading = read_record(citekey or "entry", record)
    for error in reading.errors:
        name = error.field or ""
        say(f"{name}: {error}; it is kept under extra", "warning")
        extra[_free(name, extra)] = texts[name]
        del record[name]
    if extra:
        record["extra"] = extra
    entry = read_record(citekey or "entry", record).entry
    if entry is None:
        raise _RefusedError("its fields contradict each other")
    if citekey:
        return entry, True
    return replace(entry, citekey=make_citekey(entry)), False


def _free(name: str, extra: dict[str, RecordValue]) -> str:
    """Find a name for a column under `extra` that no other has."""
    number, free = 1, name
    while free in extra:
        number += 1
        free = f"{name} {number}"
    return free


def _read_extra(text: str) -> dict[str, RecordValue]:
    """Read what the format `csv` writes of fields that the model does not know."""
    import json

    try:
        found = json.loads(text)
        if isinstance(found, dict):
            return {_sound(name): _plain(value, 1) for name, value in found.items()}
    except (ValueError, RecursionError):
        pass
    return {"extra": text}


def _plain(value: Any, depth: int) -> RecordValue:
    """Make text of numbers and flags, of which catalogues have none."""
    if value is None:
        return None
    if isinstance(value, str):
        return _sound(value)
    if depth > DEEPEST:
        raise RecursionError
    if isinstance(value, dict):
        return {_sound(name): _plain(item, depth + 1) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, depth + 1) for item in value]
    return json_text(value)


def _sound(text: str) -> str:
    """Give a text back, unless an escape in it makes it one that none can hold."""
    if NEVER.search(text):
        raise ValueError
    return text


def _gather_date(texts: dict[str, str], extra: dict[str, RecordValue]) -> None:
    """Make a date of a year and a month where there is none."""
    year, month = texts.pop("year", None), texts.pop("month", None)
    for name in ("date", "added"):
        if name in texts and (found := _DATE.fullmatch(texts[name])):
            texts[name] = "-".join(part.zfill(2) for part in found.groups() if part)
    if "date" not in texts and year:
        whole = _FLOAT.fullmatch(year)
        texts["date"] = whole[1] if whole else year
        if month and month.isascii() and month.isdecimal():
            texts["date"] += f"-{month.zfill(2)}"
        elif month and month.startswith(f"{texts['date']}-"):
            texts["date"] = month
        elif month:
            extra[_free("month", extra)] = month


def _rename(texts: dict[str, Any], extra: dict[str, Any]) -> None:
    """Give types, and what the work appeared in, the names that they have here."""
    if "type" in texts:
        texts["type"] = _TYPES.get(_folded(texts["type"]), texts["type"])
    container = texts.pop(_CONTAINER, None)
    if container:
        name = "booktitle" if texts.get("type") in _IN_BOOKS else "journal"
        if name in texts:
            name, texts = _free(name, extra), extra
        texts[name] = container


def _value(name: str, text: str) -> Any:
    """Split lists; the model reads everything else."""
    kind = FIELDS[name].kind
    if kind not in {"areas", "names", "words"}:
        return text
    try:
        items = [_plain(item, 1) for item in split_items(text)]
    except (ValueError, RecursionError):
        raise _RefusedError(f"{name!r} holds what no catalogue can hold") from None
    if len(items) != 1 or ";" in text or text.startswith("["):
        return items
    if kind == "names":
        return _names(text)
    return text


def _names(text: str) -> Any:
    """Split names at `and`, or at commas where no name could have so many."""
    parts = _COMMA.split(text)
    if len(parts) > 2 and all(" " in part for part in parts):
        return parts
    return text
