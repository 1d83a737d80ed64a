"""Doing a thing again whenever one of some files changes.

Files are looked at, not listened to: that works on every system and on network drives,
and costs a few calls of `stat` each time.
"""

from __future__ import annotations

from time import sleep
from typing import TYPE_CHECKING

from paperctl.cli.explaining import explain
from paperctl.errors import PaperctlError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from typing import NoReturn

    from paperctl.cli.context import Context

PAUSE = 0.25
"""Seconds between two looks."""

_State = dict["Path", tuple[int, int, int] | None]


def watch(
    context: Context,
    work: Callable[[], object],
    paths: Callable[[], Iterable[Path]],
    *,
    pause: float = PAUSE,
) -> NoReturn:
    """Work now, and again after every change, until somebody interrupts.

    What goes wrong the first time ends it; later it is told, and the next change may
    mend it.

    Args:
        context: The run's.
        work: What to do.
        paths: The files and folders to look at; asked before each look, since the work
            may find further ones.
        pause: Seconds between two looks.
    """
    seen = look(paths())
    work()
    seen = _with_further(seen, paths)
    context.say(f"paperctl: watching {_names(context, seen)}; Ctrl-C ends it")
    while True:
        sleep(pause)
        now = look(paths())
        if now == seen:
            continue
        now = _settled(paths, now, pause)
        changed = [path for path in now if now[path] != seen.get(path, ())]
        changed += [path for path in seen if path not in now]
        seen = now
        if changed:
            context.say(f"paperctl: {_names(context, changed)} changed")
            _work_again(context, work)
            seen = _with_further(seen, paths)


def _names(context: Context, paths: Iterable[Path]) -> str:
    return ", ".join(str(context.relative(path)) for path in paths)


def look(paths: Iterable[Path]) -> _State:
    """Take down the state of files, and of what folders hold; None of what is gone."""
    from paperctl.store.locate import list_files

    state: _State = {}
    for path in paths:
        files = [path]
        if path.is_dir():
            files += list_files((path,))
        for file in files:
            try:
                found = file.stat()
            except OSError:
                state[file] = None
            else:
                state[file] = (found.st_mtime_ns, found.st_size, found.st_ino)
    return state


def _with_further(seen: _State, paths: Callable[[], Iterable[Path]]) -> _State:
    """Take down what the work has found; of others what was seen before it."""
    return {path: seen.get(path, state) for path, state in look(paths()).items()}


def _settled(paths: Callable[[], Iterable[Path]], now: _State, pause: float) -> _State:
    """Wait until a whole pause goes by without a change: editors save in steps."""
    while True:
        sleep(pause)
        later = look(paths())
        if later == now:
            return now
        now = later


def _work_again(context: Context, work: Callable[[], object]) -> None:
    context.close()
    context.problems.clear()
    try:
        work()
        context.stdout.flush()
    except PaperctlError as error:
        explain(error, context)
