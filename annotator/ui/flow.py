"""A layout that puts widgets in lines like words, as many as fit beside each other."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget

from annotator.ui import theme


class FlowLayout(QLayout):
    """Gaps grow with the scale; the order is mirrored where people read from right to left.

    `at_end` sets each line against the end of a line of reading.
    """

    def __init__(self, parent: QWidget | None = None, *, gap: float = 6, at_end: bool = False) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap, self._at_end = gap, at_end
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._placed(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._placed(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize(0, 0)
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _placed(self, rect: QRect, *, move: bool) -> int:
        """Places all items and answers the height that they take."""
        gap, y = theme.px(self._gap), 0
        widget = self.parentWidget()
        direction = widget.layoutDirection() if widget is not None else Qt.LayoutDirection.LeftToRight
        for line in self._lines(rect.width(), gap):
            tallest = max(size.height() for _item, size in line)
            taken = sum(size.width() + gap for _item, size in line) - gap
            x = rect.width() - taken if self._at_end else 0
            for item, size in line if move else ():
                down = (tallest - size.height()) // 2 if self._at_end else 0
                box = QRect(rect.topLeft() + QPoint(x, y + down), size)
                item.setGeometry(QStyle.visualRect(direction, rect, box))
                x += size.width() + gap
            y += tallest + gap
        return max(0, y - gap)

    def _lines(self, width: int, gap: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        """The items that stand beside each other, with the sizes that they get."""
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        x = 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint().boundedTo(QSize(max(1, width), 1 << 20))
            if not lines or x + size.width() > width:
                lines.append([])
                x = 0
            lines[-1].append((item, size))
            x += size.width() + gap
        return lines
