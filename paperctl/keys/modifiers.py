"""The modifiers of patterns: what follows a colon, as JabRef has it.

Each makes text of text; the words in it are apart by blanks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from paperctl.keys.words import FUNCTION_WORDS, STOP_WORDS, capitalized, without
from paperctl.text.fold import to_ascii
from paperctl.text.regex import lazy_regex
from paperctl.values import frozen

if TYPE_CHECKING:
    import re

Change: TypeAlias = Callable[[str], str]

# A group in a replacement: `$1` as in JabRef, `\1` as in Python.
_GROUP = lazy_regex(r"[$\\]([0-9])")


@frozen()
class Modifier:
    """One modifier; with a number behind its name it takes that too."""

    name: str
    make: Callable[[int], Change]
    needs_number: bool = False


def _plain(change: Change) -> Callable[[int], Change]:
    # A letter can come to be several, and capitals among them: 北 is Bei.
    return lambda _: lambda text: change(to_ascii(text))


def abbreviate(text: str) -> str:
    """Keep the first letter of each word.

    >>> abbreviate("Journal of Fish Biology")
    'JoFB'
    """
    return "".join(word.lstrip("({['\"")[:1] for word in text.split())


def capitalize(text: str) -> str:
    """Begin each word with a capital, the rest of it small.

    >>> capitalize("an EXAMPLE title")
    'An Example Title'
    """
    return " ".join(capitalized(word.lower()) for word in text.split())


def title_case(text: str) -> str:
    """Begin each word with a capital, but for function words after the first.

    >>> title_case("example title with An function Word")
    'Example Title with an Function Word'
    """
    return " ".join(
        word.lower()
        if at and word.lower() in FUNCTION_WORDS
        else capitalized(word.lower())
        for at, word in enumerate(text.split())
    )


def sentence_case(text: str) -> str:
    """Begin the first word with a capital, all else small.

    >>> sentence_case("an Example Title")
    'An example title'
    """
    return capitalized(text.lower())


def skip_words(text: str) -> str:
    """Leave out the words that say nothing.

    >>> skip_words("The Journal of Fish Biology")
    'Journal Fish Biology'
    """
    return " ".join(without(STOP_WORDS, text.split()))


def _truncate(number: int) -> Change:
    return lambda text: to_ascii(text)[:number].rstrip()


def default(instead: str) -> Change:
    """Make what puts a text where there is none."""
    return lambda text: text or instead


def replacing(pattern: re.Pattern[str], replacement: str) -> Change:
    """Make what replaces each match; `$1` in the replacement is the first group.

    >>> import re
    >>> replacing(re.compile("(.)u(.)"), "$2-$1")("Cuba")
    'b-Ca'
    """

    def put(found: re.Match[str]) -> str:
        return _GROUP.sub(lambda group: found[int(group[1])] or "", replacement)

    return lambda text: pattern.sub(put, text)


def groups_of(replacement: str) -> list[int]:
    """List the groups that a replacement asks for."""
    return [int(digit) for digit in _GROUP.findall(replacement)]


_TABLE = (
    Modifier("lower", _plain(str.lower)),
    Modifier("upper", _plain(str.upper)),
    Modifier("capitalize", _plain(capitalize)),
    Modifier("titlecase", _plain(title_case)),
    Modifier("sentencecase", _plain(sentence_case)),
    Modifier("abbr", _plain(abbreviate)),
    Modifier("truncate", _truncate, needs_number=True),
    Modifier("skipwords", _plain(skip_words)),
    Modifier("ascii", _plain(str)),
)

MODIFIERS: dict[str, Modifier] = {modifier.name: modifier for modifier in _TABLE}
"""Every modifier by its name, but for `(default)` and `regex("a","b")`."""
