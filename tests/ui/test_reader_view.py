"""The article view as a whole: what it paints anew, where it stands, what it takes and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication

from annotator.model.documents import Block, BlockKind, Mark, MarkKind
from annotator.model.layer_text import has_right_to_left
from annotator.ui.reader import DARK, LIGHT, ArticleView, LayerText, look_of
from annotator.ui.reader.page import whole
from annotator.ui.reader.palette import mixed
from tests.bench.sample_text import article, codings_over, one_paragraph
from tests.ui.reader_tools import (
    ARTICLE,
    click,
    coding,
    coding_id,
    coding_of,
    layer_of,
    mouse,
    paint,
    paragraphs,
    point_of,
    press,
    shown,
)

pytestmark = pytest.mark.usefixtures("no_leaks")
CTRL, SHIFT, ALT = (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier,
                    Qt.KeyboardModifier.AltModifier)
MANY = ["A committee said that no such system had been ordered, and that it would answer in spring. " * 3] * 60


def tiles(view: ArticleView) -> dict[int, int]:
    """Of each piece that has a tile, which picture it is; painted until every piece on the screen has one."""
    found: dict[int, int] = {}
    for _ in range(20):
        paint(view)
        found = {piece: tile.cacheKey() for piece, _ in view.page.pieces()
                 if (tile := view._canvas.tiles.find(piece)) is not None}
    return found


def painted_anew(view: ArticleView, before: dict[int, int]) -> list[int]:
    after = tiles(view)
    assert after.keys() == before.keys()
    return [piece for piece, key in after.items() if before[piece] != key]


def test_adding_changing_and_removing_paint_only_their_blocks(qapp: QApplication) -> None:
    layer = layer_of(ARTICLE)
    with shown(layer, coding_of(1, layer, "killer robots")) as view:
        before = tiles(view)
        assert len(before) > 6
        view.add_coding(coding_of(2, layer, "Police in twenty"))
        assert painted_anew(view, before) == [1]
        before = tiles(view)
        view.change_coding(coding_of(2, layer, "Employees resisted"))
        assert painted_anew(view, before) == [1, 2]
        before = tiles(view)
        view.remove_coding(coding_id(1))
        assert painted_anew(view, before) == [0]
        before = tiles(view)
        view.set_codings_bulk([coding_of(2, layer, "Employees resisted"), coding_of(3, layer, "自主武器")])
        assert painted_anew(view, before) == [6]


def test_many_codings_at_once_take_the_place_of_those_shown(qapp: QApplication) -> None:
    layer = layer_of(ARTICLE)
    with shown(layer, coding_of(1, layer, "killer robots")) as view:
        view.choose_coding(coding_id(1))
        view.select(3, 8)
        view.set_codings_bulk([coding(number, number, number + 9) for number in range(2, 102)])
        assert len(view.codings) == 100 and view.chosen is None and view.selection == (3, 8)
        assert coding_id(1) not in view.codings and coding_id(50) in view.codings
        paint(view)


def test_a_coding_never_moves_the_text(qapp: QApplication) -> None:
    layer = layer_of(ARTICLE)
    with shown(layer) as view:
        before = [view.sheet.layout_of(piece).height for piece in range(len(layer))]
        for number in range(200):
            view.add_coding(coding_of(number, layer, "Police"))
        paint(view)
        assert [view.sheet.layout_of(piece).height for piece in range(len(layer))] == before
        assert view.codings.lanes.count == 200


def test_theme_and_ratio_drop_the_tiles(qapp: QApplication) -> None:
    with shown(paragraphs("One.", "Two.")) as view:
        before = tiles(view)
        view.set_theme(DARK)
        assert painted_anew(view, before) == [0, 1]
        image = QImage(900, 600, QImage.Format.Format_RGB32)
        for ratio in (1.25, 2.0, 1.0):
            before = tiles(view)
            painter = QPainter(image)
            view._canvas.paint(painter, replace(view.page, ratio=ratio), 900, [], frozenset(), moving=False)
            painter.end()
            tile = view._canvas.tiles.find(0)
            assert tile is not None and tile.devicePixelRatio() == ratio
            assert (tile.cacheKey() != before[0]) == (ratio != 1.0)


def test_a_lone_coding_is_tinted_in_its_hue_and_two_in_the_neutral_tint(qapp: QApplication) -> None:
    layer = paragraphs("word " * 40)
    with shown(layer, coding(1, 0, 40), coding(2, 20, 40)) as view:
        seen = colours(view)
        hue, other = QColor(LIGHT.hues[1]).name(), QColor(LIGHT.hues[2]).name()
        assert {hue, other, QColor(LIGHT.tints[1]).name()} <= seen
        assert QColor(LIGHT.tints[0]).name() not in seen
        view.set_neutral(True)
        assert QColor(LIGHT.tints[0]).name() in colours(view)
        view.choose_coding(coding_id(2))
        assert QColor(mixed(LIGHT.hues[2], LIGHT.page, LIGHT.focus)).name() in colours(view)


def colours(view: ArticleView) -> set[str]:
    """The colours in the text and the brackets."""
    view.settle()
    image = paint(view)
    right = view.columns.brackets + 14
    return {image.pixelColor(x, y).name() for x in range(right) for y in range(120)}


def test_code_points_out_equal_code_points_in(qapp: QApplication) -> None:
    layer = layer_of(ARTICLE)
    told: list[tuple[int, int]] = []
    with shown(layer) as view:
        view.selection_changed.connect(lambda start, end: told.append((start, end)))
        for quote in ("robots 🤖", "Police in", "الذكاء", "👩‍🚀", "HoloLens", "自主武器", "e\u0301te\u0301",
                      "second line", "Technology\tPledge\nBlum", "🤖\nBoth grew"):
            start = layer.text.index(quote)
            view.select(start, start + len(quote))
            assert (view.selection.start, view.selection.end) == (start, start + len(quote)) == told[-1]
            assert view.selected_text() == quote
            view.select(start + len(quote), start)
            assert view.selection.caret == start and view.selected_text() == quote


def test_a_passage_is_widened_to_whole_characters(qapp: QApplication) -> None:
    text = "a👩‍🚀b"
    with shown(paragraphs(text)) as view:
        view.select(2, 3)
        assert (view.selection.start, view.selection.end) == (1, 4)
        view.select(-5, 99)
        assert (view.selection.start, view.selection.end) == (0, 5)


def test_every_click_gives_a_stop_near_it(qapp: QApplication) -> None:
    layer = layer_of(ARTICLE)
    with shown(layer, height=900) as view:
        for position in range(len(layer.text)):
            if view.sheet.stop_before(position) != position:
                continue
            found = view.position_at(point_of(view, position))
            assert view.sheet.stop_before(found) == found
            place, clicked = view.page.caret_area(position), view.page.caret_area(found)
            assert place is not None and clicked is not None
            # where the direction changes, a place on the screen belongs to two positions
            assert clicked == place or (clicked.top() == place.top() and has_right_to_left(layer.text[position - 12:]))
            assert found == position or not layer.text[max(0, position - 20) : position + 20].isascii()


def test_copy_gives_line_ends_and_tabs_and_no_soft_hyphens(qapp: QApplication) -> None:
    layer = layer_of(ARTICLE)
    with shown(layer) as view:
        assert press(view, Qt.Key.Key_A, CTRL)
        assert press(view, Qt.Key.Key_C, CTRL)
        copied = QApplication.clipboard().text()
        assert "Firm\tTechnology\tPledge\nBlum" in copied and "coding\nand" in copied
        assert copied == layer.text.replace("\u00ad", "")
        view.select(3, 3)
        view.copy()
        assert QApplication.clipboard().text() == copied


def test_the_keys_of_the_reading_cursor(qapp: QApplication) -> None:
    layer = layer_of(ARTICLE)
    with shown(layer) as view:
        def after(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> str:
            assert press(view, key, held)
            return view.selected_text()

        assert after(Qt.Key.Key_Down) == "Firms and killer robots 🤖"
        assert after(Qt.Key.Key_Down) == "Both grew on public money."
        assert after(Qt.Key.Key_Down, SHIFT).endswith("run the software.")
        assert after(Qt.Key.Key_Up, SHIFT) == "Both grew on public money."
        assert after(Qt.Key.Key_Left) == "Both grew on public money"
        assert after(Qt.Key.Key_Left) == "Both grew on public"
        assert after(Qt.Key.Key_Right) == "Both grew on public money"
        assert after(Qt.Key.Key_Right, ALT) == "grew on public money"
        assert after(Qt.Key.Key_Left, ALT) == "Both grew on public money"
        assert after(Qt.Key.Key_Right, SHIFT) == "Both grew on public money."
        assert after(Qt.Key.Key_Down, CTRL) == "Employees resisted: a petition of 4,000 names."
        assert after(Qt.Key.Key_Up, CTRL).startswith("Both grew") and view.selected_text().endswith("asked.")
        assert after(Qt.Key.Key_Down) == "Employees resisted: a petition of 4,000 names."
        assert after(Qt.Key.Key_Down) == "Firm"
        assert after(Qt.Key.Key_Home, CTRL) == "" and view.selection == (0, 0)
        assert after(Qt.Key.Key_End, CTRL | SHIFT) == layer.plain(0, len(layer.text))
        assert after(Qt.Key.Key_Up) == "" or view.selection.start == 0


def test_right_to_left_text_grows_and_shrinks_in_the_order_of_the_text(qapp: QApplication) -> None:
    layer = paragraphs("شركة وقعت عقد. نعم.")
    with shown(layer) as view:
        press(view, Qt.Key.Key_Down)
        assert view.selection == (0, 14)
        press(view, Qt.Key.Key_Left)
        press(view, Qt.Key.Key_Left)
        assert view.selected_text() == "شركة وقعت"
        press(view, Qt.Key.Key_Right)
        assert view.selected_text() == "شركة وقعت عقد"


def test_letters_digits_and_commands_go_up(qapp: QApplication) -> None:
    with shown(layer_of(ARTICLE)) as view:
        view.select(0, 5)
        for key, text in ((Qt.Key.Key_D, "d"), (Qt.Key.Key_1, "1"), (Qt.Key.Key_Space, " "), (Qt.Key.Key_Minus, "-"),
                          (Qt.Key.Key_Period, "."), (Qt.Key.Key_Slash, "/"), (Qt.Key.Key_Return, "\r"),
                          (Qt.Key.Key_Escape, ""), (Qt.Key.Key_F2, ""), (Qt.Key.Key_F6, ""), (Qt.Key.Key_Delete, "")):
            assert not press(view, key, text=text)
        for direction in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            assert not press(view, direction, ALT | SHIFT)
            assert not press(view, direction, ALT | SHIFT | CTRL)
        assert view.selection == (0, 5)
        walked: list[int] = []
        view.walk_codings.connect(walked.append)
        press(view, Qt.Key.Key_Tab)
        press(view, Qt.Key.Key_Backtab, SHIFT)
        assert walked == [1, -1]


def test_page_keys_move_the_caret_and_reach_both_ends(qapp: QApplication) -> None:
    layer = paragraphs(*MANY)
    with shown(layer) as view:
        carets = [view.selection.caret]
        for _ in range(60):
            press(view, Qt.Key.Key_PageDown)
            paint(view)
            carets.append(view.selection.caret)
        assert carets == sorted(carets) and carets[-1] == len(layer.text)
        assert view.page.caret_area(carets[-1]) is not None
        for _ in range(60):
            press(view, Qt.Key.Key_PageUp)
        assert view.selection == (0, 0) and view.top == (0, 0)


def test_the_caret_stays_on_the_screen_while_sentences_are_walked(qapp: QApplication) -> None:
    with shown(paragraphs(*MANY), height=300) as view:
        for key in [Qt.Key.Key_Down] * 40 + [Qt.Key.Key_Up] * 30:
            before = view.top
            press(view, key)
            paint(view)
            area = view.page.area_of(view.selection.start, view.selection.end)
            assert area.top() >= 0 and area.bottom() <= 300
            assert abs(view.top[0] - before[0]) <= 2


def test_clicks_select_caret_word_sentence_and_paragraph(qapp: QApplication) -> None:
    layer = layer_of(ARTICLE)
    usual = qapp.doubleClickInterval()
    qapp.setDoubleClickInterval(60_000)  # the clicks belong together however slow the machine is
    with shown(layer) as view:
        at = layer.text.index("twenty") + 2
        found = []
        for _ in range(4):
            click(view, point_of(view, at))
            found.append(view.selected_text())
        qapp.setDoubleClickInterval(usual)
        assert found == ["", "twenty", "Police in twenty provinces run the software.", ARTICLE[1][1]]


def test_shift_and_a_click_extends_from_where_the_selection_was_begun(qapp: QApplication) -> None:
    layer = layer_of(ARTICLE)
    usual = qapp.doubleClickInterval()
    qapp.setDoubleClickInterval(0)  # each click is one of its own
    with shown(layer) as view:
        first, last = layer.text.index("Police"), layer.text.index(" run the")
        click(view, point_of(view, first))
        click(view, point_of(view, last), SHIFT)
        assert view.selected_text() == "Police in twenty provinces"
        click(view, point_of(view, first - 7), SHIFT)
        assert view.selected_text() == "money. " and view.selection.anchor == first
    qapp.setDoubleClickInterval(usual)


def test_dragging_selects_both_ways(qapp: QApplication) -> None:
    layer = layer_of(ARTICLE)
    with shown(layer) as view:
        first, last = layer.text.index("Police"), layer.text.index(" Nobody")
        for start, end in ((first, last), (last, first)):
            mouse(view, QEvent.Type.MouseButtonPress, point_of(view, start), )
            mouse(view, QEvent.Type.MouseMove, point_of(view, end))
            mouse(view, QEvent.Type.MouseButtonRelease, point_of(view, end))
            assert view.selection == (start, end)
            click(view, point_of(view, 3))


def test_dragging_beyond_the_edge_scrolls(qapp: QApplication) -> None:
    with shown(paragraphs(*MANY), height=300) as view:
        mouse(view, QEvent.Type.MouseButtonPress, point_of(view, 5))
        mouse(view, QEvent.Type.MouseMove, QPointF(200, 380))
        for _ in range(200):
            QApplication.processEvents()
            if view.top[0] > 1:
                break
            view._pointer._beyond.timeout.emit()
        assert view.top[0] > 1
        assert view.selection.anchor == 5 and view.selection.caret > 600
        mouse(view, QEvent.Type.MouseButtonRelease, QPointF(200, 380))
        assert not view._pointer._beyond.isActive()


def test_an_edge_of_the_chosen_coding_can_be_dragged(qapp: QApplication) -> None:
    layer = layer_of(ARTICLE)
    one = coding_of(1, layer, "Police in twenty")
    told: list[tuple[object, int, int]] = []
    with shown(layer, one) as view:
        view.coding_resized.connect(lambda key, start, end: told.append((key, start, end)))
        view.choose_coding(one.id)
        paint(view)
        target = layer.text.index(" run")
        mouse(view, QEvent.Type.MouseButtonPress, point_of(view, one.end))
        mouse(view, QEvent.Type.MouseMove, point_of(view, target))
        paint(view)
        mouse(view, QEvent.Type.MouseButtonRelease, point_of(view, target))
        assert told == [(one.id, one.start, target)]
        assert view.codings[one.id].end == one.end   # the view waits to be told
        mouse(view, QEvent.Type.MouseButtonPress, point_of(view, one.start))
        mouse(view, QEvent.Type.MouseButtonRelease, point_of(view, one.start))
        assert len(told) == 1


def test_margin_names_can_be_pointed_at_and_clicked(qapp: QApplication) -> None:
    layer = layer_of(ARTICLE)
    one, other = coding_of(1, layer, "Police in twenty"), coding_of(2, layer, "in twenty provinces")
    activated: list[object] = []
    hovered: list[object] = []
    with shown(layer, one, other) as view:
        view.coding_activated.connect(activated.append)
        view.coding_hovered.connect(hovered.append)
        names = [spot for spot in view._canvas.margin.spots if spot.area.width() > 20]
        assert [spot.codings for spot in names] == [(one.id,), (other.id,)]
        for spot in names:
            mouse(view, QEvent.Type.MouseMove, spot.area.center())
            click(view, spot.area.center())
        mouse(view, QEvent.Type.MouseMove, QPointF(view.columns.text + 5, view.viewport().height() - 2))
        assert activated == [one.id, other.id]
        assert hovered == [one.id, other.id, None]


def test_names_that_do_not_fit_are_counted(qapp: QApplication) -> None:
    layer = paragraphs("Ministry of silence.", "Other.")
    with shown(layer, *(coding(number, 0, 8) for number in range(200))) as view:
        left_out = [spot for spot in view._canvas.margin.spots if spot.left_out]
        named = [spot for spot in view._canvas.margin.spots if spot.area.width() > 20 and not spot.left_out]
        assert len(left_out) == 1 and len(left_out[0].codings) + len(named) == 200
        assert all(spot.area.top() <= 120 + 40 for spot in named)


def test_links_are_asked_for_by_ctrl_and_click_alone(qapp: QApplication) -> None:
    text = "See the source here."
    layer = LayerText(text, [Block(BlockKind.PARAGRAPH, 0, 20, marks=(Mark(8, 14, MarkKind.LINK, "https://x.test/"),))])
    asked: list[str] = []
    with shown(layer) as view:
        view.link_asked.connect(asked.append)
        click(view, point_of(view, 10))
        assert asked == []
        click(view, point_of(view, 10), CTRL)
        click(view, point_of(view, 2), CTRL)
        assert asked == ["https://x.test/"]


@pytest.mark.parametrize("share", [0.0, 0.31, 0.77, 1.0])
def test_through_resizes_and_zooms_the_first_character_stays(qapp: QApplication, share: float) -> None:
    layer = LayerText(*article(60_000))
    with shown(layer) as view:
        bar = view.verticalScrollBar()
        bar.setValue(round(bar.maximum() * share))
        view.scroll_by(13)
        paint(view)
        first = top_character(view)
        for width in (700, 320, 200, 1200, 900):
            view.resize(width, 600)
            QApplication.processEvents()
            paint(view)
            piece, start, end = top_line(view)
            assert start <= first < end or share in (0.0, 1.0), (width, piece)
        for points in (6, 40, 20, 12.5):
            view.set_zoom(points)
            paint(view)
            _, start, end = top_line(view)
            assert start <= first < end or share in (0.0, 1.0)


def top_line(view: ArticleView) -> tuple[int, int, int]:
    piece, into = view.top
    line = view.sheet.layout_of(piece).line_at(view.sheet.layout_of(piece).first_at(into))
    return piece, view.text.position(piece, line.start), view.text.position(piece, line.end)


def top_character(view: ArticleView) -> int:
    return top_line(view)[1]


def test_scrolling_ends_with_the_last_line_at_the_bottom(qapp: QApplication) -> None:
    layer = paragraphs(*MANY)
    with shown(layer) as view:
        view.scroll_by(10_000_000)
        paint(view)
        piece, y = view.page.pieces()[-1]
        assert piece == len(layer) - 1
        assert y + view.sheet.layout_of(piece).height == pytest.approx(600, abs=1)
        assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()
        view.scroll_by(-10_000_000)
        assert view.top == (0, 0)
        view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
        paint(view)
        assert view.page.pieces()[-1][0] == len(layer) - 1


def test_show_range_scrolls_no_more_than_needed(qapp: QApplication) -> None:
    layer = paragraphs(*MANY)
    with shown(layer) as view:
        view.show_range(0, 10)
        assert view.top == (0, 0)
        far = layer.starts[40]
        view.show_range(far, far + 20)
        paint(view)
        area = view.page.area_of(far, far + 20)
        assert area.top() > 0 and area.bottom() < 600
        before = view.top
        view.show_range(far, far + 20)
        assert view.top == before
        view.go_to(far)
        assert view.page.caret_area(far).top() == pytest.approx(150, abs=2)  # type: ignore[union-attr]


def test_ctrl_and_the_wheel_zoom_within_bounds(qapp: QApplication) -> None:
    with shown(layer_of(ARTICLE)) as view:
        told: list[float] = []
        view.zoom_changed.connect(told.append)
        for turned in (120,) * 20 + (-120,) * 40:
            QApplication.sendEvent(view.viewport(), QWheelEvent(
                QPointF(50, 50), QPointF(50, 50), QPointF(0, 0).toPoint(), QPointF(0, turned).toPoint(),
                Qt.MouseButton.NoButton, CTRL, Qt.ScrollPhase.NoScrollPhase, False))
        assert max(told) == 40 and told[-1] == view.zoom == 6


def test_hits_are_marked_in_the_text_and_the_bar(qapp: QApplication) -> None:
    layer = paragraphs("find me and me again", "me")
    with shown(layer) as view:
        view.set_hits([(5, 7), (12, 14), (21, 23)], 1)
        seen = colours(view)
        assert {QColor(LIGHT.hit).name(), QColor(LIGHT.current_hit).name()} <= seen
        assert len(view._bar.marks) == 3
        view.set_hits([])
        assert QColor(LIGHT.hit).name() not in colours(view) and not view._bar.marks


def test_dimmed_and_coloured_codings_are_told_apart(qapp: QApplication) -> None:
    layer = paragraphs("word " * 20)
    own = replace(coding(1, 0, 20), look=look_of("#5B8C00", 1))
    with shown(layer, own) as view:
        assert "#5b8c00" in colours(view)
        view.change_coding(replace(own, dimmed=True))
        assert "#5b8c00" not in colours(view)
        view.change_coding(replace(own, look=look_of("#FFFF00", 1)))   # too pale for a rule: the nearest hue instead
        assert "#ffff00" not in colours(view) and QColor(LIGHT.hues[3]).name() in colours(view)


@pytest.mark.parametrize("layer", [
    LayerText("", ()), paragraphs(""), paragraphs("", "", ""), LayerText("loose text", ()),
    layer_of([(BlockKind.ROW, "\t\t"), (BlockKind.ROW, "a\tb\tc\td\te")]),
    paragraphs("\u200d\u0301🤖", "\t", "\u2028")])
def test_odd_layers_are_shown_and_walked(qapp: QApplication, layer: LayerText) -> None:
    with shown(layer) as view:
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_End,
                    Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            for held in (Qt.KeyboardModifier.NoModifier, SHIFT):
                press(view, key, held)
                assert 0 <= view.selection.start <= view.selection.end <= len(layer.text)
        click(view, QPointF(100, 50))
        view.select_all()
        view.show_range(0, len(layer.text))
        paint(view)


@pytest.mark.parametrize("text", ["word " * 200_000, "x" * 300_000], ids=["spaces", "no spaces"])
def test_a_paragraph_of_a_megabyte_can_be_read_to_its_end(qapp: QApplication, text: str) -> None:
    with shown(paragraphs(text), coding(1, 0, len(text)), coding(2, 5000, 250_000)) as view:
        press(view, Qt.Key.Key_End, CTRL)
        paint(view)
        assert view.page.caret_area(len(text)) is not None
        view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
        assert not paint(view).isNull()


def test_ten_megabytes_with_a_hundred_thousand_codings_open_and_jump(qapp: QApplication) -> None:
    layer = LayerText(*article(10_000_000))
    with shown(layer, *codings_over(len(layer.text), 100_000)) as view:
        for share in (0.9, 0.1, 0.5):
            position = int(len(layer.text) * share)
            view.go_to(position)
            paint(view)
            assert view.page.caret_area(position) is not None
        assert len(view.sheet._layouts) <= 120


@pytest.mark.parametrize("width", [200, 320, 520, 900, 1440])
def test_text_and_margin_fit_every_width(qapp: QApplication, width: int) -> None:
    layer = LayerText(*one_paragraph(3000))
    with shown(layer, *codings_over(3000, 30), width=width) as view:
        columns, room = view.columns, view.viewport().width()
        assert columns.text >= 0 and columns.text + columns.width < columns.brackets
        assert columns.brackets + columns.lane_step * 8 <= room and columns.right <= room
        if width >= 900:
            line = view.sheet.layout_of(0).lines[1]
            assert 55 <= line.end - line.start <= 80


def test_the_view_paints_nothing_of_another_layer_after_a_change(qapp: QApplication) -> None:
    with shown(paragraphs("word " * 100), coding(1, 0, 300)) as view:
        view.choose_coding(coding_id(1))
        view.select(3, 60)
        view.set_hits([(0, 4)])
        view.show_layer(LayerText("", ()))
        view.settle()
        image = paint(view)
        assert view.selection == (0, 0) and view.chosen is None
        assert same_colour(image, QColor(LIGHT.page), view.columns.text + 20)


def same_colour(image: QImage, colour: QColor, left: int) -> bool:
    return all(image.pixelColor(x, y) == colour for x in range(left, image.width(), 3)
               for y in range(0, image.height(), 3))


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_each_block_begins_where_the_one_above_ends_wherever_the_text_stands(qapp: QApplication, ratio: float) -> None:
    """Each is painted by itself: what lies between two would stay unpainted."""
    with shown(paragraphs(*MANY), height=300) as view:
        for step in range(40):
            view.scroll_by(0.5 if step % 3 else 7.25)
            page = replace(view.page, ratio=ratio)
            pieces = page.pieces()
            assert len(pieces) >= 2
            for (piece, y), (_, below) in pairwise(pieces):
                painted = whole(view.sheet.layout_of(piece).height * ratio)
                assert round(y * ratio) + painted == round(below * ratio)
