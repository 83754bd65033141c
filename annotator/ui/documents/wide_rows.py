"""How a row of the table of all documents looks, painted at once, and what its cells are edited with."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from annotator.ui import theme
from annotator.ui.badge import badge_side, draw_badge
from annotator.ui.codebook.paint import bold, draw_row_ground, draw_text, struck
from annotator.ui.codebook.shades import Shades, shades
from annotator.ui.documents.columns import Column, Edited
from annotator.ui.documents.document_row import SAME_STORY, DocumentRow, state_words
from annotator.ui.documents.document_rows import LONGEST_TITLE, draw_state, draw_story
from annotator.ui.documents.document_table import DocumentTable
from annotator.ui.documents.questions import value_line
from annotator.ui.words import tr

_Index = QModelIndex | QPersistentModelIndex
_PAD = 6      # pixels at scale 1, on both sides of a cell
_LINE = 1.9   # heights of the font
_PICTURES = 300  # rows that are kept painted


class RowPictures:
    """Keeps the rows as they were painted last: to scroll costs a picture for each, and the painting of new ones."""

    def __init__(self, view: QTreeView, table: DocumentTable) -> None:
        self._view, self._table = view, table
        self._kept: dict[tuple[object, ...], tuple[DocumentRow, QPixmap]] = {}
        self._look: tuple[object, ...] = ()

    def draw(
        self, painter: QPainter, option: QStyleOptionViewItem, row: DocumentRow, *, chosen: bool, cursor: int
    ) -> None:
        """`option.rect` is the row as wide as the view; `cursor` is the column where the keys are, or -1."""
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        key = (row.id, chosen, hovered, cursor, self._table.is_current(row.id))
        kept = self._kept.get(key)
        if kept is None or kept[0] is not row:
            kept = self._kept[key] = row, self._painted(option, row, chosen=chosen, cursor=cursor)
        painter.drawPixmap(option.rect.topLeft(), kept[1])

    def begin(self) -> None:
        """To be called before the rows of a frame: lets go what looks otherwise now."""
        look = self._looks()
        if look != self._look or len(self._kept) > _PICTURES:
            self._look = look
            self._kept.clear()

    def _looks(self) -> tuple[object, ...]:
        """All that every row's picture depends on."""
        view, head = self._view, self._view.header()
        places = range(head.count())
        columns = tuple(head.sectionViewportPosition(at) for at in places if not head.isSectionHidden(at))
        font = view.font()
        return (view.viewport().width(), columns, head.length(), font.key(), view.devicePixelRatioF(),
                theme.current(), theme.px(100), view.layoutDirection(), len(places))

    def _painted(self, option: QStyleOptionViewItem, row: DocumentRow, *, chosen: bool, cursor: int) -> QPixmap:
        ratio, size = self._view.devicePixelRatioF(), option.rect.size()
        picture = QPixmap(round(size.width() * ratio), round(size.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(theme.current().ground)
        mine = QStyleOptionViewItem(option)
        mine.rect = QRect(0, 0, size.width(), size.height())
        painter = QPainter(picture)
        painter.setLayoutDirection(self._view.layoutDirection())
        draw_wide_row(self._view, painter, mine, row, chosen=chosen, cursor=cursor)
        painter.end()
        return picture


def draw_wide_row(
    view: QTreeView, painter: QPainter, option: QStyleOptionViewItem, row: DocumentRow, *, chosen: bool, cursor: int
) -> None:
    """`option.rect` is the row as wide as the view; `cursor` is the column where the keys are, or -1."""
    whole, tones, table = option.rect, shades(), view.model()
    assert isinstance(table, DocumentTable)
    option.state &= ~QStyle.StateFlag.State_HasFocus
    draw_row_ground(painter, option, tones, current=chosen)
    head, pad = view.header(), theme.px(_PAD)
    for place in map(head.logicalIndex, range(head.count())):
        if head.isSectionHidden(place):
            continue
        left, width = head.sectionViewportPosition(place), head.sectionSize(place)
        if left + width < 0 or left > whole.width():
            continue
        cell = QRect(left, whole.top(), width, whole.height())
        _draw_cell(view, painter, cell.adjusted(pad, 0, -pad, 0), row, table.columns[place], tones)
        if cursor == place:
            painter.setPen(QPen(tones.accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(cell.adjusted(1, 1, -2, -2), theme.px(4), theme.px(4))


def _draw_cell(
    view: QTreeView, painter: QPainter, area: QRect, row: DocumentRow, column: Column, tones: Shades
) -> None:
    font, direction = view.font(), view.layoutDirection()
    side = round(QFontMetrics(font).height() * 0.66)
    face, ink = font, tones.ink
    if column.key == "title":
        if row.to_look_at:
            painter.setFont(font)
            draw_badge(painter, _at_start(area, badge_side(QFontMetrics(font)), direction))
            area = _after(area, badge_side(QFontMetrics(font)) + theme.px(6), direction)
        table = view.model()
        face = bold(font) if isinstance(table, DocumentTable) and table.is_current(row.id) else font
        face, ink = (struck(face), tones.quiet) if row.gone else (face, ink)
    elif column.key == "state":
        draw_state(painter, _at_start(area, side, direction), row.state, row.read, tones)
        area, ink = _after(area, side + theme.px(7), direction), tones.quiet
        draw_text(painter, area, state_words(row.state), font, ink)
        return
    elif column.key == SAME_STORY and row.story:
        draw_story(painter, _at_start(area, side, direction), tones.quiet)
        area = _after(area, side + theme.px(6), direction)
    text = column.text(row)
    if text:
        draw_text(painter, area, text, face, ink, right=column.numbers)


def _at_start(area: QRect, side: int, direction: Qt.LayoutDirection) -> QRect:
    return QStyle.visualRect(direction, area, QRect(area.left(), area.center().y() - side // 2 + 1, side, side))


def _after(area: QRect, taken: int, direction: Qt.LayoutDirection) -> QRect:
    return QStyle.visualRect(direction, area, area.adjusted(taken, 0, 0, 0))


class Cells(QStyledItemDelegate):
    """The height of the rows, and what a cell is edited with."""

    def __init__(self, view: QTreeView, table: DocumentTable) -> None:
        super().__init__(view)
        self._view, self._table = view, table

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002  # Qt's signature
        return QSize(60, round(QFontMetrics(self._view.font()).height() * _LINE))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:  # noqa: ARG002
        table = self._table
        column = table.columns[index.column()]
        if column.edited is Edited.TITLE:
            editor = QLineEdit(parent)
            editor.setMaxLength(LONGEST_TITLE)
        else:
            editor = value_line(column.key, table.values_of(column.key))
            editor.setParent(parent)
        row = table.row_at(index)
        editor.setAccessibleName(tr("{name} of “{title}”", name=column.title, title=row.title if row else ""))
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:  # noqa: ARG002
        editor.setGeometry(option.rect)

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()
