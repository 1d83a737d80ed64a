"""What a terminal gets: lines that fit, columns in line, text that cannot act."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from tests.cli.catalogues import ACTS, HOSTILE, SMALL, WIDE, without_escapes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Write
    from tests.conftest import Run

WIDTHS = [200, 120, 80, 60, 40, 30, 20, 1]

VIEWS = {
    "list": ["list"],
    "list with fields": ["list", "--fields", "citekey,authors,venue,title,abstract"],
    "show": ["show"],
    "search": ["search", "x"],
    "grep": ["grep", "x", "--fields", "all"],
    "stats": ["stats"],
}
FORMATS = {
    **VIEWS,
    **{
        f"list {name}": ["list", "--fields", "all", "--format", name]
        for name in "table plain json jsonl csv tsv markdown keys".split()
    },
    "search json": ["search", "x", "--json"],
    "search csv": ["search", "x", "--format", "csv"],
    "show json": ["show", "--json"],
    "grep json": ["grep", "x", "--json", "--fields", "all"],
    "grep vimgrep": ["grep", "x", "--vimgrep", "--fields", "all"],
    "grep only": ["grep", ".*", "-o", "--fields", "all"],
    "stats json": ["stats", "--json"],
    "export bibtex": ["export", "bibtex"],
    "export markdown": ["export", "markdown"],
    "export csv": ["export", "csv"],
    "export html": ["export", "html"],
    "export html table": ["export", "html", "--layout", "table", "--fields", "all"],
    "export reading": ["export", "markdown", "--layout", "reading"],
    "export tsv": ["export", "tsv"],
    "export yaml": ["export", "yaml"],
    "export template": [
        *("export", "template", "--template-text"),
        "{% for e in entries %}{{ e|tojson }}{{ e.abstract }}{{ e.title }}{% endfor %}",
    ],
    "export json": ["export", "json"],
}


def argv_of(name: str, text: str) -> list[str]:
    """Fill in the citekeys of a catalogue where a command wants them."""
    argv = FORMATS[name]
    if argv[0] == "show":
        argv = [*argv, *re.findall(r"^  (\w+):", text, re.MULTILINE)]
    return argv


def too_wide(text: str, width: int) -> list[str]:
    lines = without_escapes(text).splitlines()
    return [line for line in lines if cell_len(line) > width]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", VIEWS)
def test_no_line_is_wider_than_the_terminal(
    name: str, width: int, catalogue: Write, papers: Path, run: Run
) -> None:
    for text, path in (
        (SMALL, catalogue(SMALL, "small.yaml")),
        (HOSTILE, catalogue(HOSTILE, "hostile.yaml")),
        (WIDE, catalogue(WIDE, "wide.yaml")),
        (papers.read_text("utf-8"), papers),
    ):
        argv = argv_of(name, text)
        result = run("-q", *argv, catalogue=path, tty=True, width=width)
        assert result.code in {0, 1}
        # A character of two cells has no place on a terminal of one.
        if width > 1 or text.isascii():
            assert too_wide(result.stdout, width) == []


@pytest.mark.parametrize("name", VIEWS)
def test_no_line_ends_in_blanks(name: str, papers: Path, run: Run) -> None:
    argv = argv_of(name, papers.read_text("utf-8"))
    shown = run(*argv, catalogue=papers, tty=True, width=120).stdout
    assert not [
        line for line in without_escapes(shown).splitlines() if line != line.rstrip()
    ]


@pytest.mark.parametrize("name", ["list with fields", "show", "search", "grep"])
def test_text_fills_the_screen_whatever_the_width(
    name: str, papers: Path, run: Run
) -> None:
    # Nothing is lost in the views that wrap.
    argv = [*argv_of(name, papers.read_text("utf-8")), "--color", "never"]
    words = [
        run(*argv, catalogue=papers, tty=True, width=width).stdout
        for width in (60, 120)
    ]
    letters = ["".join(sorted(re.sub(r"[\s─]", "", text))) for text in words]
    assert letters[0] == letters[1]


def test_columns_drop_in_a_fixed_order(papers: Path, run: Run) -> None:
    order = ["Venue", "Code", "Authors", "Area", "Date"]
    seen: list[set[str]] = []
    for width in range(220, 24, -5):
        shown = run("list", catalogue=papers, tty=True, width=width).stdout
        heading = set(without_escapes(shown).splitlines()[0].split())
        if "Citekey" not in heading:
            break
        missing = [name for name in order if name not in heading]
        assert missing == order[: len(missing)], width
        assert "Title" in heading
        seen.append(heading)
    assert seen[0] == {"Citekey", "Title", *order}
    assert [len(heading) for heading in seen] == sorted(map(len, seen), reverse=True)
    assert len(seen[-1]) <= 4


@pytest.mark.parametrize("width", [200, 120, 80, 60, 40, 30])
def test_citekeys_are_never_cut(width: int, papers: Path, run: Run) -> None:
    keys = run("export", "keys", catalogue=papers).stdout.split()
    shown = run("list", catalogue=papers, tty=True, width=width).stdout
    assert all(key in without_escapes(shown).split() for key in keys)


def test_a_citekey_wider_than_the_terminal_is_folded_not_cut(
    papers: Path, run: Run
) -> None:
    shown = run("list", catalogue=papers, tty=True, width=12).stdout
    assert "yakushev2025asynchronous" in "".join(without_escapes(shown).split())


@pytest.mark.parametrize("width", [80, 100, 120])
def test_long_titles_end_in_an_ellipsis(width: int, papers: Path, run: Run) -> None:
    shown = run("list", catalogue=papers, tty=True, width=width).stdout
    lines = without_escapes(shown).splitlines()
    assert len(lines) == 24
    assert any("…" in line for line in lines)
    titles = run("list", "--fields", "title", catalogue=papers).stdout.splitlines()
    start = lines[0].index("Title")
    for line, title in zip(lines[1:], titles, strict=True):
        part = re.split(r"\s{2,}|…", line[start:])[0].rstrip()
        assert title.startswith(part)


@pytest.mark.parametrize("width", [110, 140, 200])
def test_columns_begin_in_the_same_cell(width: int, catalogue: Write, run: Run) -> None:
    path = catalogue(WIDE)
    for argv in (["list"], ["list", "--fields", "citekey,title,code"]):
        shown = run(*argv, catalogue=path, tty=True, width=width).stdout
        last = [
            line
            for line in without_escapes(shown).splitlines()
            if line.endswith("code")
        ]
        assert len(last) == 5
        assert len({cell_len(line.removesuffix("code")) for line in last}) == 1


@pytest.mark.parametrize("width", [60, 80, 100])
def test_wide_characters_are_not_cut_in_half(
    width: int, catalogue: Write, run: Run
) -> None:
    shown = run("list", catalogue=catalogue(WIDE), tty=True, width=width).stdout
    text = without_escapes(shown)
    assert "\ufffd" not in text
    assert not re.search("\u200d(?:…|$)", text, re.MULTILINE)
    assert not re.search("[\u0300-\u036f]", re.sub("\\w[\u0300-\u036f]+", "", text))


def test_links_are_there_with_colour_only(catalogue: Write, run: Run) -> None:
    path = catalogue(SMALL)
    for argv in (["list"], ["show", "adams2021graph"], ["search", "graph"]):
        colour = run(*argv, catalogue=path, tty=True, width=200).stdout
        assert "\x1b]8;" in colour
        for env in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            bare = run(*argv, catalogue=path, tty=True, width=200, env=env).stdout
            assert "\x1b" not in bare
            assert bare == without_escapes(colour)


def test_links_lead_to_the_web_only(catalogue: Write, run: Run) -> None:
    for text in (SMALL, HOSTILE, WIDE):
        path = catalogue(text)
        for name in VIEWS:
            shown = run(*argv_of(name, text), catalogue=path, tty=True, width=200)
            links = re.findall(r"\x1b\]8;[^;]*;([^\x1b]*)\x1b", shown.stdout)
            assert all(
                re.fullmatch(r"https?://[\x21-\x7e]+|", link) for link in links
            ), links


def test_links_of_arxiv_and_code(catalogue: Write, run: Run) -> None:
    shown = run("show", "adams2021graph", catalogue=catalogue(SMALL), tty=True).stdout
    assert ";https://arxiv.org/abs/2105.00010\x1b\\" in shown
    assert ";https://example.org/graphs\x1b\\" in shown


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("tty", [False, True])
def test_catalogue_text_never_acts(
    name: str, tty: bool, catalogue: Write, run: Run
) -> None:
    path = catalogue(HOSTILE)
    argv = argv_of(name, HOSTILE)
    for color in ("never", "always"):
        result = run("--color", color, *argv, catalogue=path, tty=tty, width=500)
        assert result.code == 0, result.stderr
        assert result.stdout
        text = result.stdout
        if color == "always":
            text = without_escapes(text)
        for part in (text, result.stderr):
            assert not ACTS.search(part), ACTS.search(part)


@pytest.mark.parametrize(
    "name", ["list json", "show json", "search json", "export json"]
)
def test_json_keeps_every_character(name: str, catalogue: Write, run: Run) -> None:
    result = run(*argv_of(name, HOSTILE), catalogue=catalogue(HOSTILE))
    documents = {item["citekey"]: item for item in json.loads(result.stdout)}
    assert documents["rich2020markup"]["title"].startswith("[red]x[/] [/b] :smile: ")
    assert documents["escape2020codes"]["title"] == (
        "Red \x1b[31mx\x1b[0m bell \x07 and x csi \x9b31m title \x1b]0;pwned\x07"
    )
    assert documents["escape2020codes"]["authors"][1] == "Bo\u202eb B"


@pytest.mark.parametrize("name", ["list", "show", "search", "grep"])
@pytest.mark.parametrize("tty", [False, True])
def test_markup_of_rich_is_text(
    name: str, tty: bool, catalogue: Write, run: Run
) -> None:
    path = catalogue(HOSTILE)
    argv = [*argv_of(name, HOSTILE), "--color", "never"]
    shown = run(*argv, catalogue=path, tty=tty, width=500).stdout
    for piece in (
        "[red]x[/]",
        "[/b]",
        ":smile:",
        "[link=file:///x]y[/link]",
        "[bold]z",
    ):
        assert piece in shown


@pytest.mark.parametrize("name", ["list", "show", "search", "grep"])
@pytest.mark.parametrize("tty", [False, True])
def test_control_characters_are_seen(
    name: str, tty: bool, catalogue: Write, run: Run
) -> None:
    path = catalogue(HOSTILE)
    argv = [*argv_of(name, HOSTILE), "--color", "never"]
    shown = run(*argv, catalogue=path, tty=tty, width=500).stdout
    for piece in (r"Red \x1b[31mx\x1b[0m bell \x07", r"\x9b31m", r"\x1b]0;pwned\x07"):
        assert piece in shown


def test_a_message_about_the_command_line_does_not_act(
    catalogue: Write, run: Run
) -> None:
    path = catalogue(SMALL)
    for argv in (
        ["list", "titel\x1b[31m:x"],
        ["list", "--fields", "a\x1b[31m"],
        ["show", "a\x1b[31m\u202e"],
        ["grep", "(\x1b[31m"],
        ["export", "\x1b[31m"],
        ["list", "--no\x1b[31m"],
        ["lis\x1b[31m"],
        ["list", "-C", "no\x1b[31m.yaml"],
        ["list", "--limit", "\x1b[31m"],
        ["list", "--format", "\x1b[31m"],
        ["search", "zymurgy\x1b[31m"],
    ):
        result = run(*argv, catalogue=path, tty=True)
        assert result.code in {1, 2}
        assert not ACTS.search(result.stderr), argv


@pytest.mark.parametrize(
    ("env", "argv", "tty", "colour"),
    [
        ({}, [], True, True),
        ({}, [], False, False),
        ({"NO_COLOR": "1"}, [], True, False),
        ({"NO_COLOR": ""}, [], True, True),
        ({"FORCE_COLOR": "1"}, [], False, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, [], True, False),
        ({"TERM": "dumb"}, [], True, False),
        ({"TERM": "dumb"}, ["--color", "always"], True, True),
        ({"NO_COLOR": "1"}, ["--color", "always"], False, True),
        ({"FORCE_COLOR": "1"}, ["--color", "never"], True, False),
        ({}, ["--color", "auto"], True, True),
    ],
)
def test_colour(
    env: dict[str, str],
    argv: list[str],
    tty: bool,
    colour: bool,
    catalogue: Write,
    run: Run,
) -> None:
    result = run(
        *argv,
        *("list", "--format", "table"),
        catalogue=catalogue(SMALL),
        env=env,
        tty=tty,
        width=80,
    )
    assert ("\x1b[" in result.stdout) == colour


def test_no_meaning_by_colour_alone(papers: Path, run: Run) -> None:
    for name in VIEWS:
        argv = argv_of(name, papers.read_text("utf-8"))
        colour = run("--color=always", *argv, catalogue=papers, tty=True).stdout
        bare = run("--color=never", *argv, catalogue=papers, tty=True).stdout
        assert without_escapes(colour) == bare


def test_a_catalogue_of_blanks_only_is_shown(catalogue: Write, run: Run) -> None:
    path = catalogue('papers:\n  x2020y:\n    title: "\\t \\n"\n  y2020z: {}\n')
    for width in WIDTHS:
        result = run("-q", "list", catalogue=path, tty=True, width=width)
        assert "".join(without_escapes(result.stdout).split()).endswith("y2020z")
