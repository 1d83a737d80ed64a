"""Text as a reader wants it: Unicode without macros, braces or dollars."""

from __future__ import annotations

from paperctl.text.markup import has_markup


def to_plain(text: str) -> str:
    r"""Write text as plain Unicode, for a terminal, a search or a table cell.

    Citations and unknown macros stay as they were typed.

    >>> to_plain(r"\emph{G{\"o}del} at $\geq 75$\% of~{GPUs}, 3$\times$")
    'Gödel at ≥ 75% of GPUs, 3×'
    """
    if not has_markup(text):
        return text
    from paperctl.text.segments import plain

    return plain(text)


def to_styled(text: str) -> list[tuple[str, str]]:
    r"""Write text as plain Unicode in segments, each with its style.

    Styles are `emph`, `strong`, `code`, `maths`, `url` and, for plain prose, the
    empty string. The segments joined are `to_plain` of the text.

    >>> to_styled(r"imposing \emph{sparsity} at $75\%$")
    [('imposing ', ''), ('sparsity', 'emph'), (' at ', ''), ('75%', 'maths')]
    """
    if not has_markup(text):
        return [(text, "")] if text else []
    from paperctl.text.segments import segments

    merged: list[tuple[str, str]] = []
    for segment, style in segments(text):
        if merged and merged[-1][1] == style:
            merged[-1] = (merged[-1][0] + segment, style)
        elif segment:
            merged.append((segment, style))
    return merged
