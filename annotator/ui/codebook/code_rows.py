"""How a code's row looks and is renamed: swatch, name, count, key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.ui import theme
from annotator.ui.badge import badge_side, draw_badge
from annotator.ui.codebook.code_tree import ROW, CodeRow, CodeTree
from annotator.ui.codebook.paint import (
    bold,
    draw_chevron,
    draw_key_cap,
    draw_row_ground,
    draw_swatch,
    draw_text,
    key_cap_size,
    smaller,
    struck,
)
from annotator.ui.codebook.shades import shades
from annotator.ui.icons import draw_icon
from annotator.ui.words import tr

if TYPE_CHECKING:
    from annotator.ui.codebook.tree_view import CodeTreeView

_Index = QModelIndex | QPersistentModelIndex
EDGE = 10  # pixels at scale 1 between the row's content and the panel's edge
GAP = 7
LONGEST_NAME = 1000


class CodeRows(QStyledItemDelegate):
    """Paints the rows of one tree view."""

    def __init__(self, view: CodeTreeView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002  # Qt's signature
        return QSize(60, round(QFontMetrics(self._view.font()).height() * 1.55))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = index.data(ROW)
        if not isinstance(row, CodeRow):
            return
        view, tones = self._view, shades()
        font = view.font()
        pinned = isinstance(tree := index.model(), CodeTree) and tree.is_pinned(row.id)
        places = self._places(option, row)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        whole = QStyleOptionViewItem(option)
        whole.rect = QRect(0, option.rect.y(), view.viewport().width(), option.rect.height())
        draw_row_ground(painter, whole, tones, current=selected)
        if row.below and (view.shows_chevrons or not view.isExpanded(self._view.tree.index_of(row.id))):
            opened = view.isExpanded(self._view.tree.index_of(row.id))
            draw_chevron(painter, places["chevron"], tones.quiet, opened=opened,
                         rightward=view.layoutDirection() == Qt.LayoutDirection.LeftToRight)
        if not row.is_heading:
            draw_swatch(painter, places["swatch"], row.look, tones)
        if row.code.code.key:
            draw_key_cap(painter, places["key"], row.code.code.key, font, tones)
        if row.whole:
            draw_text(painter, places["count"], view.locale().toString(row.whole), smaller(font, 0.9), tones.quiet,
                      right=True)
        if row.code.to_define:
            draw_text(painter, places["sign"], "?", smaller(font, 0.9, bold=True), tones.accent)
        if pinned:
            draw_icon(painter, QRectF(places["pin"]), "pin", tones.accent)
        if row.to_look_at:
            painter.setFont(font)
            draw_badge(painter, places["badge"])
        face = bold(font) if row.is_heading or pinned else font
        ink = tones.quiet if row.code.gone else tones.ink
        draw_text(painter, places["name"], row.code.name, struck(face) if row.code.gone else face, ink)

    def badge_area(self, option: QStyleOptionViewItem, row: CodeRow) -> QRect:
        """Where a row has its mark; empty where it has none."""
        return self._places(option, row).get("badge", QRect())

    def _places(self, option: QStyleOptionViewItem, row: CodeRow) -> dict[str, QRect]:
        """Where each part of a row stands, mirrored where people read from right to left."""
        view = self._view
        measures = QFontMetrics(view.font())
        area: QRect = option.rect
        line = QRect(area.left(), area.top(), view.viewport().width() - area.left(), area.height())
        if view.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            line = QRect(0, area.top(), area.right() + 1, area.height())
        gap, edge = theme.px(GAP), theme.px(EDGE)
        left, right, middle = 0, line.width() - edge, line.height() // 2

        def taken(start: int, width: int, height: int) -> QRect:
            box = QRect(line.left() + start, line.top() + middle - height // 2, width, height)
            return QStyle.visualRect(view.layoutDirection(), line, box)

        step = view.indentation()
        places = {"chevron": taken(-step, step, line.height())}
        size = round(measures.height() * 0.58)
        if not row.is_heading:
            places["swatch"] = taken(left, size, size)
            left += size + gap
        cap = key_cap_size(view.font(), row.code.code.key or "tw")
        column = key_cap_size(view.font(), "tw").width()
        places["key"] = taken(right - column, column, cap.height())
        right -= column + gap
        number = view.locale().toString(row.whole) if row.whole else ""
        width = QFontMetrics(smaller(view.font(), 0.9)).horizontalAdvance(number) + 2 if number else 0
        places["count"] = taken(right - width, width, line.height())
        right -= width + (gap if width else 0)
        pinned = view.tree.is_pinned(row.id)
        name = bold(view.font()) if row.is_heading or pinned else view.font()
        wanted = QFontMetrics(name).horizontalAdvance(row.code.name) + 2
        signs = [sign for sign, there in (("sign", row.code.to_define), ("pin", pinned)) if there]
        step = measures.horizontalAdvance("?") + 4
        badge = badge_side(measures) + 6 if row.to_look_at else 0
        width = max(10, min(wanted, right - left - step * len(signs) - badge))
        places["name"] = taken(left, width, line.height())
        places["editor"] = taken(left - 4, max(40, line.width() - edge - left), line.height())
        for number_of, sign in enumerate(signs):
            places[sign] = taken(left + width + 4 + step * number_of, step, line.height())
        if badge:
            places["badge"] = taken(left + width + 2 + step * len(signs), badge, line.height())
        return places

    # Renaming in place

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:  # noqa: ARG002
        editor = QLineEdit(parent)
        editor.setMaxLength(LONGEST_NAME)
        editor.setAccessibleName(tr("Name of the code"))
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        row = index.data(ROW)
        if isinstance(row, CodeRow):
            editor.setGeometry(self._places(option, row)["editor"])
