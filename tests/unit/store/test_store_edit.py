"""Adding to a file: old bytes stay in their order, whatever the layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paperctl.errors import CatalogueError, DuplicateCitekeyError, StoreError
from paperctl.model import Catalogue, Entry, Profile, from_record, parse_area
from paperctl.store.edit import add, insert, preview
from paperctl.store.load import load, load_text
from paperctl.store.save import save

if TYPE_CHECKING:
    from pathlib import Path

NEW = Entry(citekey="new", title="N: x")
BLOCK = '  new:\n    title: "N: x"\n'
PROFILE = Profile("Ann Ann", h_index=3)


def inserted(text: str, *entries: Entry, profiles: tuple[Profile, ...] = ()) -> str:
    """Insert, and see that what was there is there."""
    before = load_text(text)
    result = insert(before.files[0], entries, profiles)
    after = load_text(result)
    assert not after.has_errors
    assert after.catalogue.entries == (*before.catalogue.entries, *entries)
    assert after.catalogue.profiles == (*before.catalogue.profiles, *profiles)
    return result


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("papers:\n  a: {}\n", f"papers:\n  a: {{}}\n\n{BLOCK}"),
        ("papers:\n  a: {}", f"papers:\n  a: {{}}\n\n{BLOCK}"),
        ("papers:\n  a: {}\n  b: {}\n", f"papers:\n  a: {{}}\n  b: {{}}\n{BLOCK}"),
        (
            "papers:\n  a: {}\n\n  b: {}\n",
            f"papers:\n  a: {{}}\n\n  b: {{}}\n\n{BLOCK}",
        ),
        ("", f"papers:\n{BLOCK}"),
        ("# c\n", f"# c\npapers:\n{BLOCK}"),
        ("archive: cs\n", f"archive: cs\npapers:\n{BLOCK}"),
        ("papers:\n", f"papers:\n{BLOCK}"),
        ("papers:", f"papers:\n{BLOCK}"),
        ("papers: ~\n", f"papers:\n{BLOCK}"),
        ("papers: null # none\n", f"papers: # none\n{BLOCK}"),
        ("papers: {}\n", f"papers:\n{BLOCK}"),
        ("papers: {} # comment\n", f"papers: # comment\n{BLOCK}"),
        ("papers: {\n}\narchive: cs\n", None),
        (
            "papers:\n  a: {} # c\n  # inside\n# below\narchive: cs\n",
            f"papers:\n  a: {{}} # c\n  # inside\n\n{BLOCK}# below\narchive: cs\n",
        ),
        (
            "papers:\n  a: {}\n\n\n# about\narchive: cs\n",
            f"papers:\n  a: {{}}\n\n{BLOCK}\n\n# about\narchive: cs\n",
        ),
        (
            "papers:\n    a:\n        title: x\n",
            'papers:\n    a:\n        title: x\n\n    new:\n        title: "N: x"\n',
        ),
        (
            "papers:\n a:\n  title: x\n",
            'papers:\n a:\n  title: x\n\n new:\n  title: "N: x"\n',
        ),
        ("papers:\n  a:\n    tags:\n    - x\n    - y\n", None),
        ("papers:\n  a:\n    note: |\n      x\n      # y\n", None),
        ("papers:\n  a:\n    note: |\n      x\n      # y\n# out\narchive: cs\n", None),
        ("papers:\n  a:\n    note: |-\n      x\n      #y", None),
        ("papers:\n  a:\n    note: >-\n      x\n\n      # y\n\n", None),
        ('papers:\n  a:\n    note: "x\n      # y\n      z"\n', None),
        ("---\npapers:\n  a: {}\n", f"---\npapers:\n  a: {{}}\n\n{BLOCK}"),
        ('"papers":\n  a: {}\n', None),
        ("papers:\n  ? a\n  : {}\n", f"papers:\n  ? a\n  : {{}}\n\n{BLOCK}"),
        ("papers:\n  ? a\n  : title: |-\n      x", None),
        ("papers:\n  ? a\n  :\n    title: x\n  ? b\n  : title: x\n", None),
        ("? papers\n: a:\n    title: x\n", None),
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_an_entry_is_added_behind_the_others(
    text: str, expected: str | None, ends: str
) -> None:
    text = text.replace("\n", ends)
    result = inserted(text, NEW)
    if expected is not None:
        written = result if "\n" in text else result.replace("\r\n", "\n")
        wanted = expected.replace("\n", ends) if "\n" in text else expected
        assert written == wanted
    # Whoever reads the old lines in the new file finds all of them, in their order.
    rest = iter(result.splitlines())
    for line in text.splitlines():
        if not {*line} & {*"{}~"} and "null" not in line and line.strip():
            assert line in rest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "papers:\n  a:\n    note: |+\n      x\n\n\n",
            f"papers:\n  a:\n    note: |+\n      x\n\n\n{BLOCK}",
        ),
        (
            "papers:\n  a:\n    note: |+\n      x\n\narchive: cs\n",
            f"papers:\n  a:\n    note: |+\n      x\n\n{BLOCK}\narchive: cs\n",
        ),
        ("papers:\n  a: {}\n...\n", f"papers:\n  a: {{}}\n\n{BLOCK}...\n"),
        (
            "papers:\n  a: {}\n# end\n...\n",
            f"papers:\n  a: {{}}\n\n{BLOCK}# end\n...\n",
        ),
    ],
)
def test_an_entry_is_added_where_it_changes_no_text(text: str, expected: str) -> None:
    assert inserted(text, NEW) == expected


def test_a_bare_area_is_added_in_the_archive_of_the_file_or_of_the_catalogue(
    tmp_path: Path,
) -> None:
    bare = from_record("new", {"area": "LG"})
    text = "archive: cs\npapers:\n  a: {}\n"
    assert load_text(insert(load_text(text).files[0], [bare])).catalogue[
        "new"
    ].area == parse_area("LG").within("cs")
    (tmp_path / "a.yaml").write_text("papers:\n  a: {area: CL}\n")
    (tmp_path / "b.yaml").write_text("archive: cs\n")
    seen = load(tmp_path).files[0]
    add(seen.path, [from_record("new", {"area": "LG"}, archive="cs")], seen=seen)
    areas = [entry.area for entry in load(tmp_path).catalogue.entries]
    assert [area and area.full for area in areas] == ["cs.CL", "cs.LG"]


@pytest.mark.parametrize("taken", ["NEW", "b"])
def test_a_citekey_or_alias_in_use_is_refused(taken: str) -> None:
    file = load_text("papers:\n  new: {aliases: [b]}\n").files[0]
    with pytest.raises(DuplicateCitekeyError, match="belongs to new already"):
        insert(file, [Entry(citekey=taken)])
    with pytest.raises(DuplicateCitekeyError, match="belongs to x already"):
        insert(file, [Entry(citekey="x"), Entry(citekey="y", aliases=("X",))])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("papers: {a: {}}\n", "papers is written in brackets"),
        ("{papers: {}}\n", "the file is written in brackets"),
        ("# JSON\n{\n}\n", "the file is written in brackets"),
        ("papers:\n  {a: {}}\n", "papers is written in brackets"),
        ("papers:\n  a: x\n", "the catalogue has errors"),
        ("papers:\n  new: {}\n", "belongs to new already"),
        ("? papers\n", "as it is written"),
        ("papers:\n  a:\n    note: |\n      x", "as it is written"),
    ],
)
def test_a_file_that_cannot_be_added_to_is_refused(text: str, words: str) -> None:
    with pytest.raises(CatalogueError, match=words) as caught:
        insert(load_text(text).files[0], [NEW])
    assert caught.value.hint
    assert caught.value.location is not None


@pytest.mark.parametrize(
    "text",
    [
        "papers:\n  a: {}\n",
        "# top\n\n# about\npapers:\n  a: {}\n",
        "profiles: []\npapers:\n  a: {}\n",
        "profiles: [] # none\npapers:\n  a: {}\n",
        "profiles:\npapers:\n  a: {}\n",
        "profiles:\n  - name: x\n\npapers:\n  a: {}\n",
        "profiles:\n- name: x\n- name: y # c\n  # in\npapers:\n  a: {}\n",
        "papers:\n  a: {}\nprofiles:\n    - name: x\n      area: LG",
        "archive: cs\n",
        "? papers\n:\n  a: {title: x}\n",
        "? profiles\n: - name: x\n? papers\n: ? a\n  : title: x\n",
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_profiles_are_added_with_entries_and_without(text: str, ends: str) -> None:
    text = text.replace("\n", ends)
    inserted(text, profiles=(PROFILE,))
    inserted(text, NEW, profiles=(PROFILE, Profile("Bob")))


PROFILES = "profiles:\n  - name: Ann Ann\n    h_index: 3\n"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("# my papers\n", ""),
        ("# my papers", ""),
        ("# my papers\n# more\n\n", ""),
        ("\n# my papers\n", ""),
        ("# one\n\n# two\n", ""),
        ("---\n# my papers\n", ""),
        ("# my papers\n---\n", ""),
        ("# my papers\n\n\n", ""),
        ("# my papers\narchive: cs\n", ""),
        ("# my papers\n\narchive: cs\n", ""),
        ("# my papers\n", "papers:\n  a: {}\n"),
        ("---\n# my papers\n", "papers:\n  a: {}\n"),
        ("# my papers\n\n", "# about\npapers:\n  a: {}\n"),
        ("# my papers\narchive: cs\n", "# about\npapers:\n  a: {}\n"),
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_what_a_file_begins_with_stays_at_its_top(
    head: str, body: str, ends: str
) -> None:
    text = (head + body).replace("\n", ends)
    result = inserted(text, NEW, profiles=(PROFILE,))
    if "\n" not in text:
        result = result.replace("\r\n", "\n")
        ends = "\n"
    # A comment right above `papers` is about these, if something stands above it.
    about = body.removesuffix("  a: {}\n") or "papers:\n"
    old = "  a: {}\n\n" if body else ""
    begin = head if head.endswith("\n") else f"{head}\n"
    expected = f"{begin}{PROFILES}\n{about}{old}{BLOCK}"
    assert result == expected.replace("\n", ends)
    alone = inserted(text, NEW)
    assert alone == f"{begin}{about}{old}{BLOCK}".replace("\n", ends)


def test_an_import_into_a_comment_keeps_the_byte_order_mark_first(
    tmp_path: Path,
) -> None:
    path = tmp_path / "papers.yaml"
    old = "\ufeff# my papers\r\n".encode()
    path.write_bytes(old)
    add(path, [NEW], [PROFILE])
    new = f"{PROFILES}\npapers:\n{BLOCK}".replace("\n", "\r\n").encode()
    assert path.read_bytes() == old + new


def test_add_keeps_the_mark_and_all_bytes(tmp_path: Path) -> None:
    path = tmp_path / "papers.yaml"
    old = "\ufeffpapers:\r\n  a:\r\n    note: 'it''s'   # c\r\n".encode()
    path.write_bytes(old)
    add(path, [NEW])
    assert path.read_bytes() == old + b'\r\n  new:\r\n    title: "N: x"\r\n'


def test_an_entry_is_added_to_a_file_whose_citekeys_are_too_long_for_one_line(
    tmp_path: Path,
) -> None:
    path = tmp_path / "papers.yaml"
    add(path, [Entry(citekey="a" * 2000)])
    assert path.read_text().startswith("papers:\n  ? aaa")
    add(path, [NEW, Entry(citekey="b" * 2000)])
    assert list(load(path).catalogue) == ["a" * 2000, "new", "b" * 2000]


def test_add_makes_a_file_and_reads_what_others_wrote(tmp_path: Path) -> None:
    path = tmp_path / "papers.yaml"
    add(path, [NEW], [PROFILE])
    add(path, [Entry(citekey="b")])
    found = load(path)
    assert list(found.catalogue) == ["new", "b"]
    assert found.catalogue.profiles == (PROFILE,)


def test_add_refuses_a_file_that_is_not_as_it_was_seen(tmp_path: Path) -> None:
    path = tmp_path / "papers.yaml"
    path.write_text("papers:\n  a: {}\n")
    seen = load(path).files[0]
    path.write_text("papers:\n  b: {}\n")
    with pytest.raises(StoreError, match="has changed since it was read"):
        add(path, [NEW], seen=seen)
    assert path.read_text() == "papers:\n  b: {}\n"
    path.unlink()
    with pytest.raises(StoreError, match="has changed since it was read"):
        add(path, [NEW], seen=seen)
    assert not path.exists()


def test_preview_shows_what_add_does(tmp_path: Path) -> None:
    path = tmp_path / "papers.yaml"
    path.write_text("papers:\n  a: {}")
    diff = preview(load(path).files[0], path, [NEW])
    assert diff.startswith(f"--- {path}\n+++ {path}\n@@ ")
    assert "-  a: {}\n\\ No newline at end of file\n+  a: {}\n" in diff
    assert "+  new:\n" in diff
    assert path.read_text() == "papers:\n  a: {}"
    assert preview(None, path, [NEW]).startswith("--- /dev/null\n")


def test_preview_breaks_lines_where_editors_do(tmp_path: Path) -> None:
    path = tmp_path / "papers.yaml"
    path.write_text('papers:\n  a:\n    note: "x\u2028 y\x85 z"\n')
    diff = preview(load(path).files[0], path, [NEW])
    assert '\n     note: "x\u2028 y\x85 z"\n' in diff


def test_saving_replaces_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "papers.yaml"
    path.write_text("rubbish")
    catalogue = Catalogue([NEW], archive="cs", profiles=[PROFILE])
    save(catalogue, path)
    assert load(path).catalogue == catalogue
