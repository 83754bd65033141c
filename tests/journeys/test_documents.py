"""A pile of articles put in order in the real window: values for many, groups, the queue, copies of one story."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from annotator.operations import stories
from annotator.operations.projects import check_project
from annotator.ui.documents.arranging import GroupLine
from tests.driving import (
    CTRL,
    SHIFT,
    Key,
    document_of,
    import_files,
    notice,
    place_of,
    press,
    project_of,
    settle,
    shown_window,
    type_text,
    wait_until,
)

pytestmark = pytest.mark.usefixtures("qapp", "no_leaks")

FIRMS = ("Aldergate", "Birchfield", "Corvane", "Dunmore", "Eastlake", "Fenwick", "Greyhound")
COPIES = (("Morning", "More on page 3."), ("Evening", "Updated at noon."), ("Weekly", "By our reporter."))


def story(firm: str) -> str:
    """An article of words that another firm's has not."""
    chance = random.Random(firm)
    words = ["".join(chance.choices("bdfgklmnprst", k=3)) + chance.choice(("al", "en", "or")) for _ in range(400)]
    return "\n\n".join(f"{firm} " + " ".join(words[at : at + 20]) + "." for at in range(0, 400, 20))


def test_articles_are_described_grouped_and_worked_off(tmp_path: Path) -> None:
    for firm in FIRMS[:6]:
        (tmp_path / f"{firm}.txt").write_text(story(firm), encoding="utf-8")
    for paper, more in COPIES:
        (tmp_path / f"{paper} wire.txt").write_text(f"{more}\n\n{story('Greyhound')}", encoding="utf-8")
    with shown_window() as window:
        window.new_project(str(tmp_path / "pile.annot"), "tech-military")
        import_files(window, sorted(tmp_path.glob("*.txt")))
        opened, place = project_of(window), place_of(window)
        assert len(opened.documents) == 9, notice(window)

        # Copies of one story are hinted at beside the text, without anybody asking.
        hint = place.documents.stories
        wait_until(hint.isVisible, "the hint that three tell one story")
        assert hint.told.text().startswith("3 look like one story")
        hint.group.click()
        settle()
        assert [len(one.documents) for one in stories.stories(opened.project)] == [3]

        # Five get their outlet at once, in one undo step.
        press(window, Key.Key_L, held=CTRL)
        assert window.all_documents is not None
        page = window.all_documents.page
        press(window, Key.Key_Home)
        press(window, Key.Key_Down, Key.Key_Down, Key.Key_Down, Key.Key_Down, held=SHIFT)
        assert len(page.chosen()) == 5
        press(window, Key.Key_Return, held=CTRL)
        type_text(window, "The Harbour Ledger")
        press(window, Key.Key_Return)
        assert sum(one.metadata.get("outlet") == "The Harbour Ledger" for one in opened.documents) == 5
        press(window, Key.Key_Escape)
        press(window, Key.Key_Z, held=CTRL)
        assert not any(one.metadata.get("outlet") for one in opened.documents)
        press(window, Key.Key_Y, held=CTRL)

        # Grouped by outlet, the other list too.
        page.table.group_by("outlet")
        heads = [one for row in range(page.table.rowCount())
                 if isinstance(one := page.table.line_at(page.table.index(row, 0)), GroupLine)]
        assert [(one.title, one.count) for one in heads] == [("The Harbour Ledger", 5), ("Outlet: none", 4)]
        page.table.group_by(stories.SAME_STORY)
        assert page.table.line_at(page.table.index(0, 0)).count == 3  # type: ignore[union-attr]  # a group's head

        # A document of the queue is opened, finished and gone from the queue.
        page.table.group_by("")
        page.table.show_queue_only(True)
        page.view.setFocus()
        press(window, Key.Key_Home, Key.Key_Return)
        wait_until(lambda: document_of(window).document.title == "Aldergate")
        press(window, Key.Key_Return, held=CTRL)
        press(window, Key.Key_Return, held=CTRL)  # where something is listed first, the second time finishes
        wait_until(lambda: place.documents.table.left < 9, "the document to be finished")
        assert "Aldergate" not in [one.title for one in place.documents.table.rows()
                                   if place.documents.table.place_of(one.id) is not None]
        assert check_project(opened.project).faults == ()
