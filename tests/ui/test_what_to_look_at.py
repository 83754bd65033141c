"""What merges leave to look at, as the place Code marks it; and what was deleted while others used it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from annotator.model.conflicts import What
from annotator.model.ids import EntityId
from annotator.operations import cases, codes, coding, conflicts, documents, projects
from annotator.store import reading
from annotator.store.to_look_at import to_look_at
from annotator.ui.codebook.found import Found
from annotator.ui.main_window import MainWindow
from annotator.ui.text_note import Deed
from tests.builders import TEXT, add_code, add_text, code, identity, make_project
from tests.driving import (
    Key,
    document_of,
    notice,
    place_of,
    press,
    project_of,
    quotes,
    settle,
    shown_window,
    type_text,
)
from tests.operations import team
from tests.ui.colleagues import apart, code_named, coded, opened_in, rest
from tests.ui.shell_tools import emitted

pytestmark = pytest.mark.usefixtures("qapp", "no_leaks")


@pytest.fixture
def window(tmp_path: Path) -> Iterator[MainWindow]:
    """An article with two coded passages, one of them about a case."""
    project = make_project(tmp_path)
    document = add_text(project)
    drones, letter = (add_code(project, name) for name in ("Drones", "Letter"))
    codes.set_key(project, drones, "d")
    codes.set_key(project, letter, "l")
    code(project, document, "open letter", letter)
    yitu = cases.add_case(project, "Yitu")[1]
    coding.set_case(project, [code(project, document, "drones", drones)], yitu, about=True)
    project.close()
    with shown_window() as made:
        made.open_project(project.path)
        made.status.follow(place_of(made))
        settle()
        yield made


def the_case(window: MainWindow) -> EntityId:
    return opened_in(window).cases[0].id


def renamed_by_both(window: MainWindow) -> None:
    """The code, the case and the document have two names each, the coding two stances and two notes."""
    project = project_of(window).project
    drones, case, document = code_named(project, "Drones"), the_case(window), document_of(window).document
    this = next(one.id for one in document_of(window).placed.values() if one.code == drones)
    apart(
        window,
        lambda other: codes.rename_code(other, drones, "UAV"),
        lambda other: cases.rename_case(other, case, "Yitu Ltd"),  # type: ignore[arg-type]  # it is a case's
        lambda other: documents.rename_document(other, document, "Theirs"),
        lambda other: coding.set_field(other, [this], "note", "one"),
        mine=[
            lambda own: codes.rename_code(own, drones, "Aircraft"),
            lambda own: cases.rename_case(own, case, "Yitu Inc"),  # type: ignore[arg-type]  # it is a case's
            lambda own: documents.rename_document(own, document, "Mine"),
            lambda own: coding.set_field(own, [this], "note", "two"),
        ],
    )


def click(window: MainWindow, view: object, area: object) -> None:
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, area.center())  # type: ignore[attr-defined, call-overload]  # a viewport and a rectangle
    settle()


def test_all_that_has_a_part_in_a_conflict_carries_a_mark_that_leads_to_team(window: MainWindow) -> None:
    place = place_of(window)
    assert not window.status.look.isVisible() and place.what_to_look_at() is None
    renamed_by_both(window)
    asked = emitted(place.team_asked)
    this = next(one for one in document_of(window).placed.values() if one.cases)
    marks = {this.id, this.code, the_case(window), document_of(window).document.id}
    assert opened_in(window).to_look_at.of == dict.fromkeys(marks, 1) and opened_in(window).to_look_at.whole == 4
    assert window.status.look.text() == "4 to look at" and window.status.look.isVisible()

    row = place.codebook.tree.row_of(this.code)
    assert row is not None and row.to_look_at == 1
    assert "1 thing to look at in Team" in place.codebook.tree.index_of(this.code).data(Qt.ItemDataRole.ToolTipRole)
    before = place.view.selection
    click(window, place.codebook.view.viewport(), place.codebook.view.badge_of(this.code))
    assert asked == [this.code] and place.view.selection == before, "it neither codes nor chooses"
    click(window, place.documents.view.viewport(), place.documents.view.badge_of(document_of(window).document.id))
    assert asked[-1] == document_of(window).document.id
    click(window, place.cases.chips[0], place.cases.chips[0].badge)
    assert asked[-1] == the_case(window) and place.desk.chosen is None
    assert place.view.codings[this.id].marked
    place.activate_coding(this.id)
    rest(window)
    card = place.detail.cards[0]
    link = next(button for button in card.findChildren(type(window.status.look)))
    link.click()
    assert asked[-1] == this.id and "1 thing to look at" in link.text()
    window.status.look.click()
    assert asked[-1] is None and len(asked) == 5


def test_a_click_beside_the_mark_is_a_click_on_the_row(window: MainWindow) -> None:
    place = place_of(window)
    renamed_by_both(window)
    asked, this = emitted(place.team_asked), code_named(opened_in(window).project, "Aircraft")
    place.view.select(0, 3)
    area = place.codebook.view.badge_of(this)
    QTest.mouseClick(
        place.codebook.view.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        QPoint(area.left() - 15, area.center().y()),
    )
    settle()
    assert not asked and ("Aircraft", "The") in quotes(window)


def test_the_command_leads_to_what_is_to_be_looked_at_here(window: MainWindow) -> None:
    command = next(one for one in window.commands if one.id == "reading.team")
    assert command.offer(window.situation()) is None
    renamed_by_both(window)
    asked = emitted(place_of(window).team_asked)
    deed = command.offer(window.situation())
    assert deed is not None
    deed()
    assert asked == [document_of(window).document.id]
    this = next(one for one in document_of(window).placed.values() if one.cases)
    place_of(window).desk.choose(this.id)
    deed()
    assert asked[-1] == this.id


def test_marks_go_once_it_is_settled_and_come_back_with_the_undo(window: MainWindow) -> None:
    renamed_by_both(window)
    opened, place = opened_in(window), place_of(window)
    for one in conflicts.open_conflicts(opened.project):
        opened.do(conflicts.resolve, one.conflict.id, one.choices[0].token)
    rest(window)
    assert not window.status.look.isVisible() and not opened.to_look_at.of
    this = next(one for one in document_of(window).placed.values() if one.cases)
    assert not place.view.codings[this.id].marked and not place.cases.chips[0].case.to_look_at
    row, code_row = place.documents.table.row_of(document_of(window).document.id), place.codebook.tree.row_of(this.code)
    assert row is not None and not row.to_look_at and code_row is not None and not code_row.to_look_at
    opened.undo()
    rest(window)
    assert window.status.look.text() == "1 to look at"


@pytest.mark.parametrize("name", team.SITUATIONS)
def test_as_much_is_counted_as_the_list_in_team_has(tmp_path: Path, name: str) -> None:
    project = team.merged(tmp_path, name)
    found = conflicts.open_conflicts(project, remarks=False)
    counted = to_look_at(project)
    assert counted.whole == len(found)
    held: dict[EntityId, int] = {}
    for one in found:
        for member in one.conflict.members:
            held[member] = held.get(member, 0) + 1
    assert counted.of == held
    gone = {one.conflict.entity for one in found if one.conflict.what is What.DANGLING}
    assert {entity for _, entity in counted.gone} == gone
    project.close()


# What is gone ---------------------------------------------------------------------------------------------------------


def deleted_while_used(window: MainWindow) -> EntityId:
    """I deleted the code “Letter”, a colleague used it meanwhile."""
    this = code_named(opened_in(window).project, "Letter")
    apart(window, coded("rescue only", "Letter"), mine=[lambda own: codes.delete_code(own, this)])
    return this


def test_a_code_that_was_deleted_while_others_used_it_is_listed_and_not_offered(window: MainWindow) -> None:
    this, place = deleted_while_used(window), place_of(window)
    row = place.codebook.tree.row_of(this)  # type: ignore[arg-type]  # it is a code's
    assert row is not None and row.code.gone and row.own == 1 and row.to_look_at == 1
    index = place.codebook.tree.index_of(row.id)
    assert "deleted" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert not place.codebook.tree.flags(index) & Qt.ItemFlag.ItemIsEditable
    assert ("Letter (deleted)", "rescue only") in [
        (place.view.codings[one.id].name, TEXT[one.start : one.end]) for one in document_of(window).placed.values()
    ]
    place.view.setFocus()
    press(window, Key.Key_Down, Key.Key_L)
    assert "No code has the key L" in notice(window)
    press(window, Key.Key_Space)
    type_text(window, "letter")
    assert all(place.picker.rows.row_at(n).kind is not Found.CODE  # type: ignore[union-attr]  # there are so many
               for n in range(place.picker.rows.rowCount()))
    press(window, Key.Key_Escape)


def test_offering_a_deleted_code_says_what_can_be_done(window: MainWindow) -> None:
    this, place = deleted_while_used(window), place_of(window)
    before = len(document_of(window).placed)
    place.view.select(0, 3)
    told = "“Letter” was deleted while others used it: restore it, or recode its codings, in Team."
    for offer in (
        lambda: place.codebook.code_activated.emit(this),
        lambda: place.codebook.pin_asked.emit(this),
        lambda: place.codebook.ask_rename(this),  # type: ignore[arg-type]  # it is a code's
        lambda: place.codebook.ask_delete(this),  # type: ignore[arg-type]
        lambda: place.codebook.ask_key(this),  # type: ignore[arg-type]
    ):
        window.notices.clear()
        offer()
        assert notice(window) == told
    assert len(document_of(window).placed) == before and not place.desk.sticky
    titles = [action.text() for action in place.codebook.menu(this).actions()]  # type: ignore[arg-type]
    assert titles == ["New code…", "Look at it in Team", "All codings"]
    entries = emitted(place.entries_asked)
    place.show_codings(this)  # type: ignore[arg-type]
    assert [one.title for one in entries[0]] == ["rescue only"]


def test_a_deleted_code_is_listed_as_long_as_something_leans_on_it(window: MainWindow) -> None:
    this, place, opened = deleted_while_used(window), place_of(window), opened_in(window)
    last = next(one.id for one in document_of(window).placed.values() if one.code == this)
    place.desk.take_off(last)
    rest(window)
    assert place.codebook.tree.row_of(this) is None  # type: ignore[arg-type]  # it is a code's
    assert not opened.to_look_at.gone and not window.status.look.isVisible()


def test_a_merged_coding_alone_brings_a_deleted_code_back_into_sight(window: MainWindow) -> None:
    """The colleague's change names the coding only, not the code."""
    opened = opened_in(window)
    changed = emitted(opened.changed)
    this = deleted_while_used(window)
    assert place_of(window).codebook.tree.row_of(this) is not None  # type: ignore[arg-type]  # it is a code's
    assert len(changed) == 2


