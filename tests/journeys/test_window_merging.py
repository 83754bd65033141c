"""A team in the real window: files are merged by a drop, taken back, merged again, and all conflicts are settled."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from annotator.model.conflicts import REMARKS, What
from annotator.operations.conflicts import OpenConflict, open_conflicts
from annotator.store import reading
from annotator.ui.main_window import MainWindow
from annotator.ui.team.look_cards import LookCard
from annotator.ui.team.preview import PreviewCard
from annotator.ui.team.team_place import TeamPlace
from tests.builders import coded_project, faults, state
from tests.driving import drop_files, press, project_of, settle, shown_window, wait_until
from tests.operations import team
from tests.operations.team import ANNA, BO, ONE, OTHER, OTHER_ANNA

pytestmark = pytest.mark.usefixtures("qapp", "no_leaks")


def team_of(window: MainWindow) -> TeamPlace:
    assert window.teaming is not None, "no project is open"
    return window.teaming.place


def click(widget: QWidget) -> None:
    assert widget.isVisible() and widget.isEnabled(), widget
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]  # PySide's stubs lack it
    settle()


def wait_for_errand(window: MainWindow) -> None:
    wait_until(lambda: window.errands is not None and not window.errands.busy, "the errand to end")
    settle()
    wait_until(lambda: window.teaming is not None and not window.teaming._timer.isActive(), "the place to be filled")
    settle()


def conflicts_of(window: MainWindow) -> list[OpenConflict]:
    return list(open_conflicts(project_of(window).project))


def three_copies(folder: Path) -> tuple[Path, Path, Path]:
    """Anna's project, Bo's copy and the one on Anna's other machine, with a conflict of each kind between them."""
    start = team.base(folder)
    mine, bos, laptop = (team.copied(start, name) for name in ("anna", "bo", "laptop"))
    team.edit(
        mine, ANNA,
        team.renamed("Drones", "Armed drones"), team.taken_off("systems"), team.made_code("Border"),
        team.made_case("Google"), team.moved("Rescue", "Armed drones"), team.coded("police", "Boats"),
        team.read_otherwise(ONE), team.read_otherwise(ONE, data=b"other", name="other.txt"),
        team.deleted_code("Letter"), team.coded("contract", "Boats"),
    )  # fmt: skip
    team.edit(
        bos, BO,
        team.renamed("Drones", "UAV"), team.turned("systems"), team.made_code("border"), team.made_case("google"),
        team.defined("UAV", "Aircraft without a pilot on board."), team.coded("staff", "Letter"),
        team.read_otherwise(OTHER), team.moved("UAV", "Rescue"),
    )  # fmt: skip
    team.edit(laptop, ANNA, team.coded("contract", "Boats"))
    team.edit(laptop, OTHER_ANNA, team.coded("company", "Boats"))
    return mine, bos, laptop


def merge_by_drop(window: MainWindow, paths: list[Path]) -> None:
    drop_files(window, paths)
    wait_for_errand(window)
    card = team_of(window).left.on_top
    assert isinstance(card, PreviewCard), "nothing is merged without a look at what would come in"
    click(card.merge)
    wait_for_errand(window)


def card_of(window: MainWindow, wanted: OpenConflict) -> LookCard:
    def found() -> LookCard | None:
        left = team_of(window).left
        left.more_wanted()
        settle()
        cards = team_of(window).findChildren(LookCard)
        return next((card for card in cards if card.shown.id == wanted.conflict.id and card.isVisible()), None)

    wait_until(found, f"a card for {wanted.conflict.what}")
    card = found()
    assert card is not None
    return card


def test_two_files_dropped_are_merged_taken_back_merged_again_and_settled(tmp_path: Path) -> None:
    mine, bos, laptop = three_copies(tmp_path)
    with shown_window(width=1440, height=900) as window:
        assert window.open_project(mine)
        project = project_of(window).project
        before, codings_before = state(project), len(reading.codings(project))

        merge_by_drop(window, [bos, laptop])
        merged = state(project)
        assert merged != before
        assert faults(project) == ()
        assert len(reading.codings(project)) > codings_before
        changed = team_of(window).shown.changes
        assert changed and changed[0].rows, "what changed in the codebook stands first, with codings to look at again"
        assert window.header.place() == "team"

        menu = team_of(window).undo_menu()
        menu.actions()[0].trigger()
        wait_for_errand(window)
        assert state(project) == before, "as though it had never been"

        merge_by_drop(window, [bos, laptop])
        assert state(project) == merged
        kinds = {one.conflict.what for one in conflicts_of(window)}
        assert kinds == set(What)

        remarks = team_of(window).left.fold
        for what in sorted(kinds, key=lambda one: one not in REMARKS):
            wanted = next((one for one in conflicts_of(window) if one.conflict.what == what), None)
            assert wanted is not None, f"{what} was settled by settling another"
            if what in REMARKS and not remarks.isChecked():
                click(remarks)
            card = card_of(window, wanted)
            simple = next(
                at for at, choice in enumerate(card.shown.choices) if choice.need == "nothing" and not choice.destroys
            )
            click(card.buttons[simple])
            wait_for_errand(window)
            assert wanted.conflict.id not in {one.conflict.id for one in conflicts_of(window)}, what
        assert faults(project) == ()

        press(window, Qt.Key.Key_1, held=Qt.KeyboardModifier.ControlModifier)
        assert window.header.place() == "code"
        book = tmp_path / "team.xlsx"
        window.export(book)
        wait_for_errand(window)
        rows = list(openpyxl.load_workbook(book, read_only=True)["Codings"].iter_rows(values_only=True))
        quotes = [row for row in rows if any(row)]
        assert len(quotes) > len(reading.codings(project)), "a row for each coding, below the heads"


def test_the_file_of_another_project_is_refused_and_offered_to_be_opened(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    mine = team.base(tmp_path / "one")
    other = coded_project(tmp_path / "two")
    other.close()
    with shown_window() as window:
        assert window.open_project(mine)
        before = state(project_of(window).project)
        drop_files(window, [other.path])
        wait_for_errand(window)
        shown = window.notices.shown()
        assert shown is not None and "another project" in shown.message and shown.action is not None
        assert state(project_of(window).project) == before
        shown.action.run()
        settle()
        assert project_of(window).project.path == other.path
