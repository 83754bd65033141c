"""The bar at the top of the window: which project, which place, where to search, and who codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from annotator.ui import theme
from annotator.ui.commands import keys
from annotator.ui.parts import CoderDisc, ElidedLabel, label, restyle, set_role
from annotator.ui.words import tr


@dataclass(frozen=True, slots=True)
class Place:
    """One of the places of the window: its id, its title and the keys that lead to it."""

    id: str
    title: str
    shortcut: str = ""


class Header(QFrame):
    """Shows the places that it is given, the first chosen. Narrow windows get shorter texts, never cut ones."""

    place_chosen = Signal(str)  # the id of a place, when a person chose it
    palette_asked = Signal()
    coder_clicked = Signal()

    def __init__(self, places: Sequence[Place] = ()) -> None:
        super().__init__()
        set_role(self, "header")
        self.project = ElidedLabel(role="strong")
        self.state = label("", "hint")
        self.search = _SearchButton()
        self.search.clicked.connect(self.palette_asked)
        self.coder = CoderDisc()
        self.coder.clicked.connect(self.coder_clicked)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        self._places = QHBoxLayout()
        theme.spaced(self._places, gap=4)
        row = QHBoxLayout(self)
        theme.spaced(row, 20, 8, 20, 8, gap=14)
        row.addWidget(self.project)
        row.addWidget(self.state)
        row.addSpacing(theme.px(10))
        row.addLayout(self._places)
        row.addStretch(1)
        row.addWidget(self.search)
        row.addWidget(self.coder)
        self.set_places(places)

    def set_places(self, places: Sequence[Place]) -> None:
        """Replaces the places; the first becomes the current one."""
        for button in self._buttons.values():
            self._group.removeButton(button)
            self._places.removeWidget(button)
            button.deleteLater()
        self._buttons = {place.id: self._button(place) for place in places}
        if places:
            self._buttons[places[0].id].setChecked(True)
        self._fit()

    def set_project(self, name: str, *, state: str = "") -> None:
        """The project's name, and in a word what became of the last change ("saved")."""
        self.project.setText(name)
        self.project.setAccessibleName(tr("Project {name}", name=name) if name else "")
        self.set_state(state)

    def set_state(self, state: str) -> None:
        self.state.setText(state)
        self._fit()

    def set_coder(self, initials: str, colour: str, name: str) -> None:
        """Who codes; `colour` is "#RRGGBB"."""
        self.coder.set_coder(initials, colour, tr("Coder: {name}", name=name))

    def set_place(self, place: str) -> None:
        """Shows that place as the current one, without saying so by a signal. An unknown one is left alone."""
        if place in self._buttons:
            self._buttons[place].setChecked(True)

    def place(self) -> str:
        """The id of the current place; empty where there is none."""
        return next((name for name, button in self._buttons.items() if button.isChecked()), "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← and → go from place to place while one of them has the focus."""
        buttons = list(self._buttons.values())
        at = next((index for index, button in enumerate(buttons) if button.hasFocus()), -1)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if at < 0 or not step:
            super().keyPressEvent(event)
            return
        following = buttons[(at + step) % len(buttons)]
        following.setFocus(Qt.FocusReason.TabFocusReason)
        following.click()

    def _button(self, place: Place) -> QPushButton:
        button = QPushButton(place.title)
        set_role(button, "place")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setCheckable(True)
        button.setAccessibleName(place.title)
        if place.shortcut:
            button.setToolTip(f"{place.title} ({place.shortcut})")
        button.clicked.connect(lambda _checked=False, chosen=place.id: self.place_chosen.emit(chosen))
        self._group.addButton(button)
        self._places.addWidget(button)
        return button

    def _fit(self) -> None:
        """Shortens step by step until all fits: the search, the state, the room about the places, the name."""
        for step in range(5):
            self.search.set_length(min(step, 2))
            self.state.setVisible(bool(self.state.text()) and step < 2)
            self._tighten(step >= 3)
            self.project.setVisible(bool(self.project.text()) and step < 4)
            if self._needed() <= self.width():
                break

    def _tighten(self, tight: bool) -> None:
        for button in self._buttons.values():
            if bool(button.property("tight")) != tight:
                button.setProperty("tight", tight)
                restyle(button)

    def _needed(self) -> int:
        shown: list[QWidget] = [*self._buttons.values(), self.search, self.coder]
        shown += [part for part in (self.state, self.project) if not part.isHidden()]
        width = sum(part.sizeHint().width() for part in shown if part is not self.project)
        if not self.project.isHidden():
            width += min(self.project.sizeHint().width(), self.project.fontMetrics().averageCharWidth() * 16)
        gaps = theme.px(14) * 6 + theme.px(4) * len(self._buttons) + theme.px(10) + theme.px(40)
        return width + gaps


class _SearchButton(QPushButton):
    """Looks like a field and opens the command palette."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("Search text, codes, commands"))
        keys.tells(self, QWidget.setAccessibleDescription, "%view.palette%")
        keys.tells(self, QWidget.setToolTip, tr("Search text, codes, commands (%view.palette%)"))
        row = QHBoxLayout(self)
        theme.spaced(row, 12, 0, 12, 0, gap=24)
        self._text = label("", "quiet")
        self._keys = label("", "hint")
        keys.tells(self._keys, QLabel.setText, "%view.palette%")
        for part in (self._text, self._keys):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row.addWidget(self._text, 1)
        row.addWidget(self._keys)
        self.set_length(0)

    def set_length(self, step: int) -> None:
        """0 the whole text, 1 a word, 2 the keys alone."""
        self._text.setText((tr("Search text, codes, commands"), tr("Search"), "")[step])
        self._text.setVisible(step < 2)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        own = super().sizeHint()
        layout = self.layout()
        assert layout is not None
        width = layout.sizeHint().width() + (theme.px(40) if len(self._text.text()) > 12 else 0)
        return QSize(width, max(own.height(), self.fontMetrics().height() + theme.px(12)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
