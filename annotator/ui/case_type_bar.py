"""Asks of which type a new case is, where the codebook has several; Enter takes the one that was used last."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.ui import theme
from annotator.ui.fields import FieldShown
from annotator.ui.fields.choice_editor import ChoiceEditor
from annotator.ui.parts import Card, label
from annotator.ui.words import tr
from taxonomy.codes import CaseType, Field, FieldType


class CaseTypeBar(QWidget):
    """Hidden until it asks; a digit or a letter answers, Esc makes no case."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        card = Card()
        around = QVBoxLayout(self)
        theme.spaced(around, 12, 4, 12, 6)
        around.addWidget(card)
        theme.spaced(card.body, 12, 8, 12, 8)
        self._row = QHBoxLayout()
        theme.spaced(self._row, gap=10)
        card.body.addLayout(self._row)
        self.told = label("", "strong")
        self._row.addWidget(self.told)
        self.choice: ChoiceEditor | None = None
        self.hide()

    def ask(self, name: str, types: Sequence[CaseType], default: str, answered: Callable[[str], object]) -> None:
        """`answered` is called with the id of the type that was chosen."""
        self._clear()
        ids = {one.name: one.id for one in types}
        first = next((one.name for one in types if one.id == default), types[0].name)
        self.told.setText(tr("What is “{name}”?", name=name))
        field = Field("type", self.told.text(), FieldType.CHOICE, tuple(ids))
        self.choice = choice = ChoiceEditor(FieldShown(field))
        choice.chosen.hide()
        self._row.addWidget(choice)
        self._row.addWidget(choice.below, 1)

        def take(option: object) -> None:
            self.close_bar()
            answered(ids.get(str(option), default))

        choice.given.connect(take)
        choice.entered.connect(lambda: take(first) if not self.isHidden() else None)
        choice.left.connect(self.close_bar)
        choice.passed.connect(lambda _step: None)
        self.show()
        at = list(ids).index(first)

        def take_keys() -> None:
            choice.take_keys()
            choice.point_at(at)

        take_keys()
        QTimer.singleShot(0, choice, take_keys)  # what asked may be closing, and give the keys to the text

    def close_bar(self) -> None:
        if not self.isHidden():
            self.hide()
            self.left.emit()

    def _clear(self) -> None:
        if self.choice is not None:
            for widget in (self.choice, self.choice.below):
                widget.hide()
                widget.deleteLater()
            self.choice = None
