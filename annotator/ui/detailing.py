"""What the panel on the right shows of the passage at the cursor, gathered from the project."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from annotator.model.codings import Coding, Memo
from annotator.model.ids import CodeId, EntityId
from annotator.operations import codebook, undoing
from annotator.operations.visibility import Seen
from annotator.store import reading
from annotator.ui.coding_desk import CodingDesk
from annotator.ui.detail.shown import DetailCoding, DetailPassage, ShownField, history_words
from annotator.ui.fields import FieldShown
from annotator.ui.open_document import OpenDocument
from annotator.ui.open_project import OpenProject
from annotator.ui.reader import Selection
from annotator.ui.words import tr

_MOST_CODINGS = 12  # shown at one place
_MOST_HISTORY = 8


def detail_of(opened: OpenProject, shown: OpenDocument, desk: CodingDesk, selection: Selection) -> DetailPassage | None:
    """None where there is neither a selection nor a coding at the cursor."""
    chosen, at_cursor = desk.chosen, desk.at_cursor()
    if selection.empty and not at_cursor and chosen is None:
        return None
    start, end = selection.start, selection.end
    if selection.empty and chosen is not None:
        start, end = chosen.start, chosen.end
    elif selection.empty:
        start, end = at_cursor[0].start, at_cursor[0].end
    ids = [one.id for one in at_cursor[:_MOST_CODINGS]]
    if chosen is not None and chosen.id not in ids:
        ids.insert(0, chosen.id)
    held = {one.id: one for one in reading.codings(opened.project, ids)}
    notes: dict[EntityId, list[Memo]] = {}
    for memo in reading.memos(opened.project, ids):
        if opened.sight.of(memo.coder, shown.document.id) is not Seen.HIDDEN:
            notes.setdefault(memo.about, []).append(memo)
    asked = opened.asked_fields
    history: tuple[str, ...] = ()
    if chosen is not None:
        now = datetime.now().astimezone()
        lines = undoing.history(opened.project, entity=chosen.id, most=_MOST_HISTORY)
        coders = opened.coders
        history = tuple(
            history_words(line, coders[line.coder].initials if line.coder in coders else "?", now=now) for line in lines
        )
    where = tr("paragraph {n} · {start}–{end}", n=shown.paragraph_of(start), start=start, end=end)
    return DetailPassage(
        where=where,
        quote=shown.content.text[start:end].replace("\u00ad", "") if end > start else "",
        codings=tuple(_coding(opened, shown, held[one], notes.get(one, []), asked) for one in ids if one in held),
        chosen=chosen.id if chosen else None,
        history=history,
    )


def _coding(
    opened: OpenProject, shown: OpenDocument, one: Coding, memos: Sequence[Memo], asked: tuple[codebook.AskedField, ...]
) -> DetailCoding:
    name, look = shown.look_of(one.code)
    code = opened.code(one.code)
    coder = opened.coders.get(one.coder)
    names = {case.id: case.name for case in opened.cases}
    mine = opened.sight.mine
    return DetailCoding(
        id=one.id,
        code=name,
        path=" › ".join(code.path) if code else name,
        look=look,
        stance=one.stance,
        coder=coder.name if coder else "",
        initials=coder.initials if coder else "",
        fields=(*_fields(opened, one, asked, one.code), *_memos_of_others(opened, memos)),
        cases=tuple((case, names[case]) for case in one.cases if case in names),
        memo="\n\n".join(memo.text for memo in memos if memo.coder in mine),
        is_own=True,
        to_look_at=shown.marked.get(one.id, 0),
    )


def _fields(
    opened: OpenProject, one: Coding, asked: tuple[codebook.AskedField, ...], code: CodeId
) -> tuple[ShownField, ...]:
    fields = codebook.fields_of(asked, opened.codes, code)
    values = one.fields
    shown = [
        ShownField(field.name, _in_words(values.get(name)), FieldShown(field, values.get(name)))
        for name, field in fields.items()
    ]
    more = [ShownField(name, _in_words(value)) for name, value in one.fields.items() if name not in fields]
    return (*shown, *more)


def _memos_of_others(opened: OpenProject, memos: Sequence[Memo]) -> tuple[ShownField, ...]:
    """Only one's own memo is edited; those of colleagues stand beside the fields, with their initials."""
    coders, mine = opened.coders, opened.sight.mine
    initials = {coder.id: coder.initials for coder in coders.values()}
    return tuple(
        ShownField(tr("memo {initials}", initials=initials.get(memo.coder, "?")), memo.text)
        for memo in memos
        if memo.coder not in mine
    )


def _in_words(value: object) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
