"""What an update makes of a file: the merge of three, and every byte beside it."""

from __future__ import annotations

import pytest

from paperctl.bib import read
from paperctl.bibupdate import Base, Plan, Side, Wish, plan_update
from paperctl.errors import CatalogueError

EXPORT = """\
@article{knuth1984literate,
  author = {Knuth, Donald E.},
  title = {Literate {Programming}},
  journal = {The Computer Journal},
  year = {1984},
  month = may,
  pages = {97--111},
}
"""

BY_HAND = """\
% My references; do not touch!
@string{ cj = {The Computer
  Journal} }

@Article{Knuth1984Literate,   % the classic
  pages   = "97-111",
  Author  = "Donald~E. Knuth",
  TITLE   = {Literate Programming} ,
  journal = cj,
  year    = 1984,
  month   = {May},
  keywords = {mine, all mine}
}

@book{other, title = "Not ours"}   Some text.
"""


def update(
    text: str,
    export: str = EXPORT,
    base: Base | None = None,
    *,
    side: Side | None = None,
    aliases: dict[str, tuple[str, ...]] | None = None,
    others: str | None = None,
    biber: bool = False,
) -> Plan:
    wish = Wish(export, aliases or {}, others, biber)
    return plan_update(read(text, biber=biber), "refs.bib", wish, base or {}, side)


def test_what_means_the_same_is_left_alone() -> None:
    plan = update(BY_HAND)
    assert plan.text == BY_HAND
    assert (plan.added, plan.changed, plan.conflicts) == ([], [], [])


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_one_field_changes_one_value(end: str, mark: str) -> None:
    old = mark + BY_HAND.replace("\n", end)
    base = update(old).base
    plan = update(old, EXPORT.replace("1984}", "1985}").replace("97--", "98--"), base)
    assert plan.text == old.replace("= 1984", "= 1985").replace('"97-111"', '"98--111"')
    assert (plan.changed, plan.conflicts) == (["Knuth1984Literate"], [])


def test_fields_are_added_where_the_export_has_them_in_the_style_of_the_entry() -> None:
    old = "@misc{k,\n    title   = {T},\n    year    = 2020\n}\n"
    new = (
        "@misc{k,\n author = {A},\n title = {T},\n note = {N},\n year = {2020},\n"
        " doi = {D},\n}"
    )
    assert update(old, new).text == (
        "@misc{k,\n    author  = {A},\n    title   = {T},\n    note    = {N},\n"
        "    year    = 2020,\n    doi     = {D}\n}\n"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("@misc{k}", "@misc{k,\n  t = {x}\n}"),
        ("@misc{k,}", "@misc{k,\n  t = {x},}"),
        ("@misc{k,\n}", "@misc{k,\n  t = {x},\n}"),
        ("@misc(k, a=1)", "@misc(k,\n  t = {x}, a=1)"),
        ("@misc{k, a=1, b=2}", "@misc{k, t={x}, a=1, b=2}"),
        (
            '@MISC{k,\n\tA = "1",\n\tBB = "2"}',
            '@MISC{k,\n\tT = "x",\n\tA = "1",\n\tBB = "2"}',
        ),
        ("@misc{k, % c\n a = 1}", None),
    ],
)
def test_a_field_for_entries_of_any_shape(old: str, new: str | None) -> None:
    plan = update(old, "@misc{k,\n  t = {x},\n}\n")
    (entry,) = read(plan.text).entries
    assert "t" in [field.name.lower() for field in entry.fields]
    if new and "a=1)" not in new:
        assert plan.text == new
    again = update(plan.text, "@misc{k,\n  t = {x},\n}\n", plan.base)
    assert (again.text, again.base_changed) == (plan.text, False)


def test_comments_of_biber_stay_with_their_fields() -> None:
    old = (
        "@misc{k,\n  t = {x}, % about t\n  u = {y}, % about u\n  v = {z} % about v\n}\n"
    )
    export = "@misc{k,\n t = {x},\n n = {1},\n u = {y},\n v = {z},\n w = {2},\n}\n"
    plan = update(old, export)
    assert plan.text == (
        "@misc{k,\n  t = {x}, % about t\n  n = {1},\n  u = {y}, % about u\n"
        "  v = {z}, % about v\n  w = {2}\n}\n"
    )
    less = update(plan.text, "@misc{k,\n t = {x},\n v = {z},\n w = {2},\n}", plan.base)
    assert less.text == (
        "@misc{k,\n  t = {x} % about t\n  , % about u\n"
        "  v = {z}, % about v\n  w = {2}\n}\n"
    )


