r"""The words of .bib files as regular expressions.

All are possessive: what cannot match is known at the first character that does not
fit, so that a text is read in linear time. Python's `re` keeps its stack on the heap.
"""

from __future__ import annotations

from paperctl.text.regex import lazy_regex

# The white space of BibTeX; a no-break space may be part of a name.
_BLANKS = r"[ \t\r\n]*+"
# btparse takes `%` inside an entry for a comment, BibTeX for an error.
_GAP = rf"{_BLANKS}(?:%[^\r\n]*+{_BLANKS})*+"
# `id_class` in bibtex.web; names do not begin with a digit.
_NAME = r"""(?![0-9])[^\x00-\x20"#%'(),={}\x7f]++"""
_BRACED = r"\{[^{}]*+\}"
for _depth in range(3):
    _BRACED = rf"\{{[^{{}}]*+(?:{_BRACED}[^{{}}]*+)*+\}}"
_QUOTED = rf'"[^"{{}}]*+(?:{_BRACED}[^"{{}}]*+)*+"'
_PIECE = rf"(?:{_BRACED}|{_QUOTED}|[0-9]++|{_NAME})"
_VALUE = rf"{_PIECE}(?:{_GAP}#{_GAP}{_PIECE})*+"
_FIELD = rf"{_GAP},{_GAP}{_NAME}{_GAP}={_GAP}{_VALUE}"
# scan1_white and scan2_white of bibtex.web; the limit is ours, lest `@a{@a{@a{` be
# read to its end for each of them.
_KEY_IN_BRACES = r"[^,} \t\r\n]{0,1000}+"
_KEY_IN_PARENTHESES = r"[^, \t\r\n]{0,1000}+"

COMMAND = lazy_regex(rf"@{_BLANKS}({_NAME}){_BLANKS}([{{(])?+")
"""A command: its type, and what opens it if anything does."""

ENTRY = lazy_regex(
    rf"@{_BLANKS}({_NAME}){_BLANKS}\{{{_GAP}({_KEY_IN_BRACES})"
    rf"(?:{_FIELD})*+{_GAP}(?:,{_GAP})?+\}}"
)
"""An entry as nearly all are: in braces, without a fault, not deeply nested."""

KEY = {"{": lazy_regex(_KEY_IN_BRACES), "(": lazy_regex(_KEY_IN_PARENTHESES)}
MORE_OF_A_KEY = lazy_regex(r"[ \t]++[^,={}\"#% \t\r\n]++(?=[ \t]*+[^=\s])")
"""A word behind a blank: no part of a key, but written as if it were."""

FIELD = lazy_regex(
    rf"{_GAP}(,){_GAP}({_NAME}){_GAP}={_GAP}"
    rf'(?:\{{([^{{}}]*+(?:{_BRACED}[^{{}}]*+)*+)\}}|"([^"{{}}]*+)"|([0-9]++)|({_NAME}))'
    rf"(?={_GAP}[,}}])"
)
"""A field of one piece, with its comma; the groups: comma, name, then four kinds."""

GAP = lazy_regex(_GAP)
NAME = lazy_regex(_NAME)
NUMBER = lazy_regex(r"[0-9]++")
BRACED = lazy_regex(_BRACED)
QUOTED = lazy_regex(_QUOTED)
UP_TO_QUOTE_OR_BRACE = lazy_regex(r'[^"{}]*+')
BRACE = lazy_regex(r"[{}]")
UP_TO_PARENTHESIS_OR_BRACE = lazy_regex(r"[^(){}]*+")
BEGINS_A_FIELD = lazy_regex(rf"{_NAME}{_GAP}=")
FIELD_FOR_A_KEY = lazy_regex(rf"{_NAME}{_GAP}={_GAP}[{{\"]")
"""A field in the place of a citekey, which may hold `=` but no brace."""

AT_OF_BIBER = lazy_regex(r"@|(?<![^ \t\r\n])%[^\r\n]*+")
"""The next command, or a comment that biber passes over at the top level."""

LINE_WITH_COMMAND = lazy_regex(rf"[\r\n][ \t]*+(?=@[ \t]*+{_NAME}[ \t]*+[{{(])")
"""Where reading goes on behind what is broken."""

ANY_COMMAND = lazy_regex(
    rf"""@{_BLANKS}(?![0-9])[^\x00-\x20"#%'(),={{}}\x7f@]++{_BLANKS}[{{(]"""
)
"""A command in any line; without an `@` in its type, so that `@@@@` takes no time."""

LINE_END = lazy_regex(r"\r\n?|\n")
