"""Whatever the bytes: no traceback, no hang, and nothing taken that cannot be kept.

Every source, and the loader of catalogues, reads noise, and sound files that were
damaged: bytes flipped, stretches cut out, doubled or taken from another file. A longer
run by hand: `PAPERCTL_FUZZ=20000 pytest tests/fuzz` sets the number of examples.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import time
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paperctl import formats, sources
from paperctl.canonical.dump import dump
from paperctl.errors import SourceError
from paperctl.intake import plan_intake
from paperctl.model import Catalogue, Entry, from_record
from paperctl.model.fields import STORED
from paperctl.store.edit import are_equal
from paperctl.store.load import load, load_text
from tests.examples import examples

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from paperctl.errors import Problem

OPTIONS_OUT = formats.FormatOptions()
OPTIONS = sources.SourceOptions(as_of=datetime.date(2026, 11, 23), path="in")
EXAMPLES = int(os.environ.get("PAPERCTL_FUZZ", examples(40)))
CATALOGUE = "yaml"
IN_SECTIONS = {CATALOGUE, "csl-yaml"}  # whose records stand below a key
TARGETS = [*sources.names(), CATALOGUE]
# Of one processor: a start of something that is imported first, then so many bytes.
SECONDS, SECONDS_A_BYTE = 3.0, 1e-4

fuzzing = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
by_target = pytest.mark.parametrize("target", TARGETS)

RECORDS = {
    "one2020first": {
        "title": "The {GPT} of $O(n^2)$ & Erdős",
        "authors": ["Ann Erdős", "Jan van der Berg", "{CMS Collaboration}", "et al."],
        "date": "2020-02-03",
        "arxiv": "2002.00001",
        "area": "cs.LG",
        "abstract": "Sentences of \\emph{text}. More: they say 50% of # all.",
    },
    "two2021second": {
        "type": "article",
        "title": "Second work",
        "authors": ["Bob Brown"],
        "journal": "Journal of Works",
        "volume": "12",
        "pages": "3--9",
        "date": "2021",
        "doi": "10.1000/two",
        "keywords": ["a", "b"],
        "note": "“Quoted” – and more",
    },
    "three2022third": {
        "type": "inproceedings",
        "title": "A third one",
        "authors": ["Cecil Cole Jr."],
        "booktitle": "Proceedings of Things",
        "date": "2022-11",
        "url": "https://example.org/a_b?c=d&e=%20",
    },
}


class Seed(NamedTuple):
    """A sound file in pieces: what begins it, its records, what ends it.

    Attributes:
        broken: Which record is damaged to see what that costs.
        keeps: Which ones are read whatever becomes of it. Those below are not among
            them where damage can open something: a brace, a quote, a tag.
        fields: In YAML, how far the fields of a record are indented; see
            `belongs_above`.
    """

    head: bytes
    records: tuple[bytes, ...]
    tail: bytes
    keeps: tuple[int, ...] = (0,)
    broken: int = 1
    fields: int | None = None

    @property
    def data(self) -> bytes:
        return self.head + b"".join(self.records) + self.tail


def entries() -> list[Entry]:
    return [from_record(key, record) for key, record in RECORDS.items()]


def exported(name: str) -> list[bytes]:
    return [
        "".join(formats.get(name).write([entry], OPTIONS_OUT)).encode()
        for entry in entries()
    ]


@cache
def seed_of(target: str) -> Seed:
    """Give a sound file: by hand, or as the format of that name writes it."""
    make = _SEEDS.get(target)
    return make() if make else Seed(b"", tuple(exported(target)), b"")


def _csl_json() -> Seed:
    first, second, third = (item.strip()[1:-1] for item in exported("csl-json"))
    return Seed(b"[", (first + b",\n", second + b",\n", third), b"]\n")


def _csl_yaml() -> Seed:
    pieces = [piece.partition(b"references:\n")[2] for piece in exported("csl-yaml")]
    return Seed(
        b"references:\n",
        tuple(piece.removesuffix(b"...\n") for piece in pieces),
        b"",
        (0, 2),
        fields=4,
    )


def _csv() -> Seed:
    rows = [text.partition(b"\n") for text in exported("csv")]
    return Seed(rows[0][0] + b"\n", tuple(row for _, _, row in rows), b"")


def _catalogue() -> Seed:
    texts = [dump(Catalogue([entry])).encode() for entry in entries()]
    return Seed(
        b"papers:\n",
        tuple(text.removeprefix(b"papers:\n") for text in texts),
        b"",
        (0, 2),
        fields=4,
    )


def _snapshot_line(number: int) -> bytes:
    paper = {
        "id": f"2002.0000{number}",
        "title": f"Paper {number} of $O(n^2)$",
        "authors_parsed": [["Erdős", "P.", "", "Budapest"], ["Group", "", ""]],
        "categories": "cs.LG stat.ML 68T05",
        "doi": f"10.1000/{number}",
        "comments": None,
        "versions": [{"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"}],
        "abstract": "  One\nand two.\n  Three.\n",
    }
    return json.dumps(paper, ensure_ascii=bool(number % 2)).encode() + b"\n"


_ATOM = (
    b'<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom"'
    b' xmlns:arxiv="http://arxiv.org/schemas/atom">\n'
)


def _atom_entry(number: int) -> bytes:
    return (
        f"<entry>\n<id>http://arxiv.org/abs/2002.0000{number}v1</id>\n"
        f"<title>Paper {number} &amp; more</title>\n<summary>  A\nB</summary>\n"
        "<published>2020-02-03T00:00:00Z</published>\n"
        "<author><name>P. Erdős</name></author>\n"
        '<arxiv:primary_category term="cs.LG"/><category term="cs.LG"/>\n</entry>\n'
    ).encode()


def _page_entry(number: int) -> bytes:
    return (
        f"LGFeb {number + 1}, 2023Code\nA critical look at paper {number}\n\n"
        "Oleg Platonov, Ann Adams et al.\n\n"
        "We show that this works, and measure how well it does so in practice.\n\n"
    ).encode()


_SEEDS = {
    "arxiv-snapshot": lambda: Seed(b"", _three(_snapshot_line), b"", (0, 2)),
    "arxiv-atom": lambda: Seed(_ATOM, _three(_atom_entry), b"</feed>\n"),
    "author-page": lambda: Seed(b"", _three(_page_entry), b"", (0, 2)),
    "csl-json": _csl_json,
    "csl-yaml": _csl_yaml,
    "csv": _csv,
    "ris": lambda: Seed(b"", tuple(exported("ris")), b"", (0, 2)),
    "hayagriva": lambda: Seed(b"", tuple(exported("hayagriva")), b"", (0, 2), fields=2),
    CATALOGUE: _catalogue,
}


def _three(make: Callable[[int], bytes]) -> tuple[bytes, ...]:
    return tuple(map(make, range(3)))


# --- damage ------------------------------------------------------------------------

TOKENS = [
    *(b"{", b"}", b'"', b"'", b"\\", b"@", b"#", b"%", b"<", b">", b"&", b"]", b"["),
    *(b"\n", b"\r", b"\r\n", b"\n\n", b"\t", b"\0", b"\x1a", b"\xff", b"\xef\xbb\xbf"),
    *(
        b"\xed\xa0\x80",
        b"\xe2\x80\xa8",
        b"\xc2\x85",
        b"\\u0000",
        b"\\ud800",
        b"$",
        b"$$",
    ),
    *(b"- ", b"? ", b": ", b", ", b"|\n", b">-\n", b"---\n", b"...\n", b"&a ", b"*a"),
    *(b"!!str ", b"~", b"null", b"{}", b"[]", b"ER  - \n", b"TY  - JOUR\n", b"@book{"),
    *(
        b"@comment{",
        b"@string{a = 1}",
        b"crossref = {a}",
        b" and ",
        b"<!--",
        b"<![CDATA[",
    ),
    *(
        b"<!DOCTYPE a>",
        b"<entry>",
        b"</entry>",
        b"]]>",
        b"\xf0\x9f\x98\x80",
        b"0" * 400,
    ),
]


@st.composite
def damaged(draw: st.DrawFn, data: bytes, other: bytes) -> bytes:
    """Flip, cut, double, splice or put in, up to four times."""
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        size = draw(st.one_of(st.integers(0, 8), st.integers(0, 400)))
        match draw(st.sampled_from(("flip", "cut", "double", "splice", "put"))):
            case "flip" if at < len(data):
                flipped = data[at] ^ (1 << draw(st.integers(0, 7)))
                data = data[:at] + bytes([flipped]) + data[at + 1 :]
            case "cut":
                data = data[:at] + data[at + size :]
            case "double":
                data = data[:at] + data[at : at + size] + data[at:]
            case "splice":
                start = draw(st.integers(0, len(other)))
                data = data[:at] + other[start : start + size] + data[at:]
            case _:
                data = data[:at] + draw(st.sampled_from(TOKENS)) + data[at:]
    return data


def read(target: str, data: bytes, path: Path) -> tuple[list[Entry], list[Problem]]:
    """Read bytes, and see that the time is in bounds."""
    begin = time.process_time()
    try:
        if target == CATALOGUE:
            path.write_bytes(data)
            loaded = load(path)
            found, problems = list(loaded.catalogue.entries), list(loaded.problems)
        else:
            harvest = sources.read_bytes(data, OPTIONS, target)
            assert all(item.location.line for item in harvest.entries)
            # Citekeys are made where the file has none.
            found = list(plan_intake(Catalogue([]), harvest.entries).added)
            problems = list(harvest.problems)
    except SourceError:
        found, problems = [], []
    taken = time.process_time() - begin
    assert taken < SECONDS + SECONDS_A_BYTE * len(data), f"{taken:.1f} s"
    return found, problems


def check(target: str, data: bytes, path: Path) -> list[str]:
    """Read bytes; what was taken can be kept. Give its titles."""
    found, problems = read(target, data, path)
    lines = data.count(b"\n") + data.count(b"\r") + 2
    for problem in problems:
        assert problem.location is not None, problem
        assert problem.location.line is None or problem.location.line <= lines
        assert problem.message
        assert "\n" not in problem.message
    text = dump(Catalogue(found))
    loaded = load_text(text, archive=None)
    assert not loaded.has_errors, loaded.problems
    assert are_equal(loaded.catalogue.entries, found)
    return [entry.title for entry in found]


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file to write a catalogue to, again and again."""
    return tmp_path_factory.mktemp("fuzz") / "papers.yaml"