def test_entries_are_appended_as_the_others_are_laid_out() -> None:
    old = (
        '@ARTICLE{a,\n\ttitle\t= "A",\n\tyear\t= "2000"\n}\n'
        '@ARTICLE{b,\n\ttitle\t= "B",\n\tyear\t= "2001"\n} % last\n'
        "@comment{jabref-meta: x;}"
    )
    new = "@misc{c,\n  title = {C},\n  year = {2002},\n}\n"
    assert update(old, new).text == old.replace(
        "% last", '% last\n@MISC{c,\n\ttitle\t= "C",\n\tyear\t= "2002"\n}'
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", EXPORT),
        ("\ufeff", f"\ufeff{EXPORT}"),
        ("% mine\n", f"% mine\n\n{EXPORT}"),
        ("% mine", f"% mine\n\n{EXPORT}"),
        ("% mine\r\n", f"% mine\n\n{EXPORT}".replace("\n", "\r\n")),
        ("@misc{a, t = 1}", None),
    ],
)
def test_a_file_without_entries_or_final_newline(old: str, new: str | None) -> None:
    plan = update(old)
    assert plan.text.startswith(old)
    if new:
        assert plan.text == new
    assert update(plan.text, base=plan.base).text == plan.text


class TestMerge:
    """One field: what the file, the catalogue and the base say."""

    OLD = "@misc{k,\n  title = {T},\n  note = {Old},\n}\n"

    def merged(
        self, file: str | None, catalogue: str | None, side: Side | None = None
    ) -> tuple[str, int, int]:
        base = update(self.OLD, self.OLD).base

        def text(note: str | None) -> str:
            line = f"  note = {{{note}}},\n" if note else ""
            return self.OLD.replace("  note = {Old},\n", line)

        plan = update(text(file), text(catalogue), base, side=side)
        found = {
            field.name: field.value.pieces[0].text
            for field in read(plan.text).entries[0].fields
        }
        again = update(plan.text, text(catalogue), plan.base, side=side)
        assert (again.text, again.base) == (plan.text, plan.base)
        assert found.pop("title") == "T"
        return found.get("note", ""), len(plan.kept), len(plan.conflicts)

    @pytest.mark.parametrize(
        ("file", "catalogue", "now", "kept", "conflicts"),
        [
            ("Old", "Old", "Old", 0, 0),
            ("Old", "New", "New", 0, 0),
            ("Old", None, "", 0, 0),
            ("Mine", "Old", "Mine", 1, 0),
            ("Mine", "Mine", "Mine", 0, 0),
            ("Mine", "New", "Mine", 0, 1),
            ("Mine", None, "Mine", 0, 1),
            (None, "Old", "", 1, 0),
            (None, "New", "", 0, 1),
            (None, None, "", 0, 0),
        ],
    )
    def test_with_a_base(
        self,
        file: str | None,
        catalogue: str | None,
        now: str,
        kept: int,
        conflicts: int,
    ) -> None:
        assert self.merged(file, catalogue) == (now, kept, conflicts)

    @pytest.mark.parametrize("file", ["Old", "Mine", None])
    @pytest.mark.parametrize("catalogue", ["Old", "New", None])
    def test_ours_is_what_the_catalogue_says(
        self, file: str | None, catalogue: str | None
    ) -> None:
        assert self.merged(file, catalogue, "ours") == (catalogue or "", 0, 0)

    @pytest.mark.parametrize("file", ["Mine", None])
    @pytest.mark.parametrize("catalogue", ["Old", "New"])
    def test_theirs_is_what_the_file_says(
        self, file: str | None, catalogue: str | None
    ) -> None:
        now, _, conflicts = self.merged(file, catalogue, "theirs")
        assert (now, conflicts) == (file or "", 0)

    def test_without_a_base_another_value_is_a_conflict(self) -> None:
        old = "@misc{k,\n  title = {Another},\n  mine = {X},\n}\n"
        plan = update(old, self.OLD)
        assert plan.text == old.replace("  mine", "  note = {Old},\n  mine")
        (conflict,) = plan.conflicts
        assert (conflict.citekey, conflict.field) == ("k", "title")
        assert (conflict.in_file, conflict.in_catalogue) == ("Another", "T")
        assert old[conflict.offset :].startswith("title")

    def test_theirs_is_remembered(self) -> None:
        old = "@misc{k,\n  title = {Another},\n  note = {Old},\n}\n"
        plan = update(old, self.OLD, side="theirs")
        assert plan.text == old
        again = update(old, self.OLD, plan.base)
        assert (again.text, again.conflicts, again.kept) == (old, [], [("k", "title")])

    def test_other_braces_in_the_catalogue_reach_what_nobody_has_edited(self) -> None:
        base = update(self.OLD, self.OLD).base
        new = self.OLD.replace("{T}", "{{T}}")
        assert update(self.OLD, new, base).text == new
        mine = self.OLD.replace("{T}", "{{{T}}}")
        assert update(mine, new, base).text == mine


