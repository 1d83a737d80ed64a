"""The `keys` command."""

from typing import Annotated

from typer import Option

from paperctl.cli import keying
from paperctl.cli.context import Context
from paperctl.cli.options import JsonOption, QueryArgument, Selection
from paperctl.cli.output import choose_format, show, width_of, write
from paperctl.cli.selecting import found, make_query
from paperctl.errors import ExitCode, PaperctlError

SECTION = "Change"


def command(
    context: Context,
    selection: Selection,
    query: QueryArgument = None,
    key_pattern: Annotated[
        str | None,
        Option(
            "--pattern",
            metavar="PATTERN",
            help="[auth][year] and the like, or the name of a preset.",
        ),
    ] = None,
    check: Annotated[
        bool, Option("--check", help="List unusual keys only; exit 1 if there are any.")
    ] = False,
    assign: Annotated[
        bool, Option("--assign", help="Give keys to entries that have a placeholder.")
    ] = False,
    everything: Annotated[
        bool, Option("--all", help="With --assign: to all whose key does not fit.")
    ] = False,
    no_alias: Annotated[
        bool,
        Option("--no-alias", help="With --assign: do not keep old keys as aliases."),
    ] = False,
    dry_run: Annotated[
        bool, Option("--dry-run", help="With --assign: show a diff, change nothing.")
    ] = False,
    json: JsonOption = False,
) -> ExitCode:
    """Show, check and assign citekeys by a pattern.

    Examples:
      paperctl keys --pattern '[auth][shortyear]'
      paperctl keys --check --pattern better-bibtex
      paperctl keys --assign --dry-run
      paperctl keys --assign --all --pattern google-scholar --dry-run

    A key that exists is changed only by --all; the old one stays as an alias. Unusual
    are placeholders (new, todo1), signs that LaTeX or BibTeX stumble over, clashes, and
    what does not fit a pattern that is given or set. In a pipe: the key and that of
    the pattern, tab-separated.
    """
    _check_flags(
        check=check,
        assign=assign,
        everything=everything,
        no_alias=no_alias,
        dry_run=dry_run,
    )
    pattern = keying.choose_pattern(context, key_pattern)
    wanted = make_query(query, selection)
    if assign:
        return keying.assign(
            context,
            pattern,
            wanted,
            selection,
            keying.Assigning(everything, not no_alias, dry_run, json),
        )
    finder = context.open()
    entries = finder.select(wanted, order=selection.sort, limit=selection.limit)
    code = found(context, finder, entries)
    proposals = keying.compare(finder, pattern, entries)
    if check:
        must_fit = keying.is_asked_for(context, key_pattern)
        return keying.check(context, proposals, must_fit=must_fit, json=json, code=code)
    from paperctl.render import keys as view

    chosen_format = choose_format(context, None, json=json, output=None)
    if chosen_format == "table":
        return show(
            context,
            view.proposals_table(proposals, width=width_of(context)),
            code=code,
        )
    if chosen_format == "plain":
        return write(context, view.proposal_lines(proposals), code=code)
    from paperctl.render.plain import json_document

    documents = [view.proposal_document(item) for item in proposals]
    return write(context, json_document(documents), code=code)


def _check_flags(*, check: bool, assign: bool, **others: bool) -> None:
    if check and assign:
        raise PaperctlError(
            "--check and --assign contradict each other", hint="leave one of them out"
        )
    for name, given in others.items():
        if given and not assign:
            flag = {"everything": "all"}.get(name, name.replace("_", "-"))
            raise PaperctlError(
                f"--{flag} is for --assign only",
                hint=f"add --assign, or leave --{flag} out",
            )
