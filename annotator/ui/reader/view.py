"""The article view: a scroll area that lays out and paints only the pieces of a layer that are on the screen.

Positions enter and leave as code points of the layer. The view stands on (piece, pixels into it), and through a resize
or a zoom on the first character of its top line, so that estimated heights never move the text that is being read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QByteArray, QEvent, QMimeData, QPoint, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDrag,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from annotator.model.documents import Block, MarkKind
from annotator.model.ids import CodingId
from annotator.model.layer_text import LayerText
from annotator.model.reading_cursor import ReadingCursor, Selection
from annotator.ui.carried import PASSAGE_MIME
from annotator.ui.reader import accessible, keyboard
from annotator.ui.reader.brushes import Brushes
from annotator.ui.reader.canvas import Canvas, Lifted
from annotator.ui.reader.columns import columns
from annotator.ui.reader.fonts import LARGEST, SMALLEST, USUAL, Fonts
from annotator.ui.reader.hits import Hits
from annotator.ui.reader.margin import Spot
from annotator.ui.reader.marked_bar import MarkedBar
from annotator.ui.reader.page import Page
from annotator.ui.reader.palette import LIGHT, Theme
from annotator.ui.reader.pointer import Pointer
from annotator.ui.reader.sheet import Sheet, Top
from annotator.ui.reader.shown import ShownCoding, ShownCodings
from annotator.ui.reader.standing import Stand, Standing

SETTLES_AFTER = 120    # milliseconds after the last resize or zoom until tiles are made again
IDLE_AFTER = 40        # milliseconds after a frame until tiles that it left out are made
_MOST_CHANGED = 64     # codings put one by one into a shown layer; beyond that, all are placed anew
_NOTHING: Sequence[Block] = ()


class ArticleView(QAbstractScrollArea):
    """Shows one layer and its codings. See the package's docstring for how it is used."""

    selection_changed = Signal(int, int)        # start, end
    coding_activated = Signal(object)           # CodingId
    coding_hovered = Signal(object)             # CodingId, or None
    coding_resized = Signal(object, int, int)   # CodingId, start, end
    link_asked = Signal(str)
    walk_codings = Signal(int)                  # 1 or -1: Tab or Shift+Tab
    zoom_changed = Signal(float)                # points

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        accessible.install()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.viewport().setMouseTracking(True)
        self._bar = MarkedBar(self)
        self.setVerticalScrollBar(self._bar)
        self.chosen: CodingId | None = None
        self._pointed: tuple[CodingId, ...] = ()
        self._preview: tuple[int, int] | None = None
        self._current_hit: tuple[int, int] | None = None
        self._selection = Selection(0, 0)
        self._neutral = self._moving = False
        self._pointer = Pointer(self)
        self._settle = QTimer(self, singleShot=True, interval=SETTLES_AFTER)
        self._settle.timeout.connect(self.settle)
        self._idle = QTimer(self, singleShot=True, interval=IDLE_AFTER)
        self._idle.timeout.connect(self.viewport().update)
        self._text = LayerText("", _NOTHING)
        self._cursor = ReadingCursor(self._text)
        self._fonts, self._brushes = Fonts(USUAL), Brushes(LIGHT)
        self._sheet = Sheet(self._text, 1, self._fonts, self._brushes.link)
        self._canvas = Canvas(self._brushes, self._fonts, self._sheet)
        self._standing = Standing(self._bar, self.viewport(), self.viewport().update, self._sheet,
                                  self._fonts.body.pitch)
        self._lay_out_anew()

    # What is shown

    def show_layer(self, text: LayerText, codings: Iterable[ShownCoding] | ShownCodings = ()) -> None:
        """Shows a layer from its beginning, with the caret there; hits, the choice and the selection are gone.

        Codings that were placed already, beside the window's thread, are taken as they are.
        """
        self._canvas.codings = codings if isinstance(codings, ShownCodings) else ShownCodings(codings)
        self._text, self._cursor = text, ReadingCursor(text)
        self._canvas.hits, self._current_hit = Hits(), None
        self._bar.set_marks((), 0)
        self.chosen, self._pointed, self._preview = None, (), None
        self._lay_out_anew(from_the_beginning=True)
        self._selection = Selection(text.starts[0], text.starts[0])
        self._tell_selection()

    @property
    def text(self) -> LayerText:
        return self._text

    @property
    def codings(self) -> ShownCodings:
        """The codings shown; to be changed through the view alone."""
        return self._canvas.codings

    def add_coding(self, coding: ShownCoding) -> None:
        """Shows one more coding, or the same one anew if its id is shown already."""
        if coding.id in self.codings:
            self.change_coding(coding)
            return
        self.codings.add(coding)
        self._forget_paint(coding.start, coding.end)

    def remove_coding(self, coding: CodingId) -> None:
        """Raises KeyError if it is not shown."""
        gone = self.codings.remove(coding)
        if self.chosen == coding:
            self.chosen = None
        if coding in self._pointed:
            self.point_at(())
        self._forget_paint(gone.start, gone.end)

    def change_coding(self, coding: ShownCoding) -> None:
        """Shows the coding of that id as it is now. Raises KeyError if it is not shown."""
        before = self.codings.replace(coding)
        self._forget_paint(before.start, before.end)
        self._forget_paint(coding.start, coding.end)

    def set_codings_bulk(self, codings: Iterable[ShownCoding] | ShownCodings) -> None:
        """Shows these codings and no others; place, selection and, where it is still there, the choice stay.

        Codings that were placed already, beside the window's thread, are taken as they are.
        """
        if not isinstance(codings, ShownCodings):
            codings = list(codings)
            gone, come = self.codings.differences(codings)
            if len(gone) + len(come) <= _MOST_CHANGED:
                for key in gone:
                    self.remove_coding(key)
                for coding in come:
                    self.add_coding(coding)
                return
            codings = ShownCodings(codings)
        self._canvas.codings = codings
        self.chosen = self.chosen if self.chosen is not None and self.chosen in self.codings else None
        self._pointed = ()
        self._forget_all_paint()

    def choose_coding(self, coding: CodingId | None) -> None:
        """Shows one coding in its code's full hue, with edges that can be dragged; None for none of them."""
        self.chosen = coding
        self.viewport().update()

    def set_hits(self, ranges: Sequence[tuple[int, int]], current: int | None = None) -> None:
        """Marks what a search found, in order and without overlaps, in the text and in the bar.

        `current` is the place of one in `ranges`.
        """
        self._canvas.hits = Hits(ranges)
        self._bar.set_marks((start for start, _ in ranges), len(self._text.text))
        self._forget_all_paint()
        self.set_current_hit(None if current is None else ranges[current])

    def set_current_hit(self, hit: tuple[int, int] | None) -> None:
        """Shows one hit stronger than the others."""
        self._current_hit = hit
        self.viewport().update()

    def set_theme(self, theme: Theme) -> None:
        self._brushes = Brushes(theme, neutral=self._neutral)
        self._lay_out_anew()

    @property
    def theme(self) -> Theme:
        return self._brushes.theme

    def set_neutral(self, neutral: bool) -> None:
        """Tints lone codings in the neutral colour too, instead of their code's hue."""
        self._neutral = neutral
        self.set_theme(self._brushes.theme)

    @property
    def zoom(self) -> float:
        """The size of the type in points."""
        return self._fonts.points

    def set_zoom(self, points: float) -> None:
        """Sizes are kept between 6 and 40 points."""
        points = min(max(points, SMALLEST), LARGEST)
        if points != self._fonts.points:
            self._fonts = Fonts(points, self._fonts.scale)
            self._moves()
            self.zoom_changed.emit(points)

    def set_scale(self, scale: float) -> None:
        """How much larger than usual the whole window is shown; the zoom stays what it is."""
        if scale != self._fonts.scale:
            self._fonts = Fonts(self._fonts.points, scale)
            self._moves()

    # Selection

    @property
    def selection(self) -> Selection:
        """Anchor and caret; its `start` and `end` are the passage."""
        return self._selection

    def select(self, start: int, end: int) -> None:
        """Selects a passage with the caret at `end`, widened to whole characters, without scrolling."""
        self.take_selection(Selection(start, end))

    def take_selection(self, wanted: Selection) -> None:
        """The same, of an anchor and a caret."""
        last = len(self._text.text)
        anchor, caret = (min(max(place, 0), last) for place in wanted)
        before, after = self.sheet.stop_before, self.sheet.stop_after
        if anchor == caret:
            anchor = caret = before(caret)
        elif anchor < caret:
            anchor, caret = before(anchor), after(caret)
        else:
            anchor, caret = after(anchor), before(caret)
        if (anchor, caret) == self._selection:
            return
        self._selection = Selection(anchor, caret)
        self.viewport().update()
        self._tell_selection()

    def _tell_selection(self) -> None:
        start, end = self._selection.start, self._selection.end
        self.selection_changed.emit(start, end)
        accessible.selection_moved(self)

    def select_all(self) -> None:
        self.select(self._text.starts[0], self._text.ends[-1])

    def selected_text(self) -> str:
        """With LF between lines and tabs between cells, as it stands in the layer but for soft hyphens."""
        return self._text.plain(self._selection.start, self._selection.end)

    def copy(self) -> None:
        """Puts the selected text on the clipboard; without any, leaves the clipboard alone."""
        if not self._selection.empty:
            QGuiApplication.clipboard().setText(self.selected_text())

    def drag_passage(self) -> None:
        """Lets the pointer carry the selected passage to wherever it is dropped, such as a code of the codebook."""
        if self.selection.empty:
            return
        drag, data = QDrag(self), QMimeData()
        data.setData(PASSAGE_MIME, QByteArray(f"{self.selection.start}:{self.selection.end}".encode()))
        data.setText(self.selected_text())
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.LinkAction, Qt.DropAction.CopyAction)

    def codings_at_cursor(self) -> list[ShownCoding]:
        """The codings that touch the selection, or the caret where nothing is selected; the shortest first."""
        return self.codings.at(self._selection.start, self._selection.end)

    @property
    def cursor_of_reading(self) -> ReadingCursor:
        return self._cursor

    # Layout

    @property
    def sheet(self) -> Sheet:
        return self._sheet

    def _lay_out_anew(self, *, from_the_beginning: bool = False) -> None:
        """Text, width, zoom or theme changed: only estimates are made; pieces are laid out as they are painted."""
        self.columns = columns(self.viewport().width(), self._fonts.character_width)
        self._sheet = Sheet(self._text, self.columns.width, self._fonts, self._brushes.link)
        self._canvas.lay(self._brushes, self._fonts, self._sheet)
        (self._standing.begin if from_the_beginning else self._standing.lay)(self._sheet, self._fonts.body.pitch)
        self.viewport().update()

    def _moves(self) -> None:
        """While the width or the zoom moves, tiles would be thrown away at once: paint without them."""
        self._moving = True
        self._settle.start()
        self._lay_out_anew()

    def settle(self) -> None:
        """Ends a resize or zoom: from now on, tiles are kept."""
        self._moving = False
        self.viewport().update()

    def _forget_paint(self, start: int, end: int) -> None:
        self._canvas.forget(start, end)
        self.viewport().update()

    def _forget_all_paint(self) -> None:
        self._canvas.forget_all()
        self.viewport().update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        strong = frozenset(self._pointed) | ({self.chosen} if self.chosen is not None else frozenset())
        painter, page = QPainter(self.viewport()), self.page
        missing = self._canvas.paint(painter, page, self.viewport().width(), self._lifted(), strong,
                                     moving=self._moving)
        self._paint_edges(painter, page)
        painter.end()
        if self._sheet.heights.changed:
            self._sheet.heights.settle()
            self._standing.set_bar()
        if missing:
            self._idle.start()

    def _lifted(self) -> list[Lifted]:
        """What is filled above the tints: the hit in hand, codings pointed at or chosen, the selection."""
        found: list[Lifted] = []
        if self._current_hit is not None:
            found.append((*self._current_hit, self._brushes.current_hit))
        for key in dict.fromkeys((*self._pointed, self.chosen)):
            coding = self.codings.get(key)
            if coding is not None:
                start, end = self._preview if self._preview and key == self.chosen else (coding.start, coding.end)
                found.append((start, end, self._brushes.focus(coding.look)))
        found.append((self._selection.start, self._selection.end, self._brushes.selection))
        return found

    def _paint_edges(self, painter: QPainter, page: Page) -> None:
        """The edges of the chosen coding, which can be dragged, and the caret."""
        chosen = self.codings.get(self.chosen)
        if chosen is not None:
            start, end = self._preview or (chosen.start, chosen.end)
            hue = self._brushes.hue(chosen.look, dimmed=False)
            for at_start in (True, False):
                area = page.edge_area(start, end, at_start=at_start)
                if area is not None:
                    painter.fillRect(area, hue)
        if self._selection.empty and self.hasFocus():
            area = page.caret_area(self._selection.caret)
            if area is not None:
                painter.fillRect(area, self._brushes.ink)

    @property
    def page(self) -> Page:
        """Where things are in the viewport right now."""
        return Page(self._sheet, self.top, self.viewport().height(), self.columns, self.devicePixelRatioF())

    def position_at(self, point: QPointF) -> int:
        """The nearest place for a caret to a point of the viewport."""
        return self.page.position_at(point)

    def selection_area(self) -> QRect:
        """What the selection, or the caret, covers in the viewport, so that a picker can open beside it."""
        return self.page.area_of(self._selection.start, self._selection.end)

    def link_at(self, position: int) -> str:
        """The address of the link on the character at a position; empty where there is none."""
        marks = self._text.blocks[self._text.block_at(position)].marks
        return next((mark.target for mark in marks
                     if mark.kind == MarkKind.LINK and mark.start <= position < mark.end), "")

    def margin_spot(self, point: QPointF) -> Spot | None:
        """The name or bracket under a point of the viewport."""
        return self._canvas.margin.spot_at(point)

    # Moving

    @property
    def top(self) -> Top:
        """The piece at the upper edge and how many pixels of it are above."""
        return self._standing.top

    @property
    def stand(self) -> Stand:
        """Where the reader is: selection and scroll, to come back to."""
        return Stand(*self._selection, *self._standing.upper)

    def stand_at(self, place: Stand) -> None:
        """Comes back to where a reader was."""
        self.select(place.anchor, place.caret)
        if place.top is not None:
            self._standing.stand_on(place.top, place.into)
        elif place.anchor or place.caret:
            self.show_range(place.anchor, place.caret)

    def scroll_by(self, pixels: float) -> None:
        self._standing.scroll_by(pixels)

    def go_to(self, position: int) -> None:
        """Brings the line of a position to the upper quarter of the view."""
        self._standing.go_to(position)

    def show_range(self, start: int, end: int) -> None:
        """Scrolls as little as needed for a range to be seen; for the line of `end` if it is longer than the view."""
        self._standing.show_range(start, end)

    def a_page_from(self, position: int, direction: int) -> int:
        """The position a page further down (1) or up (-1), after scrolling there."""
        caret = self.page.caret_area(position)
        if not self._standing.scroll_a_page(direction):
            return self._text.ends[-1] if direction > 0 else self._text.starts[0]
        point = caret.center() if caret is not None else QPointF(self.columns.text, self.viewport().height() / 2)
        return self.position_at(QPointF(point.x(), min(max(point.y(), 0.0), self.viewport().height() - 1.0)))

    # Events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        else:
            found = keyboard.moved(self, event)
            if found is None:
                event.ignore()
                return
            self.take_selection(found)
            self.show_range(*(self._selection if self._selection.caret >= self._selection.anchor
                              else (self._selection.anchor, self._selection.caret)))
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress \
                and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) \
                and not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            self.walk_codings.emit(1 if event.key() == Qt.Key.Key_Tab else -1)
            event.accept()
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if turned:
                self.set_zoom(round(self.zoom * 1.1 ** (turned / 120) * 2) / 2)
        else:
            exact = event.pixelDelta().y()
            self.scroll_by(-exact if exact else -turned / 120 * self._fonts.body.pitch * 3)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        del event
        self._moves()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pointer.press(event)
        else:
            event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        del event
        self._pointer.release()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._pointer.leave()
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    # Pointing, asked for by the pointer

    def point_at(self, codings: tuple[CodingId, ...], *, left_out: bool = False) -> None:
        """Shows codings in full hue while the mouse is on them; those left out of the margin are named in a tip."""
        if codings == self._pointed:
            return
        self._pointed = codings
        self.viewport().update()
        self.coding_hovered.emit(codings[0] if codings and not left_out else None)
        if left_out:
            names = "\n".join(self.codings[key].name for key in codings)
            QToolTip.showText(self.viewport().mapToGlobal(self.viewport().mapFromGlobal(self.cursor().pos())
                                                          + QPoint(0, 12)), names, self.viewport())
        else:
            QToolTip.hideText()

    def preview(self, place: tuple[int, int] | None) -> None:
        """Shows where the chosen coding would lie while one of its edges is dragged."""
        self._preview = place
        self.viewport().update()
