"""Programs for the same purpose, each with a library of the same entries.

Their libraries are written as they keep them, since importing takes them a second an
entry. Each is installed into an environment of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import md5
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

import paperctl
from benchmarks.bench import say
from benchmarks.measure import (
    Comparison,
    MeasureError,
    Run,
    Skipped,
    bare_environ,
    compare,
    run,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from benchmarks.bench import Bench
    from paperctl import Entry

LIMIT = 120
# What takes longer is measured in one round only.
LONG = 10


class Peer(NamedTuple):
    """A program, what to install, and how to write a library into a home."""

    name: str
    requirement: str
    write: Callable[[Path, Sequence[Entry]], None]
    # Its command beside the one of paperctl that does the same.
    commands: Sequence[tuple[Sequence[str], Sequence[str]]]


def results(bench: Bench) -> Iterator[Comparison | Skipped]:
    """Compare what both can do."""
    for peer in PEERS:
        try:
            program = installed(peer, bench.peers or bench.folder / "peers")
        except MeasureError as error:
            yield Skipped(peer.name, str(error))
            continue
        for size in bench.chosen(1000, 10_000):
            entries = list(paperctl.load(bench.catalogue(size)).values())
            home = bench.folder / f"{peer.name}-{size}"
            say(f"writing {size:,} entries for {peer.name}")
            peer.write(home, entries)
            for argv, ours in peer.commands:
                yield beside(bench, size, ours, [str(program), *argv], home)


def beside(
    bench: Bench, size: int, ours: Sequence[str], theirs: Sequence[str], home: Path
) -> Comparison | Skipped:
    """Compare one command, in one round if it takes long, or say why not."""
    peer = theirs[0].rpartition("/")[2]
    command = f"{peer} {' '.join(theirs[1:])}"
    environ = bare_environ(home)

    def measure() -> Run:
        return run(theirs, environ, limit=LIMIT)

    try:
        # It makes its cache.
        measure()
        rounds = 1 if measure().seconds > LONG else bench.slow_rounds
        runs, floor = compare(bench.warm_paperctl(size, ours), measure, rounds=rounds)
    except MeasureError as error:
        return Skipped(f"{command}, {size:,} entries", str(error))
    return Comparison(f"{' '.join(ours)}, {size:,} entries", command, runs, floor)


def installed(peer: Peer, folder: Path) -> Path:
    """Find a peer's program below a folder, and install it if it is not there.

    Raises:
        MeasureError: It does not install.
    """
    home = folder.resolve() / peer.name
    program = home / "bin" / peer.name
    if program.exists():
        return program
    say(f"installing {peer.requirement}")
    for command in (
        [sys.executable, "-m", "venv", str(home)],
        [str(home / "bin" / "python"), "-m", "pip", "install", "-q", peer.requirement],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise MeasureError(f"{peer.requirement} does not install: {last}")
    return program


def write_papis(home: Path, entries: Sequence[Entry]) -> None:
    """Write a folder with an `info.yaml` for each entry, and the configuration."""
    library = home / "library"
    settings = f"[settings]\ndefault-library = papers\n[papers]\ndir = {library}\n"
    _write(home / "config" / "papis" / "config", settings)
    for entry in entries:
        record = {"ref": entry.citekey, "type": "article", **_record(entry)}
        # Without one it writes each file anew, when it makes its cache.
        record["papis_id"] = md5(entry.citekey.encode()).hexdigest()
        record["author"] = " and ".join(
            f"{person.family}, {person.given}" for person in entry.authors
        )
        record["author_list"] = [
            {"family": person.family or "", "given": person.given or ""}
            for person in entry.authors
        ]
        _write(library / entry.citekey / "info.yaml", _dump(record))


def write_cobib(home: Path, entries: Sequence[Entry]) -> None:
    """Write the one file of documents."""
    with_author = (
        {
            entry.citekey: {
                "ENTRYTYPE": "article",
                **_record(entry),
                "author": [
                    {
                        "first": person.given or "",
                        "last": person.family or "",
                        "particle": person.prefix or "",
                        "suffix": "",
                    }
                    for person in entry.authors
                ],
            }
        }
        for entry in entries
    )
    text = "".join(f"---\n{_dump(record)}...\n" for record in with_author)
    _write(home / "data" / "cobib" / "literature.yaml", text)


PEERS = (
    Peer(
        "papis",
        "papis==0.16.*",
        write_papis,
        (
            (["list", "--all"], ["list"]),
            (["list", "--all", "tags:reading"], ["list", "--tag", "reading"]),
            (["export", "--all", "--format", "bibtex"], ["export", "bibtex"]),
        ),
    ),
    Peer(
        "cobib",
        "cobib==6.*",
        write_cobib,
        (
            (["list", "--limit", "0"], ["list"]),
            (["list", "++tags", "reading"], ["list", "--tag", "reading"]),
            (["search", "representation"], ["grep", "representation"]),
            (["export", "--bibtex", os.devnull], ["export", "bibtex"]),
        ),
    ),
)


def _record(entry: Entry) -> dict[str, Any]:
    record: dict[str, Any] = {"title": entry.title, "abstract": entry.abstract}
    if entry.year is not None:
        record["year"] = entry.year
    if entry.tags:
        record["tags"] = list(entry.tags)
    if entry.venue:
        record["journal"] = entry.venue
    return record


def _dump(record: object) -> str:
    text: str = yaml.dump(record, Dumper=yaml.CSafeDumper, allow_unicode=True)
    return text


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
