"""A case of a document as a chip: numbered by the digit that sets it, dashed where it is only suggested."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QMimeData, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QDrag, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QMenu

from annotator.model.ids import CaseId
from annotator.ui import theme
from annotator.ui.badge import badge_side, draw_badge, look_words
from annotator.ui.parts import Chip, restyle
from annotator.ui.words import tr

CASE_MIME = "application/x-annotator-case"
DIGITS = "1234567890"
WIDEST = 170  # pixels at scale 1, of a chip


@dataclass(frozen=True, slots=True)
class NumberedCase:
    """A case of the document; `digit` sets it, "" where the ten digits are used up."""

    id: CaseId
    name: str
    digit: str = ""
    to_look_at: int = 0   # open conflicts that it has a part in
    gone: bool = False    # deleted, though codings are about it
    about: bool = False   # whether the document is about it


class CaseChip(Chip):
    """A chip that can be dragged; Alt with an arrow moves it as well."""

    moved = Signal(int)  # -1 or 1
    team_asked = Signal(object)  # case: a click on its mark
    opened = Signal()            # what is known of the case
    about_toggled = Signal()     # the document is about it, or not any more
    escaped = Signal()

    def __init__(self, case: NumberedCase) -> None:
        super().__init__("", number=case.digit)
        self.case = case
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._pressed_at: QPoint | None = None
        name = self.fontMetrics().elidedText(case.name, Qt.TextElideMode.ElideRight, theme.px(WIDEST))
        self.setText(f"{case.digit}  {name}" if case.digit else name)
        self.setToolTip("\n".join(_told(case)))
        self.setAccessibleName(", ".join((case.name, case.digit, *_told(case)[1:]) if case.digit else _told(case)))
        self.setProperty("suggested", False)
        if case.to_look_at:  # room for the mark
            self.setStyleSheet(f"padding-right: {badge_side(self.fontMetrics()) + theme.px(12)}px;")
        if case.gone:
            face = self.font()
            face.setStrikeOut(True)
            self.setFont(face)

    def suggest(self, suggested: bool) -> None:
        """Shows whether the passage names the case, which nobody has set."""
        if self.property("suggested") != suggested:
            self.setProperty("suggested", suggested)
            restyle(self)
            told = tr("suggested: the passage names it") if suggested else ""
            self.setAccessibleDescription(told)

    @property
    def badge(self) -> QRect:
        """Where the mark is, at the end of the chip; empty without one."""
        if not self.case.to_look_at:
            return QRect()
        side = badge_side(self.fontMetrics()) + theme.px(6)
        return QRect(self.width() - side - theme.px(5), 0, side, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.case.to_look_at:
            draw_badge(QPainter(self), self.badge)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.badge.contains(event.position().toPoint()):
            self.team_asked.emit(self.case.id)
            return
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        start = self._pressed_at
        if start is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        if (event.position().toPoint() - start).manhattanLength() < QApplication.startDragDistance():
            return
        self._pressed_at = None
        self.setDown(False)
        drag, data = QDrag(self), QMimeData()
        data.setData(CASE_MIME, QByteArray(self.case.id))
        drag.setMimeData(data)
        drag.setPixmap(self.grab())
        drag.setHotSpot(start)
        drag.exec(Qt.DropAction.MoveAction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() == Qt.KeyboardModifier.AltModifier:
            self.moved.emit(step)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.opened.emit()
            return
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def menu(self) -> QMenu:
        """What can be done with the case here."""
        menu, digit = QMenu(self), self.case.digit
        on = menu.addAction(tr("The chosen coding is about it"), self.click)
        on.setCheckable(True)
        on.setChecked(self.isChecked())
        about = menu.addAction(tr("This document is about it"), self.about_toggled.emit)
        about.setCheckable(True)
        about.setChecked(self.case.about)
        for action, keys in ((on, digit), (about, f"Alt+{digit}")):
            if digit:
                action.setText(f"{action.text()}\t{keys}")
        menu.addSeparator()
        menu.addAction(tr("What is known of it…"), self.opened.emit)
        return menu


def _told(case: NumberedCase) -> list[str]:
    """The name of a case, and what is to be said of it."""
    told = [case.name]
    if case.gone:
        told.append(tr("This case was deleted while others used it: restore it, or take it off its codings, in Team."))
    if case.to_look_at:
        told.append(look_words(case.to_look_at))
    return told
