from __future__ import annotations

import pytest

from paperctl.text.display import one_line, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]52;c;YQ==\x07", "\\x1b]52;c;YQ==\\x07"),
        ("\x9b31m", "\\x9b31m"),
        ("\x00\x7f\r", "\\x00\\x7f\\x0d"),
        ("a\u202eb\u2066c\u061c", "a\\u202eb\\u2066c\\u061c"),
        ("a\u2028b\ufeff", "a\\u2028b\\ufeff"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_characters_that_act_are_shown_as_escapes(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    "text",
    ["plain", "a\tb\nc", "👩‍🔬 می‌خواهم", "é 中 \u00a0 \u200b", "\\x1b [red] :smile:"],
)
def test_characters_that_only_appear_stay(text: str) -> None:
    assert visible(text) == text


def test_what_is_kept_is_up_to_the_caller() -> None:
    assert visible("a\tb\nc", keep="") == "a\\x09b\\x0ac"
    assert visible("a\r\n", keep="\r\n") == "a\r\n"


def test_one_line_has_no_line_ends() -> None:
    assert one_line("a\r\n\tb\x0bc\u2029d\x85e\x1b") == "a b c d e\\x1b"
