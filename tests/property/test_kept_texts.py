"""Exports from texts that are kept, against those that are made: not a byte differs."""

from __future__ import annotations

from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paperctl import formats
from paperctl.canonical.dump import dump
from paperctl.cli.texts import document, making
from paperctl.formats import ByEntry, FormatOptions
from paperctl.model import Catalogue
from paperctl.query.ast import Everything
from tests.property import test_index as of_index
from tests.property.test_index import (
    QUERIES_THAT_HIT,
    Setting,
    catalogues,
    edits,
    parsed,
)

if TYPE_CHECKING:
    from paperctl.formats import Format
    from paperctl.index.finder import Finder
    from paperctl.query.ast import Query

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
small_blocks = of_index.small_blocks

FORMS = [
    form
    for form in map(formats.get, formats.names())
    if isinstance(form.write, ByEntry)
]
ORDERS = st.sampled_from([None, "-date", "date", "title", "-year,title"])


@st.composite
def asked(draw: st.DrawFn) -> tuple[Format, FormatOptions]:
    """Draw a format, with options that it takes."""
    form = draw(st.sampled_from(FORMS))
    given: dict[str, st.SearchStrategy[Any]] = {
        name: st.booleans()
        for name in form.takes
        if name not in {"layout", "template"} and draw(st.booleans())
    }
    if form.layouts:
        given["layout"] = st.sampled_from(form.layouts)
    fields = st.none() | st.just(("citekey", "title", "arxiv", "tags", "year"))
    drawn: dict[str, Any] = draw(
        st.fixed_dictionaries({"abstract": st.booleans(), "fields": fields, **given})
    )
    return form, FormatOptions(**drawn)


def written(
    finder: Finder,
    form: Format,
    options: FormatOptions,
    query: Query,
    order: str | None,
    limit: int | None,
) -> str:
    assert isinstance(form.write, ByEntry)
    texts = finder.texts(
        query, making(form.write, form, options), order=order, limit=limit
    )
    return "".join(form.write.join(texts, options))


@settings(of_index.SETTINGS, max_examples=40)
@given(
    catalogues(),
    st.lists(asked(), min_size=1, max_size=3),
    st.lists(
        st.tuples(
            QUERIES_THAT_HIT.map(parsed) | st.just(Everything()),
            ORDERS,
            st.none() | st.integers(0, 4),
        ),
        min_size=1,
        max_size=4,
    ),
    st.data(),
)
def test_what_is_kept_is_what_would_be_made(
    small_blocks: None,
    catalogue: Catalogue,
    kinds: list[tuple[Format, FormatOptions]],
    questions: list[tuple[Query, str | None, int | None]],
    data: st.DataObject,
) -> None:
    text = dump(catalogue)
    with TemporaryDirectory() as folder:
        setting = Setting(folder)
        for _ in range(3):
            setting.path.write_text(text, encoding="utf-8", newline="")
            index, memory = setting.finders()
            for query, order, limit in questions * 2:
                chosen = memory.select(query, order=order, limit=limit)
                for form, options in kinds:
                    expected = "".join(form.write(chosen, options))
                    question = (form, options, query, order, limit)
                    assert written(index, *question) == expected
                    assert written(memory, *question) == expected
                    entries = index.select(query, order=order, limit=limit)
                    again = document(index, entries, form, options)
                    assert "".join(again) == expected
            index.database.close()
            text = data.draw(edits(text))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_the_second_time_nothing_is_made(
    small_blocks: None, form: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = form.write
    assert isinstance(writer, ByEntry)
    entries = of_index.ODD[:12]
    with TemporaryDirectory() as folder:
        setting = Setting(folder)
        setting.path.write_text(dump(Catalogue(entries)), encoding="utf-8", newline="")
        index, memory = setting.finders()
        how = making(writer, form, FormatOptions())
        first = list(index.texts(Everything(), how))
        assert first == list(memory.texts(Everything(), how))
        idle = how._replace(make=lambda entries: map(pytest.fail, map(str, entries)))
        assert list(index.texts(Everything(), idle)) == first
        assert list(index.texts_of(index.select(Everything()), idle)) == first
        index.database.close()
