"""Reading one file's text: entries, profiles, and a problem for all that is neither.

Sound text is read in one pass. After an error in the YAML itself, what was complete
before it is kept, and the rest is cut at the lines that begin a new entry; each piece
is then read by itself, so that one damaged entry costs no other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from paperctl.canonical import SECTIONS
from paperctl.errors import FieldError, Problem
from paperctl.model.entry import ENTRY_TYPES, Entry
from paperctl.model.record import read_record, resolve_area
from paperctl.model.taxonomy import NAMES
from paperctl.store import codes
from paperctl.store.events import Defect, Refused, Values, name_character
from paperctl.store.file import CatalogueFile, Section, Span
from paperctl.store.profile import read_profiles
from paperctl.store.shape import freeze, name_shape
from paperctl.text.closest import did_you_mean
from paperctl.text.regex import lazy_regex
from paperctl.yamltext import NULLS
from paperctl.yamltext.parser import (
    HAS_LIBYAML,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
    StreamEndEvent,
    YAMLError,
)

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterable

    from paperctl.errors import Location
    from paperctl.model.entry import ExtraValue
    from paperctl.model.record import RecordValue
    from paperctl.store.position import Node, Path
    from paperctl.yamltext.parser import Event

_Level: TypeAlias = Literal["file", "sections", "entries"]
"""What is being read, and cut into pieces after an error."""


_STEP = 256  # entries between two words of progress


class FileReader:
    """Reads a text into a `CatalogueFile`.

    Attributes:
        file: What was found, complete after `read`.
        problems: What was wrong, in the order of the file.
        extra: Sections that the format does not have.
    """

    def __init__(
        self, file: CatalogueFile, progress: Callable[[float], None] | None = None
    ) -> None:
        self.file = file
        self._progress = progress
        self.text = file.text
        self.extra: dict[str, ExtraValue] = {}
        self._found: list[tuple[int, Problem]] = []
        self._entries: list[Entry] = []
        self._bare: list[int] = []  # entries whose area waits for its archive
        self._archive: str | None = None
        self._profile_nodes: dict[Path, Node] | None = None
        # Where reading stands, for going on after an error.
        self._column: int | None = None  # of the entries' keys
        self._columns: Counter[int] | None = None  # of all that may be such
        self._resume = 0  # the begin of the section or entry that is not complete
        self._level: _Level = "file"
        self._has_papers = False  # their section has begun

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was wrong, in the order of the file."""
        ordered = sorted(self._found, key=lambda found: found[0])
        return tuple(problem for _, problem in ordered)

    def read(self, data: bytes | None) -> None:
        """Read all of the text; `data` is the same as bytes, if at hand."""
        end = len(self.text)
        if self.text.startswith("\ufeff"):
            # libyaml passes over it without counting it: every place would be wrong.
            self._report(
                0,
                codes.CHARACTER,
                "a second byte order mark stands here",
                "take it out",
            )
        try:
            self._read_document(Values(self.text, 0, end, data))
        except (YAMLError, Refused) as error:
            self._salvage(error, 0, end)
        self._report_unknown_sections()
        self.file.archive = self._archive
        # Those that stand before the `archive` wait for it.
        resolve_areas(self._entries, self._bare, self._archive)
        self.file.entries = tuple(self._entries)
        self.file.has_errors = any(
            problem.severity == "error" for _, problem in self._found
        )

    # --- problems ----------------------------------------------------------------

    def _report(
        self,
        at: int,
        code: str,
        message: str,
        hint: str | None = None,
        *,
        warning: bool = False,
    ) -> None:
        problem = Problem(
            message, self.file.place(at), "warning" if warning else "error", code, hint
        )
        self._found.append((at, problem))

    def _report_defects(self, defects: list[Defect], subject: str = "") -> bool:
        """Report and forget what building a value found; say if it was anything."""
        for defect in defects:
            reason = defect.reason
            if defect.code == codes.DUPLICATE_KEY:
                reason = self._duplicate(defect)
            self._report(defect.at, defect.code, f"{subject}{reason}", defect.hint)
        found = bool(defects)
        defects.clear()
        return found

    def _duplicate(self, defect: Defect) -> str:
        line = self.file.place(defect.at).line
        first = self.file.place(defect.first or 0).line
        return f"{defect.reason!r} stands on line {first} and again on line {line}"

    # --- the top level -----------------------------------------------------------

    def _read_document(self, values: Values) -> None:
        get = values.get
        get()  # the stream's start
        event = get()
        if type(event) is StreamEndEvent:
            return
        event = get()
        at = event.start_mark.index + values.base
        if type(event) is MappingStartEvent:
            if not event.flow_style:
                self._level = "sections"
            self._read_sections(values)
            get()  # the document's end
        else:
            value = values.build(event, 1)
            get()  # the document's end; where it is damaged, that is what matters
            if value is not None or values.defects:
                self._report(
                    at,
                    codes.SHAPE,
                    f"expected a catalogue, got {name_shape(value)}",
                    "a catalogue has its entries under the key papers",
                )
        event = get()
        if type(event) is not StreamEndEvent:
            at = event.start_mark.index + values.base
            self._report_second_document(at)
            self._salvage_stray_entries(at, values.end)

    def _read_sections(self, values: Values) -> None:
        get, base = values.get, values.base
        while type(key := get()) is not MappingEndEvent:
            if self._level == "entries":
                # Only now: a line that is indented less than the entries, but indented,
                # is no section, and entries may follow it.
                self._level = "sections"
            start = self._resume = key.start_mark.index + base
            values.column = 0 if self._level == "sections" else -1
            name = values.key(key, 1)
            event = get()
            if type(key) is MappingStartEvent:
                self._salvage_hidden(start, event.start_mark.index + base)
            known = self.file.sections.get(name)
            section = Section(start, event.start_mark.index + base, 0, _shape_of(event))
            if known is None:
                self.file.sections[name] = section
            if name == "papers":
                self._has_papers = True
                end = self._read_papers(values, event, section)
            else:
                end = self._read_section(values, event, name, section, known)
            if known is None:
                self.file.sections[name] = section._replace(
                    end=end, column=self._column if name == "papers" else None
                )
            else:
                values.defects.append(
                    Defect(codes.DUPLICATE_KEY, name, start, None, known.start)
                )
            self._report_defects(values.defects)
            # A line of text that lost its indentation takes all below it for its own.
            is_text = type(event) is ScalarEvent and not event.style
            is_stray = is_text and name not in {"archive", "profiles"}
            self._resume = section.value if is_stray else end

    def _read_section(
        self,
        values: Values,
        event: Event,
        name: str,
        section: Section,
        known: Section | None,
    ) -> int:
        end = section.value
        if type(event) is ScalarEvent:
            end = event.end_mark.index + values.base
        value = values.build(event, 2)
        if values.defects or known is not None:
            return end
        if value is None and name in SECTIONS:
            return end
        if name == "archive":
            self._read_archive(value, section)
        elif name == "profiles":
            self.file.profiles = read_profiles(value, self._profile_problem)
        else:
            self.extra[name] = freeze(value)
        return end

    def _report_unknown_sections(self) -> None:
        for name, value in self.extra.items():
            start = self.file.sections[name].start
            code, reason, hint = self._judge_section(name, value)
            is_warning = code == codes.UNKNOWN_SECTION
            self._report(start, code, reason, hint, warning=is_warning)

    def _judge_section(
        self, name: str, value: ExtraValue
    ) -> tuple[str, str, str | None]:
        """Say what an unknown section is; all but one of the user's own are errors.

        Papers would be gone without a word, and an import would write them again.
        """
        is_quoted = self.text[self.file.sections[name].start] in "'\""
        if name[:1].isspace() and not is_quoted:
            reason = f"{name_character(name[0])} where blanks are meant"
            return codes.SYNTAX, reason, "indent by the usual blanks"
        if isinstance(value, Mapping):
            if "papers" not in self.file.sections and _is_one_slip(name, "papers"):
                reason = f"unknown section {name!r}, and there is no section papers"
                return codes.NO_PAPERS, reason, did_you_mean(name, SECTIONS)
            papers = self.file.sections.get("papers")
            if _is_entry(value, has_papers=_is_there(papers)):
                reason = f"{name}: an entry stands outside of papers"
                return codes.NO_PAPERS, reason, "indent it like the entries of papers"
        reason = f"unknown section {name!r}, kept as it is"
        return codes.UNKNOWN_SECTION, reason, did_you_mean(name, SECTIONS)

    def _read_archive(self, value: RecordValue, section: Section) -> None:
        if not isinstance(value, str):
            reason = f"archive: expected text, got {name_shape(value)}"
            self._report(section.value, codes.SHAPE, reason)
            return
        self._archive = value
        if value not in NAMES or "." in value:
            self._report(
                section.value,
                codes.ARCHIVE,
                f"archive: arXiv has no archive {value!r}",
                did_you_mean(value, (name for name in NAMES if "." not in name)),
                warning=True,
            )

    def _profile_problem(
        self, path: tuple[str | int, ...], reason: str, code: str, hint: str | None
    ) -> None:
        nodes = self._nodes_of_profiles()
        path = ("profiles", *path)
        while path and path not in nodes:
            path = path[:-1]
        at = nodes[path].start if path else self.file.sections["profiles"].start
        self._report(at, code, reason, hint)

    def _nodes_of_profiles(self) -> dict[Path, Node]:
        from paperctl.store.position import find_nodes

        if self._profile_nodes is None:
            start = self.file.sections["profiles"].start
            self._profile_nodes = find_nodes(self.text, start, self._section_end(start))
        return self._profile_nodes

    def _section_end(self, start: int) -> int:
        """Where the lines of a section end, by their indentation."""
        found = re.compile(r"^(?![ \t\r\n#]|-[ \r\n])", re.MULTILINE).search(
            self.text, self.text.find("\n", start) + 1 or len(self.text)
        )
        return found.start() if found else len(self.text)

    # --- entries -----------------------------------------------------------------

    def _read_papers(self, values: Values, event: Event, section: Section) -> int:
        if type(event) is MappingStartEvent:
            if event.anchor is not None or event.tag is not None:
                values.mark(event)
            if not event.flow_style and self._level == "sections":
                self._level = "entries"
                self._resume = section.value
            return self._read_entries(values, event)
        end = section.value
        if type(event) is ScalarEvent:
            end = event.end_mark.index + values.base
            # No line is indented so far: entries between two quotes are no text.
            values.column = end
        value = values.build(event, 2)
        if _takes_lines(event):
            # A stray sign made a text or a list of all entries.
            if type(event) is ScalarEvent:
                self._salvage_hidden(self.text.find("\n", section.value, end) + 1, end)
            else:
                end = self._section_end(section.value)
                self._salvage_hidden(section.value, end)
        if value is not None and not self._report_defects(values.defects):
            self._report(
                section.value,
                codes.SHAPE,
                "papers: expected a mapping of citekeys to entries,"
                f" got {name_shape(value)}",
            )
        return end

    def _read_entries(self, values: Values, mapping: Event) -> int:
        """Read entries up to the end of their mapping; give its place."""
        get, base, defects = values.get, values.base, values.defects
        finish = self._finish
        key = get()
        if mapping.flow_style:
            values.column = -1
        else:
            # Not the key's own place, which may stand behind a "? ".
            at = mapping.start_mark.index + base
            self._column = values.column = at - self._line_start(at)
        while type(key) is not MappingEndEvent:
            start = key.start_mark.index + base
            self._resume = start
            citekey = values.key(key, 2)
            event = get()
            if type(key) is MappingStartEvent:
                self._salvage_hidden(start, event.start_mark.index + base)
            record: Any
            if type(event) is MappingStartEvent:
                if event.anchor is not None or event.tag is not None:
                    values.mark(event)
                record = values.mapping(3)
            else:
                record = values.build(event, 3)
            key = get()
            end: int = key.start_mark.index + base
            if defects:
                self._report_defects(defects, f"{citekey}: " if citekey else "")
            elif type(record) is dict:
                finish(citekey, record, start, end)
            else:
                at = event.start_mark.index + base
                self._report(
                    at if at < end else start,  # "? key" may have no value at all
                    codes.SHAPE,
                    f"{citekey}: expected a mapping of fields,"
                    f" got {name_shape(record)}",
                )
            self._resume = end
        rest: int = key.end_mark.index + base
        return rest

    def _finish(
        self, citekey: str, record: dict[str, RecordValue], start: int, end: int
    ) -> None:
        spans = self.file.spans
        if citekey in spans:
            first = self.file.place(spans[citekey].start).line
            self._report(
                start,
                codes.DUPLICATE_KEY,
                f"{citekey}: the citekey stands on line {first} and again on line"
                f" {self.file.place(start).line}",
                "the first one counts until one of them has another citekey",
            )
            return
        reading = read_record(citekey, record, archive=self._archive)
        spans[citekey] = Span(start, end)
        entry = reading.entry
        if entry is None:
            for error in reading.errors:
                self._report_field(citekey, error)
            del spans[citekey]
            return
        if reading.unknown:
            for name in reading.unknown:
                self._report_unknown(citekey, name)
        if entry.type is not None and entry.type.lower() not in ENTRY_TYPES:
            self._report(
                self._value_at(citekey, "type"),
                codes.UNKNOWN_TYPE,
                f"{citekey}: unknown type {entry.type!r}, kept as it is",
                did_you_mean(entry.type, sorted(ENTRY_TYPES)),
                warning=True,
            )
        area = entry.area
        if area is not None and area.archive is None and area.code is not None:
            self._bare.append(len(self._entries))
        self._entries.append(entry)
        if self._progress and not len(self._entries) % _STEP:
            self._progress(end / len(self.text))

    def _report_field(self, citekey: str, error: FieldError) -> None:
        field = error.field
        if field is None:
            at = self.file.spans[citekey].start
            self._report(at, codes.FIELD, error.message, error.hint)
            return
        at = self._value_at(citekey, field, error.index)
        reason = f"{citekey}: {field}: {error.message}"
        self._report(at, codes.FIELD, reason, error.hint)

    def _value_at(self, citekey: str, field: str, index: int | None = None) -> int:
        node = None
        if index is not None:
            node = self.file.node(citekey, field, index)
        node = node or self.file.node(citekey, field)
        return node.start if node else self.file.spans[citekey].start

    def _report_unknown(self, citekey: str, name: str) -> None:
        from paperctl.model.fields import STORED

        node = self.file.node(citekey, name)
        self._report(
            node.key if node else self.file.spans[citekey].start,
            codes.UNKNOWN_FIELD,
            f"{citekey}: unknown field {name!r}, kept as it is",
            did_you_mean(name, STORED),
            warning=True,
        )

    # --- going on after an error -------------------------------------------------
    # What only this needs is imported here: sound files need not wait for it.

    def _report_second_document(self, at: int) -> None:
        from paperctl.store.explain import second_document

        self._report_defects([second_document(at)])

    def _salvage(self, error: YAMLError | Refused, start: int, end: int) -> None:
        """Read what an error in `text[start:end]` left unread, piece by piece."""
        before = len(self._found)
        defect = self._explain(error, start, end)
        at = max(self._resume, start)
        if self._level == "entries":
            at = self._salvage_entries(at, end)
            self._level = "sections"
        elif self._level == "file" and self._begins_block(at, end):
            self._level = "sections"
        if self._level == "sections" and at < end:
            self._salvage_sections(at, end, whole=(start, end))
        if not any(problem.severity == "error" for _, problem in self._found[before:]):
            self._report(defect.at, defect.code, defect.reason, defect.hint)

    def _explain(self, error: YAMLError | Refused, start: int, end: int) -> Defect:
        from paperctl.store.explain import explain

        return self._placed(explain(error, self.text, start, end))

    def _placed(self, defect: Defect) -> Defect:
        if defect.code != codes.ENCODING:
            return defect
        offset = self.file.byte_offset(defect.at)
        return defect._replace(reason=f"{defect.reason} at offset {offset}")

    def _begins_block(self, start: int, end: int) -> bool:
        from paperctl.store.pieces import cut

        return next(cut(self.text, start, end, 0), None) is not None

    def _salvage_sections(self, at: int, end: int, whole: tuple[int, int]) -> None:
        from paperctl.store.pieces import cut

        pieces = [*cut(self.text, at, end, 0)]
        self._salvage_stray_entries(at, pieces[0][0] if pieces else end)
        for start, stop, is_key in pieces:
            is_first = not (self.file.sections or self._has_papers)
            is_section = is_first or _SECTION.match(self.text, start, stop)
            if not is_key or not is_section:
                if self.text.startswith("---", start):
                    self._report_second_document(start)
                else:
                    self._report(start, codes.SYNTAX, "expected 'key: value' here")
                self._salvage_stray_entries(start, stop)
                continue
            if (start, stop) == whole:
                # Reading it again would bring nothing new, but it may have parts.
                papers = _PAPERS.match(self.text, start, stop)
                if papers:
                    self._has_papers = True
                    self._salvage_entries(papers.end(), stop)
                else:
                    self._salvage_stray_entries(start, stop)
                return
            self._resume, self._level = start, "file"
            try:
                self._read_document(Values(self.text, start, stop, None))
            except (YAMLError, Refused) as error:
                self._salvage(error, start, stop)
            self._level = "sections"

    def _salvage_stray_entries(self, at: int, end: int) -> None:
        """Read the entries below a line that should not stand between them."""
        line = self.text.find("\n", at, end) + 1
        begin = self._line_start(at)
        if self.text.startswith(" ", begin) and not self.text[begin:at].strip(" "):
            line = begin
        is_known = self.text.startswith(("profiles:", "archive:"), at)
        if line and not is_known and self._has_papers:
            at = self._salvage_entries(line, end)
            if at < end and (line < at or self._holds_strays(line, end)):
                self._salvage_sections(at, end, whole=(line, end))

    def _holds_strays(self, line: int, end: int) -> bool:
        """Whether a line that begins no catalogue of its own has entries below it."""
        from paperctl.store.pieces import count_columns

        begins_one = self.text.startswith(tuple(f"{name}:" for name in SECTIONS), line)
        return not begins_one and bool(count_columns(self.text, line, end))

    def _salvage_entries(self, at: int, end: int) -> int:
        """Read entries piece by piece; give the place where they end."""
        from paperctl.store.pieces import column_of_entries, count_columns, cut

        if self._columns is None:
            self._columns = count_columns(self.text, 0, len(self.text))
        column = column_of_entries(self.text, at, end, self._column, self._columns)
        for start, stop, is_key in cut(self.text, at, end, column):
            if not is_key:
                if start == self._line_start(start) and self.text[start] not in " \t":
                    return start
                self._report_stray(start)
                continue
            self._salvage_entry(start, stop)
        return end

    def _report_stray(self, at: int) -> None:
        from paperctl.store.explain import stray_line

        defect = self._placed(stray_line(self.text, at))
        if not self._found or self._found[-1][0] != defect.at:
            self._report_defects([defect])

    def _salvage_hidden(self, start: int, end: int) -> None:
        """Read the entries that stand where none can, such as in a key."""
        from paperctl.store.pieces import count_columns

        if self._has_papers and count_columns(self.text, start, end):
            self._salvage_entries(start, end)

    def _salvage_entry(self, start: int, stop: int) -> None:
        from paperctl.store.pieces import find_stray

        defect = self._read_piece(start, stop)
        if defect is None:
            return
        line = find_stray(self.text, start, stop)
        above = defect if line is None else self._read_piece(start, line)
        if above is not None:
            citekey = _KEY.match(self.text, start, stop)
            subject = f"{citekey[0]}: " if citekey else ""
            self._report_defects([above], subject)
        if line is not None:
            self._report_stray(line)

    def _read_piece(self, start: int, stop: int) -> Defect | None:
        """Read the entry of a piece; give what makes it unreadable."""
        base = self._line_start(start)
        try:
            values = Values(self.text, base, stop, None)
            get = values.get
            get()  # the stream's start
            get()  # the document's start
            event = get()
            if type(event) is MappingStartEvent:
                self._read_entries(values, event)
                get()
                if type(event := get()) is StreamEndEvent:
                    return None
            # A line that is nothing to YAML, such as a lone U+0085, has no events.
            at = event.start_mark.index + base if event else start
            return Defect(codes.SYNTAX, "expected 'citekey:' and its fields", at)
        except (YAMLError, Refused) as error:
            return self._explain(error, base, stop)

    def _line_start(self, index: int) -> int:
        return self.text.rfind("\n", 0, index) + 1


