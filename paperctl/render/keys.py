"""Citekeys beside those that a pattern gives, for `paperctl keys` and `rename`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paperctl.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType
    from rich.table import Table

    from paperctl.errors import Location
    from paperctl.keys.plan import Proposal

_GAP = 2
_MIN_TITLE = 20


def proposal_document(proposal: Proposal) -> dict[str, Any]:
    """Give the shape of `--json`."""
    return {
        "citekey": proposal.entry.citekey,
        "proposed": None if proposal.gives_nothing else proposal.citekey,
        "fits": proposal.fits,
        "aliases": list(proposal.entry.aliases),
    }


def proposal_lines(proposals: Iterable[Proposal]) -> Iterator[str]:
    """Write `citekey proposed`, tab-separated; nothing where there is nothing."""
    for item in proposals:
        yield f"{one_line(item.entry.citekey)}\t{_proposed(item)}\n"


def _proposed(item: Proposal) -> str:
    return "" if item.gives_nothing else item.citekey


def proposals_table(proposals: Sequence[Proposal], *, width: int) -> RenderableType:
    """Show each key, and what the pattern gives where that is something else.

    Keys are never cut; titles get what is left of `width`, if that is enough.
    """
    from rich.cells import cell_len

    from paperctl.render import console

    keys = [one_line(item.entry.citekey) for item in proposals]
    given = ["=" if item.fits else _proposed(item) or "-" for item in proposals]
    headings = ("Citekey", "Pattern gives")
    taken = sum(
        max(map(cell_len, [heading, *cells])) + _GAP
        for heading, cells in zip(headings, (keys, given), strict=True)
    )
    has_titles = width - taken >= _MIN_TITLE
    table = _table(*headings)
    if has_titles:
        for column in table.columns:
            column.no_wrap = True
        table.add_column(
            "Title", no_wrap=True, overflow="ellipsis", width=width - taken
        )
    for item, key, proposed in zip(proposals, keys, given, strict=True):
        style = console.FAINT if item.fits or item.gives_nothing else console.LABEL
        cells = [
            console.plain_text(key, console.KEY),
            console.plain_text(proposed, style),
        ]
        if has_titles:
            cells.append(console.prose(" ".join(item.entry.title.split())))
        table.add_row(*cells)
    return table


def oddity_document(
    place: Location | None, proposal: Proposal, reasons: Sequence[str]
) -> dict[str, Any]:
    """Give the shape of `--check --json`."""
    return proposal_document(proposal) | {
        "reasons": list(reasons),
        "location": str(place) if place else None,
    }


def oddity_lines(
    rows: Iterable[tuple[Location | None, Proposal, Sequence[str]]],
) -> Iterator[str]:
    """Write `path:line:column: citekey: reason`, as compilers do."""
    for place, item, reasons in rows:
        for reason in reasons:
            where = f"{place}: " if place else ""
            yield one_line(f"{where}{item.entry.citekey}: {reason}") + "\n"


def renaming_lines(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Write `old new`, tab-separated."""
    for old, new in pairs:
        yield f"{one_line(old)}\t{one_line(new)}\n"


def renamings_table(pairs: Iterable[tuple[str, str]]) -> RenderableType:
    """Show which key became which."""
    from paperctl.render import console

    table = _table("Old", "New")
    for old, new in pairs:
        table.add_row(
            console.plain_text(one_line(old), console.FAINT),
            console.plain_text(one_line(new), console.KEY),
        )
    return table


def _table(*headings: str) -> Table:
    from rich.table import Table

    from paperctl.render import console

    table = Table(
        box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style=console.HEADING
    )
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
