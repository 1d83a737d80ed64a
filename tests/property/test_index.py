"""The index against memory: the same answers, whatever is asked."""

from __future__ import annotations

import os
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st

from paperctl.canonical.dump import dump
from paperctl.index import blocks, parts, processes, schema, words
from paperctl.index.memory import MemoryFinder
from paperctl.index.opening import Which, open_index
from paperctl.index.reader import IndexFinder
from paperctl.model import Catalogue, Entry, parse_area
from paperctl.model.date import parse_date
from paperctl.model.person import parse_name
from paperctl.query.ast import Everything, Query, Word
from paperctl.query.grep import Plan
from paperctl.query.parse import parse_query
from paperctl.query.patterns import compile_pattern
from paperctl.store.load import load
from tests.examples import examples
from tests.nasty import HUGE, NASTY
from tests.property import strategies
from tests.property.test_query import QUERIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paperctl.index.finder import Finder

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

WORDS = (
    'low rank low-rank sparse über Erdős M{\\"o}bius $O(n\\log n)$ 深度学习 LLM 2.4x '
    "we the the the prune. Then fails! e.g. (a) ~21% \\emph{new} naïve 4-bit of of"
).split(" ")
NAMES = ("Paul Erdős", "van der Maaten, Laurens", "Li, Wei", "Wei Li", "{Big Group}")
AREAS = ("LG", "cs.LG", "cs", "stat.ML", "hep-th", "OC", "my own")
DATES = ("2022", "2023", "2023-06", "2023-06-15", "2024-01", "0045")

prose = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
ENTRIES = st.builds(
    Entry,
    citekey=st.from_regex(r"(?:li|Erdos|a-b)20(?:22|23)[a-c]{1,2}", fullmatch=True),
    title=prose,
    authors=st.lists(st.sampled_from(NAMES).map(parse_name), max_size=3).map(tuple),
    authors_truncated=st.booleans(),
    date=st.none() | st.sampled_from(DATES).map(parse_date),
    area=st.none() | st.sampled_from(AREAS).map(parse_area),
    categories=st.lists(st.sampled_from(AREAS).map(parse_area), max_size=2).map(tuple),
    venue=st.none() | st.sampled_from(("ICLR 2023", "NeurIPS")),
    journal=st.none() | st.sampled_from(("JMLR", "Journal of low rank")),
    volume=st.none() | st.sampled_from(("3", "12a")),
    code=st.none() | st.sampled_from(("yes", "no", "https://github.com/x/y")),
    arxiv=st.none() | strategies.eprints(),
    tags=st.lists(st.sampled_from(WORDS), max_size=3).map(tuple),
    affiliations=st.lists(st.sampled_from(("mit", "ETH Zürich")), max_size=2).map(
        tuple
    ),
    note=st.none() | prose,
    abstract=st.none() | prose | st.lists(prose, max_size=9).map(" ".join),
)
# All that have no NUL, which no file can hold, and are not as long as a book.
ODD = [entry for entry in NASTY if entry.citekey not in HUGE | {"controls"}]


@st.composite
def catalogues(draw: st.DrawFn) -> Catalogue:
    found = draw(st.lists(ENTRIES, max_size=8, unique_by=lambda e: e.citekey.lower()))
    found += draw(st.lists(st.sampled_from(ODD), max_size=4, unique=True))
    profiles = draw(st.lists(strategies.profiles(), max_size=1))
    return Catalogue(found, archive=draw(st.none() | st.just("cs")), profiles=profiles)


VALUES = st.sampled_from([*WORDS, *NAMES, *AREAS, *DATES, "mit", "li2022a", "2023.."])
QUERIES_THAT_HIT = st.recursive(
    st.one_of(
        st.sampled_from(WORDS).map(lambda word: f'"{word}"*'),
        st.builds(
            "{}:{}".format,
            st.sampled_from(
                "ti au area cat date year code tag aff venue abs note key journal"
                " volume arxiv authors has missing type".split()
            ),
            VALUES.map(lambda value: f'"{value}"' if " " in value else value),
        ),
        st.sampled_from(
            ["*", "authors:>1", "date:<2023-06", "title:/ra.k/", "has:doi", "code:yes"]
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(" ".join),
        st.lists(inner, min_size=2, max_size=3).map(
            lambda parts: f"({' OR '.join(parts)})"
        ),
        inner.map(lambda part: f"NOT ({part})"),
    ),
    max_leaves=5,
)


def parsed(text: str) -> Query:
    from paperctl.errors import QueryError

    try:
        return parse_query(text)
    except QueryError:
        return Everything()


PATTERNS = st.sampled_from(
    [
        "low",
        "low.rank",
        "^we",
        "fails!$",
        r"\bber\b",
        r"\w+ü",
        "",
        "a|the",
        "zzyzx",
        r"\w+arse",
        "(?i)erd.s|LLM",
        r"\s",
        "[^a]",
    ]
)


class Setting:
    """A catalogue in a file, with a folder for its index."""

    def __init__(self, folder: str) -> None:
        self.path = Path(folder, "papers.yaml")
        self.which = Which((self.path,), None, str(Path(folder, "cache")))

    def finders(self) -> tuple[IndexFinder, MemoryFinder]:
        """Open the catalogue by its index, for the second time, and in memory."""
        first, _ = open_index(self.which)
        if isinstance(first, IndexFinder):
            first.database.close()
        found, _ = open_index(self.which)
        memory = MemoryFinder(load(self.path))
        if isinstance(found, MemoryFinder):
            reject()  # what no index can hold
        assert isinstance(found, IndexFinder)
        return found, memory


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "SIZE", 300)


