"""Files larger than memory: read line by line, with the outcome of any other import.

What counts as large is made small here, and the outcome compared with that of the
ordinary way.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

import paperctl
from paperctl.cli import streaming
from paperctl.store import append, survey
from tests.cli.catalogues import SMALL

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Write
    from tests.conftest import Run


def paper(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"2302.{number:05d}",
        "title": f"Paper {number} of many, with a title of its own",
        "categories": "cs.LG stat.ML" if number % 2 else "hep-th",
        "abstract": f"  We write paper {number}\nand fold its lines.\n",
        "versions": [{"version": "v1", "created": "Mon, 6 Feb 2023 19:18:42 GMT"}],
        "authors_parsed": [["Erdős", f"P. {chr(65 + number % 26)}.", ""]],
        "comments": f"{number} pages",
        **changes,
    }


def lines(*papers: dict[str, Any] | str) -> str:
    return "".join(
        f"{item if isinstance(item, str) else json.dumps(item)}\n" for item in papers
    )


# Known to `SMALL` by its number; said twice; broken; of one title; without a number.
HARD = lines(
    *map(paper, range(1, 40)),
    paper(900, id="2105.00010", title="A Graph of Graphs", doi="10.1000/x"),
    paper(3),
    '{"id": "2302.00777", "title"',
    paper(41, title="Paper 5 of many, with a title of its own"),
    paper(42, id="", title="Paper 6 of many, with a title of its own"),
    paper(43, id="", title="An unnumbered paper"),
    paper(44, id="", title="An unnumbered paper"),
    paper(
        45, authors_parsed=[["O'Neil", "{", ""]], title="#x: 'y' [z]\u2028 \U0001f600"
    ),
)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is large, and so is every catalogue; pieces are small."""
    monkeypatch.setattr(streaming, "ENOUGH", 1)
    monkeypatch.setattr(survey, "ENOUGH", 1)
    monkeypatch.setattr(append, "_PIECE", 2000)
    monkeypatch.setattr(survey, "_PIECE", 500)


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    path = tmp_path / "snapshot.json"
    path.write_text(HARD, "utf-8")
    return path


CATALOGUES = {
    "none": None,
    "small": SMALL,
    "empty": "",
    "braces": "# kept\narchive: cs\npapers: {}  # none yet\n",
    "crlf": SMALL.replace("\n", "\r\n"),
    "bom": f"\ufeff{SMALL}",
    "no line end": SMALL.rstrip("\n"),
    "blank lines": f"{SMALL}\n\n# the end\n",
    "tight": "papers:\n    a:\n        title: A\n    b:\n        title: B\n",
    "sections behind": f"{SMALL}\nprofiles:\n  - name: Ann\nother: kept\n",
    "blanks in a text": "papers:\n  a:\n    title: A\n    note: |+\n      x\n\n\n",
}


def outcome(run: Run, path: Path, source: Path, *options: str) -> tuple[Any, ...]:
    result = run("-C", str(path), "import", str(source), *options)
    data = path.read_bytes() if path.exists() else None
    return result, data


def talk_of(text: str) -> list[str]:
    """Sort what is told: line by line, the last one is the counts."""
    return sorted(line for line in text.splitlines() if "hint:" not in line)


@pytest.mark.parametrize("name", CATALOGUES)
@pytest.mark.parametrize("options", [(), ("--where", "area:cs.LG"), ("--update",)])
def test_the_outcome_is_that_of_an_ordinary_import(
    run: Run, tmp_path: Path, snapshot: Path, name: str, options: tuple[str, ...]
) -> None:
    text = CATALOGUES[name]
    path = tmp_path / "papers.yaml"
    seen = []
    for is_large in (False, True):
        path.unlink(missing_ok=True)
        if text is not None:
            path.write_bytes(text.encode())
        with pytest.MonkeyPatch.context() as patch:
            if is_large:
                patch.setattr(streaming, "ENOUGH", 1)
                patch.setattr(survey, "ENOUGH", 1)
                patch.setattr(append, "_PIECE", 2000)
                patch.setattr(survey, "_PIECE", 500)
            seen.append(outcome(run, path, snapshot, *options))
    (ordinary, expected), (streamed, found) = seen
    assert found is not None
    assert found.decode() == expected.decode()
    assert streamed.code == ordinary.code == 1
    assert talk_of(streamed.stderr) == talk_of(ordinary.stderr)
    assert not [*tmp_path.glob(".papers*")]


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_dry_run_shows_the_diff_and_changes_nothing(
    run: Run, tmp_path: Path, snapshot: Path, large: None, name: str
) -> None:
    path = tmp_path / "papers.yaml"
    text = CATALOGUES[name]
    if text is not None:
        path.write_bytes(text.encode())
    shown = run("-C", str(path), "import", str(snapshot), "--dry-run")
    assert path.exists() == (text is not None)
    if text is not None:
        assert path.read_bytes() == text.encode()
    run("-C", str(path), "import", str(snapshot))
    new = path.read_bytes()
    path.write_bytes((text or "").encode())
    diff = tmp_path / "diff"
    diff.write_bytes(shown.stdout.encode())
    subprocess.run(
        ["patch", "--binary", "-s", str(path), str(diff)], check=True, timeout=30
    )
    assert path.read_bytes() == new


