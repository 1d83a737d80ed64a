"""Adding to a catalogue file without changing a byte of what stands there."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from paperctl.canonical.dump import dump, dump_profile, dump_record
from paperctl.errors import CatalogueError, DuplicateCitekeyError, Location
from paperctl.model.area import parse_area
from paperctl.model.catalogue import Catalogue
from paperctl.model.record import to_record
from paperctl.store.atomic import write_atomic
from paperctl.store.file import BOM
from paperctl.store.load import load, load_text
from paperctl.store.lock import locked
from paperctl.values import changed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from paperctl.errors import Problem
    from paperctl.model.catalogue import Profile
    from paperctl.model.entry import Entry
    from paperctl.model.record import Record
    from paperctl.store.file import CatalogueFile, Section

_INDENT = 2
_CONTEXT = 3
_HUNK = re.compile(r"([-+])([0-9]+)(?=[ ,])")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_FIELD_LINE = re.compile(r"\n( *)(?![ \r\n#])")
# A file whose top level is in brackets, as JSON has it.
_FLOW = re.compile(r"(?:\s|#.*\n|---(?=\s))*\{")
# What a section without anything in it may have for its value.
_NOTHING = re.compile(r"~|null|\{[^}]*\}|\[[^]]*\]")


def insert(
    file: CatalogueFile, entries: Sequence[Entry], profiles: Sequence[Profile] = ()
) -> str:
    """Give a file's text with entries and profiles added behind those it has.

    Indentation, line ends and blank lines follow the file's own.

    Raises:
        CatalogueError: The file has errors, or is written in a way that cannot be
            added to; the message says what to do.
        DuplicateCitekeyError: A citekey or alias is in use already.
        FieldError: A text cannot be stored.
    """
    if file.has_errors:
        raise CatalogueError(
            "the catalogue has errors, nothing was added",
            hint="mend what is reported above, then run the command again",
            location=Location(file.path),
        )
    _check_keys(file, entries)
    errors: tuple[Problem, ...] = ()
    # Nearly always the first try is right; blank lines can be part of a text, though.
    for behind_blanks in (False, True):
        text = _splice(file, entries, profiles, behind_blanks)
        after = load_text(text, file.path)
        errors = tuple(p for p in after.problems if p.severity == "error")
        if not errors and is_sum(after.files[0], file, entries, profiles):
            return text
    reason = f": {errors[0].message}" if errors else ""
    raise CatalogueError(
        f"nothing can be added to the file as it is written{reason}",
        hint="write its first and last lines as the others are, each with a line end",
        location=Location(file.path),
        problems=errors,
    )


def add(
    path: Path | str,
    entries: Sequence[Entry],
    profiles: Sequence[Profile] = (),
    *,
    seen: CatalogueFile | None = None,
) -> None:
    """Add entries and profiles to a catalogue file, or make one of them.

    Args:
        path: The file; it is made if it does not exist.
        entries: Under citekeys that the file does not have.
        profiles: Of authors that the file does not have.
        seen: The file as it was when these were decided on. It must be so still.

    Raises:
        CatalogueError: The file cannot be added to.
        FieldError: A text cannot be stored.
        StoreError: It cannot be read or written, or has changed; it is as it was.
    """
    with locked(path):
        if seen is None and not Path(path).exists():
            write_atomic(path, dump(Catalogue(entries, profiles=profiles)))
            return
        file = seen or load(path).files[0]
        text = insert(file, entries, profiles)
        mark = BOM if file.has_bom else b""
        write_atomic(path, mark + text.encode(), unchanged_since=file.stamp)


def preview(
    file: CatalogueFile | None,
    path: Path | str,
    entries: Sequence[Entry],
    profiles: Sequence[Profile] = (),
) -> str:
    """Show as a unified diff what `add` would do; raises as `insert` does."""
    if file is None:
        new = dump(Catalogue(entries, profiles=profiles))
        return unified_diff("", new, "/dev/null", str(path))
    return unified_diff(
        file.text, insert(file, entries, profiles), str(path), str(path)
    )


def unified_diff(old: str, new: str, old_name: str, new_name: str) -> str:
    """Compare two texts as `diff -u` does."""
    import difflib

    before, after = _split_lines(old), _split_lines(new)
    # What is alike at both ends is most of a file, and takes difflib most of its time.
    least = min(len(before), len(after))
    head = _count_equal(before, after, least)
    tail = _count_equal(before[::-1], after[::-1], least - head)
    skipped = max(head - _CONTEXT, 0)
    left_out = max(tail - _CONTEXT, 0)
    lines = difflib.unified_diff(
        before[skipped : len(before) - left_out],
        after[skipped : len(after) - left_out],
        old_name,
        new_name,
        n=_CONTEXT,
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in _moved(lines, skipped)
    )


def _count_equal(one: Sequence[str], other: Sequence[str], most: int) -> int:
    """Count how many lines are alike from the beginning on."""
    pairs = zip(one[:most], other[:most], strict=True)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), most)


def _moved(lines: Iterable[str], by: int) -> Iterator[str]:
    """Let the hunks of a diff begin so many lines later."""
    for number, line in enumerate(lines):
        # The first two are names of files, and a changed line has its sign before it.
        if number > 1 and line.startswith("@@"):
            yield _HUNK.sub(lambda at: f"{at[1]}{int(at[2]) + by}", line)
        else:
            yield line


def _split_lines(text: str) -> list[str]:
    """Split behind line feeds only: YAML text may hold other breaks inside a line."""
    return _LINES.findall(text)


def _check_keys(file: CatalogueFile, entries: Sequence[Entry]) -> None:
    """See that no citekey or alias is used twice, case aside."""
    owners = {
        key.lower(): entry
        for entry in file.entries
        for key in (entry.citekey, *entry.aliases)
    }
    for entry in entries:
        for key in (entry.citekey, *entry.aliases):
            other = owners.setdefault(key.lower(), entry)
            if other is not entry:
                raise DuplicateCitekeyError(
                    f"{entry.citekey}: {key!r} belongs to {other.citekey} already",
                    hint="give the new entry another citekey",
                    location=file.locate(other.citekey),
                )


def _splice(
    file: CatalogueFile,
    entries: Sequence[Entry],
    profiles: Sequence[Profile],
    behind_blanks: bool,
) -> str:
    text = file.text
    if entries:
        text = find_opening(file, behind_blanks=behind_blanks).put(entries)
    if profiles:
        # Adding entries may have moved the section of the profiles.
        after = load_text(text, file.path).files[0] if entries else file
        had_papers = "papers" in file.sections
        text = _insert_profiles(after, profiles, behind_blanks, had_papers=had_papers)
    return text


class Opening(NamedTuple):
    """The place where entries are added: a file's text before it and behind it.

    Attributes:
        column: How far citekeys are indented.
        step: How much further fields are.
        spaced: Whether a blank line stands between entries.
        end: How lines end.
    """

    before: str
    after: str
    column: int
    step: int
    spaced: bool
    end: str

    def put(self, entries: Iterable[Entry]) -> str:
        """Give the file's text with entries put in."""
        return self.before + self.lines(entries) + self.after

    def lines(self, entries: Iterable[Entry]) -> str:
        """Write entries as whole lines, with the line ends of the file."""
        return self.lines_of((entry.citekey, to_record(entry)) for entry in entries)

    def lines_of(self, records: Iterable[tuple[str, Record]]) -> str:
        """Write entries by their records, as `lines` does."""
        blocks = [dump_record(*item, self.column, self.step) for item in records]
        return _lines(self.end, blocks, spaced=self.spaced)

    @property
    def between(self) -> str:
        """What stands between entries beside a line end."""
        return self.end if self.spaced else ""