@pytest.fixture
def setting(small_blocks: None) -> Iterator[Setting]:
    with TemporaryDirectory() as folder:
        yield Setting(folder)


def answers(finder: Finder, query: Query, plan: Plan) -> dict[str, Any]:
    """Ask everything that can be asked."""
    hits = list(finder.grep(query, plan))
    scored = finder.search(query)
    citekeys = finder.citekeys(Everything())
    keys = [*map(str.upper, citekeys), "li2022a", "nobody", "a\0b"]
    return {
        "problems": list(finder.problems),
        "count": len(finder),
        "lines": "".join(finder.lines(query, order="-date")),
        "some lines": "".join(finder.lines(query, order="-date", limit=2)),
        "in order": finder.select(query),
        "by date": finder.select(query, order="date"),
        "by title": finder.select(query, order="-title,year", limit=3),
        "citekeys": list(finder.citekeys(query)),
        "named": finder.named(keys),
        "of these": finder.select(query, order="-title", among=citekeys[::2]),
        "found": [(item.entry, round(item.score, 6), item.passage) for item in scored],
        "best": [item.entry for item in finder.search(query, limit=2)],
        "suggestions": list(finder.suggest(query)),
        "hits": [hit._replace(mark=None) for hit in hits],
        "places": list(finder.locate(hits)),
        "printed": b"".join(finder.grep_lines(query, plan)),
        "ordered": [hit.unit for hit in finder.grep(query, plan, order="-title")],
        "summary": finder.summary(query),
    }


def assert_same(index: Finder, memory: Finder, query: Query, plan: Plan) -> None:
    theirs = answers(memory, query, plan)
    ours = answers(index, query, plan)
    for what, expected in theirs.items():
        assert ours[what] == expected, what


SETTINGS = settings(
    deadline=None,
    max_examples=examples(25),
    # Finding the smallest example would take minutes, and most are small.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


# --- changes ---------------------------------------------------------------------

LINES = st.sampled_from(
    [
        "  new2024x:\n    title: A new one\n",
        "  new2024x:\n    title: New\n    abstract: >-\n      Folded\n      text.\n",
        "    tags: [a, b]\n",
        "    titel: misspelt\n",
        "  # a comment\n",
        "\n",
        "    abstract: |+\n      kept\n\n",
        "    note: 'open\n",
        '    note: "closed\n      later"\n',
        "  dup2024x:\n    title: {a\n",
        "profiles:\n",
        "---\n",
        "x\n",
        "    - item\n",
        "  ? odd2024x\n  : title: By question mark\n",
        "    area: LG\n",
        "    aliases: [li2022a]\n",
    ]
)


@st.composite
def edits(draw: st.DrawFn, text: str) -> str:
    """Change a text as somebody does in an editor."""
    lines = text.splitlines(keepends=True)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines)))
        match draw(
            st.sampled_from(["insert", "insert", "delete", "cut", "move", "word"])
        ):
            case "insert":
                lines.insert(at, draw(LINES))
            case "delete":
                del lines[at : at + draw(st.integers(1, 9))]
            case "cut" if at < len(lines):
                lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
            case "move":
                part = lines[at : at + draw(st.integers(1, 12))]
                del lines[at : at + len(part)]
                lines[draw(st.integers(0, len(lines))) :][:0] = part
            case _ if at < len(lines):
                lines[at] = re.sub(r"\b(\w)", r"\1x", lines[at], count=1)
    return "".join(lines)


