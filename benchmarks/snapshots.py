"""Lines of the form of arXiv's metadata snapshot, as many as wanted."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

from benchmarks.catalogues import AREAS, FAMILY, GIVEN, SEED_TEXT, VENUES, Maker

if TYPE_CHECKING:
    from pathlib import Path

VERSION = 1
DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
SYLLABLES = (
    "ba den el fro gu hal ish jo ka lin mor na ost pe ru sen tak vo wi zu".split()
)
ARCHIVES = (
    "cs",
    "cs",
    "cs",
    "stat",
    "math",
    "hep-th",
    "quant-ph",
    "eess.SP",
    "econ.EM",
)
LICENCE = "http://arxiv.org/licenses/nonexclusive-distrib/1.0/"
LINE_WIDTH = 79
ABSTRACTS = 1 << 12


class SnapshotMaker(Maker):
    """Papers as the snapshot has them: half with a journal, most with one version."""

    def __init__(self, seed: int, text: str) -> None:
        super().__init__(seed, text)
        # Writing each anew would take ten times as long as all else.
        self.abstracts = [self.wrapped(self.abstract(), "\n") for _ in range(ABSTRACTS)]

    def line(self) -> str:
        """Write one paper."""
        year, month = self.between(2008, 2026), self.between(1, 12)
        first = date(year, month, self.between(1, 28))
        count = 1 + min(int(self.pick.expovariate(1.4)), 6)
        last = first + timedelta(days=90 * (count - 1))
        people = self.people()
        title = " ".join(self.take(self.between(5, 13))).capitalize()
        doi = f"10.{self.between(1000, 9999)}/j.{year}.{self.below(10**7)}"
        published = self.chance(0.45)
        record = {
            "id": self.arxiv(year, month),
            "submitter": " ".join(reversed(people[0][:2])),
            "authors": ", ".join(f"{given} {family}" for family, given, *_ in people),
            "title": self.wrapped(title, "\n  "),
            "comments": f"{self.between(4, 60)} pages, {self.between(1, 12)} figures"
            if self.chance(0.7)
            else None,
            "journal-ref": f"{VENUES[self.below(len(VENUES))]} {year + 1}"
            if published
            else None,
            "doi": doi if published else None,
            "report-no": f"REP-{self.below(10**5)}" if self.chance(0.08) else None,
            "categories": self.categories(),
            "license": LICENCE if self.chance(0.8) else None,
            "abstract": f"  {title} is studied.\n{self.taken_abstract()}\n",
            "versions": [
                {"version": f"v{number + 1}", "created": self.stamp(first, number)}
                for number in range(count)
            ],
            "update_date": last.isoformat(),
            "authors_parsed": people,
        }
        return json.dumps(record)

    def taken_abstract(self) -> str:
        """Take one of the abstracts."""
        return self.abstracts[self.below(len(self.abstracts))]

    def people(self) -> list[list[str]]:
        """Take names in parts, some with an affiliation."""
        count = min(int(self.pick.expovariate(1 / 4)) + 1, 40)
        return [self.person() for _ in range(count)]

    def person(self) -> list[str]:
        """Take a name: the few that all know, and the many that nobody does."""
        family = FAMILY[self.below(len(FAMILY))]
        if self.chance(0.7):
            parts = self.pick.choices(SYLLABLES, k=self.between(2, 3))
            family = "".join(parts).capitalize()
        given = GIVEN[self.below(len(GIVEN))]
        name = [family, f"{given[0]}." if self.chance(0.4) else given, ""]
        return [*name, "Institute of Examples"] if self.chance(0.02) else name

    def categories(self) -> str:
        """Take a class, and others from time to time."""
        area = AREAS[self.below(len(AREAS))]
        first = area if "." in area or "-" in area else f"cs.{area}"
        more = [
            ARCHIVES[self.below(len(ARCHIVES))]
            for _ in range(min(int(self.pick.expovariate(1.5)), 4))
        ]
        return " ".join(dict.fromkeys([first, *more]))

    def stamp(self, first: date, number: int) -> str:
        """Write a version's time as mails have it."""
        day = first + timedelta(days=90 * number)
        return (
            f"{DAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}"
            f" {self.between(0, 23):02d}:{self.between(0, 59):02d}:07 GMT"
        )

    def wrapped(self, text: str, end: str) -> str:
        """Fold text into lines as arXiv keeps them."""
        lines, line = [], ""
        for word in text.split(" "):
            if line and len(line) + len(word) >= LINE_WIDTH:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        return end.join([*lines, line])


def write_snapshot(path: Path, size: int) -> Path:
    """Write a snapshot of `size` lines; the same size gives the same file."""
    maker = SnapshotMaker(size, SEED_TEXT.read_text(encoding="utf-8"))
    part = path.with_name(f"{path.name}.part")
    with part.open("w", encoding="utf-8", newline="\n") as stream:
        for _ in range(size):
            stream.write(f"{maker.line()}\n")
    return part.replace(path)
