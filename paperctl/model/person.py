"""Names of people and groups, split as BibTeX splits them."""

from __future__ import annotations

from paperctl.errors import FieldError
from paperctl.text.regex import lazy_regex
from paperctl.values import field_names, frozen

# A list of authors that ends in one of these is cut short; it names nobody.
_ET_AL = lazy_regex(
    r"(?:and\s+)?(?:et\.?\s*al(?:ii|ia)?\b\.?|(?:[0-9]+\s+)?(?:more\s+)?others\.?"
    r"|[0-9]+\s+more|\.\.\.|…)",
)
_ET_AL_STARTS = frozenset("aeoAEO0123456789.…")
# Plain names end in these without a comma: "Martin Luther King Jr."
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
_MAX_PLAIN_WORDS = 1_000
_BRACES = lazy_regex("[{}]")


@frozen()
class Person:
    """A name in BibTeX's four parts, or a group's name as `literal`.

    >>> parse_name("Ludwig van Beethoven").prefix
    'van'
    >>> parse_name("{Barnes and Noble}").literal
    'Barnes and Noble'
    """

    family: str | None = None
    given: str | None = None
    prefix: str | None = None
    suffix: str | None = None
    literal: str | None = None

    def __str__(self) -> str:
        return self.name

    def __hash__(self) -> int:
        # Exports look each author up; few people share both names.
        return hash((self.family, self.given, self.literal))

    @property
    def name(self) -> str:
        """As it is read: given name first, suffix last."""
        if self.literal is not None:
            return self.literal
        # Most people have a given name and a family name, and are asked often.
        if self.given and self.family and not (self.prefix or self.suffix):
            return f"{self.given} {self.family}"
        return " ".join(filter(None, (self.given, self.sort_family, self.suffix)))

    @property
    def sort_family(self) -> str:
        """Family name with its prefix: `van Beethoven`; a group's whole name."""
        if self.literal is not None:
            return self.literal
        return " ".join(filter(None, (self.prefix, self.family)))

    @property
    def inverted(self) -> str:
        """BibTeX's comma form, parts unbraced: `King, Jr., Martin Luther`."""
        if self.literal is not None:
            return self.literal
        if self.given and self.family and not (self.prefix or self.suffix):
            return f"{self.family}, {self.given}"
        return ", ".join(filter(None, (self.sort_family, self.suffix, self.given)))


_NEW = object.__new__
_PUT_FAMILY, _PUT_GIVEN, _PUT_PREFIX, _PUT_SUFFIX, _PUT_LITERAL = (
    getattr(Person, name).__set__ for name in field_names(Person)
)


def _made(family: str, given: str, suffix: str | None = None) -> Person:
    """Make a person without the detour of `Person(...)`, which takes twice as long."""
    person = _NEW(Person)
    _PUT_FAMILY(person, family)
    _PUT_GIVEN(person, given)
    _PUT_PREFIX(person, None)
    _PUT_SUFFIX(person, suffix)
    _PUT_LITERAL(person, None)
    return person


def is_et_al(text: str) -> bool:
    """Whether the last name of a list only says that the list is cut short.

    >>> [is_et_al(text) for text in ("et al.", "and others", "12 more", "Al Etan")]
    [True, True, True, False]
    """
    # Few names begin like one of the spellings.
    if text[:1].isupper() and text[0] not in _ET_AL_STARTS:
        return False
    text = text.strip().lower()
    if text in {"et al.", "and others"}:
        return True
    return text[:1] in _ET_AL_STARTS and _ET_AL.fullmatch(text) is not None


