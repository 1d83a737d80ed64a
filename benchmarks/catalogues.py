"""Catalogues to measure with: of any size, the same bytes each time."""

from __future__ import annotations

import random
import re
from collections import Counter
from itertools import accumulate, islice
from pathlib import Path
from string import ascii_uppercase
from struct import unpack
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Part of the names of kept files: raise it when what is generated changes.
VERSION = 2
SEED_TEXT = Path(__file__).resolve().parents[1] / "seeds" / "author-page.txt"

GIVEN = (
    "Anna Béla Chen Dan Denis Élodie Fatima Giovanni Hanna İbrahim Jan Jürgen Kaiming "
    "Liudmila Łukasz María Mei Noor Oleg Ömer Paul Priya Søren Thi Torsten Vage Wei "
    "Xiaoyu Yuki Zoë"
).split()
FAMILY = (
    "Alistarh|Babenko|Chen|de la Cruz|Dettmers|Egiazarian|Erdős|Frantar|García|Hoefler|"
    "Ivanova|Jørgensen|Kuznedelev|Kurtić|Le|Li|Müller|Nguyễn|Nowak|Okafor|Platonov|"
    "Prokhorenkova|Sørensen|Škoda|Tanaka|van den Berg|Wang|Wiśniewski|Yılmaz|Zhang"
).split("|")
NAMES = [
    f"{given}{initial} {family}"
    for initial in ("", *(f" {letter}." for letter in ascii_uppercase))
    for given in GIVEN
    for family in FAMILY
]
KEY_OF_FAMILY = {
    last: re.sub("[^a-z]", "", last.lower())
    for family in FAMILY
    for last in [family.rpartition(" ")[2]]
}
AREAS = ("LG", "LG", "LG", "CL", "CV", "stat.ML", "cs.SI", "math.OC", "hep-th", "cs.DS")
VENUES = ("ICLR", "NeurIPS", "ICML", "ACL", "CVPR", "TMLR")
OPENERS = ("We", "This", "Our", "Thus", "However,", "In contrast,")
SNIPPETS = (
    "$O(n \\log n)$",
    "$\\ell_1$-regularised",
    "about $\\geq 75$\\%",
    "\\emph{without} retraining",
    "~21% of",
    "2$\\times$",
    "1.9x faster",
    "https://github.com/example/repository",
    "\\textbf{state-of-the-art}",
    "Erdős–Rényi graphs",
    "naïve",
)
# In five entries of any catalogue, and in nothing else that is generated.
RARE_WORD = "syzygy"
RARE_ENTRIES = 5

PHRASES = 1 << 13
WORDS_PER_PHRASE = (3, 8)
PHRASES_PER_SENTENCE = 5
# Chosen so that an entry takes about 1.7 kB, as those of the seed do.
PHRASES_PER_ABSTRACT = (18, 37)
# So many places, of which the snippets take some: three sentences in ten have one.
SNIPPET_PLACES = 37
# Lines of at most 80 characters; textwrap takes many times as long.
INDENT = "      "
LINE = re.compile(r"(.{1,74})(?: |$)")


def write_catalogue(path: Path, size: int) -> Path:
    """Write a catalogue of `size` entries; the same size gives the same file."""
    part = path.with_name(f"{path.name}.part")
    with part.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write("archive: cs\n\npapers:\n")
        stream.writelines(_entries(size))
    # What has the name is whole, so that it can be used again.
    return part.replace(path)


