"""`paperctl grep`: what matches, which of it is printed, and where it stands."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.cli.catalogues import without_escapes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Write
    from tests.conftest import Run

UNITS = """\
papers:
  a2020x:
    title: One fish
    tags: [fish, Red Fish]
    abstract: >-
      The first fish swims. A second one
      sinks. No third FISH here. The last word.
  b2020x:
    title: Of fishing
    note: A fish. Two fish.
    abstract: Über fishy émigrés and naïve_fish.
  c2020x:
    title: Nothing
"""


def texts(output: str) -> list[str]:
    return [line.split("\t")[4] for line in output.splitlines()]


def test_grep_in_a_pipe_has_five_columns(catalogue: Write, run: Run) -> None:
    path = catalogue(UNITS)
    everything = run("grep", ".", "--fields", "all", catalogue=path).stdout
    assert {line.count("\t") for line in everything.splitlines()} == {4}
    assert run("grep", "first fish").stdout == (
        "papers.yaml\t6\ta2020x\tabstract\tThe first fish swims.\n"
    )


@pytest.mark.parametrize(
    ("argv", "found"),
    [
        (["fish swims"], ["The first fish swims."]),
        (["one sinks"], ["A second one sinks."]),
        (["swims. A"], []),
        (["fish The"], []),
        (["^The"], ["The first fish swims.", "The last word."]),
        (["[.]$", "-o", "-m1"], [".", "."]),
        (["FISH"], ["No third FISH here."]),
        (["third fish", "-i"], ["No third FISH here."]),
        (["third fish", "-S"], ["No third FISH here."]),
        (["Third FISH", "-S"], []),
        (["third fish", "-S", "-s"], []),
        (["fish", "-w"], ["One fish", "The first fish swims."]),
        (["fish", "-w", "-i", "--fields", "tags"], ["fish", "Red Fish"]),
        (["fish", "-x", "--fields", "tags"], ["fish"]),
        (["nothing", "-x", "-i"], ["Nothing"]),
        (["fish|nothing", "-x", "-i"], ["Nothing"]),
        (["s.", "-F"], ["The first fish swims.", "A second one sinks."]),
        (
            ["-e", "swims", "-e", "sinks"],
            ["The first fish swims.", "A second one sinks."],
        ),
        (["-e", "swims", "title:fish"], ["The first fish swims."]),
        (["fish", "-o", "--fields", "note"], ["fish", "fish"]),
        (["fis", "-w"], []),
        (["Two", "--fields", "note"], ["A fish. Two fish."]),
        (["ber", "-w"], []),
        (["migr.s", "-w"], []),
        (["émigrés", "-w"], ["Über fishy émigrés and naïve_fish."]),
        ([r"\bber"], []),
        ([r"\w+", "-o", "title:nothing"], ["Nothing"]),
        (["über", "-i", "-o"], ["Über"]),
        (["naïve", "-w"], []),
        (["i", "-v", "-m1"], ["The last word."]),
        (["-v", "fish|Noth|sin", "-i"], ["The last word."]),
        (["fish", "-m", "0"], []),
        (["fish", "-m", "1"], ["One fish", "Of fishing"]),
        (["-f", "patterns"], ["The first fish swims.", "A second one sinks."]),
        (["-f", "patterns", "-e", "Nothing", "title:nothing"], ["Nothing"]),
        (["-f", "empty"], []),
        (["-f", "empty", "-v", "title:nothing"], ["Nothing"]),
        (["-f", "empty", "-e", "swims"], ["The first fish swims."]),
        (["-f", "line", "title:nothing"], ["Nothing"]),
        (["-F", "-f", "dos"], ["The first fish swims."]),
        (["-f", "-"], ["The last word."]),
        (["-P", "fish(?= sw)", "-o"], ["fish"]),
        (["-P", r"(\w)\1", "-o", "--fields", "tags"], []),
        (["-E", "fish (swims|sinks)"], ["The first fish swims."]),
        (["-F", "-E", "s.n"], ["A second one sinks."]),
        (["-E", "-F", "s."], ["The first fish swims.", "A second one sinks."]),
        (["-P", "-E", "fish sw"], ["The first fish swims."]),
        (["-i", "-s", "third fish"], []),
        (["-s", "-i", "third fish"], ["No third FISH here."]),
        (["-i", "-S", "Third fish"], []),
        (["-S", "-i", "Third fish"], ["No third FISH here."]),
        (["-w", "-x", "fish", "--fields", "tags"], ["fish"]),
        (["-x", "-w", "Fish", "--fields", "tags"], ["Red Fish"]),
        (["-o", "z*"], []),
        (["-o", "-v", "i"], ["The last word."]),
        (["-m", "2", "-m", "1", "fish"], ["One fish", "Of fishing"]),
        (["-nH", "swims"], ["The first fish swims."]),
        (["-N", "swims"], ["The first fish swims."]),
    ],
)
def test_grep_selects(
    argv: list[str], found: list[str], catalogue: Write, run: Run
) -> None:
    catalogue("fish sw\n.* sinks", "patterns")
    catalogue("", "empty")
    catalogue("\n", "line")
    catalogue("fish sw\r\n", "dos")
    result = run("grep", *argv, catalogue=catalogue(UNITS), stdin="last\n")
    assert result.stderr == ""
    assert texts(result.stdout) == found
    # As in grep, a match may be there and have nothing to show.
    assert result.code == (0 if found or "z*" in argv else 1)


@pytest.mark.parametrize(
    ("argv", "found"),
    [
        (["-A1"], ["A second one sinks.", "No third FISH here."]),
        (["-B1"], ["The first fish swims.", "A second one sinks."]),
        (
            ["-C", "1"],
            ["The first fish swims.", "A second one sinks.", "No third FISH here."],
        ),
        (["-C1", "-B0"], ["A second one sinks.", "No third FISH here."]),
        (["-A", "9"], ["A second one sinks.", "No third FISH here.", "The last word."]),
        (["-B", "9"], ["The first fish swims.", "A second one sinks."]),
    ],
)
def test_grep_context_stays_within_the_field(
    argv: list[str], found: list[str], catalogue: Write, run: Run
) -> None:
    result = run("grep", "sinks", *argv, catalogue=catalogue(UNITS))
    assert texts(result.stdout) == found


@pytest.mark.parametrize(
    ("argv", "output"),
    [
        (["-c", "fish"], "a2020x\t2\nb2020x\t2\n"),
        (["-c", "fish", "--fields", "note,tags"], "a2020x\t1\nb2020x\t1\n"),
        (["-l", "fish"], "a2020x\nb2020x\n"),
        (["-L", "fish"], "c2020x\n"),
        (["-L", "first"], "b2020x\nc2020x\n"),
        (["-l", "fish", "NOT", "title:of"], "a2020x\n"),
        (["-c", "fish", "-v"], "a2020x\t3\nc2020x\t1\n"),
        (["-c", "fish", "-m1"], "a2020x\t1\nb2020x\t1\n"),
        (["-c", "-o", "s", "title:one"], "a2020x\t9\n"),
        (["-c", "-o", "-v", "fish"], "a2020x\t3\nc2020x\t1\n"),
        (["-c", "-A1", "swims"], "a2020x\t1\n"),
        (["-c", "-l", "fish"], "a2020x\nb2020x\n"),
        (["-l", "-c", "fish"], "a2020x\t2\nb2020x\t2\n"),
        (["-l", "-L", "fish"], "c2020x\n"),
        (["-L", "-l", "fish"], "a2020x\nb2020x\n"),
        (["--json", "-l", "first"], "a2020x\n"),
        (["-q", "-L", "fish"], ""),
        (["-q", "fish"], ""),
    ],
)
def test_grep_counts_and_names(
    argv: list[str], output: str, catalogue: Write, run: Run
) -> None:
    for tty in (False, True):
        result = run("grep", *argv, catalogue=catalogue(UNITS), tty=tty)
        assert (result.code, result.stderr) == (0, "")
        lines = without_escapes(result.stdout).splitlines()
        assert [line.split() for line in lines] == [
            line.split() for line in output.splitlines()
        ]
        assert tty or result.stdout == output


@pytest.mark.parametrize("flag", [[], ["-c"], ["-l"], ["-o"], ["-q"]])
def test_grep_exits_1_when_nothing_matches(
    flag: list[str], catalogue: Write, run: Run
) -> None:
    result = run("grep", "zymurgy", *flag, catalogue=catalogue(UNITS))
    assert (result.code, result.stdout, result.stderr) == (1, "", "")


def test_grep_without_match_finds_none(catalogue: Write, run: Run) -> None:
    result = run("grep", "-L", "i", catalogue=catalogue(UNITS))
    assert (result.code, result.stdout) == (1, "")


@pytest.mark.parametrize("pattern", ["quanti[sz]", "LLM", r"\bmodel sparsity", "[.]"])
@pytest.mark.parametrize("flags", [[], ["--fields", "all"], ["-o"]])
def test_grep_lines_point_at_the_hit(
    pattern: str, flags: list[str], papers: Path, run: Run
) -> None:
    lines = papers.read_text("utf-8").split("\n")
    result = run("grep", pattern, *flags, catalogue=papers)
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert rows
    for path, number, _, _, text in rows:
        assert path == str(papers)
        found = re.search(pattern, text)
        assert found
        # A match may go on in the next line of the file: its first word is enough.
        assert found[0].split()[0] in lines[int(number) - 1]


def test_grep_vimgrep_points_at_every_match(papers: Path, run: Run) -> None:
    lines = papers.read_text("utf-8").split("\n")
    result = run("grep", "--vimgrep", "quanti[sz]", catalogue=papers)
    places = set()
    for row in result.stdout.splitlines():
        head, _, _ = row.removeprefix(f"{papers}:").partition(": ")
        number, column, _ = row.removeprefix(f"{papers}:").split(":", 2)
        assert re.match("quanti[sz]", lines[int(number) - 1][int(column) - 1 :]), head
        places.add((number, column))
    assert len(places) == len(result.stdout.splitlines())
    abstracts = papers.read_text("utf-8")
    assert len(places) == len(re.findall("quanti[sz]", abstracts))


def test_grep_vimgrep_of_quoted_and_folded_text(catalogue: Write, run: Run) -> None:
    text = (
        "papers:\n"
        "  a2020x:\n"
        '    title: "é \\"x\\" \\u00e9 needle"\n'
        "    abstract: >-\n"
        "      日本 needle one. Two\n"
        "      needle.\n"
        "  b2020x:\n"
        "    title: 'it''s a needle'\n"
        "    abstract: plain\n"
        "      needle needle\n"
    )
    path = catalogue(text)
    result = run("grep", "--vimgrep", "needle", catalogue=path)
    lines = text.split("\n")
    found = [row.split(":", 3) for row in result.stdout.splitlines()]
    assert len(found) == 6
    for _, line, column, _ in found:
        assert lines[int(line) - 1][int(column) - 1 :].startswith("needle")


def test_grep_json_events(catalogue: Write, run: Run) -> None:
    path = catalogue(UNITS)
    result = run("grep", "--json", "émigr|fishy", "-C1", catalogue=path)
    events = [json.loads(line) for line in result.stdout.splitlines()]
    assert [event["type"] for event in events] == ["begin", "match", "end", "summary"]
    match = events[1]["data"]
    assert (match["citekey"], match["field"]) == ("b2020x", "abstract")
    raw = match["text"].encode()
    assert [
        raw[span["start"] : span["end"]].decode() for span in match["submatches"]
    ] == ["fishy", "émigr"]
    assert [span["match"] for span in match["submatches"]] == ["fishy", "émigr"]
    assert events[-1]["data"] == {"entries": 1, "matched_units": 1}


def test_grep_json_marks_context(catalogue: Write, run: Run) -> None:
    result = run("grep", "--json", "sinks", "-B1", catalogue=catalogue(UNITS))
    kinds = [json.loads(line)["type"] for line in result.stdout.splitlines()]
    assert kinds == ["begin", "context", "match", "end", "summary"]


def test_grep_json_without_a_match_is_1(catalogue: Write, run: Run) -> None:
    result = run("grep", "--json", "zymurgy", catalogue=catalogue(UNITS))
    assert result.code == 1
    for line in result.stdout.splitlines():
        assert json.loads(line)["type"] == "summary"


def test_grep_looks_at_latex_as_it_is_stored(papers: Path, run: Run) -> None:
    result = run("grep", "-F", r"$\geq 75$%", catalogue=papers)
    assert len(result.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    ("pattern", "column"),
    [("(", 0), ("a[", 1), ("*", 0), ("a)", 1), ("(?P<x", 4), ("ab{2,1}", 2), ("\\", 0)],
)
def test_grep_of_a_broken_pattern_is_2_with_a_caret(
    pattern: str, column: int, catalogue: Write, run: Run
) -> None:
    result = run("grep", "-e", pattern, catalogue=catalogue(UNITS))
    assert (result.code, result.stdout) == (2, "")
    first, second, third = result.stderr.splitlines()[:3]
    assert first.startswith("paperctl: not a regular expression: ")
    assert second == f"  {pattern}"
    assert third.strip() == "^"
    assert abs(third.index("^") - 2 - column) <= 2
    assert run("grep", "-F", "-e", pattern, catalogue=catalogue(UNITS)).code in {0, 1}


@pytest.mark.parametrize("pattern", ["(a+)+$", "(.*)*x{99}"])
def test_grep_of_a_catastrophic_pattern_ends_soon(
    pattern: str, catalogue: Write, run: Run
) -> None:
    path = catalogue(f"papers:\n  a2020x:\n    title: {'a' * 60}!\n")
    start = time.monotonic()
    result = run("grep", pattern, catalogue=path)
    assert time.monotonic() - start < 15
    assert (result.code, result.stdout) in {(1, ""), (2, "")}
    if result.code == 2:
        assert "took longer than" in result.stderr
        assert "Traceback" not in result.stderr


def test_grep_quiet_with_a_hit_is_0_after_a_damaged_entry(
    catalogue: Write, run: Run
) -> None:
    path = catalogue("papers:\n  bad2020x: [1]\n  a2020x:\n    title: One fish\n")
    assert run("grep", "-q", "fish", catalogue=path).code == 0
    assert run("grep", "-q", "zymurgy", catalogue=path).code == 2
    loud = run("grep", "fish", catalogue=path)
    assert (loud.code, texts(loud.stdout)) == (2, ["One fish"])
    assert "papers.yaml:2:13" in loud.stderr


def test_grep_filters_are_those_of_list(papers: Path, run: Run) -> None:
    keys = run("grep", "-l", "the", "--area", "CV", catalogue=papers).stdout.split()
    listed = run("list", "--area", "CV", "--format", "keys", catalogue=papers).stdout
    assert set(keys) <= set(listed.split())
    assert keys


def test_grep_on_a_terminal_marks_the_match(catalogue: Write, run: Run) -> None:
    result = run("grep", "first", catalogue=catalogue(UNITS), tty=True)
    assert "The \x1b[1;31mfirst\x1b[0m fish swims." in result.stdout
    assert "a2020x" in result.stdout
    piped = run("--color", "always", "grep", "first", catalogue=catalogue(UNITS))
    assert piped.stdout.endswith("\tThe \x1b[1;31mfirst\x1b[0m fish swims.\n")


def test_grep_on_a_terminal_names_other_fields(catalogue: Write, run: Run) -> None:
    argv = ("grep", "fish", "--fields", "note", "--color", "never")
    result = run(*argv, catalogue=catalogue(UNITS), tty=True)
    assert "note: A fish. Two fish." in result.stdout


def test_grep_of_an_empty_catalogue_is_1(catalogue: Write, run: Run) -> None:
    assert run("grep", "fish", catalogue=catalogue("")).code == 1


def test_grep_quiet_asks_what_the_other_flags_would_print(
    catalogue: Write, run: Run
) -> None:
    path = catalogue(UNITS)
    assert run("grep", "-q", "-L", "i", catalogue=path).code == 1
    assert run("grep", "-q", "-l", "zymurgy", catalogue=path).code == 1
    assert run("grep", "-q", "-c", "i", catalogue=path).code == 0


@pytest.mark.parametrize(
    ("name", "message"),
    [("missing", "missing: No such file"), ("latin", "latin:2: byte 6 is not UTF-8")],
)
def test_grep_of_patterns_that_cannot_be_read_is_2(
    name: str, message: str, catalogue: Write, run: Run
) -> None:
    catalogue(b"fish\n\xfcber\n", "latin")
    result = run("grep", "-f", name, catalogue=catalogue(UNITS))
    assert (result.code, result.stdout) == (2, "")
    assert message in result.stderr


def test_grep_reads_patterns_from_a_pipe(catalogue: Write, tmp_path: Path) -> None:
    catalogue(UNITS)
    line = f"{sys.executable} -m paperctl grep -l -f <(printf 'last\\n')"
    done = subprocess.run(
        ["bash", "-c", line], capture_output=True, check=False, cwd=tmp_path, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "a2020x\n", "")


@pytest.mark.parametrize(
    ("pattern", "lacks"),
    [("fish(?= sw)", "look-ahead"), (r"(f)ish\1", "back-references")],
)
def test_grep_names_what_only_p_can_do(
    pattern: str, lacks: str, catalogue: Write, run: Run
) -> None:
    result = run("grep", pattern, catalogue=catalogue(UNITS))
    assert (result.code, result.stdout) == (2, "")
    first, second, _, hint = result.stderr.splitlines()
    assert first == f"paperctl: grep has no {lacks} without -P"
    assert second == f"  {pattern}"
    assert hint.startswith("hint: -P ")


@pytest.mark.parametrize("pattern", ["(a+)+$", "(.*)*x{99}"])
def test_grep_with_p_stops_at_the_deadline(
    pattern: str, catalogue: Write, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("paperctl.query.deadline.SECONDS", 0.1)
    path = catalogue(f"papers:\n  a2020x:\n    title: {'a' * 60}!\n")
    result = run("grep", "-P", pattern, catalogue=path)
    if result.code != 1:  # the second one is quick on some Pythons
        assert (result.code, result.stdout) == (2, "")
        assert "the pattern took longer than 0.1 s" in result.stderr


def test_grep_without_re2_says_so_once_and_finds_the_same(
    papers: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries = [
        [r"\bquanti[sz]\w+"],
        ["-wi", "llms?"],
        ["-x", ".*error.*"],
        ["-oF", "."],
    ]
    with_re2 = [run("grep", *query, catalogue=papers) for query in queries]
    monkeypatch.setitem(sys.modules, "re2", None)
    for query, expected in zip(queries, with_re2, strict=True):
        result = run("grep", *query, catalogue=papers)
        assert result.stdout == expected.stdout != ""
        assert result.stderr.count("\n") == 1
        assert result.stderr.startswith("paperctl: google-re2 is not installed")
    assert run("grep", "-q", "the", catalogue=papers).stderr == ""
    assert run("grep", "-P", "the", catalogue=papers).stderr == ""


def on_a_terminal(run: Run, *argv: str, catalogue: Path) -> list[str]:
    result = run("grep", *argv, catalogue=catalogue, tty=True)
    return without_escapes(result.stdout).splitlines()


def test_grep_on_a_terminal_separates_what_is_not_adjacent(
    catalogue: Write, run: Run
) -> None:
    path = catalogue(
        "papers:\n  a2020x:\n    title: A fish\n"
        "    abstract: A fish. Bees. Cows. Dogs. An eel fish. No fish. Gnus.\n"
        "  b2020x:\n    title: A fish\n"
    )
    argv = ("fish", "--fields", "title,abstract")
    assert on_a_terminal(run, *argv, "-A1", catalogue=path) == [
        "a2020x",
        "  A fish",
        "  --",
        "  A fish.",
        "  Bees.",
        "  --",
        "  An eel fish.",
        "  No fish.",
        "  Gnus.",
        "",
        "b2020x",
        "  A fish",
    ]
    assert "  --" not in on_a_terminal(run, *argv, catalogue=path)
    assert "  --" not in on_a_terminal(run, *argv, "-C9", catalogue=path)[4:]


def test_grep_on_a_terminal_numbers_lines_if_asked(catalogue: Write, run: Run) -> None:
    path = catalogue(UNITS)
    argv = ("swims|sinks", "title:one")
    plain = ["a2020x", "  The first fish swims.", "  A second one sinks."]
    assert on_a_terminal(run, *argv, catalogue=path) == plain
    assert on_a_terminal(run, *argv, "-nN", catalogue=path) == plain
    assert on_a_terminal(run, *argv, "-Nn", catalogue=path) == [
        "a2020x",
        "  6: The first fish swims.",
        "  7: A second one sinks.",
    ]


def test_grep_on_a_terminal_dims_the_line_alone(catalogue: Write, run: Run) -> None:
    path = catalogue(UNITS)
    result = run("grep", "-n", "swims", "--fields", "all", catalogue=path, tty=True)
    assert "\x1b[2m6: \x1b[0mThe first fish \x1b[1;31mswims\x1b[0m." in result.stdout
    result = run("grep", "-n", "Two", "--fields", "note", catalogue=path, tty=True)
    assert "fish. \x1b[1;31mTwo\x1b[0m fish." in result.stdout


def test_grep_on_a_terminal_aligns_counts(catalogue: Write, run: Run) -> None:
    path = catalogue(
        "papers:\n  a2020x:\n    title: e\n"
        f"  ab2020xyz:\n    abstract: {'E fish e. ' * 12}\n"
    )
    assert on_a_terminal(run, "-c", "e", catalogue=path) == [
        "a2020x      1",
        "ab2020xyz  12",
    ]
