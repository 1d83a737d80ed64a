"""What an update does to a file: every entry of the export against the file's own."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from paperctl.bib import Block, expand, read
from paperctl.bibupdate import meaning
from paperctl.bibupdate.merge import Conflict, Said, decide, mark
from paperctl.bibupdate.splice import Edits, appended
from paperctl.errors import CatalogueError, Location

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from paperctl.bib import BibFile, Field
    from paperctl.bibupdate.merge import Base, Side

_TYPE = "@type"
# In the base of an entry: the sources that were found to say the same.
_SOURCES = "@sources"
_POINTERS = ("crossref", "xdata", "xref")


class Wish(NamedTuple):
    """What the file is to hold.

    Attributes:
        text: The export.
        aliases: Other keys of an entry, by its key; both in lower case.
        others: An export of the entries that the catalogue has and the export has not,
            where such are to be removed; None where none is to be removed.
        biber: Whether biber will read the file, not BibTeX.
    """

    text: str
    aliases: Mapping[str, tuple[str, ...]] = {}
    others: str | None = None
    biber: bool = False


class Plan(NamedTuple):
    """The outcome.

    Attributes:
        file: As it was.
        after: As it will be.
        text: Of the file, updated.
        base: What is to be remembered as written last.
        base_changed: Whether that is something new.
        added, changed, removed: Citekeys as the file has them.
        kept: Citekeys and fields of hand edits that stay as they are.
        conflicts: What has to be decided by the user; the file's value stands.
    """

    file: BibFile
    text: str
    base: Base
    added: list[str]
    changed: list[str]
    removed: list[str]
    kept: list[tuple[str, str]]
    conflicts: list[Conflict]
    base_changed: bool
    after: BibFile


def plan_update(
    file: BibFile, path: str, wish: Wish, base: Base, side: Side | None = None
) -> Plan:
    """Work out the text of a file after an update, and prove it.

    Args:
        file: As it is.
        path: Its name, for messages.
        wish: What it is to hold.
        base: What was written last, as far as that is known.
        side: Who wins where both have changed a field.

    Raises:
        CatalogueError: What would have to change is broken in the file.
    """
    planner = _Planner(file, path, wish, base, side)
    planner.entries()
    if wish.others is not None:
        planner.prune(read(wish.others, biber=wish.biber))
    return planner.finish()


class _Own(NamedTuple):
    """A field that an entry of a file has, or inherits (`field` is None)."""

    said: Said
    field: Field | None


class _Planner:
    def __init__(
        self, file: BibFile, path: str, wish: Wish, base: Base, side: Side | None
    ) -> None:
        self.file = file
        self.path = path
        self.wish = wish
        self.wanted = read(wish.text, biber=wish.biber)
        self.old_base = base
        self.base = {key: dict(fields) for key, fields in base.items()}
        self.side = side
        self.edits = Edits(file)
        self.new: list[Block] = []
        self.plan = Plan(
            file, "", self.base, [], [], [], [], [], base_changed=False, after=file
        )
        self.here: dict[str, Block] = {}
        self.broken: dict[str, Block] = {}
        for block in file.blocks:
            known = {"entry": self.here, "broken": self.broken}.get(block.kind)
            if known is not None and block.key:
                known.setdefault(block.key.lower(), block)
        self.matched: set[int] = set()
        self.settled: dict[str, Block] = {}
        self.strings = "\0".join(b.source for b in file.blocks if b.kind == "string")
        self.expected: list[tuple[str, str, str]] = []

    def entries(self) -> None:
        for entry in self.wanted.entries:
            own = self.find(entry.key)
            if own is None:
                self.new.append(entry)
                self.plan.added.append(entry.key)
                self.settled[entry.key.lower()] = entry
                self.base[entry.key.lower()] = {
                    name: mark(said.said) for name, said in self.said(entry).items()
                }
            else:
                self.matched.add(own.start)
                self.merge(own, entry)

    def find(self, citekey: str) -> Block | None:
        """Find the entry of the file for a citekey, or for an alias of it."""
        key = citekey.lower()
        keys = (key, *self.wish.aliases.get(key, ()))
        for name in keys:
            if name in self.here:
                return self.here[name]
        for name in keys:
            if name in self.broken:
                self.refuse(self.broken[name])
        return None

    def refuse(self, block: Block) -> None:
        fault = block.faults[-1]
        raise CatalogueError(
            f"{block.key or f'this @{block.type}'} is broken here: {fault.reason}",
            hint="mend the entry, then run the command again; nothing was written",
            location=Location(self.path, *self.file.place(fault.offset)),
        )

    def said(self, entry: Block, *, own_key: str = "") -> dict[str, _Own]:
        """Read what an entry of the export says, by the one names of fields."""
        found = {_TYPE: _Own(Said(_TYPE, meaning.entry_type(entry.type)), None)}
        for field in entry.fields:
            name = meaning.field_name(field.name, biber=self.wish.biber)
            text, _ = expand(field.value, self.wanted.macros)
            if name == "ids" and own_key:
                # The entry stands under an alias: the alias is its key, the key is not.
                keys = {key.strip().lower(): key.strip() for key in text.split(",")}
                keys.pop(own_key.lower(), None)
                keys.setdefault(entry.key.lower(), entry.key)
                text = ", ".join(keys.values())
            found.setdefault(name, _Own(Said(name, text), field))
        return found

    def there(self, entry: Block) -> dict[str, _Own]:
        """Read what an entry of the file says; of two equal fields the first counts."""
        found = {_TYPE: _Own(Said(_TYPE, meaning.entry_type(entry.type)), None)}
        for name, own in self.own_fields(entry):
            found.setdefault(name, own)
        parent = self.parent(found)
        if parent is not None:
            for name, own in self.own_fields(parent):
                found.setdefault(name, _Own(own.said, None))
                if name == "title":  # biber's default for @inproceedings and others
                    said = Said("booktitle", own.said.text)
                    found.setdefault("booktitle", _Own(said, None))
        return found

    def own_fields(self, entry: Block) -> Iterator[tuple[str, _Own]]:
        for field in entry.fields:
            name = meaning.field_name(field.name, biber=self.wish.biber)
            text, _ = expand(field.value, self.file.macros)
            yield name, _Own(Said(name, text), field)

    def parent(self, fields: Mapping[str, _Own]) -> Block | None:
        pointer = fields.get("crossref")
        return self.here.get(pointer.said.text.lower()) if pointer else None

    def merge(self, own: Block, entry: Block) -> None:
        # An entry under an alias is remembered under its key in the catalogue.
        last = self.base.setdefault(entry.key.lower(), {})
        known = last.pop(_SOURCES, "")
        if known and known == self.sources(own, entry):
            # Nothing to find out: both are what they were when they agreed.
            self.settled[entry.key.lower()] = entry
            return
        is_alias = own.key.lower() != entry.key.lower()
        theirs = self.there(own)
        ours = self.said(entry, own_key=own.key if is_alias else "")
        dated = "date" in ours and "date" not in theirs and _old_date(theirs)
        if dated:
            theirs["date"] = _Own(Said("date", dated), None)
        taken: dict[str, _Own] = {}
        removed: list[_Own] = []
        is_settled = "crossref" not in theirs
        for name in {**ours, **theirs, **last}:
            file, catalogue = theirs.get(name), ours.get(name)
            verdict = decide(
                file and file.said,
                catalogue and catalogue.said,
                last.get(name, ""),
                self.side,
            )
            if verdict == "conflict":
                is_settled = False
                self.conflict(own, name, file, catalogue)
                continue
            if verdict == "keep" and (catalogue or name in last):
                is_settled = False
                self.plan.kept.append((own.key, name.lstrip("@")))
            if verdict == "take" and catalogue:
                taken[name] = catalogue
            elif verdict == "take" and file and file.field:
                removed.append(file)
            _remember(last, name, catalogue)
        if is_settled:
            self.settled[entry.key.lower()] = entry
        if taken or removed:
            self.change(own, theirs, ours, taken, removed)

    def sources(self, own: Block, entry: Block) -> str:
        """Digest what an entry is on both sides, and the macros it may use."""
        parts = (own.source, entry.source, self.strings)
        return blake2b("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[
            :16
        ]

    def conflict(
        self, own: Block, name: str, file: _Own | None, catalogue: _Own | None
    ) -> None:
        field = file and file.field
        offset = field.name_start if field else own.start
        shown = name.lstrip("@")
        if name != _TYPE and (field or (catalogue and catalogue.field)):
            shown = (field or catalogue.field).name  # type: ignore[union-attr]
        self.plan.conflicts.append(
            Conflict(
                offset,
                own.key,
                shown,
                file and file.said.text,
                catalogue and catalogue.said.text,
            )
        )

    def change(
        self,
        own: Block,
        theirs: Mapping[str, _Own],
        ours: Mapping[str, _Own],
        taken: Mapping[str, _Own],
        removed: list[_Own],
    ) -> None:
        if own.faults:
            self.refuse(own)
        self.plan.changed.append(own.key)
        self.expected += [(own.key, n, t.said.text) for n, t in taken.items()]
        for gone in removed:
            if gone.field:
                self.edits.remove(gone.field)
        if "date" in taken and _is_old(theirs):
            # One date is enough: biber would take this one, and warn.
            for name in ("year", "month"):
                old = theirs.get(name)
                if old and old.field:
                    self.edits.remove(old.field)
        for name, wanted in taken.items():
            file = theirs.get(name)
            if name == _TYPE:
                self.edits.retype(own, wanted.said.text)
            elif file and file.field:
                source = self.source(wanted)
                self.edits.revalue(file.field, wanted.said.text, source)
        self.add(own, theirs, ours, taken)

    def add(
        self,
        own: Block,
        theirs: Mapping[str, _Own],
        ours: Mapping[str, _Own],
        taken: Mapping[str, _Own],
    ) -> None:
        """Put fields that the file lacks behind those that go before in the export."""
        added: dict[int, list[tuple[str, str]]] = {}
        place = -1
        for name, wanted in ours.items():
            file = theirs.get(name)
            if file and file.field:
                place = own.fields.index(file.field)
            elif name in taken and wanted.field:
                new = (wanted.field.name, self.source(wanted))
                added.setdefault(place, []).append(new)
        if added:
            style = self.edits.style_of(own)
            for behind, new_fields in added.items():
                self.edits.insert(own, behind, new_fields, style)

    def source(self, wanted: _Own) -> str:
        """Give a value as the export writes it."""
        if wanted.field is None:
            return f"{{{wanted.said.text}}}"
        if wanted.said.name == "ids":
            return f"{{{wanted.said.text}}}"
        value = wanted.field.value
        return self.wish.text[value.start : value.end]

    def prune(self, others: BibFile) -> None:
        """Take out entries that paperctl wrote or knows, and that are not exported."""
        known = {entry.key.lower(): entry for entry in others.entries}
        for entry in others.entries:
            for alias in self.wish.aliases.get(entry.key.lower(), ()):
                known.setdefault(alias, entry)
        needed = self.needed()
        for key, own in self.here.items():
            if own.start in self.matched or key in needed:
                continue
            if key not in known and key not in self.base:
                continue
            edited = self.is_edited(own, known.get(key), self.base.get(key, {}))
            if edited and self.side is None:
                self.plan.conflicts.append(
                    Conflict(own.start, own.key, "", own.source, None)
                )
            elif not edited or self.side == "ours":
                self.edits.remove_entry(own)
                self.plan.removed.append(own.key)
                self.base.pop(key, None)
            else:
                self.plan.kept.append((own.key, ""))

    def needed(self) -> set[str]:
        """Name the entries that others of the file point at."""
        found: set[str] = set()
        for entry in self.here.values():
            for name, own in self.own_fields(entry):
                if name in _POINTERS:
                    found |= {key.strip().lower() for key in own.said.text.split(",")}
        return found

    def is_edited(
        self, own: Block, known: Block | None, last: Mapping[str, str]
    ) -> bool:
        """Whether an entry has anything that no export ever gave it."""
        ours = self.said(known) if known else {}
        for name, file in self.there(own).items():
            if name == _TYPE or file.field is None:
                continue
            catalogue = ours.get(name)
            same = decide(file.said, catalogue and catalogue.said, last.get(name, ""))
            if same not in {"same", "take"}:
                return True
        return False

    def finish(self) -> Plan:
        text = self.edits.text()
        self.base = {key: fields for key, fields in self.base.items() if fields}
        if not text.strip(" \t\r\n\ufeff"):
            # Nothing to fit in with; a byte order mark stays all the same.
            text = text.strip(" \t\r\n") + self.wish.text
        elif self.new:
            file = read(text, biber=self.wish.biber)
            if not file.entries:
                # Behind a brace that nothing closes BibTeX would not find them.
                for block in self.broken_blocks():
                    self.refuse(block)
            blocks = [(entry, self.wanted.text) for entry in self.new]
            text = appended(file, blocks)
        self.base = {key: fields for key, fields in self.base.items() if fields}
        after = (
            read(text, biber=self.wish.biber) if text != self.file.text else self.file
        )
        found: dict[str, Block] = {}
        for entry in after.entries:
            found.setdefault(entry.key.lower(), entry)
        for key, entry in self.settled.items():
            own = found.get(key) or self.find(key)
            if own is not None:
                here = found.get(own.key.lower(), own)
                self.base[key][_SOURCES] = self.sources(here, entry)
        plan = self.plan._replace(
            text=text,
            after=after,
            base=self.base,
            base_changed=self.base != self.old_base,
            conflicts=[
                conflict._replace(offset_after=_place(conflict, found))
                for conflict in self.plan.conflicts
            ],
        )
        self.prove(plan, found)
        return plan

    def broken_blocks(self) -> list[Block]:
        return [block for block in self.file.blocks if block.kind == "broken"]

    def prove(self, plan: Plan, found: Mapping[str, Block]) -> None:
        """See that the new text has the entries and fields that it is to have.

        Raises:
            CatalogueError: It has not: the file is written in a way that this program
                does not understand. Nothing is written then.
        """
        after = plan.after
        gone = {key.lower() for key in plan.removed}
        expected = [
            entry.key
            for entry in self.file.entries
            if not (entry.key.lower() in gone and self.here[entry.key.lower()] is entry)
        ]
        keys = [entry.key for entry in after.entries]
        said = all(
            _says(after, found.get(key.lower()), name, text, biber=self.wish.biber)
            for key, name, text in self.expected
        )
        if (
            said
            and sorted(keys) == sorted([*expected, *plan.added])
            and _count_broken(after) == _count_broken(self.file)
        ):
            return
        raise CatalogueError(
            "the file is written in a way that cannot be updated",
            hint="put each entry on lines of its own and try again",
            location=Location(self.path),
        )


def _place(conflict: Conflict, entries: Mapping[str, Block]) -> int:
    """Find where a conflict stands among the entries of the new text."""
    entry = entries.get(conflict.citekey.lower())
    if entry is None:
        return 0
    for field in entry.fields:
        if field.name == conflict.field and conflict.in_file is not None:
            return field.name_start
    return entry.start


def _says(
    file: BibFile, entry: Block | None, name: str, text: str, *, biber: bool
) -> bool:
    """Whether an entry says a text in a field."""
    if entry is None:
        return False
    if name == _TYPE:
        return meaning.entry_type(entry.type) == text
    for field in entry.fields:
        if meaning.field_name(field.name, biber=biber) == name:
            return expand(field.value, file.macros)[0] == text
    return False


def _count_broken(file: BibFile) -> int:
    return sum(block.kind == "broken" for block in file.blocks)


def _remember(last: dict[str, str], name: str, catalogue: _Own | None) -> None:
    if catalogue:
        last[name] = mark(catalogue.said, last.get(name, ""))
    else:
        last.pop(name, None)


def _is_old(fields: Mapping[str, _Own]) -> bool:
    """Whether an entry says its date in the fields that BibTeX has for it."""
    date = fields.get("date")
    return "year" in fields and (date is None or date.field is None)


def _old_date(fields: Mapping[str, _Own]) -> str:
    """Put a date together from year and month, as biber does."""
    if "year" not in fields:
        return ""
    date = meaning.meaning("year", fields["year"].said.text)
    if "month" in fields:
        month = meaning.meaning("month", fields["month"].said.text)
        date += f"-{month:0>2}"
    return date
