from hypothesis import given
from hypothesis import strategies as st

from annotator.model.documents import Block, BlockKind
from annotator.model.layer_text import LayerText
from annotator.model.reading_cursor import ReadingCursor, Selection, Unit, coding_edge_moved

TEXT = "One two. Three four.\n\nFive six.\nA b.\tC d. E."
BLOCKS = [Block(BlockKind.PARAGRAPH, 0, 20), Block(BlockKind.PARAGRAPH, 21, 21), Block(BlockKind.PARAGRAPH, 22, 31),
          Block(BlockKind.ROW, 32, len(TEXT), table=1)]


def cursor() -> ReadingCursor:
    return ReadingCursor(LayerText(TEXT, BLOCKS))


def quotes(steps: list[Selection]) -> list[str]:
    return [TEXT[step.start : step.end] for step in steps]


def test_down_goes_through_all_sentences_across_blocks_and_cells_and_up_comes_back() -> None:
    reading, now, down = cursor(), Selection(0, 0), []
    for _ in range(7):
        now = reading.step(now, Unit.SENTENCE, 1)
        down.append(now)
    assert quotes(down) == ["One two.", "Three four.", "Five six.", "A b.", "C d.", "E.", "E."]
    up = []
    for _ in range(6):
        now = reading.step(now, Unit.SENTENCE, -1)
        up.append(now)
    assert quotes(up) == ["C d.", "A b.", "Five six.", "Three four.", "One two.", "One two."]


def test_from_a_caret_inside_a_sentence_that_sentence_is_selected_first() -> None:
    assert cursor().step(Selection(12, 12), Unit.SENTENCE, 1) == (9, 20)
    assert cursor().step(Selection(12, 12), Unit.SENTENCE, -1) == (9, 20)
    assert cursor().step(Selection(9, 9), Unit.SENTENCE, -1) == (0, 8)


def test_shift_extends_and_takes_back_and_turns_round_at_the_first_sentence() -> None:
    reading = cursor()
    two = reading.extend(Selection(9, 20), Unit.SENTENCE, 1)
    assert two == (9, 31)
    one = reading.extend(two, Unit.SENTENCE, -1)
    assert one == (9, 20)
    back = reading.extend(one, Unit.SENTENCE, -1)
    assert (back.start, back.end) == (0, 20) and back.caret == 0
    assert reading.extend(back, Unit.SENTENCE, 1) == Selection(20, 9)


def test_paragraphs_skip_blocks_without_text() -> None:
    reading = cursor()
    assert reading.step(Selection(0, 20), Unit.PARAGRAPH, 1) == (22, 31)
    assert reading.extend(Selection(0, 20), Unit.PARAGRAPH, 1) == (0, 31)


def test_right_and_left_change_the_end_by_words_and_alt_the_beginning() -> None:
    reading = cursor()
    now = Selection(0, 8)
    ends = []
    for _ in range(3):
        now = reading.move_end(now, 1)
        ends.append(TEXT[now.start : now.end])
    assert ends == ["One two. Three", "One two. Three four", "One two. Three four."]
    assert reading.move_end(Selection(0, 8), -1) == (0, 7)
    assert reading.move_start(Selection(9, 20), -1) == (4, 20)
    assert reading.move_start(Selection(9, 20), 1) == (15, 20)
    assert reading.move_end(Selection(4, 7), -1) == (4, 4) or reading.move_end(Selection(4, 7), -1).end < 7


def test_the_edge_nearest_the_caret_moves_and_never_past_the_other() -> None:
    reading = cursor()
    assert coding_edge_moved(reading, 0, 8, 8, 1) == (0, 14)
    assert coding_edge_moved(reading, 9, 20, 10, -1) == (4, 20)
    assert coding_edge_moved(reading, 9, 20, 20, 1, Unit.SENTENCE) == (9, 31)
    assert coding_edge_moved(reading, 15, 19, 15, 1) == (15, 19)


@given(st.lists(st.tuples(st.sampled_from(["step", "extend", "end", "start"]), st.sampled_from(list(Unit)),
                          st.sampled_from([1, -1])), max_size=30), st.integers(0, len(TEXT)))
def test_no_key_leaves_the_text(keys: list[tuple[str, Unit, int]], at: int) -> None:
    reading, now = cursor(), Selection(at, at)
    for kind, unit, direction in keys:
        before = now
        if kind == "step":
            now = reading.step(now, unit, direction)
        elif kind == "extend":
            now = reading.extend(now, unit, direction)
            assert not before.empty or not now.empty or now == before
        else:
            now = (reading.move_end if kind == "end" else reading.move_start)(now, direction)
        assert 0 <= now.start <= now.end <= len(TEXT)
