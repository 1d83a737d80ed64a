"""What is read from an author page, and what is said about the rest of it."""

from __future__ import annotations

import datetime
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paperctl.errors import Location, SourceError
from paperctl.model import Entry, Profile
from paperctl.model.record import citekey_defect, read_record, to_record
from paperctl.sources import Harvest, SourceOptions, author_page
from tests.examples import examples

PAGE = Path(__file__).parents[3] / "seeds" / "author-page.txt"
AS_OF = datetime.date(2026, 11, 23)
ABSTRACT = "We show that this works, and measure how well it does so in practice."


@cache
def page() -> str:
    return PAGE.read_text("utf-8")


def read(text: str, as_of: datetime.date = AS_OF) -> Harvest:
    return author_page.read(text, SourceOptions(as_of=as_of, path="page.txt"))


def entries(text: str, as_of: datetime.date = AS_OF) -> list[Entry]:
    return [found.entry for found in read(text, as_of).entries]


def messages(text: str) -> list[str]:
    return [str(problem) for problem in read(text).problems]


def paper(
    heading: str = "LGFeb 22, 2023",
    title: str = "A critical look",
    authors: str = "Oleg Platonov, Denis Kuznedelev et al.",
    abstract: str = ABSTRACT,
) -> str:
    return f"{heading}\n{title}\n\n{authors}\n\n{abstract}\n\n"


def one(text: str, as_of: datetime.date = AS_OF) -> Entry:
    (entry,) = entries(text, as_of)
    return entry


# --- the real page ---------------------------------------------------------------


def test_the_real_page_gives_its_profile() -> None:
    assert read(page()).profiles == (
        Profile(
            name="Denis Kuznedelev",
            area="LG",
            h_index=41,
            papers=23,
            citations=1336,
            novelty="55%",
            ai_score=54,
        ),
    )


def test_the_real_page_is_read_without_a_complaint() -> None:
    assert author_page.recognises(page())
    assert read(page()).problems == ()


def test_the_real_page_gives_23_papers_by_area_and_year() -> None:
    found = entries(page())
    areas = sorted(str(entry.area) for entry in found)
    years = sorted(entry.year or 0 for entry in found)
    assert {area: len(list(same)) for area, same in groupby(areas)} == {
        "CL": 2,
        "CV": 6,
        "LG": 14,
        "SI": 1,
    }
    assert {year: len(list(same)) for year, same in groupby(years)} == {
        2022: 3,
        2023: 6,
        2024: 8,
        2025: 5,
        2026: 1,
    }


def test_the_real_page_cuts_22_lists_of_authors() -> None:
    found = entries(page())
    assert sum(entry.authors_truncated for entry in found) == 22
    assert {len(entry.authors) for entry in found} == {3}


def test_the_pages_owner_is_added_to_no_paper() -> None:
    shown = [
        entry
        for entry in entries(page())
        if "Denis Kuznedelev" in map(str, entry.authors)
    ]
    assert len(shown) == 15


def test_the_real_page_has_one_affiliation() -> None:
    assert [
        (entry.citekey, entry.affiliations)
        for entry in entries(page())
        if entry.affiliations
    ] == [("kuznedelev2023vision", ("mit",))]


def test_code_is_taken_only_where_the_page_flags_it() -> None:
    assert {entry.citekey: entry.code for entry in entries(page()) if entry.code} == {
        "platonov2023critical": (
            "https://github.com/yandex-research/heterophilous-graphs"
        ),
        "sieberling2024evopress": "https://github.com/IST-DASLab/EvoPress",
    }


def test_abstracts_stand_as_on_the_page() -> None:
    lines = set(page().splitlines())
    assert all(entry.abstract in lines for entry in entries(page()))
    by_key = {entry.citekey: entry.abstract or "" for entry in entries(page())}
    assert by_key["sieberling2024evopress"].endswith("/EvoPress}.")
    assert "framework~\\citep{lecun90brain, has" in by_key["wu2024iterative"]
    assert "facilitating ~21% faster" in by_key["voronov2024switti"]
    assert "(e.g. $\\geq 75$%)" in by_key["kuznedelev2022cap"]


