"""A Reading as JSON and bytes: what was put in comes out, and nothing else gets through."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.formats import codec, limits
from annotator.model.documents import (
    Block,
    BlockKind,
    Loss,
    Mark,
    MarkKind,
    PageLayout,
    Reading,
    ReadLayer,
    ReadMemo,
    Role,
)

WORDS = st.text(alphabet=st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\r"), max_size=20)
NUMBERS = st.floats(min_value=0, max_value=1e6, allow_nan=False)


@st.composite
def layers(draw: st.DrawFn) -> ReadLayer:
    """A layer that keeps the rules: blocks of random words, parted by white space."""
    text, blocks, pages = "", [], []
    for _ in range(draw(st.integers(0, 6))):
        text += draw(st.sampled_from(["", "\n", "\n\n", " \n"]))
        said = draw(WORDS.filter(lambda word: bool(word.strip())))
        start, end = len(text), len(text) + len(said)
        marks = []
        for _ in range(draw(st.integers(0, 2))):
            mark_start = draw(st.integers(start, end - 1))
            mark_end = draw(st.integers(mark_start + 1, end))
            marks.append(Mark(mark_start, mark_end, draw(st.sampled_from(MarkKind)), draw(WORDS)))
        kind, level = draw(st.sampled_from(BlockKind)), draw(st.integers(0, 9))
        blocks.append(
            Block(kind, start, end, level, draw(WORDS), draw(st.integers(0, 99)), draw(st.booleans()), tuple(marks))
        )
        text += said
        width, height, unit = draw(NUMBERS), draw(NUMBERS), draw(NUMBERS)
        rotation = draw(st.sampled_from([0, 90, 180, 270]))
        pages.append(PageLayout(start, end - start, width, height, rotation, unit, draw(WORDS), draw(st.floats(0, 1))))
    boxes = tuple(draw(st.binary(max_size=20)) for _ in pages) if draw(st.booleans()) else ()
    return ReadLayer(draw(st.sampled_from(Role)), draw(WORDS), text, tuple(blocks), tuple(pages), boxes)


READINGS = st.builds(
    Reading,
    title=WORDS,
    media_type=WORDS,
    layers=st.lists(layers(), min_size=1, max_size=3).map(tuple),
    metadata=st.dictionaries(WORDS, WORDS, max_size=4),
    memos=st.lists(st.builds(ReadMemo, WORDS, WORDS, WORDS), max_size=3).map(tuple),
    losses=st.lists(st.builds(Loss, WORDS, WORDS, st.integers(0, 1 << 50), st.tuples(WORDS)), max_size=3).map(tuple),
)


def sent(reading: Reading) -> tuple[Any, list[bytes]]:
    head, parts = codec.encode(reading)
    return codec.loads(json.dumps(head).encode()), parts


@settings(max_examples=60)
@given(READINGS)
def test_what_was_put_in_comes_out(reading: Reading) -> None:
    head, parts = sent(reading)
    assert codec.parts_of(head) == tuple(map(len, parts))
    assert codec.decode(head, parts) == reading


def test_many_blocks_go_in_several_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codec, "BLOCKS_PER_PART", 3)
    blocks = tuple(Block(BlockKind.PARAGRAPH, at * 2, at * 2 + 1) for at in range(10))
    reading = Reading("t", "m", (ReadLayer(Role.TEXT, "x", "a\n" * 10, blocks),))
    head, parts = sent(reading)
    assert len(parts) == 1 + 4
    assert codec.decode(head, parts) == reading


def test_what_an_answer_cannot_hold_is_cut_before_it_is_sent() -> None:
    layer = ReadLayer(Role.TEXT, "x", "a", (Block(BlockKind.PARAGRAPH, 0, 1),))
    long = "x" * (limits.LONGEST_VALUE + 10)
    reading = Reading(
        f"\ud800\0{long}", "m", (layer,), metadata={long: long}, losses=(Loss(long, "left out", 1, (long,) * 30),)
    )
    found = codec.decode(*sent(reading))
    assert found.title.startswith("?\ufffdxx")
    assert len(found.title) == limits.LONGEST_NAME
    assert [len(value) for value in found.metadata.values()] == [limits.LONGEST_VALUE]
    assert len(found.losses[0].examples) == limits.MOST_EXAMPLES


TEXT = "First para.\nSecond.\n"
LAYER: dict[str, Any] = {"role": "text", "extractor": "x", "blocks": 2, "pages": [], "boxes": 0}
HEAD: dict[str, Any] = {"title": "t", "media_type": "m", "layers": [LAYER], "metadata": {}, "memos": [], "losses": []}
FIRST: list[Any] = [0, 0, 11]
SECOND: list[Any] = [0, 12, 19]


def decode_blocks(*rows: list[Any]) -> Reading:
    return codec.decode(
        {**HEAD, "layers": [{**LAYER, "blocks": len(rows)}]}, [TEXT.encode(), json.dumps(list(rows)).encode()]
    )


def test_the_handmade_blocks_that_the_wrong_ones_differ_from_are_read() -> None:
    assert len(decode_blocks(FIRST, SECOND).layers[0].blocks) == 2
    assert len(decode_blocks(FIRST, [*SECOND, 1, "•", 2, 1, [[0, 12, 19, ""]]]).layers[0].blocks) == 2


@pytest.mark.parametrize(
    "rows",
    [
        [SECOND, FIRST],
        [FIRST, [0, 10, 19]],
        [FIRST, [0, 12, 12]],
        [FIRST, [0, 12, 99]],
        [FIRST, [0, -1, 19]],
        [FIRST, [0, 13, 19]],
        [FIRST],
        [FIRST, [0, 12, 18]],
        [FIRST, [5, 12, 19]],
        [FIRST, [True, 12, 19]],
        [FIRST, [0, 12.0, 19]],
        [FIRST, ["0", 12, 19]],
        [FIRST, [0, 12]],
        [FIRST, [0, 12, 19, 1]],
        [FIRST, None],
        [FIRST, [*SECOND, -1, "", 0, 0, []]],
        [FIRST, [*SECOND, 0, 5, 0, 0, []]],
        [FIRST, [*SECOND, 0, "\ud800", 0, 0, []]],
        [FIRST, [*SECOND, 0, "a\0", 0, 0, []]],
        [FIRST, [*SECOND, 0, "x" * 2_000, 0, 0, []]],
        [FIRST, [*SECOND, 0, "", 0, 2, []]],
        [FIRST, [*SECOND, 0, "", 0, 0, {}]],
        [FIRST, [*SECOND, 0, "", 0, 0, [[0, 11, 19, ""]]]],
        [FIRST, [*SECOND, 0, "", 0, 0, [[0, 12, 20, ""]]]],
        [FIRST, [*SECOND, 0, "", 0, 0, [[0, 13, 13, ""]]]],
        [FIRST, [*SECOND, 0, "", 0, 0, [[9, 12, 19, ""]]]],
        [FIRST, [*SECOND, 0, "", 0, 0, [[0, 12, 19]]]],
    ],
)
def test_blocks_that_break_a_rule_do_not_get_through(rows: list[Any]) -> None:
    with pytest.raises(codec.Malformed):
        decode_blocks(*rows)


PAGE: list[Any] = [0, 11, 500, 700.5, 90, 0.1, "i", 0.0]


def decode_pages(*pages: list[Any], boxes: int = 0) -> Reading:
    layer = {**LAYER, "pages": list(pages), "boxes": boxes}
    parts = [TEXT.encode(), json.dumps([FIRST, SECOND]).encode(), *[b"box"] * boxes]
    return codec.decode({**HEAD, "layers": [layer]}, parts)


def test_pages_get_through_with_their_boxes() -> None:
    assert decode_pages(PAGE, [12, 8, 1, 1, 0, 1, "", 1], boxes=2).layers[0].boxes == (b"box", b"box")


@pytest.mark.parametrize(
    "pages",
    [
        [[0, 99, *PAGE[2:]]],
        [PAGE, PAGE],
        [[*PAGE[:2], float("inf"), *PAGE[3:]]],
        [[*PAGE[:2], "500", *PAGE[3:]]],
        [[*PAGE[:4], 45, *PAGE[5:]]],
        [[*PAGE[:7], 1.5]],
        [PAGE[:7]],
    ],
)
def test_pages_that_break_a_rule_do_not_get_through(pages: list[Any]) -> None:
    with pytest.raises(codec.Malformed):
        decode_pages(*pages)
    with pytest.raises(codec.Malformed):
        decode_pages(PAGE, boxes=2)


@pytest.mark.parametrize(
    "wrong", [None, 5, [], {}, "x", {"a": 5}, {"a": "\0"}, [["a"]], [[1, 2, 3]], [["a", "b", -1, []]]]
)
@pytest.mark.parametrize("key", ["title", "media_type", "layers", "metadata", "memos", "losses"])
def test_a_head_of_other_types_does_not_get_through(key: str, wrong: object) -> None:
    empty_is_fine = {"metadata": {}, "memos": [], "losses": [], "title": "x", "media_type": "x"}
    if empty_is_fine.get(key) == wrong:
        return
    with pytest.raises(codec.Malformed):
        codec.decode({**HEAD, key: wrong}, [TEXT.encode(), json.dumps([FIRST, SECOND]).encode()])


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"NaN", b"[Infinity]", b"[" * 100_000, b'{"a": 1}}'])
def test_what_is_no_json_does_not_get_through(data: bytes) -> None:
    with pytest.raises(codec.Malformed):
        codec.loads(data)
