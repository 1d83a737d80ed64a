"""What `export` does to write only what is cited: read, look up, name, tell."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from paperctl.errors import PaperctlError
from paperctl.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from paperctl.citing._gather import Cited
    from paperctl.cli.context import Context
    from paperctl.cli.export_options import Citing
    from paperctl.cli.options import Selection
    from paperctl.formats import Format
    from paperctl.index.finder import Finder
    from paperctl.model.entry import Entry
    from paperctl.query.ast import Query

_MOST_SUGGESTIONS = 20
"""For so many missing keys: each asks the whole catalogue for names like it."""


class Choice(NamedTuple):
    """Entries, and the places of those that are written under another key."""

    entries: Sequence[Entry]
    renamed: frozenset[int] = frozenset()


def choose(  # noqa: PLR0913, PLR0917
    context: Context,
    finder: Finder,
    query: Query,
    selection: Selection,
    citing: Citing,
    form: Format,
) -> Choice | None:
    """Choose what a query matches, and of it what is cited where files say so.

    Returns:
        Entries under the keys that they are cited by; None where a key has no entry and
        that is to stop the export.

    Raises:
        PaperctlError: A file cannot be read, or is of no kind that is known.
    """
    if not citing.is_given:
        order, limit = selection.sort, selection.limit
        return Choice(finder.select(query, order=order, limit=limit))
    cited = read_cited(context, citing)
    keys = first_places(cited)
    is_all = keys.pop(_all_key(), None) is not None
    named = finder.named(keys)
    missing = [
        citation
        for key, citation in keys.items()
        if citation.is_sure and key not in named
    ]
    _tell_missing(context, finder, missing, cited, is_strict=citing.strict)
    if citing.unused and not is_all:
        _tell_unused(context, finder.citekeys(query), named.values())
    if missing and citing.strict:
        return None
    if not cited:
        files = ", ".join(citing.cited or citing.keys_from or ())
        context.say(f"paperctl: no citations in {files}")
    entries = _select(finder, query, selection, named, is_all=is_all)
    return _under_cited_keys(context, entries, named, form, keys)


def first_places(cited: Iterable[Cited]) -> dict[str, Cited]:
    """Say where each key is cited first, in the order of the document."""
    places: dict[str, Cited] = {}
    for citation in cited:
        known = places.setdefault(citation.key, citation)
        if citation.is_sure and not known.is_sure:
            places[citation.key] = citation
    return places


def check_alone(citing: Citing) -> None:
    """Refuse what says something about citations where none are asked for."""
    for option in ("strict", "unused", "cited_format"):
        if getattr(citing, option):
            raise PaperctlError(
                f"--{option.replace('_', '-')} goes with --cited or --keys-from",
                hint="--cited names a document, --keys-from a list of citekeys",
            )


def _all_key() -> str:
    from paperctl.citing import ALL

    return ALL


# --- reading ---


def read_cited(context: Context, citing: Citing) -> list[Cited]:
    """Read all citations of all files that are named, in their order.

    Raises:
        PaperctlError: A file cannot be read, or is of no known kind.
    """
    from paperctl.citing import gather, get, read_keys

    context.documents.clear()
    documents, lists = citing.cited or [], citing.keys_from or []
    if [*documents, *lists].count("-") > 1:
        raise PaperctlError(
            "standard input can be read only once", hint="give - to one option"
        )
    kind = get(citing.cited_format) if citing.cited_format else None
    cited: list[Cited] = []
    for name in documents:
        found = gather(_label(name), _Files(context, name).read, kind=kind)
        context.report(found.problems)
        cited += found.citations
    for name in lists:
        cited += read_keys(_label(name), _Files(context, name).main())
    return cited


def _label(name: str) -> str:
    from paperctl.cli.reading import STDIN

    return STDIN if name == "-" else name


class _Files:
    """The files of a document, by the names that they have from here."""

    def __init__(self, context: Context, name: str) -> None:
        self._context = context
        self._name = name

    def main(self) -> str:
        """Read the file that the user named."""
        from paperctl.citing import decode
        from paperctl.cli.reading import read_bytes

        if self._name != "-":
            self._context.documents.add(self._context.path(self._name))
        return decode(read_bytes(self._context, self._name, pipes=True))

    def read(self, path: str) -> str | None:
        """Read this or another; None where there is none."""
        if path == _label(self._name):
            return self.main()
        from paperctl.citing import decode
        from paperctl.store.file import read_file

        file = self._context.path(path)
        # One that is not there may come while somebody waits for changes.
        self._context.documents.add(file)
        # Not pathlib's, which raises where a name is longer than any file's.
        return decode(read_file(file).data) if os.path.isfile(file) else None  # noqa: PTH113


# --- looking up ---


def _select(
    finder: Finder,
    query: Query,
    selection: Selection,
    named: Mapping[str, str],
    *,
    is_all: bool,
) -> Sequence[Entry]:
    among = None if is_all else set(named.values())
    if selection.sort != "cited":
        return finder.select(
            query, order=selection.sort, limit=selection.limit, among=among
        )
    order = {citekey: at for at, citekey in enumerate(dict.fromkeys(named.values()))}
    entries = finder.select(query, among=among)
    by_place = sorted(entries, key=lambda entry: order.get(entry.citekey, len(order)))
    return by_place[: selection.limit]


def _under_cited_keys(
    context: Context,
    entries: Iterable[Entry],
    named: Mapping[str, str],
    form: Format,
    places: Mapping[str, Cited],
) -> Choice:
    from paperctl.citing import written_as

    spellings: dict[str, list[str]] = {}
    for key, citekey in named.items():
        spellings.setdefault(citekey, []).append(key)
    written: list[Entry] = []
    renamed: set[int] = set()
    for entry in entries:
        keys = spellings.get(entry.citekey)
        if not keys:  # only `\nocite{*}` asks for it
            written.append(entry)
            continue
        if len(keys) > 1 and form.several_keys != "once":
            _tell_spellings(context, form, [places[key] for key in keys])
        for named_so in written_as(entry, keys, form.several_keys):
            if named_so is not entry:
                renamed.add(len(written))
            written.append(named_so)
    return Choice(written, frozenset(renamed))


# --- telling ---


def _tell_missing(
    context: Context,
    finder: Finder,
    missing: Sequence[Cited],
    cited: Sequence[Cited],
    *,
    is_strict: bool,
) -> None:
    if not missing or (context.quiet and not is_strict):
        return
    from collections import Counter

    from paperctl.query.ast import Everything
    from paperctl.text.closest import did_you_mean

    known = finder.citekeys(Everything())
    times = Counter(citation.key for citation in cited)
    for number, citation in enumerate(missing):
        hint = did_you_mean(citation.key, known) if number < _MOST_SUGGESTIONS else None
        more = times[citation.key] - 1
        again = f" (and {more} more times)" if more > 1 else " (twice)" if more else ""
        context.warn(
            f"paperctl: {citation.location}: no entry {citation.key!r}{again}"
            + (f", {hint}" if hint else "")
        )
    if is_strict:
        context.warn("paperctl: nothing was written, as --strict asks")


def _tell_unused(
    context: Context, citekeys: Iterable[str], used: Iterable[str]
) -> None:
    known = set(used)
    for citekey in citekeys:
        if citekey not in known:
            context.warn(f"paperctl: nothing cites {citekey!r}")


def _tell_spellings(context: Context, form: Format, places: Sequence[Cited]) -> None:
    """Tell of an entry with several names in one document."""
    names = " and ".join(f"{place.key!r} ({place.location})" for place in places)
    folded = {place.key.lower() for place in places}
    if form.several_keys == "each folded" and len(folded) < len(places):
        context.warn(
            f"paperctl: {names} are one key to BibTeX, which stops at such a document"
        )
    if len(folded) > 1:
        context.say(f"paperctl: {names} are one work, written under each key")
