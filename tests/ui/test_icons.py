"""Icons are drawn in one style, in the theme's colours, at every scale."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QLineEdit, QToolButton

from annotator import resources
from annotator.ui import icons, theme
from annotator.ui.icons import IconButton, draw_icon
from annotator.ui.parts import clearable
from tests.ui.shell_tools import emitted, on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

EACH = pytest.mark.parametrize("name", icons.NAMES)


def drawn(name: str, side: int, colour: str) -> QImage:
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    try:
        draw_icon(painter, QRectF(0, 0, side, side), name, QColor(colour))
    finally:
        painter.end()
    return image


def inked(image: QImage) -> set[str]:
    """The colours of what is fully covered."""
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return {one.name() for one in pixels if one.alpha() == 255}


@EACH
@pytest.mark.parametrize("side", (16, 48))
def test_each_icon_is_drawn_in_the_colour_asked_for(qapp: QApplication, name: str, side: int) -> None:
    image = drawn(name, side, "#2f5fd0")
    assert image.pixelColor(0, 0).alpha() == 0
    assert side == 16 or inked(image)
    assert side == 16 or inked(image) <= {"#2f5fd0", "#2f5fcf"}  # the brush may round by one
    assert any(image.pixelColor(x, y).alpha() > 100 for x in range(side) for y in range(side))


@EACH
def test_each_icon_has_the_one_stroke_and_no_colour_of_its_own(name: str) -> None:
    text = resources.icon(name).read_text(encoding="utf-8")
    assert 'viewBox="0 0 16 16"' in text
    assert not re.search(r"#[0-9a-fA-F]{3,6}", text)
    assert 'stroke="currentColor"' in text
    assert 'stroke-linecap="round"' in text
    assert ('stroke-width="1.4"' in text) or name == "more"  # three dots, which are nothing but their stroke


def test_an_icon_that_there_is_not_is_an_error(qapp: QApplication) -> None:
    with pytest.raises(KeyError):
        drawn("../app", 16, "#000000")


def test_a_button_says_its_name_and_follows_theme_and_scale(qapp: QApplication, no_leaks: None) -> None:
    theme.apply(qapp, theme.LIGHT)
    button = IconButton("plus", "New code")
    pressed = emitted(button.clicked)
    with on_screen(qapp, button, width=40, height=40):
        assert (button.accessibleName(), button.toolTip(), button.text()) == ("New code", "New code", "")
        button.clearFocus()
        light = button.grab().toImage().pixelColor(20, 20).name().upper()
        small = button.sizeHint()
        theme.apply(qapp, theme.DARK, 2.0)
        qapp.processEvents()
        dark = button.grab().toImage().pixelColor(button.width() // 2, button.height() // 2).name().upper()
        assert light in (theme.LIGHT.quiet, theme.LIGHT.ink)
        assert dark in (theme.DARK.quiet, theme.DARK.ink)
        assert button.sizeHint().height() > small.height()
        button.show_icon("close")
        assert button.icon_name == "close"
        button.click()
        assert len(pressed) == 1
    theme.apply(qapp, theme.LIGHT)


def test_the_button_that_empties_a_field_has_a_name(qapp: QApplication, no_leaks: None) -> None:
    field = QLineEdit()
    clearable(field)
    with on_screen(qapp, field, width=200, height=30):
        field.setText("pol")
        (button,) = field.findChildren(QToolButton)
        assert button.accessibleName() == "Clear"
        button.click()
        assert field.text() == ""