def find_opening(file: CatalogueFile, *, behind_blanks: bool) -> Opening:
    """Find where entries are added to a file without errors.

    Args:
        file: As it was read.
        behind_blanks: Blank lines at the end of its entries are part of them.

    Raises:
        CatalogueError: It is written in a way that cannot be added to.
    """
    text = file.text
    end_of_lines = line_end(text)
    papers = file.sections.get("papers")
    if _FLOW.match(text):
        raise _not_a_block(file)
    if papers is None:
        before = f"{_ended(text)}papers:{end_of_lines}"
        return Opening(before, "", _INDENT, _INDENT, True, end_of_lines)
    if not file.spans:
        return Opening(*_fill(text, papers), _INDENT, _INDENT, True, end_of_lines)
    if papers.shape != "mapping" or papers.column is None:
        raise _not_a_block(file, "papers")
    end = _last_line_end(file, papers, papers.column, behind_blanks)
    spaced = len(file.spans) < 2 or _has_blank_lines(text[papers.value : end])
    return Opening(
        _above(text, end, spaced=spaced),
        text[end:],
        papers.column,
        _step(file, papers.column),
        spaced,
        end_of_lines,
    )


def _step(file: CatalogueFile, column: int) -> int:
    """Find how much further than their citekeys the fields of a file are indented."""
    for start, end in islice(file.spans.values(), 10):
        found = _FIELD_LINE.search(file.text, file.text.find("\n", start, end), end)
        if found and len(found[1]) > column:
            return len(found[1]) - column
    return _INDENT


def _insert_profiles(
    file: CatalogueFile,
    profiles: Sequence[Profile],
    behind_blanks: bool,
    *,
    had_papers: bool,
) -> str:
    text = file.text
    section = file.sections.get("profiles")
    if _FLOW.match(text):
        raise _not_a_block(file)
    if section is None or not file.profiles:
        blocks = [dump_profile(profile) for profile in profiles]
        body = _lines(line_end(text), blocks, spaced=False)
        if section is None:
            return _start_profiles(file, body, had_papers=had_papers)
        before, after = _fill(text, section)
        return before + body + after
    if section.shape != "list":
        raise _not_a_block(file, "profiles")
    column = section.value - line_start(text, section.value)
    blocks = [dump_profile(profile, column) for profile in profiles]
    end = _last_line_end(file, section, column, behind_blanks)
    return _put(text, end, blocks, spaced=False)