def test_a_second_import_changes_nothing(
    run: Run, tmp_path: Path, snapshot: Path, large: None
) -> None:
    path = tmp_path / "papers.yaml"
    run("-C", str(path), "import", str(snapshot))
    before = path.read_bytes()
    result = run("-C", str(path), "import", str(snapshot))
    assert path.read_bytes() == before
    assert "0 added" in result.stderr
    assert len(paperctl.load(path)) == 43


@pytest.mark.parametrize("way", ["gzip", "stdin", "--from"])
def test_other_ways_to_hand_it_in(
    run: Run, tmp_path: Path, snapshot: Path, large: None, way: str
) -> None:
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    run("-C", str(one), "import", str(snapshot))
    packed = tmp_path / "snapshot.json.gz"
    packed.write_bytes(gzip.compress(HARD.encode()))
    match way:
        case "gzip":
            result = run("-C", str(other), "import", str(packed))
        case "stdin":
            result = run("-C", str(other), "import", "-", stdin=HARD)
        case _:
            name = "arxiv-snapshot"
            result = run("-C", str(other), "import", "--from", name, str(snapshot))
    assert result.code == 1
    assert other.read_bytes() == one.read_bytes()


def test_a_compressed_file_that_is_cut_leaves_the_catalogue(
    run: Run, catalogue: Write, tmp_path: Path
) -> None:
    path = catalogue(SMALL)
    packed = tmp_path / "snapshot.json.gz"
    packed.write_bytes(gzip.compress(HARD.encode() * 50)[:-200])
    result = run("import", str(packed))
    assert result.code == 2
    assert "cannot read" in result.stderr
    assert path.read_text() == SMALL


def test_problems_are_told_up_to_ten_and_counted(
    run: Run, tmp_path: Path, large: None
) -> None:
    source = tmp_path / "bad.json"
    source.write_text(lines(paper(1), *(f'{{"id": "{n}",' for n in range(25))))
    result = run("-C", str(tmp_path / "papers.yaml"), "import", str(source))
    assert result.code == 1
    told = [line for line in result.stderr.splitlines() if "is left out" in line]
    assert len(told) == 10
    assert "bad.json:2: " in told[0]
    assert "and 15 more problems" in result.stderr
    assert "1 added, 25 refused" in result.stderr


def test_the_json_says_what_the_ordinary_one_does(
    run: Run, catalogue: Write, snapshot: Path
) -> None:
    path = catalogue(SMALL)
    documents = []
    for is_large in (False, True):
        path.write_text(SMALL)
        with pytest.MonkeyPatch.context() as patch:
            if is_large:
                patch.setattr(streaming, "ENOUGH", 1)
            result = run("import", str(snapshot), "--json")
        documents.append(json.loads(result.stdout))
    ordinary, streamed = documents
    assert streamed.keys() == ordinary.keys()
    for name in (
        "added",
        "duplicates",
        "refused",
        "problems",
        "not_wanted",
        "catalogue",
    ):
        assert streamed[name] == ordinary[name], name
    assert streamed["differing"] == ordinary["differing"]


def test_a_catalogue_with_errors_is_left_alone(
    run: Run, catalogue: Write, snapshot: Path, large: None
) -> None:
    text = SMALL + "  adams2021graph:\n    title: Again\n"
    path = catalogue(text)
    result = run("import", str(snapshot))
    assert result.code == 2
    assert "the catalogue has errors, nothing was imported" in result.stderr
    assert path.read_text() == text


