"""The room of the picker: what stands above what in it, and where it lies beside a selection."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from annotator.ui import theme


def column(title: QWidget, line: QWidget, hint: QWidget, found: QWidget) -> QVBoxLayout:
    """The title, the line with its hint at the end, a rule, what was found."""
    head = QHBoxLayout()
    theme.spaced(head, 14, 10, 14, 8, gap=8)
    head.addWidget(line, 1)
    head.addWidget(hint)
    rule = QFrame()
    rule.setProperty("role", "rule")
    left = QVBoxLayout()
    theme.spaced(left)
    top = QVBoxLayout()
    theme.spaced(top, 14, 8, 14, 0)
    top.addWidget(title)
    left.addLayout(top)
    left.addLayout(head)
    left.addWidget(rule)
    inner = QVBoxLayout()
    theme.spaced(inner, 5, 6, 5, 6)
    inner.addWidget(found)
    left.addLayout(inner)
    left.addStretch(1)
    return left


def place_at(at: QRect, size: QSize, room: QRect, edge: int) -> QRect:
    """Below a rectangle, or above it where there is more room, and always within the room; all in pixels."""
    below, above = room.bottom() - at.bottom() - edge, at.top() - room.top() - edge
    goes_below = size.height() <= below or below >= above
    y = at.bottom() + edge if goes_below else at.top() - edge - size.height()
    x = min(max(room.left() + edge, at.left()), room.right() - edge - size.width())
    y = min(max(room.top() + edge, y), room.bottom() - edge - size.height())
    return QRect(QPoint(x, y), size)
