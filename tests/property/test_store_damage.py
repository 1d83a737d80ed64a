"""Damage to a file costs what it touches, and nothing else."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paperctl.canonical.dump import dump
from paperctl.model import Catalogue, Entry
from paperctl.store.edit import insert
from paperctl.store.file import Raw
from paperctl.store.load import LoadResult, _load, load, load_text
from tests.examples import examples
from tests.property.strategies import FRAGMENTS, catalogues, citekeys, entries

PAPERS = Path(__file__).resolve().parents[2] / "data" / "papers.yaml"

slowly = settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@cache
def sound() -> LoadResult:
    return load(PAPERS)


def check_places(result: LoadResult, text: str) -> None:
    lines = text.split("\n")
    for problem in result.problems:
        place = problem.location
        assert place is not None
        assert place.line is not None
        assert place.column is not None
        assert 1 <= place.line <= len(lines)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1
        assert "\n" not in problem.message


@slowly
@given(st.one_of(st.binary(max_size=200), st.text(max_size=60).map(str.encode)))
def test_no_bytes_make_loading_raise(data: bytes) -> None:
    for head in (b"", b"\xef\xbb\xbf", b"papers:\n  a:\n    note: "):
        all_bytes = head + data
        result = _load([Raw("<bytes>", all_bytes, len(all_bytes), 0, 0)], [])
        text = all_bytes.removeprefix(b"\xef\xbb\xbf")
        check_places(result, text.decode("utf-8", "surrogateescape"))


_PIECES = st.lists(
    st.sampled_from(
        [
            *FRAGMENTS,
            *("papers:\n", "profiles:\n", "archive: ", "  a:\n", "  b: ", "\n"),
            *("    title: ", "    authors: [", "    date: ", "    tags:\n", "      - "),
            *("{", "}", "[", "]", "- name: ", "h_index: ", ": ", ", ", "aliases: [b]"),
        ]
    ),
    max_size=25,
).map("".join)


@settings(slowly, max_examples=examples(200))
@given(_PIECES)
def test_no_text_makes_loading_raise(text: str) -> None:
    check_places(load_text(text), text)


@settings(slowly, max_examples=examples(150))
@given(st.data())
def test_what_a_mutation_does_not_touch_is_loaded_as_before(
    data: st.DataObject,
) -> None:
    before = sound()
    text = before.files[0].text
    starts = [before.files[0].spans[key].start for key in before.catalogue]
    lines = [text.rfind("\n", 0, start) + 1 for start in starts]
    at = data.draw(st.integers(starts[0], len(text) - 1))
    line = text.rfind("\n", 0, at) + 1
    after = text.find("\n", at) + 1 or len(text)
    inserted = data.draw(st.sampled_from([*"\"'[]{}:#&*!|>%@- ?\n\t\0\x1b\x85é", "a"]))
    strays = ["x\n", " x\n", "  x\n", '"\n', "x: y\n", "\tx\n", "- x\n", "  - x\n"]
    strays += ["---\n", "...\n", "{\n", "'\n", ": x\n"]
    stray = data.draw(st.sampled_from(strays))
    kinds = ["delete", "double", "insert", "delete line", "double line", "stray line"]
    match data.draw(st.sampled_from(kinds)):
        case "delete":
            new = text[:at] + text[at + 1 :]
        case "double":
            new = text[:at] + text[at] + text[at:]
        case "insert":
            new = text[:at] + inserted + text[at:]
        case "delete line":
            new = text[:line] + text[after:]
        case "double line":
            new = text[:after] + text[line:after] + text[after:]
        case _:
            new = text[:line] + stray + text[line:]
    result = load_text(new)
    check_places(result, new)
    # The damage is in one entry; without its key its lines are the entry's above.
    owner = bisect_right(lines, at) - 1
    near = range(max(owner - 1, 0), bisect_right(lines, after))
    for number, entry in enumerate(before.catalogue.entries):
        if number not in near:
            assert result.catalogue[entry.citekey] == entry
    lost = len(before.catalogue) - len(result.catalogue)
    assert result.has_errors or lost <= 1
    order = [key for key in result.catalogue if key in before.catalogue]
    assert order == [key for key in before.catalogue if key in set(order)]


@slowly
@given(st.integers(0, 40_000))
def test_of_a_cut_file_all_whole_entries_are_loaded(at: int) -> None:
    before = sound()
    text = before.files[0].text[:at]
    result = load_text(text)
    check_places(result, text)
    spans = before.files[0].spans
    whole = [e for e in before.catalogue.entries if spans[e.citekey].end <= at]
    assert list(result.catalogue.entries[: len(whole)]) == whole


LAYOUTS = st.fixed_dictionaries(
    {
        "crlf": st.booleans(),
        "final": st.sampled_from(
            ["\n", "", "\n\n", "\n# the end\n", "\n  # in\n# out"]
        ),
        "head": st.sampled_from(["", "# head\n", "# head\n\n", "---\n"]),
        "width": st.integers(1, 4),
        "tail": st.sampled_from(["", "# about\narchive: cs\n", "other: [x]\n"]),
    }
)


@slowly
@given(catalogues(max_size=2), st.lists(entries(), max_size=2), LAYOUTS)
def test_adding_keeps_every_old_byte_in_order(
    catalogue: Catalogue, new: list[Entry], layout: dict[str, object]
) -> None:
    body = dump(catalogue).removesuffix("\n")
    text = f"{layout['head']}{body}{layout['final']}"
    if layout["tail"] and catalogue.archive is None and text.endswith("\n"):
        text += str(layout["tail"])
    if layout["crlf"]:
        text = text.replace("\n", "\r\n")
    loaded = load_text(text)
    if loaded.has_errors:
        return
    taken = {key.lower() for e in catalogue.entries for key in (e.citekey, *e.aliases)}
    added: list[Entry] = []
    archive = loaded.catalogue.archive
    for entry in new:
        is_bare = entry.area is not None and entry.area.archive is None
        if entry.citekey.lower() not in taken and not (is_bare and archive):
            taken.add(entry.citekey.lower())
            added.append(entry)
    result = insert(loaded.files[0], added)
    assert load_text(result).catalogue.entries == (*loaded.catalogue.entries, *added)
    assert is_subsequence(text.splitlines(), result.splitlines())


def is_subsequence(few: list[str], many: list[str]) -> bool:
    rest = iter(many)
    return all(
        any(line == other for other in rest) for line in few if line != "papers: {}"
    )


@slowly
@given(citekeys())
def test_every_citekey_reads_back(citekey: str) -> None:
    assert list(load_text(dump(Catalogue([Entry(citekey=citekey)]))).catalogue) == [
        citekey
    ]
