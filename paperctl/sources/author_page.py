"""The text of an author page: a profile, then papers, as a browser saves them.

The page has no syntax of its own, only lines. A paper is a heading in which area, date
and flags are glued together (`LGFeb 22, 2023Code`), the title, the authors shown, and
the abstract, which is taken as it stands. The parser looks for headings first, so that
a damaged paper ends where the next one begins; what fits nowhere is reported.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from paperctl.errors import FieldError, Location, SourceError
from paperctl.keys import make_citekey
from paperctl.model.area import parse_area
from paperctl.model.date import PartialDate
from paperctl.model.entry import Entry
from paperctl.sources import Found, Harvest, Source
from paperctl.sources._author_header import Count, read_header
from paperctl.sources._decoding import decode
from paperctl.sources._lines import Line, Report, quote, split_lines
from paperctl.sources._names import NameList, is_cut_short, names_people, parse_names
from paperctl.sources._repository import find_repositories
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from paperctl.model.catalogue import Profile
    from paperctl.sources import SourceOptions

# Neither YAML nor a terminal takes these.
_CONTROL = lazy_regex("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

_ENOUGH = 100_000  # characters to recognise a page by
_LONGEST_HEADING = 80
_LONGEST_TITLE = 400
_LONGEST_STRAY = 200  # a longer paragraph is a part of the abstract, however it ends
_SHORTEST_ABSTRACT = 60

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_HEADING = lazy_regex(
    rf"""(?P<area>[A-Za-z][A-Za-z-]*?(?:\.[A-Za-z-]+?)?)?\ ?
    (?P<month>{_MONTH})\.?\ ?
    (?: (?P<day>[0-9]{{1,2}}) (?: ,?\ (?P<year>[0-9]{{4}}) )?
      | (?P<year_only>[0-9]{{4}}) )
    \ ?(?P<flags>[A-Za-z][A-Za-z ]*)?""",
    re.VERBOSE,
)
# Something glued to a month and a number: it was a heading before it was damaged.
_DAMAGED_HEADING = lazy_regex(
    r"[A-Za-z][A-Za-z.-]{1,19}?"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\ ?[0-9].*"
)
_FLAG = lazy_regex(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")

# How a paragraph ends that is prose, and not the page's own furniture.
_PROSE_END = lazy_regex(r"(?:[.!?…:;。！？][\"'”’»)\]}*]*|\$|https?://\S+)$")


def recognises(text: str) -> bool:
    r"""Whether the text has a heading with a title, or a profile's figures.

    >>> recognises("LGFeb 22, 2023Code\nA critical look\n\nOleg Platonov et al.")
    True
    >>> recognises("@misc{a, title = {LGFeb 22, 2023}}")
    False
    """
    lines = split_lines(_CONTROL.sub("", text[:_ENOUGH]))
    if any(
        following.glued and _heading(line) is not None and not _is_tagged(line.text)
        for line, following in pairwise(lines)
    ):
        return True
    return {"h_index", "papers"} <= read_header(lines).figures


def _is_tagged(text: str) -> bool:
    """Whether it is a line of Web of Science's, such as `PD JUN 8`, and no heading."""
    tag, _, date = text.partition(" ")
    return len(tag) == 2 and date[:3].isupper()


def read(text: str, options: SourceOptions) -> Harvest:
    """Read the profile and all papers of a page.

    Raises:
        SourceError: There is neither.
    """
    report = Report(options.path)
    lines = _clean(split_lines(text), report)
    lines = _straighten(_drop_repeats(lines, report), report)
    starts = _headings(lines)
    profile, papers = _read_header(lines[: starts[0]] if starts else lines, report)
    if not starts and profile is None:
        raise SourceError(
            "no paper and no profile on this author page",
            location=Location(options.path),
        )
    found = []
    for start, end in pairwise([*starts, len(lines)]):
        heading, body = lines[start], lines[start + 1 : end]
        entry = _read_entry(heading, body, options.as_of, report)
        if entry is not None:
            found.append(entry)
    if papers is not None and papers.number != len(found):
        were = "was" if len(found) == 1 else "were"
        message = f"the header says {papers.number} papers, {len(found)} {were} found"
        report.warn(papers.line, message)
    return Harvest(
        entries=tuple(found),
        profiles=(profile,) if profile else (),
        problems=report.sorted_problems(),
        notes=tuple(report.notes),
    )


