"""The functions of patterns: what stands in brackets.

Their names and what they give are those of JabRef's field markers (docs.jabref.org,
"Customize the citation key generator"), or of Better BibTeX where a page says so. A
function gives words with blanks between them, where it gives words: modifiers may want
to know where a word begins, and a citekey has no blanks in the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from paperctl.keys import people
from paperctl.keys.words import (
    ARXIV_WORDS,
    FUNCTION_WORDS,
    SCHOLAR_WORDS,
    SKIP_WORDS,
    STOP_WORDS,
    blank_words,
    capitalized,
    joined,
    without,
    words,
)
from paperctl.text.plain import to_plain
from paperctl.text.regex import lazy_regex
from paperctl.values import frozen

if TYPE_CHECKING:
    from collections.abc import Callable

    from paperctl.keys.people import People
    from paperctl.model.entry import Entry

Call: TypeAlias = "Callable[[Entry, int | None, int | None], str]"

_DIGITS = lazy_regex(r"[0-9]+")
_MONTHS = (
    "January February March April May June July August September October November"
    " December"
).split()


@frozen()
class Function:
    """One function.

    Attributes:
        call: Makes text of an entry and the numbers behind the name.
        numbers: How many numbers it can have: `[auth3_1]` has two.
        needs: How many of them it must have.
    """

    name: str
    call: Call
    numbers: int = 0
    needs: int = 0


# --- titles ----------------------------------------------------------------------


def _title(entry: Entry, number: int | None, _: int | None) -> str:
    if number is not None:
        return " ".join(without(STOP_WORDS, words(entry.title))[:number])
    return " ".join(
        word[:1].lower() + word[1:]
        if at and word.lower() in FUNCTION_WORDS
        else capitalized(word)
        for at, word in enumerate(words(entry.title))
    )


def _full_title(entry: Entry, _: int | None, __: int | None) -> str:
    return " ".join(words(entry.title))


def _camel(entry: Entry, number: int | None, _: int | None) -> str:
    return " ".join(map(capitalized, words(entry.title)[:number]))


def _short_title(entry: Entry, number: int | None, capitals: int | None) -> str:
    if number is None:
        return " ".join(without(FUNCTION_WORDS, words(entry.title))[:3])
    return _better_bibtex_title(entry, number, capitals)


def _very_short_title(entry: Entry, number: int | None, capitals: int | None) -> str:
    if number is None:
        return " ".join(without(FUNCTION_WORDS, words(entry.title))[:1])
    return _better_bibtex_title(entry, number, capitals)


def _better_bibtex_title(entry: Entry, number: int, capitals: int | None) -> str:
    """Give words that end at blanks, some of them with a capital."""
    whole = filter(None, map(joined, blank_words(entry.title)))
    found = without(SKIP_WORDS, list(whole))[:number]
    return " ".join(
        capitalized(word) if at < (capitals or 0) else word
        for at, word in enumerate(found)
    )


def _title_initials(entry: Entry, _: int | None, __: int | None) -> str:
    return "".join(word[0] for word in words(entry.title)[:3])


def _scholar_title(entry: Entry, number: int | None, _: int | None) -> str:
    # An apostrophe parts words here: "It's not just size" gives `s`.
    parted = words(to_plain(entry.title).replace("'", " ").replace("’", " "))
    return " ".join(without(SCHOLAR_WORDS, parted)[: number or 1])


def _arxiv_title(entry: Entry, number: int | None, _: int | None) -> str:
    found = without(ARXIV_WORDS, blank_words(entry.title))[: number or 4]
    return " ".join(map(joined, found))


# --- dates, pages, keywords and numbers --------------------------------------------


def _year(entry: Entry, _: int | None, __: int | None) -> str:
    return str(entry.year) if entry.year else ""


def _short_year(entry: Entry, _: int | None, __: int | None) -> str:
    return f"{entry.year % 100:02d}" if entry.year else ""


def _month(entry: Entry, _: int | None, __: int | None) -> str:
    month = entry.date.month if entry.date else None
    return _MONTHS[month - 1] if month else ""


def _day(entry: Entry, _: int | None, __: int | None) -> str:
    day = entry.date.day if entry.date else None
    return str(day) if day else ""


def _page(choose: Callable[[list[int]], int]) -> Call:
    def page(entry: Entry, _: int | None, __: int | None) -> str:
        # Longer ones are no pages, and Python refuses to read thousands of digits.
        numbers = [int(digits[:9]) for digits in _DIGITS.findall(entry.pages or "")]
        return str(choose(numbers)) if numbers else ""

    return page


def _page_prefix(entry: Entry, _: int | None, __: int | None) -> str:
    pages = (entry.pages or "").strip()
    found = _DIGITS.search(pages)
    return joined(pages[: found.start()]) if found else ""


def _keyword(entry: Entry, number: int | None, _: int | None) -> str:
    at = number or 1
    return " ".join(words(" ".join(entry.keywords[at - 1 : at])))


def _keywords(entry: Entry, number: int | None, _: int | None) -> str:
    return " ".join(words(" ".join(entry.keywords[:number])))


def _eprint(entry: Entry, _: int | None, __: int | None) -> str:
    return entry.arxiv.identifier if entry.arxiv else ""


def _entry_type(entry: Entry, _: int | None, __: int | None) -> str:
    return entry.entry_type


def _primary_class(entry: Entry, _: int | None, __: int | None) -> str:
    return entry.primary_class or ""


# --- people ------------------------------------------------------------------------

_Who: TypeAlias = "Callable[[Entry], People]"


def _plain(who: _Who, make: Callable[[People], str]) -> Call:
    return lambda entry, _, __: make(who(entry))


def _of_people(
    who: _Who, one: str, many: str, each: str, prefix: str = ""
) -> list[Function]:
    """Make the functions about people.

    Args:
        who: Who they are.
        one: How functions about one of them begin: `auth`.
        many: How the one about all is called: `authors`.
        each: How functions about some of them begin: `author`.
        prefix: What stands before all of these: `pure`.
    """

    def named(entry: Entry, letters: int | None, number: int | None) -> str:
        return people.nth(who(entry), letters, number or 1)

    def all_of(entry: Entry, number: int | None, _: int | None) -> str:
        return people.every(who(entry), number)

    def shared(entry: Entry, number: int | None, _: int | None) -> str:
        return people.shared_letters(who(entry), number or 0)

    def last_initial(found: People) -> str:
        return people.initial(found, of_last=True)

    def dotted(found: People) -> str:
        return people.first_et_al(found, ".", ".etal")

    table = [
        Function(one, named, 2),
        Function(many, all_of, 1),
        Function(f"{one}EtAl", _plain(who, people.first_et_al)),
        Function(f"{one}.etal", _plain(who, dotted)),
        Function(f"{one}.{one}.ea", _plain(who, people.first_two)),
        Function(f"{one}short", _plain(who, people.short)),
        Function(f"{many}Alpha", _plain(who, people.alpha)),
        Function(f"{one}Ini", shared, 1, 1),
        Function(f"{each}Ini", _plain(who, people.first_and_initials)),
        Function(f"{one}FirstFull", _plain(who, people.first_in_full)),
        Function(f"{one}ForeIni", _plain(who, people.initial)),
        Function(f"{each}Last", _plain(who, people.last)),
        Function(f"{each}LastForeIni", _plain(who, last_initial)),
    ]
    return [
        Function(prefix + item.name, item.call, item.numbers, item.needs)
        for item in table
    ]


_TABLE = [
    *_of_people(people.authors_or_editors, "auth", "authors", "author"),
    *_of_people(people.authors_only, "auth", "authors", "author", "pure"),
    *_of_people(people.editors_only, "edtr", "editors", "editor"),
    Function("title", _title, 1),
    Function("fulltitle", _full_title),
    Function("camel", _camel, 1),
    Function("shorttitle", _short_title, 2),
    Function("veryshorttitle", _very_short_title, 2),
    Function("shorttitleINI", _title_initials),
    Function("scholartitle", _scholar_title, 1),
    Function("arxivtitle", _arxiv_title, 1),
    Function("year", _year),
    Function("shortyear", _short_year),
    Function("month", _month),
    Function("day", _day),
    Function("firstpage", _page(min)),
    Function("lastpage", _page(max)),
    Function("pageprefix", _page_prefix),
    Function("keyword", _keyword, 1),
    Function("keywords", _keywords, 1),
    Function("eprint", _eprint),
    Function("arxiv", _eprint),
    Function("primaryclass", _primary_class),
    Function("entrytype", _entry_type),
]

FUNCTIONS: dict[str, Function] = {function.name: function for function in _TABLE}
"""Every function by its name."""

_BY_FOLDED = {name.lower(): function for name, function in FUNCTIONS.items()}


def find_function(name: str) -> Function | None:
    """Look a function up, case aside; any field of an entry is one too.

    >>> find_function("AuthEtAl").name, find_function("venue").name
    ('authEtAl', 'venue')
    """
    function = _BY_FOLDED.get(name.lower())
    if function is not None:
        return function
    head, dot, unknown = name.partition(".")
    if head.lower() == "extra" and dot and unknown:
        return Function(name, _extra(unknown))
    from paperctl.model.fields import find_field

    field = find_field(name)
    if field is None or field.name in {"citekey", "extra"}:
        return None
    return Function(field.name, _field(field.name))


def _field(name: str) -> Call:
    def value(entry: Entry, _: int | None, __: int | None) -> str:
        from paperctl.model.cells import cell

        return cell(entry, name)

    return value


def _extra(name: str) -> Call:
    def value(entry: Entry, _: int | None, __: int | None) -> str:
        found = entry.extra.get(name)
        return to_plain(found) if isinstance(found, str) else ""

    return value


def function_names() -> list[str]:
    """List what can stand in brackets, for suggestions."""
    from paperctl.model.fields import field_names

    fields = (name for name in field_names() if find_function(name))
    return list(dict.fromkeys((*FUNCTIONS, *fields)))
