import pytest

from annotator.ui.reader.palette import DARK, LIGHT, Theme, contrast, hue_and_pattern, look_of, mixed, swatch_of

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


@THEMES
def test_every_hue_can_be_seen_on_the_page_and_text_be_read_on_every_ground(theme: Theme) -> None:
    assert all(contrast(hue, theme.page) >= 3 for hue in theme.hues)
    grounds = [theme.page, theme.selection, theme.hit, theme.current_hit, *theme.tints,
               *(mixed(hue, theme.page, share) for hue in theme.hues for share in (theme.lone, theme.focus))]
    assert all(contrast(theme.ink, ground) >= 4.5 for ground in grounds)
    assert contrast(theme.quiet, theme.page) >= 4.5 and contrast(theme.link, theme.tints[-1]) >= 4.5


@THEMES
def test_twenty_one_codes_look_different_and_the_next_begins_again(theme: Theme) -> None:
    looks = [hue_and_pattern(theme, look_of(None, number)) for number in range(22)]
    assert len(set(looks[:21])) == 21 and looks[21] == looks[0]
    assert [pattern for _, pattern in looks[::7]] == ["solid", "dashed", "dotted", "solid"]


@THEMES
def test_a_colour_of_its_own_is_used_where_it_can_be_seen_and_kept_in_the_swatch(theme: Theme) -> None:
    for colour in ("#FFFF00", "#000080", "#808080", "#FFFFFF", "#000000", "#1E1F22"):
        look = look_of(colour, 3)
        rule, pattern = hue_and_pattern(theme, look)
        assert pattern == "solid" and contrast(rule, theme.page) >= 3
        assert (rule == colour) == (contrast(colour, theme.page) >= 3) and rule in (colour, *theme.hues)
        assert swatch_of(theme, look) == colour


def test_a_pale_colour_becomes_the_nearest_hue() -> None:
    assert hue_and_pattern(LIGHT, look_of("#F0E442", 0))[0] == "#A7930D"
    assert hue_and_pattern(LIGHT, look_of("#9CD3F5", 0))[0] == "#1E9BE2"


@pytest.mark.parametrize("colour", [None, "", "red", "#12345", "#GGGGGG", "#1234567"])
def test_what_is_no_colour_counts_as_none(colour: str | None) -> None:
    assert look_of(colour, 2).colour is None


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#1A1A1A", "#BBD4F8") == pytest.approx(11.5, abs=0.06)
