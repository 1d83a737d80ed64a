"""Catalogues to measure with: of any size, the same bytes each time."""

from __future__ import annotations

import json
import random
import re
import textwrap
from collections import Counter
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

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
AREAS = ("LG", "LG", "LG", "CL", "CV", "stat.ML", "cs.SI", "math.OC", "hep-th", "cs.DS")
VENUES = ("ICLR", "NeurIPS", "ICML", "ACL", "CVPR", "TMLR")
SNIPPETS = (
    "$O(n \\log n)$",
    "$\\ell_1$-regularised",
    "about $\\geq 75$\\%",
    "\\emph{without} retraining",
    "~21% of",
    "2$\\times$",
    "https://github.com/example/repository",
    "\\textbf{state-of-the-art}",
)
RARE_SHARE = 0.04
# Chosen so that an entry takes about 1.7 kB, as those of the seed do.
WORDS_PER_ABSTRACT = (110, 230)


def write_catalogue(path: Path, size: int) -> Path:
    """Write a catalogue of `size` entries; the same size gives the same file."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write("archive: cs\n\npapers:\n")
        stream.writelines(_entries(size))
    return path


def _entries(size: int) -> Iterator[str]:
    pick = random.Random(size)
    words = Vocabulary(SEED_TEXT.read_text(encoding="utf-8"), pick)
    for number in range(size):
        yield _entry(pick, words, number)


class Vocabulary:
    """Words by Zipf's law in the seed's own order of frequency, and a rare tail."""

    def __init__(self, text: str, pick: random.Random) -> None:
        counts = Counter(re.findall(r"[a-z][a-z-]+[a-z]", text.lower()))
        self.words = [word for word, _ in counts.most_common()]
        self.weights = list(
            accumulate(1 / rank for rank in range(1, len(self.words) + 1))
        )
        self.pick = pick

    def take(self, count: int) -> list[str]:
        """Take words, some of them compounds that hardly any other entry has."""
        taken = self.pick.choices(self.words, cum_weights=self.weights, k=count)
        for index in range(count):
            if self.pick.random() < RARE_SHARE:
                taken[index] = f"{self.pick.choice(self.words)}-{taken[index]}"
        return taken


def _entry(pick: random.Random, words: Vocabulary, number: int) -> str:
    year, month = pick.randint(2008, 2026), pick.randint(1, 12)
    names = [
        f"{pick.choice(GIVEN)} {pick.choice(FAMILY)}"
        for _ in range(min(int(pick.expovariate(1 / 4)) + 1, 40))
    ]
    if pick.random() < 0.2:
        names.append("et al.")
    title = " ".join(words.take(pick.randint(5, 13))).capitalize()
    lines = [
        f"  {_key(names[0], year, title, number)}:",
        f"    title: {_quoted(title)}",
        f"    authors: [{', '.join(names)}]",
        f"    date: {_date(pick, year, month)}",
        f"    area: {pick.choice(AREAS)}",
        f'    arxiv: "{year % 100:02d}{month:02d}.{_serial(year, number)}"',
    ]
    if pick.random() < 0.4:
        lines.append(f"    venue: {pick.choice(VENUES)} {year}")
    if pick.random() < 0.3:
        lines.append("    code: yes")
    if pick.random() < 0.2:
        lines.append("    tags: [reading]")
    lines += ["    abstract: >-", *_abstract(pick, words), ""]
    return "\n".join(lines) + "\n"


def _key(name: str, year: int, title: str, number: int) -> str:
    family = re.sub(r"[^a-z]", "", name.rpartition(" ")[2].lower()) or "anon"
    word = re.sub(r"[^a-z]", "", title.partition(" ")[0].lower())
    return f"{family}{year}{word}{number}"


def _serial(year: int, number: int) -> str:
    # arXiv's numbers have four digits until 2014, five since.
    return f"{number % 10_000:04d}" if year < 2015 else f"{number % 100_000:05d}"


def _quoted(text: str) -> str:
    # A JSON string is a double-quoted YAML one.
    return json.dumps(text, ensure_ascii=False)


def _date(pick: random.Random, year: int, month: int) -> str:
    match pick.random():
        case low if low < 0.05:
            return f"{year}"
        case low if low < 0.15:
            return f"{year}-{month:02d}"
    return f"{year}-{month:02d}-{pick.randint(1, 28):02d}"


def _abstract(pick: random.Random, words: Vocabulary) -> list[str]:
    sentences = []
    left = pick.randint(*WORDS_PER_ABSTRACT)
    while left > 0:
        count = min(left, pick.randint(8, 30))
        left -= count
        sentence = words.take(count)
        if pick.random() < 0.3:
            sentence.insert(pick.randrange(count), pick.choice(SNIPPETS))
        sentences.append(" ".join(["We", *sentence]) + ".")
    return textwrap.wrap(
        " ".join(sentences),
        width=80,
        initial_indent="      ",
        subsequent_indent="      ",
        break_long_words=False,
        break_on_hyphens=False,
    )
