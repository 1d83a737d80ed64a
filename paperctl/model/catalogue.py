"""Catalogues: entries in the user's order, found by citekey."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from paperctl.errors import DuplicateCitekeyError, UnknownCitekeyError
from paperctl.model.entry import NOTHING, Entry, ExtraValue
from paperctl.values import field_names, frozen


@frozen()
class Profile:
    """An author page's header, as it was seen; counts are the page's, not ours."""

    name: str
    area: str | None = None
    h_index: int | None = None
    papers: int | None = None
    citations: int | None = None
    novelty: str | None = None
    ai_score: int | None = None
    extra: Mapping[str, ExtraValue] = NOTHING

    def __hash__(self) -> int:
        return hash(self.name)


PROFILE_FIELDS = field_names(Profile)[:-1]
"""What the format knows of a profile, in the order of the canonical writer."""


class Catalogue(Mapping[str, Entry]):
    """An immutable, ordered mapping of citekeys to entries.

    Citekeys are compared without case, because BibTeX compares them so; an entry is
    found under its aliases too. Iteration gives the citekeys as they are written.

    >>> catalogue = Catalogue([Entry(citekey="He2016", aliases=("resnet",))])
    >>> catalogue["he2016"] is catalogue["resnet"]
    True

    Raises:
        DuplicateCitekeyError: Two entries have the same citekey or alias.
    """

    __slots__ = ("_by_key", "_entries", "archive", "extra", "profiles")

    def __init__(
        self,
        entries: Iterable[Entry] = (),
        *,
        archive: str | None = None,
        profiles: Iterable[Profile] = (),
        extra: Mapping[str, ExtraValue] | None = None,
    ) -> None:
        self._entries = tuple(entries)
        self.archive = archive
        self.profiles = tuple(profiles)
        self.extra = MappingProxyType(dict(extra or {}))
        by_key: dict[str, Entry] = {}
        for entry in self._entries:
            for key in (entry.citekey, *entry.aliases):
                other = by_key.setdefault(key.lower(), entry)
                if other is not entry:
                    raise DuplicateCitekeyError(
                        f"two entries are called {key!r}:"
                        f" {other.citekey} and {entry.citekey}"
                    )
        self._by_key = by_key

    def __getitem__(self, citekey: str) -> Entry:
        return self._by_key[citekey.lower()]

    def __iter__(self) -> Iterator[str]:
        return (entry.citekey for entry in self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, citekey: object) -> bool:
        return isinstance(citekey, str) and citekey.lower() in self._by_key

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Catalogue):
            return NotImplemented
        return (self._entries, self.archive, self.profiles, self.extra) == (
            other._entries,
            other.archive,
            other.profiles,
            other.extra,
        )

    def __hash__(self) -> int:
        return hash(self._entries)

    def __repr__(self) -> str:
        return f"<Catalogue of {len(self)} entries>"

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries in the user's order."""
        return self._entries

    def find(self, citekey: str) -> Entry | None:
        """Look an entry up by its citekey or an alias, case aside."""
        return self._by_key.get(citekey.lower())

    def resolve(self, citekey: str) -> Entry:
        """Look an entry up, or say which citekeys are near.

        Raises:
            UnknownCitekeyError: There is none; its hint suggests others.
        """
        entry = self.find(citekey)
        if entry is None:
            raise unknown_citekey(citekey, self)
        return entry


def unknown_citekey(citekey: str, known: Iterable[str]) -> UnknownCitekeyError:
    """Make the error for a citekey that is none of those known."""
    from paperctl.text.closest import did_you_mean

    return UnknownCitekeyError(
        f"no entry {citekey!r} in the catalogue",
        hint=did_you_mean(citekey, known)
        or "`paperctl list --format keys` shows all citekeys",
    )
