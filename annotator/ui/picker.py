"""The picker: codes and cases found by a few letters, at the selection. Every letter in it is text.

Enter applies and closes, comma applies and stays, Shift+Enter makes what was typed, Tab goes between codes and cases,
Esc leaves the selection as it was. Enter makes nothing new unless somebody went to the row that says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QLineEdit, QListView, QWidget

from annotator.model.codings import Case
from annotator.model.ids import CaseId, CodeId
from annotator.ui import picker_room, theme
from annotator.ui.codebook.definition_card import DefinitionCard
from annotator.ui.codebook.found import Found, FoundRow, FoundRows
from annotator.ui.codebook.found_rows import FoundPainter
from annotator.ui.name_tail import rest_of
from annotator.ui.parts import announce, label
from annotator.ui.words import tr

if TYPE_CHECKING:
    from annotator.operations.codebook import ProjectCode

WIDTH, BESIDE = 384, 250  # pixels at scale 1: the list, the definition beside it
ROWS = 9                  # shown without scrolling
WARMS_EVERY = 12          # milliseconds between two handfuls of names that are made ready
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -ROWS, Qt.Key.Key_PageDown: ROWS}


class CodePicker(QFrame):
    """Lies over its parent; `open_at` shows it at a rectangle of the parent.

    `closed` is the last that is heard of it: a code that was chosen, or is to be made, is told before.
    """

    chosen = Signal(object)                # code
    new_code_asked = Signal(str, object)   # name, parent or None
    case_chosen = Signal(object)           # case; chosen again it is taken off
    new_case_asked = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "overlay")
        self.setAccessibleName(tr("Code picker"))
        self._at, self._title = QRect(), ""
        self._went_there = False  # by an arrow, to the row that is current
        self.rest: str | None = None  # of the name that Enter took: what was not typed; None where Enter took none
        self._warming = QTimer(self, interval=WARMS_EVERY)
        self._warming.timeout.connect(self._warm)
        self.rows = FoundRows(self)
        self.title = label("", "hint")
        self.line = QLineEdit()
        self.line.setProperty("role", "bare")
        self.line.installEventFilter(self)
        self.hint = QLabel()
        self.hint.setProperty("role", "hint")
        self.list = QListView()
        self.list.setModel(self.rows)
        self.list.setItemDelegate(FoundPainter(self.list))
        self.list.setStyleSheet("QListView, QListView::item, QListView::item:selected { background: transparent; }")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.beside = DefinitionCard()
        self._lay_out()
        self.line.textChanged.connect(self._find)
        self.list.clicked.connect(lambda _index: self._apply(stays=False, clicked=True))
        self.list.selectionModel().currentChanged.connect(self._follow)
        QApplication.instance().focusObjectChanged.connect(self._focus_went)  # type: ignore[union-attr]  # there is one
        self.hide()

    def _lay_out(self) -> None:
        self._left = picker_room.column(self.title, self.line, self.hint, self.list)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(1, 1, 1, 1)
        self._row.setSpacing(0)
        self._row.addLayout(self._left, 1)
        self._row.addWidget(self.beside)

    # Opening and closing

    def open_at(
        self,
        at: QRect,
        codes: Sequence[ProjectCode],
        *,
        boosts: Mapping[CodeId, float] | None = None,
        aliases: Mapping[CodeId, Sequence[str]] | None = None,
        cases: Sequence[Case] = (),
        set_cases: frozenset[CaseId] = frozenset(),
        under: CodeId | None = None,
        title: str = "",
    ) -> None:
        """Opens below the rectangle (pixels of the parent), or above where there is no room.

        `boosts` are points for what was used lately or in this document, 0 to 3; `under` is where a new code goes if
        nothing found says otherwise; a title is shown when recoding, and then there are no cases.
        """
        self._at, self._title, self.rest = at, title, None
        self.title.setText(title)
        self.title.setVisible(bool(title))
        self.rows.take(codes, boosts or {}, aliases or {}, cases, set_cases, under)
        self._go_to_cases(False)
        self.line.clear()
        self._find("")
        self.show()
        self.raise_()
        self._fit()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def know(self, codes: Sequence[ProjectCode], aliases: Mapping[CodeId, Sequence[str]] | None = None) -> None:
        """Reads the names of all codes while nothing else is to be done, so that it opens and answers at once."""
        if not self.isVisible():
            self.rows.know(codes, aliases or {})
            self._warming.start()

    def _warm(self) -> None:
        if not self.rows.warm():
            self._warming.stop()

    def set_cases_set(self, cases: frozenset[CaseId]) -> None:
        """Which cases the passage's coding is about now: they are ticked."""
        self.rows.set_ticked(cases)
        self.list.viewport().update()

    def move_to(self, at: QRect) -> None:
        """The selection, or the room around it, has moved: the picker goes along."""
        self._at = at
        self._follow()

    def close_picker(self) -> None:
        """Hides it and says so; the selection is left as it was."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    @property
    def in_cases(self) -> bool:
        return self.rows.in_cases

    def current_row(self) -> FoundRow | None:
        return self.rows.row_at(self.list.currentIndex().row())

    # Finding

    def _find(self, text: str) -> None:
        self.rows.find(text)
        self._went_there = False
        if self.title.text() != self._title:
            self.title.setText(self._title)
            self.title.setVisible(bool(self._title))
        if self.rows.rowCount():
            self.list.setCurrentIndex(self.rows.index(0, 0))  # which follows and fits
        else:
            self._follow()

    def _go_to_cases(self, cases: bool) -> None:
        self.rows.in_cases = cases
        told = tr("type a case…") if cases else tr("type a code…")
        self.line.setPlaceholderText(told)
        self.line.setAccessibleName(tr("Case") if cases else tr("Code"))
        self.hint.setText(tr("Tab: codes") if cases else tr("Tab: cases"))
        self.hint.setVisible(not self._title)

    def _follow(self) -> None:
        row = self.current_row()
        shown = row.code if row is not None and row.kind is Found.CODE else None
        if shown is not None:
            self.beside.show_code(shown)
        self.beside.setVisible(shown is not None and self.beside.says_something and self._has_room_beside())
        if row is not None:
            announce(self.line, row.spoken)
        if self.isVisible():
            self._fit()

    # Keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # the window's commands wait while somebody types a name
                return True
            if event.type() == QEvent.Type.KeyPress:
                return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Escape:
            self.close_picker()
        elif key in _ENTER and held == Qt.KeyboardModifier.ShiftModifier:
            self._make()
        elif key in _ENTER:
            self._apply(stays=False)
        elif event.text() == "," and self._comma_applies():
            self._apply(stays=True)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            if not self._title:
                self._go_to_cases(not self.in_cases)
                self.line.clear()
                self._find("")
        elif key in _MOVES and not held:
            self._move(key)
        else:
            return False
        return True

    def _comma_applies(self) -> bool:
        """Whether a comma takes the row; else it is text, of a name that has commas or that is only to be made."""
        row = self.current_row()
        takes = row is not None and (row.kind is Found.CODE or self._went_there)
        return takes and not self.in_cases and not self.rows.goes_on(self.line.text() + ",")

    def _move(self, key: int) -> None:
        step, count, now = _MOVES[Qt.Key(key)], self.rows.rowCount(), self.list.currentIndex().row()
        if not count:
            return
        to = (now + step) % count if abs(step) == 1 else min(max(now + step, 0), count - 1)
        self._went_there = True
        self.list.setCurrentIndex(self.rows.index(to, 0))

    def _apply(self, *, stays: bool, clicked: bool = False) -> None:
        row = self.current_row()
        if row is None:
            return
        if row.kind is Found.CODE and row.code is not None:
            self.rest = None if stays else rest_of(row.name, row.positions, self.line.text())
            self.chosen.emit(row.code.id)
            if stays:
                self.line.clear()
            else:
                self.close_picker()
        elif row.kind is Found.CASE and row.case is not None:
            self.line.selectAll()
            self.case_chosen.emit(row.case.id)
        elif self._went_there or clicked:
            self._make()
        else:  # nothing is called so: who mistypes makes nothing
            told = tr("Nothing is called so. Shift+Enter makes it.")
            self.title.setText(told)
            self.title.show()
            announce(self.line, told)
            self._fit()

    def _make(self) -> None:
        """Makes the code or the case that was typed."""
        name, parent = self.rows.new_name, self.rows.new_parent
        if not name:
            return
        if self.in_cases:
            self.line.clear()
            self.new_case_asked.emit(name)
            return
        self.rest = ""
        self.new_code_asked.emit(name, parent)
        self.close_picker()

    def _focus_went(self, _to: QObject | None) -> None:
        """Somebody clicked elsewhere: it closes. A window that loses the keys to another program keeps it open."""
        if self.isVisible() and QApplication.focusWindow() is not None:
            QTimer.singleShot(0, self, self._close_if_left)

    def _close_if_left(self) -> None:
        now = QApplication.focusWidget()
        if now is not None and now is not self.line and not self.isAncestorOf(now):
            self.close_picker()

    # Place

    def _has_room_beside(self) -> bool:
        parent = self.parentWidget()
        return parent is not None and parent.width() >= theme.px(WIDTH + BESIDE + 24)

    def _fit(self) -> None:
        """Gives it the height of its rows and the place where it fits in the parent."""
        parent = self.parentWidget()
        if parent is None:
            return
        room, edge = parent.rect(), theme.px(8)
        rows = min(max(self.rows.rowCount(), 1), ROWS)
        row_height = self.list.itemDelegate().sizeHint(None, None).height()  # type: ignore[arg-type]  # it needs neither
        self.list.setFixedHeight(rows * row_height)
        self.beside.setFixedWidth(theme.px(BESIDE))
        width = theme.px(WIDTH) + (theme.px(BESIDE) if not self.beside.isHidden() else 0)
        width = min(width, room.width() - 2 * edge)
        self._row.activate()
        height = self._left.sizeHint().height() + 2
        if not self.beside.isHidden():
            height = max(height, min(self.beside.heightForWidth(theme.px(BESIDE)) + 2, theme.px(420)))
        height = min(height, room.height() - 2 * edge)
        self.setGeometry(picker_room.place_at(self._at, QSize(width, height), room, edge))
