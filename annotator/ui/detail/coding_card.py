"""A coding as a card: its code, its stance, who made it, its fields."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from annotator.model.codings import Stance
from annotator.ui import theme
from annotator.ui.badge import TextButton, look_words
from annotator.ui.codebook.paint import draw_swatch
from annotator.ui.codebook.shades import shades
from annotator.ui.detail.shown import DetailCoding
from annotator.ui.parts import Card, CloseButton, label
from annotator.ui.plain_letters import belongs_to_the_window
from annotator.ui.reader.palette import Look
from annotator.ui.words import tr


class LookSwatch(QWidget):
    """The swatch of a code, dashed or dotted where its hue is another code's too."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        theme.sized(self, width=11, height=11)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_swatch(painter, self.rect(), self._look, shades())


NARROW = 228  # pixels at scale 1


class CodingCard(Card):
    """Chosen by a click or Enter; a double click on it asks for another code."""

    chosen = Signal(object)          # coding
    take_off_asked = Signal(object)
    stance_asked = Signal(object)    # to be turned
    recode_asked = Signal(object)
    team_asked = Signal(object)      # what there is to look at

    def __init__(self, coding: DetailCoding, *, is_chosen: bool) -> None:
        super().__init__()
        self.coding, self.is_chosen = coding, is_chosen
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.spaced(self.body, 11, 6, 6, 9, gap=2)
        head = QHBoxLayout()
        theme.spaced(head, gap=8)
        name = label(coding.code, "strong", wrap=True)
        name.setToolTip(coding.path)
        head.addWidget(LookSwatch(coding.look))
        head.addWidget(name, 1)
        self.take_off = CloseButton(tr("Take “{name}” off", name=coding.code))
        self.take_off.clicked.connect(lambda: self.take_off_asked.emit(coding.id))
        head.addWidget(self.take_off, 0, Qt.AlignmentFlag.AlignTop)
        if not coding.is_own:  # shown only once it has a parent: on its own it would be a window that takes the keys
            self.take_off.hide()
        self.body.addLayout(head)
        self._grid = QGridLayout()
        theme.spaced(self._grid, 0, 0, 5, 0, gap=4)
        self._grid.setColumnStretch(0, 4)
        self._grid.setColumnStretch(1, 7)
        self.body.addLayout(self._grid)
        if coding.to_look_at:
            self._grid.addWidget(self._mark(), 0, 0, 1, 2)
        self.stance = self._stance()
        self._row(tr("stance"), self.stance)
        self._row(tr("coder"), self._value(coding.initials, tip=coding.coder))
        for field in coding.fields:
            value = self._value(field.value) if field.value else label(tr("not stated"), "quiet", wrap=True)
            self._row(field.name, value)
        self._say()

    def choose(self, is_chosen: bool) -> None:
        """Shows whether it is the chosen one."""
        if self.is_chosen != is_chosen:
            self.is_chosen = is_chosen
            self._say()
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the stance is told without what the key would make of it."""
        super().resizeEvent(event)
        self.stance.setText(self._stance_in_words(short=self.width() < theme.px(NARROW)))

    def _stance_in_words(self, *, short: bool) -> str:
        if self.coding.stance is Stance.CONTRADICTS:
            return tr("against") if short else tr("against   ( - supports )")
        return tr("supports") if short else tr("supports   ( - against )")

    def _say(self) -> None:
        against = self.coding.stance is Stance.CONTRADICTS
        said = [self.coding.code, tr("against") if against else tr("supports"), self.coding.coder]
        self.setAccessibleName(", ".join(part for part in said if part))
        self.setAccessibleDescription(tr("chosen") if self.is_chosen else "")

    def _stance(self) -> QPushButton:
        against = self.coding.stance is Stance.CONTRADICTS
        button = QPushButton(self._stance_in_words(short=False))
        button.setProperty("role", "value")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setEnabled(self.coding.is_own)
        tone = theme.current()
        button.setStyleSheet(
            "QPushButton { background: transparent; border: 1px solid transparent; padding: 0; text-align: left; "
            f"color: {tone.danger if against else tone.ink}; min-width: 0; }}"
            f"QPushButton:hover {{ color: {tone.accent}; }} QPushButton:focus {{ border: 1px solid {tone.accent}; }}")
        button.setToolTip(tr("Turns the stance (-)"))
        button.setAccessibleName(tr("Stance: against") if against else tr("Stance: supports"))
        button.clicked.connect(lambda: self.stance_asked.emit(self.coding.id))
        return button

    def _mark(self) -> QPushButton:
        """What there is to look at in Team, as a line that leads there."""
        mark = TextButton(look_words(self.coding.to_look_at))
        mark.clicked.connect(lambda: self.team_asked.emit(self.coding.id))
        return mark

    def _row(self, name: str, value: QWidget) -> None:
        at = self._grid.rowCount()
        told = label(name, "quiet", wrap=True)
        told.setBuddy(value)
        self._grid.addWidget(told, at, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, at, 1)

    @staticmethod
    def _value(text: str, *, tip: str = "") -> QLabel:
        made = label(text, wrap=True)
        made.setToolTip(tip)
        return made

    # The mouse and the keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self.coding.id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.coding.is_own:
            self.recode_asked.emit(self.coding.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if belongs_to_the_window(event):
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.chosen.emit(self.coding.id)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self.coding.is_own:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        one = self.coding.id
        menu.addAction(tr("Recode…"), lambda: self.recode_asked.emit(one)).setShortcut("F2")
        menu.addAction(tr("Turn the stance"), lambda: self.stance_asked.emit(one)).setShortcut("-")
        menu.addSeparator()
        menu.addAction(tr("Take off"), lambda: self.take_off_asked.emit(one)).setShortcut("Del")
        menu.popup(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.is_chosen and not self.hasFocus():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 1.5 if self.is_chosen else 1.0
        painter.setPen(QPen(QColor(theme.current().accent), width))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), theme.px(8), theme.px(8))
