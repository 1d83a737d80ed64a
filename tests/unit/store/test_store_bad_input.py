"""Whatever a file holds: one clear line with its place, and the rest is loaded."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from paperctl.canonical.dump import dump
from paperctl.errors import CatalogueError, StoreError
from paperctl.model import Catalogue, Entry
from paperctl.store.edit import insert
from paperctl.store.file import Raw
from paperctl.store.load import LoadResult, _load, load, load_text

OK = "  ok:\n    title: fine\n"
THREE = "papers:\n  a:\n    title: A\n{}    title: B\n  c:\n    title: C\n"


def entry(fields: str, citekey: str = "a") -> str:
    """A catalogue of a damaged entry and a sound one below it."""
    lines = "".join(f"    {line}\n" for line in fields.split("\n"))
    return f"papers:\n  {citekey}:\n{lines}{OK}"


def errors(result: LoadResult) -> list[tuple[int | None, int | None, str]]:
    return [
        (problem.location.line, problem.location.column, problem.message)
        for problem in result.problems
        if problem.severity == "error" and problem.location is not None
    ]


@pytest.mark.parametrize(
    ("fields", "line", "column", "words"),
    [
        ("title: x\nnote: n\ntitle: y", 5, 5, "'title' stands on line 3 and again"),
        ("title: x\n\tnote: y", 4, 5, "a tab where blanks are meant"),
        ('title: "x\nnote: y', 3, 12, "the quote that opens here is not closed"),
        ("title: 'x\nnote: y", 3, 12, "the quote that opens here is not closed"),
        ("tags: [x, y\nnote: z", 3, 11, "the list that opens here is damaged"),
        ("extra: {x: y\nnote: z", 3, 12, "the mapping that opens here is damaged"),
        ("title: x: y", 3, 13, "a second ': ' in the line"),
        ("title: &foo bar", 3, 12, "anchors and aliases such as &foo"),
        ("title: *foo", 3, 12, "anchors and aliases such as *foo"),
        ("tags: &a [*a]", 3, 11, "anchors and aliases such as &a"),
        ("title: !!python/object/apply:os.system [x]", 3, 12, "tags such as tag:yaml"),
        ("title: !foo x", 3, 12, "tags such as !foo"),
        ("!!str title: x", 3, 5, "tags such as tag:yaml.org,2002:str"),
        ('title: "x" y', 3, 16, "text behind a closing quote or bracket"),
        ("tags: [x] y", 3, 15, "text behind a closing quote or bracket"),
        ("tags: [x,, y]", 3, 14, "no value before ','"),
        ("extra: {", 3, 12, "a bracket is still open here"),
        ("title: - x", 3, 12, "text that begins with '- ' needs quotes"),
        ("title: ? x", 3, 12, "text that begins with '? ' needs quotes"),
        ("note: |x\n  y", 3, 12, "text behind | or >"),
        ("title: %x", 3, 12, "text that begins with '%' needs quotes"),
        ("title: @x", 3, 12, "text that begins with '@' needs quotes"),
        ("title: `x", 3, 12, "text that begins with '`' needs quotes"),
        ("title: " + "[" * 60_000, 3, 109, "nested more than 100 deep"),
        ("title: " + "{a: " * 60_000, 3, 400, "nested more than 100 deep"),
        ("title: " + "[" * 60_000 + "]" * 60_000, 3, 109, "nested more than 100"),
        ("title:\n  " + "- " * 60_000 + "x", 4, 201, "nested more than 100 deep"),
        ("title:\n  " + "? " * 60_000 + "x", 4, 201, "nested more than 100 deep"),
        ("title: x\0y", 3, 13, "a NUL character cannot stand"),
        ("title: x\x1by", 3, 13, "an escape character cannot stand"),
        ("title: x\x07y", 3, 13, "the character U+0007 cannot stand"),
        ('title: "x\\0y"', 3, 12, "the text holds a NUL character"),
        ('"x\\0": y', 3, 5, "the text holds a NUL character"),
        ('title: "x\\ud800y"', 3, 16, "an escape that stands for no character"),
        ("title: x\ud800y", 3, 13, "not UTF-8: byte 0xED at offset 25"),
        ("date: 2023-02-30", 3, 11, "there is no day 30 in 2023-02"),
        ("date: " + "9" * 6000, 3, 11, "expected YYYY, YYYY-MM or YYYY-MM-DD"),
        ("arxiv: " + "9" * 6000, 3, 12, "not an arXiv identifier"),
        ("title: {x: y}", 3, 12, "title: expected text, got a mapping"),
        ("title: [x]", 3, 12, "title: expected text, got a list"),
        ("date: [2023]", 3, 11, "date: expected text, got a list"),
        ("tags: {x: y}", 3, 11, "tags: expected a list, got a mapping"),
        ("tags: [x, [y]]", 3, 15, "tags: expected text, got a list"),
        ("authors: {x: y}", 3, 14, "authors: expected a list, got a mapping"),
        ("authors: [A B, {given: C}]", 3, 20, "needs a family name or a literal"),
        ("aliases: [{a: b}]", 3, 15, "aliases: expected text, got a mapping"),
        ("extra: [x]", 3, 12, "extra: expected a mapping of fields, got a list"),
        ("[x]: y", 3, 5, "a key is not text"),
        ("? [x]\n: y", 3, 7, "a key is not text"),
        # The lines after other line breaks of YAML's count as editors count them.
        ("note: x\x85\u2028\u2029\ndate: bad", 4, 11, "expected YYYY"),
        ('note: "x\r y"\ndate: bad', 4, 11, "expected YYYY"),
    ],
)
def test_a_damaged_entry_is_reported_and_the_next_one_loaded(
    fields: str, line: int, column: int, words: str
) -> None:
    result = load_text(entry(fields))
    found = errors(result)
    assert found[0][:2] == (line, column)
    assert words in found[0][2]
    assert "\n" not in found[0][2]
    assert len(found[0][2]) < 200
    assert list(result.catalogue) == ["ok"]
    assert result.has_errors
    assert result.files[0].has_errors


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("[x]", "got a list"),
        ("text", "got text"),
        ("", "got nothing"),
        ("~", "got nothing"),
    ],
)
def test_an_entry_must_be_a_mapping(value: str, words: str) -> None:
    result = load_text(f"papers:\n  a: {value}\n{OK}")
    assert words in errors(result)[0][2]
    assert errors(result)[0][0] == 2
    assert list(result.catalogue) == ["ok"]


def test_a_citekey_without_even_a_colon_has_its_own_place() -> None:
    assert errors(load_text(f"papers:\n  ? a\n{OK}"))[0][:2] == (2, 5)
    assert errors(load_text("papers:\n  ? a\n"))[0][:2] == (2, 5)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_damage_above_a_long_citekey_does_not_part_it_from_its_fields(
    ends: str,
) -> None:
    long = "  ? k\n  :\n    title: z\n  ? l\n  : title: z\n"
    text = f"papers:\n  a:\n    title: x: y\n{long}{OK}".replace("\n", ends)
    result = load_text(text)
    assert [found[:2] for found in errors(result)] == [(3, 13)]
    assert list(result.catalogue) == ["k", "l", "ok"]


@pytest.mark.parametrize("character", ["\0", "\x07", "\ud800"])
def test_without_libyaml_a_bad_character_costs_only_its_entry(
    character: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("paperctl.store.events.HAS_LIBYAML", False)
    monkeypatch.setattr("paperctl.yamltext.parser.HAS_LIBYAML", False)
    result = load_text(entry(f"title: x{character}y"))
    assert errors(result)[0][:2] == (3, 13)
    assert list(result.catalogue) == ["ok"]
    late = f"profiles:\n  - h_index: x\n    note: {character}\npapers:\n{OK}"
    assert list(load_text(late).catalogue) == ["ok"]


def test_an_alias_bomb_costs_nothing() -> None:
    bomb = "".join(
        f"  {name}: &{name} [{','.join([f'*{last}'] * 9)}]\n"
        for last, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    began = time.process_time()
    result = load_text(f"papers:\n  a: &a [x, x]\n{bomb}{OK}")
    assert time.process_time() - began < 10
    assert list(result.catalogue) == ["ok"]


def test_several_damaged_entries_each_have_their_place() -> None:
    result = load_text(
        "papers:\n"
        "  a:\n    title: one\n"
        "  b:\n    title: bad: bad\n"
        "  c:\n    title: three\n"
        "  d:\n    date: 2023-02-30\n"
        "  e:\n    title: five\n"
        '  f:\n    title: "open\n'
        "  g:\n    title: seven\n"
    )
    assert [found[:2] for found in errors(result)] == [(5, 15), (9, 11), (13, 12)]
    assert [(e.citekey, e.title) for e in result.catalogue.entries] == [
        ("a", "one"),
        ("c", "three"),
        ("e", "five"),
        ("g", "seven"),
    ]


@pytest.mark.parametrize(
    "stray",
    [
        " b:\n",
        "b\n",
        '"\n',
        "x: y\n",
        "github.com/x/y\n",
        "\tb: c\n",
        "   b\n",
        "  b\n",
        "  - b\n",
        " \x07b\n",
        " \0   b\n",
    ],
)
def test_a_stray_line_costs_no_entry_after_it(stray: str) -> None:
    result = load_text(
        f"papers:\n  a:\n    title: x\n    note: >-\n      one\n{stray}      two\n{OK}"
        "  last:\n    title: z\n"
    )
    assert result.has_errors
    assert [key for key in result.catalogue if key != "a"] == ["ok", "last"]
    assert result.catalogue["ok"].title == "fine"
    assert result.catalogue["last"].title == "z"


def test_a_tab_before_the_first_citekey_costs_only_that_entry() -> None:
    result = load_text(f"papers:\n\ta:\n    title: x\n{OK}")
    assert errors(result)[0][:2] == (2, 1)
    assert list(result.catalogue) == ["ok"]


def test_a_stray_quote_before_the_first_citekey_costs_only_that_entry() -> None:
    result = load_text(f"papers:\n  'a:\n    title: it\n{OK}  b:\n    title: it's\n")
    ((line, column, message),) = errors(result)
    assert (line, column) == (2, 3)
    assert "the quote that opens here" in message
    assert list(result.catalogue) == ["ok", "b"]


@pytest.mark.parametrize(
    "damaged",
    [
        "{  a:\n    title: x\n    note: y\n",
        "  a:\n    title: x\n    ab\nstract: >-\n      one\n      two\n",
    ],
)
def test_a_line_at_the_margin_costs_no_entry_below_its_own(damaged: str) -> None:
    rest = f"{OK}  last:\n    title: z\n"
    text = f"papers:\n  first:\n    title: x\n{damaged}{rest}"
    result = load_text(text)
    assert result.has_errors
    assert [key for key in result.catalogue if key != "a"] == ["first", "ok", "last"]
    assert result.catalogue["ok"].title == "fine"


@pytest.mark.parametrize("stray", ["{\n", "[\n", "'\n", "...\n", "x\n", ": x\n"])
def test_a_stray_line_before_the_first_citekey_costs_no_entry(stray: str) -> None:
    result = load_text(f"papers:\n{stray}{OK}  last:\n    title: z\n")
    assert result.has_errors
    assert list(result.catalogue) == ["ok", "last"]


def test_a_first_citekey_without_a_colon_costs_only_that_entry() -> None:
    result = load_text(f"papers:\n  a\n{OK}  last:\n    title: z\n")
    assert result.has_errors
    assert list(result.catalogue) == ["ok", "last"]


@pytest.mark.parametrize(
    ("text", "line", "column", "left"),
    [
        ("papers: {a: {date: bad}, b: {title: x}}\n", 1, 20, ["b"]),
        ("{papers: {a: {date: bad}, b: {title: x}}}\n", 1, 21, ["b"]),
        ("{archive: cs,\n papers: {a: {date: bad},\n b: {title: x}}}\n", 2, 21, ["b"]),
        ("papers:\n  {b: {title: x},\n  a: {date: bad}}\n", 3, 13, ["b"]),
        ("papers:\n  z: {}\npapers: {b: {date: bad}}\n", 3, 1, ["z"]),
        ("papers: {b: {date: bad}}\npapers:\n  z: {}\n", 1, 20, ["z"]),
    ],
)
def test_flow_style_is_read_and_its_errors_have_places(
    text: str, line: int, column: int, left: list[str]
) -> None:
    result = load_text(text)
    assert errors(result)[0][:2] == (line, column)
    assert list(result.catalogue) == left


def test_duplicate_citekeys_name_both_lines() -> None:
    result = load_text(f"papers:\n  a:\n    title: x\n  a:\n    title: y\n{OK}")
    (line, column, message) = errors(result)[0]
    assert (line, column) == (4, 3)
    assert "on line 2 and again on line 4" in message
    assert [e.title for e in result.catalogue.entries] == ["x", "fine"]


def test_of_two_equal_citekeys_the_places_are_kept_apart() -> None:
    text = "papers:\n  a:\n    date: bad\n  a:\n    title: y\n    pages: 1\n"
    result = load_text(text)
    assert errors(result)[0][:2] == (3, 11)
    place = result.location("a", "pages")
    assert (place.line, place.column) == (6, 12)


def test_citekeys_are_compared_without_case() -> None:
    result = load_text(f"papers:\n  a:\n    title: x\n  A:\n    title: y\n{OK}")
    assert errors(result)[0][:2] == (4, 3)
    assert "<text>:2:3" in errors(result)[0][2]
    assert list(result.catalogue) == ["a", "ok"]


def test_an_alias_belongs_to_one_entry() -> None:
    text = "papers:\n  a:\n    aliases: [x]\n  b:\n    aliases: [y, x]\n  X: {}\n"
    result = load_text(text)
    assert [found[:2] for found in errors(result)] == [(5, 14), (6, 3)]
    assert list(result.catalogue) == ["a"]


def test_a_citekey_in_two_files_of_a_folder_names_both(tmp_path: Path) -> None:
    (tmp_path / "1.yaml").write_text("papers:\n  a: {title: x}\n")
    (tmp_path / "2.yml").write_text("papers:\n  b: {}\n  a: {title: y}\n")
    (tmp_path / ".3.yaml").write_text("papers: [\n")
    result = load(tmp_path)
    problem = result.problems[0]
    assert problem.location is not None
    assert str(problem.location) == f"{tmp_path / '2.yml'}:3:3"
    assert f"{tmp_path / '1.yaml'}:2:3" in problem.message
    assert [e.title for e in result.catalogue.entries] == ["x", ""]
    assert [file.has_errors for file in result.files] == [False, True]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("papers: {}".encode("utf-16"), "UTF-16"),
        ("papers: {}".encode("utf-16-le"), "UTF-16LE"),
        ("papers: {}".encode("utf-16-be"), "UTF-16BE"),
        ("papers: {}".encode("utf-32"), "the file is UTF-32, not"),
        ("\ufeffpapers: {}".encode("utf-32-be"), "the file is UTF-32, not"),
        ("papers: {}".encode("utf-32-le"), "UTF-32LE"),
        ("papers: {}".encode("utf-32-be"), "UTF-32BE"),
        (b"papers:\n  a:\n    title: caf\xe9\n", "byte 0xE9 at offset 27"),
        (b"\0" * 4096, "NUL"),
        (b"\xef\xbb\xbf" * 2 + b"papers: {}\n", "a second byte order mark"),
        (b"papers: [a]\n", "expected a mapping of citekeys to entries, got a list"),
        (b"papers: text\n", "expected a mapping of citekeys to entries, got text"),
        (b"- a\n", "expected a catalogue, got a list"),
        (b"text\n", "expected a catalogue, got text"),
        (b"archive: [cs]\n", "archive: expected text, got a list"),
        (b"profiles: x\n", "expected a list of profiles"),
        (b"papers: {}\n---\npapers: {}\n", "a second YAML document"),
        (b"papers: {}\npapers: {}\n", "'papers' stands on line 1 and again on line 2"),
        (b"[" * 60_000, "nested more than 100 deep"),
        (b"- " * 60_000, "nested more than 100 deep"),
        (b"profiles: " + b"[" * 60_000, "nested more than 100 deep"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused_in_one_line(
    tmp_path: Path, data: bytes, words: str
) -> None:
    path = tmp_path / "papers.yaml"
    path.write_bytes(data)
    result = load(path)
    ((_, _, message),) = errors(result)
    assert words in message
    assert path.read_bytes() == data


ONE = "papers:\n  a:\n    title: x\n"
SECOND = "a second YAML document begins here; a catalogue file has one"


@pytest.mark.parametrize(
    ("text", "place", "words", "left"),
    [
        (f"{ONE}---\n", (4, 1), SECOND, ["a"]),
        (f"{ONE}--- # c\n  b: {{}}\n", (4, 1), SECOND, ["a", "b"]),
        (f"{ONE}---\n    note: x\n{OK}", (4, 1), SECOND, ["a", "ok"]),
        (f"{ONE}---\n{OK}archive: cs\n", (4, 1), SECOND, ["a", "ok"]),
        (f"{ONE}---\npapers:\n{OK}", (4, 1), SECOND, ["a"]),
        (f"{ONE}---\n[\n", (4, 1), SECOND, ["a"]),
        (f"---\n{ONE}---\n---\n", (5, 1), SECOND, ["a"]),
        (f"---\n---\n{ONE}", (2, 1), SECOND, []),
        (f"archive: cs\n---\n{ONE}", (2, 1), SECOND, []),
        (f"{ONE}...\n---\n", (5, 1), SECOND, ["a"]),
        (f"{ONE}...\n  b:\n    title: y\n", (5, 3), SECOND, ["a", "b"]),
        (f"{ONE}...\npapers:\n  b: {{}}\n", (5, 1), "on line 1 and again on", None),
        ("...\n", (1, 1), "a document ends here that has not begun", []),
        (f"# c\n...\n{ONE}", (2, 1), "a document ends here that has not begun", None),
        (f"%YAML 1.2\n{ONE}", (2, 1), "expected a line --- below the one", ["a"]),
        (f"----\n{ONE}", (1, 1), "expected a catalogue, got text", ["a"]),
        (f"{ONE}  ---\n  b: {{}}\n", (4, 3), "expected 'citekey:'", ["a", "b"]),
    ],
)
def test_a_stray_mark_of_a_document_is_one_line(
    text: str, place: tuple[int, int], words: str, left: list[str] | None
) -> None:
    result = load_text(text)
    ((line, column, message),) = errors(result)
    assert (line, column) == place
    assert words in message
    assert left is None or list(result.catalogue) == left


def test_a_stray_mark_below_other_damage_is_called_what_it_is() -> None:
    text = f"papers:\n  a:\n    title: x: y\n{OK}---\n  b:\n    title: z\n"
    result = load_text(text)
    assert [found[:2] for found in errors(result)] == [(3, 13), (6, 1)]
    assert errors(result)[1][2] == SECOND
    assert list(result.catalogue) == ["ok", "b"]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("papers\n  a:\n    title: x\n", (2, 4), "the line above has no ':'"),
        (entry("title: x\n  note: y"), (4, 11), "the line above has no ':'"),
        (entry("title: x: y"), (3, 13), "a second ': ' in the line"),
        (entry("title: x\n  on: y: z"), (4, 9), "the line above has no ':'"),
    ],
)
def test_a_key_in_a_text_over_several_lines_is_no_second_one(
    text: str, place: tuple[int, int], words: str
) -> None:
    ((line, column, message),) = errors(load_text(text))
    assert (line, column) == place
    assert words in message


@pytest.mark.parametrize(
    "name",
    "Papers PAPERS paper apers pappers paperss papres pacers paeprs".split(),
)
@pytest.mark.parametrize("body", ["\n  a:\n    title: x\n", " {a: {}}\n", " {}\n"])
def test_papers_under_a_misspelt_name_are_an_error(name: str, body: str) -> None:
    result = load_text(f"archive: cs\n{name}:{body}")
    (problem,) = result.problems
    assert (problem.severity, problem.code) == ("error", "P012")
    assert str(problem) == (
        f"<text>:2:1: unknown section {name!r}, and there is no section papers"
    )
    assert problem.hint == "did you mean papers?"
    assert result.files[0].has_errors


@pytest.mark.parametrize(
    "text",
    [
        "paper:\n  a: {}\npapers:\n  b: {}\n",
        "papers:\nPapers:\n  a: {}\n",
        "Papers: x\n",
        "paper: [x]\n",
        "paper:\n",
        "page:\n  a: {}\n",
        "people:\n  a: {}\n",
        "papers_old:\n  a: {}\n",
        "entries:\n  a: {}\n",
        "archives:\n  a: {}\n",
        f"papers:\n{OK}about:\n  title: My list\n  date: 2020\n",
        "papers: {}\nabout:\n  title: My list\n",
    ],
)
def test_another_unknown_section_is_a_warning(text: str) -> None:
    (problem,) = load_text(text).problems
    assert (problem.severity, problem.code) == ("warning", "P032")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("papers:\na:\n  title: x\nb:\n  title: y\n", 2),
        ("a:\n  title: x\n  date: 2020\n", 1),
        (f"papers:\n{OK}a:\n  title: x\n  authors: [B C]\n", 4),
        (f"papers:\n{OK}a:\n  title: x\n  b:\n    title: y\n", 4),
    ],
)
def test_an_entry_outside_of_papers_is_an_error(text: str, line: int) -> None:
    result = load_text(text)
    problem = result.problems[0]
    assert (problem.severity, problem.code) == ("error", "P012")
    assert str(problem) == f"<text>:{line}:1: a: an entry stands outside of papers"


@pytest.mark.parametrize("blank", ["\xa0", "\u3000"])
def test_a_blank_that_is_none_to_yaml_is_called_what_it_is(blank: str) -> None:
    result = load_text(THREE.format(f"{blank}{blank}b:\n"))
    assert list(result.catalogue) == ["a", "c"]
    assert errors(result)[0] == (
        4,
        1,
        f"the character U+{ord(blank):04X} where blanks are meant",
    )


@pytest.mark.parametrize("name", [" ", " x", "\xa0x", "\u3000"])
def test_a_section_whose_name_begins_with_a_blank_stays(name: str) -> None:
    catalogue = Catalogue((), extra={name: "1"})
    (problem,) = load_text(dump(catalogue)).problems
    assert (problem.severity, problem.code) == ("warning", "P032")


def test_nothing_is_added_to_a_file_whose_papers_have_a_misspelt_name() -> None:
    file = load_text("Papers:\n  a:\n    title: x\n").files[0]
    with pytest.raises(CatalogueError, match="has errors, nothing was added"):
        insert(file, [Entry(citekey="new")])


def test_the_bytes_of_a_large_latin_1_file_are_counted_once(tmp_path: Path) -> None:
    # Counted from the begin for each of them, this took minutes.
    title = "garçon été " * 20
    old = "".join(f"  k{number}:\n    title: {title}\n" for number in range(40_000))
    path = tmp_path / "papers.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + f"papers:\n{old}{OK}".encode("latin-1"))
    result = load(path)
    assert list(result.catalogue) == ["ok"]
    assert len(result.problems) == 40_000
    last = result.problems[-1]
    assert last.code == "P010"
    data = path.read_bytes()
    offset = int(last.message.rpartition(" ")[2])
    assert offset == data.rindex(b"    title: gar") + len("    title: gar")
    assert data[offset] == 0xE7


def test_damaged_profiles_have_their_places_and_cost_linear_time() -> None:
    bad = "  - name: x\n    h_index: many\n" * 3000
    began = time.process_time()
    result = load_text(f"profiles:\n{bad}papers:\n{OK}")
    assert time.process_time() - began < 15
    assert [found[:2] for found in errors(result)[:2]] == [(3, 14), (5, 14)]
    assert len(errors(result)) == 3000
    assert list(result.catalogue) == ["ok"]


def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo.yaml"
    os.mkfifo(fifo)
    for path in (fifo, Path("/dev/zero"), tmp_path / "missing", Path("a\0b")):
        with pytest.raises(StoreError, match="cannot read"):
            load(path)
    with pytest.raises(StoreError):
        load(tmp_path)


@pytest.mark.skipif(
    getattr(os, "geteuid", lambda: 0)() == 0, reason="root reads every file"
)
def test_an_unreadable_file_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "papers.yaml"
    path.write_text("papers: {}\n")
    path.chmod(0)
    with pytest.raises(StoreError, match="Permission denied"):
        load(path)


def test_an_empty_folder_is_a_warning(tmp_path: Path) -> None:
    result = load(tmp_path)
    assert [problem.severity for problem in result.problems] == ["warning"]
    assert not result.has_errors


def test_a_line_that_is_nothing_to_yaml_is_reported() -> None:
    result = load_text("papers:\n  a:~\n    note: >-\n    \x85")
    assert [line for line, *_ in errors(result)] == [2, 3, 4]


@pytest.mark.parametrize("key", [" a:", " \xa0a:"])
@pytest.mark.parametrize("more", ["", "    authors:\n      - X Y\n"])
def test_a_first_citekey_too_far_to_the_left_costs_only_its_entry(
    key: str, more: str
) -> None:
    others = f"  b:\n{more}    title: B\n  c:\n    title: C\n"
    result = load_text(f"papers:\n{key}\n    title: A\n{others}")
    assert [line for line, *_ in errors(result)] == [2]
    assert [entry.citekey for entry in result.catalogue.entries] == ["b", "c"]


def load_bytes(data: bytes) -> LoadResult:
    return _load([Raw("<bytes>", data, len(data), 0, 0)], [])


@pytest.mark.parametrize(
    ("lines", "column", "words"),
    [
        ("   b:\n", 4, "expected 'citekey:', indented like the entries above"),
        ("  - b:\n", 3, "expected 'citekey:'"),
        ("  : b:\n", 3, "expected 'citekey:'"),
        ("  ...\n  b:\n", 3, "expected 'citekey:'"),
        ("   = {3--9b:\n", 4, "expected 'citekey:'"),
        ("\t  b:\n", 1, "a tab where blanks are meant"),
        ("  \tb:\n", 3, "a tab where blanks are meant"),
        ("   \tb:\n", 4, "a tab where blanks are meant"),
        (" \udca0b:\n", 2, "not UTF-8: byte 0xA0 at offset 27"),
        (" \udcff b:\n", 2, "not UTF-8: byte 0xFF at offset 27"),
        ("   \udcffb:\n", 4, "not UTF-8: byte 0xFF at offset 29"),
        ("   \0b:\n", 4, "a NUL character cannot stand"),
        (" \x7f b:\n", 2, "the character U+007F cannot stand"),
        ("?   b:\n", 5, "a key is not text"),
        ("\ufeff  b:\n", 1, "expected 'key: value' here"),
        ("  b:\n    note: x\n \udca0  type: x\n", 2, "not UTF-8: byte 0xA0 at offset"),
        ("  b:\n    note: x\n \xa0  type: x\n", 2, "expected 'citekey:', indented"),
    ],
)
def test_a_citekey_that_is_indented_wrong_costs_only_its_entry(
    lines: str, column: int, words: str
) -> None:
    result = load_bytes(THREE.format(lines).encode("utf-8", "surrogateescape"))
    place = errors(result)[0]
    assert place[0] in (4, 5, 6)
    assert place[1] == column
    assert words in place[2]
    assert [e.title for e in result.catalogue.entries if e.citekey in "ac"] == [
        "A",
        "C",
    ]


def test_a_field_that_is_indented_too_little_is_the_entrys_own() -> None:
    result = load_text(THREE.format("   note: x\n"))
    ((line, column, message),) = errors(result)
    assert (line, column) == (4, 4)
    assert message == "a: expected 'key: value', indented like the keys above"
    assert list(result.catalogue) == ["c"]


def test_a_line_at_the_margin_that_is_not_utf8_costs_no_entry_below() -> None:
    text = THREE.format("  b:\n    note: \udce2x\n}\n\udc80y\n")
    result = load_bytes(text.encode("utf-8", "surrogateescape"))
    assert list(result.catalogue) == ["a", "c"]


@pytest.mark.parametrize(
    "line", ["   a:", "    a:", "#  a:", " # a:", "  - a:", "\ta:"]
)
def test_a_first_citekey_that_is_indented_wrong_costs_no_other(line: str) -> None:
    others = "  b:\n    title: B\n  c:\n    title: C\n"
    result = load_text(f"papers:\n{line}\n    title: A\n{others}")
    assert result.has_errors
    assert [key for key in result.catalogue if key != "a"] == ["b", "c"]


@pytest.mark.parametrize("sign", [" |", " >-", "\n>", "\n?", "\n ?"])
def test_a_stray_sign_above_all_entries_costs_none(sign: str) -> None:
    result = load_text(f"papers:{sign}\n{OK}  last:\n    title: z\n")
    assert len(errors(result)) == 1
    assert list(result.catalogue) == ["ok", "last"]


def test_a_list_costs_no_entry_below_its_first() -> None:
    result = load_text(f"papers:\n- a:\n    title: x\n{OK}  last:\n    title: z\n")
    assert [found[:2] for found in errors(result)] == [(2, 1)]
    assert list(result.catalogue) == ["ok", "last"]


def test_damage_below_a_stray_mark_of_a_document_costs_no_entry_below() -> None:
    result = load_text(THREE.format("---\n  b:\n    title: B\n,\n  d:\n"))
    assert [found[0] for found in errors(result)] == [4, 7]
    assert list(result.catalogue) == ["a", "b", "d", "c"]


def test_an_entry_below_one_in_braces_is_no_part_of_it() -> None:
    text = "papers:\n  a: {title: A}\n   b: {title: B}\n  c: {title: C}\n"
    result = load_text(text)
    assert [found[:2] for found in errors(result)] == [(3, 4)]
    assert list(result.catalogue) == ["a", "c"]


def test_a_line_of_a_tab_below_a_text_costs_no_entry() -> None:
    text = f"papers:\n  a:\n    abstract: >-\n      x\n\n \t\n{OK}"
    result = load_text(text)
    ((line, column, message),) = errors(result)
    assert (line, column) == (6, 2)
    assert "a tab where blanks are meant" in message
    assert list(result.catalogue) == ["a", "ok"]


@pytest.mark.parametrize("blanks", [" ", "   "])
def test_of_two_columns_the_usual_one_is_that_of_the_entries(blanks: str) -> None:
    wrong = f"{blanks}a:\n    title: A\n{blanks}b:\n    title: B\n"
    result = load_text(f"papers:\n{OK}{wrong}  d:\n    title: \ud800\n  e: {{}}\n")
    assert list(result.catalogue) == ["ok", "e"]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("  b:\n    date: ...\n---\n2021\n    doi: x\n", [5, 6, 7]),
        ("  b:\n    note: x\n---\n!   doi: x\n    date: y\n", [6]),
        ("  b:\n    note: \ud800\n{$x$} \\& {y}},\n  year = 1\n", [5, 6, 7]),
    ],
)
def test_lines_at_the_margin_cost_no_entry_below(lines: str, found: list[int]) -> None:
    result = load_text(f"papers:\n  a:\n    title: A\n{lines}{OK}")
    assert [key for key in result.catalogue if key != "b"] == ["a", "ok"]
    assert [line for line, *_ in errors(result)] == found
