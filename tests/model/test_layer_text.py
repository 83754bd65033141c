from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.documents import Block, BlockKind, Mark, MarkKind
from annotator.model.layer_text import LONGEST_PIECE, LayerText, starts_right_to_left


def one_block(text: str) -> LayerText:
    return LayerText(text, [Block(BlockKind.PARAGRAPH, 0, len(text))])


@pytest.mark.parametrize("text", [
    "word " * 30_000, "漢" * 20_000, "👩\u200d🚀" * 9_000, "a\u0301" * 9_000, "line\n" * 5_000,
    "🇩🇪" * 100 + "x" * 9_000])
def test_a_long_paragraph_is_cut_into_pieces_that_lose_nothing_and_split_no_character(text: str) -> None:
    layer, at = one_block(text), 0
    assert len(layer) > 1
    for piece in range(len(layer)):
        start, end = layer.starts[piece], layer.ends[piece]
        assert text[at:start] in ("", "\n")
        assert 0 < end - start <= LONGEST_PIECE + 5
        assert text[start] not in "\u0301\u200d🚀"
        assert layer.continued(piece) == (piece > 0)
        assert layer.continues(piece) == (piece + 1 < len(layer))
        at = end
    assert at == len(text)


def test_a_cut_paragraph_keeps_its_direction_and_its_marks() -> None:
    text = "شركة " + "word " * 2000
    layer = LayerText(text, [Block(BlockKind.PARAGRAPH, 0, len(text), marks=(Mark(10, 5000, MarkKind.BOLD),))])
    assert len(layer) > 1 and all(layer.right_to_left(piece) for piece in range(len(layer)))
    marked = [(mark.start, mark.end) for piece in range(len(layer)) for mark in layer.marks_of(piece)]
    assert marked[0][0] == 10 and marked[-1][1] == 5000
    assert all(one[1] == other[0] for one, other in pairwise(marked))


def test_an_empty_layer_is_one_empty_piece() -> None:
    layer = LayerText("", ())
    assert (len(layer), layer.starts[0], layer.ends[0]) == (1, 0, 0)
    assert layer.piece_at(0) == 0 and layer.position(0, 0) == 0


@given(st.lists(st.text(st.sampled_from("ab 🤖漢"), max_size=8), min_size=1, max_size=8))
def test_positions_go_into_pieces_and_come_back(parts: list[str]) -> None:
    text, blocks, at = "\n".join(parts), [], 0
    for part in parts:
        blocks.append(Block(BlockKind.PARAGRAPH, at, at + len(part)))
        at += len(part) + 1
    layer = LayerText(text, blocks)
    for position in range(len(text) + 1):
        piece = layer.piece_at(position)
        assert layer.position(piece, layer.local_u16(piece, position)) == position


def test_columns_of_a_table_share_the_width_and_hold_their_longest_word() -> None:
    rows = ["Company\tTechnology of the firm\tx", "Amazon\tcloud, image recognition and much more\ty"]
    text = "\n".join(rows)
    border = len(rows[0])
    blocks = [Block(BlockKind.ROW, 0, border, table=1), Block(BlockKind.ROW, border + 1, len(text), table=1)]
    layer = LayerText(text, blocks)
    shares = layer.columns(0)
    assert shares == layer.columns(1) and sum(shares) == pytest.approx(1)
    assert shares[1] > shares[0] > shares[2] and shares[0] * 64 >= len("Company")
    assert layer.first_row(0) and not layer.last_row(0) and layer.last_row(1)


def test_plain_text_has_no_soft_hyphens() -> None:
    assert one_block("co\u00adding\tx").plain(0, 9) == "coding\tx"


def test_direction_is_that_of_the_first_letter() -> None:
    assert starts_right_to_left("2019 شركة x") and not starts_right_to_left("x شركة") and not starts_right_to_left("12")


def test_a_flowing_layer_is_shown_as_running_text_code_point_for_code_point() -> None:
    lines = "A weapon that chooses its own \ntarget needs two\nabilities."
    flowing = LayerText(lines, [Block(BlockKind.PARAGRAPH, 0, len(lines))], flowing=True)
    standing = LayerText(lines, [Block(BlockKind.PARAGRAPH, 0, len(lines))])
    assert flowing.shown(0, len(lines)) == "A weapon that chooses its own \u200btarget needs two abilities."
    assert standing.shown(0, len(lines)) == lines.replace("\n", "\u2028")
    assert len(flowing.shown(0, len(lines))) == len(standing.shown(0, len(lines))) == len(lines)


def test_a_flowing_layer_is_copied_as_paragraphs_without_their_line_ends() -> None:
    text = "One line \nand another.\n\nA second para\u00adgraph\ngoes on."
    second = text.index("A second")
    blocks = [Block(BlockKind.PARAGRAPH, 0, second - 2), Block(BlockKind.PARAGRAPH, second, len(text))]
    flowing = LayerText(text, blocks, flowing=True)
    assert flowing.plain(0, len(text)) == "One line and another.\nA second paragraph goes on."
    assert flowing.plain(4, 13) == "line and"