def test_types_change_too() -> None:
    base = update("@misc{k, t={x}}", "@misc{k, t={x}}").base
    plan = update("@MISC{k, t={x}}", "@article{k, t={x}}", base)
    assert plan.text == "@ARTICLE{k, t={x}}"
    other = update("@book{k, t={x}}", "@article{k, t={x}}")
    assert [conflict.field for conflict in other.conflicts] == ["type"]
    assert update("@conference{k}", "@inproceedings{k}").conflicts == []


def test_entries_under_an_alias() -> None:
    old = "@misc{Old2020,\n  title = {T},\n  ids = {new2020}\n}\n"
    export = "@misc{new2020,\n  title = {T},\n  ids = {old2020},\n  year = {2020},\n}\n"
    plan = update(old, export, aliases={"new2020": ("old2020",)}, biber=True)
    assert plan.text == old.replace("{new2020}", "{new2020},\n  year = {2020}")
    assert plan.added == []


def test_biblatex_knows_fields_by_two_names() -> None:
    old = "@online{k, year=2020, month=jun, archivePrefix={arXiv}, journal={J}}"
    export = "@online{k,date={2020-06},eprinttype={arxiv},journaltitle={J},}"
    assert update(old, export, biber=True).text == old
    newer = export.replace("06", "07")
    base = update(old, export, biber=True).base
    plan = update(old, newer, base, biber=True)
    assert "month" not in plan.text
    assert "date" in plan.text
    assert "year" not in plan.text
    assert update(plan.text, newer, plan.base, biber=True).text == plan.text


def test_what_is_inherited_need_not_be_there() -> None:
    old = "@inproceedings{k, crossref={p}}\n@proceedings{p, title={ICML}, year=2020}\n"
    export = "@inproceedings{k,booktitle={ICML},year={2020},}"
    assert update(old, export, biber=True).text == old


class TestPrune:
    """Which entries go."""

    OLD = "% a\n@misc{a, t={x}}\n\n% b\n@misc{b, t={y}}\n\n@misc{z, t={by hand}}\n"
    A, B = "@misc{a, t={x}}\n", "@misc{b, t={y}}\n"

    def test_only_what_paperctl_knows(self) -> None:
        plan = update(self.OLD, self.A, others=self.B)
        assert plan.removed == ["b"]
        assert plan.text == self.OLD.replace("@misc{b, t={y}}\n\n", "")

    def test_what_it_wrote_and_the_catalogue_has_no_longer(self) -> None:
        base = update("", self.A + self.B).base
        assert update(self.OLD, self.A, base, others="").removed == ["b"]
        assert update(self.OLD, self.A, others="").removed == []

    def test_not_without_asking(self) -> None:
        base = update("", self.A + self.B).base
        assert update(self.OLD, self.A, base).text == self.OLD

    def test_an_entry_edited_by_hand_is_a_conflict(self) -> None:
        base = update("", self.A + self.B).base
        edited = self.OLD.replace("{y}", "{y}, note={mine}")
        plan = update(edited, self.A, base, others="")
        assert (plan.text, plan.removed) == (edited, [])
        assert [conflict.citekey for conflict in plan.conflicts] == ["b"]
        assert update(edited, self.A, base, others="", side="ours").removed == ["b"]
        kept = update(edited, self.A, base, others="", side="theirs")
        assert (kept.text, kept.conflicts) == (edited, [])

    def test_a_parent_that_others_need_stays(self) -> None:
        old = f"{self.A}@misc{{z, crossref={{B}}}}\n{self.B}"
        assert update(old, self.A, others=self.B).removed == []

    def test_the_last_ones(self) -> None:
        plan = update(f"{self.A}\n{self.B}", self.A, others=self.B)
        assert plan.text == self.A
        more = update(f"{self.B}\n{self.B.replace('b', 'c')}", self.A, others=self.B)
        assert more.text == f"{self.B.replace('b', 'c')}\n{self.A}"


def test_what_is_broken_is_not_touched() -> None:
    old = "@misc{k, title = {T\n\n@misc{other, t=1}\n"
    with pytest.raises(CatalogueError, match="k is broken here") as caught:
        update(old, "@misc{k, title = {T}}")
    assert str(caught.value.location) == "refs.bib:1:18"
    fine = update(old, "@misc{other, t={1}, u={2}}")
    assert fine.text == old.replace("t=1", "t=1, u={2}")


def test_an_entry_with_faults_is_left_alone_but_not_changed() -> None:
    old = "@misc{k, t={x} u={y}}"
    assert update(old, "@misc{k, t={x}, u={y}}").text == old
    with pytest.raises(CatalogueError, match="no comma"):
        update(old, "@misc{k, t={x}, u={y}, v={z}}")
