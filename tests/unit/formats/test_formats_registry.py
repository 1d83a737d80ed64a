from __future__ import annotations

import pytest

from paperctl import formats
from paperctl.errors import FieldError, FormatError
from paperctl.formats import FormatOptions
from paperctl.values import field_names


def test_private_modules_are_no_formats() -> None:
    assert not [name for name in formats.names() if name.startswith(("_", "-"))]


def test_an_unknown_format_gets_a_suggestion() -> None:
    with pytest.raises(FormatError) as caught:
        formats.get("bibtx")
    assert caught.value.message == "no format 'bibtx'"
    assert caught.value.hint == "did you mean bibtex?"


def test_an_unknown_format_like_no_other_gets_all_names() -> None:
    with pytest.raises(FormatError) as caught:
        formats.get("zzz")
    assert caught.value.hint == f"the formats are {', '.join(formats.names())}"


@pytest.mark.parametrize("name", ["", "_bib", "zzz", "../errors", "os.path"])
def test_only_formats_are_imported(name: str) -> None:
    with pytest.raises(FormatError) as caught:
        formats.get(name)
    assert "bibtex" in (caught.value.hint or "")


def test_fields_take_aliases_and_refuse_others() -> None:
    assert FormatOptions(fields=("au", "eprint")).fields == ("authors", "arxiv")
    with pytest.raises(FieldError) as caught:
        FormatOptions(fields=("titel",))
    assert caught.value.hint == "did you mean title?"


def test_an_option_without_use_is_refused_with_those_that_take_it() -> None:
    for given in ({"header": False}, {"header": True}, {"formula_safe": True}):
        with pytest.raises(FormatError) as caught:
            formats.check_options(formats.get("json"), given)
        assert "csv, " in (caught.value.hint or "")
        formats.check_options(formats.get("csv"), given)


def test_an_option_with_its_default_is_not_given() -> None:
    usual = FormatOptions()
    given = {name: getattr(usual, name) for name in field_names(FormatOptions)}
    for name in formats.names():
        formats.check_options(formats.get(name), given)


def test_a_layout_of_no_format_is_told_with_those_there_are() -> None:
    with pytest.raises(FormatError) as caught:
        "".join(formats.get("html").write([], FormatOptions(layout="tabel")))
    assert caught.value.message == "html has no layout 'tabel'"
    assert caught.value.hint == "did you mean table?"


def test_no_abstract_wins_over_fields() -> None:
    assert not FormatOptions(abstract=False, fields=("abstract",)).wants("abstract")
