"""What getting about in texts rests on, without a window: hits, passages typed, places asked for, places visited."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.documents import BlockKind
from annotator.model.errors import CannotDo
from annotator.model.ids import DocumentId, EntityId
from annotator.ui.going_to import place_asked
from annotator.ui.reader import find
from annotator.ui.reader.find import passages_typed
from annotator.ui.reader.hits import Hits
from annotator.ui.reader.standing import Stand
from annotator.ui.visited import History, Visited
from annotator.ui.wayfinding import heading_of
from tests.ui.reader_tools import layer_of, paragraphs


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 5)), max_size=20), st.integers(0, 60), st.integers(1, 20))
def test_hits_answer_what_a_scan_answers(steps: list[tuple[int, int]], start: int, length: int) -> None:
    ranges, at = [], 0
    for gap, size in steps:
        ranges.append((at + gap, at + gap + size))
        at += gap + size
    end = start + length
    assert Hits(ranges).touching(start, end) == [hit for hit in ranges if hit[0] < end and hit[1] > start]


@given(st.text(st.sampled_from("ab ."), max_size=40), st.integers(0, 45), st.integers(1, 9))
def test_passages_typed_are_those_of_a_plain_search_whatever_the_slices(text: str, cursor: int, size: int) -> None:
    begins = [match.start() for match in re.finditer("(?=a)", text)]
    expected = [(start, text.index("b", start + 1) + 1) for start in begins if "b" in text[start + 1 :]]
    ordered = [one for one in expected if one[0] >= cursor] + [one for one in expected if one[0] < cursor]
    before = find.SLICE
    find.SLICE = size
    try:
        found = [one for one in passages_typed(text, "a .. b", cursor) if one is not None]
    finally:
        find.SLICE = before
    assert found == ordered


@pytest.mark.parametrize(("asked", "meant"), [
    ("2", (4, 8)), ("paragraph 2", (4, 8)), (" ¶2 ", (4, 8)), ("1-3", (1, 3)), ("1 – 3", (1, 3)), ("5:5", (5, 5)),
])
def test_places_are_asked_for_in_several_ways(asked: str, meant: tuple[int, int]) -> None:
    assert place_asked(paragraphs("one", "two.", "three"), asked) == meant


@pytest.mark.parametrize(("asked", "said"), [("0", "1 to 3"), ("4", "1 to 3"), ("9-3", "0 to 14"), ("3-15", "0 to 14"),
                                             ("", "number"), ("two", "number"), ("9" * 40, "number")])
def test_a_place_that_is_none_is_told(asked: str, said: str) -> None:
    with pytest.raises(CannotDo) as told:
        place_asked(paragraphs("one", "two.", "three"), asked)
    assert said in told.value.message


def test_a_heading_is_found_as_pages_name_it() -> None:
    layer = layer_of([(BlockKind.HEADING, "What the firm, and others, say"), (BlockKind.PARAGRAPH, "what"),
                      (BlockKind.HEADING, "Übersicht")])
    assert heading_of(layer, "#what-the-firm-and-others-say") == (0, 30)
    assert heading_of(layer, "#übersicht") == (36, 45)
    assert heading_of(layer, "#what") is None


def _at(place: int, *, document: int = 1) -> Visited:
    return Visited(DocumentId(EntityId(bytes([document]))), Stand(place, place))


def test_back_and_forward_lead_through_the_places_and_a_jump_forgets_those_ahead() -> None:
    history = History()
    for place in (1, 2, 3):
        history.jump(_at(place))
    assert history.go(_at(4), -1) == _at(3) and history.go(_at(3), -1) == _at(2)
    assert history.go(_at(2), 1) == _at(3)
    history.jump(_at(3))
    assert history.go(_at(9), 1) is None
    assert [history.go(None, -1) for _ in range(4)] == [_at(3), _at(2), _at(1), None]


def test_the_place_one_is_at_is_not_gone_to_and_is_kept_once() -> None:
    history = History()
    history.jump(_at(1))
    history.jump(_at(2))
    history.jump(Visited(_at(2).document, Stand(2, 2, 50, 3.0)))  # the same passage, scrolled
    assert len(history.before) == 2
    assert history.go(_at(2), -1) == _at(1)
    assert history.go(_at(1), -1) is None
