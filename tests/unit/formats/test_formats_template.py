from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperctl.errors import FormatError, Location
from paperctl.formats import FormatOptions, get
from paperctl.model import Entry, from_record
from tests.nasty import HUGE, NASTY

SMALL = [entry for entry in NASTY if entry.citekey not in HUGE]
ENTRY = from_record(
    "platonov2023critical",
    {
        "title": r"The $\ell_1$ norm & \emph{Erdős}",
        "authors": ["Oleg Platonov", "{OpenAI}", "et al."],
        "date": "2023-02-22",
        "area": "cs.LG",
        "arxiv": "2302.11640",
        "tags": ["graphs"],
        "abstract": "One.\nTwo.",
        "price": "3",
    },
)


def filled(template: str, *entries: Entry, **options: Any) -> str:
    asked = FormatOptions(template=template, template_name="t.j2", **options)
    return "".join(get("template").write(entries, asked))


def refused(template: str, *entries: Entry) -> FormatError:
    with pytest.raises(FormatError) as caught:
        filled(template, *entries)
    return caught.value


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("e.citekey", "platonov2023critical"),
        ("e.key ~ e.ti|length", "platonov2023critical32"),
        ("e.title", r"The $\ell_1$ norm & \emph{Erdős}"),
        ("e.title|latex", r"The $\ell_1$ norm \& \emph{Erd{\H{o}}s}"),
        ("e.title|plain", "The ℓ₁ norm & Erdős"),
        ("e.title|markdown", r"The $\ell_1$ norm & *Erdős*"),
        ("e.title|plain|e", "The ℓ₁ norm &amp; Erdős"),
        ("'Erdős'|ascii", "Erdos"),
        ("'$n^2$'|html", '<span class="math" data-tex="n^2">n²</span>'),
        ("'GNNs of Q&A'|latex_title", r"{GNNs} of {Q\&A}"),
        ("e.authors|join('; ')", "Oleg Platonov; OpenAI"),
        ("e.authors[0].inverted", "Platonov, Oleg"),
        ("e.authors|map(attribute='family')|join(' and ')", "Platonov and OpenAI"),
        ("e.year + 1", "2024"),
        ("e.date", "2023-02-22"),
        ("e.month", "2023-02"),
        ("e.doi", ""),
        ("e.journal or 'nowhere'", "nowhere"),
        ("e.editors|length", "0"),
        ("e.tags", "['graphs']"),
        ("e.extra.price", "3"),
        ("e.entry_type", "preprint"),
        ("e.primary_class", "cs.LG"),
        ("e.arxiv_url", "https://arxiv.org/abs/2302.11640"),
        ("e.doi_url", ""),
        ("e.has_code", "False"),
        ("e.authors_truncated", "True"),
        ("(e|tojson)[:9]", '{"citekey'[:9]),
        ("e.abstract", "One.\nTwo."),
        ("none", ""),
    ],
)  # fmt: skip
def test_an_entry_has_its_fields(expression: str, expected: str) -> None:
    text = filled(f"{{% set e = entries[0] %}}\n[{{{{ {expression} }}}}]", ENTRY)
    assert text == f"[{expected}]\n"


def test_blocks_leave_no_lines() -> None:
    template = (
        "{% for year, group in entries|groupby('year') %}\n"
        "{{ year }}:\n"
        "  {% for entry in group %}\n"
        "  {{ loop.index }}. {{ entry.title }}\n"
        "  {% endfor %}\n"
        "{% endfor %}\n"
    )
    entries = [
        from_record(key, {"title": key.upper(), "date": date})
        for key, date in (("a", "2021"), ("b", "2020"), ("c", "2021"))
    ]
    assert filled(template, *entries) == "2020:\n  1. B\n2021:\n  1. A\n  2. C\n"


def test_accents_are_macros_unless_told_otherwise() -> None:
    assert filled("{{ 'é'|latex }}") == "{\\'e}\n"
    assert filled("{{ 'é'|latex }}", ascii=False) == "é\n"


def test_fields_that_are_not_wanted_are_empty() -> None:
    template = "{{ entries[0].title }}|{{ entries[0].abstract }}|{{ entries[0].tags }}"
    assert filled(template, ENTRY, abstract=False).endswith("||['graphs']\n")
    assert filled(template, ENTRY, fields=("abstract",)) == "|One.\nTwo.|[]\n"


