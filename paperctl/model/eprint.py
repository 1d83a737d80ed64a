"""arXiv identifiers, old and new.

Syntax: https://info.arxiv.org/help/arxiv_identifier.html. New identifiers,
since 2007-04, are `YYMM.NNNN` (five digits from 2015); old ones are
`archive/YYMMNNN`, sometimes typed with a subject class, `math.GT/0309136`,
which arXiv itself leaves out of the canonical form.
"""

from __future__ import annotations

import re
from functools import lru_cache

from paperctl.errors import FieldError
from paperctl.text.regex import lazy_regex
from paperctl.values import frozen

_ID = lazy_regex(
    r"""(?:(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html|format)/|arxiv:\s*)?
    (?:
        (?P<new>[0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{4,5})
      | (?P<archive>[a-z]+(?:-[a-z]+)?)(?:\.[A-Za-z-]{2,})?/
        (?P<number>[0-9]{2}(?:0[1-9]|1[0-2])[0-9]{3})
    )
    (?:v(?P<version>[1-9][0-9]{0,3}))?
    (?:\.pdf)?""",
    re.VERBOSE | re.IGNORECASE,
)
# Before April 2007 there were only old identifiers, after it only new ones; the
# number has four digits until 2014 and five from 2015.
_FIRST_NEW = (7, 4)
_FIVE_DIGITS_SINCE = (15, 1)
_CENTURY = 91  # arXiv began in 1991


@frozen()
class Eprint:
    """The arXiv number of a preprint, without prefix; the version is apart.

    >>> str(parse_eprint("arXiv:2302.11640v2"))
    '2302.11640v2'
    >>> parse_eprint("https://arxiv.org/abs/math.GT/0309136").identifier
    'math/0309136'
    """

    identifier: str
    version: int | None = None

    def __str__(self) -> str:
        if self.version is None:
            return self.identifier
        return f"{self.identifier}v{self.version}"

    @property
    def archive(self) -> str:
        """Who holds the preprint, as BibTeX's `archivePrefix` spells it."""
        return "arXiv"

    @property
    def old_archive(self) -> str | None:
        """The archive in an old identifier: `hep-th` of `hep-th/9901001`."""
        head, slash, _ = self.identifier.partition("/")
        return head if slash else None

    @property
    def month(self) -> tuple[int, int]:
        """Year and month of the first submission, which the number tells.

        >>> parse_eprint("hep-th/9901001").month, parse_eprint("0704.0001").month
        ((1999, 1), (2007, 4))
        """
        digits = self.identifier.rpartition("/")[2]
        year, month = int(digits[:2]), int(digits[2:4])
        return (1900 if year >= _CENTURY else 2000) + year, month

    @property
    def url(self) -> str:
        """The address of the abstract page."""
        return f"https://arxiv.org/abs/{self}"


def parse_eprint(text: str) -> Eprint:
    """Read an arXiv identifier: bare, with `arXiv:`, or as an arxiv.org address.

    Raises:
        FieldError: It is none, or could never have been given out.
    """
    text = text.strip()
    # Nearly all are written so; only others have to wait for a regular expression.
    yymm, point, number = text.partition(".")
    if (
        point
        and len(yymm) == 4
        and len(number) in (4, 5)
        and text.isascii()
        and yymm.isdecimal()
        and number.isdecimal()
    ):
        return _new_style(text, None)
    match = _ID.fullmatch(text)
    if match is None:
        raise FieldError(
            f"not an arXiv identifier: {text[:60]!r}",
            hint="write it as 2302.11640, or hep-th/9901001 for papers before 2007-04",
        )
    version = int(match["version"]) if match["version"] else None
    if match["number"]:
        return Eprint(f"{match['archive'].lower()}/{match['number']}", version)
    return _new_style(match["new"], version)


def _new_style(identifier: str, version: int | None) -> Eprint:
    if len(identifier) != len("YYMM.") + _digits(identifier[:4]):
        raise FieldError(_defect(identifier))
    return Eprint(identifier, version)


# There are some hundred months.
@lru_cache(maxsize=1 << 10)
def _digits(yymm: str) -> int:
    """Say how long the numbers of a month are, which may be one without any."""
    month = (int(yymm[:2]), int(yymm[2:]))
    if not 1 <= month[1] <= 12 or month < _FIRST_NEW:
        return 0
    return 5 if month >= _FIVE_DIGITS_SINCE else 4


def _defect(identifier: str) -> str:
    month = int(identifier[2:4])
    if not 1 <= month <= 12:
        return f"there is no month {month} in the arXiv identifier {identifier}"
    digits = _digits(identifier[:4])
    if not digits:
        return f"no arXiv identifier of this form before 2007-04: {identifier}"
    return (
        f"the arXiv identifiers of 20{identifier[:2]} have {digits} digits"
        f" after the point: {identifier}"
    )
