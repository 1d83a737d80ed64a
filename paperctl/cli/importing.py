"""What `import` does, step by step: read, decide, write, tell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from paperctl.cli.reading import read_text
from paperctl.errors import CatalogueError, Location, SourceError

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from paperctl.cli.context import Context
    from paperctl.intake import Difference, Intake
    from paperctl.model.catalogue import Catalogue
    from paperctl.sources import Harvest
    from paperctl.store.file import CatalogueFile

NEW_CATALOGUE = "papers.yaml"


class Target(NamedTuple):
    """The catalogue that is added to, and the file that new entries go to.

    Attributes:
        file: As it was read; None where it does not exist yet.
    """

    path: Path
    catalogue: Catalogue
    file: CatalogueFile | None


def read_harvest(
    context: Context, name: str, source: str | None, as_of: datetime.date
) -> Harvest:
    """Read one file, or standard input for `-`, by its source.

    Raises:
        SourceError: It is no text, or nothing in it can be taken.
        StoreError: The file cannot be read.
    """
    from paperctl import sources

    known = sources.get(source) if source else None
    label = "standard input" if name == "-" else name
    try:
        text = read_text(context, name)
        chosen = known or sources.recognise(text)
        return chosen.read(text, sources.SourceOptions(as_of=as_of, path=label))
    except SourceError as error:
        error.location = error.location or Location(label)
        raise


def open_target(context: Context, into: str | None = None) -> Target:
    """Find the catalogue to add to; without one, `./papers.yaml` is to be made.

    Raises:
        CatalogueError: It has errors, or `into` is none of its files.
    """
    from paperctl.store.load import load
    from paperctl.store.locate import SUFFIXES, list_files

    try:
        paths = context.catalogue_files()
    except CatalogueError:
        paths = (context.path(into) if into else context.cwd / NEW_CATALOGUE,)
    files = [
        context.relative(file)
        for path in paths
        for file in (list_files((path,)) if path.exists() else (path,))
    ] or [context.relative(paths[0]) / NEW_CATALOGUE]
    path = context.path(into) if into else files[0]
    loaded = load(*filter(Path.exists, files), archive=context.setting("archive"))
    context.report(loaded.problems)
    if loaded.has_errors:
        raise CatalogueError(
            "the catalogue has errors, nothing was imported",
            hint="mend what is reported above, then run the command again",
        )
    folders = [context.relative(folder) for folder in paths if folder.is_dir()]
    is_new = not path.exists() and path.suffix in SUFFIXES
    if path not in files and not (is_new and path.parent in folders):
        raise CatalogueError(
            f"{into} is no file of this catalogue",
            hint=f"its files are {', '.join(map(str, files))};"
            f" -C {into} makes another catalogue",
        )
    file = next((item for item in loaded.files if Path(item.path) == path), None)
    return Target(path, loaded.catalogue, file)


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


def report(
    context: Context, target: Target, intake: Intake, *, dry_run: bool = False
) -> None:
    """Tell on standard error what became of everything."""
    for entry in intake.assumed:
        context.say(
            f"paperctl: {entry.citekey}: the page gives no year, {entry.year} assumed"
            " (--as-of DATE says when the page was saved)"
        )
    for match in intake.duplicates:
        context.say(
            f"paperctl: {match.found.location}: the same as {match.known.citekey},"
            " left out"
        )
    for difference in intake.differing:
        context.say(
            f"paperctl: {difference.found.location}: {_explain(difference)};"
            f" {difference.known.citekey} stays as it is"
        )
    for profile in intake.profiles_differing:
        changed = ", ".join(
            f"{name} {getattr(profile.found, name)}"
            f" (here: {getattr(profile.known, name)})"
            for name in profile.fields
        )
        context.say(
            f"paperctl: the profile of {profile.found.name} now has {changed};"
            " it stays as it is"
        )
    counts = ", ".join(
        f"{number} {word}"
        for number, word in (
            (len(intake.added), "added"),
            (len(intake.unchanged) + len(intake.differing), "known already"),
            (len(intake.duplicates), "found twice"),
        )
        if number or word == "added"
    )
    made = "made, " if target.file is None and intake.changes_catalogue else ""
    mood = "would be: " if dry_run else ""
    context.say(f"paperctl: {target.path}: {mood}{made}{counts}")


def _explain(difference: Difference) -> str:
    parts = []
    if difference.fuller:
        parts.append(f"more about {', '.join(difference.fuller)}")
    if difference.differs:
        parts.append(f"another {', '.join(difference.differs)}")
    return " and ".join(parts)


def outcome(
    target: Target, harvests: Sequence[Harvest], intake: Intake
) -> dict[str, Any]:
    """Give the shape of `--json`."""
    return {
        "catalogue": str(target.path),
        "added": [entry.citekey for entry in intake.added],
        "year_assumed": [entry.citekey for entry in intake.assumed],
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
