r"""TeX's conditions: where a branch that is skipped ends.

TeX skips tokens, counts what begins a condition, and looks for `\else` and `\fi`;
verbatim environments are nothing special there, comments are.
"""

from __future__ import annotations

from paperctl.citing._tex_commands import CONDITIONS, NO_CONDITION
from paperctl.text.regex import lazy_regex

_TOKEN = lazy_regex(r"\\(?:(if[A-Za-z@]*|else|fi)(?![A-Za-z@])|[^\n])|%[^\n]*")
_DEFINED = lazy_regex(
    r"\\newif\s*\{?\s*$|\\let\s*\\[A-Za-z@]+\s*=?\s*$|\\let\s*$|\\def\s*$"
)
_LOOKED_BACK = 60
_DEFINING = ("\\newif", "\\let", "\\def")


def is_condition(text: str, name: str, at: int) -> bool:
    r"""Whether a command there begins a condition that `\fi` ends.

    >>> is_condition(r"\ifx", "ifx", 0), is_condition(r"\let\ifa\iffalse", "iffalse", 8)
    (True, False)
    """
    return (
        name.startswith("if")
        and name not in NO_CONDITION
        and (name in CONDITIONS or not text.startswith("{", at + len(name) + 1))
        and not _is_defined(text[max(0, at - _LOOKED_BACK) : at])
    )


def _is_defined(before: str) -> bool:
    # Nearly always the quick answer is no.
    if not any(name in before for name in _DEFINING):
        return False
    return _DEFINED.search(before) is not None


def branch_end(
    text: str, at: int, end: int, *, to_else: bool
) -> tuple[str, int] | None:
    r"""Find the `\fi` that ends a branch, or its `\else`, and what follows it.

    >>> branch_end(r"a \ifx b \fi \else c \fi", 0, 99, to_else=True)
    ('else', 18)
    """
    depth = 0
    for token in _TOKEN.finditer(text, at, end):
        name = token[1]
        if name == "fi" and not depth:
            return name, token.end()
        if name == "fi":
            depth -= 1
        elif name == "else":
            if to_else and not depth:
                return name, token.end()
        elif name and is_condition(text, name, token.start()):
            depth += 1
    return None
