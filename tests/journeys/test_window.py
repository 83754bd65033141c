"""The main job in the real window, with real keys: from a text to a workbook, and all the way back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from annotator.model.codings import Stance
from annotator.operations import projects
from annotator.operations.acting import myself
from annotator.store import reading
from tests.driving import (
    ALT,
    CTRL,
    SHIFT,
    Key,
    document_of,
    drop_files,
    import_files,
    notice,
    place_of,
    press,
    project_of,
    quotes,
    settle,
    shown_window,
    type_text,
    wait_until,
    wait_until_idle,
)

pytestmark = pytest.mark.usefixtures("qapp", "no_leaks")

TEXT = """Seven firms and a border

The drone maker sold its aircraft to the border guard. Its staff signed a letter against the contract.

A spokesman denied it. The agency said that nobody had been hurt.

Nothing was decided in May. The board meets again in autumn.
"""


def names_of_cases(window: object, coding: object) -> set[str]:
    known = {case.id: case.name for case in project_of(window).cases}  # type: ignore[arg-type]
    return {known[one] for one in coding.cases}  # type: ignore[attr-defined]


def test_the_main_job_from_a_text_to_a_workbook_and_all_the_way_back(tmp_path: Path) -> None:
    article, path, book = tmp_path / "article.txt", tmp_path / "job.annot", tmp_path / "job.xlsx"
    article.write_text(TEXT, encoding="utf-8")
    with shown_window() as window:
        window.new_project(str(path), "tech-military")
        assert window.opened is not None, notice(window)
        import_files(window, [article])
        place, opened = place_of(window), project_of(window)
        assert document_of(window).content.text.startswith("Seven firms")

        # a sentence by the keyboard, coded by a key twice (the parent itself), then one of its children by two keys
        def select(sentence: str) -> None:
            press(window, Key.Key_Home, held=CTRL)
            for _ in range(12):
                press(window, Key.Key_Down)
                if place.view.selected_text() == sentence:
                    return
            raise AssertionError(f"not reached: {sentence}")

        sold, letter = "The drone maker sold its aircraft to the border guard.", "A spokesman denied it."
        select(sold)
        press(window, Key.Key_D, Key.Key_D)
        press(window, Key.Key_G, Key.Key_I)
        assert sorted(quotes(window)) == [("Border and immigration", sold), ("Dual-use technology", sold)]

        # a case named once, then another sentence with the picker, and the case by its digit
        type_text(window, "+")
        type_text(window, "Kestrane")
        press(window, Key.Key_Return)
        assert place.desk.chosen is not None and names_of_cases(window, place.desk.chosen) == {"Kestrane"}
        select(letter)
        press(window, Key.Key_Space)
        type_text(window, "refus")
        press(window, Key.Key_Return)
        assert ("Refused", letter) in quotes(window)
        press(window, Key.Key_1)
        assert names_of_cases(window, place.desk.chosen) == {"Kestrane"}

        # its stance turned, its end moved by a word, and it is recoded
        press(window, Key.Key_Minus)
        assert place.desk.chosen is not None and place.desk.chosen.stance is Stance.CONTRADICTS
        press(window, Key.Key_Left, Key.Key_Left, held=ALT | SHIFT)  # the full stop, the word
        assert ("Refused", "A spokesman denied") in quotes(window)
        press(window, Key.Key_F2)
        press(window, Key.Key_P, Key.Key_N)
        assert ("No answer", "A spokesman denied") in quotes(window)

        # in vivo
        select("Nothing was decided in May.")
        press(window, Key.Key_I, held=CTRL)
        assert ("Nothing was decided in May.", "Nothing was decided in May.") in quotes(window)

        done = quotes(window), [case.name for case in opened.cases], len(opened.codes)
        while project_of(window).documents:  # undoes all, the import too
            press(window, Key.Key_Z, held=CTRL)
        assert not opened.cases and not sum(opened.counts.values())
        for _ in range(40):
            press(window, Key.Key_Y, held=CTRL)
            if "redo" in notice(window).lower() and "nothing" in notice(window).lower():
                break
        place.open_document(opened.documents[0].id)
        assert (quotes(window), [case.name for case in opened.cases], len(opened.codes)) == done
        press(window, Key.Key_W, held=CTRL)
        assert window.opened is None
    with shown_window() as window:
        assert window.open_project(path)
        assert quotes(window) == done[0]
        press(window, Key.Key_Z, held=CTRL)  # the work of an earlier opening is undone as well
        assert len(quotes(window)) == len(done[0]) - 1
        press(window, Key.Key_Y, held=CTRL)
        window.export(book)
        wait_until(lambda: not project_of(window).busy, "the export to end")
    read = openpyxl.load_workbook(book)
    rows = list(read["Codings"].iter_rows(values_only=True))
    at = {str(name): n for n, name in enumerate(rows[0])}
    quote, code = next(at[n] for n in at if n.lower() == "quote"), next(at[n] for n in at if n.lower() == "code")
    assert sorted(str(row[quote]) for row in rows[1:]) == sorted(found for _, found in done[0])
    assert {str(row[code]).split(" > ")[-1] for row in rows[1:]} >= {"No answer", "Border and immigration"}
    read.close()
    checked = projects.open_project(path, myself())
    assert projects.check_project(checked).faults == ()
    checked.close()


@pytest.fixture
def coded(tmp_path: Path) -> Path:
    """A project with the text in it, and no coding."""
    from annotator.operations import codes
    from taxonomy import builtin
    from tests.builders import add_text

    path = tmp_path / "text.annot"
    project = projects.new(path, myself(), builtin.load("tech-military"))
    add_text(project, "article.txt", TEXT.replace("\n\n", "\n").strip())
    codes.add_code(project, "Zeal")
    project.close()
    return path


def test_letters_never_act_while_somebody_types(coded: Path) -> None:
    with shown_window() as window:
        window.open_project(coded)
        place = place_of(window)
        press(window, Key.Key_Down, Key.Key_Down)
        press(window, Key.Key_F, held=CTRL)
        type_text(window, "dd gp")
        assert place.find_bar.query() == "dd gp" and quotes(window) == []
        press(window, Key.Key_Escape)
        assert place.view.hasFocus()
        press(window, Key.Key_D, Key.Key_D)
        press(window, Key.Key_M, held=CTRL)
        type_text(window, "dd 1-.+")
        press(window, Key.Key_Delete)
        assert len(quotes(window)) == 1 and place.detail.memo.toPlainText() == "dd 1-.+"
        press(window, Key.Key_Escape)
        assert place.view.hasFocus()
        held = reading.memos(project_of(window).project)
        assert [memo.text for memo in held] == ["dd 1-.+"]
        press(window, Key.Key_K, held=CTRL)
        type_text(window, "gp 1")
        press(window, Key.Key_Escape)
        assert len(quotes(window)) == 1 and place.view.hasFocus()


def test_a_letter_without_a_code_codes_nothing_and_says_so(coded: Path) -> None:
    with shown_window() as window:
        window.open_project(coded)
        press(window, Key.Key_Down)
        press(window, Key.Key_X)
        assert quotes(window) == [] and "No code has the key X" in notice(window)
        press(window, Key.Key_D, Key.Key_X)  # nor does a letter that no child has
        assert quotes(window) == [] and place_of(window).view.hasFocus()


def test_two_codes_one_after_the_other_lie_on_the_same_passage(coded: Path) -> None:
    with shown_window() as window:
        window.open_project(coded)
        press(window, Key.Key_Down, Key.Key_Down)
        before = place_of(window).view.selection
        press(window, Key.Key_D, Key.Key_R, Key.Key_G, Key.Key_M)
        assert place_of(window).view.selection == before
        assert {name for name, _ in quotes(window)} == {"Recognition", "Military"}
        assert len({quote for _, quote in quotes(window)}) == 1


def test_the_same_code_twice_on_a_passage_is_one_coding(coded: Path) -> None:
    with shown_window() as window:
        window.open_project(coded)
        press(window, Key.Key_Down)
        press(window, Key.Key_D, Key.Key_R)
        one = place_of(window).desk.chosen
        press(window, Key.Key_D, Key.Key_R)
        assert len(quotes(window)) == 1 and place_of(window).desk.chosen == one


def test_delete_takes_the_chosen_coding_off_and_undo_brings_it_back(coded: Path) -> None:
    with shown_window() as window:
        window.open_project(coded)
        press(window, Key.Key_Down)
        press(window, Key.Key_D, Key.Key_R)
        press(window, Key.Key_Delete)
        assert quotes(window) == []
        press(window, Key.Key_Z, held=CTRL)
        assert [name for name, _ in quotes(window)] == ["Recognition"]


def test_sticky_codes_go_on_every_new_selection_until_escape(coded: Path) -> None:
    with shown_window() as window:
        window.open_project(coded)
        place = place_of(window)
        press(window, Key.Key_D, held=CTRL | SHIFT)
        press(window, Key.Key_U)
        assert window.status.is_loud() and "Autonomy" in window.status.left.text()
        press(window, Key.Key_Down, Key.Key_Down)
        assert [name for name, _ in quotes(window)] == ["Autonomy and robotics"] * 2
        press(window, Key.Key_Escape)
        assert not window.status.is_loud() and place.view.hasFocus()
        press(window, Key.Key_Down)
        assert len(quotes(window)) == 2


def test_a_full_stop_repeats_the_coding_with_its_cases_and_stance(coded: Path) -> None:
    with shown_window() as window:
        window.open_project(coded)
        press(window, Key.Key_Down)
        press(window, Key.Key_D, Key.Key_R)
        type_text(window, "+")
        type_text(window, "Oriveld")
        press(window, Key.Key_Return)
        press(window, Key.Key_Minus)
        press(window, Key.Key_Down)
        type_text(window, ".")
        again = place_of(window).desk.chosen
        assert again is not None and again.stance is Stance.CONTRADICTS
        assert names_of_cases(window, again) == {"Oriveld"} and len(quotes(window)) == 2


def test_tab_walks_through_the_codings_at_the_cursor(coded: Path) -> None:
    with shown_window() as window:
        window.open_project(coded)
        press(window, Key.Key_Down)
        press(window, Key.Key_D, Key.Key_R, Key.Key_G, Key.Key_M)
        first = place_of(window).desk.chosen
        press(window, Key.Key_Tab)
        second = place_of(window).desk.chosen
        press(window, Key.Key_Tab)
        assert first is not None and second is not None and first.id != second.id
        assert place_of(window).desk.chosen == first and place_of(window).view.hasFocus()


def test_f7_goes_from_one_uncoded_paragraph_to_the_next(coded: Path) -> None:
    with shown_window() as window:
        window.open_project(coded)
        view = place_of(window).view
        seen = []
        press(window, Key.Key_F7)
        seen.append(view.selected_text())
        press(window, Key.Key_D, Key.Key_R)
        press(window, Key.Key_F7)
        seen.append(view.selected_text())
        press(window, Key.Key_F7)
        seen.append(view.selected_text())
        press(window, Key.Key_F7, held=SHIFT)
        assert seen[0].startswith("Seven firms") and seen[1].startswith("The drone") and seen[2].startswith("A spokes")
        assert view.selected_text() == seen[1]


def test_a_code_made_in_the_picker_is_put_on_the_passage(coded: Path) -> None:
    with shown_window() as window:
        window.open_project(coded)
        press(window, Key.Key_Down)
        press(window, Key.Key_Space)
        type_text(window, "Hearsay")
        press(window, Key.Key_Return, held=SHIFT)
        assert [name for name, _ in quotes(window)] == ["Hearsay"]
        assert place_of(window).view.hasFocus() and not place_of(window).picker.isVisible()
        press(window, Key.Key_Z, held=CTRL)
        assert quotes(window) == [] and "Hearsay" not in [one.name for one in project_of(window).codes], "one undo step"


def test_comma_in_the_picker_codes_and_stays(coded: Path) -> None:
    with shown_window() as window:
        window.open_project(coded)
        press(window, Key.Key_Down)
        press(window, Key.Key_Space)
        type_text(window, "milit,")
        assert place_of(window).picker.isVisible() and [name for name, _ in quotes(window)] == ["Military"]
        type_text(window, "hearing")
        press(window, Key.Key_Escape)
        assert len(quotes(window)) == 1 and place_of(window).view.hasFocus()


def test_what_is_written_in_a_memo_is_kept_when_another_document_is_opened_and_when_the_window_closes(
    coded: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Another text. It is short.", encoding="utf-8")
    with shown_window() as window:
        window.open_project(coded)
        press(window, Key.Key_Down)
        press(window, Key.Key_D, Key.Key_R)
        import_files(window, [other])
        press(window, Key.Key_M, held=CTRL)
        type_text(window, "first")
        press(window, Key.Key_PageDown, held=CTRL)
        assert document_of(window).document.title != "article"
        assert [memo.text for memo in reading.memos(project_of(window).project)] == ["first"]
        press(window, Key.Key_PageUp, held=CTRL)
        press(window, Key.Key_M, held=CTRL)  # the place where one left is where one comes back to
        press(window, Key.Key_End)
        type_text(window, " and more")
    project = projects.open_project(coded, myself())
    assert [memo.text for memo in reading.memos(project)] == ["first and more"]
    project.close()


def test_find_shows_the_hits_and_escape_leads_back_to_the_text(coded: Path) -> None:
    with shown_window() as window:
        window.open_project(coded)
        place = place_of(window)
        press(window, Key.Key_F, held=CTRL)
        type_text(window, "the")
        wait_until(lambda: place.find_bar.count.text().startswith("1 of"), "the search")
        first = place.view.selection
        press(window, Key.Key_Return)
        assert place.view.selection.start > first.start
        press(window, Key.Key_Escape)
        assert place.view.hasFocus() and place.view.selected_text().lower() == "the"


def test_the_palette_runs_a_command_and_opens_a_hit_in_all_documents(coded: Path) -> None:
    with shown_window() as window:
        window.open_project(coded)
        press(window, Key.Key_K, held=CTRL)
        type_text(window, "Keys")
        press(window, Key.Key_Return)
        assert window.pages.currentWidget() is window.keys_page
        press(window, Key.Key_Escape)
        assert window.pages.currentWidget() is window.code_place and place_of(window).view.hasFocus()
        press(window, Key.Key_K, held=CTRL)
        type_text(window, "nobody had")
        press(window, Key.Key_Up)  # the last row: in all documents
        press(window, Key.Key_Return)
        wait_until(lambda: window.palette_popup.isVisible(), "the hits")
        press(window, Key.Key_Return)
        assert place_of(window).view.selected_text() == "nobody had"


def test_the_history_takes_back_one_deed_and_goes_back_to_another(coded: Path) -> None:
    with shown_window() as window:
        window.open_project(coded)
        for keys in ((Key.Key_D, Key.Key_R), (Key.Key_G, Key.Key_M), (Key.Key_P, Key.Key_N)):
            press(window, Key.Key_Down, *keys)
        press(window, Key.Key_H, held=CTRL)
        page = window.history_page
        page.list.setCurrentIndex(page.list.model().index(1, 0))  # Military
        page.undo.click()
        wait_until_idle(window)
        assert [name for name, _ in quotes(window)] == ["Recognition", "No answer"]
        wanted = next(
            n for n in range(page.list.model().rowCount()) if "Recognition" in page.list.model().index(n, 0).data()
        )
        page.list.setCurrentIndex(page.list.model().index(wanted, 0))
        page.go.click()
        wait_until_idle(window)
        assert [name for name, _ in quotes(window)] == ["Recognition"]
        press(window, Key.Key_Escape)
        assert place_of(window).view.hasFocus()


def test_shortcuts_work_again_after_a_menu_was_open(coded: Path) -> None:
    with shown_window() as window:
        edit = next(one.menu() for one in window.menuBar().actions() if one.text() == "Edit")
        assert edit is not None
        edit.aboutToShow.emit()
        assert not any(one.isEnabled() for one in edit.actions())  # without a project nothing can be undone
        edit.aboutToHide.emit()
        window.open_project(coded)
        press(window, Key.Key_Down)
        press(window, Key.Key_D, Key.Key_R)
        press(window, Key.Key_Z, held=CTRL)
        assert quotes(window) == []


def test_the_menus_stand_in_their_order() -> None:
    with shown_window() as window:
        titles = [action.text() for action in window.menuBar().actions()]
        assert titles == ["Project", "Edit", "Coding", "Codebook", "Reading", "View", "Team", "Help"]


def test_the_theme_changes_and_is_remembered(coded: Path) -> None:
    from annotator.ui import theme

    with shown_window() as window:
        window.open_project(coded)
        window.choose_theme("dark")
        assert theme.current() == theme.DARK
    with shown_window() as window:
        assert theme.current() == theme.DARK
        window.choose_theme("light")
        assert theme.current() == theme.LIGHT


def test_a_click_on_a_notice_leaves_the_keys_with_the_text(coded: Path) -> None:
    from PySide6.QtTest import QTest

    with shown_window() as window:
        window.open_project(coded)
        window.say("Something to know.")
        settle()
        QTest.mouseClick(window.notices.close_button, Qt.MouseButton.LeftButton)
        assert QApplication.focusWidget() is place_of(window).view


def test_dropped_files_come_in_and_what_does_not_is_listed_with_the_reason(coded: Path, tmp_path: Path) -> None:
    good, bad, empty = tmp_path / "good.txt", tmp_path / "bad.txt", tmp_path / "nothing.txt"
    good.write_text("A good text, with two sentences. This is the second.", encoding="utf-8")
    bad.write_bytes(b"\x00\x01\x02\x7fELF" * 400)
    empty.write_bytes(b"")
    with shown_window() as window:
        window.open_project(coded)
        import_files(window, [good, bad, empty])
        panel = window.progress
        assert panel.isVisible() and "1 document came in" in panel.title.text() and "2 could not" in panel.title.text()
        whys = {panel.outcomes.topLevelItem(n).text(0): panel.outcomes.topLevelItem(n).text(2) for n in range(3)}
        assert whys["bad.txt"] and whys["nothing.txt"] and "good" in {one.title for one in project_of(window).documents}
        press(window, Key.Key_Z, held=CTRL)  # the import is one step of the undo
        assert [one.title for one in project_of(window).documents] == ["article"]


def test_a_cancelled_import_writes_nothing(coded: Path, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(30):
        (folder / f"text {number}.txt").write_text(f"Text number {number}. It has two sentences.", encoding="utf-8")
    with shown_window() as window:
        window.open_project(coded)
        drop_files(window, [folder])
        window.progress.cancel.click()
        wait_until(lambda: window.importer is not None and not window.importer.busy, "the import to end")
        settle()
        assert "Cancelled" in window.progress.title.text()
        assert len(project_of(window).documents) == 1 and project_of(window).writable


def test_the_window_closes_in_the_middle_of_an_import_and_of_an_export(coded: Path, tmp_path: Path) -> None:
    text = tmp_path / "late.txt"
    text.write_text("Too late. It does not come in.", encoding="utf-8")
    with shown_window() as window:
        window.open_project(coded)
        drop_files(window, [text])
    with shown_window() as window:
        window.open_project(coded)
        window.export(tmp_path / "out.xlsx")
    project = projects.open_project(coded, myself())
    assert projects.check_project(project).faults == () and len(reading.documents(project)) == 1
    project.close()