_OF_ENTRIES = frozenset("authors editors arxiv doi area abstract".split())
_PAPERS = lazy_regex(r"(?:papers|'papers'|\"papers\")[ ]*:[ ]*(?:#.*)?\r?\n")
_SECTION = lazy_regex(r"[^\n{\[|>\ufeff][^\n]*:(?:\s|$)")
_KEY = lazy_regex(r"[^\s:\"'{}\[\]]+(?=[ \t]*:)")


def _shape_of(event: Event) -> Any:
    if type(event) is MappingStartEvent:
        return "flow mapping" if event.flow_style else "mapping"
    if type(event) is SequenceStartEvent:
        return "flow list" if event.flow_style else "list"
    if type(event) is ScalarEvent and not event.style and event.value in NULLS:
        return "nothing"
    return "text"


def _takes_lines(event: Event) -> bool:
    """Whether the lines below belong to a text, or to a list or mapping of its own."""
    if type(event) is ScalarEvent:
        return event.style in ("|", ">")
    return not getattr(event, "flow_style", True)


def _is_there(section: Section | None) -> bool:
    return section is not None and section.shape != "nothing"


def _is_entry(section: Mapping[str, ExtraValue], *, has_papers: bool) -> bool:
    """Whether a section at the margin is an entry: a title alone has others, too."""
    if "title" not in section:
        return False
    holds_one = any(
        isinstance(value, Mapping) and "title" in value for value in section.values()
    )
    return not has_papers or holds_one or not _OF_ENTRIES.isdisjoint(section)


def _is_one_slip(word: str, meant: str) -> bool:
    """Whether, case aside, one letter is wrong, missing, too many or out of place."""
    if abs(len(word) - len(meant)) > 1:
        return False
    return not _shortened(word.casefold()).isdisjoint(_shortened(meant))


def _shortened(word: str) -> set[str]:
    """Give a word as it is, and without each one of its letters."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def resolve_areas(entries: list[Entry], at: Iterable[int], archive: str | None) -> None:
    """Put entries whose bare area an archive resolves in the place of the old ones."""
    for index in at:
        entry = entries[index]
        if entry.area is not None:
            area = resolve_area(entry.area, entry.categories, archive)
            if area is not entry.area:
                # `dataclasses.replace` would ask each field for its value.
                entries[index] = Entry(**{**vars(entry), "area": area})


def libyaml_problem(location: Location) -> Problem | None:
    """Warn where reading is slow because PyYAML lacks its C part."""
    if HAS_LIBYAML:
        return None
    return Problem(
        "PyYAML was installed without libyaml: reading is slow",
        location,
        "warning",
        codes.NO_LIBYAML,
        "install a PyYAML wheel, or libyaml before PyYAML",
    )
