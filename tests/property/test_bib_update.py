"""What has to hold for an update of any .bib file by any catalogue."""

from __future__ import annotations

import bibtexparser
from hypothesis import given, settings
from hypothesis import strategies as st

from paperctl import formats
from paperctl.bib import Block, expand, read
from paperctl.bibupdate import Wish, plan_update
from paperctl.bibupdate.meaning import field_name, meaning
from paperctl.errors import CatalogueError
from paperctl.model import Entry, from_record
from tests.examples import examples
from tests.nasty import NASTY

FORMAT = formats.get("bibtex")
KEYS = ["a2020x", "B2021y", "c:1", "nasty"]
TEXTS = st.sampled_from(
    ["Plain", "The {GPT} of \\emph{it}", 'G{\\"o}del', "Gödel", "10-20", "x # y", ""]
)
NAMES = st.sampled_from(["title", "Title", "author", "year", "note", "mine", "pages"])


@st.composite
def values(draw: st.DrawFn) -> str:
    text = draw(TEXTS)
    quotes = ["{%s}"] if '"' in text else ["{%s}", '"%s"', '{%s} # ""', "{} # {%s}"]
    written = draw(st.sampled_from(quotes)) % text
    return draw(st.just(written) | st.sampled_from(["2020", "jan", "mac", "mac # {x}"]))


@st.composite
def bibs(draw: st.DrawFn) -> str:
    end = draw(st.sampled_from(["\n", "\r\n"]))
    parts = [draw(st.sampled_from(["", "% a comment\n", "\ufeff", "joe@home.org\n"]))]
    parts.append(draw(st.sampled_from(["", "@string{mac = {Mac}}\n"])))
    for name in draw(st.lists(st.sampled_from(KEYS), max_size=4)):
        gap = draw(st.sampled_from(["\n  ", " ", "", "\n\t", " % c\n "]))
        equals = draw(st.sampled_from([" = ", "=", "  =\n "]))
        fields = draw(st.lists(st.tuples(NAMES, values()), max_size=4))
        opening, closing = draw(st.sampled_from([("{", "}"), ("(", ")")]))
        key = draw(st.sampled_from([name, name.upper()]))
        body = ",".join(f"{gap}{field}{equals}{value}" for field, value in fields)
        tail = draw(st.sampled_from(["", ",", "\n", ",\n"]))
        entry = f"@misc{opening}{key},{body}{tail if fields else ''} {closing}"
        parts.append(draw(st.sampled_from([entry, entry, entry, entry[:-2]])))
        parts.append(draw(st.sampled_from(["\n", "\n\n", "", " text\n", "\n% c\n"])))
    return "".join(parts).replace("\n", end)


def entry_of(key: str, title: str, **record: object) -> Entry:
    return from_record(key, {"title": title or "T", **record})  # type: ignore[dict-item]


ENTRIES = st.lists(
    st.builds(
        entry_of,
        st.sampled_from(KEYS),
        TEXTS,
        note=TEXTS.filter(bool),
        authors=st.sampled_from([["Kurt Gödel"], ["Ann Author", "et al."]]),
        date=st.sampled_from(["2020", "2021-05"]),
    )
    | st.sampled_from(sorted(NASTY, key=lambda entry: entry.citekey)),
    max_size=4,
    unique_by=lambda entry: entry.citekey.lower(),
)


def exported(entries: list[Entry]) -> str:
    return "".join(FORMAT.write(entries, formats.FormatOptions()))


def without_values(text: str) -> list[str]:
    """List what stands outside of entries."""
    return [b.source for b in read(text).blocks if b.kind not in {"entry", "text"}]


@given(bibs(), ENTRIES, ENTRIES, st.sampled_from([None, "ours", "theirs"]))
@settings(max_examples=examples(100), deadline=None)
def test_an_update_changes_only_what_it_says_and_only_once(
    text: str, first: list[Entry], second: list[Entry], side: object
) -> None:
    base: object = {}
    for entries in (first, second):
        wish = Wish(exported(entries))
        before = read(text)
        try:
            plan = plan_update(before, "x.bib", wish, base, side)  # type: ignore[arg-type]
        except CatalogueError:
            assert any(block.faults for block in before.blocks)
            return
        after = read(plan.text)
        assert without_values(plan.text) == without_values(text)
        touched = {key.lower() for key in (*plan.changed, *plan.added)}
        kept = [
            entry.source for entry in before.entries if entry.key.lower() not in touched
        ]
        sources = [entry.source for entry in after.entries]
        assert all(source in sources for source in kept)
        if not touched:
            assert plan.text == text or not text.strip("\ufeff \r\n")
        # All of what nobody asked for is still there, in its order.
        rest = iter(plan.text)
        assert touched or all(character in rest for character in text.strip("\r\n "))
        again = plan_update(after, "x.bib", wish, plan.base, side)  # type: ignore[arg-type]
        assert (again.text, again.base_changed) == (plan.text, False)
        assert (again.added, again.changed) == ([], [])
        assert again.conflicts == plan.conflicts or plan.conflicts
        text, base = plan.text, plan.base


@given(bibs(), ENTRIES)
@settings(max_examples=examples(80), deadline=None)
def test_ours_makes_the_file_say_what_the_export_says(
    text: str, entries: list[Entry]
) -> None:
    wanted = read(exported(entries))
    try:
        plan = plan_update(read(text), "x.bib", Wish(wanted.text), {}, "ours")
    except CatalogueError:
        return
    assert plan.conflicts == []
    after = read(plan.text)
    found: dict[str, Block] = {}
    for entry in after.entries:
        found.setdefault(entry.key.lower(), entry)
    for entry in wanted.entries:
        said: dict[str, str] = {}
        for field in found[entry.key.lower()].fields:
            name = field_name(field.name, biber=False)
            said.setdefault(name, meaning(name, expand(field.value, after.macros)[0]))
        for field in entry.fields:
            name = field_name(field.name, biber=False)
            text = expand(field.value, wanted.macros)[0]
            assert said[name] == meaning(name, text)


@given(ENTRIES, ENTRIES)
@settings(max_examples=examples(60), deadline=None)
def test_the_result_is_read_by_others(first: list[Entry], second: list[Entry]) -> None:
    old = plan_update(read(""), "x.bib", Wish(exported(first)), {}).text
    new = plan_update(read(old), "x.bib", Wish(exported(second)), {}, "ours").text
    library = bibtexparser.parse_string(new)  # type: ignore[attr-defined]
    assert not library.failed_blocks
    assert [e.key for e in library.entries] == [e.key for e in read(new).entries]