SOURCE = Source(
    name="author-page",
    summary="the text of an author page, as saved from a browser",
    recognises=recognises,
    read=read,
    decode=decode,
)


def _read_header(
    lines: list[Line], report: Report
) -> tuple[Profile | None, Count | None]:
    header = read_header(lines)
    profile = header.profile
    if header.nameless:
        report.warn(lines[0], "the header has no name, so no profile is taken")
        profile = None
    orphan = _find_orphan(header.rest)
    if orphan is not None:
        _refuse_orphan(header.rest[orphan], report)
    report.strays(header.rest[:orphan])
    return profile, header.listed


# --- lines -----------------------------------------------------------------------


def _clean(lines: list[Line], report: Report) -> list[Line]:
    """Leave out characters that no catalogue can hold; a heading stays one."""
    cleaned = []
    for line in lines:
        found = _CONTROL.search(line.text)
        if found:
            column = line.margin + found.start() + 1
            what = f"U+{ord(found[0]):04X} cannot stand in a text, it is left out"
            report.warn(line, what, column)
            text = _CONTROL.sub("", line.text).strip()
            if not text:
                continue
            line = line._replace(text=text)  # noqa: PLW2901
        cleaned.append(line)
    return cleaned


def _drop_repeats(lines: list[Line], report: Report) -> list[Line]:
    """Leave out what a slip of the mouse copied twice."""
    kept: list[Line] = []
    for line in lines:
        if kept and kept[-1].text == line.text:
            report.warn(line, f"repeats the line before, left out: {quote(line)}")
        else:
            kept.append(line)
    return kept


def _straighten(lines: list[Line], report: Report) -> list[Line]:
    """Put a heading that slipped below its title back above it."""
    lines = list(lines)
    for i in range(1, len(lines) - 1):
        title, heading, body = lines[i - 1], lines[i], lines[i + 1 : i + 3]
        if (
            heading.glued
            and not title.glued
            and _heading(heading) is not None
            and _heading(title) is None
            and not _has_title(body)
        ):
            report.warn(title, f"stands above its area and date: {quote(title)}")
            lines[i - 1] = heading._replace(glued=False)
            lines[i] = title._replace(glued=True)
    return lines


# --- headings --------------------------------------------------------------------


def _heading(line: Line) -> re.Match[str] | None:
    """Read a whole heading; one without an area is none here."""
    match = _match_heading(line)
    return match if match and match["area"] else None


def _match_heading(line: Line) -> re.Match[str] | None:
    if len(line.text) > _LONGEST_HEADING:
        return None
    return _HEADING.fullmatch(line.squeezed)


def _headings(lines: list[Line]) -> list[int]:
    """Find the lines at which papers begin."""
    starts: list[int] = []
    for i, line in enumerate(lines):
        follows = lines[i + 1] if i + 1 < len(lines) else None
        if not _begins_paper(line, follows):
            continue
        if starts and starts[-1] == i - 1 and line.glued:
            # Below a heading this is a title that looks like one, unless it has a
            # title itself.
            titled = follows is not None and follows.glued
            if not titled or (follows and names_people(follows.squeezed)):
                continue
        starts.append(i)
    return starts


def _begins_paper(line: Line, follows: Line | None) -> bool:
    match = _match_heading(line)
    if match and match["area"]:
        return True
    if line.glued or len(line.text) > _LONGEST_HEADING:
        return False
    if match is None:
        return _DAMAGED_HEADING.fullmatch(line.squeezed) is not None
    # A date alone: only a title right below it makes it a heading.
    flags = (match["flags"] or "").lower()
    return follows is not None and follows.glued and flags in {"", "code"}


