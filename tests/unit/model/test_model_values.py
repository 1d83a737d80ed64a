"""Dates, eprints and areas: what is accepted, and in which order they stand."""

from __future__ import annotations

from itertools import pairwise

import pytest

from paperctl.errors import FieldError
from paperctl.model import PartialDate, parse_area, parse_date, parse_eprint
from paperctl.model.area import archives_of
from paperctl.model.taxonomy import CANONICAL, NAMES, SUPERSEDED


@pytest.mark.parametrize(
    "text", ["2023", "2023-02", "2023-02-22", "0007", "2024-02-29"]
)
def test_a_date_is_written_as_it_was_read(text: str) -> None:
    assert str(parse_date(text)) == text


@pytest.mark.parametrize(
    "text",
    ["2023-02-30", "2023-13", "2023-00", "23", "2023-2-2", "0000", "2023-02-29", "",
     "22 Feb 2023", "２０２３", "2023-02-22T00:00", "9" * 6_000, "2023-", "-2023"],
)  # fmt: skip
def test_what_is_no_date_is_refused_in_one_short_line(text: str) -> None:
    with pytest.raises(FieldError) as caught:
        parse_date(text)
    assert "\n" not in caught.value.message
    assert len(caught.value.message) < 120


def test_dates_sort_by_first_day_then_exactness() -> None:
    dates = [
        parse_date(text) for text in "2022-12-31 2023 2023-01 2023-01-01 2024".split()
    ]
    assert all(earlier < later for earlier, later in pairwise(dates))


@pytest.mark.parametrize(
    ("date", "since", "until", "expected"),
    [
        ("2023", "2023-06", None, True),
        ("2023", None, "2023-06", True),
        ("2023-05", "2023-06", None, False),
        ("2023-06", "2023-06-30", "2023-06-30", True),
        ("2024", None, "2023", False),
        ("2023-06-12", "2023", "2023", True),
    ],
)
def test_a_range_keeps_what_overlaps_it(
    date: str, since: str | None, until: str | None, expected: bool
) -> None:
    low = parse_date(since) if since else None
    high = parse_date(until) if until else None
    assert parse_date(date).overlaps(low, high) is expected


def test_a_day_needs_a_month() -> None:
    with pytest.raises(FieldError):
        PartialDate(2023, None, 4)


@pytest.mark.parametrize(
    ("text", "identifier", "version", "month"),
    [
        ("2302.11640", "2302.11640", None, (2023, 2)),
        ("arXiv:2302.11640v2", "2302.11640", 2, (2023, 2)),
        ("https://arxiv.org/abs/2302.11640", "2302.11640", None, (2023, 2)),
        ("http://arxiv.org/pdf/2302.11640v1.pdf", "2302.11640", 1, (2023, 2)),
        ("0704.0001", "0704.0001", None, (2007, 4)),
        ("1412.9999", "1412.9999", None, (2014, 12)),
        ("2306.10000", "2306.10000", None, (2023, 6)),
        ("hep-th/9901001", "hep-th/9901001", None, (1999, 1)),
        ("math.GT/0309136v3", "math/0309136", 3, (2003, 9)),
        ("cs/0112017", "cs/0112017", None, (2001, 12)),
    ],
)
def test_eprints_lose_prefix_and_keep_their_number(
    text: str, identifier: str, version: int | None, month: tuple[int, int]
) -> None:
    eprint = parse_eprint(text)
    assert (eprint.identifier, eprint.version, eprint.month) == (
        identifier,
        version,
        month,
    )
    assert eprint.archive == "arXiv"


@pytest.mark.parametrize(
    "text",
    ["2306.1", "2306.123456", "2313.12345", "0703.0001", "1501.1234", "1412.12345",
     "", "hello", "10.48550/arXiv.2302.11640", "2302.11640v0", "hep-th/99",
     "2302.11640 x"],
)  # fmt: skip
def test_numbers_that_arxiv_never_gave_out_are_refused(text: str) -> None:
    with pytest.raises(FieldError):
        parse_eprint(text)


@pytest.mark.parametrize(
    ("text", "written", "full"),
    [
        ("LG", "LG", None),
        ("lg", "LG", None),
        ("CS.lg", "cs.LG", "cs.LG"),
        ("cs", "cs", "cs"),
        ("Hep-Th", "hep-th", "hep-th"),
        ("cond-mat.Mes-Hall", "cond-mat.mes-hall", "cond-mat.mes-hall"),
        ("physics.optics", "physics.optics", "physics.optics"),
        ("robotics for good", "robotics for good", None),
        ("v1.2 things", "v1.2 things", None),
    ],
)
def test_areas_are_read_in_any_case(text: str, written: str, full: str | None) -> None:
    area = parse_area(text)
    assert (str(area), area.full) == (written, full)
    assert parse_area(str(area)) == area


def test_a_bare_code_resolves_only_in_an_archive_that_has_it() -> None:
    assert parse_area("LG").within("cs").full == "cs.LG"
    assert parse_area("OC").within("cs").full is None
    assert parse_area("math.OC").within("cs").full == "math.OC"


def test_ambiguous_codes_are_known() -> None:
    ambiguous = {
        code
        for code in {name.partition(".")[2] for name in NAMES} - {""}
        if len(archives_of(code)) > 1
    }
    assert ambiguous == set(
        "AP CG CO CV DS GN GR GT IT LO NA OT PR SC SI SP ST SY TH".split()
    )


def test_the_taxonomy_is_consistent() -> None:
    assert sum(name.startswith("cs.") for name in NAMES) == 40
    assert set(CANONICAL) <= set(NAMES)
    assert set(CANONICAL.values()) | set(SUPERSEDED.values()) <= set(NAMES)
    assert not set(SUPERSEDED) & set(NAMES)
