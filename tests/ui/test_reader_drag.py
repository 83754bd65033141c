"""Carrying the selected passage away with the pointer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.model.documents import Block, BlockKind
from annotator.ui.carried import PASSAGE_MIME
from annotator.ui.reader import ArticleView, LayerText

TEXT = "The quick brown fox jumps over the lazy dog. And then it slept for a while."


@pytest.fixture
def view(qapp: QApplication) -> ArticleView:
    shown = ArticleView()
    shown.resize(700, 300)
    shown.show_layer(LayerText(TEXT, [Block(BlockKind.PARAGRAPH, 0, len(TEXT))]))
    shown.show()
    qapp.processEvents()
    shown.select(4, 30)
    return shown


def moved(view: ArticleView, point: QPoint) -> None:
    place = QPointF(point)
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(view.viewport(), QMouseEvent(QEvent.Type.MouseMove, place, place, left, left, none))


def test_a_selected_passage_that_is_pulled_at_is_carried_and_stays_selected(
    view: ArticleView, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried: list[bytes] = []

    def caught(drag: QDrag, *_actions: object) -> Qt.DropAction:
        carried.append(bytes(drag.mimeData().data(PASSAGE_MIME).data()))
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", caught)  # Qt's own loop would wait for a real pointer
    inside = view.selection_area().center()
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, inside)
    assert (view.selection.start, view.selection.end) == (4, 30), "pressing alone changes nothing"
    moved(view, inside + QPoint(40, 40))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, inside)
    assert carried == [b"4:30"]
    assert (view.selection.start, view.selection.end) == (4, 30)


def test_a_mere_click_inside_the_selection_sets_the_cursor(view: ArticleView) -> None:
    inside = view.selection_area().center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, inside)
    assert view.selection.empty
    assert 4 <= view.selection.caret <= 30


def test_pulling_outside_the_selection_selects_anew(view: ArticleView) -> None:
    start = QPoint(view.selection_area().right() + 60, view.selection_area().center().y())
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    moved(view, start + QPoint(60, 0))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    assert view.selection.start > 30