# --- the tests ---------------------------------------------------------------------


@by_target
def test_every_target_has_a_sound_file(target: str, tmp_path: Path) -> None:
    seed = seed_of(target)
    found, problems = read(target, seed.data, tmp_path / "papers.yaml")
    assert len(found) == len(seed.records) == 3
    assert problems == []


@by_target
@fuzzing
@given(data=st.data())
def test_damaged_files(target: str, data: st.DataObject, scratch: Path) -> None:
    other = seed_of(data.draw(st.sampled_from(TARGETS)))
    text = data.draw(damaged(seed_of(target).data, other.data))
    check(target, text, scratch)


@by_target
@fuzzing
@given(
    noise=st.one_of(
        st.binary(max_size=300),
        st.lists(st.sampled_from(TOKENS), max_size=60).map(b"".join),
        st.text(max_size=200).map(lambda text: text.encode("utf-16")),
    )
)
def test_noise(target: str, noise: bytes, scratch: Path) -> None:
    check(target, noise, scratch)


@by_target
@fuzzing
@given(data=st.data())
def test_damage_costs_no_other_record(
    target: str, data: st.DataObject, scratch: Path
) -> None:
    seed = seed_of(target)
    titles = check(target, seed.data, scratch)
    records = list(seed.records)
    sound = records[seed.broken]
    text = sound.rstrip(b"\n")
    broken = data.draw(damaged(text, seed_of("bibtex").data))
    records[seed.broken] = broken + sound[len(text) :]
    found = check(target, seed.head + b"".join(records) + seed.tail, scratch)
    for number in seed.keeps:
        is_above = number < seed.broken
        if is_above and belongs_above(seed, broken):
            continue
        if not is_above and target in IN_SECTIONS and begins_section(broken):
            continue
        assert titles[number] in found, number


