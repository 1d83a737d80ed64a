"""What `export --update` does, step by step: read, plan, write, tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from paperctl.cli.output import write
from paperctl.errors import (
    CatalogueError,
    ExitCode,
    FormatError,
    Location,
    PaperctlError,
    SourceError,
)
from paperctl.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from paperctl.bibupdate import Conflict, Plan, Wish
    from paperctl.cli.context import Context
    from paperctl.cli.export_options import Updating
    from paperctl.formats import Format, FormatOptions
    from paperctl.index.finder import Finder
    from paperctl.model.entry import Entry
    from paperctl.store.file import Raw

_MAX_SHOWN = 20
_WIDTH = 60
_READ_BY_BIBER = "biblatex"


class Export(NamedTuple):
    """What is to be in the file: entries, and the text that a format makes of them."""

    entries: Sequence[Entry]
    text: str
    form: Format
    options: FormatOptions


class Target(NamedTuple):
    """The file to be updated: its name, and its content unless it is to be made."""

    path: Path
    name: str
    text: str
    raw: Raw | None


def check_combination(updating: Updating, form: Format, output: str | None) -> None:
    """Refuse options that say nothing together.

    Raises:
        PaperctlError: With a hint that says which to leave out.
    """
    if updating.update is None:
        _check_without_file(updating, output)
        return
    if output is not None:
        raise PaperctlError(
            "--update and -o both name a file to write to",
            hint="--update changes what differs, -o writes the file anew",
        )
    if form.extension != ".bib":
        raise FormatError(
            f"{form.name} has no use for --update",
            hint="it is for .bib files: bibtex and biblatex",
        )
    if updating.update == "-":
        raise PaperctlError(
            "--update wants a file, not standard input",
            hint="name the .bib file that is to be updated",
        )
    pairs = (
        ("ours", "theirs"),
        ("dry_run", "check"),
        ("watch", "dry_run"),
        ("watch", "check"),
    )
    for one, other in pairs:
        if getattr(updating, one) and getattr(updating, other):
            names = [f"--{name.replace('_', '-')}" for name in (one, other)]
            raise PaperctlError(
                f"{' and '.join(names)} contradict each other",
                hint="leave one of them out",
            )


def _check_without_file(updating: Updating, output: str | None) -> None:
    if updating.watch and output in {None, "-"}:
        raise PaperctlError(
            "--watch needs a file to write to",
            hint="name it with --update FILE or -o FILE",
        )
    for name in ("prune", "ours", "theirs", "dry_run", "check"):
        if getattr(updating, name):
            raise PaperctlError(
                f"--{name.replace('_', '-')} is about a file to be updated",
                hint="name it with --update FILE",
            )


def update(
    context: Context, finder: Finder, export: Export, updating: Updating
) -> ExitCode:
    """Bring a .bib file up to date with the entries that are exported."""
    from contextlib import nullcontext

    from paperctl.store.lock import locked

    name = updating.update or ""
    path = context.path(name)
    _check_is_no_catalogue(context, path, name)
    form = export.form
    wish = _wish(finder, export, prune=updating.prune)
    reads_only = updating.dry_run or updating.check
    with nullcontext() if reads_only else locked(path):
        target = _read(context, name)
        plan = _plan(target, form, wish, updating)
        if not reads_only:
            _write(context, target, form, plan)
    if updating.dry_run:
        from paperctl.store.edit import unified_diff

        old = name if target.raw else "/dev/null"
        write(context, [unified_diff(target.text, plan.text, old, name)])
    _report(context, target, plan, updating)
    out_of_date = updating.check and plan.text != target.text
    return ExitCode.NO_MATCH if plan.conflicts or out_of_date else ExitCode.OK


def _check_is_no_catalogue(context: Context, path: Path, name: str) -> None:
    if path.exists() and any(map(path.samefile, context.files)):
        raise PaperctlError(
            f"{name} is the catalogue itself: nothing was written",
            hint="give --update the name of a .bib file",
        )


def check_health(context: Context, updating: Updating) -> None:
    """See that no entry is taken for removed that only could not be read.

    Raises:
        CatalogueError: The catalogue has errors, and entries are to be removed, or a
            file that nobody looks at is to be written.
    """
    if updating.prune and context.has_errors:
        raise CatalogueError(
            "the catalogue has errors, so nobody knows what is to be removed",
            hint="mend what is reported above, or leave --prune out",
        )
    if updating.watch and context.has_errors:
        raise CatalogueError(
            "the catalogue has errors, nothing was written",
            hint="mend what is reported above, and it goes on",
        )


def _wish(finder: Finder, export: Export, *, prune: bool) -> Wish:
    from paperctl.bibupdate import Wish
    from paperctl.cli.texts import document

    entries, text, form, options = export
    others: Sequence[Entry] = ()
    if prune:
        from paperctl.query.ast import Everything

        taken = {entry.citekey.lower() for entry in entries}
        others = [
            entry
            for entry in finder.select(Everything())
            if entry.citekey.lower() not in taken
        ]
    aliases = {
        entry.citekey.lower(): tuple(alias.lower() for alias in entry.aliases)
        for entry in (*others, *entries)
        if entry.aliases
    }
    return Wish(
        text,
        aliases,
        "".join(document(finder, others, form, options)) if prune else None,
        biber=form.name == _READ_BY_BIBER,
    )


def _read(context: Context, name: str) -> Target:
    from paperctl.store.file import read_file

    path = context.path(name)
    if not path.exists():
        return Target(path, name, "", None)
    raw = read_file(path)
    try:
        return Target(path, name, raw.data.decode("utf-8"), raw)
    except UnicodeDecodeError as error:
        line = raw.data.count(b"\n", 0, error.start) + 1
        raise SourceError(
            f"byte {error.start + 1} is not UTF-8",
            location=Location(name, line),
            hint="convert the file first, for example with iconv -t UTF-8",
        ) from error


def _plan(target: Target, form: Format, wish: Wish, updating: Updating) -> Plan:
    from paperctl.bib import read
    from paperctl.bibupdate import plan_update
    from paperctl.store.written import read_written

    side: Literal["ours", "theirs"] | None = None
    if updating.ours or updating.theirs:
        side = "ours" if updating.ours else "theirs"
    # A file that is not there has forgotten whatever was written into it.
    base = read_written(target.path, form.name) if target.raw else {}
    file = read(target.text, biber=wish.biber)
    return plan_update(file, target.name, wish, base, side)


def _write(context: Context, target: Target, form: Format, plan: Plan) -> None:
    from paperctl.store.atomic import write_atomic
    from paperctl.store.written import remember_written

    if target.raw is None or plan.text != target.text:
        stamp = target.raw and target.raw.stamp
        write_atomic(target.path, plan.text, unchanged_since=stamp)
    # Behind the file: whoever stops us in between leaves a base that is too old, and
    # what the file and the catalogue agree about needs none.
    if plan.base_changed and not remember_written(target.path, form.name, plan.base):
        context.say(
            "paperctl: there is no place for state, so later edits by hand cannot be"
            " told from changes of the catalogue (XDG_STATE_HOME names one)"
        )


def _report(context: Context, target: Target, plan: Plan, updating: Updating) -> None:
    """Tell on standard error what was done, and what somebody has to decide."""
    # Places are those of the file as the user will open it.
    reads_only = updating.dry_run or updating.check
    file = plan.file if reads_only else plan.after
    for block in file.blocks:
        if block.kind == "broken":
            fault = block.faults[-1]
            place = Location(target.name, *file.place(fault.offset))
            what = block.key or f"@{block.type}"
            context.say(f"paperctl: warning: {place}: {what} is broken: {fault.reason}")
    if plan.conflicts:
        for conflict in plan.conflicts[:_MAX_SHOWN]:
            offset = conflict.offset if reads_only else conflict.offset_after
            place = Location(target.name, *file.place(offset))
            context.warn(f"paperctl: {place}: {_explain(conflict)}")
        if len(plan.conflicts) > _MAX_SHOWN:
            more = len(plan.conflicts) - _MAX_SHOWN
            context.warn(f"paperctl: and {more} more conflicts")
        context.warn(
            "hint: --ours takes what the catalogue says, --theirs keeps what the file"
            " says; or change one of them"
        )
    context.say(f"paperctl: {target.name}: {_summary(target, plan, updating)}")


def _summary(target: Target, plan: Plan, updating: Updating) -> str:
    counts = [
        f"{len(found)} {word}"
        for found, word in (
            (plan.added, "added"),
            (plan.changed, "changed"),
            (plan.removed, "removed"),
        )
        if found
    ]
    if target.raw is None:
        counts.insert(0, "made")
    if counts and (updating.dry_run or updating.check):
        counts[0] = f"would be: {counts[0]}"
    if not counts:
        counts = ["nothing to change" if plan.conflicts else "up to date"]
    for found, one, many in (
        (plan.kept, "edit by hand kept", "edits by hand kept"),
        (plan.conflicts, "conflict", "conflicts"),
    ):
        if found:
            counts.append(f"{len(found)} {one if len(found) == 1 else many}")
    return ", ".join(counts)


def _explain(conflict: Conflict) -> str:
    if not conflict.field:
        return f"{conflict.citekey} is no longer exported, but was edited by hand"
    file, catalogue = _cut(conflict.in_file or "", conflict.in_catalogue or "")
    in_file = f"the file has {file}" if conflict.in_file is not None else "not here"
    ours = f"the catalogue {catalogue}"
    if conflict.in_catalogue is None:
        ours = "the catalogue nothing any more"
    elif conflict.in_file is None:
        ours = f"but in the catalogue: {catalogue}"
    return f"{conflict.field} of {conflict.citekey}: {in_file}, {ours}"


def _cut(one: str, other: str) -> tuple[str, str]:
    """Quote two texts, long ones only around the first place where they differ."""
    same = 0
    for mine, yours in zip(one, other, strict=False):
        if mine != yours:
            break
        same += 1
    begin = max(same - _WIDTH // 3, 0) if max(len(one), len(other)) > _WIDTH else 0
    return _excerpt(one, begin), _excerpt(other, begin)


def _excerpt(text: str, begin: int) -> str:
    shown = text[begin : begin + _WIDTH]
    before = "…" if begin else ""
    behind = "…" if begin + _WIDTH < len(text) else ""
    return f"'{before}{shown}{behind}'"
