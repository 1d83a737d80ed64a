r"""LaTeX: the commands of natbib, biblatex and their like; `_tex_commands` lists them.

Read as TeX reads, but nothing is expanded. Left out are comments, verbatim
environments and `\verb`, what `\iffalse` and the like skip, and what follows
`\endinput` or `\end{document}`. A key that is made of macros or parameters is none. A
command of unknown name that looks like one that cites, such as `\mycite`, is taken for
one where an entry is called so.

`\includeonly` changes nothing: BibTeX sees the citations of the chapters that it leaves
out, through their `.aux` files, and a list of references without them would break the
next whole run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paperctl.citing import Citation, Include, Kind, Reading
from paperctl.citing import _tex_commands as commands
from paperctl.citing._brackets import Brackets
from paperctl.citing._conditions import branch_end, is_condition
from paperctl.citing._places import Places
from paperctl.text.regex import lazy_regex

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

_TOKEN = lazy_regex(r"\\(?:([A-Za-z@]+)\*?|.|\n)|%[^\n]*")
_BLANK = lazy_regex(r"(?:[ \t]|%[^\n]*\n[ \t]*|\n(?![ \t]*\n))*+")
_SIMPLE = lazy_regex(r"\{[^{}%\\\n]*+\}")  # no need to pair brackets for these
_ANGLE = lazy_regex(r"<[^<>\n]{0,200}>")
_KEY = lazy_regex(r"[^\s,%]+(?:[ \t]+[^\s,%]+)*|%[^\n]*")
_NO_KEY = lazy_regex(r"[\\#{}$]")
_PLAIN_FILE = lazy_regex(r"[ \t]*([^\s{}\\%]+)")
_ENVIRONMENT = lazy_regex(r"\s*\{([^{}]*)\}")
_ADDRESS = lazy_regex(r"\s*(?:\[[^]\n]*\]\s*)?\{(?:[^{}\n]++|\{[^{}\n]*+\})*+\}")
_VERB = lazy_regex(r"\*?[ \t]*([^A-Za-z\s*])")
_COMMANDS = (
    r"\\(?:documentclass|documentstyle|usepackage|begin\{|section|chapter|input\{"
)
_MARK = lazy_regex(
    _COMMANDS + r"|include\{|(?:no|foot|paren|text|auto)?cite[a-z]*[\[{*])"
)

_MOST_UNENDED = 5
_ADDRESSES = ("href", "url", "nolinkurl", "path")
_INLINE_VERBATIM = frozenset({"verb", "Verb", "lstinline", "mintinline"})
_FILES = frozenset(
    {"input", "include", "subfile", "subfileinclude", "InputIfFileExists"}
)
_FOLDER_AND_FILE = frozenset(
    "import subimport inputfrom subinputfrom includefrom subincludefrom".split()
)


class _Reader:
    """Goes through a text once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places = Places(text)
        self.brackets = Brackets(text)
        self.citations: list[Citation] = []
        self.includes: list[Include] = []
        self.end = len(text)
        self.conditions: list[str] = []
        self.unended = 0

    def run(self) -> Reading:
        at = 0
        while at < self.end:
            token = _TOKEN.search(self.text, at, self.end)
            if token is None:
                break
            at = token.end()
            if token[1]:
                at = self._command(token[1], token)
        return Reading(tuple(self.citations), tuple(self.includes))

    # --- which command -----------------------------------------------------------

    def _command(self, name: str, token: re.Match[str]) -> int:
        """Do what a command says, and give the place to go on from."""
        at = token.end()
        special = {
            "begin": self._environment,
            "end": self._end_environment,
            "endinput": self._end_input,
            **dict.fromkeys(_ADDRESSES, self._address),
        }.get(name)
        if special:
            return special(at)
        if name in _INLINE_VERBATIM:
            return self._inline_verbatim(name, token.start() + len(name) + 1)
        if name in {"else", "fi"} or name.startswith("if"):
            return self._condition(name, at)
        if name in _FILES or name in _FOLDER_AND_FILE:
            return self._file(name, at)
        return self._citation(name, at)

    def _end_input(self, at: int) -> int:
        """TeX reads the line to its end."""
        line_end = self.text.find("\n", at)
        self.end = self.end if line_end < 0 else min(self.end, line_end)
        return at

    def _address(self, at: int) -> int:
        """Pass over an address, in which a percent sign begins no comment."""
        found = _ADDRESS.match(self.text, at)
        return found.end() if found else at

    def _environment(self, at: int) -> int:
        found = _ENVIRONMENT.match(self.text, at)
        if not found:
            return at
        if found[1].endswith("cquote"):
            return self._citation(found[1], found.end())
        if found[1] not in commands.VERBATIM:
            return at
        end = self.text.find(f"\\end{{{found[1]}}}", found.end())
        return self.end if end < 0 else end

    def _end_environment(self, at: int) -> int:
        found = _ENVIRONMENT.match(self.text, at)
        return self.end if found and found[1] == "document" else at

    def _inline_verbatim(self, name: str, at: int) -> int:
        if name in {"lstinline", "mintinline"}:
            at = self._optional(at)
        if name == "mintinline":
            at = self._braces(at)[1]
        found = _VERB.match(self.text, at)
        if not found:
            return at
        if found[1] == "{" and name != "verb":
            closing = self.brackets.closing(found.start(1))
            return at if closing is None else closing + 1
        line_end = self.text.find("\n", at)
        line_end = self.end if line_end < 0 else line_end
        end = self.text.find(found[1], found.end(), line_end)
        return line_end if end < 0 else end + 1

    # --- conditions --------------------------------------------------------------

    def _condition(self, name: str, at: int) -> int:
        r"""Follow `\iffalse`, `\iftrue` and those that surround them."""
        if name == "fi":
            if self.conditions:
                self.conditions.pop()
        elif name == "else":
            if self.conditions and self.conditions[-1] == "iftrue":
                return self._skip(at, to_else=False)
        elif is_condition(self.text, name, at - len(name) - 1):
            if name == "iffalse":
                return self._skip(at, to_else=True)
            self.conditions.append(name)
        return at

    def _skip(self, at: int, *, to_else: bool) -> int:
        """Skip a branch; one that nothing ends is part of a definition."""
        found = None
        if self.unended <= _MOST_UNENDED:
            found = branch_end(self.text, at, self.end, to_else=to_else)
        if found is None:
            self.unended += 1
            return at
        name, end = found
        if name == "else":
            self.conditions.append("if")
        elif not to_else:
            self.conditions.pop()
        return end

    # --- arguments ---------------------------------------------------------------

    def _blank(self, at: int) -> int:
        found = _BLANK.match(self.text, at, self.end)
        return found.end() if found else at

    def _optional(self, at: int, opening: str = "[") -> int:
        """Pass over optional arguments, as many as there are."""
        while True:
            start = self._blank(at)
            if start >= self.end or self.text[start] not in opening:
                return at
            if self.text[start] == "<":
                found = _ANGLE.match(self.text, start)
                end = found.end() - 1 if found else None
            else:
                end = self.brackets.closing(start)
            if end is None:
                return at
            at = end + 1

    def _braces(self, at: int) -> tuple[tuple[int, int] | None, int]:
        """Find an argument in braces: its span, None if there is none; what follows."""
        start = self._blank(at)
        if start >= self.end or self.text[start] != "{":
            return None, at
        simple = _SIMPLE.match(self.text, start)
        closing = simple.end() - 1 if simple else self.brackets.closing(start)
        if closing is None:
            return None, at
        return (start + 1, closing), closing + 1

    # --- citations ---------------------------------------------------------------

    def _citation(self, name: str, at: int) -> int:
        first = name[0].lower() + name[1:]
        if first in commands.MULTIPLE or first in commands.VOLUMES:
            return self._several(at, has_volume=first in commands.VOLUMES)
        if first in commands.LANGUAGE_FIRST:
            at = self._braces(at)[1]
        is_sure = (
            first in commands.SINGLE
            or first in commands.VOLUME
            or first in commands.QUOTES
        )
        if not is_sure and not commands.is_like_citation(name):
            return at
        return self._one(at, has_volume=first in commands.VOLUME, is_sure=is_sure)

    def _one(self, at: int, *, has_volume: bool, is_sure: bool = True) -> int:
        after = self._optional(at, "[<")
        if has_volume:
            after = self._optional(self._braces(after)[1])
        span, end = self._braces(after)
        if span is None:
            return at
        self.citations += self._keys(*span, is_sure=is_sure)
        # A unsure argument may be text that cites.
        return end if is_sure else at

    def _several(self, at: int, *, has_volume: bool) -> int:
        at = self._optional(at, "(")
        while True:
            end = self._one(at, has_volume=has_volume)
            if end == at:
                return at
            at = end

    def _keys(self, start: int, end: int, *, is_sure: bool) -> Iterator[Citation]:
        for found in _KEY.finditer(self.text, start, end):
            key = found[0]
            if key.startswith("%") or _NO_KEY.search(key):
                continue
            yield Citation(key, *self.places.of(found.start()), is_sure)

    # --- files -------------------------------------------------------------------

    def _file(self, name: str, at: int) -> int:
        if name in _FOLDER_AND_FILE:
            return self._folder_and_file(at)
        span, end = self._braces(at)
        if span is None:
            plain = _PLAIN_FILE.match(self.text, at) if name == "input" else None
            if not plain:
                return at
            span, end = plain.span(1), plain.end()
        is_optional = name == "InputIfFileExists"
        self._include(span, is_base=name.startswith("sub"), is_optional=is_optional)
        return end

    def _folder_and_file(self, at: int) -> int:
        folder, middle = self._braces(self._blank_star(at))
        span, end = self._braces(middle)
        if folder is None or span is None:
            return at
        self._include(span, folder=self.text[slice(*folder)].strip(), is_base=True)
        return end

    def _blank_star(self, at: int) -> int:
        start = self._blank(at)
        return start + 1 if self.text.startswith("*", start) else at

    def _include(
        self,
        span: tuple[int, int],
        *,
        folder: str = "",
        is_base: bool = False,
        is_optional: bool = False,
    ) -> None:
        name = self.text[slice(*span)].strip().strip('"')
        if not name or _NO_KEY.search(name + folder) or name.startswith("|"):
            return
        has_extension = name.endswith(".tex")
        names = (name, f"{name}.tex") if has_extension else (f"{name}.tex", name)
        self.includes.append(
            Include(
                names,
                *self.places.of(span[0]),
                folder,
                is_base,
                is_optional or name.removesuffix(".tex") in commands.IN_TEX_ITSELF,
            )
        )


def read(text: str) -> Reading:
    """Find the keys, and the files that the document is made of."""
    return _Reader(text).run()


def _recognises(text: str) -> bool:
    return _MARK.search(text) is not None


KIND = Kind(
    name="tex",
    summary="LaTeX",
    extensions=(".tex", ".ltx", ".latex", ".rnw", ".dtx", ".cls", ".sty"),
    recognises=_recognises,
    read=read,
)
