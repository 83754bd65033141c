"""Selecting by typing: the first words of a passage, then `..` and its last words; the match shows as one types.

Enter takes it, Esc leaves everything as it was. `/` or ↓ goes on to the next match, ↑ back; a `/` that stands in the
text after what was typed is text.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from annotator.ui.low_bar import LowBar, line
from annotator.ui.parts import label, restyle
from annotator.ui.reader import ArticleView
from annotator.ui.reader.find import Range, passages_typed
from annotator.ui.reader.standing import Stand
from annotator.ui.words import tr


class TypingBar(LowBar):
    """Says which passage was meant; whoever opens it selects it."""

    taken = Signal(int, int)  # start, end in code points

    def __init__(self) -> None:
        super().__init__(tr("Select by typing"))
        self.field = line(tr("First words, then .. and the last words"), tr("First words .. last words"))
        self.field.textEdited.connect(self._ask)
        self.row.addWidget(label(tr("Select"), "quiet"))
        self.row.addWidget(self.field, 3)
        self.finish_row()
        self._view: ArticleView | None = None
        self._text, self._before, self._was = "", Stand(0, 0), ""
        self._search: Iterator[Range | None] = iter(())
        self._found: list[Range] = []  # matches from the cursor on, as far as one has gone
        self._current = -1
        self._wanted = 0  # the place in `_found` that is to be shown
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)
        self.field.installEventFilter(self)

    def open_on(self, view: ArticleView) -> None:
        """Asks for a passage of the text of a view, from its selection on."""
        self._view, self._text, self._before = view, view.text.text, view.stand
        self.field.clear()
        self._ask("")
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def match(self) -> Range | None:
        return self._found[self._current] if 0 <= self._current < len(self._found) else None

    def leave(self) -> None:
        """Nothing is selected, and the text stands where it stood."""
        view = self._end()
        if view is not None:
            view.stand_at(self._before)
        super().leave()

    def take(self) -> None:
        """Selects the match, once it is known; without one the bar stays."""
        while self._timer.isActive():
            self._go_on()
        found = self.match
        if found is None:
            return
        self._was = self.field.text()
        self._end()
        self.hide()
        self.taken.emit(*found)

    def step(self, step: int) -> None:
        """The next match or the one before; without anything typed, what was typed last."""
        if not self.field.text() and self._was:
            self.field.setText(self._was)
            self._ask(self._was)
        elif self._current + step >= 0:
            self._wanted = self._current + step
            self._timer.start()

    def _ask(self, typed: str) -> None:
        at = min(self._before.anchor, self._before.caret)
        self._search, self._found, self._current, self._wanted = passages_typed(self._text, typed, at), [], -1, 0
        if typed.strip(" ."):
            self._go_on()
            self._timer.start()
        else:
            self._timer.stop()
            self._show(None)
            self.tell(tr("Enter takes it · ↓ the next · Esc leaves it") if not self._was else
                      tr("Enter takes it · ↓ the next · / again: “{typed}” · Esc leaves it", typed=self._was))

    def _go_on(self) -> None:
        """Searches one slice further."""
        if self._wanted < len(self._found):
            self._timer.stop()
            self._current = self._wanted
            self._show(self.match)
            self.tell(tr("Enter takes it · ↓ the next · Esc leaves it"))
            return
        try:
            found = next(self._search)
        except StopIteration:
            self._timer.stop()
            if self._found:  # round to the first again
                self._wanted = 0
                self._go_on()
            else:
                self._show(None)
                self.tell(tr("not in this text"), problem=True)
            return
        if found is not None:
            self._found.append(found)
            self._go_on()

    def _show(self, found: Range | None) -> None:
        if self._view is None:
            return
        self.field.setProperty("problem", found is None and bool(self.field.text().strip(" .")))
        restyle(self.field)
        self._view.set_hits((found,) if found else (), 0 if found else None)
        if found:
            self._view.show_range(*found)
        elif self._view.stand != self._before:
            self._view.stand_at(self._before)

    def _end(self) -> ArticleView | None:
        self._timer.stop()
        self._search = iter(())
        view, self._view = self._view, None
        if view is not None:
            view.set_hits(())
        return view

    def _is_text(self) -> bool:
        """Whether a `/` goes on with what was typed, as in “and/or”."""
        found, typed = self.match, self.field.text()
        return found is not None and ".." not in typed and self._text[found[1] : found[1] + 1] == "/"

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.take()
                return True
            if event.key() == Qt.Key.Key_Down or (event.text() == "/" and not self._is_text()):
                self.step(1)
                return True
            if event.key() == Qt.Key.Key_Up:
                self.step(-1)
                return True
        return super().eventFilter(watched, event)
