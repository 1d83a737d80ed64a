"""What `import` does, step by step: read, decide, write, tell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from paperctl.cli.reading import read_bytes
from paperctl.errors import CatalogueError, Location, Problem, SourceError

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterator, Sequence

    from paperctl.cli.context import Context
    from paperctl.intake import Difference, Intake, Match
    from paperctl.model.catalogue import Catalogue
    from paperctl.model.entry import Entry
    from paperctl.sources import Harvest
    from paperctl.store.file import CatalogueFile
    from paperctl.store.load import LoadResult

NEW_CATALOGUE = "papers.yaml"


class Target(NamedTuple):
    """The catalogue that is added to, and the file that new entries go to.

    Attributes:
        file: As it was read; None where it does not exist yet.
        loaded: All files of the catalogue.
    """

    path: Path
    catalogue: Catalogue
    file: CatalogueFile | None
    loaded: LoadResult


def parse_where(text: str | None) -> Callable[[Entry], bool] | None:
    """Read the query that says which entries are wanted.

    Raises:
        QueryError: It cannot be understood.
    """
    if text is None:
        return None
    from paperctl.query.match import compile_query
    from paperctl.query.parse import parse_query

    return compile_query(parse_query(text))


def read_harvests(
    context: Context, names: Sequence[str], source: str | None, as_of: datetime.date
) -> list[Harvest]:
    """Read files, or standard input for `-`, each by its source.

    Of several, one in which nothing can be taken is a problem like any other.

    Raises:
        SourceError: In none of them anything can be taken.
        StoreError: A file cannot be read.
    """
    from paperctl.sources import Harvest

    harvests: list[Harvest] = []
    refused: list[SourceError] = []
    contents = [(name, read_bytes(context, name)) for name in names]
    for name, data in contents:
        try:
            harvests.append(_read_harvest(name, data, source, as_of))
        except SourceError as error:
            refused.append(error)
            problem = Problem(error.message, error.location, hint=error.hint)
            harvests.append(Harvest(problems=(problem,)))
    if len(refused) == len(contents):
        raise refused[0]
    return harvests


def _read_harvest(
    name: str, data: bytes, source: str | None, as_of: datetime.date
) -> Harvest:
    from paperctl import sources

    label = "standard input" if name == "-" else name
    try:
        return sources.read_bytes(
            data, sources.SourceOptions(as_of=as_of, path=label), source
        )
    except SourceError as error:
        line = error.location.line if error.location else None
        column = error.location.column if error.location else None
        error.location = Location(label, line, column)
        raise


class How(NamedTuple):
    """What the options of the command say.

    Attributes:
        wanted: Whether an entry is to be imported; None for all.
    """

    update: bool = False
    dry_run: bool = False
    json: bool = False
    wanted: Callable[[Entry], bool] | None = None


class Taken(NamedTuple):
    """What was read.

    Attributes:
        unwanted: How many entries were left out, since nobody wanted them.
    """

    harvests: Sequence[Harvest]
    unwanted: int = 0


class Files(NamedTuple):
    """Where a catalogue is.

    Attributes:
        path: The file that new entries go to.
        files: All files, whether they exist or not.
        folders: Those that are searched for files.
    """

    path: Path
    files: list[Path]
    folders: list[Path]


def find_files(context: Context, into: str | None = None) -> Files:
    """Find the catalogue to add to; without one, `./papers.yaml` is to be made."""
    from paperctl.store.locate import list_files

    try:
        paths = context.catalogue_files()
    except CatalogueError:
        paths = (context.path(into) if into else context.cwd / NEW_CATALOGUE,)
    files = [
        context.relative(file)
        for path in paths
        for file in (list_files((path,)) if path.exists() else (path,))
    ] or [context.relative(paths[0]) / NEW_CATALOGUE]
    folders = [context.relative(folder) for folder in paths if folder.is_dir()]
    return Files(context.path(into) if into else files[0], files, folders)


def open_target(context: Context, into: str | None = None) -> Target:
    """Load the catalogue to add to; without one, `./papers.yaml` is to be made.

    Raises:
        CatalogueError: It has errors, or `into` is none of its files.
    """
    return load_target(context, find_files(context, into))


def load_target(context: Context, found: Files) -> Target:
    """Load a catalogue that is to be added to.

    Raises:
        CatalogueError: It has errors, or does not have the file to add to.
    """
    from paperctl.store.load import load
    from paperctl.store.locate import SUFFIXES

    path, files, folders = found
    loaded = load(*filter(Path.exists, files), archive=context.setting("archive"))
    context.report(loaded.problems)
    if loaded.has_errors:
        raise CatalogueError(
            "the catalogue has errors, nothing was imported",
            hint="mend what is reported above, then run the command again",
        )
    is_new = not path.exists() and path.suffix in SUFFIXES
    if path not in files and not (is_new and path.parent in folders):
        raise CatalogueError(
            f"{path} is no file of this catalogue",
            hint=f"its files are {', '.join(map(str, files))};"
            f" -C {path} makes another catalogue",
        )
    file = next((item for item in loaded.files if Path(item.path) == path), None)
    return Target(path, loaded.catalogue, file, loaded)


def choose(harvests: Sequence[Harvest], how: How) -> Taken:
    """Leave out the entries that are not wanted, and count them."""
    if how.wanted is None:
        return Taken(harvests)
    from dataclasses import replace

    wanted = how.wanted
    chosen = [
        replace(
            harvest,
            entries=tuple(found for found in harvest.entries if wanted(found.entry)),
        )
        for harvest in harvests
    ]
    before, after = (
        sum(len(harvest.entries) for harvest in some) for some in (harvests, chosen)
    )
    return Taken(chosen, before - after)


def decide(context: Context, target: Target, harvests: Sequence[Harvest]) -> Intake:
    """Decide what is new, and what it is called."""
    from paperctl.cli.keying import choose_pattern, guarded
    from paperctl.intake import plan_intake

    pattern = choose_pattern(context)
    candidates = [found for harvest in harvests for found in harvest.entries]
    with guarded(pattern, len(candidates)):
        return plan_intake(
            target.catalogue,
            candidates,
            [profile for harvest in harvests for profile in harvest.profiles],
            pattern=pattern,
        )


def write_changes(target: Target, intake: Intake, *, update: bool) -> None:
    """Write what is new to the files of the catalogue that it belongs to.

    Raises:
        CatalogueError: A file is written in a way that cannot be changed.
        StoreError: A file cannot be written, or has changed; it is as it was.
    """
    from paperctl.store.complete import change

    completed = intake.completed if update else ()
    for file in target.loaded.files:
        entries = [entry for entry in completed if entry.citekey in file.spans]
        if entries and file is not target.file:
            change(file.path, completed=entries, seen=file)
    entries = [
        entry
        for entry in completed
        if target.file is not None and entry.citekey in target.file.spans
    ]
    if intake.changes_catalogue or entries:
        change(
            target.path,
            intake.added,
            intake.profiles_added,
            completed=entries,
            seen=target.file,
        )


def preview_changes(target: Target, intake: Intake, *, update: bool) -> str:
    """Show as a diff what `write_changes` would do; raises as it does."""
    from paperctl.store.complete import preview_change
    from paperctl.store.edit import preview

    completed = intake.completed if update else ()
    parts = []
    for file in target.loaded.files:
        entries = [entry for entry in completed if entry.citekey in file.spans]
        is_target = file is target.file
        if entries or (is_target and intake.changes_catalogue):
            added = (intake.added, intake.profiles_added) if is_target else ((), ())
            parts.append(preview_change(file, *added, entries))
    if target.file is None and intake.changes_catalogue:
        parts.append(preview(None, target.path, intake.added, intake.profiles_added))
    return "".join(parts)


def report(
    context: Context, target: Target, taken: Taken, intake: Intake, how: How
) -> None:
    """Tell on standard error what became of everything, the counts last."""
    harvests, unwanted = taken
    update, dry_run = how.update, how.dry_run
    problems = [problem for harvest in harvests for problem in harvest.problems]
    for message in _messages(harvests, intake, update=update):
        context.say(f"paperctl: {message}")
    context.report(problems, all_errors=True)
    completed = len(intake.completed) if update else 0
    known = len(intake.unchanged) + len(intake.differing) - completed
    refused = sum(problem.severity == "error" for problem in problems)
    told = count(
        ("added", len(intake.added)),
        ("updated", completed),
        ("known already", known),
        ("found twice", len(intake.duplicates)),
        ("not wanted", unwanted),
        ("refused", refused),
    )
    made = "made, " if target.file is None and intake.changes_catalogue else ""
    mood = "would be: " if dry_run else ""
    context.say(f"paperctl: {target.path}: {mood}{made}{told}")
    offered = 0 if update else len(intake.completed)
    offer(context, offered)


def count(*numbers: tuple[str, int]) -> str:
    """Write numbers of entries in one line; only the first is told if it is none."""
    first = numbers[0][0]
    return ", ".join(
        f"{number} {word}" for word, number in numbers if number or word == first
    )


def offer(context: Context, offered: int) -> None:
    """Say that `--update` would add something to known entries."""
    if offered:
        context.say(
            f"hint: the import says more about {offered} known"
            f" {'entry' if offered == 1 else 'entries'}; --update adds that, and with"
            " --dry-run shows it"
        )


def _messages(
    harvests: Sequence[Harvest], intake: Intake, *, update: bool
) -> Iterator[str]:
    for harvest in harvests:
        # An assumed year is told by entry.
        if not any(found.year_assumed for found in harvest.entries):
            yield from harvest.notes
    for entry in intake.assumed:
        yield (
            f"{entry.citekey}: the page gives no year, {entry.year} assumed"
            " (--as-of DATE says when the page was saved)"
        )
    for remark in intake.remarks:
        yield f"{remark.found.location}: {remark.message}"
    for match in intake.duplicates:
        yield f"{match.found.location}: {explain_duplicate(match)}"
    for difference in intake.differing:
        yield f"{difference.found.location}: {explain(difference, update=update)}"
    for profile in intake.profiles_differing:
        changed = ", ".join(
            f"{name} {getattr(profile.found, name)}"
            f" (here: {getattr(profile.known, name)})"
            for name in profile.fields
        )
        yield (
            f"the profile of {profile.found.name} now has {changed}; it stays as it is"
        )


def explain_duplicate(match: Match) -> str:
    """Say what goes missing with an import that is found twice."""
    told = f"the same as {match.known.citekey}, left out"
    lost = [
        f"{said} {', '.join(fields)}"
        for said, fields in (("more about", match.fuller), ("another", match.differs))
        if fields
    ]
    return f"{told}, though it has {' and '.join(lost)}" if lost else told


def explain(difference: Difference, *, update: bool) -> str:
    """Say what an import knows beyond a known entry, and what becomes of it."""
    fuller = f"more about {', '.join(difference.fuller)}"
    differs = f"another {', '.join(difference.differs)}"
    key = difference.known.citekey
    if not difference.differs:
        return f"{fuller}; {key} {'has it now' if update else 'stays as it is'}"
    if not difference.fuller:
        return f"{differs}; {key} stays as it is"
    if update:
        return (
            f"{fuller}; {key} has it now, but stays as it is where this has {differs}"
        )
    return f"{fuller} and {differs}; {key} stays as it is"


def outcome(target: Target, taken: Taken, intake: Intake, how: How) -> dict[str, Any]:
    """Give the shape of `--json`."""
    harvests, update = taken.harvests, how.update
    return {
        "catalogue": str(target.path),
        "added": [entry.citekey for entry in intake.added],
        "year_assumed": [entry.citekey for entry in intake.assumed],
        "updated": [entry.citekey for entry in (intake.completed if update else ())],
        "unchanged": [match.known.citekey for match in intake.unchanged],
        "differing": [
            {
                "citekey": difference.known.citekey,
                "fuller": list(difference.fuller),
                "differs": list(difference.differs),
            }
            for difference in intake.differing
        ],
        "duplicates": [match.known.citekey for match in intake.duplicates],
        "profiles_added": [profile.name for profile in intake.profiles_added],
        "remarks": [
            {"message": remark.message, "location": str(remark.found.location)}
            for remark in intake.remarks
        ],
        "not_wanted": taken.unwanted,
        "notes": [note for harvest in harvests for note in harvest.notes],
        "refused": sum(
            problem.severity == "error"
            for harvest in harvests
            for problem in harvest.problems
        ),
        "problems": [
            {
                "severity": problem.severity,
                "message": problem.message,
                "location": str(problem.location) if problem.location else None,
            }
            for harvest in harvests
            for problem in harvest.problems
        ],
    }
