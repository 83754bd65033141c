"""A line is written in the direction of its own letters, and stands where a line of the window begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter

from annotator.ui.codebook.paint import draw_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

LTR, RTL = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft
AREA = QRect(10, 0, 110, 30)
ENGLISH, ARABIC = "Eleven districts, one face index", "وقعت الشركة عقدا مع الجيش في عام"


def picture(text: str, window: Qt.LayoutDirection, *, as_asked: bool) -> QImage:
    """The text as the lists draw it, or as Qt draws it in its own direction against the side where lines begin."""
    image = QImage(140, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter, font = QPainter(image), QFont()
    try:
        if as_asked:
            painter.setLayoutDirection(window)
            draw_text(painter, AREA, text, font, QColor("black"))
        else:
            painter.setFont(font)
            painter.setPen(QColor("black"))
            painter.setLayoutDirection(LTR if text == ENGLISH else RTL)
            side = Qt.AlignmentFlag.AlignLeft if window == LTR else Qt.AlignmentFlag.AlignRight
            flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
            cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, AREA.width())
            painter.drawText(AREA, int(flags), cut)
    finally:
        painter.end()
    return image


@pytest.mark.parametrize("window", (LTR, RTL))
@pytest.mark.parametrize("text", (ENGLISH, ARABIC), ids=("english", "arabic"))
def test_the_dots_of_a_cut_name_stand_where_the_name_goes_on(
    qapp: QApplication, text: str, window: Qt.LayoutDirection
) -> None:
    assert picture(text, window, as_asked=True) == picture(text, window, as_asked=False)
