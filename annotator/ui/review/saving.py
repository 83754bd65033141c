"""Queries that are kept under a name: the star keeps the one written, the list beside it brings them back."""

from __future__ import annotations

from PySide6.QtCore import QObject

from annotator.model.changes import Changes, Kind
from annotator.operations import saved_queries
from annotator.operations.saved_queries import SavedQuery
from annotator.ui.codebook.inline_bars import NameBar
from annotator.ui.notices import Tone
from annotator.ui.open_project import OpenProject
from annotator.ui.review.choices import Choice
from annotator.ui.review.review_place import ReviewPlace
from annotator.ui.words import tr


class Saving(QObject):
    """Answers the star and the list of one place."""

    def __init__(self, opened: OpenProject, place: ReviewPlace, parent: QObject) -> None:
        super().__init__(parent)
        self._opened, self._place = opened, place
        place.star.clicked.connect(self.ask_name)
        place.saved.clicked.connect(self.open_list)
        place.query.asked.connect(lambda _text: self.show_star())
        opened.changed.connect(self._follow)
        self.show_star()

    def show_star(self) -> None:
        """Filled where the query that is written is kept already."""
        text = self._place.query.text.strip()
        held = next((one.name for one in saved_queries.saved(self._opened.project) if one.question == text), "")
        self._place.star.show_icon("star-full" if held else "star")
        self._place.star.setEnabled(bool(text) and self._opened.writable)
        self._place.star.setToolTip(tr("Kept as “{name}”", name=held) if held else tr("Keeps this query under a name"))

    def _follow(self, changes: Changes) -> None:
        if Kind.PART in changes.touched:  # where kept queries stand
            self.show_star()

    def ask_name(self) -> None:
        text = self._place.query.text.strip()
        if not text:
            self._opened.said.emit(tr("Write a query first; then it can be kept."), Tone.INFO)
            return
        bar = NameBar(tr("Keep this query as"))
        bar.named.connect(lambda name: self._keep(name, text))
        self._place.ask(bar)

    def _keep(self, name: str, text: str) -> None:
        self._opened.do(saved_queries.save, name, text)
        self.show_star()

    def open_list(self) -> None:
        known = saved_queries.saved(self._opened.project)
        if not known:
            none = tr("No query is kept yet: the star beside the line keeps the one written.")
            self._opened.said.emit(none, Tone.INFO)
            return
        self._place.popup.open_at(
            self._place.area_of(self._place.saved),
            tr("Queries that were kept"),
            [Choice(one, one.name, one.question) for one in known],
            self._put,
            remove=self._remove if self._opened.writable else None,
        )

    def _put(self, one: object) -> None:
        assert isinstance(one, SavedQuery)
        self._place.query.set_text(one.question)

    def _remove(self, one: object) -> None:
        assert isinstance(one, SavedQuery)
        self._opened.do(saved_queries.delete, one.name)
        self.show_star()
