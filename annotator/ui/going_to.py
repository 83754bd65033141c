"""Go to a paragraph or a position of the text that is read, by a line below it."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from annotator.model.errors import CannotDo
from annotator.model.layer_text import LayerText
from annotator.ui.low_bar import LowBar, line
from annotator.ui.parts import label
from annotator.ui.words import number, tr

_RANGE = re.compile(r"\s*(\d{1,12})\s*[-–:…]\s*(\d{1,12})\s*\Z")
_PARAGRAPH = re.compile(r"[^\d]*?(\d{1,12})\s*\Z")


def place_asked(text: LayerText, asked: str) -> tuple[int, int]:
    """The passage that is meant by “12” or “paragraph 12” (counted from 1), or by positions: “118-173”.

    Raises CannotDo if it is none of these, or not in the text.
    """
    if found := _RANGE.match(asked):
        start, end = int(found[1]), int(found[2])
        if not start <= end <= len(text.text):
            raise CannotDo(tr("This text has the positions 0 to {last}.", last=number(len(text.text))))
        return start, end
    if found := _PARAGRAPH.match(asked):
        paragraph = int(found[1])
        if not 1 <= paragraph <= len(text.blocks):
            raise CannotDo(tr("This text has the paragraphs 1 to {last}.", last=number(len(text.blocks))))
        block = text.blocks[paragraph - 1]
        return block.start, block.end
    raise CannotDo(tr("Type the number of a paragraph, as 12, or positions, as 118-173."))


class GoBar(LowBar):
    """Says where to go; whoever opens it goes there."""

    went = Signal(int, int)  # start, end in code points

    def __init__(self) -> None:
        super().__init__(tr("Go to"))
        self.field = line(tr("Paragraph, or positions from and to"), tr("12, or 118-173"))
        theme_width = self.field.fontMetrics().averageCharWidth() * 24
        self.field.setMaximumWidth(theme_width)
        self.row.addWidget(label(tr("Go to paragraph"), "quiet"))
        self.row.addWidget(self.field, 1)
        self.finish_row()
        self._text: LayerText | None = None
        self.field.textEdited.connect(lambda _typed: self._tell_range())
        self.field.installEventFilter(self)

    def open_on(self, text: LayerText, position: int) -> None:
        """Asks for a place in a text in which one is at a position."""
        self._text = text
        self.field.setText(str(text.block_at(position) + 1))
        self._tell_range()
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _tell_range(self) -> None:
        if self._text is not None:
            self.tell(tr("1 to {last} · Enter goes there · Esc stays", last=number(len(self._text.blocks))))

    def take(self) -> None:
        if self._text is None:
            return
        try:
            start, end = place_asked(self._text, self.field.text())
        except CannotDo as error:
            self.tell(error.message, problem=True)
            return
        self.hide()
        self.went.emit(start, end)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress \
                and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
            return True
        return super().eventFilter(watched, event)
