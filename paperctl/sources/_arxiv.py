"""What arXiv says of a paper, in whichever of its forms: from there to an entry.

The fields are those of https://info.arxiv.org/help/prep.html. What the catalogue has a
place for goes there, all else to `extra` under the name that the form has for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from string import ascii_letters
from typing import TYPE_CHECKING

from paperctl.errors import FieldError
from paperctl.keys import NAMELESS
from paperctl.model.area import parse_area
from paperctl.model.person import is_et_al, parse_name
from paperctl.model.record import ET_AL, citekey_defect
from paperctl.model.taxonomy import NAMES
from paperctl.sources import Decoded
from paperctl.sources._records import Draft, quoted
from paperctl.text.decode import name_from_latex
from paperctl.text.fold import squeeze
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from paperctl.model.record import RecordValue
    from paperctl.sources._records import Findings

_SUFFIX = lazy_regex(r"(?i:jr|sr)\.?|I{2,3}|IV")
_GROUP = lazy_regex(r"(?i:.*\b(?:collaborations?|consortium|team|group))")
# Between DOIs, of which arXiv's form takes several.
_BETWEEN_DOIS = lazy_regex(r"[\s;,]+(?=10\.[0-9]{4,9}/)")
# A line that begins with a blank begins a paragraph; all other line ends are folds:
# https://info.arxiv.org/help/prep.html#abstracts
_PARAGRAPH = lazy_regex(r"\n(?:[ \t]*\n)*[ \t]+")
# Letters of the given names of most people, to be taken away.
_SIMPLE = dict.fromkeys(map(ord, f"{ascii_letters}.- "))
_AWAY = str.maketrans("", "", "{}")


@dataclass(slots=True, kw_only=True)
class Paper:
    """One paper, its texts as arXiv gave them.

    Attributes:
        line: Where it begins.
        date: Of its first version, as the catalogue writes dates.
        categories: The primary one first.
        rest: What has no place in the catalogue, by its name.
        is_clean: No text in it holds a character that a catalogue cannot have.
        names: What the form calls a field, where that is another word.
    """

    line: int
    identifier: str = ""
    title: str = ""
    abstract: str = ""
    authors: Sequence[RecordValue] = ()
    affiliations: Iterable[str] = ()
    date: str = ""
    categories: Sequence[str] = ()
    doi: str = ""
    journal: str = ""
    rest: dict[str, RecordValue] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    is_clean: bool = False

    def told(self, name: str) -> str:
        """Give the form's own word for a field."""
        return self.names.get(name, name)


def add_paper(paper: Paper, findings: Findings) -> None:
    """Make an entry of a paper, and add it to the findings."""
    draft = Draft(findings, paper.line)
    draft.put("title", squeeze(paper.title), name="title")
    authors = list(paper.authors)
    draft.put("authors", authors, name=paper.told("authors"))
    draft.put("date", paper.date, name=paper.told("date"))
    _put_categories(draft, paper)
    draft.put("arxiv", paper.identifier.strip(), name="id")
    if paper.doi:
        doi, *others = _BETWEEN_DOIS.split(squeeze(paper.doi))
        draft.put("doi", doi, name="doi")
        for other in others:
            draft.keep("doi", other)
    if paper.journal:
        draft.put("venue", squeeze(paper.journal), name=paper.told("venue"))
    affiliations = list(dict.fromkeys(filter(None, map(squeeze, paper.affiliations))))
    draft.put("affiliations", affiliations, name="affiliation")
    draft.put("abstract", unfold(paper.abstract), name=paper.told("abstract"))
    for name, value in paper.rest.items():
        if value:
            draft.keep(name, value)
    # It is named where it is known what others are called.
    draft.finish_keyless(provisional(paper), is_clean=paper.is_clean)


def provisional(paper: Paper) -> str:
    """Give a citekey for the time being: the number, if it can be one."""
    number = paper.identifier.rpartition("/")[2]
    return number if number and citekey_defect(number) is None else NAMELESS