def test_each_paper_says_where_it_stands() -> None:
    places = [found.location for found in read(page()).entries]
    assert places[0] == Location("page.txt", 12)
    assert places[-1] == Location("page.txt", 166)


def test_the_one_date_without_a_year_is_said_to_be_assumed() -> None:
    harvest = read(page())
    assert harvest.notes == ("page.txt:124: 'Apr 9' has no year, 2026 assumed",)
    assert [found.entry.citekey for found in harvest.entries if found.year_assumed] == [
        "bocharnikov2026kv"
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "  \t\n"),
        lambda text: text.replace("\n", "\u00a0\n"),
        lambda text: text.replace("\n\n", "\n \n\u00a0\n\n"),
        lambda text: text.replace("\n", "\n    "),
        lambda text: text + "\n\n\n",
        lambda text: text.replace("\n\n", "\n"),
        lambda text: text.replace("\n", "\n\n"),
        lambda text: text.replace("2023Code", "2023 Code").replace("LGFeb", "LG Feb"),
        lambda text: text.replace("h-index41", "h-index\n41").replace(
            "23papers", "23\npapers"
        ),
    ],
    ids=(
        "CRLF CR BOM blanks NBSP blank-lines indented end-blanks no-blank-lines"
        " doubled-lines unglued figures-apart"
    ).split(),
)
def test_how_the_page_was_saved_makes_no_difference(change: object) -> None:
    assert callable(change)
    changed = read(change(page()))
    assert [found.entry for found in changed.entries] == entries(page())
    assert changed.profiles == read(page()).profiles
    assert changed.problems == ()


# --- damage ----------------------------------------------------------------------


def excerpt() -> str:
    """Give the header and seven papers, among them all that are out of the ordinary."""
    lines = page().split("\n")
    return "\n".join([*lines[:32], *lines[81:95], *lines[116:130], *lines[165:]])


# The whole page takes half a minute; .ci/run does that too.
TEXTS = pytest.mark.parametrize(
    "text", [excerpt(), pytest.param(page(), marks=pytest.mark.slow)], ids=len
)


