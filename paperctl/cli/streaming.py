"""Importing files that are larger than memory: line by line, told by numbers."""

from __future__ import annotations

import gc
import tempfile
from contextlib import ExitStack
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from paperctl.cli.importing import (
    count,
    explain,
    explain_duplicate,
    load_target,
    offer,
)
from paperctl.cli.output import write
from paperctl.errors import ExitCode, Problem, SourceError, StoreError

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from paperctl.cli.context import Context
    from paperctl.cli.importing import Files, How
    from paperctl.intake import Difference
    from paperctl.intake.growing import Growing
    from paperctl.model.entry import Entry
    from paperctl.sources import Found, Source
    from paperctl.store.append import Additions, Base
    from paperctl.store.file import CatalogueFile
    from paperctl.store.survey import Survey

ENOUGH = 1 << 23
"""Files of so many bytes are read line by line where their source can do so."""

_HEAD = 1 << 18
_GZIP = b"\x1f\x8b"
_SHOWN = 10
_UNSEEN_GARBAGE = 200_000
_STAGE = "importing"
_READING = "reading the catalogue"
# What shows that a file held something.
_TAKEN = ("added", "unchanged", "differing", "duplicate", "not wanted")


class Large(NamedTuple):
    """A file that is to be read line by line.

    Attributes:
        label: What problems call it.
        lines: In bytes, each with its end.
        done: How much of it is read, from 0 to 1; None where nobody knows.
    """

    label: str
    source: Source
    lines: Iterable[bytes]
    done: Callable[[], float] | None


def part_large(
    context: Context, names: Sequence[str], source: str | None, stack: ExitStack
) -> tuple[list[Large], list[str]]:
    """Open the files that are to be read line by line; name the others.

    Raises:
        StoreError: A file cannot be read.
    """
    larges: list[Large] = []
    others: list[str] = []
    for name in names:
        large = _open_large(context, name, source, stack)
        if large is None:
            others.append(name)
        else:
            larges.append(large)
    return larges, others


