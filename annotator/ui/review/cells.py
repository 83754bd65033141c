"""How the cells of Review look: names in ink, the code's swatch, the quote in ink between its greyed context."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QTableView

from annotator.model.codings import Stance
from annotator.ui import theme
from annotator.ui.codebook.paint import draw_swatch, draw_text
from annotator.ui.codebook.shades import Shades, shades
from annotator.ui.review.coding_table import CodingTable
from annotator.ui.review.drawing import draw_against, draw_in_context, draw_memo, row_height
from annotator.ui.review.row_view import Cells
from annotator.ui.review.shown import Column, ShownCoding


class CodingCells(Cells):
    """Paints the rows of the table of codings."""

    def __init__(self, view: QTableView, table: CodingTable) -> None:
        super().__init__(view)
        self._table = table

    def draw(self, painter: QPainter, area: QRect, index: QModelIndex) -> None:
        row = self._table.row_at(index.row())
        if row is None:
            return
        tones, font = shades(), self.view.font()
        inner = area.adjusted(theme.px(8), 0, -theme.px(6), 0)
        match Column(index.column()):
            case Column.DOCUMENT:
                self._document(painter, inner, row, font, tones)
            case Column.PASSAGE:
                draw_in_context(painter, inner, (row.before, row.quote, row.after), font, tones)
            case Column.CODE:
                self._code(painter, inner, row, font, tones)
            case Column.CASES:
                draw_text(painter, inner, row.cases, font, tones.ink)
            case Column.STANCE:
                if row.stance is Stance.CONTRADICTS:
                    draw_against(painter, inner, tones)
            case Column.CODER:
                draw_text(painter, inner, row.initials, theme.small(font), tones.quiet)
            case Column.FIELDS:
                draw_text(painter, inner, row.fields, font, tones.quiet)
            case Column.MEMO:
                if row.memo:
                    draw_memo(painter, inner, tones)

    def _mirrored(self, whole: QRect, part: QRect) -> QRect:
        return QStyle.visualRect(self.view.layoutDirection(), whole, part)

    def _document(self, painter: QPainter, area: QRect, row: ShownCoding, font: QFont, tones: Shades) -> None:
        """The title, and the date at the end of the line where there is room for both."""
        small = theme.small(font)
        width = QFontMetrics(small).horizontalAdvance(row.date) + 2 if row.date else 0
        if width > area.width() * 0.36:
            width = 0
        if width:
            at = QRect(area.right() - width, area.top(), width, area.height())
            draw_text(painter, self._mirrored(area, at), row.date, small, tones.quiet, right=True)
        room = area.adjusted(0, 0, -(width + theme.px(8) if width else 0), 0)
        draw_text(painter, self._mirrored(area, room), row.document, font, tones.ink)

    def _code(self, painter: QPainter, area: QRect, row: ShownCoding, font: QFont, tones: Shades) -> None:
        side = round(QFontMetrics(font).height() * 0.58)
        place = QRect(area.left(), area.center().y() - side // 2 + 1, side, side)
        draw_swatch(painter, self._mirrored(area, place), row.look, tones)
        rest = area.adjusted(side + theme.px(8), 0, 0, 0)
        if row.automatic:  # a letter in a frame, as keys have: it was made by the machine and nobody has confirmed it
            rest = self._auto(painter, area, rest, font, tones)
        draw_text(painter, self._mirrored(area, rest), row.code, font, tones.ink)

    def _auto(self, painter: QPainter, area: QRect, rest: QRect, font: QFont, tones: Shades) -> QRect:
        small = theme.small(font)
        width = QFontMetrics(small).horizontalAdvance("auto") + theme.px(8)
        cap = QRect(rest.right() - width, rest.center().y() - row_height(font) // 3, width, row_height(font) * 2 // 3)
        where = self._mirrored(area, cap)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tones.line, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(where.adjusted(0, 0, -1, -1), theme.px(4), theme.px(4))
        painter.setFont(small)
        painter.setPen(tones.quiet)
        painter.drawText(where, Qt.AlignmentFlag.AlignCenter, "auto")
        painter.restore()
        return rest.adjusted(0, 0, -width - theme.px(6), 0)
