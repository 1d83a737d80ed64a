"""The keys that entries have beside those that a pattern gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.keys import lettered
from paperctl.keys.pattern import unsafe_characters
from paperctl.text.regex import lazy_regex
from paperctl.values import frozen

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from paperctl.keys.pattern import Pattern
    from paperctl.model.entry import Entry

_PLACEHOLDER = lazy_regex(
    r"(?:entry|new|untitled|unknown|noname|nokey|todo|tbd|fixme|xxx|key|citekey)"
    r"(?:[a-z]|[-_.:]?[0-9]{1,4})?|[0-9]{1,4}",
)


@frozen()
class Proposal:
    """What a pattern gives for an entry.

    Attributes:
        citekey: The key of its own if that fits, else the first one that is free.
        gives_nothing: The entry has nothing that the pattern asks for; it keeps its
            key.
    """

    entry: Entry
    citekey: str
    gives_nothing: bool = False

    @property
    def fits(self) -> bool:
        """Whether the entry's key is what the pattern gives."""
        return self.citekey == self.entry.citekey and not self.gives_nothing


def propose(
    entries: Sequence[Entry], pattern: Pattern, chosen: Collection[str] | None = None
) -> list[Proposal]:
    """Say for entries of a catalogue which keys a pattern gives them, in their order.

    No two keys are equal, case aside, and none is or was that of another entry, by
    which a thesis may cite it. A key fits with a letter too, though the equals that it
    was for are gone. So what is assigned fits, and changes no more.

    Args:
        entries: All of the catalogue.
        pattern: How.
        chosen: The citekeys of those to give new keys to; None for all.
    """
    owners = {
        key.lower(): entry.citekey
        for entry in entries
        for key in (*entry.aliases, entry.citekey)
    }
    proposals: list[Proposal] = []
    for entry in entries:
        if chosen is not None and entry.citekey not in chosen:
            continue
        base = pattern.base(entry)
        if not base:
            proposals.append(Proposal(entry, entry.citekey, gives_nothing=True))
            continue
        citekey = entry.citekey
        if not _is_lettered(citekey, base):
            citekey = next(
                key
                for key in lettered(base)
                if owners.get(key.lower(), entry.citekey) == entry.citekey
            )
            owners[citekey.lower()] = entry.citekey
        proposals.append(Proposal(entry, citekey))
    return proposals


def _is_lettered(citekey: str, base: str) -> bool:
    """Whether a key is what was to be expected, or that with one letter."""
    letter = citekey.removeprefix(base)
    return citekey == base or (
        citekey.startswith(base)
        and len(letter) == 1
        and letter.isascii()
        and letter.islower()
    )


def is_placeholder(citekey: str) -> bool:
    """Whether a key only stands for one that is to come.

    >>> [is_placeholder(key) for key in ("todo", "new2", "Entry-12", "3")]
    [True, True, True, True]
    >>> [is_placeholder(key) for key in ("he2016", "newton1687", "key2021attention")]
    [False, False, False]
    """
    return _PLACEHOLDER.fullmatch(citekey.lower()) is not None


def hazards(citekey: str) -> list[str]:
    """Say what about a key some reader of it stumbles over.

    >>> hazards("müller&co"), hazards("-x"), hazards("he2016deep")
    (["holds 'ü' '&'"], ["begins with '-'"], [])
    """
    unsafe = unsafe_characters(citekey)
    if unsafe:
        return [f"holds {' '.join(map(repr, unsafe))}"]
    # To a shell it is an option, and pandoc sees no citation in `@-x`.
    is_sound = citekey[:1].isalnum() or citekey.startswith("_")
    return [] if is_sound else [f"begins with {citekey[:1]!r}"]


def oddities(proposal: Proposal, *, must_fit: bool) -> list[str]:
    """Say what is unusual about an entry's key; nothing, if nothing is.

    Args:
        proposal: The entry, and what the pattern gives.
        must_fit: Whether the key has to be that.
    """
    citekey = proposal.entry.citekey
    found = [f"{what}, which not every reader takes" for what in hazards(citekey)]
    if is_placeholder(citekey):
        found.append("is a placeholder")
    if must_fit and not proposal.fits and not proposal.gives_nothing:
        found.append(f"the pattern gives {proposal.citekey}")
    return found
