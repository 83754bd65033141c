"""What the editors of fields have in common: how one goes from one to the next and out of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from annotator.ui import theme
from annotator.ui.fields.shown import FieldShown
from annotator.ui.parts import announce, label

HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
WIDEST = 140  # pixels at scale 1, of what a chip says
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FieldEditor(QWidget):
    """One value, or several. It shows what it is given and asks for what is chosen or typed."""

    given = Signal(object)  # the value that is asked for, as it was chosen or typed
    passed = Signal(int)    # 1: on to the next field, -1: back
    entered = Signal()      # Enter: on to the next, and out after the last
    left = Signal()         # Esc
    came = Signal()         # the keys are in it

    def __init__(self, shown: FieldShown) -> None:
        super().__init__()
        self.shown = shown
        self.column = QVBoxLayout(self)
        theme.spaced(self.column)
        self.below = QWidget()  # over the whole width of the form: what is on offer, why something was refused
        self.under = QVBoxLayout(self.below)
        theme.spaced(self.under, gap=3)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()

    def show_field(self, shown: FieldShown) -> None:
        """Shows another value of the same field."""
        self.shown = shown

    def take_keys(self) -> None:
        self.setFocus(Qt.FocusReason.TabFocusReason)

    def save(self) -> None:
        """Gives away what was typed, if anything was."""

    def refuse(self, why: str) -> None:
        """Says why a value cannot be taken; empty takes the sentence away."""
        self.problem.setText(why)
        self.problem.setVisible(bool(why))
        self.show_below()
        announce(self.problem, why)

    def show_below(self) -> None:
        """Whether there is anything below it."""
        held = self.below.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        self.below.setVisible(any(not widget.isHidden() for widget in held))

    @property
    def is_refused(self) -> bool:
        return not self.problem.isHidden()

    def set_offers(self, offers: list[str]) -> None:
        """Values used most lately, newest first."""

    @property
    def wants_offers(self) -> bool:
        return False


def two_columns(grid: QGridLayout, names: Sequence[str] = ()) -> None:
    """Names and values share the width alike in every grid, whatever stands in them; no word of `names` is cut."""
    measures = QFontMetrics(QApplication.font())
    words = [word for name in names for word in name.split()]
    grid.setColumnMinimumWidth(0, max(map(measures.horizontalAdvance, words), default=0))
    grid.setColumnStretch(0, 4)
    grid.setColumnStretch(1, 7)
    for at in range(grid.count()):
        item = grid.itemAt(at)
        widget = item.widget() if item is not None else None
        if widget is not None:
            policy = widget.sizePolicy()
            policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
            widget.setSizePolicy(policy)


def is_typed(event: QEvent) -> bool:
    """Whether the window asks who wants a key that writes, moves or ends here."""
    return (
        isinstance(event, QKeyEvent)
        and event.type() == QEvent.Type.ShortcutOverride
        and not event.modifiers() & HELD
        and not Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
    )
