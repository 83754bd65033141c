"""Pictures of the codebook panel, in the window and narrow: python -m tests.ui.shots_codebook FOLDER."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QByteArray, QCoreApplication, QMimeData, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent

from annotator.model.ids import CodeId
from annotator.operations import code_meaning, codes
from annotator.ui.codebook import CODE_MIME, files
from annotator.ui.main_window import MainWindow
from tests.driving import place_of, project_of, settle, wait_until


def _code(window: MainWindow, name: str) -> CodeId:
    return next(one.id for one in project_of(window).codes if one.name.startswith(name))


def _opened(window: MainWindow) -> None:
    window.open_sample()
    settle()


def codebook_card(window: MainWindow, home: Path) -> None:
    """The card of a code with examples and counts."""
    _opened(window)
    opened, place = project_of(window), place_of(window)
    shown = place.desk.shown
    assert shown is not None
    one = next(iter(sorted(shown.placed.values(), key=lambda held: held.start)))
    opened.do(code_meaning.add_example, one.id)
    opened.do(code_meaning.add_example, one.id, why="it is said of another firm")
    place.codebook.set_current(one.code)
    place.codebook.ask_definition(one.code)
    wait_until(lambda: place.codebook.card.used.isVisible(), "the counts")


def codebook_counts(window: MainWindow, home: Path) -> None:
    codebook_card(window, home)
    area = place_of(window).codebook.card.area
    settle()
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())


def codebook_examples(window: MainWindow, home: Path) -> None:
    codebook_card(window, home)
    card = place_of(window).codebook.card
    settle()
    card.examples.take_keys()


def codebook_merging(window: MainWindow, home: Path) -> None:
    _opened(window)
    tree = place_of(window).codebook
    code = _code(window, "Autonomy")
    tree.set_current(code)
    tree.asking.ask_merge([code])
    settle()


def codebook_confirm(window: MainWindow, home: Path) -> None:
    _opened(window)
    tree = place_of(window).codebook
    tree.asking.confirm_merge([_code(window, "Autonomy")], _code(window, "Recognition"))


def codebook_dropped(window: MainWindow, home: Path) -> None:
    _opened(window)
    tree = place_of(window).codebook
    tree.asking.ask_dropped([_code(window, "Autonomy")], _code(window, "Recognition"))


def codebook_dragging(window: MainWindow, home: Path) -> None:
    """A code held over another one."""
    _opened(window)
    panel = place_of(window).codebook
    data = QMimeData()
    data.setData(CODE_MIME, QByteArray(_code(window, "Autonomy")))
    at = panel.view.visualRect(panel.tree.index_of(_code(window, "Military"))).center()
    buttons, held = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for kind in (QDragEnterEvent, QDragMoveEvent):
        event = kind(QPoint(at), Qt.DropAction.MoveAction, data, buttons, held)
        QCoreApplication.sendEvent(panel.view.viewport(), event)


def codebook_several(window: MainWindow, home: Path) -> None:
    _opened(window)
    panel = place_of(window).codebook
    model = panel.view.selectionModel()
    for name in ("Autonomy", "Recognition"):
        model.select(panel.tree.index_of(_code(window, name)), model.SelectionFlag.Select)
    panel.asking.ask_delete_several(panel.view.chosen)


def codebook_to_define(window: MainWindow, home: Path) -> None:
    _opened(window)
    opened, panel = project_of(window), place_of(window).codebook
    for name in ("Cloud contract", "Civil-military fusion"):
        opened.do(codes.add_code, name, parent=_code(window, "Government contract"), to_define=True)
    panel.show_to_define()
    panel.next_to_define()


def codebook_filter(window: MainWindow, home: Path) -> None:
    _opened(window)
    panel = place_of(window).codebook
    panel.show_filter()
    panel.filter.setText("pol")


def codebook_import(window: MainWindow, home: Path) -> None:
    _opened(window)
    from annotator.operations.codebook_files import write_codebook

    path = home / "codebook-of-the-team.toml"
    write_codebook(project_of(window).project, path)
    text = path.read_text(encoding="utf-8")
    text = text.replace('name = "Recognition"', 'name = "Recognition of people"')
    text = text.replace('definition = "Gathers and joins data on people or places."', 'definition = "Joins data."')
    text = text.replace('key = "du"', 'key = "dx"')
    text += '\n[[code]]\nid = "new"\nname = "Cloud contract"\nparent = "contract"\n'
    path.write_text(text, encoding="utf-8")
    files.look_at(window, path)
    wait_until(lambda: window.pages.currentWidget() is not window.code_place, "the page")


Made = Callable[[MainWindow, Path], None]
WINDOW_VIEWS: tuple[Made, ...] = (
    codebook_card, codebook_examples, codebook_counts, codebook_merging, codebook_confirm, codebook_dropped,
    codebook_dragging, codebook_several, codebook_to_define, codebook_filter, codebook_import,
)  # fmt: skip


def main() -> None:
    from tests import shots

    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("shots")
    folder.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[2:]
    shots.pictures(folder, tuple(one for one in WINDOW_VIEWS if not wanted or one.__name__ in wanted))


if __name__ == "__main__":
    main()
