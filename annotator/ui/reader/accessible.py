"""What screen readers get of the article view: a document with its text, its caret and the codings at the caret.

Qt asks a factory for the interface of each view. The text part is an object of its own: one class that derives from
both of Qt's gives no text part. Offsets at this border are UTF-16, rectangles screen pixels.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleInterface,
    QAccessibleTextCursorEvent,
    QAccessibleTextInterface,
    QAccessibleTextSelectionEvent,
)
from PySide6.QtWidgets import QAccessibleWidget
from shiboken6 import VoidPtr

from annotator.ui.reader.shown import ShownCoding
from annotator.ui.words import tr

if TYPE_CHECKING:
    from annotator.ui.reader.view import ArticleView


class ArticleTextInterface(QAccessibleTextInterface):
    """The text of one view."""

    def __init__(self, view: ArticleView) -> None:
        super().__init__()
        self._seen = weakref.ref(view)

    @property
    def _view(self) -> ArticleView:
        view = self._seen()
        if view is None:
            raise RuntimeError("the view of this interface is gone")
        return view

    def characterCount(self) -> int:
        text = self._view.text
        return text.offsets.to_u16(len(text.text))

    def text(self, startOffset: int, endOffset: int) -> str:  # noqa: N803 - Qt's name
        text = self._view.text
        return text.text[text.offsets.to_code_points(startOffset) : text.offsets.to_code_points(endOffset)]

    def cursorPosition(self) -> int:
        return self._view.text.offsets.to_u16(self._view.selection.caret)

    def setCursorPosition(self, position: int) -> None:
        place = self._view.text.offsets.to_code_points(position)
        self._view.select(place, place)
        self._view.show_range(place, place)

    def selectionCount(self) -> int:
        # Qt would then ask for the ends by out-parameters, which PySide hands to nobody: a screen reader would be told
        # of places that are none. What is selected is announced instead.
        return 0

    def addSelection(self, startOffset: int, endOffset: int) -> None:  # noqa: N803 - Qt's names
        self.setSelection(0, startOffset, endOffset)

    def setSelection(self, selectionIndex: int, startOffset: int, endOffset: int) -> None:  # noqa: N803 - Qt's names
        del selectionIndex
        to_code_points = self._view.text.offsets.to_code_points
        self._view.select(to_code_points(startOffset), to_code_points(endOffset))

    def removeSelection(self, selectionIndex: int) -> None:  # noqa: N803 - Qt's name
        del selectionIndex
        self._view.select(self._view.selection.caret, self._view.selection.caret)

    def scrollToSubstring(self, startIndex: int, endIndex: int) -> None:  # noqa: N803 - Qt's names
        to_code_points = self._view.text.offsets.to_code_points
        self._view.show_range(to_code_points(startIndex), to_code_points(endIndex))

    def characterRect(self, offset: int) -> QRect:
        """Empty for a character that is not on the screen."""
        place = self._view.text.offsets.to_code_points(offset)
        areas = self._view.page.areas_of(place, place + 1)
        if not areas:
            return QRect()
        area = areas[0].toAlignedRect()
        return QRect(self._view.viewport().mapToGlobal(area.topLeft()), area.size())

    def offsetAtPoint(self, point: QPoint) -> int:
        place = self._view.position_at(QPointF(self._view.viewport().mapFromGlobal(point)))
        return self._view.text.offsets.to_u16(place)


class ArticleInterface(QAccessibleWidget):
    """The view as a document."""

    def __init__(self, view: ArticleView) -> None:
        super().__init__(view, QAccessible.Role.Document)
        self._text = ArticleTextInterface(view)

    def state(self) -> QAccessible.State:
        """A text of many lines that is read and selected in, never edited."""
        found = super().state()
        found.multiLine = found.selectableText = found.readOnly = 1
        return found

    def interface_cast(self, kind: QAccessible.InterfaceType) -> object:  # type: ignore[override]  # stubs say int
        if kind == QAccessible.InterfaceType.TextInterface:
            return self._text
        found: object = super().interface_cast(kind)
        return _NOTHING if found is None else found   # where None comes back, PySide ends the process


_NOTHING = VoidPtr(0)
_LONGEST_SPOKEN = 300   # code points
_kept: list[ArticleInterface] = []   # Qt holds no reference
_installed: list[bool] = []


def _interface_for(name: str, subject: QObject) -> QAccessibleInterface | None:
    del name
    from annotator.ui.reader.view import ArticleView  # the view imports this module

    if not isinstance(subject, ArticleView):
        return None
    _kept.append(ArticleInterface(subject))
    return _kept[-1]


def install() -> None:
    """Makes Qt ask here for the interfaces of article views; once is enough."""
    if not _installed:
        QAccessible.installFactory(_interface_for)
        _installed.append(True)


def selection_moved(view: ArticleView) -> None:
    """Tells screen readers where the caret is, what is selected and which codings lie there."""
    names = [_spoken(coding) for coding in view.codings_at_cursor()]
    description = ", ".join(dict.fromkeys(names))
    if description != view.accessibleDescription():
        view.setAccessibleDescription(description)
    if not QAccessible.isActive():
        return
    to_u16, now = view.text.offsets.to_u16, view.selection
    QAccessible.updateAccessibility(QAccessibleTextCursorEvent(view, to_u16(now.caret)))
    if not now.empty:
        QAccessible.updateAccessibility(QAccessibleTextSelectionEvent(view, to_u16(now.start), to_u16(now.end)))
        if view.hasFocus():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(view, selected_words(view)))


def selected_words(view: ArticleView) -> str:
    """What is selected, as it is spoken: the whole, or of a long passage its beginning and its end."""
    words = " ".join(view.selected_text().split())
    if len(words) > _LONGEST_SPOKEN:
        words = tr("{first} … {last}", first=words[: _LONGEST_SPOKEN * 2 // 3], last=words[-_LONGEST_SPOKEN // 3 :])
    return tr("selected: {words}", words=words)


def _spoken(coding: ShownCoding) -> str:
    """A coding as it is told to those who do not see how it is drawn."""
    told = tr("{name}, a colleague’s", name=coding.name) if coding.dimmed else coding.name
    return tr("{told}, to look at in Team", told=told) if coding.marked else told
