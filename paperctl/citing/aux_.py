r"""What LaTeX wrote down for BibTeX and BibLaTeX: `main.aux`.

`\citation` is LaTeX's, `\abx@aux@cite` BibLaTeX's (with the number of the section
before the key since 3.4), and `\@input` names the files of `\include`d chapters, which
BibTeX reads even where `\includeonly` left a chapter out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from paperctl.citing import ALL, Citation, Include, Kind, Reading
from paperctl.citing._places import Places
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMMAND = lazy_regex(
    r"\\(?:(citation)|(abx@aux@cite)(?:\{[0-9]+\}(?=\{))?|(@input))\s*\{([^{}]*)\}"
    r"|\\(abx@aux@nociteall)(?![A-Za-z@])"
)
_KEY = lazy_regex(r"[^,\s]+(?:[^\S,]+[^,\s]+)*")
# Packages talk to their styles by keys that are no citations.
_CONTROL = lazy_regex(
    r"biblatex-control|(?:REVTEX|apsrev|achemso|acs|aip|iop|rsc|IEEE)\S*control",
    re.IGNORECASE,
)
_MARK = lazy_regex(r"\\(?:citation|abx@aux@\w+|@input|bibdata|bibstyle)\b")


def read(text: str) -> Reading:
    """Find the keys, and the files of chapters."""
    places = Places(text)
    citations: list[Citation] = []
    includes: list[Include] = []
    for found in _COMMAND.finditer(text):
        if found[3]:
            includes.append(Include((found[4],), *places.of(found.start(4))))
        elif found[5]:
            citations.append(Citation(ALL, *places.of(found.start())))
        else:
            citations += _keys(found[4], found.start(4), places)
    return Reading(tuple(citations), tuple(includes))


def _keys(text: str, start: int, places: Places) -> Iterator[Citation]:
    for key in _KEY.finditer(text):
        if not _CONTROL.search(key[0]):
            yield Citation(key[0], *places.of(start + key.start()))


def _recognises(text: str) -> bool:
    return text.startswith("\\relax") or _MARK.match(text) is not None


KIND = Kind(
    name="aux",
    summary="what LaTeX writes for BibTeX",
    extensions=(".aux",),
    recognises=_recognises,
    read=read,
)
