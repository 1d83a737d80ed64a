"""Answers of the arXiv API: an Atom feed with a paper in each entry.

The form is that of https://info.arxiv.org/help/api/user-manual.html, section 3. A
document type is refused, since nothing else can make a small file large; of a file that
is damaged, the entries before the damage are taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from paperctl.sources import Harvest, Source
from paperctl.sources._arxiv import Paper, add_paper, decode, people, person, plain_name
from paperctl.sources._records import Findings
from paperctl.text.fold import squeeze
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.parsers.expat import XMLParserType

    from paperctl.model.record import RecordValue
    from paperctl.sources import SourceOptions

_ENOUGH = 100_000  # characters to recognise a file by
_ATOM = "http://www.w3.org/2005/Atom"
_ARXIV = "http://arxiv.org/schemas/atom"
_DEEPEST = 100
_ROOT = lazy_regex(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:[\w.-]+:)?(?:feed|entry)[\s>]"
)
_ENTRY = re.compile(rb"<(?:[\w.-]+:)?entry[\s>/]")
_ERROR = "/api/errors"
# Of addresses, arXiv's own follow from the number.
_OWN_LINKS = lazy_regex(r"https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/.*")
_DOI_LINK = "doi"
_WHITE = " \t\r\n"
_NAMES = {
    "authors": "author",
    "date": "published",
    "venue": "journal_ref",
    "abstract": "summary",
    "categories": "category",
}


def recognises(text: str) -> bool:
    """Whether the text is Atom, and of arXiv.

    >>> recognises('<feed xmlns="http://www.w3.org/2005/Atom"><id>http://arxiv.org/..')
    True
    """
    begin = text[:_ENOUGH].removeprefix("\ufeff")
    return _ROOT.match(begin) is not None and _ATOM in begin and "arxiv.org/" in begin


def read(text: str, options: SourceOptions) -> Harvest:
    """Read all entries.

    Raises:
        SourceError: There is none, or the file has a document type.
    """
    findings = Findings(options.path)
    reader = _Reader(findings)
    reader.read(text.removeprefix("\ufeff"))
    return findings.harvest_any("no entry in this feed")


SOURCE = Source(
    name="arxiv-atom",
    summary="an answer of the arXiv API: an Atom feed",
    recognises=recognises,
    read=read,
    decode=decode,
)


class _RefusedError(Exception):
    """The file is not to be read further."""


@dataclass(slots=True)
class _Element:
    """An element that is open: its name, and what is in it so far."""

    name: str
    line: int
    attributes: Mapping[str, str]
    texts: list[str] = field(default_factory=list)
    children: list[_Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.texts)


class _Reader:
    """Gathers the elements of an entry, and makes a paper of them when it ends."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.open: list[str] = []
        self.entry: list[_Element] = []

    def read(self, text: str) -> None:
        from xml.parsers import expat

        parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self.doctype
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        self.parser: XMLParserType = parser
        data = _bytes(text)
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            self.damaged(expat.ErrorString(error.code), data, parser.ErrorByteIndex)
        except _RefusedError as error:
            self.damaged(str(error), data, parser.CurrentByteIndex)

    def damaged(self, reason: str, data: bytes, at: int) -> None:
        """Say which entries are lost: the one that was open, and those behind it."""
        line = data.count(b"\n", 0, at) + 1
        lost = [self.entry[0].line] if self.entry else []
        lost += _lines_of_entries(data, at, line)
        tell = self.findings.warn if lost else self.findings.refuse
        tell(line, f"no sound XML, the rest is left out: {reason}")
        for begin in lost:
            self.findings.refuse(
                begin, f"the entry is left out: there is damage on line {line}"
            )

    # --- what expat calls ----------------------------------------------------------

    def doctype(self, *_: object) -> None:
        raise _RefusedError("a document type, which no answer of arXiv has")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.open.append(name)
        if len(self.open) > _DEEPEST:
            raise _RefusedError(f"more than {_DEEPEST} elements inside each other")
        if self.entry or name == f"{_ATOM} entry":
            line = self.parser.CurrentLineNumber
            element = _Element(name, line, attributes)
            if self.entry:
                self.entry[-1].children.append(element)
            self.entry.append(element)

    def end(self, _: str) -> None:
        self.open.pop()
        if not self.entry:
            return
        element = self.entry.pop()
        if not self.entry:
            _Entry(element, self.findings).read()

    def text(self, data: str) -> None:
        if self.entry:
            self.entry[-1].texts.append(data)