def damaged(text: str, at: int, how: str) -> str:
    lines = text.split("\n")
    after = lines[at + 1 : at + 2]
    line = lines[at]
    new = {
        "delete": [*after],
        "duplicate": [line, line, *after],
        "swap": [*after, line],
        "cut": [line[: len(line) // 2], *after],
        "garble": [line[::-1], *after],
    }[how]
    return "\n".join([*lines[:at], *new, *lines[at + 2 :]])


@TEXTS
@pytest.mark.parametrize("how", ["delete", "duplicate", "swap"])
def test_a_damaged_line_costs_at_most_its_own_paper_and_is_reported(
    text: str, how: str
) -> None:
    sound = entries(text)
    said = read(text).problems
    for at in range(text.count("\n") + 1):
        harvest = read(damaged(text, at, how))
        found = [item.entry for item in harvest.entries]
        lost = [entry for entry in sound if entry not in found]
        assert len(lost) <= 1, f"line {at + 1}"
        assert len(found) >= len(sound) - 1, f"line {at + 1}"
        assert not lost or harvest.problems != said, f"line {at + 1}"
        kept = [entry for entry in sound if entry in found]
        assert [entry for entry in found if entry in kept] == kept


@TEXTS
@pytest.mark.parametrize("how", ["cut", "garble"])
def test_a_garbled_line_leaves_the_other_papers_alone(text: str, how: str) -> None:
    sound = entries(text)
    for at in range(text.count("\n") + 1):
        found = entries(damaged(text, at, how))
        assert sum(entry not in found for entry in sound) <= 1, f"line {at + 1}"


@given(st.data())
@settings(deadline=None, max_examples=examples(60))
def test_a_line_that_moved_costs_at_most_two_papers(data: st.DataObject) -> None:
    lines = excerpt().split("\n")
    places = st.integers(0, len(lines) - 1)
    moved = lines.pop(data.draw(places))
    lines.insert(data.draw(places), moved)
    harvest = read("\n".join(lines))
    found = [item.entry for item in harvest.entries]
    lost = [entry for entry in entries(excerpt()) if entry not in found]
    assert len(lost) <= 2
    assert not lost or harvest.problems != read(excerpt()).problems


PIECES = st.sampled_from(
    [
        "",
        "LGFeb 22, 2023Code",
        "hep-thMay 5",
        "LGFeb 30, 2023",
        "LGMay",
        "Feb 29",
        "cs.LGMarch 2020",
        "A Title: with words",
        "Deep Learning",
        "Oleg Platonov, {} et al. · mit",
        "A {}, B",
        "et al.",
        "·",
        ",",
        "{ }",
        "h-index41",
        "999999999999papers",
        "23 Papers",
        "\x00",
        "\ud800",
        ABSTRACT,
        "https://github.com/a/b",
    ]
)


@given(st.lists(PIECES | st.text(max_size=20), max_size=25), st.dates())
def test_no_lines_break_the_reader(lines: list[str], as_of: datetime.date) -> None:
    text = "\n".join(lines)
    author_page.recognises(text)
    try:
        harvest = read(text, as_of)
    except SourceError:
        return
    for found in harvest.entries:
        assert citekey_defect(found.entry.citekey) is None
        reading = read_record(found.entry.citekey, to_record(found.entry))
        assert reading.entry == found.entry


def test_hostile_lines_are_read_in_no_time() -> None:
    hostile = ["a" * 200_000, "a." * 100_000, "LG" + " " * 200_000 + "x", "{" * 50_000]
    text = "\n\n".join([paper(), *hostile, "A, " * 50_000, "· " * 50_000])
    assert entries(text)


# --- headings --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "area", "date"),
    [
        ("LGFeb 22, 2023", "LG", "2023-02-22"),
        ("stat.MLJun 5, 2023", "stat.ML", "2023-06-05"),
        ("hep-thMay 5, 2023", "hep-th", "2023-05-05"),
        ("cond-mat.softDec 1, 2020", "cond-mat.soft", "2020-12-01"),
        ("MAMay 3, 2024", "MA", "2024-05-03"),
        ("MAMar 3, 2024", "MA", "2024-03-03"),
        ("mathSeptember 30, 2019", "math", "2019-09-30"),
        ("LGSept 3, 2019", "LG", "2019-09-03"),
        ("LGFEB 22, 2023CODE", "LG", "2023-02-22"),
        ("LGFeb. 22 2023", "LG", "2023-02-22"),
        ("LGFebruary 2023", "LG", "2023-02"),
    ],
)
def test_headings_give_area_and_date(heading: str, area: str, date: str) -> None:
    entry = one(paper(heading))
    assert (str(entry.area), str(entry.date)) == (area, date)


@pytest.mark.parametrize(
    ("day", "as_of", "date"),
    [
        ("Apr 9", "2026-11-23", "2026-04-09"),
        ("Apr 9", "2026-04-09", "2026-04-09"),
        ("Apr 10", "2026-04-09", "2025-04-10"),
        ("Dec 31", "2026-01-01", "2025-12-31"),
        ("Feb 29", "2026-11-23", "2024-02-29"),
        ("Feb 29", "2024-02-29", "2024-02-29"),
        ("Feb 29", "2024-02-28", "2020-02-29"),
        ("Feb 29", "1903-01-01", "1896-02-29"),
    ],
)
def test_a_day_without_a_year_is_the_last_one_that_was(
    day: str, as_of: str, date: str
) -> None:
    found = entries(paper(f"LG{day}"), datetime.date.fromisoformat(as_of))
    assert [str(entry.date) for entry in found] == [date]


@pytest.mark.parametrize("heading", ["LGFeb 31, 2023", "LGFeb 30", "LGMay 0, 2023"])
def test_a_day_that_never_was_costs_its_paper(heading: str) -> None:
    text = paper() + paper(heading, "Another one") + paper(title="A third")
    assert [entry.title for entry in entries(text)] == ["A critical look", "A third"]
    (message,) = messages(text)
    assert message.startswith("page.txt:8: 'Another one' is left out: there is no day")


@pytest.mark.parametrize("heading", ["LGFeb 2x, 2023", "LGFeb 22, 20233", "LGJun 5 ,x"])
def test_a_heading_that_cannot_be_read_costs_its_paper(heading: str) -> None:
    text = paper() + paper(heading, "Another one") + paper(title="A third")
    assert [entry.title for entry in entries(text)] == ["A critical look", "A third"]
    assert "'Another one' is left out: no area and date" in messages(text)[0]


def test_a_date_without_an_area_is_a_heading_too() -> None:
    entry = one(paper("Feb 22, 2023Code"))
    assert entry.area is None
    assert entry.code == "yes"
    assert messages(paper("Feb 22, 2023")) == [
        "page.txt:1: no area shown for 'A critical look'"
    ]


def test_an_unknown_flag_is_reported() -> None:
    text = paper("LGFeb 22, 2023CodeVideo")
    assert one(text).code == "yes"
    assert messages(text) == [
        "page.txt:1: unknown flag 'video' in 'LGFeb 22, 2023CodeVideo'"
    ]


@pytest.mark.parametrize(
    "title",
    [
        "October 7, 2023",
        "May 2020",
        "LGFeb 22, 2023",
        "CVApr 9",
        "Deep Learning",
        "23 Papers",
        "et al.",
        "1,336citations",
    ],
)
def test_a_title_may_look_like_something_else(title: str) -> None:
    heading = "SIMar 1, 2024"
    text = paper() + paper(heading, title) + paper(title="A third")
    assert [entry.title for entry in entries(text)][1:] == [title, "A third"]
    assert messages(text) == []


# --- papers ----------------------------------------------------------------------


def test_a_paper_may_lack_its_abstract_or_its_authors() -> None:
    bare = "LGFeb 1, 2023\nNo abstract here\n\nOleg Platonov et al.\n\n"
    nobody = f"LGFeb 2, 2023\nNo authors here\n\n{ABSTRACT}\n\n"
    text = paper() + bare + nobody + "LGFeb 3, 2023\nNeither\n\n" + paper()
    found = entries(text)
    assert [bool(entry.abstract) for entry in found] == [True, False, True, False, True]
    assert [len(entry.authors) for entry in found] == [2, 1, 0, 0, 2]
    assert messages(text) == [
        "page.txt:8: no abstract shown for 'No abstract here'",
        "page.txt:13: no authors shown for 'No authors here'",
        "page.txt:18: no authors shown for 'Neither'",
        "page.txt:18: no abstract shown for 'Neither'",
    ]


def test_an_abstract_may_have_several_paragraphs() -> None:
    text = f"{ABSTRACT}\n\nA second one.\n\nCode: https://github.com/a/b"
    assert one(paper(abstract=text)).abstract == text


def test_an_abstract_may_be_wrapped() -> None:
    text = f"{ABSTRACT} And so\n{ABSTRACT} And\nso on"
    assert one(paper(abstract=text)).abstract == text


@pytest.mark.parametrize("footer", ["Load more", "About\nTerms of use\n\nContact"])
def test_what_stands_below_the_last_abstract_is_left_out(footer: str) -> None:
    text = paper() + footer
    assert one(text).abstract == ABSTRACT
    (message,) = {said.partition(":")[2][:30] for said in messages(text)[:1]}
    assert "not understood, left out" in message


def test_a_paper_that_lost_its_heading_is_no_part_of_the_one_before() -> None:
    text = paper() + paper(heading="", title="A second").lstrip() + paper(title="C")
    assert [entry.abstract for entry in entries(text)] == [ABSTRACT, ABSTRACT]
    assert messages(text) == [
        "page.txt:8: no area and date above it, left out: 'A second'"
    ]


def test_a_title_over_two_lines_is_one() -> None:
    text = paper(title="A critical look\nat heterophily: part two")
    assert one(text).title == "A critical look at heterophily: part two"
    assert len(messages(text)) == 1


def test_no_character_gets_in_that_no_catalogue_can_hold() -> None:
    text = paper(title=" A\x00B") + paper(abstract=f"\ud800{ABSTRACT}") + paper()
    assert [entry.title for entry in entries(text)] == ["AB", *["A critical look"] * 2]
    assert {entry.abstract for entry in entries(text)} == {ABSTRACT}
    assert messages(text) == [
        "page.txt:2:3: U+0000 cannot stand in a text, it is left out",
        "page.txt:13:1: U+D800 cannot stand in a text, it is left out",
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "\0LGFeb 2, 2023",
        "\x7fLGFeb 2, 2023",
        "LG\x1aFeb 2, 2023\x07",
        "\0\nLGFeb 2, 2023",
    ],
)
def test_a_character_before_a_heading_costs_no_paper(heading: str) -> None:
    text = paper() + paper(heading=heading, title="B") + paper(title="C")
    assert [entry.title for entry in entries(text)] == ["A critical look", "B", "C"]
    assert {entry.abstract for entry in entries(text)} == {ABSTRACT}
    assert {str(entry.area) for entry in entries(text)} == {"LG"}
    (message,) = messages(text)
    assert message.startswith("page.txt:8:")
    assert "cannot stand in a text, it is left out" in message


