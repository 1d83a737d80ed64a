"""Hayagriva: the YAML bibliographies of Typst.

A mapping of citekeys. What is published in something else has a parent, whose fields
are the journal's or the book's. Text is Hayagriva's formattable text, and its maths is
Typst's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from paperctl.errors import FieldError
from paperctl.exchange import hayagriva
from paperctl.exchange.csl_values import read_date
from paperctl.model.eprint import Eprint, parse_eprint
from paperctl.model.record import ET_AL
from paperctl.model.taxonomy import NAMES
from paperctl.sources import Harvest, Source
from paperctl.sources._decoding import decode
from paperctl.sources._records import Draft, Findings, as_text, quoted, same_text
from paperctl.sources._trees import mapping
from paperctl.text.fold import squeeze
from paperctl.text.regex import lazy_regex
from paperctl.text.typst import from_typst
from paperctl.yamltext.tree import Pairs, Scalar, read_tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paperctl.model.record import RecordValue
    from paperctl.sources import SourceOptions
    from paperctl.yamltext.tree import Node

_ENOUGH = 100_000  # characters to recognise a file by
_BEGIN = lazy_regex(r"^(?![\s#\]})%.-])(?=[^\n]*:)", re.MULTILINE)
_ENTRY = lazy_regex(
    r"^(?![\s#\]})%.-])[^\n]*:[ \t]*\r?\n"
    r"(?P<margin>[ ]+)[^\s#-][^\n]*(?:\n(?P=margin)[^\n]*|\n[ \t\r]*(?=\n))*",
    re.MULTILINE,
)
_TYPE = lazy_regex(r"^(?P<margin>[ ]+)[\"']?type[\"']?:[ ]*[\"']?(\w+)", re.MULTILINE)
_CLASS = lazy_regex(r"\s*\[([a-z-]+(?:\.[A-Za-z-]+)?)\]$")
_PARENT_FIELDS = frozenset({"title", "volume", "issue", "publisher", "location"})


def recognises(text: str) -> bool:
    r"""Whether the text has an entry with a type of Hayagriva.

    >>> recognises("a:\n  type: Article\n  title: Of everything\n")
    True
    >>> recognises("papers:\n  a:\n    type: article\n")
    False
    """
    begin = text[:_ENOUGH].removeprefix("\ufeff")
    if begin.lstrip()[:1] in {"[", "{", "@"}:
        return False
    for entry in _ENTRY.finditer(begin):
        for kind in _TYPE.finditer(entry[0]):
            if kind["margin"] == entry["margin"]:
                return kind[2].lower() in hayagriva.TYPES
    return False


def read(text: str, options: SourceOptions) -> Harvest:
    """Read all entries.

    Raises:
        SourceError: There is none.
    """
    findings = Findings(options.path)
    tree = read_tree(text.removeprefix("\ufeff"), _BEGIN)
    for damage in tree.damage:
        findings.refuse(damage.line, f"left out: {damage.reason}", damage.column)
    for document in tree.documents:
        _read_document(document, findings)
    return findings.harvest_any("no entry of Hayagriva in this file")


SOURCE = Source(
    name="hayagriva",
    summary="Hayagriva YAML, the bibliographies of Typst",
    recognises=recognises,
    read=read,
    decode=decode,
)


def _read_document(document: Node, findings: Findings) -> None:
    if not isinstance(document, Pairs):
        findings.refuse(document.line, "expected entries by their citekeys")
        return
    for key, value in document.pairs:
        name = key.text or ""
        if isinstance(value, Pairs) and value.pairs:
            _Reader(name, key, value, findings).read()
        else:
            findings.refuse(key.line, f"{quoted(name)} is left out: it has no fields")


class _Reader:
    """Takes one field of an entry after the other, and keeps what is left."""

    def __init__(
        self, citekey: str, key: Scalar, node: Pairs, findings: Findings
    ) -> None:
        self.citekey = citekey
        self.findings = findings
        self.draft = Draft(findings, key.line)
        self.own, self.lines = mapping(node, findings)
        self.parent: dict[str, Any] = {}
        self.kind = ""
        self.in_arxiv = False

    def read(self) -> None:
        self.parents()
        self.type()
        self.text("title", self.own, "title")
        self.people("author", self.own, "authors")
        if self.kind == "chapter" and "authors" not in self.draft.record:
            # A chapter without an author is of the book's.
            self.people("author", self.parent, "authors")
        self.people("editor", self.own, "editors")
        self.people("editor", self.parent, "editors")
        self.date()
        self.container()
        for name, field in (
            ("volume", "volume"),
            ("issue", "number"),
            ("publisher", "publisher"),
            ("location", "location"),
            ("isbn", "isbn"),
            ("issn", "issn"),
        ):
            self.text(name, self.own, field)
            self.text(name, self.parent, field)
        for name, field in (
            ("edition", "edition"),
            ("page-range", "pages"),
            ("organization", "institution"),
            ("abstract", "abstract"),
            ("doi", "doi"),
        ):
            self.text(name, self.own, field)
        self.serials()
        self.parents_serials()
        self.url()
        self.genre()
        self.note()
        for name, value in self.own.items():
            self.draft.keep(name, as_text(value))
        if self.parent.keys() - {"type"}:
            self.draft.keep("parent", as_text(self.parent))
        self.draft.finish(self.citekey, key_name="key")

    def line(self, name: str) -> int:
        return self.lines.get(name, self.draft.line)

    # --- parents --------------------------------------------------------------------

    def parents(self) -> None:
        """Choose the parent that is the journal or the book; others stay as they are.

        The repository arXiv only repeats the eprint's number.
        """
        value = self.own.pop("parent", None)
        found = value if isinstance(value, list) else [value]
        parents = [one for one in found if isinstance(one, dict)]
        rest = [one for one in found if one is not None and not isinstance(one, dict)]
        arxiv = [one for one in parents if self.is_arxiv(one)]
        others = [one for one in parents if not self.is_arxiv(one)]
        self.in_arxiv = bool(arxiv)
        if others:
            self.parent = dict(others[0])
        elif arxiv:
            self.parent = {"type": "repository"}
        for one in [*others[1:], *rest]:
            self.draft.keep("parent", as_text([one]))

    def is_arxiv(self, parent: Mapping[str, Any]) -> bool:
        title = parent.get("title")
        named = isinstance(title, str) and same_text(title, hayagriva.ARXIV)
        return named and parent.keys() <= {"type", "title"}

    def type(self) -> None:
        said = self.own.pop("type", None)
        kind = said.lower() if isinstance(said, str) else ""
        if kind not in hayagriva.TYPES:
            told = f"{said!r} is no type of Hayagriva" if said else "it has no type"
            self.findings.warn(
                self.line("type"),
                f"{quoted(self.citekey)}: {told}; it is taken for misc",
            )
            if said:
                self.draft.keep("hayagriva-type", as_text(said))
            kind = "misc"
        parent = self.parent.get("type")
        if self.parent and not isinstance(parent, str):
            parent = hayagriva.DEFAULT_PARENTS.get(kind, "misc")
        genre = str(self.own.get("genre") or "")
        entry_type = hayagriva.entry_type(kind, parent if self.parent else None, genre)
        if kind == "article" and not self.parent:
            # Alone it is no paper of a journal.
            entry_type = "preprint"
        usual, usual_parent, usual_genre = hayagriva.shape_of(entry_type)
        if usual.lower() != kind:
            self.draft.keep("hayagriva-type", kind)
        if usual_genre and same_text(genre, usual_genre):
            del self.own["genre"]
        if usual_parent and same_text(str(parent), usual_parent):
            self.parent.pop("type", None)
        self.kind = kind
        self.draft.put("type", entry_type, name="type", line=self.line("type"))

    def container(self) -> None:
        title = self.parent.get("title")
        kind = str(self.draft.record.get("type"))
        parent_kind = hayagriva.shape_of(kind)[1]
        series = self.parent.get("parent")
        if parent_kind is None:
            self.loose_parent(title)
            return
        field = "journal" if parent_kind == "Periodical" else "booktitle"
        if isinstance(title, dict) and "short" in title:
            self.draft.put("venue", _text_of(title.pop("short")), name="parent")
        self.text("title", self.parent, field)
        if isinstance(series, dict) and series.keys() <= {"type", "title"}:
            self.draft.put("series", _text_of(series.get("title")), name="parent")
            del self.parent["parent"]

    def loose_parent(self, title: Any) -> None:
        """Take the parent of what is not in a book: its series, or its journal."""
        parent = str(self.parent.get("type", "")).lower()
        field = {"anthology": "series", "periodical": "journal", "book": "booktitle"}
        if parent in field and _is_text(title):
            self.text("title", self.parent, field[parent])
            self.parent.pop("type", None)
        elif parent == "repository" and self.parent.keys() == {"type"}:
            self.parent.clear()

    # --- fields ---------------------------------------------------------------------

    def text(self, name: str, fields: dict[str, Any], field: str) -> None:
        """Take a text; of a publisher, its place too."""
        value = fields.get(name)
        if isinstance(value, dict) and name == "publisher":
            place = _text_of(value.get("location"))
            self.draft.put("location", place, name="location", line=self.line(name))
            value = value.get("name")
        more: dict[str, Any] = {}
        if isinstance(value, dict):
            more = {key: value[key] for key in value if key in _FURTHER_FORMS}
            value = {key: value[key] for key in value if key not in more}
        text = _text_of(value)
        if text is None:
            return
        del fields[name]
        line = self.line(name if fields is self.own else "parent")
        self.draft.put(field, squeeze(text), name=name, line=line, raw=as_text(value))
        for form, other in more.items():
            self.draft.keep(_FURTHER_FORMS[form].format(field), _text_of(other))

    def people(self, name: str, fields: dict[str, Any], field: str) -> None:
        value = fields.pop(name, None)
        items = value if isinstance(value, list) else [value]
        names: list[RecordValue] = []
        for place, item in enumerate(items):
            if hayagriva.is_cut_short(item) and place == len(items) - 1:
                names.append(ET_AL)
                continue
            read = hayagriva.read_name(as_text(item))
            if read is not None:
                names.append(read)
            elif item is not None:
                self.findings.warn(self.line(name), f"{name}: {item!r} is no name")
            if isinstance(item, dict) and item.keys() - _NAME_PARTS:
                rest = ", ".join(
                    f"{part} {quoted(str(item[part]))}"
                    for part in sorted(item.keys() - _NAME_PARTS)
                )
                self.findings.warn(self.line(name), f"{name}: left out: {rest}")
        if names:
            raw = as_text(value)
            self.draft.put(field, names, name=name, line=self.line(name), raw=raw)

    def date(self) -> None:
        value = self.own.pop("date", None) or self.parent.pop("date", None)
        if not value:
            return
        text = value.removeprefix("~") if isinstance(value, str) else value
        found = read_date(text)
        line = self.line("date")
        if found.date:
            self.draft.put("date", found.date, name="date", line=line)
        else:
            self.findings.warn(line, "date: no date; it is kept as it is")
        if not found.whole or text != value:
            self.draft.keep("date", as_text(value))

    def serials(self) -> None:
        value = self.own.pop("serial-number", None)
        serials = value if isinstance(value, dict) else {"serial": value}
        number_is_own = self.kind in hayagriva.WITH_NUMBER
        is_eprint = _is_eprint(serials.get("serial"))
        if self.in_arxiv and "arxiv" not in serials and is_eprint:
            serials["arxiv"] = serials.pop("serial")
        for name, text in serials.items():
            line = self.line("serial-number")
            if not _is_text(text):
                if text is not None:
                    self.draft.keep(name, as_text(text))
            elif name in {"arxiv", "doi", "isbn", "issn"}:
                self.draft.put(name, text, name=name, line=line)
            elif name == "serial" and number_is_own:
                self.draft.put("number", text, name="serial-number", line=line)
            else:
                own_name = "serial-number" if name == "serial" else name
                self.draft.keep(own_name, text)

    def parents_serials(self) -> None:
        """Take the number of the journal or the book."""
        serials = self.parent.get("serial-number")
        if not isinstance(serials, dict):
            return
        rest = dict(serials)
        for name in ("isbn", "issn"):
            if _is_text(rest.get(name)) and name not in self.draft.record:
                line = self.line("parent")
                self.draft.put(name, rest.pop(name), name=name, line=line)
        self.parent["serial-number"] = rest
        if not rest:
            del self.parent["serial-number"]

    def url(self) -> None:
        value = self.own.get("url")
        address, visited = value, None
        if isinstance(value, dict) and value.keys() <= {"value", "date"}:
            address, visited = value.get("value"), value.get("date")
        if not _is_text(address):
            return
        del self.own["url"]
        if _is_text(visited):
            self.draft.keep("urldate", visited)
        is_preprint = self.draft.record.get("type") == "preprint"
        if self.in_arxiv and "arxiv" not in self.draft.record and _is_eprint(address):
            self.draft.put("arxiv", address, name="url", line=self.line("url"))
        if not (is_preprint and same_text(str(address), self.derived_url())):
            self.draft.put("url", address, name="url", line=self.line("url"))

    def derived_url(self) -> str:
        try:
            eprint = parse_eprint(str(self.draft.record.get("arxiv", "")))
        except FieldError:
            return ""
        return Eprint(eprint.identifier).url

    def genre(self) -> None:
        genre = _text_of(self.own.get("genre"))
        if genre is not None:
            del self.own["genre"]
            is_kind = self.kind in {"thesis", "report"}
            self.draft.keep("type" if is_kind else "genre", genre)

    def note(self) -> None:
        """Take what we say there: lists that are cut short, and the arXiv class."""
        text = _text_of(self.own.get("note"))
        if text is None:
            return
        del self.own["note"]
        for field, words in hayagriva.CUT_SHORT.items():
            if text.startswith(words):
                text = text.removeprefix(words).lstrip()
                names = self.draft.record.get(field)
                known = names if isinstance(names, list) else []
                self.draft.record[field] = [*known, ET_AL]
        found = _CLASS.search(text)
        if found and found[1] in NAMES and "arxiv" in self.draft.record:
            self.draft.put("area", found[1], name="note", line=self.line("note"))
            text = text[: found.start()]
        if text:
            self.draft.keep("note", text)


# Other forms of a text that a formattable text may have.
_FURTHER_FORMS = {
    "short": "short{}",
    "translation": "{}-translation",
    "sentence-case": "{}-sentence-case",
    "title-case": "{}-title-case",
}

_NAME_PARTS = frozenset({"name", "given-name", "prefix", "suffix"})


def _is_eprint(value: Any) -> bool:
    try:
        return _is_text(value) and bool(parse_eprint(value))
    except FieldError:
        return False


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _text_of(value: Any) -> str | None:
    """Read a formattable text in any of its shapes; None if it is none of them."""
    if isinstance(value, str):
        return from_typst(value) if value.strip() else None
    text = value.get("value") if isinstance(value, dict) else None
    if not isinstance(text, str) or not value.keys() <= {"value", "verbatim"}:
        return None
    return f"{{{text}}}" if value.get("verbatim") == "true" else from_typst(text)
