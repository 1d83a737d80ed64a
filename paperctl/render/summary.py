"""The counts of a catalogue: bars for a terminal, lines for a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from paperctl.model.catalogue import Profile
    from paperctl.stats import ProfileTally, Summary, Tally

_MAX_BAR = 40
_MAX_NAME = 32
_PAPERS = "papers"
_EIGHTHS = " ▏▎▍▌▋▊▉"


def _sections(summary: Summary) -> list[tuple[str, str, Sequence[Tally], bool]]:
    """Name, heading and tallies of each section, and whether all of it is shown."""
    return [
        ("area", "Areas", summary.by_area, False),
        ("year", "Years", summary.by_year, True),
        ("month", "Months", (), False),
        ("author", "Authors", summary.by_author, False),
        ("venue", "Venues", summary.by_venue, False),
        ("affiliation", "Affiliations", summary.by_affiliation, False),
        ("tag", "Tags", summary.by_tag, False),
        ("code", "Code", summary.by_code, False),
    ]


def summary_lines(summary: Summary) -> Iterator[str]:
    """Write `section name count`, tab-separated, everything that was counted."""
    for name, value in _totals(summary):
        yield f"total\t{name}\t{value}\n"
    for section, _, tallies, _ in _sections(summary):
        for tally in summary.by_month if section == "month" else tallies:
            yield f"{section}\t{one_line(tally.name)}\t{tally.count}\n"
    for pair in summary.coauthors:
        yield f"coauthors\t{one_line(' & '.join(pair.names))}\t{pair.count}\n"
    for page in summary.profiles:
        for name, figure in _profile_figures(page.profile):
            yield _profile_line(page, name, figure)
            if name == _PAPERS:
                yield _profile_line(page, "entries here by this author", page.entries)


def _profile_line(page: ProfileTally, name: str, figure: int | str) -> str:
    return f"profile\t{one_line(page.profile.name)}: {name}\t{one_line(str(figure))}\n"


def _totals(summary: Summary) -> list[tuple[str, int]]:
    return [
        ("entries", summary.entries),
        ("with code", summary.with_code),
        ("with arXiv id", summary.with_arxiv),
        ("with DOI", summary.with_doi),
        ("with abstract", summary.with_abstract),
        ("authors cut short", summary.truncated),
    ]


def _profile_figures(profile: Profile) -> list[tuple[str, int | str]]:
    """Name what a page's header says, the papers always."""
    figures = [
        ("area", profile.area),
        (_PAPERS, "" if profile.papers is None else profile.papers),
        ("h-index", profile.h_index),
        ("citations", profile.citations),
        ("novelty", profile.novelty),
        ("AI score", profile.ai_score),
    ]
    return [(name, value) for name, value in figures if value is not None]


def summary_charts(summary: Summary, *, width: int, top: int) -> RenderableType:
    """Draw the counts as bars that fit into `width` cells, `top` of each section."""
    from rich.console import Group
    from rich.text import Text

    from paperctl.render import console

    span = " to ".join(
        dict.fromkeys(
            str(date) for date in (summary.first_date, summary.last_date) if date
        )
    )
    head = Text(f"{summary.entries} entries", style=console.HEADING)
    head.append(f"  {span}", console.FAINT)
    others = ", ".join(
        f"{value} {name}" for name, value in _totals(summary)[1:] if value
    )
    blocks: list[RenderableType] = [head, Text(others, style=console.FAINT)]
    for tally in summary.profiles:
        title = Text("Author page", style=console.HEADING)
        title.append_text(console.plain_text(f"  {one_line(tally.profile.name)}"))
        blocks += ["", title, _profile_table(tally)]
    for _, heading, tallies, is_whole in _sections(summary):
        if tallies:
            shown = tallies if is_whole else tallies[:top]
            title = Text(heading, style=console.HEADING)
            if len(shown) < len(tallies):
                title.append(f"  {len(shown)} of {len(tallies)}", console.FAINT)
            blocks += ["", title, _bars(shown, width)]
    return Group(*blocks)


def _profile_table(tally: ProfileTally) -> RenderableType:
    """Set what the page said beside what is here."""
    from rich.table import Table

    from paperctl.render import console

    table = Table(
        box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=console.FAINT
    )
    table.add_column("")
    table.add_column("page", justify="right")
    table.add_column("here", justify="right")
    for name, figure in _profile_figures(tally.profile):
        said = f"{figure:,}" if isinstance(figure, int) else one_line(figure)
        here = f"{tally.entries:,}" if name == _PAPERS else ""
        table.add_row(name, console.plain_text(said), here)
    return table


def _bars(tallies: Sequence[Tally], width: int) -> RenderableType:
    from rich.cells import cell_len
    from rich.table import Table

    from paperctl.render import console

    most = max(tally.count for tally in tallies) or 1
    labels = [
        one_line(f"{tally.name}  {tally.label}" if tally.label else tally.name)
        for tally in tallies
    ]
    label_width = min(max(map(cell_len, labels)), _MAX_NAME, max(8, width // 2))
    digits = len(str(most))
    room = max(1, min(_MAX_BAR, width - label_width - digits - 4))
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(width=label_width, no_wrap=True, overflow="ellipsis")
    table.add_column(width=digits, justify="right")
    table.add_column(width=room, no_wrap=True, style=console.KEY)
    for tally, label in zip(tallies, labels, strict=True):
        # One bar alone has nothing to be compared with.
        bar = _bar(tally.count / most * room) if len(tallies) > 1 else ""
        table.add_row(console.plain_text(label), str(tally.count), bar)
    return table


def _bar(length: float) -> str:
    """Draw a bar of a length in cells, to an eighth of one.

    >>> _bar(2.5)
    '██▌'
    """
    whole, eighths = divmod(round(length * 8), 8)
    return "█" * whole + (_EIGHTHS[eighths] if eighths else "")
