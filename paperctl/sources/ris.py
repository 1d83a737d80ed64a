"""RIS, as databases, EndNote and Zotero write it.

A record begins at `TY` and ends at `ER`, at the next `TY` or with the file: a lost `ER`
costs nothing. A line without a tag goes on with the value above it. Lines behind an
`ER` that make no record of their own belong to the one before. What is outside of all
records is reported.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from paperctl.errors import FieldError
from paperctl.exchange import ris
from paperctl.model.eprint import Eprint, parse_eprint
from paperctl.model.record import ET_AL, bare_doi
from paperctl.model.taxonomy import NAMES
from paperctl.sources import Harvest, Source
from paperctl.sources._decoding import decode
from paperctl.sources._records import Draft, Findings, quoted, same_text
from paperctl.sources._repository import find_repositories
from paperctl.text.fold import squeeze
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from paperctl.model.date import PartialDate
    from paperctl.model.record import RecordValue
    from paperctl.sources import SourceOptions

_ENOUGH = 100_000  # characters to recognise a file by
_FIRST = lazy_regex(
    r"^\ufeff?[ \t]*TY[ \t]{1,2}-[ \t]?[A-Za-z][A-Za-z ]{2,30}\r?$", re.MULTILINE
)
# Types written out.
_SPELT = {
    "JOURNAL ARTICLE": "JOUR",
    "BOOK CHAPTER": "CHAP",
    "BOOK SECTION": "CHAP",
    "CONFERENCE PAPER": "CONF",
    "CONFERENCE PROCEEDINGS": "CONF",
    "THESIS": "THES",
    "REPORT": "RPRT",
    "WEB PAGE": "ELEC",
}
# Some programs write one blank before the dash, or a tab, or none behind it.
_LINE = lazy_regex(r"\ufeff?[ \t]*([A-Z][A-Z0-9])[ \t]{1,2}-[ \t]?(.*)")
# What Ovid and others write between records.
_COUNTER = lazy_regex(r"[<\[(]?[0-9]+[>\])]?[.:]?")
# Without any of these, lines are no record.
_NAMING = frozenset({"TI", "T1", "CT", "BT", "AU", "A1", "ED", "DO"})
_LINE_END = lazy_regex(r"\r\n|\n|\r")
_ISSNS = lazy_regex(r"(?<![\w-])[0-9]{4}-[0-9]{3}[0-9Xx](?![\w-])")
_ISSN = lazy_regex(r"(?:ISSN:?\s*)?([0-9]{4}-?[0-9]{3}[0-9Xx])(?:\s.*)?")
_ISBN = lazy_regex(r"(?<![0-9])(?:97[89][ -]?)?(?:[0-9][ -]?){9}[0-9Xx](?![0-9])")
# What a number of an issue looks like: M1 holds any text, such as copyright.
_SHORT_NUMBER = lazy_regex(r"(?=.*[0-9]).{1,20}")
_DOI = lazy_regex(
    r"(?:doi:?\s*)?(?:https?://(?:dx\.|www\.)?doi\.org/)?(10\.[0-9]{4,}/\S+)",
    re.IGNORECASE,
)
# What keeps the line ends that it was typed with.
_OWN_LINES = frozenset({"AB", "N1", "N2", "RN"})


class _Field(NamedTuple):
    tag: str
    value: str
    line: int


class _Record(NamedTuple):
    line: int
    kind: str | None
    fields: list[_Field]


def recognises(text: str) -> bool:
    """Whether the text has a line that begins a record."""
    return _FIRST.search(text[:_ENOUGH]) is not None


def read(text: str, options: SourceOptions) -> Harvest:
    """Read all records.

    Raises:
        SourceError: There is none.
    """
    findings = Findings(options.path)
    for record in _records(text, findings):
        if record.fields:
            _Reader(record, findings).read()
        else:
            findings.refuse(record.line, "this record is empty")
    return findings.harvest_any("no record of RIS in this file")


SOURCE = Source(
    name="ris",
    summary="RIS, as databases, EndNote and Zotero write it",
    recognises=recognises,
    read=read,
    decode=decode,
)


# --- records ---------------------------------------------------------------------


def _records(text: str, findings: Findings) -> list[_Record]:
    splitter = _Splitter(findings)
    for number, line in enumerate(_LINE_END.split(text), start=1):
        found = _LINE.fullmatch(line)
        if found is None:
            splitter.go_on(number, line)
        else:
            splitter.take(_Field(found[1], found[2].strip(), number))
    splitter.finish()
    return splitter.records


class _Splitter:
    """Puts lines into records, and says what is in none."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.records: list[_Record] = []
        self.record: _Record | None = None
        self.counters: list[_Field] = []

    def take(self, field: _Field) -> None:
        """Take a line with a tag."""
        if field.tag == "ER":
            if self.record is None:
                self.findings.warn(field.line, "an ER without a record")
            self.close()
            if field.value:
                self.findings.warn(
                    field.line, f"behind the ER, left out: {quoted(field.value)}"
                )
        elif field.tag == "TY":
            if self.record is not None and self.record.kind is not None:
                began = self.record.line
                self.findings.warn(field.line, f"no ER ends the record of line {began}")
            self.close()
            self.open(_Record(field.line, field.value, []))
        else:
            if self.record is None:
                self.open(_Record(field.line, None, []))
            self.records[-1].fields.append(field)

    def go_on(self, number: int, line: str) -> None:
        """Add a line without a tag to the value above it."""
        text = line.strip().strip("\ufeff\x1a")
        if not text:
            return
        is_loose = self.record is None or self.record.kind is None
        is_counter = is_loose and _COUNTER.fullmatch(text)
        if self.record is None or not self.record.fields or is_counter:
            self.stray(_Field("", squeeze(text), number))
            return
        above = self.record.fields[-1]
        gap = "\n" if above.tag in _OWN_LINES else " "
        self.record.fields[-1] = above._replace(value=f"{above.value}{gap}{text}")

    def stray(self, field: _Field) -> None:
        if _COUNTER.fullmatch(field.value):
            self.counters.append(field)
            return
        why = "not in a record" if self.record is None else "no tag that RIS has"
        self.findings.warn(field.line, f"{why}, left out: {quoted(field.value)}")

    def open(self, record: _Record) -> None:
        self.record = record
        self.records.append(record)

    def close(self) -> None:
        """End a record; without a `TY` it may be the end of the one before."""
        record, self.record = self.record, None
        if record is None or record.kind is not None:
            return
        before = self.records[-2] if len(self.records) > 1 else None
        if before is None or any(field.tag in _NAMING for field in record.fields):
            self.findings.warn(record.line, "no TY begins this record; its type is GEN")
            return
        self.records.pop()
        before.fields.extend(record.fields)
        self.findings.warn(
            record.line,
            f"{record.fields[0].tag} stands behind the ER; it is taken for a part of"
            f" the record of line {before.line}",
        )

    def finish(self) -> None:
        """End the last record, and tell of the numbers between records."""
        if self.record is not None:
            self.findings.warn(self.record.line, "no ER ends this record")
        self.close()
        if self.counters:
            first, *others = self.counters
            more = f" and {len(others)} more such numbers" if others else ""
            self.findings.warn(
                first.line, f"not in a record, left out: {quoted(first.value)}{more}"
            )


