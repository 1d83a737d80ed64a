"""Where a field's value leads on the web."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paperctl.model.entry import Entry


def link_of(entry: Entry, field: str) -> str | None:
    """Give the address behind a field, if there is one that a browser can open."""
    match field:
        case "citekey" | "title":
            return link_of(entry, "arxiv") or link_of(entry, "doi") or _web(entry.url)
        case "arxiv":
            return entry.arxiv.url if entry.arxiv else None
        case "doi":
            return _web(f"https://doi.org/{entry.doi}") if entry.doi else None
        case "url":
            return _web(entry.url)
        case "code":
            return _web(entry.code)
        case _:
            return None


def _web(text: str | None) -> str | None:
    # Only these schemes: a catalogue must not make a `file:` or `javascript:` link. And
    # nothing but printable characters: an escape would end the terminal's link.
    if not text or not text.startswith(("https://", "http://")):
        return None
    if " " in text or not text.isprintable():
        return None
    if text.isascii():
        return text
    from urllib.parse import quote

    return quote(text, safe="%/:=&?~#+!$,;'@()*[]")
