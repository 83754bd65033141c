"""The cases of the document above its text, numbered by the digits that set them: 1 to 9, then 0."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from annotator.model.ids import CaseId, EntityId
from annotator.ui import theme
from annotator.ui.case_chip import CASE_MIME, DIGITS, CaseChip, NumberedCase
from annotator.ui.case_field import CaseField
from annotator.ui.codebook.shades import shades
from annotator.ui.icons import IconButton
from annotator.ui.parts import ElidedLabel, label
from annotator.ui.words import tr

__all__ = ["DIGITS", "CaseChip", "CasesBar", "NumberedCase"]


class CasesBar(QWidget):
    """One line; what has no room is scrolled to with the wheel."""

    case_toggled = Signal(object)   # case
    case_taken = Signal(object)     # a case that was only suggested
    case_opened = Signal(object)    # case: what is known of it
    about_toggled = Signal(object)  # case: the document is about it, or not any more
    add_asked = Signal(str)         # name of a known or a new case
    about_asked = Signal(str)       # the same, which the document is about
    reordered = Signal(list)        # cases in their new order
    team_asked = Signal(object)     # what there is to look at of this case
    left = Signal()                 # the field was left: the keys go back to the text

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cases: tuple[NumberedCase, ...] = ()
        self._on: frozenset[CaseId] = frozenset()
        self._drop_at: int | None = None
        self.chips: list[CaseChip] = []
        self.suggestions: list[CaseChip] = []
        self._suggested: tuple[NumberedCase, ...] = ()
        self._for_document = False  # whether the field asks what the document is about
        self.setAcceptDrops(True)
        self.setAccessibleName(tr("Cases of this document"))
        self.add = IconButton("plus", tr("Add a case"), "chip")
        self.add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.field = CaseField()
        self.about = ElidedLabel(role="hint")
        self._inside = _Line(self)
        self._row = QHBoxLayout(self._inside)
        theme.spaced(self._row, gap=7)
        self.suggested = label(tr("suggested:"), "hint")
        self.suggested.hide()
        for widget in (self.add, self.field, self.suggested, self.about):
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
        self.field.named.connect(self._named)
        self.field.left.connect(self._field_left)
        self.area.viewport().installEventFilter(self)
        self._fit()

    # What is shown

    def show_cases(
        self,
        cases: Sequence[NumberedCase],
        on: Collection[CaseId] = (),
        *,
        suggested: Sequence[NumberedCase] = (),
        named: Collection[CaseId] = (),
        about: str = "",
    ) -> None:
        """The cases in the order of their digits, those that the chosen coding is about, and a remark after them.

        `suggested` are further ones that the passage names; `named` those of the bar's that it names.
        """
        if tuple(cases) != self._cases:
            self._cases = tuple(cases)
            self._rebuild()
        if tuple(suggested) != self._suggested:
            self._suggested = tuple(suggested)
            self._rebuild_suggestions()
        self.set_on(on)
        for chip in self.chips:
            chip.suggest(chip.case.id in named and chip.case.id not in self._on)
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

    def ask_case(self, *, about: bool = False) -> None:
        """Opens the field in which a case is named: of the coding, or one that the document is about."""
        self._for_document = about
        self.field.setPlaceholderText(tr("about whom? then Enter") if about else tr("case, then Enter"))
        told = tr("Name of a case that this document is about") if about else tr("Name of a case to add")
        self.field.setAccessibleName(told)
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
        for chip in self.chips:
            self._join(chip)
        before: QWidget | None = None
        for at, chip in enumerate(self.chips):
            chip.clicked.connect(partial(self._toggle, chip))
            chip.moved.connect(partial(self._step, chip))
            self._row.insertWidget(at, chip)
            if before is not None:
                QWidget.setTabOrder(before, chip)
            before = chip
            if chip.case.id == focused:
                chip.setFocus()
        if before is not None:
            QWidget.setTabOrder(before, self.add)
        self._fit()

    def _join(self, chip: CaseChip) -> None:
        chip.team_asked.connect(self.team_asked)
        chip.opened.connect(lambda: self.case_opened.emit(chip.case.id))
        chip.about_toggled.connect(lambda: self.about_toggled.emit(chip.case.id))
        chip.escaped.connect(self.left)

    def _rebuild_suggestions(self) -> None:
        for chip in self.suggestions:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.suggestions = [CaseChip(case) for case in self._suggested]
        at = self._row.indexOf(self.suggested) + 1
        before: QWidget = self.add
        for place, chip in enumerate(self.suggestions):
            chip.setCheckable(False)
            chip.suggest(True)
            self._join(chip)
            chip.clicked.connect(partial(self.case_taken.emit, chip.case.id))
            self._row.insertWidget(at + place, chip)
            QWidget.setTabOrder(before, chip)
            before = chip
        self.suggested.setVisible(bool(self.suggestions))
        self._fit()

    def _named(self, name: str) -> None:
        (self.about_asked if self._for_document else self.add_asked).emit(name)

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
