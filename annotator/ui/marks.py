"""Arrows and ticks for the style sheet, in the colours of the theme, in a folder that is removed at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, Qt, QTemporaryDir
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPen, QPolygonF

_SHAPES: Mapping[str, Sequence[tuple[float, float]]] = {  # lines through points of a square of side 1
    "down": ((0.15, 0.35), (0.5, 0.7), (0.85, 0.35)),
    "up": ((0.15, 0.65), (0.5, 0.3), (0.85, 0.65)),
    "right": ((0.35, 0.15), (0.7, 0.5), (0.35, 0.85)),
    "clear": ((0.2, 0.2), (0.8, 0.8), (0.5, 0.5), (0.8, 0.2), (0.2, 0.8)),
    "tick": ((0.18, 0.52), (0.42, 0.76), (0.84, 0.26)),
}
_folder: list[QTemporaryDir] = []  # one, made when it is first needed; Qt removes it at the end


def painted(*, quiet: str, on_accent: str, side: int) -> dict[str, str]:
    """The path of a picture for each of down, up, right, clear and tick; `side` is in pixels. Empty paths where none
    can be written: then there are no arrows, and all else works."""
    if not _folder:
        _folder.append(QTemporaryDir())
    if not _folder[0].isValid():
        return dict.fromkeys(_SHAPES, "")
    ratio = max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
    paths = {}
    for name, points in _SHAPES.items():
        colour = on_accent if name == "tick" else quiet
        path = _folder[0].filePath(f"{name}-{colour[1:]}-{side}-{ratio:g}{'@2x' if ratio > 1 else ''}.png")
        _paint(points, colour, side * (2 if ratio > 1 else 1)).save(path)
        paths[name] = path
    return paths


def _paint(points: Sequence[tuple[float, float]], colour: str, side: int) -> QImage:
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(colour), max(1.2, side * 0.15))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolyline(QPolygonF([QPointF(x * side, y * side) for x, y in points]))
    painter.end()
    return image
