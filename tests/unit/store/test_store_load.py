"""What a sound file is read as."""

from __future__ import annotations

from pathlib import Path

import pytest

from paperctl.store.load import load, load_text


@pytest.mark.parametrize("text", ["", "\n", "# nothing yet\n", "---\n", "papers:\n"])
def test_a_file_without_entries_is_an_empty_catalogue(text: str) -> None:
    result = load_text(text)
    assert result.problems == ()
    assert len(result.catalogue) == 0


@pytest.mark.parametrize(
    "word",
    "NO yes on 010 1_000 190:20 12:30:45 = 0x1F 1e5 .inf 2023-02-22 <<".split(),
)
def test_scalars_are_text_whatever_yaml_makes_of_them(word: str) -> None:
    result = load_text(f"papers:\n  a:\n    note: {word}\n    tags: [{word}]\n")
    assert result.problems == ()
    assert result.catalogue["a"].note == word
    assert result.catalogue["a"].tags == (word,)


def test_an_unquoted_arxiv_id_keeps_its_zeros() -> None:
    text = "papers:\n  a:\n    arxiv: 2306.10000\n  b:\n    arxiv: 0704.0001\n"
    found = load_text(text).catalogue.entries
    assert [str(entry.arxiv) for entry in found] == ["2306.10000", "0704.0001"]


@pytest.mark.parametrize("word", ["~", "null", ""])
def test_a_plain_null_is_nothing_and_a_quoted_one_is_text(word: str) -> None:
    text = (
        f"papers:\n  a:\n    note: {word}\n    venue: '{word}'\n    pages: \"{word}\"\n"
    )
    entry = load_text(text).catalogue["a"]
    assert entry.note is None
    assert (entry.venue, entry.pages) == (word, word)


def test_long_digits_are_text() -> None:
    digits = "9" * 6000
    entry = load_text(f"papers:\n  a:\n    volume: {digits}\n").catalogue["a"]
    assert entry.volume == digits


def test_crlf_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    text = "papers:\n  a:\n    title: x\n    note: >-\n      one\n      two\n"
    path = tmp_path / "papers.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    result = load(path)
    assert result.problems == ()
    assert result.catalogue == load_text(text).catalogue
    assert result.files[0].has_bom
    assert result.files[0].data == path.read_bytes()


def test_unknown_names_are_kept_with_a_suggestion() -> None:
    result = load_text(
        "papres: x\npapers:\n  a:\n    titel: x\n    type: articel\narchive: csx\n"
    )
    found = [(str(problem), problem.hint) for problem in result.problems]
    assert [hint for _, hint in found] == [
        "did you mean papers?",
        "did you mean title?",
        "did you mean article?",
        "did you mean cs?",
    ]
    assert [place.split(": ")[0] for place, _ in found] == [
        "<text>:1:1",
        "<text>:4:5",
        "<text>:5:11",
        "<text>:6:10",
    ]
    assert not result.has_errors
    assert result.catalogue["a"].extra == {"titel": "x"}
    assert result.catalogue["a"].type == "articel"
    assert result.catalogue.extra == {"papres": "x"}


@pytest.mark.parametrize("order", [1, -1])
def test_the_archive_resolves_bare_areas_wherever_it_stands(order: int) -> None:
    sections = ["archive: cs\n", "papers:\n  a:\n    area: LG\n"][::order]
    area = load_text("".join(sections)).catalogue["a"].area
    assert area is not None
    assert area.full == "cs.LG"


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yml", "c.txt", ".d.yaml"):
        (tmp_path / name).write_text(f"papers:\n  in_{name[0]}: {{}}\n")
    result = load(tmp_path)
    assert list(result.catalogue) == ["in_a", "in_b"]
    assert [Path(file.path).name for file in result.files] == ["a.yml", "b.yaml"]
    found = result.file_of("in_b")
    assert found is not None
    assert found.path == str(tmp_path / "b.yaml")


def test_the_papers_of_the_repository_load_without_a_problem(papers: Path) -> None:
    result = load(papers)
    assert result.problems == ()
    assert len(result.catalogue) == 23


def test_an_archive_of_one_file_counts_for_those_that_name_none(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("papers:\n  a: {area: CV}\n")
    (tmp_path / "b.yaml").write_text("papers:\n  b: {area: CV}\narchive: cs\n")
    (tmp_path / "c.yaml").write_text("archive: math\npapers:\n  c: {area: CV}\n")
    result = load(tmp_path)
    areas = [entry.primary_class for entry in result.catalogue.entries]
    assert areas == ["cs.CV", "cs.CV", "math.CV"]
    assert [(problem.code, str(problem.location)) for problem in result.problems] == [
        ("P033", f"{tmp_path / 'c.yaml'}:1:10")
    ]
