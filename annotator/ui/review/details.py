"""The current coding in full beneath the table: its quote in the paragraph around it, and what is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from annotator.model.codings import Stance
from annotator.ui import theme
from annotator.ui.codebook.paint import swatch_icon
from annotator.ui.codebook.shades import shades
from annotator.ui.parts import ElidedLabel, set_role
from annotator.ui.reader.fonts import SERIF
from annotator.ui.review.shown import ShownCoding
from annotator.ui.words import tr

_HEIGHT = 148  # pixels at scale 1
_SHARE = 0.25  # of the place, at most
_AROUND = 700  # characters of a paragraph shown on either side of the quote


@dataclass(frozen=True, slots=True)
class ShownDetails:
    """A coding, and the paragraph or paragraphs in which its quote stands."""

    row: ShownCoding
    before: str
    quote: str
    after: str


class DetailsStrip(QFrame):
    """Shows one coding at a time; `show_details(None)` says how to get one."""

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "panel")
        self._shown: ShownDetails | None = None
        self.swatch = QLabel()
        self.code = ElidedLabel(role="strong")
        self.where = ElidedLabel(role="hint")
        self.where.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.more = ElidedLabel(role="hint")
        self.quote = QLabel()
        self.quote.setWordWrap(True)
        self.quote.setTextFormat(Qt.TextFormat.RichText)
        self.quote.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.quote.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inside = QWidget()
        column = QVBoxLayout(inside)
        theme.spaced(column, 0, 0, 8, 0)
        column.addWidget(self.quote)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inside)
        head = QHBoxLayout()
        theme.spaced(head, gap=7)
        head.addWidget(self.swatch)
        head.addWidget(self.code, 1)
        head.addWidget(self.where, 1)
        whole = QVBoxLayout(self)
        theme.spaced(whole, 14, 8, 14, 8, gap=5)
        whole.addLayout(head)
        whole.addWidget(self.area, 1)
        whole.addWidget(self.more)
        self.fit(0)
        self._dress()
        self.show_details(None)

    def show_details(self, shown: ShownDetails | None) -> None:
        self._shown = shown
        for part in (self.swatch, self.code, self.where, self.more):
            part.setVisible(shown is not None)
        if shown is None:
            told = escape(tr("No coding is chosen."))
            self.quote.setText(f'<span style="color:{theme.current().quiet}">{told}</span>')
            self.setAccessibleName(tr("The chosen coding"))
            return
        row = shown.row
        self.swatch.setPixmap(swatch_icon(row.look, shades(), theme.px(12), ratio=self.devicePixelRatioF()).pixmap(
            theme.px(12), theme.px(12)))
        self.code.setText(row.path)
        self.where.setText(f"{row.document} · {row.date}" if row.date else row.document)
        against = tr("contradicts") if row.stance is Stance.CONTRADICTS else ""
        by_itself = tr("coded automatically") if row.automatic else ""
        said = (against, row.cases, row.fields, row.coder, by_itself, row.memo)
        self.more.setText(" · ".join(one for one in said if one))
        quiet = theme.current().quiet
        before, after = _cut(shown.before, first=False), _cut(shown.after, first=True)
        self.quote.setText(
            f'<span style="color:{quiet}">{_html(before)}</span>{_html(shown.quote)}'
            f'<span style="color:{quiet}">{_html(after)}</span>'
        )
        self.area.ensureVisible(0, 0)
        self.setAccessibleName(tr("The chosen coding: {code}, “{quote}”", code=row.path, quote=shown.quote[:400]))

    def fit(self, room: int) -> None:
        """Takes its height, or less where the place has little room (pixels)."""
        height = theme.px(_HEIGHT)
        self.setFixedHeight(min(height, max(round(room * _SHARE), height // 2)) if room else height)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "area"):
            self._dress()
            self.show_details(self._shown)

    def _dress(self) -> None:
        font = QFont(self.font())
        font.setFamilies(SERIF)
        font.setPointSizeF(max(7.0, self.font().pointSizeF() * 1.06))
        self.quote.setFont(font)


def _cut(text: str, *, first: bool) -> str:
    """The end of the paragraph that is next to the quote."""
    if len(text) <= _AROUND:
        return text
    return f"{text[:_AROUND].rstrip()} …" if first else f"… {text[-_AROUND:].lstrip()}"


def _html(text: str) -> str:
    return escape(text.replace("\u00ad", "")).replace("\n", "<br>")