def _lines_of_entries(data: bytes, at: int, line: int) -> Iterator[int]:
    for found in _ENTRY.finditer(data, at):
        line += data.count(b"\n", at, found.start())
        at = found.start()
        yield line


def _bytes(text: str) -> bytes:
    try:
        # Bytes that were no UTF-8 are again what they were, and stop the parser.
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


class _Entry:
    """Takes one element of an entry after the other, and keeps what is left."""

    def __init__(self, element: _Element, findings: Findings) -> None:
        self.line = element.line
        self.findings = findings
        self.paper = Paper(line=element.line, names=_NAMES)
        self.elements = element.children
        self.names: list[tuple[str, RecordValue]] = []
        self.affiliations: list[str] = []
        self.primary: list[str] = []
        self.terms: list[str] = []
        self.updated = ""

    def read(self) -> None:
        for element in self.elements:
            space, _, name = element.name.rpartition(" ")
            take = _TAKES.get((space, name), _Entry.other)
            take(self, element)
        paper = self.paper
        if _ERROR in paper.identifier:
            told = squeeze(paper.abstract) or "no reason given"
            self.findings.refuse(self.line, f"arXiv answers with an error: {told}")
            return
        if not (paper.title.strip() or paper.identifier.strip()):
            self.findings.refuse(self.line, "an entry without title and id, left out")
            return
        if self.updated != paper.rest.get("published", self.updated):
            paper.rest["updated"] = self.updated
        paper.rest.pop("published", None)
        paper.authors = people(self.names, self.line, self.findings)
        paper.affiliations = self.affiliations
        paper.categories = list(dict.fromkeys([*self.primary, *self.terms]))
        add_paper(paper, self.findings)

    def identifier(self, element: _Element) -> None:
        self.paper.identifier = element.text.strip()

    def title(self, element: _Element) -> None:
        self.paper.title = element.text

    def summary(self, element: _Element) -> None:
        self.paper.abstract = element.text

    def published(self, element: _Element) -> None:
        text = element.text.strip()
        self.paper.date = text.partition("T")[0]
        self.paper.rest["published"] = text

    def update(self, element: _Element) -> None:
        self.updated = element.text.strip()

    def author(self, element: _Element) -> None:
        for child in element.children:
            text = squeeze(child.text)
            if child.name == f"{_ATOM} name":
                self.names.append((text, person(text) if text else None))
            elif child.name == f"{_ARXIV} affiliation":
                self.affiliations.append(plain_name(text))
            elif text:
                self.keep(f"author-{_local(child)}", text)

    def primary_category(self, element: _Element) -> None:
        self.primary.append(element.attributes.get("term", "").strip())

    def category(self, element: _Element) -> None:
        term = element.attributes.get("term", "").strip()
        if term:
            self.terms.append(term)

    def doi(self, element: _Element) -> None:
        self.paper.doi = f"{self.paper.doi} {element.text}".strip()

    def journal_ref(self, element: _Element) -> None:
        self.paper.journal = element.text

    def link(self, element: _Element) -> None:
        address = element.attributes.get("href", "")
        is_doi = element.attributes.get("title") == _DOI_LINK
        if address and not is_doi and not _OWN_LINKS.fullmatch(address):
            self.keep("link", address)

    def other(self, element: _Element) -> None:
        text = squeeze(element.text)
        if text:
            self.keep(_local(element), text)

    def keep(self, name: str, text: str) -> None:
        """Keep what has no place; what comes twice is a list."""
        known = self.paper.rest.get(name)
        if known is None:
            self.paper.rest[name] = text
        elif isinstance(known, list):
            known.append(text)
        else:
            self.paper.rest[name] = [known, text]


def _local(element: _Element) -> str:
    return element.name.rpartition(" ")[2]


_TAKES = {
    (_ATOM, "id"): _Entry.identifier,
    (_ATOM, "title"): _Entry.title,
    (_ATOM, "summary"): _Entry.summary,
    (_ATOM, "published"): _Entry.published,
    (_ATOM, "updated"): _Entry.update,
    (_ATOM, "author"): _Entry.author,
    (_ATOM, "category"): _Entry.category,
    (_ATOM, "link"): _Entry.link,
    (_ARXIV, "primary_category"): _Entry.primary_category,
    (_ARXIV, "doi"): _Entry.doi,
    (_ARXIV, "journal_ref"): _Entry.journal_ref,
}
