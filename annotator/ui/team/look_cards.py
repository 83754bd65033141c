"""A thing to look at as a card: what happened, who did what, what holds meanwhile, and a button per way out.

Tab goes through its buttons; Enter on the card itself goes to the first of them and settles nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from annotator.operations.codebook import ProjectCode
from annotator.operations.conflicts import Need
from annotator.ui import theme
from annotator.ui.flow import FlowLayout
from annotator.ui.team.differences import DifferenceLabel
from annotator.ui.team.inline import CodeInline, TextInline
from annotator.ui.team.shown import ShownChoice, ShownConflict, ShownSide
from annotator.ui.team.small_parts import ENTER, UP_DOWN, ActionButton, gone, text
from annotator.ui.words import tr

_WIDE = 0.62  # of a card's width: more than that, and its buttons get a line of their own

Codes = Callable[[], Sequence[ProjectCode]]


class LookCard(QWidget):
    """One thing to look at."""

    resolve_asked = Signal(object, str, object)  # conflict id, token, value
    open_asked = Signal(object)  # ShownConflict
    focused = Signal(object)  # the card
    step_asked = Signal(object, int)  # the card, -1 or 1
    resized = Signal(object)  # the card: an editor was opened in it or closed

    def __init__(self, shown: ShownConflict, codes: Codes) -> None:
        super().__init__()
        self.shown, self._codes = shown, codes
        self._current = False
        self._inline: TextInline | CodeInline | None = None
        self._chosen: ShownChoice | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._column = QVBoxLayout(self)
        theme.spaced(self._column, 18, 12, 18, 14, gap=4)
        self._lay_out_head()
        for side in shown.sides:
            self._add_side(side)
        self._lay_out_foot()
        self.setAccessibleName(", ".join(part for part in (shown.heading, shown.title) if part))
        told = [_spoken(side) for side in shown.sides]
        told += [self._before(), shown.meanwhile]
        self.setAccessibleDescription(". ".join(part for part in told if part))

    def _lay_out_head(self) -> None:
        head = QHBoxLayout()
        theme.spaced(head, gap=8)
        head.addWidget(text(self.shown.heading, "heading"), 1)
        self.open = ActionButton(tr("Open"), "link")
        self.open.setAccessibleName(tr("Open {title}", title=self.shown.title))
        self.open.clicked.connect(lambda: self.open_asked.emit(self.shown))
        head.addWidget(self.open, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(head)
        self.open.setVisible(self.shown.opens is not None)
        self._column.addWidget(text(self.shown.title, "subtitle"))

    def _add_side(self, side: ShownSide) -> None:
        if self.shown.compares and side.value is not None:
            self._column.addSpacing(theme.px(2))
            self._column.addWidget(text(" · ".join(part for part in (side.who, side.when) if part), "hint"))
            self._column.addWidget(DifferenceLabel(self.shown.before, side.value))
        else:
            self._column.addWidget(text(_spoken(side)))

    def _before(self) -> str:
        if self.shown.compares or not self.shown.before:
            return ""
        return tr("before: “{value}”", value=self.shown.before)

    def _lay_out_foot(self) -> None:
        self.buttons = [self._button(choice) for choice in self.shown.choices]
        self._button_row = QWidget()
        flow = _OneLine(self._button_row)
        for button in self.buttons:
            flow.addWidget(button)
        self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        theme.spaced(self._foot, gap=8)
        quiet = "\n".join(part for part in (self._before(), self.shown.meanwhile) if part)
        self._foot.addWidget(text(quiet, "hint"), 1)
        if self.buttons:
            self._foot.addWidget(self._button_row, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        self._column.addLayout(self._foot)

    def _button(self, choice: ShownChoice) -> ActionButton:
        made = ActionButton(choice.title, "danger" if choice.destroys else "action")
        made.setAccessibleName(f"{choice.title}: {self.shown.title}")
        made.clicked.connect(lambda: self._choose(choice))
        return made

    @property
    def controls(self) -> list[QWidget]:
        """All that Tab goes through."""
        return [self, self.open, *self.buttons]

    def height_for(self, width: int) -> int:
        """How high it is at that width, all in pixels."""
        self._turn(width)
        layout = self._column
        return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()

    def set_writable(self, writable: bool) -> None:
        """Whether anything can be settled now."""
        for button in self.buttons:
            button.setEnabled(writable)

    def set_current(self, current: bool) -> None:
        """The one that the keys are at, or were at last."""
        if self._current != current:
            self._current = current
            self.update()

    @property
    def editing(self) -> tuple[str, str] | None:
        """The token of the choice whose editor is open, and what stands in it."""
        if self._inline is None or self._chosen is None:
            return None
        text = self._inline.text() if isinstance(self._inline, TextInline) else self._inline.field.text()
        return self._chosen.token, text

    def resume(self, token: str, text: str) -> None:
        """Opens the editor of a choice again with what stood in it."""
        choice = next((one for one in self.shown.choices if one.token == token), None)
        if choice is not None and choice.need is not Need.NOTHING:
            self._choose(choice)
            if isinstance(self._inline, TextInline):
                self._inline.set_text(text)
            elif self._inline is not None:
                self._inline.field.setText(text)

    @property
    def inline(self) -> TextInline | CodeInline | None:
        return self._inline

    # Choosing

    def _choose(self, choice: ShownChoice) -> None:
        self._close_inline()
        if choice.need is Need.NOTHING:
            self.setFocus()
            self.resolve_asked.emit(self.shown.id, choice.token, None)
            return
        self._chosen = choice
        what = f"{choice.title}: {self.shown.title}"
        if choice.need is Need.TEXT:
            editor: TextInline | CodeInline = TextInline(what, choice.start, several_lines=self.shown.compares)
        else:
            editor = CodeInline(what, self._codes(), may_be_top=choice.may_be_top)
        self._inline = editor
        editor.taken.connect(lambda value: self._take(choice, value))
        editor.left.connect(self._leave_inline)
        self._column.addWidget(editor)
        editor.show()
        self.resized.emit(self)
        editor.setFocus()
        self.focused.emit(self)

    def _take(self, choice: ShownChoice, value: object) -> None:
        self.setFocus()
        self._close_inline()
        self.resolve_asked.emit(self.shown.id, choice.token, value)

    def _leave_inline(self) -> None:
        token = self._chosen.token if self._chosen is not None else ""
        self._close_inline()
        at = next((n for n, one in enumerate(self.shown.choices) if one.token == token), 0)
        self.buttons[at].setFocus()

    def _close_inline(self) -> None:
        if self._inline is None:
            return
        gone(self._inline)
        self._inline, self._chosen = None, None
        self.resized.emit(self)

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in UP_DOWN and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.step_asked.emit(self, -1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() in ENTER and self.hasFocus() and self.buttons:
            if not event.isAutoRepeat():
                self.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # the focus is enough

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit(self)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _turn(self, width: int) -> None:
        """The buttons stand at the end of the last line, or below it where they take too much of it."""
        across = self._button_row.sizeHint().width() <= _WIDE * width
        wanted = QBoxLayout.Direction.LeftToRight if across else QBoxLayout.Direction.TopToBottom
        if self._foot.direction() != wanted:
            self._foot.setDirection(wanted)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(now.accent if self.hasFocus() else now.line), 1))
        painter.setBrush(QColor(now.accent_soft if self._current else now.field))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(8), theme.px(8))


class _OneLine(FlowLayout):
    """Buttons beside each other; several lines only where there is no room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, gap=8)

    def sizeHint(self) -> QSize:
        sizes = [item.sizeHint() for item in map(self.itemAt, range(self.count())) if item is not None]
        width = sum(size.width() for size in sizes) + theme.px(8) * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))


def _spoken(side: ShownSide) -> str:
    """'Jo: “Civil-military integration” · Tue 11:40', 'Lena deleted it · Mon 17:20'."""
    if side.value is not None:
        shown = f"“{side.value}”"
        told = f"{side.who}: {shown}" if side.who else shown
    else:
        told = f"{side.who} {side.said}".strip()
    return f"{told} · {side.when}" if side.when else told
