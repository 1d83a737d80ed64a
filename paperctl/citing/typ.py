"""Typst: `@key`, `#cite(<key>)`, `#ref(<key>)`, with labels or `label("key")`.

Typst tells markup, code and maths apart, and so does this reader: a string is one in
code and a mark of quotation in markup, and `@` cites in markup alone. In one file a
label may be set, `<fig>`, and `@fig` is then a reference to it: labels of all files of
the document are no citations. What is neither a label nor an entry Typst itself would
complain about, and so it is missing.

The rules: https://typst.app/docs/reference/syntax/
"""

from __future__ import annotations

import re

from paperctl.citing import Citation, Include, Kind, Reading
from paperctl.citing._places import Places
from paperctl.text.regex import lazy_regex

_NAME = r"[\w](?:[\w:.-]*[\w-])?"
_LABEL = r"<([\w:.-]+)>"
_COMMENT = r"//[^\n]*|/\*"
_RAW = r"`+"
_MARKUP = lazy_regex(
    rf"\\.|(?P<link>https?://[^\s\]]*)|(?P<comment>{_COMMENT})|(?P<raw>{_RAW})"
    rf"|@(?P<ref>{_NAME})|(?P<label>{_LABEL})|(?P<mark>[\[\]#$\n])",
    re.DOTALL,
)
_CODE = lazy_regex(
    rf"(?P<comment>{_COMMENT})|(?P<raw>{_RAW})|(?P<label>{_LABEL})"
    r'|(?P<text>"[^"\\]*+(?:\\.[^"\\]*+)*+"?+)'
    r"|(?P<word>[^\W\d][\w-]*)|(?P<mark>[\[\](){}$;\n])",
    re.DOTALL,
)
_MATHS = lazy_regex(
    rf'\\.|(?P<comment>{_COMMENT})|(?P<text>"[^"\\]*+(?:\\.[^"\\]*+)*+"?+)|(?P<mark>[#$])',
    re.DOTALL,
)
_WORD = lazy_regex(r"[^\W\d][\w-]*")
_CHAIN = lazy_regex(r"\.[^\W\d][\w-]*")
_MARK = lazy_regex(
    r"^[ \t]*#(?:import|include|set|show|let|bibliography|cite)\b|#cite\(|^= \S",
    re.MULTILINE,
)

_STATEMENTS = frozenset(
    "let set show import include if for while return context else".split()
)
_FILES = frozenset({"import", "include"})
_CITING = frozenset({"cite", "ref"})
_CLOSING = {"(": ")", "{": "}", "[": "]"}


class _Frame:
    """What surrounds a place: markup, code or maths, and what ends it.

    Attributes:
        word: The last name in code, which a bracket after it belongs to.
        owner: The function whose arguments these are.
    """

    __slots__ = ("is_chain", "kind", "owner", "until", "word")

    def __init__(
        self, kind: str, until: str, *, owner: str = "", is_chain: bool = False
    ) -> None:
        self.kind = kind
        self.until = until
        self.owner = owner
        self.is_chain = is_chain
        self.word = ""


