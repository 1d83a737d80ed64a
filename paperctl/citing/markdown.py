"""Markdown as pandoc and Quarto read it: `[@key, p. 3]`, `@key`, `-@key`, `@{odd key}`.

A key may not follow a letter, so that e-mail addresses are none. Left out are code,
maths, comments, addresses and HTML tags. Numbered examples, `(@good)`, references of
Quarto and pandoc-crossref (`@fig-x`, `@tbl:x`), and what front matter says outside
`nocite`, such as `twitter: "@name"`, count only where an entry is called so.

The text is not changed for this: what is left out is painted over, place by place, and
keys are looked for in what remains.

The rules: https://pandoc.org/MANUAL.html#citation-syntax
"""

from __future__ import annotations

import re
from itertools import islice

from paperctl.citing import Citation, Include, Kind, Reading
from paperctl.citing._places import Places
from paperctl.text.regex import lazy_regex

_KEY = lazy_regex(
    r"(?<![^\W_])(?<!\.)@(?:\{([^{}\s]+)\}"
    r"|((?:\w|\*)(?:\w|[:.#$%&+?<>~/-](?=\w)|[:/](?=/))*+))"
)
# A key may follow another at once.
_NEXT_KEY = lazy_regex(r"@((?:\w)(?:\w|[:.#$%&+?<>~/-](?=\w))*+)")
_REFERENCE = lazy_regex(
    r"(?:fig|tbl|sec|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|tip|nte|wrn|imp"
    r"|cau|apx|vid|suppfig|supptbl|quarto)(?:-|:)",
    re.IGNORECASE,
)
_FRONT = lazy_regex(
    r"---[ \t]*\n(?=[^\s-])(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL
)
_NOCITE = lazy_regex(r"^[ \t]*['\"]?nocite['\"]?[ \t]*:", re.MULTILINE)
_NEXT_FIELD = lazy_regex(r"^[^\s#-]", re.MULTILINE)
_INCLUDE = lazy_regex(
    r"\{\{<\s*include\s+(?:\"([^\"\n]+)\"|'([^'\n]+)'|(\S+?))\s*>\}\}"
)
_CHILD = lazy_regex(r"\bchild\s*=\s*[\"']([^\"'\n]+)[\"']")
_FENCE = lazy_regex(r"((?:[ \t]|>)*)(`{3,}|~{3,})(.*)")
_LIST_ITEM = lazy_regex(
    r"( *)(?:[-+*:~]|\(?(?:[0-9]{1,9}|[A-Za-z#]|@[\w-]*)[.)])( +|\t)\S"
)
_FOOTNOTE = lazy_regex(r" {0,3}\[\^[^]\s]+\]:")
_EXAMPLE = lazy_regex(r" {0,3}\(@([\w-]*)\)\s")
_DEFINITION = lazy_regex(r" {0,3}\[[^]^@\n][^]\n]*\]:(.*)")
_COMMENT = lazy_regex(r" {0,3}<!--")
_INLINE = lazy_regex(
    r"(?P<tex>\\[A-Za-z]+\*?(?:\[[^][\n]*+\]|\{[^{}\n]*+\})++)|\\."
    r"|(?P<code>`+)|(?P<comment><!--)|(?P<tag></?[A-Za-z][^<>]*+>)"
    r"|\](?P<target>\((?:[^()\n]++|\([^()\n]*+\))*+\))"
    r"|(?P<maths>\$\$(?:[^$]++|\$(?!\$))*+\$\$|\$(?=[^\s$])[^$]*+(?<![\s\\])\$(?!\d))",
    re.DOTALL,
)
_RUN = lazy_regex("`+")
_ENVIRONMENT = lazy_regex(r" {0,3}\\begin(\{[A-Za-z]+\*?\})")
_VERBATIM = lazy_regex(r" {0,3}<(script|style|pre|textarea)\b", re.IGNORECASE)
_MARK = lazy_regex(
    r"\A---[ \t]*\n|\[(?:[^]\n]*\s)?-?@[\w{]|(?:^|\s)-?@[\w{]|^#{1,6} \S", re.MULTILINE
)
_TAB = 4
_MOST_NOCITES = 10