def begins_section(broken: bytes) -> bool:
    """Whether a key at the margin makes what is below it a section of its own."""
    return any(re.match(r"[^\s#].*:\s*$", line) for line in lines_of(broken))


def lines_of(data: bytes) -> list[str]:
    """Cut text at what ends lines to YAML 1.1."""
    text = data.decode("utf-8", "replace")
    return re.split("\r\n|[\n\r\x85\u2028\u2029]", text)


def belongs_above(seed: Seed, broken: bytes) -> bool:
    """Whether what is left of a record is part of the one above, as YAML has it.

    So it is where its key is gone, is a comment, or is indented as far as a field: its
    first line that says something is then a field above, or a part of one. It is taken
    for a field as well where it has a field's name, at whatever indentation.
    """
    if seed.fields is None:
        return False
    for line in lines_of(broken):
        said = line.lstrip(" ")
        if said.strip(" \t") and not said.lstrip(" \t").startswith("#"):
            named = re.match(r"([a-z_]+):(?:\s|$)", said)
            is_field = named is not None and named[1] in STORED
            return is_field or len(line) - len(said) >= seed.fields
    return True


@by_target
def test_repetition_takes_no_more_than_its_time(target: str, tmp_path: Path) -> None:
    size = 100_000 if EXAMPLES > 1000 else 5_000
    for token in TOKENS:
        text = seed_of(target).records[0] + token * (size // len(token))
        check(target, text, tmp_path / "papers.yaml")
