"""What the tests of the reading view share: layers, codings, a shown view, keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from annotator.model.documents import Block, BlockKind
from annotator.model.ids import CodingId, EntityId
from annotator.ui.reader import ArticleView, LayerText, ShownCoding, look_of

ARTICLE = [
    (BlockKind.HEADING, "Firms and killer robots 🤖"),
    (BlockKind.PARAGRAPH, "Both grew on public money. Police in twenty provinces run the software. Nobody asked."),
    (BlockKind.ITEM, "Employees resisted: a petition of 4,000 names."),
    (BlockKind.ROW, "Firm\tTechnology\tPledge"),
    (BlockKind.ROW, "Blum 株式会社\trobots الذكاء الاصطناعي\tpledged 👩‍🚀"),
    (BlockKind.PARAGRAPH, "شركة وقعت عقد 2019 HoloLens مع الجيش. وقاومه الموظفون."),
    (BlockKind.PARAGRAPH, "公司开发自主武器系统。员工抗议并签署承诺书。"),
    (BlockKind.PARAGRAPH, "Cafe\u0301 office e\u0301te\u0301 ✊🏽 👩‍🚀 co\u00ad\u00adding\nand a second line."),
    (BlockKind.PICTURE, "Figure 1. A drawing."),
]


def layer_of(parts: list[tuple[BlockKind, str]]) -> LayerText:
    blocks, at = [], 0
    for kind, text in parts:
        blocks.append(Block(kind, at, at + len(text), level=1 if kind in (BlockKind.HEADING, BlockKind.ITEM) else 0,
                            sign="•" if kind == BlockKind.ITEM else "", table=int(kind == BlockKind.ROW)))
        at += len(text) + 1
    return LayerText("\n".join(text for _, text in parts), blocks)


def paragraphs(*texts: str) -> LayerText:
    return layer_of([(BlockKind.PARAGRAPH, text) for text in texts])


def coding_id(number: int) -> CodingId:
    return CodingId(EntityId(number.to_bytes(16, "big")))


def coding(number: int, start: int, end: int, **more: object) -> ShownCoding:
    return ShownCoding(coding_id(number), start, end, f"Code {number}", look_of(None, number), **more)  # type: ignore[arg-type]


def coding_of(number: int, layer: LayerText, quote: str) -> ShownCoding:
    start = layer.text.index(quote)
    return coding(number, start, start + len(quote))


@contextmanager
def shown(layer: LayerText, *codings: ShownCoding, width: int = 900, height: int = 600) -> Iterator[ArticleView]:
    view = ArticleView()
    view.resize(width, height)
    view.show_layer(layer, codings)
    view.show()
    QApplication.processEvents()
    view.settle()
    paint(view)
    yield view
    view.close()
    view.deleteLater()


def paint(view: ArticleView) -> QImage:
    return view.viewport().grab().toImage()


def press(view: ArticleView, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
          text: str = "") -> bool:
    """Whether the view took the key."""
    event = QKeyEvent(QEvent.Type.KeyPress, key, held, text)
    QApplication.sendEvent(view, event)
    return event.isAccepted()


def mouse(view: ArticleView, kind: QEvent.Type, point: QPointF,
          held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    button = Qt.MouseButton.LeftButton
    event = QMouseEvent(kind, point, view.viewport().mapToGlobal(point), button,
                        button if kind != QEvent.Type.MouseButtonRelease else Qt.MouseButton.NoButton, held)
    if kind == QEvent.Type.MouseMove and not view.viewport().property("dragging"):
        event = QMouseEvent(kind, point, view.viewport().mapToGlobal(point), Qt.MouseButton.NoButton,
                            Qt.MouseButton.NoButton, held)
    QApplication.sendEvent(view.viewport(), event)


def click(view: ArticleView, point: QPointF, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    mouse(view, QEvent.Type.MouseButtonPress, point, held)
    mouse(view, QEvent.Type.MouseButtonRelease, point, held)


def point_of(view: ArticleView, position: int) -> QPointF:
    """A point just after the left edge of a caret at that position."""
    area = view.page.caret_area(position)
    assert area is not None, "the position is not on the screen"
    return QPointF(area.center().x() + 0.6, area.center().y())
