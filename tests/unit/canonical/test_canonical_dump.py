"""The layout of what is written, and when it is in quotes."""

from __future__ import annotations

import pytest
import yaml

from paperctl.canonical.dump import dump, dump_entry
from paperctl.errors import FieldError
from paperctl.model import Catalogue, Entry, Profile, from_record
from paperctl.store.load import load_text
from paperctl.yamltext.scalar import write_scalar

GOLDEN = """\
archive: cs
profiles:
  - name: Denis Kuznedelev
    area: LG
    h_index: 41
    novelty: 55%

papers:
  platonov2023critical:
    title: "A critical look at the evaluation of GNNs: Are we really making progress?"
    authors: [Oleg Platonov, Denis Kuznedelev, "Vallée Poussin, Charles", et al.]
    date: 2023-02-22
    area: cs.LG
    categories: [cs.LG, cs.SI]
    arxiv: "2302.11640"
    venue: ICLR 2023
    volume: 7
    pages: "190:20"
    code: yes
    affiliations: [mit]
    tags: [graphs, "no"]
    note: Read section 4 again.
    added: 2026-11-23
    abstract: >-
      Node classification is a classical graph machine learning task on which Graph
      Neural Networks have recently achieved strong results.

      A second paragraph.
    extra:
      remark: kept

  b: {}
"""


def full() -> Catalogue:
    record = {
        "title": "A critical look at the evaluation of GNNs:"
        " Are we really making progress?",
        "authors": [
            "Oleg Platonov",
            "Denis Kuznedelev",
            "Vallée Poussin, Charles",
            "et al.",
        ],
        "date": "2023-02-22",
        "area": "cs.LG",
        "categories": ["cs.LG", "cs.SI"],
        "arxiv": "2302.11640",
        "venue": "ICLR 2023",
        "volume": "7",
        "pages": "190:20",
        "code": "yes",
        "affiliations": ["mit"],
        "tags": ["graphs", "no"],
        "note": "Read section 4 again.",
        "added": "2026-11-23",
        "abstract": "Node classification is a classical graph machine learning task on"
        " which Graph Neural Networks have recently achieved strong results.\n"
        "A second paragraph.",
        "remark": "kept",
    }
    return Catalogue(
        [from_record("platonov2023critical", record), Entry(citekey="b")],
        archive="cs",
        profiles=[Profile("Denis Kuznedelev", area="LG", h_index=41, novelty="55%")],
    )


def test_the_layout_of_a_full_entry() -> None:
    assert dump(full()) == GOLDEN
    assert load_text(GOLDEN).catalogue == full()


def test_an_empty_catalogue_says_so() -> None:
    assert dump(Catalogue()) == "papers: {}\n"


def test_every_yaml_reader_finds_the_same_entries() -> None:
    read = yaml.load(GOLDEN, Loader=yaml.BaseLoader)  # noqa: TID251 - the other reader
    assert list(read["papers"]) == ["platonov2023critical", "b"]
    assert read["papers"]["platonov2023critical"]["arxiv"] == "2302.11640"


@pytest.mark.parametrize(
    "text",
    [
        *("~", "null", "yes", "No", "on", "OFF", "y", "n", "=", "<<", ".inf", ".NaN"),
        *("1", "-1", "010", "0o7", "0x1F", "1_000", "1e5", "1.", ".5", "2306.10000"),
        *("12:30:45", "190:20", "2023-02-22", "2023-02", "1,336", ""),
        *("[x", "{x", "* x", "& x", "! x", "@x", "%x", "> x", "| x", "- x", "'x", '"x'),
        *("`x", "#x", "? x", ", x", ": x", "~x", "x: y", "x #y", "x:", "x ", " x"),
        *("a\nb", "a\tb", "a\x1bb", "a\x85b", "a\u2028b", "a\u202eb", "\ufeffa"),
    ],
)
def test_what_another_reader_would_change_is_quoted(text: str) -> None:
    written = write_scalar(text)
    assert written.startswith('"')
    assert written.isprintable()
    assert (
        load_text(f"papers:\n  a:\n    note: {written}\n").catalogue["a"].note == text
    )
    for loader in (yaml.SafeLoader, yaml.BaseLoader):
        assert yaml.load(written, Loader=loader) == text  # noqa: TID251


@pytest.mark.parametrize(
    "text",
    ["Low-rank", "a:b", "a#b", "it's", 'say "x"', "x, y", "Erdős", "論文", "C++"],
)
def test_what_every_reader_understands_is_plain(text: str) -> None:
    assert write_scalar(text) == text


@pytest.mark.parametrize("character", ["\0", "\ud800"])
@pytest.mark.parametrize("field", ["title", "abstract", "note", "venue"])
def test_what_cannot_be_stored_is_refused_by_name(character: str, field: str) -> None:
    entry = from_record("he2016", {field: f"a{character}b"})
    with pytest.raises(FieldError, match=f"'he2016': {field}: ") as caught:
        dump_entry(entry)
    assert caught.value.field == field
    str(caught.value).encode()


def test_another_sections_name_is_refused() -> None:
    with pytest.raises(FieldError):
        dump(Catalogue(extra={"papers": "x"}))
