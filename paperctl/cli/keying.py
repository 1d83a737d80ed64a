"""What `keys` and `rename` do with citekeys: choose a pattern, compare, change."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, NamedTuple

from paperctl.cli.output import choose_format, show, write
from paperctl.cli.selecting import found
from paperctl.errors import CatalogueError, ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from paperctl.cli.context import Context
    from paperctl.cli.options import Selection
    from paperctl.index.finder import Finder
    from paperctl.keys.pattern import Pattern
    from paperctl.keys.plan import Proposal
    from paperctl.model.entry import Entry
    from paperctl.query.ast import Query
    from paperctl.store.load import LoadResult
    from paperctl.store.rename import Renaming

_ENTRY = 0.001  # seconds that the expressions of a pattern may take for an entry
_LEAST = 2.0


def choose_pattern(context: Context, given: str | None = None) -> Pattern:
    """Read the pattern of the command line, else the one that is set.

    Raises:
        QueryError: It cannot be understood.
    """
    from paperctl.keys.pattern import parse_pattern

    return parse_pattern(given or context.setting("keys.pattern"))


def is_asked_for(context: Context, given: str | None) -> bool:
    """Whether somebody said which pattern keys have to fit."""
    origin = context.configuration.settings["keys.pattern"].origin
    return given is not None or origin.kind != "default"


def guarded(pattern: Pattern, entries: int) -> AbstractContextManager[None]:
    """Limit the time of a pattern's regular expressions: they may be a stranger's."""
    if not pattern.has_regex:
        return nullcontext()
    from paperctl.query.deadline import guard

    return guard(str(pattern), seconds=_LEAST + _ENTRY * entries)


def compare(
    finder: Finder, pattern: Pattern, chosen: Sequence[Entry]
) -> list[Proposal]:
    """Say for some entries which keys the pattern gives them among all others."""
    from paperctl.keys.plan import propose
    from paperctl.query.ast import Everything

    entries = finder.select(Everything())
    with guarded(pattern, len(entries)):
        proposals = propose(entries, pattern, {entry.citekey for entry in chosen})
    by_citekey = {proposal.entry.citekey: proposal for proposal in proposals}
    return [by_citekey[entry.citekey] for entry in chosen]


def check(
    context: Context,
    proposals: Sequence[Proposal],
    *,
    must_fit: bool,
    json: bool,
    code: ExitCode,
) -> ExitCode:
    """List the unusual keys, each with its place; 1 if there are any."""
    from paperctl.keys.plan import oddities
    from paperctl.render import keys as view

    judged = [(item, oddities(item, must_fit=must_fit)) for item in proposals]
    odd = [(item, reasons) for item, reasons in judged if reasons]
    clashes = _forgive_clashes(context)
    places = load(context, again=True).location if odd else None
    rows = [
        (places(item.entry.citekey) if places else None, item, reasons)
        for item, reasons in odd
    ]
    if json:
        from paperctl.render.plain import json_document

        write(context, json_document([view.oddity_document(*row) for row in rows]))
    else:
        write(context, view.oddity_lines(rows))
        many = len(odd) + clashes
        verdict = f"{many} unusual" if many else "none is unusual"
        total = len(proposals) + clashes
        if total:
            context.say(f"paperctl: {_count(total, 'key')}, {verdict}")
        if odd:
            context.say("hint: `keys --assign --all --dry-run` shows better ones")
    return ExitCode.NO_MATCH if odd or clashes else code


def _forgive_clashes(context: Context) -> int:
    """Count the keys that clash; they are what was asked for, and no other error."""
    from paperctl.store.codes import DUPLICATE_CITEKEY

    errors = [problem for problem in context.problems if problem.severity == "error"]
    clashes = [problem for problem in errors if problem.code == DUPLICATE_CITEKEY]
    context.forgives = len(clashes) == len(errors)
    return len(clashes)


def load(context: Context, *, again: bool = False) -> LoadResult:
    """Load the catalogue with the place of everything in it.

    Args:
        context: The world of the run.
        again: Its problems are reported already.
    """
    from paperctl.store.load import load as load_files

    paths = map(context.relative, context.catalogue_files())
    loaded = load_files(*paths, archive=context.setting("archive"))
    if not again:
        context.report(loaded.problems)
    return loaded


def change(
    context: Context,
    loaded: LoadResult,
    renamings: Sequence[Renaming],
    *,
    dry_run: bool,
    json: bool,
) -> ExitCode:
    """Rename entries and say so, or show as a diff what would change.

    Raises:
        CatalogueError: The catalogue cannot be changed; nothing was.
    """
    from paperctl.render import keys as view
    from paperctl.render.plain import json_document
    from paperctl.store import rename

    rewritten = rename.rename(loaded, renamings)
    pairs = [(loaded.catalogue.resolve(old).citekey, new) for old, new, _ in renamings]
    if not dry_run:
        rename.write(rewritten)
    if json:
        document: dict[str, Any] = {
            "renamed": [{"old": old, "new": new} for old, new in pairs],
            "files": [file.path for file, _ in rewritten],
            "dry_run": dry_run,
        }
        write(context, json_document(document))
    elif dry_run:
        write(context, [rename.preview(rewritten)])
    elif choose_format(context, None, output=None) == "table":
        show(context, view.renamings_table(pairs))
    else:
        write(context, view.renaming_lines(pairs))
    mood = "would be renamed" if dry_run else "renamed"
    for file, _ in rewritten:
        many = sum(old in file.spans for old, _ in pairs)
        context.say(f"paperctl: {file.path}: {_count(many, 'entry', 'entries')} {mood}")
    return ExitCode.OK


class Assigning(NamedTuple):
    """How keys are assigned: the flags of the command."""

    everything: bool
    keep_aliases: bool
    dry_run: bool
    json: bool


def assign(
    context: Context,
    pattern: Pattern,
    wanted: Query,
    selection: Selection,
    how: Assigning,
) -> ExitCode:
    """Give keys by the pattern to entries that a query matches.

    Raises:
        CatalogueError: The catalogue cannot be changed; nothing was.
    """
    from paperctl.index.memory import MemoryFinder

    loaded = load_sound(context)
    finder = MemoryFinder(loaded)
    chosen = finder.select(wanted, order=selection.sort, limit=selection.limit)
    code = found(context, finder, chosen)
    renamings = _decide(context, loaded.catalogue.entries, pattern, chosen, how)
    if renamings or how.json:
        change(context, loaded, renamings, dry_run=how.dry_run, json=how.json)
    return code


def _decide(
    context: Context,
    entries: Sequence[Entry],
    pattern: Pattern,
    chosen: Sequence[Entry],
    how: Assigning,
) -> list[Renaming]:
    """Decide who gets another key: placeholders, or everything that does not fit.

    A placeholder is nothing to remember: it does not become an alias, which would
    forbid the next entry to have it.
    """
    from paperctl.keys.plan import is_placeholder, propose
    from paperctl.store.rename import Renaming

    keys = {
        entry.citekey
        for entry in chosen
        if how.everything or is_placeholder(entry.citekey)
    }
    with guarded(pattern, len(entries)):
        proposals = propose(entries, pattern, keys)
    differing = [item for item in proposals if item.citekey != item.entry.citekey]
    for item in proposals:
        if item.gives_nothing:
            context.say(
                f"paperctl: {item.entry.citekey}: the pattern gives nothing for it,"
                " it keeps its key"
            )
    if chosen and not keys:
        context.say("paperctl: no key is a placeholder, nothing to assign")
        context.say("hint: --all changes every key that does not fit the pattern")
    elif chosen and all(item.fits for item in proposals):
        context.say("paperctl: every key fits, nothing to assign")
    return [
        Renaming(
            item.entry.citekey,
            item.citekey,
            how.keep_aliases and not is_placeholder(item.entry.citekey),
        )
        for item in differing
    ]


def load_sound(context: Context) -> LoadResult:
    """Load a catalogue that is to be changed.

    Raises:
        CatalogueError: It has errors.
    """
    loaded = load(context)
    if loaded.has_errors:
        raise CatalogueError(
            "the catalogue has errors, nothing was changed",
            hint="mend what is reported above, then run the command again",
        )
    return loaded


def _count(many: int, one: str, more: str = "") -> str:
    return f"{many} {one if many == 1 else more or one + 's'}"