def _put_categories(draft: Draft, paper: Paper) -> None:
    """Put the primary class and the cross-lists where they belong.

    What is no class of arXiv's, such as an MSC number, stays beside them.
    """
    name = paper.told("categories")
    known = list(dict.fromkeys(filter(is_class, paper.categories)))
    for category in paper.categories:
        if category not in known:
            draft.keep(name, category)
    if known:
        draft.put("area", known[0], name=name)
    if known[1:]:
        draft.put("categories", known, name=name)


def is_class(text: str) -> bool:
    """Whether arXiv has, or had, such an archive or class.

    >>> [is_class(text) for text in ("cs.LG", "hep-th", "68T05", "LG")]
    [True, True, False, False]
    """
    archive = text.partition(".")[0]
    return text in NAMES or (archive in NAMES and parse_area(text).full is not None)


def unfold(text: str) -> str:
    r"""Join the lines of an abstract, as arXiv does; paragraphs stay.

    >>> unfold("  One line\nand the next.\n  A new paragraph.\n")
    'One line and the next.\nA new paragraph.'
    """
    text = text.strip()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\n " not in text and "\n\t" not in text:
        return squeeze(text.replace("\n", " "))
    return "\n".join(filter(None, map(squeeze, _PARAGRAPH.split(text))))


# --- names -------------------------------------------------------------------------


def plain_name(text: str) -> str:
    r"""Write a name, or a part of one, as Unicode.

    >>> plain_name("Bal{\\'a}zs"), plain_name("{CMS} Collaboration")
    ('Balázs', 'CMS Collaboration')
    """
    if text.isalpha():
        return text
    return squeeze(name_from_latex(text).translate(_AWAY))


def person(text: str) -> RecordValue:
    r"""Read a name that is written in one piece.

    >>> person("L. van der Maaten"), person("A. King, Jr."), person("CMS Collaboration")
    ('L. van der Maaten', 'King, Jr., A.', {'literal': 'CMS Collaboration'})
    """
    name = plain_name(text)
    if _GROUP.fullmatch(name):
        return {"literal": name}
    head, comma, last = name.rpartition(",")
    if comma and _SUFFIX.fullmatch(last.strip()):
        given, _, family = head.strip().rpartition(" ")
        name = f"{family}, {last.strip()}, {given}" if given else family
    return _checked(name)


def parted(family: str, given: str, suffix: str) -> RecordValue:
    r"""Read a name whose parts are known; only particles are still to be found.

    >>> parted("van der Maaten", "L.", ""), parted("CMS Collaboration", "", "")
    ('van der Maaten, L.', {'literal': 'CMS Collaboration'})
    """
    if family.isalpha() and given and not suffix and given.translate(_SIMPLE) == "":
        return f"{family}, {given}"  # as nearly all are
    family, given, suffix = map(plain_name, (family, given, suffix))
    if not family or (not given and (" " in family or _GROUP.fullmatch(family))):
        return {"literal": family or given}
    parts = (family, suffix, given) if suffix else (family, given)
    if any("," in part for part in parts):
        known = {"family": family, "given": given, "suffix": suffix}
        return {name: part for name, part in known.items() if part}
    return _checked(", ".join(parts) if given or suffix else family)


def _checked(name: str) -> RecordValue:
    try:
        parse_name(name)
    except FieldError:
        return {"literal": name}
    return name


def people(
    names: Iterable[tuple[str, RecordValue]], line: int, findings: Findings
) -> list[RecordValue]:
    """List names; one that only says that there are more can be the last alone.

    Args:
        names: As they stand there, and as they were read.
        line: Where they stand.
        findings: Takes what has to be left out.
    """
    found: list[RecordValue] = []
    cut = False
    for text, name in names:
        if is_et_al(text):
            cut = True
        elif not text.strip():
            continue
        elif name:
            if cut:
                findings.warn(line, f"{quoted(text)} stands behind 'et al.'")
            found.append(name)
    return [*found, ET_AL] if cut and found else found


# --- bytes -------------------------------------------------------------------------


def decode(data: bytes) -> Decoded:
    """Read UTF-8; a byte that is none must cost only what it stands in."""
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    return Decoded(text)