def test_a_deleted_case_is_struck_on_the_bar_and_not_offered(window: MainWindow) -> None:
    place, case = place_of(window), the_case(window)
    apart(
        window,
        coded("rescue only", "Letter"),
        lambda other: coding.set_case(
            other,
            [next(one.id for one in reading.codings(other) if one.quote == "rescue only")],
            case,  # type: ignore[arg-type]  # it is a case's
            about=True,
        ),
        mine=[lambda own: cases.delete_case(own, case)],  # type: ignore[arg-type]
    )
    chip = place.cases.chips[0]
    assert chip.case.gone and chip.font().strikeOut() and "deleted" in chip.toolTip()
    offered = place.cases.field.completer().model()
    assert "Yitu" not in [offered.index(row, 0).data() for row in range(offered.rowCount())]
    this = next(one for one in document_of(window).placed.values() if TEXT[one.start : one.end] == "open letter")
    place.activate_coding(this.id)
    place.cases.case_toggled.emit(case)
    assert notice(window) == "That case was deleted; restore it or take it off its codings in Team."
    about = next(one for one in document_of(window).placed.values() if case in one.cases)
    place.activate_coding(about.id)
    place.cases.case_toggled.emit(case)
    rest(window)
    assert not place.cases.chips, "taken off its last coding it is not there any more"


