"""The colours that a code can have: the seven hues of the reading view, one of one's own, or that of the code above."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QFrame, QGridLayout, QPushButton, QVBoxLayout, QWidget

from annotator.ui import theme
from annotator.ui.codebook.paint import swatch_icon
from annotator.ui.codebook.shades import shades
from annotator.ui.reader.palette import DARK, Look
from annotator.ui.words import tr

# In the order of the hues; they are stored as of the dark theme, as the light one finds its nearest by itself.
NAMES = ("Orange", "Sky blue", "Green", "Yellow", "Blue", "Red", "Purple")


class ColourPopup(QFrame):
    """A small popup; `chosen` has "#RRGGBB", or None for the inherited colour."""

    chosen = Signal(object)

    def __init__(self, colour: str | None, *, inherits: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "overlay")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._colour = colour
        box = QVBoxLayout(self)
        theme.spaced(box, 10, 10, 10, 10, gap=6)
        grid = QGridLayout()
        theme.spaced(grid, gap=4)
        self.buttons: list[QPushButton] = []
        for number, (hue, name) in enumerate(zip(DARK.hues, NAMES, strict=True)):
            button = self._swatch(hue, tr(name))
            button.setChecked(colour is not None and colour.upper() == hue)
            grid.addWidget(button, number // 4, number % 4)
            self.buttons.append(button)
        box.addLayout(grid)
        own = QPushButton(tr("Another colour…"))
        own.setProperty("role", "flat")
        own.clicked.connect(self._ask)
        box.addWidget(own)
        none = QPushButton(tr("As the code above") if inherits else tr("By its place in the codebook"))
        none.setProperty("role", "flat")
        none.clicked.connect(lambda: self._take(None))
        box.addWidget(none)

    def open_at(self, place: QPoint) -> None:
        """Opens it at a place of the screen, moved in where it would stand out."""
        self.adjustSize()
        screen = (self.parentWidget() or self).screen().availableGeometry()
        x = max(screen.left(), min(place.x(), screen.right() - self.width()))
        y = max(screen.top(), min(place.y(), screen.bottom() - self.height()))
        self.move(x, y)
        self.show()
        self.buttons[0].setFocus()

    def _swatch(self, hue: str, name: str) -> QPushButton:
        button = QPushButton()
        button.setProperty("role", "flat")
        button.setCheckable(True)
        side = theme.px(18)
        button.setIcon(swatch_icon(Look(hue, 0), shades(), side, ratio=self.devicePixelRatioF()))
        button.setIconSize(QSize(side, side))
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.clicked.connect(partial(self._take, hue))
        return button

    def _ask(self) -> None:
        parent = self.parentWidget()
        self.hide()
        colour = QColorDialog.getColor(QColor(self._colour or theme.current().edge), parent, tr("Colour of the code"))
        if colour.isValid():
            self.chosen.emit(colour.name().upper())
        self.close()

    def _take(self, colour: str | None) -> None:
        self.chosen.emit(colour)
        self.close()
