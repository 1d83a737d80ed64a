"""Where damaged YAML goes back to the left: what stands below is no part of it."""

from __future__ import annotations

import re

from paperctl.text.regex import lazy_regex

# A mapping in braces that ends with its line.
_BRACES = lazy_regex(r"[^\n]*:[ ]+\{[^\n]*\}[ \t]*\r?\n")
_DASH = lazy_regex(r"[ ]*-[ ]+(?=[^ \t\r\n#])")
# A line that holds something; to YAML 1.1, lines end at these characters too.
_ENDS = "\r\x85\u2028\u2029"
_LINE = lazy_regex(
    rf"(?:^|(?<=[{_ENDS}])(?!\n))([ ]*)(?=[ \t]*[^ \t\n{_ENDS}#])", re.MULTILINE
)
_TABS = lazy_regex(rf"^[ ]*\t[ \t]*(?=[{_ENDS}]|$)", re.MULTILINE)


def find_outdent(text: str, start: int, end: int) -> int | None:
    r"""Find the line that is indented less than the keys of a mapping above it.

    It can neither be a key of the mapping, nor a part of a value in it (YAML 1.2.2,
    section 8.2.2). Tabs are no indentation (section 6.1).

    Args:
        text: YAML, of which a stretch cannot be parsed.
        start: Of the stretch: in the line that names the mapping, or in that of its
            first key, if this stands behind a dash.
        end: Of the stretch.

    >>> find_outdent("a:\n  b: c\n d:\n  e: f\n", 0, 20)
    10
    """
    line = text.rfind("\n", 0, start) + 1
    dash = _DASH.match(text, line, end)
    column = dash.end() - line if dash else 0
    if _BRACES.match(text, line, end):
        column = end - line  # more than any: whatever stands below is no part of it
    below = text.find("\n", start, end) + 1
    if not below:
        return None
    done = below  # where lines begin that hold nothing, unless it is tabs
    for found in _LINE.finditer(text, below, end):
        indent = len(found[1])
        if indent < column:
            return _find_tabs(text, done, found.start(1)) or found.start(1)
        column = column or indent
        done = text.find("\n", found.end(), end) + 1 or end
    return _find_tabs(text, done, end)


def _find_tabs(text: str, start: int, end: int) -> int | None:
    found = _TABS.search(text, start, end)
    return found.start() if found else None
