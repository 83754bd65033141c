"""Bringing what changes in the project to all that the place Code shows, and to nothing else.

Coding comes first: counts, and marks where there is something to look at in Team, follow when the keys rest. What
reads many codings anew goes on beside the window's thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from annotator.model.changes import Changes, Kind
from annotator.ui.open_project import OpenProject

if TYPE_CHECKING:
    from annotator.ui.code_place import CodePlace
    from annotator.ui.reading_half import ReadingHalf

_AT_REST = 30  # ms


class Following(QObject):
    """Follows an open project for one place."""

    def __init__(self, place: CodePlace, opened: OpenProject) -> None:
        super().__init__(place)
        self._place, self._opened = place, opened
        self._timer = QTimer(self, singleShot=True, interval=_AT_REST)
        self._timer.timeout.connect(self.show_marks)
        opened.changed.connect(self.follow)
        opened.sight_changed.connect(self.follow_sight)

    @property
    def is_waiting(self) -> bool:
        """Whether counts and marks are still to follow."""
        return self._timer.isActive()

    def show_all(self) -> None:
        self._place.lists.show_documents()
        self.show_marks()
        self._offer_cases()

    # Changes

    def follow(self, changes: Changes) -> None:
        """Shows what a change names."""
        place, touched = self._place, changes.touched
        here = [half.shown for half in list(place.middle.halves) if self._follow_document(half, changes)]
        place.lists.follow(changes, here[0] if here else place.desk.shown, only_here=bool(here))
        if touched.keys() & {Kind.DOCUMENT, Kind.LAYER}:
            for half in place.middle.halves:
                half.open_tabs.show_titles()
        if Kind.CASE in touched:
            self._offer_cases()
        self._timer.start()
        place.show_cases()
        place.show_note()
        place.show_later()
        place.situation_changed.emit()

    def _follow_document(self, half: ReadingHalf, changes: Changes) -> bool:
        """Whether all codings that changed are of the document that a half shows."""
        shown, view, tabs = half.shown, half.view, half.open_tabs
        if shown is None:
            return False
        if Kind.DOCUMENT in changes.touched and self._opened.document(shown.document.id) is None:
            tabs.close_lost()
            return False
        if shown.must_be_read(changes) and tabs.read_again():
            return False
        difference = shown.follow(changes)
        if shown.has_another_text:
            tabs.open_anew()
            return False
        if difference.everything and not tabs.read_again():  # of many codings beside the window's thread
            view.set_codings_bulk(shown.shown())
        for gone in difference.removed:
            view.remove_coding(gone)
        for new in difference.added:
            view.add_coding(new)
        for changed in difference.changed:
            view.change_coding(changed)
        if half is self._place.middle.current:
            self._keep_choice()
        placed, removed = shown.placed, set(difference.removed)
        return not difference.everything and all(one in placed or one in removed for one in changes.of(Kind.CODING))

    def _keep_choice(self) -> None:
        """The chosen coding stays chosen if it is still there."""
        desk = self._place.desk
        desk.choose(desk.chosen.id if desk.chosen is not None else None)

    def follow_sight(self) -> None:
        """Colleagues' codings are shown in another way."""
        place = self._place
        for half in place.middle.halves:
            shown = half.shown
            if shown is not None and shown.is_seen_otherwise and not half.open_tabs.read_again():
                shown.reread()
                half.view.set_codings_bulk(shown.shown())
                self._keep_choice()
        place.lists.show_documents()
        self.show_marks()
        place.show_note()
        place.show_later()
        place.colleagues_changed.emit(self._opened.sight.colleagues)

    # What follows at rest

    def show_marks(self) -> None:
        """Counts, and marks where there is something to look at in Team."""
        place, found = self._place, self._opened.to_look_at
        place.lists.mark(found.of)
        for half in place.middle.halves:
            changed = half.shown.mark(found.of) if half.shown is not None else []
            for one in changed:
                half.view.change_coding(one)
            if changed:
                place.show_later()
        place.show_cases()
        place.to_look_at_changed.emit(found.whole)

    def _offer_cases(self) -> None:
        """Names and aliases on offer where a case is named; of what was deleted none."""
        names = [name for case in self._opened.cases if not case.gone for name in (case.name, *case.also)]
        self._place.detail.set_known_cases(names)
        self._place.cases.set_known_cases(names)
