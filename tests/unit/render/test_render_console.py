from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from paperctl.render.console import Flow, make_console, print_lines

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_what_is_long_is_printed_while_it_is_made() -> None:
    stream = StringIO()
    seen: list[int] = []

    def blocks() -> Iterator[str]:
        for number in range(1000):
            seen.append(stream.getvalue().count("\n"))
            yield f"line {number}"

    print_lines(make_console(stream, width=40, color=False), Flow(blocks()))
    assert stream.getvalue().splitlines() == [f"line {n}" for n in range(1000)]
    assert max(place - printed for place, printed in enumerate(seen)) < 200


def test_lines_end_without_blanks() -> None:
    stream = StringIO()
    print_lines(make_console(stream, width=12, color=True), Flow(["a b  ", "", "c"]))
    assert stream.getvalue() == "a b\n\nc\n"