def test_without_a_template_it_says_how_to_give_one() -> None:
    with pytest.raises(FormatError) as caught:
        "".join(get("template").write([], FormatOptions()))
    assert "--template" in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("template", "line", "reason"),
    [
        ("{% if %}", 1, "Expected an expression"),
        ("a\n{{ 1 +", 2, "unexpected"),
        ("\n\n{% break %}", 3, "unknown tag 'break'"),
        ("a\n{{ nope }}", 2, "there is no variable 'nope'"),
        ("\n{{ entries[0].titel }}", 2, "an entry has no field 'titel'"),
        ("{{ entries[0].extra.nope }}", 1, "there is no 'nope' here"),
        ("\n{{ 1|nofilter }}", 2, "nofilter"),
        ("{% for e in entries %}\n{{ 1 / 0 }}{% endfor %}", 2, "division by zero"),
        ("{{ 1 + 'a' }}", 1, "unsupported operand"),
        ("{% include 'other' %}", 1, "no other template can be used: other"),
        ("{% extends '/etc/passwd' %}", 1, "no other template can be used"),
        ("{% import 'other' as o %}", 1, "no other template can be used"),
    ],
)
def test_a_mistake_is_told_with_its_line(template: str, line: int, reason: str) -> None:
    error = refused(template, ENTRY)
    assert error.location == Location("t.j2", line)
    assert reason in error.message


def test_a_mistyped_field_gets_a_suggestion() -> None:
    assert refused("{{ entries[0].titel }}", ENTRY).hint == "did you mean title?"
    assert "extra" in (refused("{{ entries[0].zzz }}", ENTRY).hint or "")


@pytest.mark.parametrize(
    "expression",
    [
        "''.__class__.__mro__",
        "entries[0].__class__",
        "entries[0]._entry",
        "entries[0]['_entry']",
        "entries[0]|attr('_entry')",
        "entries[0].get.__func__",
        "entries[0].authors[0].of.__func__.__globals__",
        "entries.append(1)",
        "entries.clear()",
        "'{0.__class__}'.format(entries)",
        "cycler.__init__.__globals__.os",
        "self._TemplateReference__context",
    ],
)
def test_the_inside_of_the_program_is_out_of_reach(expression: str) -> None:
    assert refused(f"{{{{ {expression} }}}}", ENTRY).location == Location("t.j2", 1)


LOOP = "{% for i in range(10**5) %}"
GROWING = "{% set ns = namespace(x='12345678') %}{% for i in range(60) %}"


@pytest.mark.parametrize(
    "template",
    [
        "{{ 'x' * 10**10 }}",
        "{{ 10**10 * 'x' }}",
        "{{ [0] * 10**10 }}",
        "{{ 10 ** (10 ** 10) }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ '%*d' % (1000000000, 1) }}",
        "{{ '%1000000000d'|format(1) }}",
        "{{ '{:1000000000}'.format(1) }}",
        "{{ '{:{}}'.format(1, 10**9) }}",
        "{{ '{:{w}}'.format(1, w=10**9) }}",
        "{{ 'a'.center(10**9) }}",
        "{{ 'a'.zfill(width=10**9) }}",
        "{{ 'a'|center(10**9) }}",
        "{{ 'a\nb'|indent(10**9) }}",
        "{{ [1]|slice(10**9)|list }}",
        "{{ [1]|batch(10**9, 0)|list }}",
        "{{ 1|round(10**9, 'floor') }}",
        "{{ ('x' * 10**6).replace('x', 'y' * 10**6) }}",
        "{{ ('x' * 10**6)|replace('x', 'y' * 10**6) }}",
        "{{ ('x' * 10**6).join(range(10**4)|map('string')|list) }}",
        "{{ range(10**5)|join('x' * 10**6) }}",
        "{{ lipsum(n=10**9) }}",
        "{{ range(10**9)|list }}",
        "{% for i in range(10**9) %}{% endfor %}",
        LOOP + LOOP + "{% endfor %}{% endfor %}",
        GROWING + "{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
        GROWING + "{% set ns.x = ns.x + ns.x %}{% endfor %}",
        GROWING + "{% set ns.x %}{{ ns.x }}{{ ns.x }}{% endset %}{% endfor %}",
        GROWING + "{% set ns.x = [ns.x, ns.x]|join %}{% endfor %}",
        GROWING + "{% set ns.x = '%s%s' % (ns.x, ns.x) %}{% endfor %}",
        GROWING + "{% set ns.x = [ns.x, ns.x]|string %}{% endfor %}",
        GROWING + "{% set ns.x = ''.join([ns.x, ns.x]|map('lower')) %}{% endfor %}",
        GROWING + "{% set ns.x = ns.x|replace(ns.x, ns.x ~ ns.x) %}{% endfor %}",
        GROWING + "{% set ns.x = '{0}{0}'.format(ns.x) %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    ],
)
def test_a_template_that_asks_for_too_much_is_stopped(template: str) -> None:
    begun = time.monotonic()
    assert refused(template).location is not None
    assert time.monotonic() - begun < 60


@given(st.text("{}%|e. ()'[]+*~=ifor1x\n", max_size=40))
def test_no_template_breaks_it(text: str) -> None:
    try:
        written = filled(text, ENTRY)
    except FormatError:
        return
    assert written == "" or written.endswith("\n")


def test_the_values_are_free_of_what_nobody_sees() -> None:
    template = "{% for e in entries %}{{ e.title }}{{ e.abstract }}{{ e.authors }}"
    text = filled(template + "{% endfor %}", *SMALL)
    assert not [char for char in text if char != "\n" and ord(char) < 32]
