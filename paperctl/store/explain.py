"""What the parser of YAML complains about, in plain words and at the right place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from paperctl.store import codes
from paperctl.store.events import Defect, Refused, name_character
from paperctl.text.regex import lazy_regex
from paperctl.yamltext.parser import MAX_DEPTH, MarkedYAMLError

if TYPE_CHECKING:
    from paperctl.yamltext.parser import YAMLError

# What may stand in YAML text (libyaml's reader.c; YAML 1.2.2, section 5.1).
_RAW = lazy_regex("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DIRECTIVE = lazy_regex("^%", re.MULTILINE)

# What the parser says in libyaml, where it takes more than other words.
_COLON = "mapping values are not allowed in this context"
_DOCUMENT = "did not find expected <document start>"
_KEY = "did not find expected key"
_VALUE = "did not find expected node content"
# PyYAML 6.0.4 and later: libyaml counts brackets before our own count is asked.
_TOO_DEEP = "exceeded maximum nesting depth"
_BRACKETS_OF_LIBYAML = 1000
_OUTSIDE = 3  # levels around the value of a field: file, papers, entry

_TAB = "a tab where blanks are meant: YAML is not indented by tabs"
_STRAY = "expected 'citekey:', indented like the entries above"
_QUOTE = "the quote that opens here is not closed"
_SECOND_COLON = "a second ': ' in the line; text that holds one needs quotes"
_LOST_COLON = (
    "a key in the middle of a text: the line above has no ':', or this one is indented"
    " too far"
)
# Complaints that are about where something opened.
_OPENED = {
    "found unexpected end of stream": _QUOTE,
    "found unexpected document indicator": _QUOTE,
    "did not find expected ',' or ']'": "the list that opens here is damaged",
    "did not find expected ',' or '}'": "the mapping that opens here is damaged",
}
_PLAIN = {
    **_OPENED,
    _DOCUMENT: "expected a line --- below the one that begins with %",
    _KEY: "expected 'key: value', indented like the keys above",
    "could not find expected ':'": "expected 'key: value'",
    "did not find expected '-' indicator": (
        "expected '- item', indented like the items above"
    ),
    "did not find expected comment or line break": (
        "text behind | or >; it belongs on the next lines"
    ),
    "block sequence entries are not allowed in this context": (
        "text that begins with '- ' needs quotes"
    ),
    "mapping keys are not allowed in this context": (
        "text that begins with '? ' needs quotes"
    ),
    "found a tab character that violates indentation": _TAB,
    "found unknown escape character": (
        "unknown escape in a double-quoted text; \\\\ stands for one backslash"
    ),
    "found invalid Unicode character escape code": (
        "an escape that stands for no character"
    ),
}
# How the pure Python parser begins to say the same.
_PYTHON_WORDS = {
    "found unexpected document separator": "found unexpected document indicator",
    "expected ',' or ']'": "did not find expected ',' or ']'",
    "expected ',' or '}'": "did not find expected ',' or '}'",
    "mapping values are not allowed": _COLON,
    "mapping keys are not allowed": "mapping keys are not allowed in this context",
    "sequence entries are not allowed": (
        "block sequence entries are not allowed in this context"
    ),
    "expected chomping or indentation": "did not find expected comment or line break",
    "expected a comment or a line break": "did not find expected comment or line break",
    "expected <block end>, but found": _KEY,
    "expected '<document start>'": _DOCUMENT,
    "expected the node content": _VALUE,
    "found unknown escape character": "found unknown escape character",
}


def explain(error: YAMLError | Refused, text: str, base: int, end: int) -> Defect:
    """Say what is wrong with `text[base:end]`, and where in `text`."""
    if isinstance(error, Refused):
        return Defect(error.code, error.reason, error.at, error.hint)
    if isinstance(error, MarkedYAMLError):
        return _explain_marked(error, text, base, end)
    return _refused(text, base, end) or Defect(codes.SYNTAX, str(error), base)


def _refused(text: str, base: int, end: int) -> Defect | None:
    """Find the first character that cannot stand in YAML."""
    found = _RAW.search(text, base, end)
    if found is None:
        return None
    character = found[0]
    if "\udc80" <= character <= "\udcff":
        reason = f"not UTF-8: byte 0x{ord(character) - 0xDC00:02X}"
        return Defect(codes.ENCODING, reason, found.start(), "save the file as UTF-8")
    reason = f"{name_character(character)} cannot stand in a catalogue"
    return Defect(codes.CHARACTER, reason, found.start())


def second_document(at: int) -> Defect:
    """Say that a file has more than the one document of a catalogue."""
    return Defect(
        codes.DOCUMENTS,
        "a second YAML document begins here; a catalogue file has one",
        at,
        "take the line --- or ... out, or make two files of it",
    )


def stray_line(text: str, start: int) -> Defect:
    """Say what is wrong with a line that is indented too little for its entry.

    Args:
        text: What holds it.
        start: Where it begins, or what it holds.
    """
    while text[start] == " ":
        start += 1
    if text[start] == "\t":
        return Defect(codes.SYNTAX, _TAB, start)
    end = text.find("\n", start)
    refused = _refused(text, start, end if end >= 0 else len(text))
    return refused or Defect(codes.SYNTAX, _STRAY, start)


def _explain_marked(error: MarkedYAMLError, text: str, base: int, end: int) -> Defect:
    problem = error.problem or "not YAML"
    for begin, words in _PYTHON_WORDS.items():
        if problem.startswith(begin):
            problem = words
    mark = error.context_mark if problem in _OPENED else error.problem_mark
    mark = mark or error.problem_mark or error.context_mark
    at = min(mark.index + base, end) if mark else base
    if problem == _DOCUMENT and not _DIRECTIVE.search(text, base, at):
        return second_document(at)
    if problem == _TOO_DEEP:
        return _too_deep(text, base, at)
    if problem == _VALUE and at == end:
        at = max(base + len(text[base:end].rstrip()) - 1, base)
        return Defect(codes.SYNTAX, "a bracket is still open here", at)
    before = text[text.rfind("\n", 0, at) + 1 : at]
    reason = _explain_at(problem, before, text[at : min(at + 3, end)])
    return Defect(codes.SYNTAX, reason or _PLAIN.get(problem, problem), at)


def _too_deep(text: str, base: int, at: int) -> Defect:
    """Go back from where libyaml has had enough to where we have."""
    opened = [found.start() for found in re.finditer(r"[\[{]", text[base:at])]
    allowed = MAX_DEPTH - _OUTSIDE
    first = max(0, len(opened) - _BRACKETS_OF_LIBYAML) + allowed
    place = base + opened[first] if first < len(opened) else at
    return Defect(codes.NESTING, f"nested more than {MAX_DEPTH} deep", place)


def _explain_at(problem: str, before: str, after: str) -> str | None:
    """Say what is wrong by what stands before it in its line, and right after it."""
    reason = None
    if problem == _COLON:
        reason = _SECOND_COLON if ": " in before else _LOST_COLON
    elif problem == _KEY and before.strip():
        reason = "text behind a closing quote or bracket"
    elif problem == _VALUE and after == "...":
        reason = "a document ends here that has not begun; take the line ... out"
    elif problem == _VALUE:
        reason = f"no value before {after[0]!r}; text that begins with it needs quotes"
    elif problem.endswith("cannot start any token") and after:
        quoted = f"text that begins with {after[0]!r} needs quotes"
        reason = _TAB if after[0] == "\t" else quoted
    return reason
