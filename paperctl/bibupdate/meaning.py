r"""When two values of a .bib field say the same.

Compared is what a reader of the bibliography sees: `{\"o}` and `ö`, `10-20` and
`10--20`, `jan` and `{1}`, `Donald Knuth` and `Knuth, Donald` are no difference. Neither
are braces that protect the case of a title: who wrote them knows why.
"""

from __future__ import annotations

import unicodedata

from paperctl.bib import MONTHS
from paperctl.errors import FieldError
from paperctl.model.person import is_et_al, parse_name
from paperctl.text.fold import squeeze
from paperctl.text.plain import to_plain
from paperctl.text.regex import lazy_regex

# The names that biblatex has for BibTeX's fields (its manual, "Field Aliases").
_ALIASES = {
    "address": "location",
    "annote": "annotation",
    "archiveprefix": "eprinttype",
    "journal": "journaltitle",
    "pdf": "file",
    "primaryclass": "eprintclass",
    "school": "institution",
}
_TYPES = {"conference": "inproceedings", "electronic": "online", "www": "online"}
_NAMES = frozenset(
    "author editor editora editorb editorc translator annotator commentator afterword"
    " bookauthor foreword holder introduction shortauthor shorteditor".split()
)
_LISTS = frozenset({"keywords", "ids"})
_VERBATIM = frozenset({"doi", "eprint", "file", "url", "verba", "verbb", "verbc"})
_FOLDED = frozenset({"archiveprefix", "doi", "eprinttype", "isbn", "issn", "langid"})

_ESCAPED = lazy_regex(r"\\([%&#_$~^{}])(?:\{\})?")
_DOI_ADDRESS = lazy_regex(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", 2)
_ARXIV = lazy_regex(r"^(?:arxiv:)?(.*?)(?:v[0-9]+)?$", 2)
_UNMARKED = lazy_regex(r"[^\\{}$~`'\"]*")
_TIE = lazy_regex(r"(?<!\\)~")
_DASHES = lazy_regex(r"\s*[-‐‑‒–—−]+\s*")
_DASH_RUN = lazy_regex(r"[-‐‑‒–—−]+")
_SAME = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "`": "'", "\u00ad": None}
)
_SEPARATOR = lazy_regex(r"[,;]")
_AND_OR_BRACE = lazy_regex(r"[{}]|(?<=\s)and(?=\s)", 2)


def field_name(name: str, *, biber: bool) -> str:
    """Give the one name of a field: biber knows some by two.

    >>> field_name("archivePrefix", biber=True), field_name("Journal", biber=False)
    ('eprinttype', 'journal')
    """
    name = name.lower()
    return _ALIASES.get(name, name) if biber else name


def entry_type(name: str) -> str:
    """Give the one name of a type."""
    name = name.lower()
    return _TYPES.get(name, name)


def meaning(name: str, text: str) -> str:
    r"""Reduce an expanded value of a field to what is compared.

    >>> meaning("author", r"M{\"u}ller, Max and others") == meaning(
    ...     "author", "Max Müller and others")
    True
    >>> meaning("pages", "10--20"), meaning("month", "jun"), meaning("title", "{A} B")
    ('10-20', '6', 'A B')
    """
    if name in _NAMES:
        return " and ".join(map(_person, _split_names(text)))
    if name in _VERBATIM:
        return _verbatim(name, text)
    if name == "month":
        return _month(text)
    if name in _LISTS:
        return ",".join(sorted({_text(part) for part in _SEPARATOR.split(text)} - {""}))
    plain = _text(text)
    if name in {"pages", "date", "number", "volume"}:
        plain = _DASHES.sub("-", plain)
    return plain.casefold().replace("-", "") if name in _FOLDED else plain


def _text(text: str) -> str:
    if text.isascii() and _UNMARKED.fullmatch(text) and "--" not in text:
        return squeeze(text)  # most values, in little time
    text = _TIE.sub(" ", text.replace("``", '"').replace("''", '"'))
    plain = unicodedata.normalize("NFKC", to_plain(text)).translate(_SAME)
    return squeeze(_DASH_RUN.sub("-", plain))


def _verbatim(name: str, text: str) -> str:
    text = _ESCAPED.sub(r"\1", squeeze(text))
    if name == "doi":
        return _DOI_ADDRESS.sub("", text).casefold()
    if name == "eprint":
        return _ARXIV.sub(r"\1", text)
    return text.removesuffix("/") if name == "url" else text


def _month(text: str) -> str:
    text = _text(text).lower().rstrip(".")
    number = text.lstrip("0")
    if number.isdecimal():
        return number
    return str(MONTHS.index(text[:3]) + 1) if text[:3] in MONTHS else text


def _split_names(text: str) -> list[str]:
    """Split at `and` outside braces."""
    names, begin, depth = [], 0, 0
    for found in _AND_OR_BRACE.finditer(text):
        if found[0] in {"{", "}"}:
            depth += 1 if found[0] == "{" else -1
        elif depth == 0:
            names.append(text[begin : found.start()])
            begin = found.end()
    return [*names, text[begin:]]


def _person(text: str) -> str:
    text = _TIE.sub(" ", text)
    if is_et_al(text):
        return "others"
    try:
        return _text(parse_name(text).inverted)
    except FieldError:
        return _text(text)
