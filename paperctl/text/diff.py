"""What changes in a text, as `diff -u` shows it."""

from __future__ import annotations

from paperctl.text.regex import lazy_regex

# YAML and TeX may have other line breaks inside a line.
_LINES = lazy_regex(r"[^\n]*\n|[^\n]+")


def unified_diff(old: str, new: str, old_name: str | None, new_name: str) -> str:
    r"""Compare two texts line by line; empty if they are equal.

    Args:
        old: The text before.
        new: The text after.
        old_name: Of the file; None where there was none.
        new_name: Of the file.

    >>> print(unified_diff("a\nb", "a\nc", "x", "x"))
    --- x
    +++ x
    @@ -1,2 +1,2 @@
     a
    -b
    \ No newline at end of file
    +c
    \ No newline at end of file
    """
    from difflib import unified_diff as compare

    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in compare(
            _LINES.findall(old),
            _LINES.findall(new),
            fromfile=old_name or "/dev/null",
            tofile=new_name,
        )
    )