class _Painter:
    """Paints over what cannot cite, so that every place stays what it is."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans: list[tuple[int, int]] = []
        self.labels: set[str] = set()
        self.children: list[tuple[str, int]] = []
        self.doubtful: set[int] = set()  # where such lines begin
        self._no_fence: dict[str, int] = {}
        self._found: dict[str, tuple[int, int]] = {}

    def hide(self, start: int, end: int) -> None:
        self.spans.append((start, end))

    def painted(self) -> str:
        pieces: list[str] = []
        last = 0
        for start, end in sorted(self.spans):
            if end > last:
                begin = max(start, last)
                pieces += (self.text[last:begin], " " * (end - begin))
                last = end
        return "".join((*pieces, self.text[last:]))

    def find(self, what: str, start: int) -> int:
        """Find text; what is asked again and again is looked for once."""
        low, at = self._found.get(what, (start + 1, -1))
        if not (low <= start and (at < 0 or start <= at)):
            at = self.text.find(what, start)
            self._found[what] = start, at
        return at

    # --- blocks ----------------------------------------------------------------------

    def run(self, begin: int) -> None:
        """Go through the lines from a place on."""
        lines = _Lines(self.text, begin)
        paragraph = begin
        after_blank = True
        item = -1  # where the text of the list item around begins; -1 without one
        number = 0
        while number < len(lines):
            start, line = lines[number]
            if not line.strip():
                self._inline(paragraph, start)
                after_blank, number = True, number + 1
                paragraph = start + len(line)
                continue
            indent = _indent(line)
            if after_blank and not indent:
                item = -1
            end = self._block(lines, number, after_blank=after_blank, item=item)
            if end > number:
                self._inline(paragraph, start)
                paragraph = lines.start(end)
                self._hide_lines(lines, number, end)
                number = end
                after_blank = True
                continue
            found = _LIST_ITEM.match(line)
            if found and indent <= max(item, 0) + 3:
                item = found.end() - 1
            elif _FOOTNOTE.match(line):
                item = _TAB
            self._line(start, line, after_blank=after_blank)
            after_blank, number = False, number + 1
        self._inline(paragraph, len(self.text))

    def _hide_lines(self, lines: _Lines, number: int, end: int) -> None:
        """Hide lines of code, but for Quarto's options: captions may cite."""
        for each in range(number, end):
            start, line = lines[each]
            if line.startswith("#| "):
                self.doubtful.add(start)
            else:
                self.hide(start, lines.start(each + 1))

    def _block(
        self, lines: _Lines, number: int, *, after_blank: bool, item: int
    ) -> int:
        """Find where a block that cannot cite ends; where it begins if it is none."""
        start, line = lines[number]
        fence = _FENCE.match(line)
        if fence and not (fence[2][0] == "`" and "`" in fence[3]):
            return self._fenced(lines, number, fence)
        closing = _closing(line)
        if closing:
            return lines.containing(self.find(closing, start), number)
        deep = 4 if item < 0 else item + _TAB
        if after_blank and _indent(line) >= deep:
            end = number
            while end < len(lines) and (
                not lines[end][1].strip() or _indent(lines[end][1]) >= deep
            ):
                end += 1
            return end
        return number

    def _fenced(self, lines: _Lines, number: int, fence: re.Match[str]) -> int:
        """Find the end of fenced code; without one pandoc takes it for text."""
        marks = fence[2]
        for child in _CHILD.finditer(fence[3]):
            self.children.append(
                (child[1], lines.start(number) + fence.start(3) + child.start(1))
            )
        if len(marks) >= self._no_fence.get(marks[0], len(marks) + 1):
            return number
        for other in range(number + 1, len(lines)):
            line = lines[other][1].strip(" \t>\n")
            if line and not line.strip(marks[0]) and len(line) >= len(marks):
                return other + 1
        self._no_fence[marks[0]] = len(marks)
        return number

    def _line(self, start: int, line: str, *, after_blank: bool) -> None:
        example = _EXAMPLE.match(line)
        if example and (after_blank or self.labels):
            self.labels.add(example[1])
        definition = _DEFINITION.match(line)
        if definition:
            self.hide(start + definition.start(1), start + definition.end(1))

    # --- within a paragraph ------------------------------------------------------

    def _inline(self, start: int, end: int) -> None:
        if "@" not in self.text[start:end]:
            return
        closings = self._closings(start, end)
        at = start
        while True:
            token = _INLINE.search(self.text, at, end)
            if token is None:
                return
            at = token.end()
            kind = token.lastgroup
            if kind == "code":
                at = self._code(token, closings)
            elif kind == "comment":
                closing = self.find("-->", at)
                if 0 <= closing < end:
                    at = closing + 3
                    self.hide(token.start(), at)
            elif kind is not None:
                self.hide(*token.span(kind))
            elif token[0] == "\\@":
                self.hide(token.start(), token.end() + 1)

    def _closings(self, start: int, end: int) -> dict[int, list[int]]:
        """List the runs of backticks by their length, the last first."""
        runs: dict[int, list[int]] = {}
        for run in _RUN.finditer(self.text, start, end):
            runs.setdefault(len(run[0]), []).append(run.start())
        for places in runs.values():
            places.reverse()
        return runs

    def _code(self, token: re.Match[str], closings: dict[int, list[int]]) -> int:
        places = closings.get(len(token[0]), [])
        while places and places[-1] <= token.start():
            places.pop()
        if not places:
            return token.end()
        end = places.pop() + len(token[0])
        self.hide(token.start(), end)
        return end


