"""What `grep` and `search` found: lines for a pipe, groups for a terminal."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from paperctl.query.grep import hit_line
from paperctl.text.display import one_line
from paperctl.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from rich.console import RenderableType
    from rich.text import Text

    from paperctl.errors import Location
    from paperctl.model.entry import Entry
    from paperctl.query.grep import Hit
    from paperctl.query.search import Scored


class Placed(NamedTuple):
    """A hit, and where in the catalogue's file it stands."""

    hit: Hit
    location: Location


def grep_lines(placed: Iterable[Placed], *, color: bool = False) -> Iterator[str]:
    """Write `path line citekey field text`, tab-separated, one line a unit.

    With `color` the matches are marked, as grep does it for `less -R`.
    """
    for hit, location in placed:
        yield hit_line(hit, location, _marked(hit) if color else None)


def _marked(hit: Hit) -> str:
    parts: list[str] = []
    end = 0
    for start, stop in hit.spans:
        parts += (
            one_line(hit.unit.text[end:start]),
            f"\x1b[1;31m{one_line(hit.unit.text[start:stop])}\x1b[0m",
        )
        end = stop
    return "".join((*parts, one_line(hit.unit.text[end:])))


def vimgrep_lines(placed: Iterable[Placed]) -> Iterator[str]:
    """Write `path:line:column:text` for editors, one line a match."""
    for hit, location in placed:
        yield f"{one_line(str(location))}:{one_line(hit.unit.text)}\n"


def grep_events(placed: Iterable[Placed]) -> Iterator[str]:
    """Write JSON Lines: `begin` and `end` around the hits of each entry.

    Spans count bytes of the text in UTF-8, as in ripgrep's events.
    """
    entries = units = 0
    for citekey, group in groupby(placed, key=lambda item: item.hit.citekey):
        matched = 0
        for number, (hit, location) in enumerate(group):
            if not number:
                yield _event("begin", path=location.path, citekey=citekey)
            matched += not hit.is_context
            yield _event(
                "context" if hit.is_context else "match",
                path=location.path,
                line=location.line,
                column=location.column,
                citekey=citekey,
                field=hit.unit.field,
                text=hit.unit.text,
                submatches=[_submatch(hit.unit.text, *span) for span in hit.spans],
            )
        yield _event("end", citekey=citekey, matched_units=matched)
        entries += 1
        units += matched
    yield _event("summary", entries=entries, matched_units=units)


def _submatch(text: str, start: int, end: int) -> dict[str, Any]:
    return {
        "match": text[start:end],
        "start": len(text[:start].encode()),
        "end": len(text[:end].encode()),
    }


def _event(kind: str, **data: Any) -> str:
    from paperctl.text.display import json_text

    return json_text({"type": kind, "data": data}) + "\n"


def count_lines(counts: Mapping[str, int]) -> Iterator[str]:
    """Write `citekey number`, tab-separated, one line an entry."""
    return (f"{citekey}\t{number}\n" for citekey, number in counts.items())


def count_table(counts: Mapping[str, int]) -> RenderableType:
    """Show a number for each entry, in line."""
    from rich.table import Table

    from paperctl.render import console

    table = Table.grid(padding=(0, 2))
    table.add_column(overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    for citekey, number in counts.items():
        table.add_row(console.plain_text(citekey, console.KEY), str(number))
    return table


def grep_groups(
    hits: Iterable[Hit],
    entry_of: Callable[[str], Entry],
    *,
    line_of: Callable[[Hit], int | None] | None = None,
    separated: bool = False,
) -> RenderableType:
    """Group hits under their entries, context dimmed, matches marked.

    Args:
        hits: In order.
        entry_of: Looks an entry up.
        line_of: Says in which line each stands, to show that too.
        separated: Set a line between units that do not follow each other.
    """
    from rich.padding import Padding
    from rich.text import Text

    from paperctl.render import console

    def blocks() -> Iterator[RenderableType]:
        groups = groupby(hits, key=lambda hit: hit.citekey)
        for place, (citekey, group) in enumerate(groups):
            if place:
                yield ""
            yield _heading(entry_of(citekey))
            for number, hit in enumerate(group):
                if separated and number and not hit.follows:
                    yield Padding(Text("--", console.FAINT), (0, 0, 0, 2))
                text = _unit_text(hit)
                if line_of:
                    text = Text.assemble((f"{line_of(hit)}: ", console.FAINT), text)
                yield Padding(text, (0, 0, 0, 2))

    return console.Flow(blocks())


def _unit_text(hit: Hit) -> Text:
    from rich.text import Text

    from paperctl.render import console

    text = console.highlighted(hit.unit.text, hit.spans)
    if hit.is_context:
        text.stylize(console.FAINT)
    if hit.unit.field in {"title", "abstract"}:
        return text
    return Text.assemble((f"{hit.unit.field}: ", console.LABEL), text)


def search_groups(found: Iterable[Scored]) -> RenderableType:
    """Show each entry's heading and its best passage."""
    from rich.console import Group
    from rich.padding import Padding

    from paperctl.render import console

    blocks: list[RenderableType] = []
    for scored in found:
        if blocks:
            blocks.append("")
        blocks.append(_heading(scored.entry))
        title = console.prose(" ".join(scored.entry.title.split()), console.HEADING)
        blocks.append(Padding(title, (0, 0, 0, 2)))
        passage = scored.passage
        if passage and passage.field != "title":
            text = console.highlighted(passage.text, passage.spans)
            blocks.append(Padding(text, (0, 0, 0, 2)))
        elif passage and passage.text == title.plain:
            for span in passage.spans:
                title.stylize(console.HIT, *span)
    return Group(*blocks)


def _heading(entry: Entry) -> RenderableType:
    from rich.text import Text

    from paperctl.model.cells import short_authors
    from paperctl.render import console
    from paperctl.render.links import link_of

    heading = console.plain_text(
        entry.citekey, console.KEY, link=link_of(entry, "citekey")
    )
    names = short_authors(entry.authors, truncated=entry.authors_truncated)
    about = ", ".join(filter(None, (names, str(entry.date or ""))))
    return heading + Text(f"  {about}", style=console.FAINT)


def search_lines(found: Iterable[Scored]) -> Iterator[str]:
    """Write `citekey title passage`, tab-separated, the best first."""
    from paperctl.model.cells import cell

    for scored in found:
        passage = one_line(scored.passage.text) if scored.passage else ""
        yield f"{scored.entry.citekey}\t{cell(scored.entry, 'title')}\t{passage}\n"


def search_documents(
    found: Iterable[Scored], fields: Sequence[str] | None
) -> list[dict[str, Any]]:
    """Give each entry's document with its score and passage."""
    from paperctl.model.document import entry_document

    return [
        {
            **entry_document(scored.entry, fields),
            "score": round(scored.score, 6),
            "passage": scored.passage
            and {
                "field": scored.passage.field,
                "text": scored.passage.text,
                "spans": [list(span) for span in scored.passage.spans],
            },
        }
        for scored in found
    ]