def _start_profiles(file: CatalogueFile, body: str, *, had_papers: bool) -> str:
    """Begin the section of the profiles, above the papers where there are any."""
    text = file.text
    key = f"profiles:{line_end(text)}"
    papers = file.sections.get("papers")
    if papers is None:
        return f"{_ended(text)}{key}{body}"
    at = line_start(text, papers.start)
    if had_papers:
        at = _above_comment(text, at)
    return f"{text[:at]}{key}{body}{line_end(text)}{text[at:]}"


def _fill(text: str, section: Section) -> tuple[str, str]:
    """Open an empty section for lines below its key, without its `{}` or `~`."""
    nothing = _NOTHING.match(text, section.value)
    end = nothing.end() if nothing else section.value
    stop = text.find("\n", end) + 1 or len(text)
    # A comment behind it stays behind the key.
    head = text[: section.value].rstrip() + text[end:stop].rstrip()
    return head + line_end(text), text[stop:]


def _put(text: str, at: int, blocks: list[str], *, spaced: bool) -> str:
    before = _above(text, at, spaced=spaced)
    return before + _lines(line_end(text), blocks, spaced=spaced) + text[at:]


def _above(text: str, at: int, *, spaced: bool) -> str:
    """Give the text before a place at which new lines begin."""
    is_apart = text[:at].endswith(("\n\n", "\n\r\n"))
    gap = line_end(text) if spaced and not is_apart else ""
    return _ended(text[:at]) + gap


def _lines(end: str, blocks: list[str], *, spaced: bool = True) -> str:
    """Write blocks as whole lines with such line ends."""
    joined = ("\n\n" if spaced else "\n").join(blocks) + "\n"
    return joined if end == "\n" else joined.replace("\n", end)


def line_end(text: str) -> str:
    """Tell how the lines of a text end."""
    end = text.find("\n")
    return "\r\n" if end > 0 and text[end - 1] == "\r" else "\n"


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + line_end(text)


def _last_line_end(
    file: CatalogueFile, section: Section, column: int, behind_blanks: bool
) -> int:
    """Find where the last line of a block ends.

    Blank lines and comments that are indented less than the block belong to what
    follows; a line of a folded text is indented more, whatever it begins with.
    """
    text = file.text
    end = min(
        (
            line_start(text, other.start)
            for other in file.sections.values()
            if other.start > section.start
        ),
        default=len(text),
    )
    while end > section.value:
        start = line_start(text, end - 1)
        line = text[start:end]
        bare = line.lstrip(" ")
        is_comment = bare.startswith("#") and len(line) - len(bare) < max(column, 1)
        is_blank = not bare.strip() and not behind_blanks
        if not (is_blank or is_comment or line.strip() == "..." == line[:3]):
            break
        end = start
    return end


def _above_comment(text: str, at: int) -> int:
    """Move up over the comment right above a section, unless the file begins with it.

    Such a comment is about the file.
    """
    top = at
    while top:
        start = line_start(text, top - 1)
        if not text.startswith("#", start):
            break
        top = start
    _, _, line_above = text[:top].strip().rpartition("\n")
    return at if line_above in ("", "---") else top


def line_start(text: str, at: int) -> int:
    """Find where the line of a character begins."""
    return text.rfind("\n", 0, at) + 1


def _has_blank_lines(text: str) -> bool:
    return any(not line.strip() for line in text.split("\n")[:-1])


def _not_a_block(file: CatalogueFile, name: str | None = None) -> CatalogueError:
    return CatalogueError(
        f"{name or 'the file'} is written in brackets, nothing can be added to it",
        hint="write it as a block, one entry below the other, and try again",
        location=file.place(file.sections[name].start if name else 0),
    )


def is_sum(
    after: CatalogueFile,
    before: CatalogueFile,
    entries: Sequence[Entry],
    profiles: Sequence[Profile],
) -> bool:
    """Whether a file holds what another does, then the additions, and nothing else."""
    return (
        are_equal(after.entries, (*before.entries, *entries))
        and after.profiles == (*before.profiles, *profiles)
        and list(after.spans)[: len(before.spans)] == list(before.spans)
    )


def are_equal(found: Sequence[Entry], wanted: Sequence[Entry]) -> bool:
    """Compare entries; in what archive a bare area is, another file may say."""
    return len(found) == len(wanted) and all(
        one is other or one == other or _bare(one) == _bare(other)
        for one, other in zip(found, wanted, strict=True)
    )


def _bare(entry: Entry) -> Entry:
    return changed(entry, area=entry.area and parse_area(entry.area.text))
