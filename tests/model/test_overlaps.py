import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.overlaps import OverlapIndex

PLACES = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 200)).map(lambda pair: (pair[0], pair[0] + pair[1])),
                  max_size=40)


@given(PLACES, st.integers(0, 320), st.integers(1, 80), st.sets(st.integers(0, 39)))
def test_the_index_answers_as_a_scan_does_after_adding_and_removing(
        ranges: list[tuple[int, int]], start: int, length: int, gone: set[int]) -> None:
    places = [(first, last, number) for number, (first, last) in enumerate(ranges)]
    half = len(places) // 2
    index = OverlapIndex(places[:half])
    for place in places[half:]:
        index.add(place)
    for number in gone & set(range(len(places))):
        index.remove(places[number])
    left = [place for place in places if place[2] not in gone]
    end = start + length
    assert index.touching(start, end) == sorted(place for place in left if place[0] < end and place[1] > start)
    assert len(index) == len(left)
    assert index.before(start) == max((place for place in left if place[0] < start), default=None)
    assert index.after(start) == min((place for place in left if place[0] >= start), default=None)


def test_one_coding_over_everything_and_hundreds_on_one_word_are_all_found() -> None:
    index = OverlapIndex([(0, 10_000_000, 0), *((500, 507, number) for number in range(1, 201))])
    assert len(index.touching(503, 504)) == 201
    assert index.touching(507, 508) == [(0, 10_000_000, 0)]


def test_removing_what_is_not_there_is_an_error() -> None:
    index = OverlapIndex([(0, 5, 1)])
    with pytest.raises(KeyError):
        index.remove((0, 5, 2))
    with pytest.raises(KeyError):
        index.remove((0, 5000, 1))
