"""Renaming: the key and the aliases change, and no other byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paperctl.errors import (
    CatalogueError,
    DuplicateCitekeyError,
    FieldError,
    StoreError,
    UnknownCitekeyError,
)
from paperctl.store.load import load, load_text
from paperctl.store.rename import Renaming, preview, rename, write

if TYPE_CHECKING:
    from pathlib import Path


def renamed(
    text: str, old: str = "old", new: str = "new", *, alias: bool = True
) -> str:
    (rewritten,) = rename(load_text(text), [Renaming(old, new, alias)])
    assert load_text(rewritten.text).catalogue.resolve(new).citekey == new
    return rewritten.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  old:\n    title: x\n", "  new:\n    aliases: [old]\n    title: x\n"),
        ("  old: # c\n    title: x", "  new: # c\n    aliases: [old]\n    title: x"),
        ("  'old' :\n    title: x\n", "  'new' :\n    aliases: [old]\n    title: x\n"),
        ('  "old":\n    title: x\n', '  "new":\n    aliases: [old]\n    title: x\n'),
        (
            "  old:\n\n    # on the title\n    title: x\n",
            "  new:\n    aliases: [old]\n\n    # on the title\n    title: x\n",
        ),
        ("  old:\n        title: x\n",
         "  new:\n        aliases: [old]\n        title: x\n"),
        ("  old: {title: x}\n", "  new: {aliases: [old], title: x}\n"),
        ("  old: {}\n", "  new: {aliases: [old]}\n"),
        ("  ? old\n  : title: x\n    note: y\n",
         "  ? new\n  : aliases: [old]\n    title: x\n    note: y\n"),
        ("  ? old\n  :\n    title: x\n",
         "  ? new\n  :\n    aliases: [old]\n    title: x\n"),
        ("  old:\n    title: x\n    aliases: [a, 'b'] # c\n",
         "  new:\n    title: x\n    aliases: [a, 'b', old] # c\n"),
        ("  old:\n    aliases: [a,\n      b, # c\n      ]\n    title: x\n",
         "  new:\n    aliases: [a,\n      b, old, # c\n      ]\n    title: x\n"),
        ("  old:\n    aliases: []\n    title: x\n",
         "  new:\n    aliases: [old]\n    title: x\n"),
        ("  old:\n    aliases: a, b # c\n    title: x\n",
         "  new:\n    aliases: [a, b, old] # c\n    title: x\n"),
        ("  old:\n    aliases: 'a'\n    title: x\n",
         "  new:\n    aliases: [a, old]\n    title: x\n"),
        ("  old:\n    aliases: |\n      a\n    title: x\n", None),
        ("  old:\n    aliases:\n    title: x\n",
         "  new:\n    aliases: [old]\n    title: x\n"),
        ("  old:\n    aliases: ~\n    title: x\n",
         "  new:\n    aliases: [old]\n    title: x\n"),
        ("  old:\n    aliases: # none\n    title: x\n", None),
        ("  old:\n    aliases:\n      - a\n      - b # c\n      # d\n    title: x\n",
         "  new:\n    aliases:\n      - a\n      - b # c\n      - old\n      # d\n    title: x\n"),  # noqa: E501
        ("  old:\n    aliases:\n    - a\n    title: x\n",
         "  new:\n    aliases:\n    - a\n    - old\n    title: x\n"),
        ("  old:\n    title: x\n    aliases:\n      - a",
         "  new:\n    title: x\n    aliases:\n      - a\n      - old"),
        # Back to a key that it had: the alias is exchanged for the key.
        ("  old:\n    aliases: [a, new, b] # c\n    title: x\n",
         "  new:\n    aliases: [a, old, b] # c\n    title: x\n"),
        ("  old:\n    aliases:\n      - 'new' # c\n    title: x\n",
         "  new:\n    aliases:\n      - 'old' # c\n    title: x\n"),
        ("  old:\n    aliases: new\n    title: x\n",
         "  new:\n    aliases: [old]\n    title: x\n"),
        # The old key is an alias already, in other letters.
        ("  old:\n    aliases: [OLD]\n    title: x\n",
         "  new:\n    aliases: [OLD]\n    title: x\n"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_the_key_changes_and_the_old_one_is_an_alias(
    before: str, after: str | None, ends: str
) -> None:
    frame = "# top\npapers:\n  # one\n{}"
    rest = (
        "" if not before.endswith("\n") else "\n  # two\n  z:\n    note: |\n      q\n"
    )
    text = (frame.format(before) + rest).replace("\n", ends)
    result = renamed(text)
    if after is not None:
        assert result == (frame.format(after) + rest).replace("\n", ends)
    entry = load_text(result).catalogue.resolve("old")
    assert entry.citekey == "new"
    assert result.endswith(rest.replace("\n", ends))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  old:\n    title: x\n", "  new:\n    title: x\n"),
        ("  old:\n    aliases: [a]\n", "  new:\n    aliases: [a]\n"),
        ("  old:\n    aliases: [a, new]\n", "  new:\n    aliases: [a]\n"),
        (
            "  old:\n    aliases:\n      - a\n      - new\n      - b\n    title: x\n",
            "  new:\n    aliases:\n      - a\n      - b\n    title: x\n",
        ),
        (
            "  old:\n    aliases:\n      - new # c\n    title: x\n",
            "  new:\n    title: x\n",
        ),
        (
            "  old:\n    aliases: [new] # c\n    # d\n    title: x\n",
            "  new:\n    # d\n    title: x\n",
        ),
        ("  old:\n    title: x\n    aliases: 'new'", "  new:\n    title: x\n"),
        (
            "  old:\n    aliases: |\n      new\n    title: x\n",
            "  new:\n    title: x\n",
        ),
        ("  old: {aliases: [new], title: x}\n", "  new: {aliases: [], title: x}\n"),
        ("  old:\n    aliases: new\n", "  new:\n    aliases: []\n"),
        (
            "  old:\n    aliases:\n      - new # c\n# d\n",
            "  new:\n    aliases:\n      [] # c\n# d\n",
        ),
        (
            "  old:\n    aliases: |\n      new, b\n\n  # c\n  z: {}\n",
            "  new:\n    aliases: [b]\n\n  # c\n  z: {}\n",
        ),
    ],
)
def test_without_an_alias_the_old_key_is_gone(before: str, after: str) -> None:
    assert renamed(f"papers:\n{before}", alias=False) == f"papers:\n{after}"


def test_another_case_of_the_same_key_is_an_alias_too() -> None:
    text = renamed("papers:\n  he2016:\n    title: x\n", "he2016", "He2016")
    assert text == "papers:\n  He2016:\n    aliases: [he2016]\n    title: x\n"


@pytest.mark.parametrize(
    "key", ["yes", "1e5", "2020", "a:b", "null", "-a", "?x", "a+b"]
)
def test_a_key_that_yaml_would_change_is_quoted(key: str) -> None:
    text = renamed("papers:\n  old:\n    title: x\n", new=key)
    back = renamed(text, key, "old")
    assert load_text(back).catalogue["old"].aliases == (key,)


def test_an_entry_is_found_by_its_alias() -> None:
    text = "papers:\n  old:\n    aliases: [older]\n    title: x\n"
    assert renamed(text, "OLDER").startswith(
        "papers:\n  new:\n    aliases: [older, old]"
    )


def test_several_change_at_once() -> None:
    text = "papers:\n  a:\n    title: x\n  b: {title: y}\n  c:\n    title: z\n"
    loaded = load_text(text)
    (rewritten,) = rename(loaded, [Renaming("c", "c3"), Renaming("a", "a1")])
    assert rewritten.text == (
        "papers:\n  a1:\n    aliases: [a]\n    title: x\n  b: {title: y}\n"
        "  c3:\n    aliases: [c]\n    title: z\n"
    )


@pytest.mark.parametrize(
    ("text", "old", "new", "error"),
    [
        ("papers:\n  a: {}\n  b: {}\n", "a", "B", DuplicateCitekeyError),
        ("papers:\n  a: {}\n  b: {aliases: [c]}\n", "a", "C", DuplicateCitekeyError),
        ("papers:\n  a: {title: x}\n", "a", "x y", FieldError),
        ("papers:\n  a: {title: x}\n", "a", "", FieldError),
        ("papers:\n  a: {title: x}\n", "b", "c", UnknownCitekeyError),
        ("papers: {a: {title: x}}\n", "a", "b", CatalogueError),
        ("papers:\n  a: {title: x}\n  b: [\n", "a", "c", CatalogueError),
    ],
)  # fmt: skip
def test_what_cannot_be_renamed_is_refused(
    text: str, old: str, new: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        rename(load_text(text), [Renaming(old, new)])


def test_two_cannot_get_the_same_key() -> None:
    loaded = load_text("papers:\n  a: {title: x}\n  b: {title: y}\n")
    with pytest.raises(DuplicateCitekeyError):
        rename(loaded, [Renaming("a", "c"), Renaming("b", "C")])


def test_each_file_of_a_folder_gets_its_own(tmp_path: Path) -> None:
    one, two = tmp_path / "1.yaml", tmp_path / "2.yaml"
    one.write_bytes(b"\xef\xbb\xbfpapers:\r\n  a:\r\n    title: x\r\n")
    two.write_text("papers:\n  b:\n    title: y\n")
    changes = rename(load(tmp_path), [Renaming("b", "b2"), Renaming("a", "a2")])
    assert "+  a2:" in preview(changes)
    assert one.read_bytes().startswith(b"\xef\xbb\xbfpapers:\r\n  a:")
    write(changes)
    assert one.read_bytes() == (
        b"\xef\xbb\xbfpapers:\r\n  a2:\r\n    aliases: [a]\r\n    title: x\r\n"
    )
    assert two.read_text() == "papers:\n  b2:\n    aliases: [b]\n    title: y\n"
    with pytest.raises(DuplicateCitekeyError):
        rename(load(tmp_path), [Renaming("b2", "A")])


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "papers.yaml"
    path.write_text("papers:\n  a:\n    title: x\n")
    changes = rename(load(path), [Renaming("a", "b")])
    path.write_text("papers:\n  a:\n    title: y\n")
    with pytest.raises(StoreError, match="has changed"):
        write(changes)
    assert "title: y" in path.read_text()
