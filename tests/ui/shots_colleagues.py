"""Pictures of what merges and colleagues mean in the place Code: python tests/ui/shots_colleagues.py [FOLDER]."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import qInstallMessageHandler  # the platform is chosen before Qt is loaded

from annotator.model.codings import Stance
from annotator.operations import cases, codes, coding, documents, finishing, visibility
from annotator.store import reading
from annotator.store.handle import Project
from annotator.ui.main_window import MainWindow
from tests.driving import Key, document_of, place_of, press
from tests.shots import View, opened, pictures
from tests.ui.colleagues import apart, code_named, coded, opened_in, rest


def mixed(window: MainWindow, home: Path) -> None:
    """Some codings are mine, most are my colleagues'."""
    opened(window, home)
    window.status.follow(place_of(window))
    view = place_of(window).view
    for step in (2, 1, 3):
        press(window, *[Key.Key_Down] * step)
        press(window, Key.Key_R, Key.Key_R)
    press(window, Key.Key_Down, Key.Key_Down, Key.Key_Down)
    view.select(view.selection.caret, view.selection.caret)
    rest(window)


def dimmed(window: MainWindow, home: Path) -> None:
    mixed(window, home)
    press(window, Key.Key_F8)
    rest(window)


def dimmed_chosen(window: MainWindow, home: Path) -> None:
    dimmed(window, home)
    shown, place = document_of(window), place_of(window)
    theirs = min((one for one in shown.placed.values() if one.coder not in opened_in(window).sight.mine),
                 key=lambda one: one.start)
    place.activate_coding(theirs.id)
    rest(window)


def hidden(window: MainWindow, home: Path) -> None:
    dimmed(window, home)
    press(window, Key.Key_F8)
    rest(window)


def blind(window: MainWindow, home: Path) -> None:
    mixed(window, home)
    opened_in(window).do(visibility.set_blind, True)
    window.notices.clear()
    rest(window)


def finished(window: MainWindow, home: Path) -> None:
    mixed(window, home)
    this = document_of(window).document.id
    apart(window, lambda project: finishing.finish(project, this))
    place_of(window).finishing.finish()
    rest(window)


def finished_by_another(window: MainWindow, home: Path) -> None:
    mixed(window, home)
    this = document_of(window).document.id
    apart(window, lambda project: finishing.finish(project, this))


def marked(window: MainWindow, home: Path) -> None:
    """Something to look at of every kind that the place Code marks, and a code that is gone."""
    mixed(window, home)
    project = opened_in(window).project
    first = min((one for one in document_of(window).placed.values() if one.cases), key=lambda one: one.start)
    case = next(one for one in reading.cases(project) if one.id in first.cases) if first.cases else None
    names = [one.name for one in opened_in(window).codes if not any(
        other.parent == one.id for other in opened_in(window).codes)]
    doomed, renamed = names[2], opened_in(window).code(first.code)
    assert renamed is not None
    title, quote = document_of(window).document.title, "The"

    def theirs(project: Project) -> None:
        codes.rename_code(project, renamed.id, renamed.name + " (narrow)")
        coding.set_field(project, [first.id], "note", "one")
        coding.set_stance(project, [first.id], Stance.CONTRADICTS)
        coded(quote, doomed)(project)
        documents.rename_document(project, document_of_project(project, title), "Theirs: " + title)
        if case is not None:
            cases.rename_case(project, case.id, case.name + " Ltd")

    mine = [
        lambda project: codes.rename_code(project, renamed.id, renamed.name + " (wide)"),
        lambda project: coding.set_field(project, [first.id], "note", "two"),
        lambda project: codes.delete_code(project, code_named(project, doomed)),
        lambda project: documents.rename_document(project, document_of_project(project, title), "Mine: " + title),
    ]
    if case is not None:
        mine.append(lambda project: cases.rename_case(project, case.id, case.name + " Inc"))
    apart(window, theirs, mine=mine)
    place = place_of(window)
    place.activate_coding(first.id)
    place.codebook.set_current(next(one.id for one in opened_in(window).codes if one.gone))
    rest(window)


def document_of_project(project: Project, title: str) -> object:
    return next(one for one in reading.documents(project) if one.title == title)


def gone_document(window: MainWindow, home: Path) -> None:
    mixed(window, home)
    this = document_of(window).document
    words = document_of(window).content.text[:40].split("\n")[0]
    apart(window, coded(words, opened_in(window).codes[3].name),
          mine=[lambda project: documents.delete_documents(project, [this])])
    place_of(window).open_document(this.id)
    rest(window)


VIEWS: tuple[View, ...] = (
    mixed, dimmed, dimmed_chosen, hidden, blind, finished, finished_by_another, marked, gone_document,
)  # fmt: skip


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.gettempdir()) / "colleagues_shots"
    folder.mkdir(parents=True, exist_ok=True)
    qInstallMessageHandler(lambda *_: None)  # the offscreen platform has much to say
    wanted = sys.argv[2:]
    views = tuple(one for one in VIEWS if not wanted or one.__name__ in wanted)
    print(f"{len(pictures(folder, views))} pictures in {folder}")


if __name__ == "__main__":
    main()
