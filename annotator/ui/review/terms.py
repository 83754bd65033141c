"""The query line and its chips kept together: what is written is shown as terms, and terms change what is written."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from annotator.model.query import QueryFault
from annotator.model.query_terms import terms, with_term, without
from annotator.ui.review.review_place import ReviewPlace
from annotator.ui.review.term_words import term_words


class Terms(QObject):
    """Of one place; tells each line that means something."""

    asked = Signal(str)

    def __init__(self, place: ReviewPlace, parent: QObject) -> None:
        super().__init__(parent)
        self._line, self._chips = place.query, place.chips
        place.query.asked.connect(self._written)
        place.chips.removed.connect(self._remove)

    def _written(self, text: str) -> None:
        """What the line says is shown as chips, what is wrong with it beneath it."""
        try:
            found = terms(text)
        except QueryFault as fault:
            self._line.show_fault(fault.message, fault.at, fault.end)
            return
        self._chips.show_terms([term_words(term.query) for term in found])
        self.asked.emit(text)

    def _remove(self, at: int) -> None:
        text = self._line.text
        try:
            self._line.set_text(without(text, terms(text)[at]))
        except (QueryFault, IndexError):
            return  # the line was changed meanwhile and means nothing yet: its fault is shown

    def add(self, term: str) -> None:
        """Adds a term to the line, unless it is there already."""
        text = self._line.text
        try:
            if not any(text[one.start : one.end] == term for one in terms(text)):
                self._line.set_text(with_term(text, term))
        except QueryFault as fault:
            self._line.show_fault(fault.message, fault.at, fault.end)