def _open_large(
    context: Context, name: str, source: str | None, stack: ExitStack
) -> Large | None:
    """Open a file that is large, or compressed, and of a source that reads lines.

    None for any other, which can still be read from its beginning.

    Raises:
        StoreError: The file cannot be read.
    """
    try:
        if name == "-":
            return _open_stream(context, source)
        return _open_file(context.path(name), name, source, stack)
    except (OSError, EOFError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise StoreError(f"cannot read {name}: {reason}") from error


def _open_file(
    path: Path, name: str, source: str | None, stack: ExitStack
) -> Large | None:
    # Looked at before it is opened: opening a FIFO would wait for a writer.
    if not path.is_file():
        return None
    raw = stack.enter_context(path.open("rb"))
    size = path.stat().st_size
    lines: BinaryIO = raw
    if raw.peek(2)[:2] == _GZIP:
        import gzip

        lines = cast("BinaryIO", stack.enter_context(gzip.GzipFile(fileobj=raw)))
    elif size < ENOUGH:
        return None
    found = _source_of(lines.read(_HEAD), source)
    if found is None:
        return None
    lines.seek(0)
    return Large(name, found, lines, lambda: raw.tell() / (size or 1))


def _open_stream(context: Context, source: str | None) -> Large | None:
    """Read the beginning of standard input, and put it back."""
    stream = getattr(context.stdin, "buffer", None)
    if stream is None or context.stdin.isatty():
        return None
    head = stream.read(ENOUGH)
    found = _source_of(head[:_HEAD], source) if len(head) == ENOUGH else None
    if found is None:
        data = BytesIO(head + stream.read())
        context.stdin = TextIOWrapper(data, encoding="utf-8")
        return None
    return Large("standard input", found, _joined(head, stream), None)


def _joined(head: bytes, rest: BinaryIO) -> Iterator[bytes]:
    """Give the lines of a stream whose beginning was read already."""
    begin, end, last = head.rpartition(b"\n")
    yield from BytesIO(begin + end)
    yield last + rest.readline()
    yield from rest


def _source_of(head: bytes, name: str | None) -> Source | None:
    from paperctl import sources

    text = head.rpartition(b"\n")[0].decode("utf-8", "surrogateescape")
    try:
        source = sources.get(name) if name else sources.recognise(text)
    except SourceError:
        return None
    return source if source.stream else None


# --- what is told ------------------------------------------------------------------


class Tally:
    """What became of everything: numbers, and the first few of each kind in words."""

    def __init__(self, *, keeps_items: bool) -> None:
        self.counts: dict[str, int] = {}
        self.problems: list[Problem] = []
        self.messages: list[str] = []
        self.completed: list[Entry] = []
        self.offered = 0
        self.items = _Items() if keeps_items else None

    def count(self, kind: str, told: object = None) -> None:
        """Count one more of a kind, and remember what JSON says of it."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if told is not None and self.items is not None:
            self.items.put(kind, told)

    def close(self) -> None:
        """Forget what is too long for memory."""
        if self.items is not None:
            self.items.close()

    def problem(self, problem: Problem) -> None:
        """Take note of a problem."""
        self.count("refused" if problem.severity == "error" else "warned")
        if len(self.problems) < _SHOWN:
            self.problems.append(problem)

    def message(self, text: str) -> None:
        """Take note of something to be said."""
        self.count("messages")
        if len(self.messages) < _SHOWN:
            self.messages.append(text)

    def __getitem__(self, kind: str) -> int:
        return self.counts.get(kind, 0)


class _Items:
    """Lists of items for JSON that may be longer than memory holds."""

    def __init__(self) -> None:
        self._files: dict[str, Any] = {}

    def put(self, kind: str, item: object) -> None:
        import json

        if kind not in self._files:
            self._files[kind] = tempfile.SpooledTemporaryFile(  # noqa: SIM115
                1 << 16, "w+", encoding="utf-8", newline="\n"
            )
        self._files[kind].write(f"{json.dumps(item, ensure_ascii=False)}\n")

    def listed(self, kind: str) -> Iterator[str]:
        """Give the items of a kind as JSON."""
        if kind in self._files:
            self._files[kind].seek(0)
            for line in self._files[kind]:
                yield line.rstrip("\n")

    def close(self) -> None:
        for file in self._files.values():
            file.close()


# --- the import --------------------------------------------------------------------


class _Shelf:
    """The entries of the catalogue, then those that are added."""

    def __init__(self, known: Sequence[Entry] | Survey) -> None:
        self.known = known
        self.additions: Additions | None = None

    def __len__(self) -> int:
        return len(self.known) + (len(self.additions) if self.additions else 0)

    def __getitem__(self, number: int) -> Entry:
        count = len(self.known)
        if number < count or self.additions is None:
            return self.known[number]
        return self.additions[number - count]


def stream(
    context: Context,
    larges: Sequence[Large],
    files: Files,
    how: How,
    as_of: datetime.date,
) -> ExitCode:
    """Import large files into a catalogue: read, decide, write and tell.

    Raises:
        CatalogueError: The catalogue has errors, or cannot be added to.
        SourceError: Nothing can be taken.
        StoreError: A file cannot be read or written; the catalogue is as it was.
    """
    return _Streaming(context, files, how).run(larges, as_of)


class _Streaming:
    """One import of large files into one catalogue."""

    def __init__(self, context: Context, files: Files, how: How) -> None:
        self.context = context
        self.files = files
        self.how = how
        self.tally = Tally(keeps_items=how.json)
        self.stack = ExitStack()
        self.survey: Survey | None = None
        self.file: CatalogueFile | None = None
        self.additions: Additions | None = None

    def run(self, larges: Sequence[Large], as_of: datetime.date) -> ExitCode:
        from paperctl.cli.keying import choose_pattern, guarded

        # Elsewhere a command ends before that pays. Hardly anything here is garbage
        # that only the collector sees, and entries to be written are many objects.
        gc.enable()
        gc.set_threshold(_UNSEEN_GARBAGE)
        pattern = choose_pattern(self.context)
        with self.stack:
            self.stack.callback(self.tally.close)
            self.growing = self.open(pattern)
            with guarded(pattern, 10_000_000):
                for large in larges:
                    self.take(large, as_of)
            if not any(map(self.tally.__getitem__, _TAKEN)):
                self.nothing_taken(larges)
            self.finish()
        return ExitCode.NO_MATCH if self.tally["refused"] else ExitCode.OK

    def nothing_taken(self, larges: Sequence[Large]) -> None:
        if self.tally.problems:
            first = self.tally.problems[0]
            raise SourceError(first.message, location=first.location)
        raise SourceError(f"nothing to import in {larges[0].label}")

    # --- reading the catalogue -----------------------------------------------------

    def open(self, pattern: Any) -> Growing:
        """Take note of all that the catalogue has: in parts if it is large."""
        from paperctl.intake.growing import Growing
        from paperctl.store.survey import NotInPartsError

        archive = self.context.setting("archive")
        try:
            survey = self.start_survey(archive)
            if survey is not None:
                self.shelf = _Shelf(survey)
                growing = Growing(self.shelf, survey.archive, pattern)
                self.know_all(survey, growing)
                self.survey = survey
                return growing
        except NotInPartsError:
            pass
        target = load_target(self.context, self.files)
        self.file = target.file
        self.shelf = _Shelf(target.catalogue.entries)
        growing = Growing(self.shelf, target.catalogue.archive, pattern)
        for entry in target.catalogue.entries:
            growing.know(entry)
        self.archive = target.catalogue.archive
        return growing

    def start_survey(self, archive: str | None) -> Survey | None:
        from paperctl.store import survey

        path = self.files.path
        if self.files.files != [path]:
            return None
        try:
            if path.stat().st_size < survey.ENOUGH:
                return None
            made = survey.Survey(path, archive)
        except OSError:
            return None  # whoever loads it says why
        self.stack.callback(made.close)
        return made

    def know_all(self, survey: Survey, growing: Growing) -> None:
        from paperctl.store.survey import NotInPartsError

        problems: list[Problem] = []
        for part in survey.parts():
            problems += part.problems[: _SHOWN - len(problems)]
            for entry in part.entries:
                if any(map(growing.has_key, (entry.citekey, *entry.aliases))):
                    raise NotInPartsError  # whoever loads it says where
                growing.know(entry)
            self.context.progress(_READING, survey.done)
        self.context.report(problems)

    # --- taking in -----------------------------------------------------------------

    def take(self, large: Large, as_of: datetime.date) -> None:
        """Decide about all entries of a file."""
        from paperctl.sources import SourceOptions

        assert large.source.stream is not None
        options = SourceOptions(as_of=as_of, path=large.label)
        for item in large.source.stream(self.lines(large), options):
            if isinstance(item, Problem):
                self.tally.problem(item)
            elif self.how.wanted is not None and not self.how.wanted(item.entry):
                self.tally.count("not wanted")
            else:
                self.decide(item)

    def lines(self, large: Large) -> Iterator[str]:
        done = large.done
        try:
            for number, line in enumerate(large.lines):
                if done is not None and not number % 256:
                    self.context.progress(_STAGE, min(0.99, done()))
                yield line.decode("utf-8", "surrogateescape")
        except (OSError, EOFError) as error:
            reason = getattr(error, "strerror", None) or error
            raise StoreError(f"cannot read {large.label}: {reason}") from error

    def decide(self, found: Found) -> None:
        decision = self.growing.take(found)
        key = decision.entry.citekey
        self.tally.count(decision.kind, None if decision.difference else key)
        if decision.kind == "added":
            self.add(decision.entry)
        elif decision.duplicate is not None:
            text = explain_duplicate(decision.duplicate)
            self.tally.message(f"{found.location}: {text}")
        elif decision.difference is not None:
            self.differing(decision.difference)

    def differing(self, difference: Difference) -> None:
        text = explain(difference, update=self.how.update)
        self.tally.message(f"{difference.found.location}: {text}")
        told = {"fuller": difference.fuller, "differs": difference.differs}
        self.tally.count("told", {"citekey": difference.known.citekey, **told})
        if difference.fuller:
            self.tally.offered += 1
            if self.how.update:
                self.tally.count("updated", difference.known.citekey)
                self.tally.completed.append(difference.completed)

    def add(self, entry: Entry) -> None:
        """Put an entry where the next one may be compared with it."""
        if self.additions is None:
            self.additions = self.shelf.additions = self.begin(entry)
        self.additions.add(entry, size=1000 + len(entry.abstract or ""))

    def begin(self, first: Entry) -> Additions:
        """Find the place for new entries, and begin the new file."""
        from paperctl.store.append import Additions, base_of, new_base
        from paperctl.store.atomic import Replacement

        base: Base
        if self.survey is not None:
            base = self.survey.base(first)
        elif self.file is not None:
            base = base_of(self.file, first, self.archive)
        else:
            base = new_base(self.files.path)
        target = self.files.path
        if self.how.dry_run:
            folder = self.stack.enter_context(tempfile.TemporaryDirectory())
            target = Path(folder, target.name)
        self.base = base
        new = self.stack.enter_context(Replacement(target))
        return Additions(base, new)

    # --- writing and telling -------------------------------------------------------

    def finish(self) -> None:
        """Write, and tell what was done."""
        if self.additions is not None:
            self.additions.flush()
        if self.how.dry_run:
            if not self.how.json:
                write(self.context, self.preview())
        else:
            if self.additions is not None:
                self.additions.commit()
            self.complete()
        if self.how.json:
            write(self.context, self.document())
        self.report()

    def preview(self) -> Iterator[str]:
        """Show as a diff what would be written."""
        from paperctl.store.complete import preview_change

        if self.additions is not None:
            yield from self.additions.preview()
        elif self.file is not None and self.tally.completed:
            yield preview_change(self.file, (), (), self.tally.completed)

    def complete(self) -> None:
        """Add what is new about known entries, which are few, in a write of its own."""
        if not self.tally.completed:
            return
        from paperctl.store.complete import change
        from paperctl.store.load import load

        # What is wrong with them is told already.
        files = filter(Path.exists, self.files.files)
        for file in load(*files, archive=self.context.setting("archive")).files:
            known = [
                entry for entry in self.tally.completed if entry.citekey in file.spans
            ]
            if known:
                change(file.path, completed=known, seen=file)

    def report(self) -> None:
        """Tell on standard error what became of everything, the counts last."""
        tally, context = self.tally, self.context
        for message in tally.messages:
            context.say(f"paperctl: {message}")
        if tally["messages"] > len(tally.messages):
            more = tally["messages"] - len(tally.messages)
            context.say(f"paperctl: and {more} more like these")
        context.report(tally.problems)
        more = tally["refused"] + tally["warned"] - len(tally.problems)
        if more:
            context.warn(f"paperctl: and {more} more problems")
        completed = len(tally.completed)
        told = count(
            ("added", tally["added"]),
            ("updated", completed),
            ("known already", tally["unchanged"] + tally["differing"] - completed),
            ("found twice", tally["duplicate"]),
            ("not wanted", tally["not wanted"]),
            ("refused", tally["refused"]),
        )
        is_new = self.additions is not None and self.base.stamp is None
        made = "made, " if is_new else ""
        mood = "would be: " if self.how.dry_run else ""
        context.say(f"paperctl: {self.files.path}: {mood}{made}{told}")
        offer(context, tally.offered - completed)

    def document(self) -> Iterator[str]:
        """Give the shape of `--json`; of problems the first few, and their number."""
        import json

        tally = self.tally
        yield f'{{\n  "catalogue": {json.dumps(str(self.files.path))}'
        for name, kind in _LISTS.items():
            yield f',\n  "{name}": ['
            comma = ""
            for item in tally.items.listed(kind) if tally.items else ():
                yield f"{comma}\n    {item}"
                comma = ","
            yield "\n  ]" if comma else "]"
        rest: dict[str, Any] = {
            **{name: [] for name in _NEVER},
            "not_wanted": tally["not wanted"],
            "refused": tally["refused"],
            "problems": [
                {
                    "severity": problem.severity,
                    "message": problem.message,
                    "location": str(problem.location) if problem.location else None,
                }
                for problem in tally.problems
            ],
        }
        yield (
            ","
            + json.dumps(rest, ensure_ascii=False, indent=2)[1:-1].rstrip()
            + "\n}\n"
        )


# What entries without a citekey of their own and without a page do not give.
_NEVER = ("year_assumed", "profiles_added", "remarks", "notes")
_LISTS = {
    "added": "added",
    "updated": "updated",
    "unchanged": "unchanged",
    "differing": "told",
    "duplicates": "duplicate",
}
