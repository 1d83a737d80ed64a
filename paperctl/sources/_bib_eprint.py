"""arXiv identifiers, wherever people put them in a .bib file."""

from __future__ import annotations

from typing import NamedTuple

from paperctl.errors import FieldError
from paperctl.model.area import Area, parse_area
from paperctl.model.eprint import Eprint, parse_eprint
from paperctl.model.taxonomy import NAMES
from paperctl.text.regex import lazy_regex

_NUMBER = (
    r"(?P<id>[0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{4,5}"
    r"|[a-z]+(?:-[a-z]+)?(?:\.[A-Za-z-]{2,})?/[0-9]{7})(?P<version>v[0-9]+)?"
)
# Where something says that what follows is arXiv's.
_MENTION = lazy_regex(
    rf"(?i:(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html|format)/"
    rf"|arxiv(?:\s+e-?prints?|\s+preprint)?[\s:,;/]*(?:abs/|arxiv[:.]\s*)?"
    rf"|corr[\s,:]*(?:abs/)?|10\.48550/arxiv\.){_NUMBER}(?:\.pdf)?(?![0-9])"
)
_VOLUME = lazy_regex(rf"abs/{_NUMBER}")
_JOURNAL = lazy_regex(r"(?i:arxiv\b.*|corr\b.*|computing research repository.*)")
# What is left of a mention in a field that says nothing else.
_SAYS_NOTHING = lazy_regex(
    r"(?i:arxiv(?:\.org)?|corr|computing research repository|e-?prints?|preprints?|abs"
    r"|available|accessed|at|from|on|as|in|the|url|online|cs"
    r"|cornell university(?: library)?"
    r"|[\s.,:;/()\[\]{}\\-])*"
)
_CLASS = lazy_regex(r"\[([A-Za-z.-]+)\]")
_EPRINT = lazy_regex(rf"(?i:arxiv:?\s*)?{_NUMBER}(?:\s*\[[A-Za-z.-]+\])?")
_ARXIV_DOI = "10.48550/arxiv."


class Mention(NamedTuple):
    """An identifier found in a text.

    Attributes:
        area: The class that stands beside it in brackets.
        is_all: The text says nothing else.
    """

    eprint: Eprint
    area: Area | None
    is_all: bool


def may_mention(text: str) -> bool:
    """Say quickly that a text holds no identifier; nearly all do not."""
    lower = text.lower()
    return "arxiv" in lower or "corr" in lower


def find_mention(text: str) -> Mention | None:
    """Find the first identifier in a text that says it is arXiv's.

    >>> find_mention("arXiv preprint arXiv:1706.03762v5 [cs.CL]")
    ... # doctest: +NORMALIZE_WHITESPACE
    Mention(eprint=Eprint(identifier='1706.03762', version=5),
            area=Area(text='cs.CL', archive='cs', code='CL'), is_all=True)
    >>> find_mention("see 1706.03762") is None
    True
    """
    if not may_mention(text):
        return None
    found = _MENTION.search(text)
    eprint = found and _parse(found["id"] + (found["version"] or ""))
    if not found or not eprint:
        return None
    rest = text[: found.start()] + text[found.end() :]
    area = None
    for bracket in _CLASS.finditer(rest):
        if is_class(bracket[1]):
            area = parse_area(bracket[1])
            rest = rest.replace(bracket[0], "")
            break
    return Mention(eprint, area, _SAYS_NOTHING.fullmatch(rest) is not None)


def read_eprint(text: str) -> Mention | None:
    """Read the field `eprint` of something that arXiv holds.

    >>> read_eprint("arXiv:hep-th/9901001").eprint.identifier
    'hep-th/9901001'
    """
    eprint = _parse(text)
    if eprint:
        return Mention(eprint, _area_of(text), True)
    mention = find_mention(text)
    if mention is None and (found := _EPRINT.fullmatch(text.strip())):
        mention = find_mention(f"arXiv:{found[0].lower().removeprefix('arxiv:')}")
    return mention


def read_volume(text: str) -> Eprint | None:
    """Read the volume of DBLP's journal `CoRR`: `abs/1706.03762`."""
    found = _VOLUME.fullmatch(text.strip())
    return _parse(found["id"] + (found["version"] or "")) if found else None


def is_arxiv_journal(text: str) -> bool:
    """Whether what is called a journal is arXiv under one of its names."""
    return text[:1] in "aAcC" and _JOURNAL.fullmatch(text) is not None


def is_class(text: str) -> bool:
    """Whether arXiv has such an archive or class; bare codes are none."""
    return parse_area(text).full in NAMES


def eprint_of_doi(doi: str) -> Eprint | None:
    """Read the identifier that arXiv's own DOIs hold."""
    if doi.lower().startswith(_ARXIV_DOI):
        return _parse(doi[len(_ARXIV_DOI) :])
    return None


def _area_of(text: str) -> Area | None:
    """Take the class of an old identifier that has one: `math.GT/0309136`."""
    if "/" not in text:
        return None
    head, slash, _ = text.rpartition("/")[0].rpartition(":")[2].partition("/")
    return parse_area(head) if not slash and "." in head and is_class(head) else None


def _parse(text: str) -> Eprint | None:
    try:
        return parse_eprint(text)
    except FieldError:
        return None
