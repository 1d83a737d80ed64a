"""Did-you-mean: the few names that a mistyped word may stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 80
_PREFIX = 3


def closest(word: str, candidates: Iterable[str], *, limit: int = 3) -> list[str]:
    """Return the candidates nearest to a word, best first; none if none is near.

    Near means one slip of the finger for every three letters (a transposition is
    one slip), or that the word begins the candidate. Only candidates that come
    close to the best one are named, so that a good guess stands alone.

    >>> closest("quantizaton", ["quantization", "pruning"])
    ['quantization']
    >>> closest("zzz", ["area", "author"])
    []
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    typed = word.casefold()
    if not typed or len(typed) > _LONGEST:
        return []
    allowed = max(1, len(typed) // 3)
    names = list(dict.fromkeys(candidates))
    folded = [name.casefold() for name in names]
    # All at once, since a catalogue may have a hundred thousand citekeys.
    near = process.extract(
        typed, folded, scorer=OSA.distance, score_cutoff=allowed, limit=None
    )
    slips_of = {order: slips for _, slips, order in near if slips < len(typed)}
    if len(typed) >= _PREFIX:
        for order, known in enumerate(folded):
            if known.startswith(typed):
                slips_of.setdefault(order, allowed)
    found = [(slips, order, names[order]) for order, slips in slips_of.items()]
    found.sort()
    return [name for slips, _, name in found if slips <= found[0][0] + 1][:limit]


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """Ask whether the nearest candidates are meant; None if none is near.

    >>> did_you_mean("titel", ["title", "tags"])
    'did you mean title?'
    """
    near = closest(word, candidates)
    return f"did you mean {' or '.join(near)}?" if near else None
