"""What is done with all codings selected: each deed is one undo step, and says how many it changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QRect

from annotator.model.changes import Changes
from annotator.model.codings import Stance
from annotator.model.errors import CannotDo
from annotator.model.ids import CaseId, CodeId, CodingId
from annotator.operations import cases, codebook, codes, field_values, many
from annotator.operations.reviewing import Facets
from annotator.ui.codebook.inline_bars import ConfirmBar
from annotator.ui.notices import Tone
from annotator.ui.open_project import OpenProject
from annotator.ui.review.choices import Choice, Typed
from annotator.ui.review.deeds_bar import Deed, TextBar
from annotator.ui.words import number, tr, tr_n
from taxonomy.codes import Field, FieldType

if TYPE_CHECKING:
    from annotator.ui.review.review_place import ReviewPlace
    from annotator.ui.reviewing import Reviewing

ASKED_ABOVE = 20  # codings: more of them are not taken off without a question
_SET, _TAKE = "set", "take"


class Deeds(QObject):
    """Answers the bar of deeds and the keys of the table."""

    def __init__(self, opened: OpenProject, place: ReviewPlace, reviewing: Reviewing) -> None:
        super().__init__(reviewing)
        self._opened, self._place, self._reviewing = opened, place, reviewing
        self._on_code: Callable[[CodeId], object] = lambda _code: None
        place.deeds.asked.connect(lambda deed, at: self._asked(deed, place.area_of(place.deeds, at)))
        view = place.view
        view.recode_pressed.connect(lambda: self._asked(Deed.RECODE, place.current_area()))
        view.stance_pressed.connect(lambda: self._asked(Deed.STANCE, QRect()))
        view.memo_pressed.connect(lambda: self._asked(Deed.MEMO, QRect()))
        view.delete_pressed.connect(lambda: self._asked(Deed.TAKE_OFF, QRect()))
        place.picker.chosen.connect(self._picked)
        place.picker.new_code_asked.connect(self._picked_new)

    def _asked(self, deed: Deed, at: QRect) -> None:
        chosen = self._place.view.chosen()
        if not chosen:
            self._opened.said.emit(tr("Select codings first."), Tone.INFO)
        elif self._opened.project.read_only:
            self._opened.said.emit(tr("This project is open for reading only: nothing can be changed."), Tone.INFO)
        elif deed is Deed.RECODE:
            self.pick_code(
                at,
                tr_n("Recode %n coding as", "Recode %n codings as", len(chosen)),
                lambda code: self._do(many.recode, chosen, code),
            )
        elif deed is Deed.ADD_CODE:
            self.pick_code(
                at,
                tr_n("Code %n passage also as", "Code %n passages also as", len(chosen)),
                lambda code: self._do(many.add_code, chosen, code),
            )
        elif deed is Deed.CASE:
            self._reviewing.with_facets(lambda counts: self._ask_case(at, chosen, counts), chosen)
        elif deed is Deed.FIELD:
            self._reviewing.with_facets(lambda counts: self._ask_field(at, chosen, counts), chosen)
        elif deed is Deed.STANCE:
            self._reviewing.with_facets(lambda counts: self._turn(chosen, counts), chosen)
        elif deed is Deed.MEMO:
            self._ask_memo(chosen)
        elif deed is Deed.CONFIRM:
            self._do(many.confirm, chosen)
        else:
            self._take_off(chosen)

    def _do(self, operation: Callable[..., Changes], *arguments: object, **named: object) -> None:
        """Runs a deed, beside the window where it is long; its line of the history says how many it changed."""
        nothing = Changes(label=tr("Nothing was changed: it is so already."))
        self._opened.do_beside(lambda project: operation(project, *arguments, **named) or nothing)

    # Codes

    def pick_code(self, at: QRect, title: str, then: Callable[[CodeId], object]) -> None:
        """Asks for a code in the picker; a new one is made first."""
        self._on_code = then
        self._place.picker.open_at(at, self._opened.codes, title=title)

    def _picked(self, code: object) -> None:
        then, self._on_code = self._on_code, lambda _code: None
        self._place.picker.close_picker()
        then(cast(CodeId, code))

    def _picked_new(self, name: str, parent: CodeId | None) -> None:
        made = self._opened.do(codes.add_code, name, parent=parent, to_define=True)
        if made is not None:
            self._picked(made[1])

    # Cases

    def _ask_case(self, at: QRect, chosen: Sequence[CodingId], counts: Facets) -> None:
        known = [one for one in self._opened.cases if not one.gone]
        held = {one.id: counts.cases.get(one.id, 0) for one in self._opened.cases}
        choices = [
            Choice((_SET, one.id), one.name, number(held[one.id]) if held[one.id] else one.type)
            for one in sorted(known, key=lambda one: -held[one.id])
            if held[one.id] < len(chosen)
        ]
        choices += [
            Choice((_TAKE, one.id), tr("Take “{name}” off", name=one.name), number(held[one.id]))
            for one in self._opened.cases
            if held[one.id]
        ]
        title = tr_n("Case of %n coding", "Case of %n codings", len(chosen))
        self._place.popup.open_at(
            at, title, choices, lambda value: self._set_case(chosen, value), free=tr("+ New case “{text}”")
        )

    def _set_case(self, chosen: Sequence[CodingId], value: object) -> None:
        if isinstance(value, Typed):
            made = self._opened.do(cases.add_case, value.text)
            if made is not None:
                self._do_case(chosen, made[1], about=True)
        elif isinstance(value, tuple):
            self._do_case(chosen, value[1], about=value[0] == _SET)

    def _do_case(self, chosen: Sequence[CodingId], case: CaseId, *, about: bool) -> None:
        self._do(many.set_case, chosen, case, about=about)

    # Fields

    def _ask_field(self, at: QRect, chosen: Sequence[CodingId], counts: Facets) -> None:
        asked, known = codebook.asked_fields(self._opened.project), self._opened.codes
        fields: dict[str, Field] = {}
        for code in counts.codes:
            fields |= codebook.fields_of(asked, known, code)
        if not fields:
            self._opened.said.emit(tr("The codes of these codings ask for no field."), Tone.INFO)
            return
        self._place.popup.open_at(
            at,
            tr("Which field?"),
            [Choice(one, one.name, one.type.value) for one in fields.values()],
            lambda field: self._ask_value(at, chosen, cast(Field, field)),
        )

    def _ask_value(self, at: QRect, chosen: Sequence[CodingId], field: Field) -> None:
        offered = list(field.options)
        if field.type is not FieldType.CHOICE:
            offered = [*dict.fromkeys([*field_values.latest(self._opened.project, field), *offered])]
        choices = [Choice(one, one) for one in offered]
        choices.append(Choice(None, tr("No value")))
        self._place.popup.open_at(
            at,
            field.name,
            choices,
            lambda value: self._set_field(chosen, field, value),
            free="" if field.type is FieldType.CHOICE else "{text}",
            placeholder=field.help,
        )

    def _set_field(self, chosen: Sequence[CodingId], field: Field, value: object) -> None:
        try:
            sound = field_values.sound(field, value.text if isinstance(value, Typed) else value)
        except CannotDo as error:
            self._opened.said.emit(error.message, Tone.WARNING)
            return
        self._do(many.set_field, chosen, field.id, sound)

    # Stance, memo, taking off

    def _turn(self, chosen: Sequence[CodingId], counts: Facets) -> None:
        """All contradict afterwards; where all do already they support."""
        against = counts.stances.get(Stance.CONTRADICTS, 0) == len(chosen)
        self._do(many.set_stance, chosen, Stance.SUPPORTS if against else Stance.CONTRADICTS)

    def _ask_memo(self, chosen: Sequence[CodingId]) -> None:
        told = tr_n("Memo on %n coding", "One memo on each of %n codings", len(chosen))
        bar = TextBar(told, tr("Note it"))
        bar.written.connect(lambda text: self._do(many.set_memo, chosen, text))
        self._place.ask(bar)

    def _take_off(self, chosen: Sequence[CodingId]) -> None:
        if len(chosen) <= ASKED_ABOVE:
            self._do(many.take_off, chosen)
            return
        told = tr_n("Take %n coding off?", "Take %n codings off, with their memos?", len(chosen))
        bar = ConfirmBar(told, tr_n("Take %n off", "Take %n off", len(chosen)))
        bar.agreed.connect(lambda: self._do(many.take_off, chosen))
        self._place.ask(bar)