class _Lines:
    """The lines of a text from a place on, each with its end."""

    def __init__(self, text: str, begin: int) -> None:
        self._lines: list[tuple[int, str]] = []
        at = begin
        for line in text[begin:].split("\n"):
            self._lines.append((at, f"{line}\n"))
            at += len(line) + 1
        self._end = len(text)

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, number: int) -> tuple[int, str]:
        return self._lines[number]

    def start(self, number: int) -> int:
        """Say where a line begins, or the text ends."""
        return self._lines[number][0] if number < len(self._lines) else self._end

    def containing(self, offset: int, after: int) -> int:
        """Number the line after the one that holds a place; -1 holds none."""
        if offset < 0:
            return after
        while after < len(self._lines) and self._lines[after][0] <= offset:
            after += 1
        return after


def _closing(line: str) -> str | None:
    """Say what ends a comment, raw HTML or a LaTeX environment that begins here."""
    if _COMMENT.match(line):
        return "-->"
    verbatim = _VERBATIM.match(line)
    if verbatim:
        return f"</{verbatim[1]}>"
    environment = _ENVIRONMENT.match(line)
    return f"\\end{environment[1]}" if environment else None


def _indent(line: str) -> int:
    width = 0
    for character in line:
        if character == " ":
            width += 1
        elif character == "\t":
            width += _TAB - width % _TAB
        else:
            break
    return width


def read(text: str) -> Reading:
    """Find the keys, and the files that are included."""
    places = Places(text)
    painter = _Painter(text)
    front = _FRONT.match(text)
    painter.run(front.end() if front else 0)
    painted = painter.painted()
    nocite = _nocite(text, front)
    citations = []
    for start, key in _keys(painted):
        in_front = front is not None and start < front.end()
        line, column = places.of(start)
        is_other = (
            in_front
            or start - column + 1 in painter.doubtful
            or key in painter.labels
            or _REFERENCE.match(key)
        )
        is_sure = not is_other or any(low <= start < high for low, high in nocite)
        citations.append(Citation(key, line, column, is_sure))
    includes = [
        Include((next(filter(None, found.groups())),), *places.of(found.start()))
        for found in _INCLUDE.finditer(painted)
    ]
    includes += [Include((name,), *places.of(at)) for name, at in painter.children]
    return Reading(tuple(citations), tuple(includes))


def _keys(text: str) -> list[tuple[int, str]]:
    found = []
    for match in _KEY.finditer(text):
        found.append((match.start(match.lastindex or 0), match[1] or match[2]))
        following = _NEXT_KEY.match(text, match.end())
        while following:
            found.append((following.start(1), following[1]))
            following = _NEXT_KEY.match(text, following.end())
    return found


def _nocite(text: str, front: re.Match[str] | None) -> list[tuple[int, int]]:
    """Find the values of `nocite` in front matter: up to the next key beside it."""
    if front is None:
        return []
    spans = []
    for found in islice(_NOCITE.finditer(text, *front.span(1)), _MOST_NOCITES):
        end = _NEXT_FIELD.search(text, found.end(), front.end(1))
        spans.append((found.start(), end.start() if end else front.end(1)))
    return spans


def _recognises(text: str) -> bool:
    return _MARK.search(text) is not None


KIND = Kind(
    name="markdown",
    summary="Markdown of pandoc or Quarto",
    extensions=(".md", ".markdown", ".qmd", ".rmd", ".rmarkdown", ".pmd", ".mdown"),
    recognises=_recognises,
    read=read,
    searched="here",
    is_last=True,
)
