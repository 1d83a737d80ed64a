"""Every source is found by its file, says what it is, and fails in one way only."""

from __future__ import annotations

import datetime
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperctl import sources
from paperctl.errors import Problem, SourceError

OPTIONS = sources.SourceOptions(as_of=datetime.date(2026, 11, 23), path="saved.txt")
# A small text of each kind; a new source adds its own.
SAMPLES = {
    "arxiv-atom": (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry>'
        "<id>http://arxiv.org/abs/2302.11640v1</id><title>Nets</title></entry></feed>"
    ),
    "arxiv-snapshot": '{"id": "2302.11640", "title": "Nets", "versions": []}\n',
    "bibtex": "@misc{a, title = {A title}, year = 2020}\n",
    "csv": "title,authors\nA critical look,Oleg Platonov; et al.\n",
    "csl-json": '[{"id": "he2016", "type": "article-journal", "title": "Nets"}]',
    "csl-yaml": "references:\n- id: he2016\n  type: chapter\n  title: Nets\n",
    "hayagriva": "he2016:\n  type: Article\n  title: Nets\n",
    "ris": "TY  - JOUR\nID  - he2016\nTI  - Nets\nER  - \n",
    "author-page": "LGFeb 22, 2023Code\nA critical look\n\nOleg Platonov et al.\n",
}

by_name = pytest.mark.parametrize("name", sources.names())


@by_name
def test_a_source_is_named_after_its_file(name: str) -> None:
    source = sources.get(name)
    assert source.name == name
    assert Path(sources.__file__).with_name(f"{name.replace('-', '_')}.py").exists()


@by_name
def test_a_source_says_what_it_is_in_a_few_words(name: str) -> None:
    summary = sources.get(name).summary
    assert 10 < len(summary) < 60
    assert not summary.endswith(".")


@by_name
def test_a_source_is_recognised_by_its_text(name: str) -> None:
    assert sources.recognise(SAMPLES[name]).name == name


@by_name
def test_what_is_found_says_where_it_stands(name: str) -> None:
    harvest = sources.get(name).read(SAMPLES[name], OPTIONS)
    assert harvest.entries
    for found in harvest.entries:
        assert found.location.path == "saved.txt"
        assert found.location.line is not None
        assert found.entry.citekey
        assert found.entry.added is None


@by_name
def test_reading_twice_finds_the_same(name: str) -> None:
    source = sources.get(name)
    assert source.read(SAMPLES[name], OPTIONS) == source.read(SAMPLES[name], OPTIONS)


@by_name
@pytest.mark.parametrize("text", ["", "\n", "\ufeff", "nothing of any kind", "\0"])
def test_a_text_with_nothing_in_it_is_refused(name: str, text: str) -> None:
    assert not sources.get(name).recognises(text)
    with pytest.raises(SourceError):
        sources.get(name).read(text, OPTIONS)


# Records of each kind, of which the second is damaged and the others are not. `{}` is
# what the source calls the record by.
RECORDS = {
    "arxiv-atom": (
        '<feed xmlns="http://www.w3.org/2005/Atom">\n',
        "<entry><id>http://arxiv.org/abs/2302.1164{0}</id><title>T{0}</title></entry>\n",
        "<entry><id>http://arxiv.org/api/errors#x</id><summary>no</summary></entry>\n",
        "</feed>",
    ),
    "arxiv-snapshot": (
        "",
        '{{"id": "2302.1164{0}", "title": "T{0}", "versions": []}}\n',
        '{"id": "2302.11643", "title": \n',
        "",
    ),
    "bibtex": ("", "@misc{{k{0}, title = {{T{0}}}}}\n", "@misc{k9 = {\n\n", ""),
    "csl-json": (
        "[",
        '{{"id": "k{0}", "type": "book", "title": "T{0}"}}\n',
        ',{"id": "k9", "type": \n,',
        "]",
    ),
    "ris": (
        "",
        "TY  - JOUR\nID  - k{0}\nTI  - T{0}\nER  - \n",
        "",
        "",
    ),
}


@pytest.mark.parametrize("name", sorted(RECORDS))
def test_every_record_is_an_entry_or_refused_with_its_line(name: str) -> None:
    head, sound, damaged, tail = RECORDS[name]
    lines_before = (head + sound.format(0)).count("\n")
    text = head + sound.format(0) + damaged + sound.format(1) + tail
    harvest = sources.get(name).read(text, OPTIONS)
    assert [found.entry.title for found in harvest.entries] == ["T0", "T1"]
    errors = [item for item in harvest.problems if item.severity == "error"]
    assert len(errors) == bool(damaged)
    for error in errors:
        assert error.location is not None
        assert error.location.path == "saved.txt"
        assert error.location.line == lines_before + 1


STREAMING = [name for name in sources.names() if sources.get(name).stream]


@pytest.mark.parametrize("name", STREAMING)
def test_what_is_read_line_by_line_is_what_is_read_at_once(name: str) -> None:
    source = sources.get(name)
    assert source.stream is not None
    head, sound, damaged, tail = RECORDS[name]
    text = f"{head}{sound.format(0)}{damaged}{sound.format(1)}{damaged}{tail}"
    harvest = source.read(text, OPTIONS)
    items = list(source.stream(iter(text.splitlines(keepends=True)), OPTIONS))
    problems = [item for item in items if isinstance(item, Problem)]
    assert tuple(problems) == harvest.problems
    assert [item for item in items if item not in problems] == [*harvest.entries]
    assert not any(found.has_own_key for found in harvest.entries)


def test_there_is_a_source_that_reads_line_by_line() -> None:
    assert STREAMING


@given(st.text(st.characters(exclude_categories=())), st.sampled_from(sources.names()))
def test_no_text_breaks_a_source(text: str, name: str) -> None:
    source = sources.get(name)
    source.recognises(text)
    try:
        source.read(text, OPTIONS)
    except SourceError:
        return


@given(st.text(st.characters(exclude_categories=())))
def test_no_text_breaks_the_recognition(text: str) -> None:
    try:
        assert sources.recognise(text).name in sources.names()
    except SourceError:
        return


def test_what_nobody_knows_is_refused_with_the_list_of_sources() -> None:
    with pytest.raises(SourceError) as caught:
        sources.recognise("Dear diary, today was a day.")
    assert "author-page" in (caught.value.hint or "")


def test_a_mistyped_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(SourceError) as caught:
        sources.get("autor-page")
    assert caught.value.hint == "did you mean author-page?"


@pytest.mark.parametrize("name", ["", "_names", "__init__", "../author-page", "x.y"])
def test_only_the_files_of_sources_are_sources(name: str) -> None:
    with pytest.raises(SourceError):
        sources.get(name)


def test_listing_the_sources_imports_none_of_them() -> None:
    code = (
        "import sys; from paperctl import sources; sources.names();"
        "print(*[name for name in sys.modules if name.startswith('paperctl.sources.')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    )
    assert done.stdout.split() == []
