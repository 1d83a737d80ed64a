"""Patterns of citekeys: what each function and modifier gives, and what is refused."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from paperctl.errors import QueryError
from paperctl.keys import make_citekey
from paperctl.keys.functions import FUNCTIONS
from paperctl.keys.modifiers import MODIFIERS
from paperctl.keys.pattern import clean, parse_pattern
from paperctl.keys.presets import PRESETS
from paperctl.model import Entry, from_record
from paperctl.model.record import citekey_defect
from tests.nasty import NASTY

NEWTON = ["Isaac Newton", "James Maxwell", "Albert Einstein", "Niels Bohr"]


def entry(authors: list[Any] | None = None, **fields: Any) -> Entry:
    return from_record("x", {"authors": authors or [], **fields})


def made(pattern: str, of: Entry) -> str:
    return parse_pattern(pattern).base(of)


# The names of JabRef's documentation and tests: one to four authors.
@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("auth", ["Newton"] * 4),
        ("auth3", ["New"] * 4),
        ("auth2_3", ["", "", "Ei", "Ei"]),
        ("auth.etal", ["Newton", "Newton.Maxwell", "Newton.etal", "Newton.etal"]),
        ("authEtAl", ["Newton", "NewtonMaxwell", "NewtonEtAl", "NewtonEtAl"]),
        ("auth.auth.ea", ["Newton", "Newton.Maxwell", *["Newton.Maxwell.ea"] * 2]),
        ("authors", ["Newton", "NewtonMaxwell", "NewtonMaxwellEinstein",
                     "NewtonMaxwellEinsteinBohr"]),
        ("authors1", ["Newton", *["NewtonEtAl"] * 3]),
        ("authors2", ["Newton", "NewtonMaxwell", *["NewtonMaxwellEtAl"] * 2]),
        ("authorsAlpha", ["New", "NM", "NME", "NMEB"]),
        ("authshort", ["Newton", "NM", "NME", "NME+"]),
        ("authIni4", ["Newt", "NeMa", "NeME", "NMEB"]),
        ("authIni2", ["Ne", "NM", "NM", "NM"]),
        ("authorIni", ["Newto", "NewtoM", "NewtoME", "NewtoMEB"]),
        ("authForeIni", ["I"] * 4),
        ("authorLast", ["Newton", "Maxwell", "Einstein", "Bohr"]),
        ("authorLastForeIni", ["I", "J", "A", "N"]),
        ("authFirstFull", ["Newton"] * 4),
    ],
)  # fmt: skip
def test_functions_about_people(function: str, expected: list[str]) -> None:
    for many, name in enumerate(expected, 1):
        people = NEWTON[:many]
        # An entry with only the year would have a key too: what is empty shows.
        assert made(f"[{function}][year]", entry(people, date="1687")) == f"{name}1687"
        if function.startswith("auth"):
            assert made(f"[pure{function}][year]", entry(people, date="1687")) == (
                f"{name}1687"
            )


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("auth", "Newton"),
        ("auth.etal", "Newton.etal"),
        ("authEtAl", "NewtonEtAl"),
        ("auth.auth.ea", "Newton.Maxwell.ea"),
        ("authors", "NewtonMaxwellEtAl"),
        ("authors2", "NewtonMaxwellEtAl"),
        ("authors1", "NewtonEtAl"),
        ("authorsAlpha", "NM+"),
        ("authshort", "NM+"),
        ("authIni4", "NeMa"),
    ],
)
def test_et_al_means_that_there_are_others(function: str, expected: str) -> None:
    assert made(f"[{function}]", entry([*NEWTON[:2], "et al."])) == expected


def test_one_author_and_others() -> None:
    of = entry(["Isaac Newton", "et al."])
    given = [
        made(f"[{name}]", of) for name in ("authEtAl", "authshort", "authorsAlpha")
    ]
    assert given == ["NewtonEtAl", "N+", "N+"]


def test_alpha_of_five_and_of_prefixes() -> None:
    assert made("[authorsAlpha]", entry([*NEWTON, "Max Planck"])) == "NME+"
    assert made("[authorsAlpha]", entry(["Wil van der Aalst"])) == "vdAal"
    assert made("[authorsAlpha]", entry(["Wil van der Aalst", "A. Bee"])) == "vdAB"


@pytest.mark.parametrize(
    ("author", "auth", "full"),
    [
        ("Ludwig van Beethoven", "Beethoven", "vanBeethoven"),
        ("Søren Ærø", "Aero", "Aero"),
        ("Conan O'Brien", "OBrien", "OBrien"),
        ("Ada Smith-Jones", "SmithJones", "SmithJones"),
        ("{R Core Team}", "R", "R"),
        ("{\\'E}. {\\L}ukasz", "Lukasz", "Lukasz"),
        ("李 明", "Ming", "Ming"),
    ],
)
def test_family_names_in_ascii(author: str, auth: str, full: str) -> None:
    of = entry([author])
    assert made("[auth]", of) == auth
    assert made("[authFirstFull]", of) == full


def test_editors_stand_in_for_authors_unless_pure() -> None:
    of = entry(editors=["Ed Itor", "Al So"], title="Book")
    assert made("[auth][title]", of) == "ItorBook"
    assert made("[authEtAl]", of) == "ItorSo"
    assert made("[pureauth][title]", of) == "Book"
    assert made("[pureauthors2][title]", of) == "Book"
    both = entry(["Ann Author"], editors=["Ed Itor"])
    assert made("[edtr]-[editors]-[edtrshort]", both) == "Itor-Itor-Itor"
    assert made("[edtr2_1]", both) == "It"
    assert made("[edtrForeIni][editorLast][edtrIni4]", both) == "EItorItor"


AWESOME = "An awesome paper on JabRef"
BERT = "BERT: Pre-training of Deep Bidirectional Transformers for Language"


@pytest.mark.parametrize(
    ("pattern", "title", "expected"),
    [
        ("[title]", AWESOME, "AnAwesomePaperonJabRef"),
        ("[title:abbr]", AWESOME, "AAPoJ"),
        ("[fulltitle]", AWESOME, "AnawesomepaperonJabRef"),
        ("[camel]", AWESOME, "AnAwesomePaperOnJabRef"),
        ("[camel:abbr]", AWESOME, "AAPOJ"),
        ("[camel2]", AWESOME, "AnAwesome"),
        ("[shorttitle]", AWESOME, "awesomepaperJabRef"),
        ("[shorttitleINI]", AWESOME, "Aap"),
        ("[veryshorttitle]", AWESOME, "awesome"),
        ("[title1]", AWESOME, "awesome"),
        ("[title2:capitalize]", AWESOME, "AwesomePaper"),
        ("[title9]", AWESOME, "awesomepaperJabRef"),
        ("[shorttitle3_3]", BERT, "BERTPretrainingDeep"),
        ("[shorttitle]", BERT, "BERTPretraining"),
        ("[veryshorttitle1_1]", "on deep learning", "Deep"),
        ("[shorttitle3_1]", "the deep learning book", "Deeplearningbook"),
        ("[arxivtitle]", BERT, "BERTPretrainingDeepBidirectional"),
        ("[arxivtitle1]", BERT, "BERT"),
        (
            "[scholartitle]",
            "Do ImageNet Classifiers Generalize to ImageNet?",
            "ImageNet",
        ),
        ("[scholartitle]", "You Only Look Once", "You"),
        ("[scholartitle]", "It's Not Just Size That Matters", "s"),
        ("[scholartitle2]", "Few-shot learning", "Fewshot"),
        (
            "[title]",
            r"The $\ell_1$ norm of {GPUs} \emph{again}",
            "TheL1NormofGPUsAgain",
        ),
        ("[title1]", "Scale-wise Models", "Scale"),
        ("[title1]", "深度学习", "ShenDuXueXi"),
    ],
)
def test_functions_about_titles(pattern: str, title: str, expected: str) -> None:
    assert made(pattern, entry(title=title)) == expected


def test_other_functions_and_fields() -> None:
    of = entry(
        ["Ada Lovelace", "Charles Babbage"],
        title="X",
        date="2020-03-02",
        pages="L7, 41, 73--97",
        keywords=["deep learning", "graphs"],
        journal="Journal of Fish Biology",
        arxiv="2302.11640v2",
        area="LG",
        categories=["cs.LG"],
        volume="12",
        doi="10.1000/x_y(z)",
        howpublished="By Post",
    )
    assert made("[year]-[shortyear]-[month]-[day]", of) == "2020-20-March-2"
    assert made("[month:truncate3:lower]", of) == "mar"
    assert made("[firstpage].[lastpage].[pageprefix]", of) == "7.97.L"
    assert made("[keyword1]-[keyword2]-[keyword]-[keywords1]", of) == (
        "deeplearning-graphs-deeplearning-deeplearning"
    )
    assert made("[keyword3][keywords][year]", of) == "deeplearninggraphs2020"
    assert made("[journal:abbr]", of) == "JoFB"
    assert made("[eprint]:[arxiv]", of) == "2302.11640:2302.11640"
    assert made("[area]-[primaryclass]", of) == "LG-cs.LG"
    assert made("[entrytype]", of) == "article"
    assert made("[author]", of) == "AdaLovelaceCharlesBabbage"
    assert made("[date][volume]/[doi]", of) == "2020-03-0212/10.1000/x_yz"
    assert made("[extra.howpublished]", of) == "ByPost"
    assert made("[extra.nosuch][year]", of) == "2020"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("[note:lower]", "anexampletitle"),
        ("[note:upper]", "ANEXAMPLETITLE"),
        ("[note:capitalize]", "AnExampleTitle"),
        ("[note:sentencecase]", "Anexampletitle"),
        ("[note:titlecase]", "AnExampleTitle"),
        ("[note:abbr:upper]", "AET"),
        ("[note:truncate4]", "anE"),
        ("[note:skipwords]", "Exampletitle"),
        ("[volume:(none)]", "none"),
        ("[note:(none):truncate2]", "an"),
        ('[note:regex("a(.)", "$1-")]', "n-Exm-pletitle"),
        (r'[note:regex("(e)x", "\1")]', "anExampletitle"),
        (r'[note:regex("\\bE", "")]', "anxampletitle"),
        (r'[note:regex("\bE", "")]', "anxampletitle"),
        (r'[note:regex("(?i)(ex)|(zz)", "$2")]', "anampletitle"),
        ("[NOTE:LOWER]", "anexampletitle"),
    ],
)
def test_modifiers(pattern: str, expected: str) -> None:
    assert made(f"x[title]{pattern}", entry(title="T", note="an Example title")) == (
        f"xT{expected}"
    )


def test_a_letter_that_becomes_several_is_changed_as_such() -> None:
    of = entry(title="T", note="Über 北京")
    assert made("[note:lower]", of) == "uberbeijing"
    assert made('[note:regex("Ü", "Ue"):lower]', of) == "ueberbeijing"
    assert made('[note:ascii:regex("Ü", "Ue"):lower]', of) == "uberbeijing"


def test_without_anything_asked_for_there_is_no_key() -> None:
    empty = entry()
    assert made("x[auth]-[year]", empty) == ""
    assert made("[auth:(unknown)]", empty) == ""
    assert made("[title]", entry(title="…")) == ""
    assert make_citekey(empty, (), parse_pattern("[auth]")) == "entry"
    assert make_citekey(empty, {"entry"}, parse_pattern("[auth]")) == "entrya"


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_presets_call_a_known_paper_as_they_say(preset: Any) -> None:
    of = entry(["Ashish Vaswani", "Noam Shazeer"], title="Attention Is All You Need",
               date="2017-06-12")  # fmt: skip
    assert made(preset.name, of) == preset.example
    assert made(preset.pattern, of) == preset.example
    assert made(f" {preset.name.upper()} ", of) == preset.example


@pytest.mark.parametrize(
    ("preset", "expected"),
    [
        ("arxiv", "devlin2019bertpretrainingdeepbidirectional"),
        ("better-bibtex", "devlinBERTPretrainingDeep2019"),
        ("google-scholar", "devlin2019bert"),
        ("paperctl", "devlin2019bert"),
        ("jabref", "Devlin2019"),
    ],
)
def test_presets_differ_as_their_peers_do(preset: str, expected: str) -> None:
    assert made(preset, entry(["Jacob Devlin"], title=BERT, date="2019")) == expected


@pytest.mark.parametrize(
    ("pattern", "column", "message", "hint"),
    [
        ("[auth][yaer]", 7, "'yaer'", "year"),
        ("[auht]", 1, "'auht'", "auth"),
        ("[auth]x[nosuchthing]", 8, "'nosuchthing'", "[extra.NAME]"),
        ("[auth", 0, "not closed", ""),
        ("x[auth[year]", 1, "not closed", ""),
        ("[auth]]", 6, "closes nothing", ""),
        ("[auth:lowr]", 6, "'lowr'", "lower"),
        ("[auth:]", 6, "no modifier is named", "truncate"),
        ("[auth:lower5]", 11, "takes no number", ""),
        ("[auth:truncate]", 14, "needs a number", ":truncate5"),
        ("[auth:lower(x)]", 11, "nothing in brackets", ""),
        ("[auth:(x]", 6, "not closed", ""),
        ("[auth:(x)y]", 9, "expected : or ]", ""),
        ("[auth.etal3]", 10, "no number", ""),
        ("[authors1_2]", 8, "one number", ""),
        ("[authIni]", 8, "needs a number", "[authIni4]"),
        ("[auth0]", 5, "count from 1", ""),
        ("[]", 1, "no function", "[auth]"),
        ("[citekey]", 1, "of itself", ""),
        ("[extra]", 1, "'extra'", ""),
        ("[auth] [year]", 6, "' '", "letters, digits"),
        ("[auth]ü", 6, "'ü'", ""),
        ("[auth]{", 6, "'{'", ""),
        ('[auth:regex("(", "")]', 13, "no regular expression", ""),
        ('[auth:regex("a")]', 15, "comma", ""),
        ("[auth:regex(a, b)]", 12, "double quotes", '"^The "'),
        ('[auth:regex("a", "$1")]', 18, "no such group", ""),
        ('[auth:regex("a", "b"]', 20, "expected )", ""),
        ("arxvi", 0, "no preset", "arxiv"),
        ("auth.lower + year", 0, "no function in brackets", "[auth:lower]"),
        ("shorttitle(3,3)", 0, "no function in brackets", "[auth:lower]"),
        ("x", 0, "no function in brackets", "better-bibtex"),
        ("", 0, "no function in brackets", "[auth][year]"),
    ],
)
def test_a_mistake_has_a_column_and_often_a_hint(
    pattern: str, column: int, message: str, hint: str
) -> None:
    with pytest.raises(QueryError) as caught:
        parse_pattern(pattern)
    assert message in caught.value.message
    assert caught.value.column == column
    assert hint in (caught.value.hint or "")
    assert caught.value.query == pattern


def test_every_function_and_modifier_makes_legal_keys_of_nasty_entries() -> None:
    for name, function in FUNCTIONS.items():
        numbers = ["3"] if function.needs else ["", "3", "3_2"][: function.numbers + 1]
        for number in numbers:
            for modifier in MODIFIERS.values():
                end = "4" if modifier.needs_number else ""
                pattern = parse_pattern(f"[{name}{number}:{modifier.name}{end}]")
                for nasty in NASTY[::5]:
                    key = pattern.base(nasty)
                    assert key == clean(key)
    for nasty in NASTY:
        named = dataclasses.replace(nasty, authors=())
        for preset in PRESETS:
            key = make_citekey(named, (), parse_pattern(preset))
            assert citekey_defect(key) is None
