"""What each shell is told: its script, and answers in lines that it reads.

A line is a value, a tab and what the value is; no shell ever evaluates it. A line that
begins with a tab asks for the shell's own completion of file names.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from paperctl.cli.completion.words import quote_for_bash, split_line
from paperctl.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from paperctl.cli.completion.answer import Answer

Shell = Literal["bash", "zsh", "fish"]
SHELLS: tuple[Shell, ...] = get_args(Shell)

_FILES = "\tfiles\n"


def script_of(shell: Shell) -> str:
    """Read the script that a shell is to source."""
    return (Path(__file__).parent / f"paperctl.{shell}").read_text(encoding="utf-8")


def shell_named(path: str) -> Shell | None:
    """Tell a shell by its program, as SHELL names it.

    >>> shell_named("/usr/bin/zsh"), shell_named("/bin/dash")
    ('zsh', None)
    """
    name = path.rpartition("/")[2]
    return next((shell for shell in SHELLS if shell == name), None)


def reply(
    shell: Shell, asked: Sequence[str], answer: Callable[[Sequence[str]], Answer]
) -> Iterator[str]:
    """Answer a script in lines.

    Args:
        shell: The one whose script it is.
        asked: From bash the line up to the cursor and the part of it that would be
            replaced; from the others the words after the program, of which fish gives
            the last as it was typed.
        answer: Completes the last of the words after the program.
    """
    if shell == "bash":
        line, replaced = asked
        return _reply_to_bash(line, replaced, answer)
    words = list(asked)
    if shell == "fish":
        words[-1] = split_line(f"paperctl {words[-1]}").words[-1]
    return _reply_in_full(answer(words))


def _reply_in_full(found: Answer) -> Iterator[str]:
    if found.wants_files:
        yield _FILES
    for value, what in found.values.items():
        if value.isprintable():
            yield f"{value}\t{one_line(what)}\n"


def _reply_to_bash(
    line: str, replaced: str, answer: Callable[[Sequence[str]], Answer]
) -> Iterator[str]:
    words, quote = split_line(line)
    found = answer(words[1:])
    if found.wants_files:
        yield _FILES
    # bash takes a word apart at colons and equal signs, and replaces its last part.
    last = words[-1]
    part = split_line(quote + replaced.removeprefix(quote)).words[-1]
    start = len(last) - len(part) if last.endswith(part) else 0
    for value in found.values:
        if value.isprintable():
            yield f"{quote_for_bash(value[start:], quote)}\n"
