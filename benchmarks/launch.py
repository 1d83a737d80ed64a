"""Run one process, and print its seconds, its peak of memory in MiB and its status.

Run by `benchmarks.measure` as a script of its own, and small on purpose: Linux counts
to a process's peak what its parent held when it started it.
"""

from __future__ import annotations

import os
import sys
import time

ERRORS, COMMAND = sys.argv[1], sys.argv[2:]


def main() -> None:
    """Read what the process writes to its pipe, and throw it away."""
    reading, writing = os.pipe()
    block = bytearray(1 << 16)
    start = time.perf_counter()
    process = os.posix_spawnp(
        COMMAND[0],
        COMMAND,
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, writing, 1),
            (os.POSIX_SPAWN_OPEN, 2, ERRORS, os.O_WRONLY | os.O_CREAT, 0o600),
        ],
    )
    os.close(writing)
    while os.readv(reading, [block]):
        pass
    _, status, used = os.wait4(process, 0)
    seconds = time.perf_counter() - start
    # Kilobytes, but bytes on macOS.
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    print(seconds, used.ru_maxrss / unit, os.waitstatus_to_exitcode(status))


main()
