"""The cases of the document above its text, numbered by the digits that set them: 1 to 9, then 0."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QByteArray, QEvent, QMimeData, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QWidget

from annotator.model.ids import CaseId, EntityId
from annotator.ui import theme
from annotator.ui.badge import badge_side, draw_badge, look_words
from annotator.ui.case_field import CaseField
from annotator.ui.codebook.shades import shades
from annotator.ui.parts import Chip, ElidedLabel
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


class CaseChip(Chip):
    """A chip that can be dragged; Alt with an arrow moves it as well."""

    moved = Signal(int)  # -1 or 1
    team_asked = Signal(object)  # case: a click on its mark

    def __init__(self, case: NumberedCase) -> None:
        super().__init__("", number=case.digit)
        self.case = case
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._pressed_at: QPoint | None = None
        name = self.fontMetrics().elidedText(case.name, Qt.TextElideMode.ElideRight, theme.px(WIDEST))
        self.setText(f"{case.digit}  {name}" if case.digit else name)
        self.setToolTip("\n".join(_told(case)))
        self.setAccessibleName(", ".join((case.name, case.digit, *_told(case)[1:]) if case.digit else _told(case)))
        if case.to_look_at:  # room for the mark
            self.setStyleSheet(f"padding-right: {badge_side(self.fontMetrics()) + theme.px(12)}px;")
        if case.gone:
            face = self.font()
            face.setStrikeOut(True)
            self.setFont(face)

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
        super().keyPressEvent(event)


def _told(case: NumberedCase) -> list[str]:
    """The name of a case, and what is to be said of it."""
    told = [case.name]
    if case.gone:
        told.append(tr("This case was deleted while others used it: restore it, or take it off its codings, in Team."))
    if case.to_look_at:
        told.append(look_words(case.to_look_at))
    return told


class CasesBar(QWidget):
    """One line; what has no room is scrolled to with the wheel."""

    case_toggled = Signal(object)   # case
    add_asked = Signal(str)         # name of a known or a new case
    reordered = Signal(list)        # cases in their new order
    team_asked = Signal(object)     # what there is to look at of this case
    left = Signal()                 # the field was left: the keys go back to the text

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cases: tuple[NumberedCase, ...] = ()
        self._on: frozenset[CaseId] = frozenset()
        self._drop_at: int | None = None
        self.chips: list[CaseChip] = []
        self.setAcceptDrops(True)
        self.setAccessibleName(tr("Cases of this document"))
        self.add = Chip("+", checkable=False)
        self.add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.add.setAccessibleName(tr("Add a case"))
        self.add.setToolTip(tr("Add a case"))
        self.field = CaseField()
        self.about = ElidedLabel(role="hint")
        self._inside = _Line(self)
        self._row = QHBoxLayout(self._inside)
        theme.spaced(self._row, gap=7)
        for widget in (self.add, self.field, self.about):
            self._row.addWidget(widget)
        self._row.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self._inside)
        box = QHBoxLayout(self)
        theme.spaced(box, 0, 6, 0, 6)
        box.addWidget(self.area)
        self.add.clicked.connect(self.ask_case)
        self.field.named.connect(self.add_asked)
        self.field.left.connect(self._field_left)
        self.area.viewport().installEventFilter(self)
        self._fit()

    # What is shown

    def show_cases(self, cases: Sequence[NumberedCase], on: Collection[CaseId] = (), *, about: str = "") -> None:
        """The cases in the order of their digits, those that the chosen coding is about, and a remark after them."""
        if tuple(cases) != self._cases:
            self._cases = tuple(cases)
            self._rebuild()
        self.set_on(on)
        self.about.setText(about)
        self.about.setVisible(bool(about))

    def set_on(self, on: Collection[CaseId]) -> None:
        """Which cases the chosen coding, or the passage at the cursor, is about."""
        self._on = frozenset(on)
        for chip in self.chips:
            chip.setChecked(chip.case.id in self._on)

    def set_known_cases(self, names: Sequence[str]) -> None:
        """Names and aliases on offer in the field."""
        self.field.set_known(names)

    def ask_case(self) -> None:
        """Opens the field in which a case is named."""
        self.add.hide()
        self.field.ask()
        self._inside.layout().activate()  # type: ignore[union-attr]  # it has one
        self.area.ensureWidgetVisible(self.field)

    def _rebuild(self) -> None:
        focused = next((chip.case.id for chip in self.chips if chip.hasFocus()), None)
        for chip in self.chips:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = [CaseChip(case) for case in self._cases]
        before: QWidget | None = None
        for at, chip in enumerate(self.chips):
            chip.clicked.connect(partial(self._toggle, chip))
            chip.moved.connect(partial(self._step, chip))
            chip.team_asked.connect(self.team_asked)
            self._row.insertWidget(at, chip)
            if before is not None:
                QWidget.setTabOrder(before, chip)
            before = chip
            if chip.case.id == focused:
                chip.setFocus()
        if before is not None:
            QWidget.setTabOrder(before, self.add)
        self._fit()

    def _toggle(self, chip: CaseChip) -> None:
        chip.setChecked(chip.case.id in self._on)  # it turns when the project says so
        self.case_toggled.emit(chip.case.id)

    def _field_left(self) -> None:
        self.add.show()
        self.left.emit()

    # Ordering

    def _step(self, chip: CaseChip, step: int) -> None:
        at = self.chips.index(chip)
        if 0 <= at + step < len(self.chips):
            self._move(chip.case.id, at + step + (1 if step > 0 else 0))

    def _move(self, case: CaseId, before: int) -> None:
        """Asks for the order in which the case stands in front of the one at that place now."""
        order = [one.id for one in self._cases]
        if case not in order:
            return
        at = order.index(case)
        if before in (at, at + 1):
            return
        order.pop(at)
        order.insert(before - 1 if before > at else before, case)
        self.reordered.emit(order)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(CASE_MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasFormat(CASE_MIME):
            self._drop_at = self._gap_at(event.position().toPoint())
            self._inside.update()
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QEvent) -> None:
        self._drop_at = None
        self._inside.update()
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        data, at = event.mimeData(), self._gap_at(event.position().toPoint())
        self._drop_at = None
        self._inside.update()
        if data.hasFormat(CASE_MIME):
            event.acceptProposedAction()
            self._move(CaseId(EntityId(bytes(data.data(CASE_MIME).data()))), at)

    def _gap_at(self, point: QPoint) -> int:
        inside = self._inside.mapFrom(self, point)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        return sum((chip.geometry().center().x() > inside.x()) == mirrored for chip in self.chips)

    def drop_line(self) -> int | None:
        """Where a dragged chip would go, in pixels of the line; None while none is dragged."""
        if self._drop_at is None or not self.chips:
            return None
        last = self._drop_at == len(self.chips)
        box = self.chips[-1 if last else self._drop_at].geometry()
        ahead = last != (self.layoutDirection() == Qt.LayoutDirection.RightToLeft)
        return box.right() + 3 if ahead else box.left() - 4

    # Room

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.area.viewport() and isinstance(event, QWheelEvent):
            turned = event.angleDelta().y() or event.angleDelta().x()
            bar = self.area.horizontalScrollBar()
            bar.setValue(bar.value() - turned // 2)
            return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "area"):
            self._fit()

    def _fit(self) -> None:
        height = max(self.add.sizeHint().height(), self.field.sizeHint().height())
        self.area.setFixedHeight(height + 2)


class _Line(QWidget):
    """The chips' ground, with the line where a dragged one would go."""

    def __init__(self, bar: CasesBar) -> None:
        super().__init__()
        self._bar = bar

    def paintEvent(self, _event: QPaintEvent) -> None:
        at = self._bar.drop_line()
        if at is not None:
            painter = QPainter(self)
            painter.fillRect(at, 0, 2, self.height(), shades().accent)
