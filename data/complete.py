"""Complete a catalogue imported from `seeds/author-page.txt` with what is known beside.

An author page shows the first three authors of a paper and neither its arXiv number nor
where it was published. `data/identifiers.yaml` holds these facts, each from a public
text that shows it; null there means that none was found, and nothing is made up. From
the folder of the repository:

    paperctl -C papers.yaml import seeds/author-page.txt --as-of 2026-11-23
    python data/complete.py papers.yaml

The file is rewritten canonically, once every entry has found its facts and every fact
its entry, by title; else it is left alone, and the script ends with 1.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import yaml

import paperctl
from paperctl.errors import PaperctlError
from paperctl.model import Catalogue, Entry, parse_area, parse_eprint, parse_name
from paperctl.model.record import resolve_area
from paperctl.text.fold import words
from paperctl.text.plain import to_plain

Facts: TypeAlias = Mapping[str, str | list[str]]

FACTS = Path(__file__).with_name("identifiers.yaml")


class Incomplete(PaperctlError):  # noqa: N818 - what is wrong is the catalogue
    """An entry without facts, or facts without an entry."""


def read_facts(path: Path = FACTS) -> dict[str, Facts]:
    """Read the facts by folded title; what is null is left out."""
    # Scalars stay text, as in the catalogue: 2303.14409 is no number.
    papers = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: TID251
    return {
        fold_title(paper["title"]): {
            name: value for name, value in paper.items() if value != "null"
        }
        for paper in papers
    }


def fold_title(title: str) -> str:
    """Reduce a title to what two spellings of it share."""
    return " ".join(words(to_plain(title)))


def complete(catalogue: Catalogue, facts: Mapping[str, Facts]) -> Catalogue:
    """Add its facts to every entry.

    Raises:
        Incomplete: An entry has none, or some belong to no entry.
    """
    entries = {fold_title(entry.title): entry for entry in catalogue.entries}
    lone = [entries[title].citekey for title in entries if title not in facts]
    if lone:
        raise Incomplete(f"no facts about {', '.join(lone)}")
    unused = [title for title in facts if title not in entries]
    if unused:
        raise Incomplete(f"no entry for the facts about: {'; '.join(unused)}")
    return Catalogue(
        [
            add_facts(entry, facts[fold_title(entry.title)], catalogue.archive)
            for entry in catalogue.entries
        ],
        archive=catalogue.archive,
        profiles=catalogue.profiles,
        extra=catalogue.extra,
    )


def add_facts(entry: Entry, facts: Facts, archive: str | None) -> Entry:
    """Add what is known of one paper; the area stays as the page has it."""
    known = {name: str(value) for name, value in facts.items() if name != "authors"}
    categories = entry.categories
    if "category" in known:
        category = parse_area(known["category"])
        if category not in categories:
            categories = (*categories, category)
    authors = tuple(map(parse_name, facts.get("authors", ())))
    return replace(
        entry,
        authors=authors or entry.authors,
        authors_truncated=entry.authors_truncated and not authors,
        area=entry.area and resolve_area(entry.area, categories, archive),
        categories=categories,
        arxiv=parse_eprint(known["arxiv"]) if "arxiv" in known else entry.arxiv,
        doi=known.get("doi", entry.doi),
        venue=known.get("venue", entry.venue),
        code=known.get("code", entry.code),
    )


def main(arguments: list[str]) -> int:
    """Complete the catalogue that is named."""
    if len(arguments) != 1:
        print("usage: python data/complete.py papers.yaml", file=sys.stderr)
        return 2
    path = Path(arguments[0])
    try:
        paperctl.save(complete(paperctl.load(path), read_facts()), path)
    except PaperctlError as error:
        place = f"{error.location}: " if error.location else ""
        print(f"complete.py: {place}{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