class _Reader:
    """Goes through a text once, with a stack of what is open."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places = Places(text)
        self.citations: list[Citation] = []
        self.includes: list[Include] = []
        self.labels: set[str] = set()
        self.frames = [_Frame("markup", "")]

    def run(self) -> Reading:
        at = 0
        patterns = {"markup": _MARKUP, "code": _CODE, "maths": _MATHS}
        while True:
            frame = self.frames[-1]
            token = patterns[frame.kind].search(self.text, at)
            if token is None:
                break
            at = self._token(frame, token)
        return Reading(
            tuple(self.citations), tuple(self.includes), frozenset(self.labels)
        )

    def _token(self, frame: _Frame, token: re.Match[str]) -> int:
        """Take a token, and give the place to go on from."""
        kind, at = token.lastgroup, token.end()
        if kind == "comment":
            return self._comment(token)
        if kind == "raw":
            return self._raw(token)
        if kind == "mark":
            return getattr(self, f"_{frame.kind}_mark")(frame, token[0], at)  # type: ignore[no-any-return]
        if kind == "ref":
            self._cite(token["ref"], token.start("ref"))
        elif kind == "label":
            self._label(frame, token)
        elif kind == "text":
            self._string(frame, token)
        elif kind == "word":
            frame.word = token[0]
        return at

    # --- what is skipped -----------------------------------------------------------

    def _comment(self, token: re.Match[str]) -> int:
        if token[0] != "/*":
            return token.end()
        depth, at = 1, token.end()
        while depth:
            opening, closing = self.text.find("/*", at), self.text.find("*/", at)
            if closing < 0:
                return len(self.text)
            is_nested = 0 <= opening < closing
            depth += 1 if is_nested else -1
            at = (opening if is_nested else closing) + 2
        return at

    def _raw(self, token: re.Match[str]) -> int:
        fence = token[0]
        if len(fence) == 2:
            return token.end()
        end = self.text.find(fence, token.end())
        return len(self.text) if end < 0 else end + len(fence)

    # --- brackets ------------------------------------------------------------------

    def _markup_mark(self, frame: _Frame, mark: str, at: int) -> int:
        if mark == "#":
            return self._hash(at)
        if mark == "$":
            self.frames.append(_Frame("maths", "$"))
        elif mark == "[":
            self.frames.append(_Frame("markup", "]"))
        elif mark == frame.until:
            return self._pop(at)
        return at

    def _maths_mark(self, _: _Frame, mark: str, at: int) -> int:
        return self._hash(at) if mark == "#" else self._pop(at)

    def _code_mark(self, frame: _Frame, mark: str, at: int) -> int:
        if mark in _CLOSING:
            kind = "markup" if mark == "[" else "code"
            owner = frame.word if mark == "(" else ""
            self.frames.append(_Frame(kind, _CLOSING[mark], owner=owner))
        elif mark == "$" and frame.until != "$":
            self.frames.append(_Frame("maths", "$"))
        elif frame.until == "\n":
            return self._statement_mark(mark, at)
        elif mark == frame.until:
            return self._pop(at)
        if mark != "\n":
            frame.word = ""
        return at

    def _statement_mark(self, mark: str, at: int) -> int:
        """End a statement at its line's end, or where its surroundings end."""
        if mark in "\n;":
            self.frames.pop()
            return at
        if mark in "]$" and len(self.frames) > 1:
            self.frames.pop()
            return at - 1
        return at

    def _hash(self, at: int) -> int:
        """Enter the code that a hash begins."""
        word = _WORD.match(self.text, at)
        if word and word[0] in _STATEMENTS:
            self.frames.append(_Frame("code", "\n"))
            self.frames[-1].word = word[0]
            return word.end()
        return self._chain(word.end() if word else at, word[0] if word else "")

    def _chain(self, at: int, owner: str) -> int:
        """Enter the next arguments of a call: `(..)`, `[..]`, or those of `.method`."""
        while True:
            method = _CHAIN.match(self.text, at) if owner else None
            if not method:
                break
            at, owner = method.end(), method[0][1:]
        bracket = self.text[at : at + 1]
        if bracket == "[" and owner:
            self.frames.append(_Frame("markup", "]", is_chain=True))
            return at + 1
        if bracket == "(" or (bracket == "{" and not owner):
            closing = _CLOSING[bracket]
            self.frames.append(_Frame("code", closing, owner=owner, is_chain=True))
            return at + 1
        return at

    def _pop(self, at: int) -> int:
        frame = self.frames.pop()
        return self._chain(at, "call") if frame.is_chain else at

    # --- what is found -------------------------------------------------------------

    def _cite(self, key: str, start: int) -> None:
        self.citations.append(Citation(key, *self.places.of(start)))

    def _label(self, frame: _Frame, token: re.Match[str]) -> None:
        name = token["label"][1:-1]
        if frame.kind == "markup":
            self.labels.add(name)
        elif frame.owner in _CITING:
            self._cite(name, token.start("label") + 1)

    def _string(self, frame: _Frame, token: re.Match[str]) -> None:
        text, start = token["text"].strip('"'), token.start("text") + 1
        if frame.owner == "label" and self._is_cited():
            self._cite(text, start)
        elif frame.word in _FILES:
            frame.word = ""
            if text and not text.startswith("@"):
                self.includes.append(Include((text,), *self.places.of(start)))

    def _is_cited(self) -> bool:
        return len(self.frames) > 1 and self.frames[-2].owner in _CITING


def read(text: str) -> Reading:
    """Find the keys, the labels, and the files that are included or imported."""
    return _Reader(text).run()


def _recognises(text: str) -> bool:
    return _MARK.search(text) is not None


KIND = Kind(
    name="typ",
    summary="Typst",
    extensions=(".typ",),
    recognises=_recognises,
    read=read,
    searched="here",
)
