"""Lines of text in the direction of their own letters, whatever the window's is."""

from __future__ import annotations

from PySide6.QtCore import Qt

from annotator.model.layer_text import starts_right_to_left


def one_line(alignment: Qt.AlignmentFlag, text: str) -> int:
    """The flags to draw one line with; `alignment` is that of the eye, left being left."""
    side = Qt.TextFlag.TextForceRightToLeft if starts_right_to_left(text) else Qt.TextFlag.TextForceLeftToRight
    return int(alignment | Qt.AlignmentFlag.AlignAbsolute) | int(side | Qt.TextFlag.TextSingleLine)
