"""The strip that a code's letter opens: the codes below it with their letters, one more letter and it is done.

It takes the keys while it is open. A letter without a code closes it and codes nothing; so does every other key.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QStyle, QWidget

from annotator.model.code_keys import CodeMeant, meaning, strip_letters
from annotator.model.ids import CodeId
from annotator.ui import theme
from annotator.ui.codebook.paint import bold, draw_key_cap, draw_swatch, draw_text, key_cap_size
from annotator.ui.codebook.shades import shades
from annotator.ui.parts import announce
from annotator.ui.reader.palette import Look, look_of
from annotator.ui.words import tr

if TYPE_CHECKING:
    from annotator.operations.codebook import ProjectCode

IN_A_COLUMN = 9
WIDEST = 240  # pixels at scale 1, of a column
_HOLDING = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta,
            Qt.Key.Key_CapsLock)


class KeyStrip(QFrame):
    """Lies over its parent. `closed` is emitted whenever it closes, before `chosen` where a code was chosen."""

    chosen = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "overlay")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._codes: tuple[ProjectCode, ...] = ()
        self._opened: CodeId | None = None
        self._offered: list[tuple[str, ProjectCode, Look]] = []
        self._widths: dict[str, int] = {}  # of a column, by font: measured once, asked for at each row
        self._under_pointer = -1
        self.hide()

    def open_at(self, at: QRect, codes: Sequence[ProjectCode], opened: CodeId) -> None:
        """Opens below the rectangle (pixels of the parent), or above where there is no room, for a code's letters."""
        self._codes, self._opened, self._under_pointer = tuple(codes), opened, -1
        by_id = {code.id: (code, look_of(code.colour, place)) for place, code in enumerate(codes)}
        self._offered = [(letter, *by_id[code]) for letter, code in strip_letters(codes, opened)]
        self._widths.clear()
        if not self._offered:
            return
        name = by_id[opened][0].code.name if opened in by_id else ""
        said = ", ".join(f"{letter.upper()} {code.code.name}" for letter, code, _ in self._offered)
        self.setAccessibleName(tr("Keys below {name}: {said}", name=name, said=said))
        self._place(at)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        announce(self, self.accessibleName())

    def close_strip(self) -> None:
        if self.isVisible():
            self.hide()
            self.closed.emit()

    @property
    def offered(self) -> list[tuple[str, CodeId]]:
        """The letters shown, each with its code."""
        return [(letter, code.id) for letter, code, _ in self._offered]

    # Keys and the mouse

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # no command fires while somebody means a code
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _HOLDING or event.isAutoRepeat():
            return
        found = meaning(self._codes, event.text() or _letter(event), self._opened)
        self.close_strip()
        if isinstance(found, CodeMeant):
            self.chosen.emit(found.id)

    def focusNextPrevChild(self, _forward: bool) -> bool:
        return False  # Tab is a key like any other: it closes

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.close_strip()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._at(event.position().toPoint())
        if at != self._under_pointer:
            self._under_pointer = at
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._under_pointer = -1
        self.update()
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self._at(event.position().toPoint())
        if at >= 0:
            code = self._offered[at][1].id
            self.close_strip()
            self.chosen.emit(code)

    # How it looks

    def sizeHint(self) -> QSize:
        columns = -(-len(self._offered) // IN_A_COLUMN) or 1
        rows = min(len(self._offered), IN_A_COLUMN)
        edge = 2 * theme.px(6)
        return QSize(columns * self._column() + edge, rows * self._line() + edge)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, tones, font = QPainter(self), shades(), self.font()
        painter.setLayoutDirection(self.layoutDirection())
        side = round(self.fontMetrics().height() * 0.58)
        cap = key_cap_size(font, "w")
        for at, (letter, code, look) in enumerate(self._offered):
            area = self._area(at)
            if at == self._under_pointer:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(tones.hover)
                painter.drawRoundedRect(area, theme.px(6), theme.px(6))
            inner = area.adjusted(theme.px(6), 0, -theme.px(8), 0)
            middle = inner.center().y() + 1
            places = [QRect(inner.left(), middle - cap.height() // 2, cap.width(), cap.height()),
                      QRect(inner.left() + cap.width() + theme.px(9), middle - side // 2, side, side)]
            start = cap.width() + side + theme.px(18)
            places.append(QRect(inner.left() + start, inner.top(), inner.width() - start, inner.height()))
            key, swatch, name = (QStyle.visualRect(self.layoutDirection(), inner, place) for place in places)
            draw_key_cap(painter, key, letter, font, tones)
            draw_swatch(painter, swatch, look, tones)
            own = code.id == self._opened
            draw_text(painter, name, code.code.name, bold(font) if own else font, tones.quiet if own else tones.ink)
        painter.end()

    def _line(self) -> int:
        return round(QFontMetrics(self.font()).height() * 1.7)

    def _column(self) -> int:
        held = self._widths.get(self.font().key())
        if held is None:
            held = self._widths[self.font().key()] = self._measured()
        return held

    def _measured(self) -> int:
        measures = QFontMetrics(bold(self.font()))
        longest = max((measures.horizontalAdvance(code.code.name) for _, code, _ in self._offered), default=0)
        marks = key_cap_size(self.font(), "w").width() + round(measures.height() * 0.58) + theme.px(18 + 14 + 4)
        return min(marks + longest, theme.px(WIDEST))

    def _area(self, at: int) -> QRect:
        column, row = divmod(at, IN_A_COLUMN)
        edge = theme.px(6)
        box = QRect(edge + column * self._column(), edge + row * self._line(), self._column(), self._line())
        return QStyle.visualRect(self.layoutDirection(), self.rect(), box)

    def _at(self, point: QPoint) -> int:
        return next((at for at in range(len(self._offered)) if self._area(at).contains(point)), -1)

    def _place(self, at: QRect) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        size, edge, room = self.sizeHint(), theme.px(6), parent.rect()
        fits_below = at.bottom() + edge + size.height() <= room.bottom() - edge
        y = at.bottom() + edge if fits_below else at.top() - edge - size.height()
        x = min(max(room.left() + edge, at.left()), room.right() - edge - size.width())
        y = min(max(room.top() + edge, y), room.bottom() - edge - size.height())
        self.setGeometry(QRect(QPoint(max(0, x), max(0, y)), size))


def _letter(event: QKeyEvent) -> str:
    """The letter of a key that writes none because Ctrl is held."""
    key = event.key()
    return chr(key).lower() if Qt.Key.Key_A <= key <= Qt.Key.Key_Z else ""
