"""How one row of the command palette is painted: swatch, title with the letters found, detail, and keys or kind."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from annotator.ui import theme
from annotator.ui.palette.entries import Entry, Kind
from annotator.ui.parts import draw_keys, draw_row_ground, draw_swatch
from annotator.ui.words import tr

ENTRY = int(Qt.ItemDataRole.UserRole)
PLACES = ENTRY + 1

Index = QModelIndex | QPersistentModelIndex


class EntryRow(QStyledItemDelegate):
    """Paints an `Entry` that the model answers for ENTRY, with the places it answers for PLACES."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(theme.px(200), option.fontMetrics.height() + theme.px(14))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = index.data(ENTRY)
        if not isinstance(entry, Entry):
            return
        colours = theme.current()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setFont(option.font)
        draw_row_ground(painter, rect, chosen=bool(state & QStyle.StateFlag.State_Selected),
                        hovered=bool(state & QStyle.StateFlag.State_MouseOver))
        inner = rect.adjusted(theme.px(12), 0, -theme.px(10), 0)
        side = theme.px(10)
        if entry.colour:
            draw_swatch(painter, QRect(inner.left(), inner.center().y() - side // 2 + 1, side, side), entry.colour)
        left = inner.left() + side + theme.px(10)
        right = self._right(painter, inner, entry) - theme.px(12)
        ink = colours.ink if entry.enabled else colours.faint
        left += _title(painter, QRect(left, inner.top(), right - left, inner.height()), entry.title,
                       _places(index), ink=ink, found=colours.accent if entry.enabled else ink)
        left += theme.px(10)
        if entry.detail and right - left > theme.px(30):
            painter.setPen(QColor(colours.quiet if entry.enabled else colours.faint))
            text = painter.fontMetrics().elidedText(entry.detail, Qt.TextElideMode.ElideMiddle, right - left)
            where = QRect(left, inner.top(), right - left, inner.height())
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def _right(self, painter: QPainter, inner: QRect, entry: Entry) -> int:
        """Keys where there are any, else what kind of thing it is; where they begin."""
        if entry.shortcut:
            return draw_keys(painter, inner.right(), inner.center().y() + 1, entry.shortcut)
        kind = kind_in_words(entry.kind)
        if not kind:
            return inner.right()
        painter.save()
        painter.setFont(theme.small(painter.font()))
        painter.setPen(QColor(theme.current().quiet))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, kind)
        width = painter.fontMetrics().horizontalAdvance(kind)
        painter.restore()
        return inner.right() - width


def kind_in_words(kind: Kind) -> str:
    """What stands at the end of a row without a shortcut."""
    return {Kind.CODE: tr("code"), Kind.CASE: tr("case"), Kind.DOCUMENT: tr("document")}.get(kind, "")


def _places(index: Index) -> frozenset[int]:
    places = index.data(PLACES)
    return frozenset(places) if isinstance(places, tuple | list) else frozenset()


def _title(painter: QPainter, where: QRect, title: str, places: frozenset[int], *, ink: str, found: str) -> int:
    """Draws the title with the letters found in bold; the answer is its width in pixels."""
    plain, bold = painter.font(), theme.bold(painter.font())
    at = where.left()
    room = where.right()
    start = 0
    while start < len(title):
        is_found = start in places
        end = start + 1
        while end < len(title) and (end in places) == is_found:
            end += 1
        painter.setFont(bold if is_found else plain)
        painter.setPen(QColor(found if is_found else ink))
        metrics = painter.fontMetrics()
        piece = title[start:end]
        width = metrics.horizontalAdvance(piece)
        if at + width > room:
            piece = metrics.elidedText(piece + title[end:], Qt.TextElideMode.ElideRight, max(0, room - at))
            width = metrics.horizontalAdvance(piece)
            end = len(title)
        painter.drawText(QRect(at, where.top(), width + 1, where.height()), Qt.AlignmentFlag.AlignVCenter, piece)
        at += width
        start = end
    painter.setFont(plain)
    return at - where.left()