@SETTINGS
@given(
    catalogues(),
    st.lists(QUERIES_THAT_HIT.map(parsed), min_size=1, max_size=4),
    PATTERNS,
    st.sampled_from(
        [{}, {"invert": True}, {"before": 1, "after": 1}, {"max_count": 1}]
    ),
    st.sampled_from([("title", "abstract"), ("tags", "authors", "year", "note")]),
)
def test_an_index_gives_the_answers_of_memory(
    small_blocks: None,
    catalogue: Catalogue,
    queries: list[Query],
    pattern: str,
    options: dict[str, Any],
    fields: tuple[str, ...],
) -> None:
    with TemporaryDirectory() as folder:
        setting = Setting(folder)
        setting.path.write_text(dump(catalogue), encoding="utf-8", newline="")
        index, memory = setting.finders()
        plan = Plan(compile_pattern([pattern]), fields=fields, **options)
        for query in queries:
            assert_same(index, memory, query, plan)
        index.database.close()


@SETTINGS
@given(catalogues(), st.sampled_from(["", "# the end\n", "archive: cs\n"]), st.data())
def test_an_index_read_by_parts_is_as_one_read_whole(
    small_blocks: None, catalogue: Catalogue, tail: str, data: st.DataObject
) -> None:
    text = dump(catalogue) + tail * (catalogue.archive is None)
    text = data.draw(edits(text))
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        setting = Setting(folder)
        setting.path.write_text(text, encoding="utf-8", newline="")
        patch.setattr(parts, "ENOUGH", 0)
        patch.setattr(words, "HALVES_FROM", 2)
        patch.setattr(schema, "COUNTS_FROM", data.draw(st.sampled_from([0, 999])))
        count = data.draw(st.integers(1, 3))
        patch.setattr(processes, "count_processors", lambda: count)
        patch.setattr(processes, "FEWEST", 2)
        index, memory = setting.finders()
        plan = Plan(compile_pattern(["low|new|Folded"]))
        assert_same(index, memory, Everything(), plan)
        for text in ("low OR the we", "low", "the we", "of area:LG"):
            assert_same(index, memory, parse_query(text), plan)
        index.database.close()


@SETTINGS
@given(strategies.catalogues(), QUERIES, PATTERNS)
def test_an_index_holds_whatever_a_catalogue_can_hold(
    small_blocks: None, catalogue: Catalogue, query: Query, pattern: str
) -> None:
    with TemporaryDirectory() as folder:
        setting = Setting(folder)
        setting.path.write_text(dump(catalogue), encoding="utf-8", newline="")
        index, memory = setting.finders()
        fields = ("title", "abstract", "extra", "venue", "categories")
        assert_same(
            index, memory, query, Plan(compile_pattern([pattern]), fields=fields)
        )
        index.database.close()


@settings(SETTINGS, max_examples=examples(50))
@given(st.data())
def test_an_index_brought_up_to_date_is_as_one_made_anew(
    small_blocks: None, data: st.DataObject
) -> None:
    catalogue = data.draw(catalogues())
    tail = data.draw(st.sampled_from(["", "# the end\n", "later:\n  - section\n"]))
    text = dump(catalogue) + tail
    plan = Plan(
        compile_pattern(["low|new|Folded"]), fields=("title", "abstract", "note")
    )
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "COUNTS_FROM", 0)
        setting = Setting(folder)
        for _ in range(3):
            setting.path.write_text(text, encoding="utf-8", newline="")
            index, memory = setting.finders()
            assert_same(index, memory, Everything(), plan)
            assert_same(index, memory, Word("low"), plan)
            index.database.close()
            text = data.draw(edits(text))


def test_a_small_change_reads_one_block(setting: Setting, monkeypatch: Any) -> None:
    entries = [
        Entry(citekey=f"a{n}", title=f"Number {n}", abstract="x " * 80)
        for n in range(50)
    ]
    text = dump(Catalogue(entries))
    setting.path.write_text(text, encoding="utf-8")
    setting.finders()[0].database.close()
    changed = text.replace("Number 25", "Number twenty-five, no less")
    setting.path.write_text(changed, encoding="utf-8")
    import paperctl.store.load as loading

    read: list[int] = []
    reader = loading._read

    def counting(raw: Any, progress: Any) -> Any:
        read.append(len(raw.data))
        return reader(raw, progress)

    monkeypatch.setattr(loading, "_read", counting)
    found, _ = open_index(setting.which)
    assert found.resolve("a25").title == "Number twenty-five, no less"
    assert len(found) == 50
    assert read
    assert sum(read) < len(text) / 10
    assert isinstance(found, IndexFinder)
    found.database.close()


def test_a_touched_file_is_not_read_again(setting: Setting, monkeypatch: Any) -> None:
    setting.path.write_text(dump(Catalogue(ODD[:3])), encoding="utf-8")
    setting.finders()[0].database.close()
    os.utime(setting.path, ns=(1, 1))
    import paperctl.store.load as loading

    monkeypatch.setattr(loading, "_read", lambda *_: pytest.fail("it is read again"))
    found, _ = open_index(setting.which)
    assert isinstance(found, IndexFinder)
    found.database.close()
