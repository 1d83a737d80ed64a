"""What .bib entries take from others: `crossref` and `xdata`.

BibTeX gives an entry every field that it lacks under its own name, from a parent that
stands below it (btxdoc, section 4). BibLaTeX's parents stand anywhere, and the title
of a book is the `booktitle` of its parts (manual, section 2.4.1 and appendix B). Both
are done here, so that an entry can stand alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from paperctl.sources._bib_entry import RawEntry
    from paperctl.sources._bib_report import BibReport

# What is about the parent itself (appendix B of BibLaTeX's manual).
_ITS_OWN = frozenset(
    """
    crossref xref entryset entrysubtype execute ids label options presort related
    relatedoptions relatedstring relatedtype shorthand shorthandintro sortkey key
    xdata keywords keyword abstract annote annotation file groups timestamp owner
    date-added date-modified __markedentry
    """.split()
)
_PARTS = frozenset(
    """
    bookinbook conference inbook incollection inproceedings inreference suppbook
    suppcollection
    """.split()
)
_VOLUMES = frozenset("book collection proceedings reference".split())
_IN_PERIODICAL = frozenset("article suppperiodical review".split())
_TITLES = ("title", "subtitle", "titleaddon")
# The parent's field -> the child's, by the kind of both.
_TO_BOOK = dict(
    zip(_TITLES, ("booktitle", "booksubtitle", "booktitleaddon"), strict=True)
)
_TO_MAIN = dict(
    zip(_TITLES, ("maintitle", "mainsubtitle", "maintitleaddon"), strict=True)
)
_TO_JOURNAL = {"title": "journaltitle", "subtitle": "journalsubtitle"}
_NOT_FROM_A_TITLE = frozenset(
    ("shorttitle", "sorttitle", "indextitle", "indexsorttitle")
)
_DATES = frozenset(("date", "year", "month", "day"))
_DEEPEST = 20


def inherit(entries: Iterable[RawEntry], report: BibReport) -> list[RawEntry]:
    """Give entries what they take from others, and leave out the pure containers."""
    entries = list(entries)
    if not any(
        "crossref" in raw.fields or "xdata" in raw.fields or raw.type == "xdata"
        for raw in entries
    ):
        return entries
    return _Family(entries, report).all()


class _Family:
    def __init__(self, entries: list[RawEntry], report: BibReport) -> None:
        self.entries = entries
        self.report = report
        self.by_key: dict[str, RawEntry] = {}
        self.done: dict[int, RawEntry] = {}
        self.used: set[str] = set()
        for raw in entries:
            for key in (raw.key, *_keys(raw.fields.get("ids", ""))):
                self.by_key.setdefault(key.lower(), raw)

    def all(self) -> list[RawEntry]:
        complete = [self.complete(raw, ()) for raw in self.entries]
        for raw in self.entries:
            if raw.type == "xdata" and raw.key.lower() not in self.used:
                self.report.warn(
                    raw.offset,
                    f"@xdata {raw.key!r} is no entry of its own, and no entry uses it:"
                    " left out",
                )
        return [raw for raw in complete if raw.type != "xdata"]

    def complete(self, raw: RawEntry, path: tuple[str, ...]) -> RawEntry:
        known = self.done.get(raw.offset)
        if known is not None:
            return known
        if "crossref" not in raw.fields and "xdata" not in raw.fields:
            return raw
        path = (*path, raw.key.lower())
        fields = dict(raw.fields)
        for key in _keys(fields.get("xdata", "")):
            parent = self.parent(raw, key, "xdata", path)
            if parent is not None:
                for name, value in parent.fields.items():
                    if name not in ("ids", "xdata"):
                        fields.setdefault(name, value)
        parent = self.parent(raw, fields.get("crossref", "").strip(), "crossref", path)
        if parent is not None:
            _take(fields, raw.type, parent)
        if "xdata" in fields and all(
            k.lower() in self.by_key for k in _keys(fields["xdata"])
        ):
            # Everything that it pointed at stands in the entry now.
            del fields["xdata"]
        complete = raw._replace(fields=fields)
        self.done[raw.offset] = complete
        return complete

    def parent(
        self, raw: RawEntry, key: str, name: str, path: tuple[str, ...]
    ) -> RawEntry | None:
        if not key:
            return None
        found = self.by_key.get(key.lower())
        if found is None:
            self.report.warn(
                raw.offset, f"{raw.key}: {name} {key!r} is not in this file"
            )
            return None
        self.used.add(found.key.lower())
        if found.key.lower() in path or len(path) > _DEEPEST:
            self.report.warn(raw.offset, f"{raw.key}: {name} {key!r} leads in a circle")
            return None
        return self.complete(found, path)


def _take(fields: dict[str, str], child: str, parent: RawEntry) -> None:
    renamed = _renamed(child, parent.type)
    had_date = not _DATES.isdisjoint(fields)
    taken = dict(fields)
    for name, value in parent.fields.items():
        if name in _ITS_OWN or (had_date and name in _DATES):
            continue
        if renamed and (name in _NOT_FROM_A_TITLE or name in renamed):
            # Of a book whose own booktitle is given that one is meant.
            if name in renamed and renamed[name] not in parent.fields:
                taken.setdefault(renamed[name], value)
            continue
        taken.setdefault(name, value)
    fields.update(taken)


def _renamed(child: str, parent: str) -> Mapping[str, str]:
    if child in _IN_PERIODICAL and parent == "periodical":
        return _TO_JOURNAL
    if parent.startswith("mv"):
        return _TO_MAIN
    if child in _PARTS and (parent in _VOLUMES or parent == "misc"):
        return _TO_BOOK
    return {}


def _keys(text: str) -> list[str]:
    return [key.strip() for key in text.split(",") if key.strip()]