def test_a_catalogue_that_changes_meanwhile_is_left_as_it_is(
    run: Run,
    catalogue: Write,
    snapshot: Path,
    large: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = catalogue(SMALL)
    commit = append.Additions.commit

    def late(self: append.Additions) -> None:
        path.write_text(f"{SMALL}# changed\n")
        commit(self)

    monkeypatch.setattr(append.Additions, "commit", late)
    result = run("import", str(snapshot))
    assert result.code == 2
    assert "has changed since it was read, nothing was written" in result.stderr
    assert path.read_text() == f"{SMALL}# changed\n"
    assert not [*path.parent.glob(".papers*")]


def test_a_catalogue_that_somebody_makes_meanwhile_is_not_replaced(
    run: Run,
    tmp_path: Path,
    snapshot: Path,
    large: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "papers.yaml"
    commit = append.Additions.commit

    def late(self: append.Additions) -> None:
        path.write_text(SMALL)
        commit(self)

    monkeypatch.setattr(append.Additions, "commit", late)
    result = run("-C", str(path), "import", str(snapshot))
    assert result.code == 2
    assert "was made meanwhile" in result.stderr
    assert path.read_text() == SMALL


def test_json_of_a_large_file_among_others_is_refused(
    run: Run, catalogue: Write, tmp_path: Path, snapshot: Path
) -> None:
    catalogue(SMALL)
    packed = tmp_path / "snapshot.json.gz"
    packed.write_bytes(gzip.compress(HARD.encode()))
    result = run("import", str(packed), str(snapshot), "--json")
    assert result.code == 2
    assert "a large file only by itself" in result.stderr


def test_large_and_small_files_go_into_one_catalogue(
    run: Run, catalogue: Write, tmp_path: Path
) -> None:
    path = catalogue(SMALL)
    small = tmp_path / "small.json"
    small.write_text(lines(paper(500)))
    packed = tmp_path / "snapshot.json.gz"
    packed.write_bytes(gzip.compress(lines(paper(501), paper(500)).encode()))
    result = run("import", str(packed), str(small))
    assert result.code == 0
    assert len(paperctl.load(path)) == 3 + 2
    assert "1 added, 1 known already" in result.stderr


def test_a_query_that_nothing_fits_is_no_error(
    run: Run, catalogue: Write, snapshot: Path, large: None
) -> None:
    path = catalogue(SMALL)
    result = run("import", str(snapshot), "--where", "title:nothing-of-the-kind")
    assert result.code == 1  # one line is broken
    assert "0 added, 46 not wanted, 1 refused" in result.stderr
    assert path.read_text() == SMALL


@pytest.mark.parametrize("is_large", [False, True])
def test_a_query_with_a_mistake_is_told(
    run: Run, catalogue: Write, snapshot: Path, is_large: bool
) -> None:
    catalogue(SMALL)
    with pytest.MonkeyPatch.context() as patch:
        if is_large:
            patch.setattr(streaming, "ENOUGH", 1)
        result = run("import", str(snapshot), "--where", "titel:x")
    assert result.code == 2
    assert "title" in result.stderr


def test_where_leaves_out_entries_of_any_source(
    run: Run, catalogue: Write, tmp_path: Path
) -> None:
    path = catalogue(SMALL)
    bib = tmp_path / "a.bib"
    bib.write_text(
        "@book{a, title={Old}, year=1990}\n@book{b, title={New}, year=2020}\n"
    )
    result = run("import", str(bib), "--where", "year:>=2000")
    assert result.code == 0
    assert "1 added, 1 not wanted" in result.stderr
    assert [entry.citekey for entry in paperctl.load(path).entries][3:] == ["b"]


def test_a_bar_is_shown_on_a_terminal_only(
    run: Run, tmp_path: Path, snapshot: Path, large: None
) -> None:
    result = run("-C", str(tmp_path / "papers.yaml"), "import", str(snapshot))
    assert "importing" not in result.stderr


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="measures as Linux does")
def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    peaks = []
    for count in (5_000, 40_000):
        source = tmp_path / f"{count}.json"
        with source.open("w") as file:
            for number in range(count):
                title = f"{number:x} {number * 7919:x} paper of many"
                record = paper(number, title=title, abstract="a b c d e " * 120)
                record["id"] = f"{7 + number // 90_000:02d}05.{number % 9_999:04d}"
                file.write(lines(record))
        code = (
            "import sys\n"
            "from paperctl.cli import main\n"
            "code = main.run(sys.argv[1:])\n"
            # What `getrusage` says counts the process that started this one.
            "status = open('/proc/self/status').read()\n"
            "print(code, status.partition('VmHWM:')[2].split()[0])\n"
        )
        target = tmp_path / f"{count}.yaml"
        done = subprocess.run(
            [sys.executable, "-c", code, "-C", str(target), "import", str(source)],
            capture_output=True,
            text=True,
            check=True,
            timeout=600,
            env=os.environ | {"XDG_STATE_HOME": str(tmp_path)},
        )
        assert done.stdout.startswith("0 "), done.stderr
        peaks.append(int(done.stdout.split()[1]) / 1024)
    assert peaks[1] < 120, peaks
    # Hashes, offsets and what is remembered for speed: a mebibyte for a thousand lines
    # would be a gigabyte for a million.
    assert peaks[1] - peaks[0] < 20, peaks


def test_text_that_reads_back_as_something_else_is_never_written(
    run: Run,
    catalogue: Write,
    snapshot: Path,
    large: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from paperctl.canonical import dump as dumping
    from paperctl.store import edit

    path = catalogue(SMALL)
    dump = dumping.dump_record

    def wrong(citekey: str, record: Any, *places: int) -> str:
        text = dump(citekey, record, *places)
        return str(text).replace("Paper 30 ", "Paper 31 ")

    monkeypatch.setattr(edit, "dump_record", wrong)
    result = run("import", str(snapshot))
    assert result.code == 2
    assert "reads as something else" in result.stderr
    assert path.read_text() == SMALL
    assert not [*path.parent.glob(".papers*")]