def test_a_name_that_is_none_costs_its_paper() -> None:
    text = paper(authors="Oleg Platonov, { et al.") + paper(title="Another")
    assert [entry.title for entry in entries(text)] == ["Another"]
    assert "'A critical look' is left out: unbalanced braces" in messages(text)[0]


@pytest.mark.parametrize(
    ("abstract", "code"),
    [
        (f"{ABSTRACT} See https://github.com/a/b.", "https://github.com/a/b"),
        (f"{ABSTRACT} See \\url{{github.com/a/b}}.", "https://github.com/a/b"),
        (f"{ABSTRACT} github.com/a/b, gitlab.com/c/d", "yes"),
        (f"{ABSTRACT} github.com/a/b, again github.com/A/B", "https://github.com/a/b"),
        (f"{ABSTRACT} https://example.org/a/b", "yes"),
        (ABSTRACT, "yes"),
    ],
)
def test_code_is_the_one_repository_that_the_abstract_names(
    abstract: str, code: str
) -> None:
    assert one(paper("LGFeb 22, 2023Code", abstract=abstract)).code == code
    assert one(paper("LGFeb 22, 2023", abstract=abstract)).code is None


# --- header ----------------------------------------------------------------------

HEADER = "Oleg Platonov\n\nLG\nh-index5\n2papers\n12citations\n\n2 Papers\n\n"


