"""From real projects, coded apart and merged, to what the place Team shows."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator.model.codings import Passage
from annotator.model.conflicts import What
from annotator.model.ids import CodeId
from annotator.operations import codebook, codes, coding, conflicts, finishing, merging, projects, visibility
from annotator.operations.merging import Arrived
from annotator.store import reading
from annotator.store.handle import Project
from annotator.ui.open_project import OpenProject
from tests import builders
from tests.ui.shell_tools import on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from annotator.ui.team.shown import TeamShown
    from annotator.ui.team.team_place import TeamPlace

JO = builders.identity("Jo Okafor")
Deed = Callable[[Project], object]


@pytest.fixture
def opened(tmp_path: Path, qapp: QApplication) -> Iterator[OpenProject]:
    """A project of one document with two codes, one coding of each; Jo has a copy as it was then."""
    project = builders.coded_project(tmp_path, "mira.annot")
    project.close()
    shutil.copy(project.path, tmp_path / "jo.annot")
    made = OpenProject(projects.open_project(project.path, builders.identity()))
    yield made
    made.close()


@contextmanager
def as_jo(opened: OpenProject) -> Iterator[Project]:
    project = projects.open_project(opened.project.path.parent / "jo.annot", JO)
    try:
        yield project
    finally:
        project.close()


def by_jo(opened: OpenProject, *deeds: Deed) -> None:
    with as_jo(opened) as project:
        for deed in deeds:
            deed(project)


def merge(opened: OpenProject, *, dry_run: bool = False) -> Arrived:
    arrived = merging.merge(opened.project, [opened.project.path.parent / "jo.annot"], dry_run=dry_run)
    opened.spread(arrived.changes)
    return arrived


def shown(opened: OpenProject, arrived: Arrived | None = None) -> TeamShown:
    from annotator.ui.team.filling import team_shown

    return team_shown(opened, arrived)


def code_called(project: Project, name: str) -> CodeId:
    return next(one.id for one in codebook.codes(project) if one.name == name)


def codes_more(project: Project) -> None:
    """Codes “company” with the first code."""
    document = reading.documents(project)[0]
    builders.code(project, document, "company", code_called(project, "Drones"))


def redefine(project: Project) -> None:
    codes.define_code(project, code_called(project, "Drones"), definition="Unmanned and armed.", include=["UAV"],
                      exclude=[])


def rename(name: str) -> Deed:
    return lambda project: codes.rename_code(project, code_called(project, "Drones"), name)


def test_a_new_project_has_one_coder_and_nothing_to_look_at(opened: OpenProject) -> None:
    told = shown(opened)
    assert (told.summary, told.last, told.earlier, told.changes, told.conflicts) == ("", None, (), (), ())
    assert [(one.name, one.me, one.codings, one.finished) for one in told.coders] == [("Mira Kovač", True, 2, 0)]
    assert told.coders[0].last
    assert told.writable
    assert [code.name for code in told.codes] == ["Drones", "Letter"]


def test_the_summary_says_what_came_in(opened: OpenProject) -> None:
    by_jo(opened, codes_more, lambda project: builders.add_code(project, "Police"))
    arrived = merge(opened)
    told = shown(opened, arrived)
    assert told.summary == "Merged jo.annot · 1 coding, 1 code new · nothing was replaced"
    assert told.last is not None
    assert told.last.can_take_back
    assert [(one.name, one.codings) for one in told.coders] == [("Mira Kovač", 2), ("Jo Okafor", 1)]
    later = shown(opened)  # after closing and opening, what came in is not known so precisely
    assert later.summary.startswith("Merged jo.annot · ")
    assert later.summary.endswith("changes came in · nothing was replaced")


def test_a_redefinition_lists_the_codings_made_before_it(opened: OpenProject) -> None:
    from annotator.ui.team.filling import preview_shown

    by_jo(opened, redefine)
    preview = preview_shown(opened, merge(opened, dry_run=True))
    assert preview.title == "Merge jo.annot?"
    assert [one.title for one in preview.changes] == ["Drones"]
    assert not preview.nothing
    arrived = merge(opened)
    (change,) = shown(opened, arrived).changes
    assert change.heading.startswith("Redefined by Jo · ")
    assert [(one.title, one.before, one.after) for one in change.differences] == [
        ("Definition", "", "Unmanned and armed."), ("Include", "", "UAV")]
    assert [(row.quote, row.where, row.looked) for row in change.rows] == [("drones", "article · You", False)]
    assert (change.left, change.total) == (1, 1)
    opened.do(merging.tick_off, change.change, [change.rows[0].id])
    (now,) = shown(opened).changes
    assert (now.left, now.total, now.rows[0].looked) == (0, 1, True)


def test_a_code_renamed_twice_is_settled_by_its_button(opened: OpenProject) -> None:
    by_jo(opened, rename("UAV"))
    rename("Armed drones")(opened.project)
    (one,) = shown(opened, merge(opened)).conflicts
    assert one.heading == "Code renamed twice"
    assert one.before == "Drones"
    assert {choice.title for choice in one.choices} == {"Mine", "Jo’s", "Type new"}
    theirs = next(choice for choice in one.choices if choice.title == "Jo’s")
    opened.do(conflicts.resolve, one.id, theirs.token)
    assert shown(opened).conflicts == ()
    assert [code.name for code in codebook.codes(opened.project)] == ["UAV", "Letter"]


def test_a_deleted_code_says_who_deleted_it_and_who_used_it(opened: OpenProject) -> None:
    by_jo(opened, codes_more)
    opened.do(codes.delete_code, code_called(opened.project, "Drones"))
    (one,) = [one for one in shown(opened, merge(opened)).conflicts if not one.remark]
    assert one.heading == "A deleted code that others used"
    assert [(side.who, side.said) for side in one.sides] == [("You", "deleted it"), ("Jo", "has 1 coding with it")]
    assert one.sides[0].when
    assert [choice.title for choice in one.choices] == ["Restore code", "Recode to…", "Delete 1"]
    assert "Drones" not in [code.name for code in shown(opened).codes]


def test_two_codes_of_one_name_show_who_made_which(opened: OpenProject) -> None:
    by_jo(opened, lambda project: builders.add_code(project, "Police"))
    builders.add_code(opened.project, "police")
    found = shown(opened, merge(opened)).conflicts
    assert [one.heading for one in found] == ["Two codes of one name"]
    assert {side.who for side in found[0].sides} == {"You", "Jo"}
    assert all(side.said.startswith("made one with 0 codings") for side in found[0].sides)


def test_nothing_new_is_said_before_merging(opened: OpenProject) -> None:
    from annotator.ui.team.filling import preview_shown

    told = preview_shown(opened, merge(opened, dry_run=True))
    assert told.nothing
    assert told.title == "Nothing new in jo.annot"
    assert told.notes == ("jo.annot holds nothing that is not here already.",)


def test_a_preview_counts_what_would_come_in(opened: OpenProject) -> None:
    from annotator.ui.team.filling import preview_shown

    by_jo(opened, codes_more, rename("UAV"))
    rename("Armed drones")(opened.project)
    told = preview_shown(opened, merge(opened, dry_run=True))
    counts = dict(told.counts)
    assert counts["Codings"].startswith("1 new")
    assert counts["New coders"] == "Jo Okafor"
    assert told.conflicts == "1 thing will be there to look at."
    assert shown(opened).last is None


def test_while_coding_blind_colleagues_codings_are_not_listed(opened: OpenProject) -> None:
    folder = opened.project.path.parent
    shutil.copy(folder / "jo.annot", folder / "lena.annot")
    lenas = projects.open_project(folder / "lena.annot", builders.identity("Lena Vogt"))
    codes_more(lenas)
    lenas.close()
    by_jo(opened, redefine)
    opened.spread(merging.merge(opened.project, [folder / "jo.annot", folder / "lena.annot"]).changes)
    (change,) = shown(opened).changes
    assert sorted((row.quote, row.where) for row in change.rows) == [
        ("company", "article · Lena"), ("drones", "article · You")]
    opened.do(visibility.set_blind, True)
    told = shown(opened)
    assert told.blind
    (change,) = told.changes
    assert [row.quote for row in change.rows] == ["drones"]
    assert (change.left, change.total) == (1, 1)
    opened.do(finishing.finish, reading.documents(opened.project)[0].id)
    assert shown(opened).changes[0].total == 2


def test_the_place_is_filled_with_the_history_and_its_merges(
    opened: OpenProject, qapp: QApplication, no_leaks: None
) -> None:
    place = filled(opened)
    with on_screen(qapp, place, width=1440):
        words = [line.words for line in place.history.shown()]
        assert any(line.startswith("Merged jo.annot: ") for line in words)
        merged = next(line for line in place.history.shown() if line.words.startswith("Merged jo.annot"))
        assert not merged.can_undo
        assert not merged.can_go
        place.history.by_coder.setCurrentIndex(place.history.by_coder.findData("Jo Okafor"))
        assert {line.coder for line in place.history.shown()} == {"Jo Okafor"}
        assert place.coders.rows[0].shown.me


def filled(opened: OpenProject) -> TeamPlace:
    from annotator.ui.team.filling import fill_team
    from annotator.ui.team.team_place import TeamPlace

    by_jo(opened, codes_more, rename("UAV"))
    rename("Armed drones")(opened.project)
    arrived = merge(opened)
    place = TeamPlace()
    fill_team(place, opened, arrived)
    return place


def test_settling_in_the_place_leaves_nothing_to_look_at(
    opened: OpenProject, qapp: QApplication, no_leaks: None
) -> None:
    from annotator.ui.team.filling import fill_team

    place = filled(opened)

    def settle(this: object, token: str, value: object) -> None:
        opened.do(conflicts.resolve, this, token, value=value)  # type: ignore[arg-type]  # signals carry objects
        fill_team(place, opened)

    place.resolve_asked.connect(settle)
    with on_screen(qapp, place, width=1440):
        card = place.left.looks.cards[0]
        card.buttons[0].click()
        assert place.left.looks.cards == []
        assert place.left.settled.isVisible()
        assert [line.words for line in place.history.shown() if "ettled" in line.words]


def test_there_are_words_for_every_kind_of_conflict() -> None:
    from annotator.ui.team.wording import group_name

    assert len({group_name(what) for what in What}) == len(What)


def test_many_codings_are_listed_by_the_first_two_hundred(opened: OpenProject) -> None:
    from annotator.ui.team.filling import team_shown

    project = opened.project
    document = reading.documents(project)[0]
    drones = code_called(project, "Drones")
    for at in range(30):
        coding.code_passage(project, Passage(document.layer.id, at, at + 3), drones)
    with as_jo(opened) as theirs:
        redefine(theirs)
    opened._forget(merge(opened).changes)
    from annotator.ui.team import filling_changes

    before, filling_changes.FIRST = filling_changes.FIRST, 10
    try:
        (change,) = shown(opened).changes
        assert (len(change.rows), change.left, change.total) == (10, 31, 31)
        (whole,) = team_shown(opened, whole={change.key}).changes
        assert len(whole.rows) == 31
        assert [row.id for row in change.rows] == [row.id for row in whole.rows if row in change.rows]
    finally:
        filling_changes.FIRST = before