# --- one record ------------------------------------------------------------------


class _Reader:
    """Takes one tag of a record after the other, and keeps what is left."""

    def __init__(self, record: _Record, findings: Findings) -> None:
        self.record = record
        self.findings = findings
        self.draft = Draft(findings, record.line)
        self.fields = [field for field in record.fields if field.value]
        kind = (record.kind or "GEN").upper()
        self.kind = _SPELT.get(kind, kind)

    def read(self) -> None:
        self.type()
        self.first(("TI", "T1", "CT"), "title")
        self.people(("AU", "A1"), "authors")
        self.people(("A2", "ED"), "editors")
        self.dates()
        self.arxiv()
        self.containers()
        self.pages()
        self.first(("PB",), ris.publisher_field(self.kind))
        for field, tag in ris.TAGS.items():
            self.first((tag,), field)
        self.doi()
        self.spare_number()
        self.serials()
        self.words()
        self.first(("AB", "N2"), "abstract")
        self.notes()
        if self.kind in ris.OF_INSTITUTION:
            self.genre()
        key = self.citekey()
        for left in self.fields:
            self.draft.keep("language" if left.tag == "LA" else left.tag, left.value)
        self.draft.finish(key, key_name="ID")

    # --- taking ---------------------------------------------------------------------

    def take(self, *tags: str) -> list[_Field]:
        """Take all values of some tags, in the order of the tags."""
        taken = [field for tag in tags for field in self.fields if field.tag == tag]
        self.fields = [field for field in self.fields if field.tag not in tags]
        return taken

    def has(self, *tags: str) -> bool:
        return any(field.tag in tags for field in self.fields)

    def first(self, tags: tuple[str, ...], field: str) -> None:
        """Give a field the first value of some tags; others stay, but for repeats."""
        taken = self.take(*tags)
        if not taken:
            return
        self.put(field, taken[0])
        for other in taken[1:]:
            if not same_text(other.value, taken[0].value):
                self.draft.keep(other.tag, other.value)

    def put(self, field: str, found: _Field, value: RecordValue = None) -> None:
        text = found.value if found.tag in _OWN_LINES else squeeze(found.value)
        self.draft.put(
            field, value or text, name=found.tag, line=found.line, raw=found.value
        )

    # --- tags -----------------------------------------------------------------------

    def citekey(self) -> str:
        """Take the first identifier; an EndNote number is one as good as another."""
        taken = self.take("ID")
        for other in taken[1:]:
            self.draft.keep("ID", other.value)
        return taken[0].value if taken else ""

    def type(self) -> None:
        if not ris.is_type(self.kind):
            self.findings.warn(
                self.record.line,
                f"{self.kind!r} is no type of RIS; it is taken for GEN",
            )
        entry_type = ris.entry_type(self.kind)
        if ris.ris_type(entry_type) != self.kind:
            self.draft.keep("ris-type", self.record.kind or self.kind)
        self.draft.put("type", entry_type, name="TY")

    def people(self, tags: tuple[str, ...], field: str) -> None:
        # In the order of the record, where both tags stand in it.
        taken = sorted(self.take(*tags), key=lambda one: one.line)
        said = [name for one in taken for name in _names(one.value)]
        names: list[RecordValue] = list(map(ris.read_name, said))
        for note in self.fields:
            if note.tag == "N1" and note.value == ris.CUT_SHORT[field]:
                names.append(ET_AL)
                self.fields.remove(note)
                break
        if names:
            raw: list[RecordValue] = [*said]
            line = taken[0].line if taken else self.record.line
            self.draft.put(field, names, name=tags[0], line=line, raw=raw)

    def dates(self) -> None:
        """Take the most exact of the dates; what says more than that stays."""
        best: tuple[PartialDate, _Field] | None = None
        yearless: list[_Field] = []
        for found in self.take("PY", "Y1", "DA"):
            read = ris.read_date(found.value)
            if read.date is None:
                yearless.append(found)
                continue
            if not read.whole:
                self.draft.keep(found.tag, found.value)
            if best is None:
                best = (read.date, found)
            elif read.date.year == best[0].year:
                best = max(best, (read.date, found), key=lambda one: one[0])
            elif read.whole:
                self.draft.keep(found.tag, found.value)
        for found in yearless:
            best = self.yearless(found, best)
        if best is not None:
            self.put("date", best[1], str(best[0]))

    def yearless(
        self, found: _Field, best: tuple[PartialDate, _Field] | None
    ) -> tuple[PartialDate, _Field] | None:
        """Take month and day alone, as Web of Science writes them, for the year's."""
        date = best and ris.read_month(found.value, best[0].year)
        if best and date and best[0].first <= date.first <= best[0].last:
            return (date, found)
        if best and date and date.first <= best[0].first <= date.last:
            return best
        self.draft.keep(found.tag, found.value)
        self.findings.warn(found.line, f"{found.tag}: no date; it is kept as it is")
        return best

    def arxiv(self) -> None:
        """Find the eprint, and drop what only repeats it."""
        for found in self.fields:
            eprint = _eprint(found)
            if eprint is not None:
                break
        else:
            return
        self.fields.remove(found)
        self.put("arxiv", found, str(eprint))
        if found.tag == "UR":
            self.put("url", found)
        bare = Eprint(eprint.identifier)
        repeats = {"AN": f"arXiv:{bare}", "M1": f"arXiv:{bare}"}
        if self.kind == "UNPB":
            repeats |= {"PB": "arXiv", "UR": bare.url}
        self.fields = [
            field
            for field in self.fields
            if not same_text(field.value, repeats.get(field.tag, "\0"))
        ]
        url = str(self.draft.record.get("url", ""))
        if self.kind == "UNPB" and same_text(url, bare.url):
            del self.draft.record["url"]

    def containers(self) -> None:
        field = ris.container_field(self.kind)
        if field == "journal":
            self.first(("T2", "JF") if self.has("T2", "JF") else ("JO",), "journal")
        elif field == "booktitle":
            self.first(("T2", "BT", "C3", "JF", "JO"), "booktitle")
        elif "title" not in self.draft.record:
            self.first(("BT",), "title")
        short = ("J2", "JA", "J1", "JO") if field == "journal" else ("J2", "JA", "J1")
        self.first(short, "venue")
        name = self.draft.record.get(field or "", "")
        if same_text(str(self.draft.record.get("venue", "")), str(name)):
            self.draft.record.pop("venue", None)
        if self.kind in {"BOOK", "EDBOOK"}:
            # EndNote's place for the series of a book.
            self.first(("T3", "T2"), "series")

    def pages(self) -> None:
        starts, ends = self.take("SP"), self.take("EP")
        if not starts and not ends:
            return
        start, end = (one[0].value if one else "" for one in (starts, ends))
        if end and start and "-" not in start and "–" not in start and start != end:
            text = f"{start}-{end}"
            if text == "No-Specified":  # PsycInfo: no pagination specified
                self.draft.keep("SP", start)
                self.draft.keep("EP", end)
                return
        else:
            text = start or end
            if end and not text.endswith(end):
                self.draft.keep("EP", end)
        self.put("pages", (starts or ends)[0], text)
        for other in [*starts[1:], *ends[1:]]:
            self.draft.keep(other.tag, other.value)

    def doi(self) -> None:
        """Find a DOI where there is no `DO`; a note that repeats it is dropped."""
        for found in self.fields[:]:
            doi = _DOI.fullmatch(found.value) if found.tag in {"M3", "L3"} else None
            if doi is not None:
                self.draft.record.setdefault("doi", doi[1])
                if same_text(str(self.draft.record["doi"]), doi[1]):
                    self.fields.remove(found)
        url = str(self.draft.record.get("url", ""))
        if _DOI.fullmatch(url):
            self.draft.record.setdefault("doi", bare_doi(url))

    def spare_number(self) -> None:
        """Take a number from where some programs put it, unless it is some text."""
        for tag in ("M1", "CP"):
            for found in self.fields:
                has_one = "number" in self.draft.record
                if (
                    found.tag == tag
                    and not has_one
                    and _SHORT_NUMBER.fullmatch(found.value)
                ):
                    self.first((tag,), "number")
                    break

    def serials(self) -> None:
        for found in self.take("SN"):
            numbers = set(_ISSNS.findall(found.value))
            if numbers and not _ISSNS.sub("", found.value).strip(" ,;"):
                # Some databases write the same number twice.
                text = numbers.pop() if len(numbers) == 1 else found.value
                self.put("issn", found, squeeze(text))
                continue
            issn = _ISSN.fullmatch(found.value)
            if _ISBN.search(found.value):
                self.put("isbn", found)
            elif issn is not None:
                self.put("issn", found)
            elif self.kind in ris.OF_NUMBER:
                self.put("number", found)
            else:
                self.draft.keep("SN", found.value)

    def words(self) -> None:
        words: list[RecordValue] = []
        classes: list[RecordValue] = []
        taken = self.take("KW")
        for found in taken:
            # Some programs put all of them on one line, or on lines of their own.
            for part in re.split(r"\s*[;\n]\s*", found.value):
                if part in NAMES and "." in part:
                    classes.append(part)
                elif part:
                    words.append(part)
        if classes:
            self.draft.put("area", classes[0], name="KW", line=taken[0].line)
            self.draft.put("categories", classes[1:], name="KW", line=taken[0].line)
        if words:
            self.draft.put("keywords", words, name="KW", line=taken[0].line)
        places: list[RecordValue] = [found.value for found in self.take("AD")]
        self.draft.put("affiliations", places, name="AD")
        for link in self.fields[:]:
            if link.tag == "LK" and find_repositories(link.value) == [link.value]:
                self.fields.remove(link)
                self.put("code", link)

    def notes(self) -> None:
        notes = self.take("N1", "RN")
        if notes:
            text = "\n\n".join(found.value for found in notes)
            self.put("note", notes[0], text)

    def genre(self) -> None:
        for found in self.take("M3"):
            named = _GENRES.get(found.value.lower())
            if named and ris.ris_type(named) == self.kind:
                self.draft.record["type"] = named
            else:
                self.draft.keep("type", found.value)


_GENRES = {genre.lower(): kind for kind, genre in ris.GENRES.items()} | {
    "phd": "phdthesis",
    "ph.d. thesis": "phdthesis",
    "ph.d.": "phdthesis",
    "doctoral dissertation": "phdthesis",
}


def _names(text: str) -> list[str]:
    """Give the names of a value: one, unless several stand there with their commas.

    >>> _names("Doe, Jane; Roe, R."), _names("Smith; Sons,")
    (['Doe, Jane', 'Roe, R.'], ['Smith; Sons,'])
    """
    names = list(filter(None, map(squeeze, text.split(";"))))
    if len(names) > 1 and all("," in name.strip(",") for name in names):
        return names
    return [squeeze(text)]


def _eprint(found: _Field) -> Eprint | None:
    text = found.value.strip()
    lower = text.lower()
    is_arxiv = {
        "AN": lower.startswith("arxiv:"),
        "M1": lower.startswith("arxiv:"),
        "UR": "arxiv.org/" in lower,
    }.get(found.tag, False)
    if not is_arxiv:
        return None
    try:
        return parse_eprint(text)
    except FieldError:
        return None
