"""Lines of authors: who is named, who is not, and what is no line of authors."""

from __future__ import annotations

import pytest

from paperctl.errors import FieldError
from paperctl.model import Person
from paperctl.sources._names import is_cut_short, names_people, parse_names


def shown(text: str) -> list[str]:
    return [str(person) for person in parse_names(text).people]


@pytest.mark.parametrize(
    ("text", "people", "truncated", "affiliations"),
    [
        ("Ann Lee", ["Ann Lee"], False, ()),
        ("Ann Lee, Bo Li", ["Ann Lee", "Bo Li"], False, ()),
        ("Ann Lee, Bo Li et al.", ["Ann Lee", "Bo Li"], True, ()),
        ("Ann Lee, Bo Li, et al", ["Ann Lee", "Bo Li"], True, ()),
        ("Ann Lee, 12 more", ["Ann Lee"], True, ()),
        ("Ann Lee et al. · mit", ["Ann Lee"], True, ("mit",)),
        ("Ann Lee · mit · eth", ["Ann Lee"], False, ("mit", "eth")),
        ("Ann Lee · mit, eth-zurich", ["Ann Lee"], False, ("mit", "eth-zurich")),
        ("Ann Lee · UC, Berkeley", ["Ann Lee"], False, ("UC, Berkeley",)),
        ("Pau Gal·la, Bo Li", ["Pau Gal·la", "Bo Li"], False, ()),
        ("Ann Lee,, Bo Li,", ["Ann Lee", "Bo Li"], False, ()),
        ("et al.", [], False, ()),
        ("Al Etal", ["Al Etal"], False, ()),
    ],
)
def test_a_line_of_names_is_read(
    text: str, people: list[str], truncated: bool, affiliations: tuple[str, ...]
) -> None:
    assert shown(text) == people
    assert parse_names(text)[1:] == (truncated, affiliations)


def test_a_suffix_after_a_comma_belongs_to_the_name_before() -> None:
    (king, lee) = parse_names("Martin Luther King, Jr., Ann Lee").people
    assert (king.family, king.suffix, king.given) == ("King", "Jr.", "Martin Luther")
    assert lee.family == "Lee"


def test_a_collaboration_is_one_name() -> None:
    people = parse_names("ATLAS Collaboration, G. Aad et al.").people
    assert people[0] == Person(literal="ATLAS Collaboration")


@pytest.mark.parametrize("text", ["A {}", "{ }", "Ann {Lee", "Ann, et al., Bo Li", "."])
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(FieldError):
        parse_names(text)


@pytest.mark.parametrize(
    "text",
    [
        "Denis Kuznedelev",
        "Oleg Platonov, Denis Kuznedelev, Michael Diskin et al.",
        "Roberto L. Castro, J.-P. Serre, Ludwig van Beethoven",
        "李明, 王芳",
        "Masoud Vahid Dastgerdi et al. · mit",
        "OpenAI, Ann Lee",
        "Sammy Davis Jr.",
    ],
)
def test_names_look_like_names(text: str) -> None:
    assert names_people(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "et al.",
        "Scale-wise Distillation of Diffusion Models",
        "SpQR: A Sparse-Quantized Representation",
        "Are we really making progress?",
        "We thank Ann Lee, Bo Li and others for comments.",
        "Models are large.",
        "P$^3$EFT, LoRA",
        "23 Papers",
        "OpenAI",
    ],
)
def test_other_lines_do_not(text: str) -> None:
    assert not names_people(text)


def test_a_line_says_whether_it_is_cut_short() -> None:
    assert is_cut_short("Ann Lee, 3 more")
    assert not is_cut_short("Ann Lee · et al.")
