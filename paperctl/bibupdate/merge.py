"""The merge of one field: file, catalogue, and what was written last."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Literal, NamedTuple, TypeAlias

from paperctl.bibupdate.meaning import meaning

Side: TypeAlias = Literal["ours", "theirs"]
"""Who wins a conflict: the catalogue, or the file."""

Base: TypeAlias = Mapping[str, Mapping[str, str]]
"""What was written last: citekey in lower case -> name of field -> `mark` of it."""

_HALF = 16
# What an abstract means takes long to find out, and few rewrite one in other words.
_LONG = 300


class Said(NamedTuple):
    """What one side says in a field.

    Attributes:
        name: The one name of the field.
        text: Its value, expanded.
    """

    name: str
    text: str

    @property
    def meaning(self) -> str:
        """What is compared."""
        return meaning(self.name, self.text)


class Conflict(NamedTuple):
    """Both sides have changed a field, or nobody knows which of them did.

    Attributes:
        offset: Where it stands in the text of the file; of a field that is not there,
            where its entry begins.
        field: As the export calls it, `type` for the word behind the `@`; empty where
            the whole entry is to go.
        in_file: What the file says; None if nothing.
        in_catalogue: What the export says; None if nothing.
        offset_after: Where it stands in the text after the update.
    """

    offset: int
    citekey: str
    field: str
    in_file: str | None
    in_catalogue: str | None
    offset_after: int = 0


Verdict: TypeAlias = Literal["same", "take", "keep", "conflict"]


def mark(said: Said, known: str = "") -> str:
    """Digest a value for the base: what it means, then its very text.

    Args:
        said: The value.
        known: A mark that it may have already: to digest a text is quick, to find out
            what it means is not.
    """
    exact = _digest(said.text)
    if known[_HALF:] == exact:
        return known
    return _digest(_gist(said)) + exact


def decide(
    file: Said | None, catalogue: Said | None, base: str, side: Side | None = None
) -> Verdict:
    """Decide on a field.

    A value of the file that means what was written last is nobody's edit: the
    catalogue may change or remove it. One that means something else stays as long as
    the catalogue says what it said.

    Args:
        file: What the file says.
        catalogue: What the export says.
        base: The `mark` of what was written last; empty if nothing was.
        side: Who wins a conflict; the catalogue then wins against all hand edits of
            fields that it has.

    Returns:
        `same` and `keep` leave the file alone, `take` writes or removes.
    """
    if file is None and catalogue is None:
        return "same"
    if file and catalogue and _agree(file, catalogue, base):
        return "same"
    if _is(file, base):
        return "take"
    if side == "ours" and (catalogue or base):
        return "take"
    if _is(catalogue, base):
        return "keep"
    return "keep" if side == "theirs" else "conflict"


def _agree(file: Said, catalogue: Said, base: str) -> bool:
    """Whether both say the same, and not only braces changed in the catalogue."""
    if file.text == catalogue.text:
        return True
    if file.meaning != catalogue.meaning:
        return False
    return not base or base[_HALF:] != _digest(file.text)


def _is(said: Said | None, base: str) -> bool:
    """Whether a side says what was written last."""
    if said is None or not base:
        return said is None and not base
    return _digest(said.text) == base[_HALF:] or _digest(_gist(said)) == base[:_HALF]


def _gist(said: Said) -> str:
    return said.text if len(said.text) > _LONG else said.meaning


def _digest(text: str) -> str:
    data = text.encode("utf-8", "surrogatepass")
    return blake2b(data, digest_size=_HALF // 2).hexdigest()