def _read_date(match: re.Match[str], as_of: datetime.date) -> PartialDate:
    """Give the heading's date, with a year where it shows none.

    Pages leave out the current year, so it is the latest in which the day existed and
    had come by the time the page was saved.

    Raises:
        FieldError: There is no such day.
    """
    month = _MONTHS.index(match["month"][:3].lower()) + 1
    if match["year_only"]:
        return PartialDate(int(match["year_only"]), month)
    day = int(match["day"])
    if match["year"]:
        return PartialDate(int(match["year"]), month, day)
    # February 29 may be eight years back: 1900 was no leap year.
    for year in range(as_of.year, max(as_of.year - 9, 0), -1):
        try:
            date = datetime.date(year, month, day)
        except ValueError:
            continue
        if date <= as_of:
            return PartialDate(year, month, day)
    raise FieldError(f"there is no day {match['month'].title()} {day}")


# --- papers ----------------------------------------------------------------------


def _read_entry(
    heading: Line, body: list[Line], as_of: datetime.date, report: Report
) -> Found | None:
    """Read one paper; None, and an error reported, where it has to be left out."""
    body = _cut_orphans(body, report)
    try:
        return _entry(heading, body, as_of, report)
    except FieldError as error:
        named = body[0] if _has_title(body) else heading
        report.refuse(heading, f"{quote(named)} is left out: {error}")
        return None


def _entry(
    heading: Line, body: list[Line], as_of: datetime.date, report: Report
) -> Found:
    match = _match_heading(heading)
    if match is None:
        raise FieldError(f"no area and date in {quote(heading)}")
    date = _read_date(match, as_of)
    if not _has_title(body):
        raise FieldError("it has no title")
    title, rest = _take_title(body, report)
    shown, rest = _take_authors(rest, report)
    abstract = _take_abstract(rest, report)
    area = parse_area(match["area"]) if match["area"] else None
    entry = Entry(
        citekey="",
        title=title,
        authors=shown.people,
        authors_truncated=shown.truncated,
        date=date,
        area=area,
        code=_read_flags(heading, match["flags"], abstract, report),
        affiliations=shown.affiliations,
        abstract=abstract,
    )
    missing = {"area": area, "authors": shown.people, "abstract": abstract}
    for name, value in missing.items():
        if not value:
            report.warn(heading, f"no {name} shown for {quote(body[0])}")
    assumed = not (match["year"] or match["year_only"])
    if assumed:
        day = f"{match['month'].title()} {match['day']}"
        report.notes.append(
            f"{report.at(heading)}: '{day}' has no year, {date.year} assumed"
        )
    return Found(
        entry=replace(entry, citekey=make_citekey(entry)),
        location=report.at(heading),
        year_assumed=assumed,
    )


def _has_title(body: list[Line]) -> bool:
    """Whether the first line below a heading is a title, and not the authors."""
    if not body or len(body[0].text) > _LONGEST_TITLE:
        return False
    text = body[0].squeezed
    if not names_people(text):
        return True
    if body[0].glued:
        return not is_cut_short(text)
    # A blank line came first. "Deep Learning" may be a name; with authors below it,
    # it is a title.
    return len(body) > 1 and names_people(body[1].squeezed)


def _take_title(body: list[Line], report: Report) -> tuple[str, list[Line]]:
    """Take the title, over two lines if the authors come right after the second."""
    title, rest = body[0].squeezed, body[1:]
    if (
        len(rest) > 1
        and rest[0].glued
        and not rest[1].glued
        and len(rest[0].text) <= _LONGEST_TITLE
        and not names_people(rest[0].squeezed)
        and names_people(rest[1].squeezed)
    ):
        report.warn(rest[0], f"taken for the title's second line: {quote(rest[0])}")
        return f"{title} {rest[0].squeezed}", rest[1:]
    return title, rest