def _entries(size: int) -> Iterator[str]:
    maker = Maker(size, SEED_TEXT.read_text(encoding="utf-8"))
    rare = {size * (2 * part + 1) // (2 * RARE_ENTRIES) for part in range(RARE_ENTRIES)}
    for number in range(size):
        yield maker.entry(number, with_rare_word=number in rare)


class Maker:
    """Entries from a seed: words by Zipf's law in the order of a text's own."""

    def __init__(self, seed: int, text: str) -> None:
        self.pick = random.Random(seed)
        self.words = _by_frequency(text)
        self.weights = list(
            accumulate(1 / rank for rank in range(1, len(self.words) + 1))
        )
        # Taking each word by itself would take most of the time.
        self.phrases = [
            " ".join(self.take(self.between(*WORDS_PER_PHRASE))) for _ in range(PHRASES)
        ]
        self.in_month: Counter[str] = Counter()

    def below(self, limit: int) -> int:
        """Take a number from 0 on; faster than `randrange`."""
        return int(self.pick.random() * limit)

    def between(self, low: int, high: int) -> int:
        """Take a number, both ends included."""
        return low + self.below(high - low + 1)

    def chance(self, share: float) -> bool:
        """Say yes in this share of cases."""
        return self.pick.random() < share

    def take(self, count: int) -> list[str]:
        """Take words, the frequent ones more often."""
        return self.pick.choices(self.words, cum_weights=self.weights, k=count)

    def numbers(self, count: int) -> Iterator[int]:
        """Take numbers of 16 bits, many at once."""
        return iter(unpack(f"<{count}H", self.pick.randbytes(2 * count)))

    def entry(self, number: int, *, with_rare_word: bool = False) -> str:
        """Write one entry."""
        year, month = self.between(2008, 2026), self.between(1, 12)
        names = self.authors()
        title = " ".join(self.take(self.between(5, 13))).capitalize()
        abstract = self.abstract()
        if with_rare_word:
            abstract = f"{RARE_WORD.capitalize()} and {RARE_WORD} matter. {abstract}"
        lines = [
            f"  {_key(names[0], year, title, number)}:",
            f'    title: "{title}"',
            f"    authors: [{', '.join(names)}]",
            f"    date: {self.date(year, month)}",
            f"    area: {AREAS[self.below(len(AREAS))]}",
            f'    arxiv: "{self.arxiv(year, month)}"',
        ]
        if self.chance(0.4):
            lines.append(f"    venue: {VENUES[self.below(len(VENUES))]} {year}")
        if self.chance(0.3):
            lines.append("    code: yes")
        if self.chance(0.2):
            lines.append("    tags: [reading]")
        lines += ["    abstract: >-", *map(INDENT.__add__, LINE.findall(abstract))]
        return "\n".join(lines) + "\n\n"

    def authors(self) -> list[str]:
        """Take names, four or five most often, some lists cut short."""
        count = min(int(self.pick.expovariate(1 / 4)) + 1, 40)
        names = self.pick.choices(NAMES, k=count)
        return [*names, "et al."] if self.chance(0.2) else names

    def date(self, year: int, month: int) -> str:
        """Write a date, not always a whole one."""
        if self.chance(0.05):
            return f"{year}"
        if self.chance(0.1):
            return f"{year}-{month:02d}"
        return f"{year}-{month:02d}-{self.between(1, 28):02d}"

    def arxiv(self, year: int, month: int) -> str:
        """Give the month's next number: four digits until 2014, five since."""
        prefix = f"{year % 100:02d}{month:02d}"
        self.in_month[prefix] += 1
        return f"{prefix}.{self.in_month[prefix]:0{4 if year < 2015 else 5}d}"

    def abstract(self) -> str:
        """Write sentences, with LaTeX, numbers or accents in some of them.

        In most is a coined word, which hardly any other entry has.
        """
        words, phrases = self.words, self.phrases
        left = self.between(*PHRASES_PER_ABSTRACT)
        number = self.numbers(7 * left)
        parts: list[str] = []
        while left > 0:
            parts.append(OPENERS[next(number) % len(OPENERS)])
            count = min(1 + next(number) % PHRASES_PER_SENTENCE, left)
            parts += [phrases[place % PHRASES] for place in islice(number, count)]
            if (place := next(number) % SNIPPET_PLACES) < len(SNIPPETS):
                parts.append(SNIPPETS[place])
            one, other = next(number), next(number)
            parts.append(_coined(words[one % len(words)], words[other % len(words)]))
            left -= count
        return " ".join(parts)


def _by_frequency(text: str) -> list[str]:
    counts = Counter(re.findall(r"[a-z][a-z-]+[a-z]", text.lower()))
    return [word for word, _ in counts.most_common()]


def _coined(one: str, other: str) -> str:
    if len(one) % 2:
        return f"{one}-{other}."
    return f"{one[: len(one) // 2 + 1]}{other[len(other) // 2 :]}."


def _key(name: str, year: int, title: str, number: int) -> str:
    word = title.partition(" ")[0].lower().replace("-", "")
    return f"{KEY_OF_FAMILY[name.rpartition(' ')[2]]}{year}{word}{number}"
