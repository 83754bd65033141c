from hypothesis import given
from hypothesis import strategies as st

from annotator.model.lanes import Lanes
from annotator.model.overlaps import OverlapIndex

Place = tuple[int, int, int]
PLACES = st.lists(st.tuples(st.integers(0, 80), st.integers(1, 40)), max_size=30).map(
    lambda pairs: [(start, start + length, number) for number, (start, length) in enumerate(pairs)])


def none_touches_in_one_lane(places: list[Place], lanes: Lanes[int]) -> bool:
    return not any(lanes[one[2]] == lanes[other[2]] and one[0] < other[1] and other[0] < one[1]
                   for at, one in enumerate(places) for other in places[:at])


@given(PLACES, PLACES)
def test_codings_that_touch_are_never_in_one_lane(first: list[Place], then: list[Place]) -> None:
    lanes, index = Lanes(first), OverlapIndex(first)
    placed = list(first)
    assert none_touches_in_one_lane(placed, lanes)
    for start, end, number in then:
        place = start, end, number + 1000
        index.add(place)
        before = {key: lanes[key] for _, _, key in placed}
        lanes.add(place, index)
        placed.append(place)
        assert all(lanes[key] == lane for key, lane in before.items())
    assert none_touches_in_one_lane(placed, lanes)


@given(PLACES)
def test_at_opening_there_are_no_more_lanes_than_codings_on_one_character(places: list[Place]) -> None:
    deepest = max((sum(start <= at < end for start, end, _ in places) for at in range(130)), default=0)
    assert Lanes(places).count == deepest


def test_a_removed_coding_gives_its_lane_back() -> None:
    places = [(0, 10, 1), (5, 15, 2)]
    lanes, index = Lanes(places), OverlapIndex(places)
    assert lanes.count == 2
    lanes.remove(2)
    index.remove(places[1])
    assert lanes.count == 1
    assert lanes.add((10, 20, 3), index) == 0
