"""Items of CSL: valid by its schema, plain, and nothing invented."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from yaml import BaseLoader

from paperctl.formats import FormatOptions, get
from paperctl.model import Entry, from_record
from tests.nasty import NASTY

if TYPE_CHECKING:
    from pathlib import Path

PREPRINT = from_record(
    "platonov2023critical",
    {
        "title": r"GNNs in $\mathcal{O}(n)$",
        "authors": ["Oleg Platonov", "et al."],
        "date": "2023-02-22",
        "area": "cs.LG",
        "arxiv": "2302.11640v2",
        "tags": ["graphs"],
    },
)


def items(*entries: Entry, **options: Any) -> list[dict[str, Any]]:
    text = "".join(get("csl-json").write(entries, FormatOptions(**options)))
    found: list[dict[str, Any]] = json.loads(text)
    return found


@pytest.fixture(scope="module")
def validator(root: Path) -> Any:
    schema = json.loads(
        (root / "tests" / "schemas" / "csl-data.json").read_text("utf-8")
    )
    return jsonschema.Draft7Validator(schema)


@pytest.mark.parametrize("arxiv_doi", [False, True])
def test_every_nasty_entry_is_valid_by_the_schema(
    validator: Any, arxiv_doi: bool
) -> None:
    assert not list(validator.iter_errors(items(*NASTY, arxiv_doi=arxiv_doi)))


def test_csl_yaml_has_the_same_items(validator: Any) -> None:
    text = "".join(get("csl-yaml").write(NASTY, FormatOptions()))
    read = BaseLoader(text).get_single_data()["references"]
    assert not list(validator.iter_errors(read))
    assert [item["id"] for item in read] == [entry.citekey for entry in NASTY]


def test_a_preprint_is_an_article_of_arxiv() -> None:
    (item,) = items(PREPRINT)
    assert item == {
        "id": "platonov2023critical",
        "type": "article",
        "citation-key": "platonov2023critical",
        "title": "GNNs in O(n)",
        "author": [{"family": "Platonov", "given": "Oleg"}, {"literal": "others"}],
        "issued": {"date-parts": [[2023, 2, 22]]},
        "publisher": "arXiv",
        "number": "arXiv:2302.11640",
        "archive": "arXiv",
        "archive_location": "2302.11640v2",
        "URL": "https://arxiv.org/abs/2302.11640",
        "genre": "preprint",
        "keyword": "graphs",
        "custom": {
            "title": r"GNNs in $\mathcal{O}(n)$",
            "area": "cs.LG",
            "tags": ["graphs"],
        },
    }


def test_a_doi_of_arxiv_s_comes_only_when_asked_for() -> None:
    assert "DOI" not in items(PREPRINT)[0]
    assert items(PREPRINT, arxiv_doi=True)[0]["DOI"] == "10.48550/arXiv.2302.11640"
    paper = from_record("a", {"journal": "JMLR", "arxiv": "2302.11640"})
    assert "DOI" not in items(paper, arxiv_doi=True)[0]


def test_an_entry_of_nothing_says_nothing() -> None:
    (item,) = items(Entry(citekey="a"))
    assert item == {"id": "a", "type": "article", "citation-key": "a"}


def test_a_venue_is_the_container_only_where_the_type_says_so() -> None:
    plain, paper = items(
        from_record("a", {"venue": "ICLR 2023"}),
        from_record("b", {"venue": "ICLR 2023", "type": "inproceedings"}),
    )
    assert "container-title" not in plain
    assert plain["note"] == "ICLR 2023"
    assert paper["container-title"] == "ICLR 2023"


def test_a_header_is_a_comment() -> None:
    text = "".join(get("csl-yaml").write((), FormatOptions(header=True)))
    comment, _, rest = text.partition("\n")
    assert comment.startswith("# Written by paperctl")
    assert rest == "references: []\n"