def parse_name(text: str) -> Person:
    """Split a name typed plainly or in one of BibTeX's comma forms.

    Accepted are `Given von Family`, `Given Family Jr.`, `von Family, Given` and
    `von Family, Jr, Given`. Words that begin in lower case before the family name
    are its prefix. Braces keep words together; a name that is one braced group is
    the name of a group.

    >>> parse_name("van der Maaten, Laurens").prefix
    'van der'

    Raises:
        FieldError: There is no family name, or there are too many commas or
            unbalanced braces.
    """
    # Most names are two or three capitalised words.
    if "{" not in text and "}" not in text:
        if "," not in text:
            return _from_words(text.split(), text)
        family, _, given = text.partition(", ")
        # Or one word, a comma, and the rest: that is how .bib files have them.
        if family.isalpha() and given and given == given.strip() and "," not in given:
            return _made(family, " ".join(given.split()))
    commas, groups = _scan(text)
    whole = text.strip()
    if groups == [(0, len(whole))]:
        return Person(literal=_named(whole[1:-1].strip(), text))
    if not commas:
        return _from_words(_split_words(text), text)
    if len(commas) > 2:
        raise FieldError(
            f"too many commas in the name {text!r}",
            hint="write 'Family, Given' or 'Family, Jr., Given', one name an item;"
            " braces keep a group's name whole: {Foo, Bar and Sons}",
        )
    starts = [0, *(at + 1 for at in commas)]
    parts = [
        text[start:end].strip()
        for start, end in zip(starts, [*commas, len(text)], strict=True)
    ]
    family_words = _split_words(parts[0])
    if not family_words:
        raise FieldError(f"no family name in {text!r}")
    prefix = _count_prefix(family_words)
    return Person(
        family=_named(_join(family_words[prefix:]), text),
        prefix=_join(family_words[:prefix]),
        suffix=_join(_split_words(parts[1])) if len(parts) > 2 else None,
        given=_join(_split_words(parts[-1])),
    )


def _from_words(words: list[str], text: str) -> Person:
    if not words:
        raise FieldError("a name is empty")
    if len(words) > _MAX_PLAIN_WORDS:
        raise FieldError(f"too long for a name: {text[:40]!r}…")
    suffix = None
    if len(words) > 2 and words[-1].lower() in _SUFFIXES:
        suffix = words.pop()
    initials = "".join([word[0] for word in words[:-1]])
    if initials.isupper() and initials.isalpha() and "{" not in text:
        # No prefix, and nothing to be taken apart: so are nearly all.
        return _made(words[-1], " ".join(words[:-1]), suffix)
    start = len(words) - 1
    for index, word in enumerate(words[:-1]):
        if _is_lower(word):
            start = index
            break
    family = words[start:]
    prefix = _count_prefix(family)
    return Person(
        family=_named(_join(family[prefix:]), text),
        given=_join(words[:start]),
        prefix=_join(family[:prefix]),
        suffix=suffix,
    )


def _named(name: str | None, text: str) -> str:
    """See that there is more to a name than blanks and braces."""
    if not name or (name[0] == "{" and not _BRACES.sub("", name).strip()):
        raise FieldError(f"no family name in {text!r}")
    return name


def _count_prefix(words: list[str]) -> int:
    """Count the words up to the last lower-case one that is not the last word."""
    for index in range(len(words) - 2, -1, -1):
        if _is_lower(words[index]):
            return index + 1
    return 0


def _is_lower(word: str) -> bool:
    """Whether BibTeX takes the word for part of a prefix: its first letter is small."""
    for character in word:
        if character == "{":
            return False  # a braced word has no case
        if character.isalpha():
            return character.islower()
    return False


def _join(words: list[str]) -> str | None:
    joined = " ".join(words)
    # Braces only held the words together, unless they protect a part of a word.
    if len(words) == 1 and joined.startswith("{") and _closes_at_end(joined):
        joined = joined[1:-1].strip()
    return joined or None


def _closes_at_end(word: str) -> bool:
    return _scan(word)[1] == [(0, len(word))]


def _split_words(text: str) -> list[str]:
    """Split at blanks outside braces."""
    if "{" not in text:
        return text.split()
    words, word, depth = [], "", 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if character.isspace() and depth == 0:
            if word:
                words.append(word)
            word = ""
        else:
            word += character
    return [*words, word] if word else words


def _scan(text: str) -> tuple[list[int], list[tuple[int, int]]]:
    """Find the commas outside braces, and the outermost braced groups.

    The groups' positions count from the first character that is no blank.
    """
    lead = len(text) - len(text.lstrip())
    commas: list[int] = []
    groups: list[tuple[int, int]] = []
    depth = start = 0
    for index, character in enumerate(text):
        if character == "{":
            if depth == 0:
                start = index
            depth += 1
        elif character == "}":
            depth -= 1
            if depth < 0:
                break
            if depth == 0:
                groups.append((start - lead, index + 1 - lead))
        elif character == "," and depth == 0:
            commas.append(index)
    if depth:
        raise FieldError(f"unbalanced braces in the name {text!r}")
    return commas, groups
