"""The fonts of the reading view at one zoom, and the measures of a line that follow from them.

A line is as high as 1.6 times its type, or more where the ink and three rules below it need more: the rules always
have their room, so that coding never moves the text.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF

from annotator.model.documents import BlockKind

RULE_ROWS = 3
RULE_STEP = 3               # logical pixels: 2 of the rule, 1 between two
GAP = RULE_ROWS * RULE_STEP + 2
LINE_HEIGHT = 1.6           # of the type's size
SMALLEST, LARGEST, USUAL = 6.0, 40.0, 12.5  # points

SERIF = ["Noto Serif", "Source Serif 4", "Georgia", "DejaVu Serif", "Noto Naskh Arabic", "Noto Serif CJK SC",
         "Noto Sans CJK SC", "Noto Color Emoji"]
SANS = ["Noto Sans", "Segoe UI", "SF Pro Text", "Helvetica Neue", "DejaVu Sans", "Noto Naskh Arabic",
        "Noto Sans CJK SC", "Noto Color Emoji"]
MONOSPACE = ["Noto Sans Mono", "DejaVu Sans Mono", "Consolas", "Menlo", "Noto Sans CJK SC"]

_HEADINGS = (1.5, 1.28, 1.12, 1.0, 1.0, 1.0)
_SAMPLE = "the committee said that no such system had been ordered, and that it would answer in spring"


@dataclass(frozen=True, slots=True)
class Face:
    """One font with the measures of its lines, in logical pixels."""

    font: QFont
    em: float
    above: int       # from the upper edge of a fill to the base line
    below: int       # from the base line to the lower edge, where the rules begin
    tall_below: int  # the same in a line with a script that reaches further down
    pitch: int       # from one base line to the next
    descent: float   # of the font itself


def _face(families: list[str], points: float, *, bold: bool = False, italic: bool = False) -> Face:
    font = QFont(families)
    font.setPointSizeF(points)
    font.setBold(bold)
    font.setItalic(italic)
    em = points * QFontInfo(font).pixelSize() / max(0.1, QFontInfo(font).pointSizeF())
    above, below = round(em * 0.83), round(em * 0.25)
    pitch = max(round(LINE_HEIGHT * em), above + below + GAP)
    return Face(font, em, above, below, round(em * 0.42), pitch, QFontMetricsF(font).descent())


class Fonts:
    """All faces at a size in points, in a window that is shown `scale` times as large as usual."""

    def __init__(self, points: float, scale: float = 1.0) -> None:
        self.points, self.scale = min(max(points, SMALLEST), LARGEST), scale
        shown = self.points * scale
        self.body = _face(SERIF, shown)
        self.caption = _face(SERIF, shown * 0.92, italic=True)
        self.cell = _face(SERIF, shown * 0.92)
        self.heading_cell = _face(SERIF, shown * 0.92, bold=True)
        self._headings = [_face(SERIF, shown * size, bold=True) for size in _HEADINGS]
        small = min(max(self.points * 0.74, 7.0), 13.0) * scale
        self.name = QFont(SANS)
        self.name.setPointSizeF(small)
        self.name.setWeight(QFont.Weight.DemiBold)
        self.note = QFont(SANS)
        self.note.setPointSizeF(small)
        self.character_width = QFontMetricsF(self.body.font).horizontalAdvance(_SAMPLE) / len(_SAMPLE)

    def face(self, kind: BlockKind, level: int, *, heading_row: bool) -> Face:
        """The face of a block's text."""
        if kind == BlockKind.HEADING:
            return self._headings[min(max(level, 1), len(self._headings)) - 1]
        if kind == BlockKind.ROW:
            return self.heading_cell if heading_row else self.cell
        return self.caption if kind == BlockKind.PICTURE else self.body
