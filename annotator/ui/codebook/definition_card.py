"""What a code means, beside the list of the picker, to be read and not changed."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from annotator.ui import theme
from annotator.ui.words import tr

if TYPE_CHECKING:
    from annotator.operations.codebook import ProjectCode


class DefinitionCard(QFrame):
    """Definition, include, exclude; what is long can be scrolled with the wheel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.says_something = False
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.RichText)  # made here, of escaped words alone
        self.text.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self.text)
        box = QVBoxLayout(self)
        theme.spaced(box, 12, 10, 10, 10)
        box.addWidget(self.area)

    def show_code(self, code: ProjectCode) -> None:
        tone = theme.current()
        entry = code.code
        self.says_something = bool(entry.definition or entry.include or entry.exclude or code.to_define)
        parts = []
        if code.to_define and not entry.definition:
            parts.append(f'<p style="color:{tone.quiet}">{escape(tr("To define: nothing is written yet."))}</p>')
        if entry.definition:
            parts.append("".join(f"<p>{escape(line)}</p>" for line in entry.definition.splitlines() if line.strip()))
        for name, told in ((tr("Include"), entry.include), (tr("Exclude"), entry.exclude)):
            if told:
                items = "<br>".join(f"· {escape(line)}" for line in told)
                parts.append(f'<p><span style="color:{tone.quiet}">{escape(name)}</span><br>{items}</p>')
        self.text.setText("".join(parts))
        self.text.setAccessibleName(" ".join([entry.definition, *entry.include, *entry.exclude]))
        self.area.verticalScrollBar().setValue(0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(theme.current().line))
        x = 0 if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else self.width() - 1
        painter.drawLine(x, 0, x, self.height())

    def heightForWidth(self, width: int) -> int:
        """The height that shows all of it."""
        return self.text.heightForWidth(width - theme.px(24)) + theme.px(24)
