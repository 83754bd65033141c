"""The panel of a case joined to the project: what it shows is read, what it asks for is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.model.changes import Changes, Kind
from annotator.model.codings import Coding
from annotator.model.ids import CaseId
from annotator.operations import cases, memos
from annotator.operations.field_values import as_field, as_typed
from annotator.operations.visibility import Seen
from annotator.store import reading
from annotator.ui.background import Work, soon_in_background
from annotator.ui.case_panel import CasePanel, CaseShown
from annotator.ui.codings_listed import entries_of_codings
from annotator.ui.fields import FieldShown
from annotator.ui.notices import Tone
from annotator.ui.open_project import OpenProject
from annotator.ui.words import tr, tr_n
from taxonomy.codes import Attribute, FieldType

if TYPE_CHECKING:
    from annotator.ui.code_place import CodePlace


class CaseKnown(QObject):
    """What is known of a case, in the place of what is under the cursor."""

    def __init__(self, place: CodePlace, opened: OpenProject, panel: CasePanel) -> None:
        super().__init__(place)
        self._place, self._opened, self.panel = place, opened, panel
        self._counting: Work | None = None

    def join(self, set_about: Callable[[CaseId, bool], object]) -> None:
        """Hears what the panel asks for; `set_about` says what the document is about."""
        panel, do = self.panel, self._opened.do
        self._place.detail.put_over(panel)
        self._place.detail.case_asked.connect(self.open_case)
        panel.renamed.connect(lambda case, name: self._then_show(do(cases.rename_case, case, name)))
        panel.type_given.connect(lambda case, kind: self._then_show(do(cases.set_type, case, kind)))
        panel.attribute_given.connect(
            lambda case, name, value: self._then_show(do(cases.set_attribute, case, name, as_typed(value)))
        )
        panel.aliases_given.connect(lambda case, names: self._then_show(do(cases.set_aliases, case, names)))
        panel.memo_given.connect(lambda case, text: self._then_show(do(memos.set_memo, case, Kind.CASE, text)))
        panel.join_asked.connect(self._join_with)
        panel.part_asked.connect(lambda case: do(cases.part_case, case))
        panel.delete_asked.connect(self._delete)
        panel.codings_asked.connect(self.show_codings)
        panel.about_asked.connect(set_about)
        panel.closed.connect(self._panel_closed)
        self._opened.changed.connect(self._follow)
        self._place.desk.chosen_changed.connect(self._give_way)
    # The panel

    def open_panel(self) -> None:
        """What is known of the chosen coding's case, else of the first one of the bar."""
        desk = self._place.desk
        here = [*(desk.chosen.cases if desk.chosen else ()), *(desk.shown.numbers.values() if desk.shown else ())]
        if not here:
            self._opened.said.emit(tr("There is no case here yet; + adds one."), Tone.INFO)
            return
        self.open_case(here[0])

    def open_case(self, case: CaseId) -> None:
        found = self._shown(case)
        if found is None:
            return
        self._place.detail.save()
        self._place.detail.area.hide()
        self.panel.show_count(None)
        self.panel.show_case(found)
        self._count(case)
        self.panel.take_keys()

    def _shown(self, case: CaseId) -> CaseShown | None:
        opened, shown = self._opened, self._place.desk.shown
        one = next(
            (held for held in opened.cases if held.id == case or case in [member.id for member in held.members]), None
        )
        if one is None:
            return None
        kinds = cases.case_types(opened.project)
        kind = next((each for each in kinds if each.id == one.type), None)
        asked = tuple(as_field(attribute) for attribute in kind.attributes) if kind is not None else ()
        fields = [FieldShown(field, one.attributes.get(field.id)) for field in asked]
        known, mine, notes = {field.id for field in asked}, opened.sight.mine, reading.memos(opened.project, [one.id])
        fields += [
            FieldShown(as_field(Attribute(name, name, FieldType.TEXT)), value)
            for name, value in one.attributes.items()
            if name not in known
        ]
        document = opened.document(shown.document.id) if shown is not None else None
        coders = opened.coders
        return CaseShown(
            id=one.id,
            name=one.name,
            type=one.type,
            types=tuple((each.id, each.name) for each in kinds),
            attributes=tuple(fields),
            aliases=one.aliases,
            memo="\n\n".join(note.text for note in notes if note.coder in mine),
            memos=tuple(
                f"{coders[note.coder].initials if note.coder in coders else '?'}: {note.text}"
                for note in notes
                if note.coder not in mine and opened.sight.of(note.coder, None) is not Seen.HIDDEN
            ),
            members=tuple((member.id, member.name) for member in one.members),
            about=document is not None and one.id in document.cases,
            writable=opened.writable and not one.gone,
        )

    def _give_way(self, _chosen: object) -> None:
        """Whoever reads on sees what is under the cursor again."""
        if self._place.view.hasFocus():
            self.panel.close_panel()

    def _panel_closed(self) -> None:
        self._place.detail.area.show()
        self._place.take_keys()

    def refresh(self) -> None:
        """Shows the case as it is by now; one that is gone closes the panel."""
        if self.panel.isHidden() or self.panel.shown is None:
            return
        found = self._shown(self.panel.shown.id)
        if found is None:
            self.panel.close_panel()
            return
        self.panel.show_case(found)

    def _then_show(self, _done: object) -> None:
        """Also what was not done is shown as it is."""
        self.refresh()

    def _follow(self, changes: Changes) -> None:
        shown = self.panel.shown
        if self.panel.isHidden() or shown is None:
            return
        if changes.touched.keys() & {Kind.CASE, Kind.MEMO, Kind.DOCUMENT, Kind.PART}:
            self.refresh()
        if changes.touched.keys() & {Kind.CODING, Kind.CASE}:
            self._count(shown.id)

    def _join_with(self, case: CaseId, name: str) -> None:
        other = self._place.desk.known_case(name)
        if other is None or other.gone:
            self._opened.said.emit(tr("There is no case “{name}”.", name=name), Tone.WARNING)
        elif other.id != case and self._opened.do(cases.merge_cases, case, other.id) is not None:
            self.open_case(other.id)

    def _delete(self, case: CaseId) -> None:
        if self._opened.do(cases.delete_case, case) is not None:
            self.panel.close_panel()

    # Its codings

    def _visible_about(self, case: CaseId) -> Callable[[object], list[Coding]]:
        project, sight = self._opened.project, self._opened.sight

        def read(_progress: object) -> list[Coding]:
            found = cases.codings_about(project, case)
            return [one for one in found if sight.of(one.coder, one.document) is not Seen.HIDDEN]

        return read

    def _count(self, case: CaseId) -> None:
        """Beside the window's thread where there are thousands."""
        if self._counting is not None:
            self._counting.unheard()

        def done(found: object) -> None:
            self._counting = None
            assert isinstance(found, list)
            if self.panel.shown is not None and self.panel.shown.id == case:
                self.panel.show_count(len(found))

        self._counting = soon_in_background(
            self, self._visible_about(case), done=done, failed=lambda _message: self.panel.show_count(0)
        )

    def show_codings(self, case: CaseId) -> None:
        """Lists all codings about a case, to go to one; hidden ones are left out."""
        one = self._opened.case(case)
        name = one.name if one is not None else ""
        found = entries_of_codings(self._opened, self._visible_about(case)(None), self._place.go_to)
        self._place.entries_asked.emit(found)
        self._opened.said.emit(
            tr_n("%n coding about “{name}”", "%n codings about “{name}”", len(found), name=name), Tone.INFO
        )

    def stop(self) -> None:
        """Gives away what is being written; to be called before the project closes."""
        self.panel.save()
        if self._counting is not None:
            self._counting.leave()
            self._counting = None