def test_a_deleted_document_can_be_read_and_not_coded(window: MainWindow) -> None:
    place, this = place_of(window), document_of(window).document
    apart(
        window, coded("rescue only", "Letter"), mine=[lambda own: documents.delete_documents(own, [this])]
    )
    row = place.documents.table.row_of(this.id)
    assert row is not None and row.gone
    assert place.open_document(this.id)
    rest(window)
    assert quotes(window) == [("Letter", "rescue only")]
    note = place.note.note
    assert note is not None and note.deed is Deed.TEAM and note.text.startswith("Deleted")
    asked = emitted(place.team_asked)
    place.note.button.click()
    assert asked == [this.id]
    place.view.select(0, 3)
    window.notices.clear()
    place.desk.code_with(code_named(opened_in(window).project, "Drones"))
    assert notice(window) == "That document was deleted; restore it or delete its codings in Team."
    place.documents.set_current(this.id)
    place.documents.ask_delete()
    assert "in Team" in notice(window)
    assert [one.text() for one in place.documents.menu().actions()] == ["Open", "Look at it in Team"]


# Merges of many ------------------------------------------------------------------------------------------------------


def test_a_merge_of_many_codings_is_shown_with_the_place_and_the_choice_kept(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.operations.coding_many import code_many
    from annotator.ui import document_tabs

    monkeypatch.setattr(document_tabs, "_MANY", 50)  # large enough to be read beside the window
    place = place_of(window)
    first = next(one for one in document_of(window).placed.values() if one.cases)
    place.activate_coding(first.id)
    before, text = place.view.selection, place.view.text
    many = [{"document": "article", "start": at, "end": at + 9, "code": "Letter"} for at in range(170)]
    more = [{"document": "article", "start": at, "end": at + 5, "code": "Letter"} for at in range(170)]
    counted = emitted(place.to_look_at_changed)
    apart(window, lambda other: code_many(other, {"codings": many + more}))
    assert len(document_of(window).placed) == 342 and len(place.view.codings) == 342
    assert place.desk.chosen is not None and place.desk.chosen.id == first.id
    assert place.view.selection == before and place.view.text is text
    assert len(counted) <= 3, "all is shown once, not for each coding"
    place.desk.take_off()
    rest(window)
    assert len(place.view.codings) == 341


def test_what_i_do_while_a_merge_is_being_read_is_not_lost_from_sight(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.operations.coding_many import code_many
    from annotator.ui import document_tabs

    monkeypatch.setattr(document_tabs, "_MANY", 50)
    place, opened = place_of(window), opened_in(window)
    many = [{"document": "article", "start": at, "end": at + 9, "code": "Letter"} for at in range(180)]
    opened.do(lambda project: code_many(project, {"codings": many}))
    rest(window)
    more = [{"document": "article", "start": at, "end": at + 5, "code": "Letter"} for at in range(179)]
    more += [{"document": "article", "start": at, "end": at + 4, "code": "Drones"} for at in range(179)]
    opened.do(lambda project: code_many(project, {"codings": more}))
    assert place.open_tabs.is_reading
    place.view.select(0, 3)
    place.desk.code_with(code_named(opened.project, "Drones"))
    rest(window)
    assert ("Drones", "The") in quotes(window) and len(place.view.codings) == len(document_of(window).placed) == 541


def test_joining_two_codes_shows_their_codings_under_one(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    document = add_text(project)
    drones = add_code(project, "Drones")
    uav = add_code(project, "UAV")
    code(project, document, "drones", drones)
    code(project, document, "systems", uav)
    project.close()
    with shown_window() as window:
        window.open_project(project.path)
        settle()
        opened = project_of(window)
        opened.do(codes.merge_codes, uav, drones)
        settle()
        assert quotes(window) == [("Drones", "drones"), ("Drones", "systems")]
        assert {one.name for one in place_of(window).view.codings.at(0, len(TEXT))} == {"Drones"}
        opened.undo()
        settle()
        assert ("UAV", "systems") in quotes(window)
    assert projects.open_project(project.path, identity()).close() is None
