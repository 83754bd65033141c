"""The mouse in the article view.

A click sets the caret, a double click selects the word, a triple one the sentence, a fourth the paragraph; dragging
selects, by whole units after several clicks, and beyond the edge it scrolls. The selected passage can be dragged away,
onto a code. An edge of the chosen coding can be
dragged. A name or bracket in the margin is activated by a click; a link is asked for by Ctrl and click.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from annotator.model.ids import CodingId
from annotator.model.reading_cursor import Selection, Unit

if TYPE_CHECKING:
    from annotator.ui.reader.view import ArticleView

_UNITS = {2: Unit.WORD, 3: Unit.SENTENCE, 4: Unit.PARAGRAPH}
_NEAR = 4            # pixels around an edge that take hold of it
_SCROLL_EVERY = 40   # milliseconds


class Pointer(QObject):
    """Turns mouse events of one view into its selection, and tells it what is pointed at."""

    def __init__(self, view: ArticleView) -> None:
        super().__init__(view)
        self._view = view
        self._clicks, self._since, self._where = 0, QElapsedTimer(), QPointF()
        self._where_now = QPointF()
        self._begun: tuple[int, int] | None = None   # the unit in which a drag began
        self._edge: tuple[CodingId, int, int] | None = None   # coding, the edge that stays, the edge that moves
        self._held: QPointF | None = None   # pressed inside the selection: the passage may be about to be dragged
        self._beyond = QTimer(self, interval=_SCROLL_EVERY)
        self._beyond.timeout.connect(self._drag_on)

    # Buttons

    def press(self, event: QMouseEvent) -> None:
        point, view = event.position(), self._view
        spot = view.margin_spot(point)
        if spot is not None:
            if not spot.left_out:
                view.coding_activated.emit(spot.codings[0])
            return
        if point.x() > view.columns.text + view.columns.width + 6:
            return
        position = view.position_at(point)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and (target := view.link_at(position)):
            view.link_asked.emit(target)
            return
        self._edge = self._edge_near(point)
        if self._edge is not None:
            return
        selection, plain = view.selection, event.modifiers() == Qt.KeyboardModifier.NoModifier
        if plain and selection.start <= position < selection.end and not self._is_again(point):
            self._held = point
            return
        self._count(point)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._clicks == 1:
            anchor = view.selection.anchor
            self._begun = anchor, anchor
        else:
            self._begun = self._unit_at(position)
        self._reach(point)

    def move(self, event: QMouseEvent) -> None:
        point = event.position()
        if self._edge is not None:
            self._drag_edge(point)
        elif self._held is not None:
            if (point - self._held).manhattanLength() >= QApplication.startDragDistance():
                self._held = None
                self._view.drag_passage()
        elif self._begun is not None:
            self._reach(point)
            outside = not 0 <= point.y() < self._view.viewport().height()
            if outside != self._beyond.isActive():
                (self._beyond.start if outside else self._beyond.stop)()
        else:
            self._hover(point, event.modifiers())
        self._where_now = point

    def release(self) -> None:
        self._beyond.stop()
        if self._held is not None:   # nothing was dragged: it was a click
            point, self._held = self._held, None
            self._count(point)
            self._begun = self._unit_at(self._view.position_at(point))
            self._reach(point)
        self._begun = None
        if self._edge is not None:
            coding, start, end = self._edge[0], *sorted(self._edge[1:])
            self._edge = None
            self._view.preview(None)
            before = self._view.codings.get(coding)
            if before is not None and start < end and (before.start, before.end) != (start, end):
                self._view.coding_resized.emit(coding, start, end)

    def leave(self) -> None:
        self._view.point_at(())

    # Selecting

    def _is_again(self, point: QPointF) -> bool:
        """Whether a click there belongs to the one before."""
        quick = self._since.isValid() and self._since.elapsed() < QApplication.doubleClickInterval()
        return quick and (point - self._where).manhattanLength() < QApplication.startDragDistance()

    def _count(self, point: QPointF) -> None:
        self._clicks = self._clicks % 4 + 1 if self._is_again(point) else 1
        self._since.start()
        self._where = point

    def _unit_at(self, position: int) -> tuple[int, int]:
        unit = _UNITS.get(self._clicks)
        if unit is None:
            return position, position
        return self._view.cursor_of_reading.unit_at(position, unit) or (position, position)

    def _reach(self, point: QPointF) -> None:
        """Selects from where the drag began to the point, by the unit it began with."""
        if self._begun is None:
            return
        first, last = self._begun
        position = self._view.position_at(point)
        start, end = self._unit_at(position)
        if position < first:
            self._view.take_selection(Selection(last, min(start, first)))
        else:
            self._view.take_selection(Selection(first, max(end, last)))

    def _drag_on(self) -> None:
        y, page = self._where_now.y(), self._view.viewport().height()
        self._view.scroll_by((y if y < 0 else y - page) / 2)
        self._reach(QPointF(self._where_now.x(), min(max(y, 0.0), page - 1.0)))

    # The chosen coding's edges

    def _edge_near(self, point: QPointF) -> tuple[CodingId, int, int] | None:
        chosen = self._view.codings.get(self._view.chosen)
        if chosen is None:
            return None
        for here, position, other in ((True, chosen.start, chosen.end), (False, chosen.end, chosen.start)):
            place = self._view.page.edge_area(chosen.start, chosen.end, at_start=here)
            if place is not None and place.adjusted(-_NEAR, 0, _NEAR, 0).contains(point):
                return chosen.id, other, position
        return None

    def _drag_edge(self, point: QPointF) -> None:
        if self._edge is None:
            return
        coding, stays, _ = self._edge
        moving = self._view.position_at(point)
        self._edge = coding, stays, moving
        if moving != stays:
            self._view.preview((min(stays, moving), max(stays, moving)))

    # Pointing

    def _hover(self, point: QPointF, held: Qt.KeyboardModifier) -> None:
        view = self._view
        spot = view.margin_spot(point)
        if spot is not None:
            view.point_at(spot.codings, left_out=spot.left_out)
            shape = Qt.CursorShape.ArrowCursor if spot.left_out else Qt.CursorShape.PointingHandCursor
        elif point.x() > view.columns.text + view.columns.width + 6:
            view.point_at(())
            shape = Qt.CursorShape.ArrowCursor
        else:
            view.point_at(self._coding_under(point))
            position = view.position_at(point)
            shape = Qt.CursorShape.IBeamCursor
            if held & Qt.KeyboardModifier.ControlModifier and view.link_at(position):
                shape = Qt.CursorShape.PointingHandCursor
            elif self._edge_near(point) is not None:
                shape = Qt.CursorShape.SizeHorCursor
        if view.viewport().cursor().shape() != shape:
            view.viewport().setCursor(shape)

    def _coding_under(self, point: QPointF) -> tuple[CodingId, ...]:
        """The shortest coding on the text under the point."""
        view = self._view
        position = view.position_at(point)
        for coding in view.codings.at(max(0, position - 1), position + 1):
            if any(area.contains(point) for area in view.page.areas_of(coding.start, coding.end, near=point.y())):
                return (coding.id,)
        return ()
