"""A coding as a card: its code, its stance, who made it, its fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from annotator.model.codings import Stance
from annotator.ui import theme
from annotator.ui.badge import TextButton, look_words
from annotator.ui.codebook.paint import draw_swatch
from annotator.ui.codebook.shades import shades
from annotator.ui.detail.shown import DetailCoding, ShownField
from annotator.ui.fields import FieldForm
from annotator.ui.fields.editor import two_columns
from annotator.ui.fields.form import Offers
from annotator.ui.parts import Card, CloseButton, label, restyle, set_role
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


class CodingCard(Card):
    """Chosen by a click or Enter; a double click on it asks for another code. Chosen, its fields are filled in here."""

    chosen = Signal(object)          # coding
    take_off_asked = Signal(object)
    stance_asked = Signal(object)    # to be turned
    recode_asked = Signal(object)
    team_asked = Signal(object)      # what there is to look at
    value_given = Signal(object, str, object)  # coding, id of the field, a sound value or None
    came = Signal(object)            # the editor of a field that the keys are in
    left = Signal()                  # the fields were left: the keys go back to the text
    passed_fields = Signal()         # Tab in the last field

    def __init__(self, coding: DetailCoding, *, is_chosen: bool, offers: Offers | None = None) -> None:
        super().__init__()
        self.coding, self.is_chosen, self._offers = coding, is_chosen, offers
        self.form: FieldForm | None = None
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
        theme.spaced(self._grid, gap=4)
        self.body.addLayout(self._grid)
        if coding.to_look_at:
            self._grid.addWidget(self._mark(), 0, 0, 1, 2)
        self.stance = self._stance()
        self._row(tr("stance"), self.stance)
        self._row(tr("coder"), self._value(coding.initials, tip=coding.coder))
        two_columns(self._grid, [field.name for field in coding.fields])
        self._plain: QWidget | None = None  # the fields in words, made when they are first shown
        self._more = self._rows_of([field for field in coding.fields if field.of is None])
        self._show_fields()
        self._say()

    def choose(self, is_chosen: bool) -> None:
        """Shows whether it is the chosen one."""
        if self.is_chosen != is_chosen:
            self.is_chosen = is_chosen
            self._show_fields()
            self._say()
            self.update()

    # Fields

    def follows(self, coding: DetailCoding) -> bool:
        """Takes in what else is said of the same coding; False where another card has to be made for it.

        The keys stay in the field that they are in.
        """
        def head(one: DetailCoding) -> object:
            values = [field if field.of is None else replace(field, value="", of=None) for field in one.fields]
            return replace(one, stance=Stance.SUPPORTS, cases=(), memo="", fields=tuple(values))

        fits = self.form is None or self.form.fits(coding.asked)
        if head(coding) != head(self.coding) or not fits:
            return False
        self.coding = coding
        told = tr("Stance: against") if coding.stance is Stance.CONTRADICTS else tr("Stance: supports")
        self.stance.setText(self._stance_in_words(short=self._is_narrow))
        self.stance.setAccessibleName(told)
        self._dress_stance(self.stance)
        if self._plain is not None:
            self.body.removeWidget(self._plain)
            self._plain.hide()
            self._plain.deleteLater()
            self._plain = None
        self._show_fields()
        self._say()
        return True

    def refresh_fields(self) -> None:
        """Shows the fields as they are, also where the project did not take what was given."""
        if self.form is not None:
            self.form.show_fields(self.coding.asked)

    def enter_fields(self) -> bool:
        """Puts the keys into the first field; whether there is one."""
        return self.form is not None and self.form.take_keys()

    def _show_fields(self) -> None:
        filled_in = self.is_chosen and self.coding.is_own and bool(self.coding.asked)
        if filled_in and self.form is None:
            self.form = form = FieldForm(self.coding.asked, offers=self._offers)
            self.body.insertWidget(self.body.indexOf(self._more), form)
            form.value_given.connect(lambda field, value: self.value_given.emit(self.coding.id, field, value))
            form.came.connect(self.came)
            form.left.connect(self.left)
            form.passed_end.connect(self.passed_fields)
            form.passed_start.connect(lambda: self.stance.setFocus(Qt.FocusReason.BacktabFocusReason))
        self.refresh_fields()
        if self.form is not None:
            self.form.setVisible(filled_in)
        if not filled_in and self._plain is None:
            self._plain = self._rows_of([field for field in self.coding.fields if field.of is not None])
            self.body.removeWidget(self._plain)
            self.body.insertWidget(self.body.indexOf(self._more), self._plain)
        if self._plain is not None:
            self._plain.setVisible(not filled_in and self._plain.layout().count() > 0)  # type: ignore[union-attr]  # it has one

    def _rows_of(self, fields: Sequence[ShownField]) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        theme.spaced(grid, gap=4)
        for at, field in enumerate(fields):
            lacking = field.of is not None and field.of.is_lacking
            told = label(tr("! {name}", name=field.name) if lacking else field.name, wrap=True)
            set_role(told, "warning" if lacking else "quiet")
            unsaid = label(tr("needed") if lacking else tr("not stated"), "warning" if lacking else "quiet", wrap=True)
            grid.addWidget(told, at, 0, Qt.AlignmentFlag.AlignTop)
            value = self._value(field.value) if field.value else unsaid
            grid.addWidget(value, at, 1, Qt.AlignmentFlag.AlignTop)
        two_columns(grid, [field.name for field in self.coding.fields])
        self.body.addWidget(made)
        made.setVisible(bool(fields))
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the stance is told without what the key would make of it."""
        super().resizeEvent(event)
        self.stance.setText(self._stance_in_words(short=self._is_narrow))

    @property
    def _is_narrow(self) -> bool:
        """Whether the stance has too little room to be told with what the key would make of it."""
        margins = self.body.contentsMargins()
        room = (self.width() - margins.left() - margins.right() - theme.px(4)) * 7 // 11
        return self.fontMetrics().horizontalAdvance(self._stance_in_words(short=False)) + theme.px(4) > room

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
        self._dress_stance(button)
        button.setToolTip(tr("Turns the stance (-)"))
        button.setAccessibleName(tr("Stance: against") if against else tr("Stance: supports"))
        button.clicked.connect(lambda: self.stance_asked.emit(self.coding.id))
        return button

    def _dress_stance(self, button: QPushButton) -> None:
        button.setProperty("against", self.coding.stance is Stance.CONTRADICTS)
        restyle(button)

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