def test_a_count_that_does_not_fit_is_reported() -> None:
    assert messages(HEADER + paper()) == [
        "page.txt:8: the header says 2 papers, 1 was found"
    ]


def test_the_list_may_show_fewer_papers_than_the_profile_has() -> None:
    text = HEADER.replace("2 Papers", "1 Paper") + paper()
    assert messages(text) == []
    assert read(text).profiles[0].papers == 2


def test_a_profile_may_have_no_papers() -> None:
    text = "Oleg Platonov\n\nLG\nh-index0\n0papers\n0citations\n"
    assert author_page.recognises(text)
    assert read(text).profiles[0].papers == 0
    assert read(text).entries == ()


def test_figures_that_are_not_exact_are_not_made_so() -> None:
    text = HEADER.replace("12citations", "12.3Kcitations") + paper() + paper("CVMay 1")
    assert read(text).profiles[0].citations is None
    assert messages(text) == ["page.txt:6: not understood, left out: '12.3Kcitations'"]


def test_other_lines_of_the_header_are_reported() -> None:
    text = "Home\nSearch\n\n" + HEADER + paper() + paper("CVMay 1")
    assert read(text).profiles[0].name == "Oleg Platonov"
    assert messages(text) == ["page.txt:1: not understood, left out: 'Home' and 1 more"]


def test_a_page_without_a_header_is_one_too() -> None:
    assert read(paper()).profiles == ()
    assert messages(paper()) == []


def test_figures_without_a_name_make_no_profile() -> None:
    text = HEADER.removeprefix("Oleg Platonov") + paper() + paper("CVMay 1")
    assert read(text).profiles == ()
    assert messages(text) == [
        "page.txt:3: the header has no name, so no profile is taken"
    ]


def test_a_line_of_web_of_science_is_no_heading() -> None:
    text = "PT J\nAU Cao, WX\nPD JUN 8\nPY 2004\nVL 43\nER\n"
    assert not author_page.recognises(text)


@pytest.mark.parametrize(
    "text",
    ["", "Dear diary,\nMay 5, 2023 was fine.", "@misc{a, title = {LGFeb 22, 2023}}"],
)
def test_other_texts_are_no_author_pages(text: str) -> None:
    assert not author_page.recognises(text)
    with pytest.raises(SourceError):
        read(text)
