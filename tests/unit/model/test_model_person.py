"""Names: what BibTeX makes of them, and what we write back."""

from __future__ import annotations

import pytest

from paperctl.errors import FieldError
from paperctl.model import Person, parse_name
from paperctl.model.person import is_et_al
from paperctl.model.record import name_record


@pytest.mark.parametrize(
    ("text", "family", "given", "prefix", "suffix"),
    [
        ("Oleg Platonov", "Platonov", "Oleg", None, None),
        ("Roberto L. Castro", "Castro", "Roberto L.", None, None),
        ("Plato", "Plato", None, None, None),
        ("Ludwig van Beethoven", "Beethoven", "Ludwig", "van", None),
        ("van der Maaten, Laurens", "Maaten", "Laurens", "van der", None),
        ("de la Fontaine", "Fontaine", None, "de la", None),
        ("King, Jr., Martin Luther", "King", "Martin Luther", None, "Jr."),
        ("Martin Luther King Jr.", "King", "Martin Luther", None, "Jr."),
        ("William Gates III", "Gates", "William", None, "III"),
        ("Vallée Poussin, Charles", "Vallée Poussin", "Charles", None, None),
        ("Jean {van der} Berg", "Berg", "Jean {van der}", None, None),
        ("{Del Rey}, Ana", "Del Rey", "Ana", None, None),
        ("{ Del  Rey }, Ana", "Del  Rey", "Ana", None, None),
        ("Doe, { }", "Doe", None, None, None),
        ("Müller", "Müller", None, None, None),
        ("李 明", "明", "李", None, None),
    ],
)
def test_names_are_split_as_bibtex_splits_them(
    text: str, family: str, given: str, prefix: str, suffix: str
) -> None:
    assert parse_name(text) == Person(family, given, prefix, suffix)


def test_blanks_inside_the_braces_of_a_group_are_no_part_of_its_name() -> None:
    assert parse_name("{ R Core Team }") == Person(literal="R Core Team")


@pytest.mark.parametrize("text", ["{OpenAI}", "{Barnes and Noble}", "{A, B and Sons}"])
def test_a_braced_name_is_the_name_of_a_group(text: str) -> None:
    assert parse_name(text) == Person(literal=text[1:-1])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "a, b, c, d",
        "{open",
        "close}",
        ", Anna",
        "A {}",
        "{ }",
        "{}",
        "{{}}, A",
        "{\t}",
        "{\u00a0}",
        "A {\u2003}",
        "{ } { }",
        "{ { } }",
    ],
)
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(FieldError):
        parse_name(text)


@pytest.mark.parametrize(
    "text",
    "et al.|et al|et. al.|Et Al.|and others|others|and 12 more|12 more|…|...".split(
        "|"
    ),
)
def test_et_al_names_nobody(text: str) -> None:
    assert is_et_al(text)


@pytest.mark.parametrize(
    "text", ["Al Etan", "Other Ness", "Ethel Al", "Paul Others-Ng"]
)
def test_people_are_not_et_al(text: str) -> None:
    assert not is_et_al(text)


@pytest.mark.parametrize(
    ("person", "form"),
    [
        (Person("Platonov", "Oleg"), "Oleg Platonov"),
        (Person("Beethoven", "Ludwig", "van"), "Ludwig van Beethoven"),
        (Person("King", "Martin", None, "Jr."), "Martin King Jr."),
        (Person("Del Rey", "Ana"), "Del Rey, Ana"),
        (Person(literal="R Core Team"), "{R Core Team}"),
        (Person("a{b"), {"family": "a{b"}),
        (Person("al.", "et"), "al., et"),
    ],
)
def test_a_name_is_written_in_the_shortest_form_that_reads_back(
    person: Person, form: object
) -> None:
    assert name_record(person) == form