def _take_authors(rest: list[Line], report: Report) -> tuple[NameList, list[Line]]:
    if not rest:
        return NameList(), []
    # What ends in "et al." names the authors, even where one of the names is damaged.
    cut_short = is_cut_short(rest[0].squeezed) and len(rest[0].text) <= _LONGEST_TITLE
    likely = cut_short or names_people(rest[0].squeezed)
    if not likely and len(rest) > 1:
        if not _is_prose(rest[0]) and names_people(rest[1].squeezed):
            report.strays(rest[:1])
            rest, likely = rest[1:], True
        else:
            # A group's name, or names without capitals, if an abstract follows.
            likely = not rest[1].glued and not _is_prose(rest[0])
            if likely:
                report.warn(rest[0], f"taken for the authors: {quote(rest[0])}")
    if not likely:
        return NameList(), rest
    text, taken = rest[0].squeezed, 1
    while text.endswith(",") and taken < len(rest) and rest[taken].glued:
        text, taken = f"{text} {rest[taken].squeezed}", taken + 1
    return parse_names(text), rest[taken:]


def _take_abstract(rest: list[Line], report: Report) -> str | None:
    """Join the lines as they stand; leave out what is no prose, such as a footer."""
    kept: list[str] = []
    for paragraph in _paragraphs(rest):
        # Long lines are whole paragraphs; a short one between them is no part of it.
        wrapped = all(len(line.text) <= _LONGEST_STRAY for line in paragraph)
        taken: list[str] = []
        for unit in [paragraph] if wrapped else [[line] for line in paragraph]:
            if _belongs(unit, first=not kept):
                taken.extend(line.text for line in unit)
            else:
                report.strays(unit)
        if taken:
            kept.append("\n".join(taken))
    return "\n\n".join(kept) or None


def _paragraphs(lines: list[Line]) -> list[list[Line]]:
    paragraphs: list[list[Line]] = []
    for line in lines:
        if line.glued and paragraphs:
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return paragraphs


def _belongs(unit: list[Line], *, first: bool) -> bool:
    """Whether lines are a part of an abstract, by their length or their end."""
    enough = _SHORTEST_ABSTRACT if first else _LONGEST_STRAY
    if sum(len(line.text) for line in unit) > enough:
        return True
    end = unit[-1]
    return _PROSE_END.search(end.text) is not None and not names_people(end.squeezed)


def _is_prose(line: Line) -> bool:
    return len(line.text) > _LONGEST_TITLE or bool(_PROSE_END.search(line.text))


def _cut_orphans(body: list[Line], report: Report) -> list[Line]:
    """Cut off, and report, what looks like another paper that lost its heading."""
    first = _find_orphan(body, after=_find_authors(body))
    if first is None:
        return body
    _refuse_orphan(body[first], report)
    return body[:first]


def _find_authors(body: list[Line]) -> int:
    """Find the paper's own authors: 0 for the title alone, -1 if it has none."""
    start = 1 if _has_title(body) else 0
    for i in range(start, min(start + 2, len(body))):
        if names_people(body[i].squeezed):
            return i
        if _is_prose(body[i]):
            break
    return start - 1


def _find_orphan(lines: list[Line], *, after: int = -1) -> int | None:
    """Find the first line of a paper without a heading, by its line of authors."""
    for i in range(after + 1, len(lines)):
        if not lines[i].glued and names_people(lines[i].squeezed):
            titled = i - 1 > after and not _ends_sentence(lines[i - 1])
            return i - 1 if titled else i
    return None


def _ends_sentence(line: Line) -> bool:
    return len(line.text) > _LONGEST_TITLE or line.text.endswith(".")


def _refuse_orphan(line: Line, report: Report) -> None:
    report.refuse(line, f"no area and date above it, left out: {quote(line)}")


def _read_flags(
    heading: Line, flags: str | None, abstract: str | None, report: Report
) -> str | None:
    """Give the address of the code where the page flags it and the abstract has it."""
    words = [word.lower() for word in _FLAG.findall(flags or "")]
    for word in words:
        if word != "code":
            report.warn(heading, f"unknown flag {word!r} in {quote(heading)}")
    if "code" not in words:
        return None
    repositories = find_repositories(abstract or "")
    return repositories[0] if len(repositories) == 1 else "yes"
