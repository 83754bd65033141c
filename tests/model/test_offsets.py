from hypothesis import given
from hypothesis import strategies as st

from annotator.model.offsets import OffsetMap

CHARACTERS = st.one_of(st.sampled_from("aé漢 \n🤖👩\u200d🚀"), st.characters(exclude_categories=("Cs",)))
TEXTS = st.text(CHARACTERS, max_size=60)


@given(TEXTS)
def test_every_place_comes_back_and_equals_what_encoding_the_beginning_gives(text: str) -> None:
    offsets = OffsetMap(text)
    for place in range(len(text) + 1):
        u16 = offsets.to_u16(place)
        assert u16 == len(text[:place].encode("utf-16-le")) // 2
        assert offsets.to_code_points(u16) == place


def test_a_place_inside_a_surrogate_pair_is_the_beginning_of_its_character() -> None:
    assert OffsetMap("a🤖b").to_code_points(2) == 1


def test_a_text_without_characters_above_u_ffff_is_counted_alike() -> None:
    offsets = OffsetMap("plain é 漢")
    assert not offsets.astral
    assert [offsets.to_u16(place) for place in range(9)] == list(range(9))
