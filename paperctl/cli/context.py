"""What a command may know of the world: streams, environment, day, terminal.

Nothing below `cli` looks at these; tests hand in their own.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from io import StringIO, TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO

from paperctl.errors import PaperctlError

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence

    from paperctl.cli.progress import ProgressBar
    from paperctl.config.resolve import Configuration, Layer
    from paperctl.errors import Problem
    from paperctl.index.finder import Finder, Progress
    from paperctl.index.opening import Which
    from paperctl.index.steady import SteadyFinder

ColorChoice = Literal["auto", "always", "never"]

_MAX_PROBLEMS_SHOWN = 10


class Context:
    """The world of one run, and what the options said about it.

    Not a dataclass: making one would cost every command start-up time.

    Attributes:
        width: That of the terminal, None where standard output is none.
        color: What `--color` says, if it is given.
        today: The day of the run; None for the real one.
        files: Those of the catalogue, once it is loaded.
        documents: Files that were read for what they cite.
        problems: What was reported so far.
        forgives: Whether damaged entries are not to change the exit code.
    """

    def __init__(  # noqa: PLR0913
        self,
        *,
        stdout: TextIO,
        stderr: TextIO,
        stdin: TextIO,
        environ: Mapping[str, str],
        cwd: Path,
        stdout_is_terminal: bool = False,
        stderr_is_terminal: bool = False,
        width: int | None = None,
        today: datetime.date | None = None,
    ) -> None:
        self.stdout = stdout
        self.stderr = stderr
        self.stdin = stdin
        self.environ = environ
        self.cwd = cwd
        self.stdout_is_terminal = stdout_is_terminal
        self.stderr_is_terminal = stderr_is_terminal
        self.width = width
        self.today = today
        self.catalogue_paths: tuple[str, ...] = ()
        self.files: tuple[Path, ...] = ()
        self.documents: set[Path] = set()
        self.color: ColorChoice | None = None
        self.quiet = False
        self.problems: list[Problem] = []
        self.forgives = False
        self._configuration: Configuration | None = None
        self._is_configured = False
        self._bar: ProgressBar | None = None
        self._finder: SteadyFinder | None = None

    @classmethod
    def of_process(cls) -> Context:
        """Describe the running process."""
        stdout, stderr = _prepare(sys.stdout), _prepare(sys.stderr)
        is_terminal = stdout.isatty()
        return cls(
            stdout=stdout,
            stderr=stderr,
            stdin=sys.stdin or StringIO(),  # None where the shell closed it: <&-
            environ=os.environ,
            cwd=_working_folder(),
            stdout_is_terminal=is_terminal,
            stderr_is_terminal=stderr.isatty(),
            width=_terminal_width() if is_terminal else None,
        )

    @property
    def now(self) -> datetime.date:
        """The day of the run, in local time."""
        import datetime

        return self.today or datetime.date.today()  # noqa: DTZ011

    def wants_color(self, *, stream: Literal["stdout", "stderr"] = "stdout") -> bool:
        """Decide on colour: what is set, NO_COLOR, FORCE_COLOR, then the terminal."""
        choice = self.setting("color")
        if choice != "auto":
            return bool(choice == "always")
        if self.environ.get("NO_COLOR"):
            return False
        if self.environ.get("FORCE_COLOR"):
            return True
        is_terminal = getattr(self, f"{stream}_is_terminal")
        return is_terminal and self.environ.get("TERM") != "dumb"

    def say(self, message: str) -> None:
        """Tell the user something that is no result, unless `--quiet`."""
        if not self.quiet:
            self.warn(message)

    def warn(self, message: str) -> None:
        """Tell the user something that must not be missed."""
        from paperctl.text.display import visible

        # Where messages cannot go the results still can.
        with suppress(OSError):
            self.stderr.write(f"{visible(message)}\n")

    @property
    def configuration(self) -> Configuration:
        """What is set by options, variables and files; its problems wait for `setting`.

        Options of the command count once it runs: not to be asked for before that.
        """
        if self._configuration is None:
            from paperctl.config.resolve import configure

            options = self._options()
            self._configuration = configure(self.environ, str(self.cwd), options)
        return self._configuration

    def _options(self) -> Layer:
        from paperctl.config.settings import Given, Origin

        options: dict[str, Given] = {}
        if self.catalogue_paths:
            origin = Origin("option", "--catalogue")
            options["catalogue"] = Given(self.catalogue_paths, origin)
        if self.color:
            options["color"] = Given(self.color, Origin("option", "--color"))
        return options

    def setting(self, name: str) -> Any:
        """Give the value of a setting; the first time, tell what is wrong with any.

        Raises:
            PaperctlError: Something is, and no other command than `config` goes on.
        """
        if not self._is_configured:
            self._is_configured = True
            problems = self.configuration.problems
            error = next((item for item in problems if item.severity == "error"), None)
            if error:
                raise PaperctlError(
                    error.message, hint=error.hint, location=error.location
                )
            self.report(problems)
        return self.configuration.value(name)

    def report_configuration(self) -> None:
        """Tell all that is wrong with the configuration, and go on."""
        self._is_configured = True
        self.report(self.configuration.problems)

    def catalogue_files(self) -> tuple[Path, ...]:
        """Find the catalogue that this run is about.

        Raises:
            CatalogueError: There is none.
        """
        from paperctl.store.locate import find_catalogue

        named = self.setting("catalogue") or ()
        return find_catalogue(named, self.environ, self.cwd)

    def open(self) -> Finder:
        """Open the catalogue, and report what is wrong with it on stderr."""
        from paperctl.index.steady import SteadyFinder

        finder = self._finder = SteadyFinder(self.which_catalogue())
        self.files = tuple(self.cwd / path for path in finder.paths)
        self.report(finder.problems)
        return finder

    def which_catalogue(self, *, or_none: bool = False) -> Which:
        """Say which catalogue this run is about, and where its index is.

        Raises:
            CatalogueError: There is none, and one is needed.
        """
        from paperctl.index.opening import Which
        from paperctl.index.where import cache_folder

        paths = () if or_none else self.catalogue_files()
        return Which(
            tuple(map(self.relative, paths)),
            self.setting("archive"),
            cache_folder(self.environ),
            self.watch(),
        )

    def watch(self) -> Progress | None:
        """Make the bar for long work, if there is somebody to see it."""
        if self.quiet or not self.stderr_is_terminal:
            return None
        from paperctl.cli.progress import ProgressBar

        color = self.wants_color(stream="stderr")
        self._bar = ProgressBar(self.stderr, color=color, width=self.width)
        return self._bar

    def progress(self, stage: str, part: float) -> None:
        """Show how far long work has come, from 0 to 1, if somebody looks."""
        bar = self._bar or self.watch()
        if bar is not None:
            bar(stage, part)

    def close(self) -> None:
        """Leave the terminal as it was, and the index to others."""
        if self._bar is not None:
            self._bar.close()
        if self._finder is not None:
            self._finder.close()

    def path(self, name: str) -> Path:
        """Find a file that the user names."""
        return self.relative(self.cwd / Path(name).expanduser())

    def relative(self, path: Path) -> Path:
        """Name a file from the working folder, as the user would."""
        try:
            return path.relative_to(self.cwd)
        except ValueError:
            return path

    def report(self, problems: Sequence[Problem], *, all_errors: bool = False) -> None:
        """Print problems, errors first where there are too many to show all.

        Args:
            problems: What was found.
            all_errors: Leave out only warnings.
        """
        self.problems.extend(problems)
        if self.quiet:
            problems = [item for item in problems if item.severity == "error"]
        if not problems:
            return
        shown = problems
        if len(problems) > _MAX_PROBLEMS_SHOWN:
            by_severity = sorted(problems, key=lambda item: item.severity)
            errors = sum(item.severity == "error" for item in problems)
            limit = max(_MAX_PROBLEMS_SHOWN, errors if all_errors else 0)
            shown = by_severity[:limit]
        for problem in shown:
            word = "" if problem.severity == "error" else "warning: "
            place = f"{problem.location}: " if problem.location else ""
            self.warn(f"paperctl: {word}{place}{problem.message}")
            if problem.hint:
                self.warn(f"hint: {problem.hint}")
        if len(shown) < len(problems):
            self.warn(f"paperctl: and {len(problems) - len(shown)} more problems")

    @property
    def has_errors(self) -> bool:
        """Whether anything reported so far was an error."""
        return any(problem.severity == "error" for problem in self.problems)

    @property
    def has_failed(self) -> bool:
        """Whether the exit code has to tell of errors."""
        return self.has_errors and not self.forgives


def _working_folder() -> Path:
    """Name the folder we are in, also where somebody removed it meanwhile."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return Path(os.environ.get("PWD") or os.sep)


def _prepare(stream: TextIO | None) -> TextIO:
    """Make a stream of the process take any text."""
    if stream is None:  # the shell closed it: >&-
        return Path(os.devnull).open("w", encoding="utf-8")
    if isinstance(stream, TextIOWrapper):
        # A file or a pipe gets UTF-8 and plain line ends whatever the locale says; a
        # terminal that cannot show a character gets its escape instead of a crash.
        if stream.isatty():
            stream.reconfigure(errors="backslashreplace")
        else:
            stream.reconfigure(
                encoding="utf-8", errors="backslashreplace", newline="\n"
            )
    return stream


def _terminal_width() -> int:
    # Not shutil's: it reads COLUMNS=nonsense as 80 even where the terminal knows.
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdecimal() and 0 < int(columns[:6]) <= 10_000:
        return int(columns)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except (OSError, ValueError):
        return 80
