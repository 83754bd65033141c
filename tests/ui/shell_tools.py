"""What the tests of the window's parts share: showing a widget, lists of what was emitted, what is cut off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QApplication, QWidget


@contextmanager
def on_screen(app: QApplication, widget: QWidget, *, width: int = 1024, height: int = 700) -> Iterator[QWidget]:
    """Shows the widget in that size and takes it away at the end."""
    from PySide6.QtCore import QCoreApplication, QEvent

    widget.resize(width, height)
    widget.show()
    widget.activateWindow()
    app.processEvents()
    try:
        yield widget
    finally:
        widget.close()
        widget.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def emitted(signal: SignalInstance) -> list[Any]:
    """A list that fills with what the signal carries: the value, a tuple of several, None for none."""
    seen: list[Any] = []
    signal.connect(lambda *values: seen.append(values[0] if len(values) == 1 else values or None))
    return seen


def cut_texts(widget: QWidget) -> list[str]:
    """The texts of visible labels and buttons that have less room than they need, or reach out of the widget."""
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QAbstractButton, QLabel

    from annotator.ui.parts import ElidedLabel

    cut = []
    parts: list[QLabel | QAbstractButton] = [*widget.findChildren(QLabel), *widget.findChildren(QAbstractButton)]
    for part in parts:
        if not part.isVisible() or not part.text() or isinstance(part, ElidedLabel):
            continue
        if isinstance(part, QLabel) and part.wordWrap():
            if part.height() < part.heightForWidth(part.width()):
                cut.append(part.text())
            continue
        whole = _sheet_of(part) or widget
        right = part.mapTo(whole, QPoint(part.width(), 0)).x()
        if part.width() < part.sizeHint().width() or right > whole.width():
            cut.append(part.text())
    return cut


def _sheet_of(part: QWidget) -> QWidget | None:
    """What a scroll area shows a part of, where this lies on one: what reaches out of sight is scrolled to."""
    from PySide6.QtWidgets import QScrollArea

    above = part.parentWidget()
    while above is not None:
        area = above.parentWidget().parentWidget() if above.parentWidget() is not None else None
        if isinstance(area, QScrollArea) and area.widget() is above:
            return above
        above = above.parentWidget()
    return None
