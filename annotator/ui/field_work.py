"""Fields and finishing in the place Code: what the panel asks for is done, and what finishing leads to is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.model.ids import CodingId, DocumentId
from annotator.operations import coding, field_values
from annotator.ui.finishing import next_of_queue
from annotator.ui.open_project import OpenProject
from annotator.ui.words import tr

if TYPE_CHECKING:
    from annotator.ui.code_place import CodePlace


class FieldWork(QObject):
    """Joins panel, desk and finishing for one place."""

    def __init__(self, place: CodePlace, opened: OpenProject) -> None:
        super().__init__(place)
        self._place, self._opened = place, opened
        place.detail.offers = lambda field: field_values.latest(opened.project, field)
        place.detail.field_given.connect(self._set_field)
        place.finishing.begun.connect(place.detail.save)
        place.finishing.coding_asked.connect(self._go)
        place.finishing.left.connect(place.take_keys)
        place.finishing.follow = self._open_next
        place.desk.chosen_changed.connect(self._keep_list)

    def enter(self) -> None:
        """The keys go into the first field of the chosen coding, or into its memo where it has none."""
        self._place.case_work.panel.close_panel()
        self._place.show_detail()
        self._place.detail.enter()

    def _set_field(self, one: CodingId, field: str, value: object) -> None:
        was = self._place.desk.shown.placed.get(one) if self._place.desk.shown is not None else None
        if self._opened.do(coding.set_field, [one], field, value) is None:
            self._place.show_later()  # as it is
        else:
            self._place.desk.tell_whose(was)

    # Finishing

    def _go(self, this: CodingId) -> None:
        """The coding in which something is missing, chosen in the text."""
        place = self._place
        shown = place.desk.shown
        one = shown.placed.get(this) if shown is not None else None
        if shown is not None and one is not None:
            place.go_to(shown.document.id, one.start, one.end)
            place.desk.choose(this)
            place.take_keys()

    def _keep_list(self, _chosen: object) -> None:
        """The list belongs to one document: with another one it is put away."""
        shown, listing = self._place.desk.shown, self._place.finishing
        if listing.is_listing and (shown is None or shown.document.id != listing.listed):
            listing.put_away()

    def _open_next(self, finished: DocumentId) -> str:
        """Opens the next document of the queue, in the order of the list; says so where none is left."""
        opened, table = self._opened, self._place.documents.table
        live = [one.id for one in opened.documents if not one.gone]
        listed = {this: place for this in live if (place := table.place_of(this)) is not None}
        order = sorted(listed, key=listed.__getitem__)
        order += [this for this in live if this not in listed]
        following = next_of_queue(order, list(opened.sight.finished), finished)
        if following is None:
            return tr("That was the last document of your queue.")
        self._place.open_document(following)
        return ""

    def stop(self) -> None:
        """Gives away what is being written, and waits for what is being looked for."""
        self._place.detail.save()
        self._place.case_work.stop()
        self._place.finishing.stop()
