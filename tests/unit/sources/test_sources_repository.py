"""Which addresses in running text are repositories, and where they end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperctl.sources._repository import find_repositories


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("at https://github.com/IST-DASLab/EvoPress}.", "IST-DASLab/EvoPress"),
        ("(https://github.com/a/b).", "a/b"),
        ("\\url{https://github.com/a/b}", "a/b"),
        ("\\href{https://github.com/a/b}{here}", "a/b"),
        ("[code](https://github.com/a/b)", "a/b"),
        ("https://github.com/a/b\\_c", "a/b_c"),
        ("https://github.com/a/b_c,", "a/b_c"),
        ("https://github.com/a/b/", "a/b"),
        ("https://www.github.com/a/b!", "a/b"),
        ("github.com/a/b;", "a/b"),
        ("<https://github.com/a/b>", "a/b"),
        ('"https://github.com/a/b".', "a/b"),
        ("$https://github.com/a/b$", "a/b"),
        ("https://github.com/a/b.git", "a/b.git"),
        ("https://github.com/a/b/tree/main/c#readme", "a/b/tree/main/c#readme"),
        ("HTTPS://GitHub.com/A/b", "A/b"),
    ],
)
def test_an_address_ends_where_its_sentence_goes_on(text: str, address: str) -> None:
    assert find_repositories(text) == [f"https://github.com/{address}"]


@pytest.mark.parametrize(
    "address",
    [
        "https://gitlab.com/a/b",
        "https://gitlab.inria.fr/a/b",
        "https://bitbucket.org/a/b",
        "https://codeberg.org/a/b",
        "https://huggingface.co/a/b",
        "https://huggingface.co/datasets/a/b",
        "https://git.sr.ht/~a/b",
        "http://gitee.com/a/b",
    ],
)
def test_the_usual_hosts_are_known(address: str) -> None:
    assert find_repositories(f"see {address}.") == [address]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "github",
        "https://github.com",
        "https://github.com/a",
        "https://github.com//b",
        "https://huggingface.co/datasets/a",
        "https://a.github.io/b",
        "https://mygithub.com/a/b",
        "me@github.com/a/b",
        "https://arxiv.org/abs/2302.11640",
    ],
)
def test_other_addresses_are_no_repositories(text: str) -> None:
    assert find_repositories(text) == []


def test_each_repository_is_named_once() -> None:
    text = "github.com/a/b, https://github.com/A/B.git and github.com/c/d"
    assert find_repositories(text) == [
        "https://github.com/a/b",
        "https://github.com/c/d",
    ]


@given(st.text())
def test_no_text_breaks_the_search(text: str) -> None:
    for address in find_repositories(f"github.com/{text} {text}"):
        assert address.startswith(("http://", "https://"))
        assert not set(address) & set(' {}"')
