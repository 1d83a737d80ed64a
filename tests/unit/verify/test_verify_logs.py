"""What is made of real logs, in `tests/golden/verify`.

BibTeX 0.99d, biber 2.18, pandoc 2.17 and Typst 0.14 wrote them about files with the
mistakes that the names say. `PAPERCTL_UPDATE_GOLDEN=1` writes the readings anew.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paperctl.verify import biber, bibtex, pandoc, typst

if TYPE_CHECKING:
    from collections.abc import Callable

    from paperctl.verify._log import Message

LOGS = Path(__file__).parents[2] / "golden" / "verify"
UPDATE = bool(os.environ.get("PAPERCTL_UPDATE_GOLDEN"))
PARSERS: dict[str, Callable[[str], list[Message]]] = {
    "bibtex": bibtex.parse_log,
    "biber": biber.parse_log,
    "pandoc": pandoc.parse_messages,
    "typst": typst.parse_messages,
}


@pytest.mark.parametrize("log", sorted(path.stem for path in LOGS.glob("*.log")))
def test_a_log_is_read_as_reviewed(log: str) -> None:
    parse = PARSERS[log.partition("-")[0]]
    messages = parse((LOGS / f"{log}.log").read_text("utf-8"))
    read = "".join(
        f"{message.severity}\t{message.entry or ''}\t{message.line or ''}"
        f"\t{message.text}\n"
        for message in messages
    )
    path = LOGS / f"{log}.out"
    if UPDATE:
        path.write_text(read, "utf-8")
    assert path.exists(), "run once with PAPERCTL_UPDATE_GOLDEN=1, and review it"
    assert read == path.read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bibtex", "This is BibTeX, Version 0.99d\nYou've used 3 entries,\n= -- 67\n"),
        ("biber", "INFO - This is Biber 2.18 running in TOOL mode\nINFO - ERRORS: 0\n"),
        ("pandoc", "\n"),
        ("typst", "compiling main.typ ...\n"),
    ],
)
def test_a_log_without_complaints_has_none(name: str, text: str) -> None:
    assert PARSERS[name](text) == []
    assert PARSERS[name]("") == []


def test_bibtex_counts_errors_that_are_not_understood() -> None:
    log = "Something is new here\n(There were 2 error messages)\n"
    assert [message.severity for message in bibtex.parse_log(log)] == ["error"]


def test_biber_may_print_where_it_is_and_since_when() -> None:
    log = "[52] Biber.pm:419> INFO - Fine\n[99] bibtex.pm:151> ERROR - No such thing\n"
    assert [message.text for message in biber.parse_log(log)] == ["No such thing"]
