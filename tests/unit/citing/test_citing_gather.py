"""A document of several files, lists of keys, and the bytes of either."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paperctl.citing import decode, gather, get, names, read_keys
from paperctl.errors import SourceError

if TYPE_CHECKING:
    from paperctl.citing._gather import Gathered


def collect(path: str = "main.tex", kind: str | None = None, **files: str) -> Gathered:
    """Read a document whose files have names with `__` for a slash, `_` for a dot."""
    texts = {
        name.replace("__", "/").replace("_", "."): text for name, text in files.items()
    }
    return gather(path, texts.get, kind=get(kind) if kind else None)


def shown(found: Gathered) -> list[str]:
    return [f"{item.location}:{item.key}" for item in found.citations]


def test_files_are_read_where_they_are_named() -> None:
    found = collect(
        main_tex="\\cite{a}\\input{one}\\cite{d}",
        one_tex="\\cite{b}\n\\include{two}",
        two_tex="\\cite{c}",
    )
    assert shown(found) == [
        "main.tex:1:7:a",
        "one.tex:1:7:b",
        "two.tex:1:7:c",
        "main.tex:1:26:d",
    ]
    assert found.files == ("main.tex", "one.tex", "two.tex")
    assert found.problems == ()


def test_names_are_those_from_the_main_file_as_in_tex() -> None:
    found = collect(
        "thesis/main.tex",
        thesis__main_tex="\\include{ch/one}",
        thesis__ch__one_tex="\\input{ch/two}\\input{three}",
        thesis__ch__two_tex="\\cite{a}",
        thesis__ch__three_tex="\\cite{b}",
    )
    assert [item.key for item in found.citations] == ["a", "b"]


def test_import_changes_where_files_are_looked_for() -> None:
    found = collect(
        main_tex="\\import{part/}{file}\\input{x}",
        part__file_tex="\\input{x}\\subimport{deep}{y}",
        part__x_tex="\\cite{inner}",
        part__deep__y_tex="\\cite{deep}",
        x_tex="\\cite{outer}",
    )
    assert [item.key for item in found.citations] == ["inner", "deep", "outer"]


def test_a_subfile_names_files_from_where_it_is() -> None:
    found = collect(
        main_tex="\\subfile{sub/one}",
        sub__one_tex="\\documentclass[../main]{subfiles}\\begin{document}\\input{two}"
        "\\end{document}",
        sub__two_tex="\\cite{right}",
        two_tex="\\cite{wrong}",
    )
    assert [item.key for item in found.citations] == ["right"]


def test_files_that_name_each_other_are_read_once() -> None:
    found = collect(main_tex="\\cite{a}\\input{one}", one_tex="\\cite{b}\\input{main}")
    assert [item.key for item in found.citations] == ["a", "b"]


def test_a_long_chain_of_files_is_no_recursion() -> None:
    texts = {f"f{n}.tex": f"\\cite{{k{n}}}\\input{{f{n + 1}}}" for n in range(3_000)}
    found = gather("f0.tex", texts.get)
    assert len(found.citations) == 3_000


def test_a_missing_file_is_told_with_its_place() -> None:
    found = collect(main_tex="\n  \\include{two}\\input{glyphtounicode}\\cite{a}")
    assert [str(problem) for problem in found.problems] == [
        "main.tex:2:12: two.tex is not there: what it cites is left out"
    ]
    assert found.problems[0].severity == "warning"
    assert [item.key for item in found.citations] == ["a"]


def test_chapters_of_aux() -> None:
    found = collect(
        "out/main.aux",
        out__main_aux="\\citation{a}\n\\@input{ch/one.aux}\n",
        out__ch__one_aux="\\citation{b}",
    )
    assert [item.key for item in found.citations] == ["a", "b"]


def test_typst_names_files_from_where_they_are_named() -> None:
    found = collect(
        "doc/main.typ",
        doc__main_typ='#include "ch/one.typ"\n@fig1',
        doc__ch__one_typ='#include "two.typ"\n#include "/three.typ"',
        doc__ch__two_typ="@b #figure(x) <fig1>",
        doc__three_typ="@c",
    )
    assert [item.key for item in found.citations] == ["b", "c"]


def test_quarto_includes() -> None:
    found = collect(
        "a/main.qmd",
        a__main_qmd="@a\n\n{{< include b/_one.qmd >}}\n",
        a__b__one_qmd="@b",
    )
    assert [item.key for item in found.citations] == ["a"]
    found = collect(
        "main.qmd",
        main_qmd="{{< include b/one.qmd >}}\n\n{{< include missing.qmd >}}",
        b__one_qmd="@b {{< include two.qmd >}}",
        b__two_qmd="@c",
    )
    assert [item.key for item in found.citations] == ["b", "c"]
    assert len(found.problems) == 1


def test_a_main_file_that_is_missing_is_an_error() -> None:
    with pytest.raises(SourceError, match="no such file"):
        collect()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("\\documentclass{article}\n", "tex"),
        ("Only \\parencite{a}.", "tex"),
        ("\\relax \n\\citation{a}", "aux"),
        ("\\bibstyle{plain}\n\\citation{a}", "aux"),
        ('<?xml version="1.0"?>\n<bcf:controlfile version="3.8">', "bcf"),
        ('#import "x.typ"\n= Head\n@a', "typ"),
        ("= Head\n\n#cite(<a>)", "typ"),
        ("# Head\n\nAs @a says.", "markdown"),
        ("---\ntitle: x\n---\n[@a]", "markdown"),
        ("see [e.g. @a, p. 3]", "markdown"),
    ],
)
def test_a_kind_is_recognised_by_content(text: str, kind: str) -> None:
    from paperctl.citing import recognise

    assert recognise("-", text).name == kind


def test_a_name_says_the_kind_whatever_stands_there() -> None:
    from paperctl.citing import recognise

    assert recognise("X.TEX", "# Head @a").name == "tex"


def test_what_is_nothing_is_refused_with_the_kinds() -> None:
    with pytest.raises(SourceError) as caught:
        collect("notes", notes="nothing")
    assert all(name in str(caught.value.hint) for name in names())


def test_a_problem_within_a_file_names_the_file() -> None:
    with pytest.raises(SourceError) as caught:
        collect("main.bcf", main_bcf="<a>\n<b>")
    assert str(caught.value.location).startswith("main.bcf:2")


def test_lists_of_keys() -> None:
    text = "a\n  b, c\td\n# e\nf#1 # g\n\n,"
    assert [str(item.key) for item in read_keys("k", text)] == [
        "a",
        "b",
        "c",
        "d",
        "f#1",
    ]
    assert str(read_keys("k", text)[1].location) == "k:2:3"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("é".encode(), "é"),
        (b"\xef\xbb\xbfa", "a"),
        ("é".encode("utf-16"), "é"),
        (b"\xe9", "é"),
        (b"% !TeX encoding = cp1250\n\xb3", "% !TeX encoding = cp1250\nł"),
        (b"%!TEX encoding = nonsense\n\xe9", "%!TEX encoding = nonsense\né"),
        (b"\\usepackage[ansinew]{inputenc}\x80", "\\usepackage[ansinew]{inputenc}€"),
        (b"% -*- coding: latin-2 -*-\n\xb3", "% -*- coding: latin-2 -*-\nł"),
        (b"a\r\nb\rc", "a\nb\nc"),
        (b"\x00\xff\xfe", "\x00ÿþ"),
        (b"", ""),
    ],
)
def test_any_bytes_are_text(data: bytes, text: str) -> None:
    assert decode(data) == text
