"""Conflicts in the words of the screen: what happened, who did what, what holds meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotator.model.changes import Kind
from annotator.model.conflicts import REMARKS, Side, What
from annotator.model.ids import CoderId, EntityId
from annotator.operations.codebook import ProjectCode
from annotator.operations.conflicts import OpenConflict
from annotator.ui.team.choice_words import MOVE, choices_shown
from annotator.ui.team.shown import ShownConflict, ShownSide
from annotator.ui.team.speaking import Speaking
from annotator.ui.words import tr, tr_n

_LONG = 80  # characters; longer values are compared word by word
_MOST = 240  # characters of a value that is shown in a line
_TEXTS = {(Kind.MEMO, "text"), (Kind.CODE, "definition")}
_LISTED = ("include:", "exclude:", "alias:", "case:")  # members: there, or taken away
_OPENED = (Kind.CODING, Kind.CODE, Kind.CASE, Kind.DOCUMENT)


@dataclass(frozen=True, slots=True)
class TextOf:
    """One of several texts of a document."""

    extractor: str
    characters: int
    codings: int


@dataclass(frozen=True, slots=True)
class Leaning:
    """Of something deleted that others used: who deleted it and when, and how many codings each has with it."""

    deleted_by: CoderId | None = None
    deleted_at: int = 0  # milliseconds since 1970
    owners: Mapping[CoderId, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Besides:
    """What is told of things besides the conflicts themselves."""

    codes: Sequence[ProjectCode] = ()
    counts: Mapping[EntityId, int] = field(default_factory=dict)  # codings of each code and of each coder
    leaning: Mapping[EntityId, Leaning] = field(default_factory=dict)  # by what was deleted
    texts: Mapping[str, TextOf] = field(default_factory=dict)  # by the beginning of a layer's id, as choices name it


def conflict_shown(
    one: OpenConflict, speaking: Speaking, besides: Besides | None = None
) -> ShownConflict:
    """A conflict as its card tells it."""
    besides = besides or Besides()
    held = one.conflict
    compares = held.what is What.FIELD and (
        (held.kind, held.field) in _TEXTS or any(len(value) > _LONG for value in one.shown)
    )
    return ShownConflict(
        id=held.id,
        group=group_name(held.what),
        heading=_heading(one),
        title=_title(one),
        sides=_sides(one, speaking, besides, compares=compares),
        before=one.before if compares else _cut(one.before),
        compares=compares,
        meanwhile=_meanwhile(one, speaking),
        choices=choices_shown(one, speaking, besides.codes),
        mine=one.mine,
        remark=held.what in REMARKS,
        opens=(held.kind, held.entity) if held.kind in _OPENED else None,
    )


def group_name(what: What) -> str:
    """What the chip of its sort says."""
    return {
        What.FIELD: tr("Changed twice"),
        What.DELETE_EDIT: tr("Deleted and edited"),
        What.DANGLING: tr("Deleted but used"),
        What.DUP_CODE: tr("Same code twice"),
        What.DUP_CASE: tr("Same case twice"),
        What.CYCLE: tr("Below one another"),
        What.TWO_TEXTS: tr("Two texts"),
        What.SAME_CODER: tr("Same coder?"),
        What.SAME_TEXT: tr("Same text"),
        What.DUPLICATE_CODING: tr("Same coding twice"),
    }[what]


# What happened, and to what ------------------------------------------------------------------------------------------


def _heading(one: OpenConflict) -> str:
    held = one.conflict
    if held.what is What.FIELD:
        return _field_heading(one)
    if held.what is What.DANGLING:
        return {
            Kind.CODE: tr("A deleted code that others used"),
            Kind.CASE: tr("A deleted case that others used"),
        }.get(held.kind, tr("A deleted document that others coded"))
    return {
        What.DELETE_EDIT: tr("Deleted and edited"),
        What.DUP_CODE: tr("Two codes of one name"),
        What.DUP_CASE: tr("The same case twice"),
        What.CYCLE: tr("Codes below one another"),
        What.TWO_TEXTS: tr("Two texts of one document"),
        What.SAME_CODER: tr("One coder or two?"),
        What.SAME_TEXT: tr("Same text from other bytes"),
        What.DUPLICATE_CODING: tr("The same coding twice"),
    }[held.what]


def _field_heading(one: OpenConflict) -> str:
    held = one.conflict
    values = len({str(side.value) for side in held.sides})
    times = {2: tr("twice"), 3: tr("three times")}.get(values, tr("several times"))
    known = {
        (Kind.CODE, "name"): tr("Code renamed {times}", times=times),
        (Kind.CODE, "definition"): tr("Code redefined {times}", times=times),
        (Kind.CODE, "parent"): tr("Code moved {times}", times=times),
        (Kind.CODE, "colour"): tr("Code recoloured {times}", times=times),
        (Kind.CODE, "key"): tr("Key of a code changed {times}", times=times),
        (Kind.CODING, "code"): tr("Coding recoded {times}", times=times),
        (Kind.CODING, "place"): tr("Ends of a coding moved {times}", times=times),
        (Kind.CODING, "stance"): tr("Stance turned {times}", times=times),
        (Kind.CASE, "name"): tr("Case renamed {times}", times=times),
        (Kind.DOCUMENT, "title"): tr("Document renamed {times}", times=times),
        (Kind.CODER, "name"): tr("Coder renamed {times}", times=times),
        (Kind.MEMO, "text"): tr("Memo changed {times}", times=times),
    }.get((held.kind, held.field))
    if known:
        return known
    things = {
        Kind.DOCUMENT: tr("Document"), Kind.CODE: tr("Code"), Kind.CODING: tr("Coding"), Kind.CASE: tr("Case"),
        Kind.CODER: tr("Coder"), Kind.MEMO: tr("Memo"),
    }
    thing = things.get(held.kind, tr("Codebook"))
    return tr("{thing}: {field} changed {times}", thing=thing, field=one.field or held.field, times=times)


def _title(one: OpenConflict) -> str:
    held = one.conflict
    if held.what is What.SAME_CODER:
        return " = ".join(one.members or (one.title, one.title)) + "?"
    if held.what is What.CYCLE and one.members:
        return " › ".join(member.split(" > ")[-1] for member in (*one.members, one.members[0]))
    if held.kind == Kind.CODE:
        return one.title.replace(" > ", " › ")
    if held.kind == Kind.MEMO:
        return one.title[:1].upper() + one.title[1:]
    if held.kind == Kind.CODING:
        return tr("Coding {title}", title=one.title.replace(" > ", " › "))
    return one.title


# Who did what --------------------------------------------------------------------------------------------------------


def _sides(
    one: OpenConflict, speaking: Speaking, besides: Besides, *, compares: bool
) -> tuple[ShownSide, ...]:
    held = one.conflict
    if held.what is What.DANGLING:
        return _of_dangling(one, speaking, besides.leaning.get(held.entity, Leaning()))
    if held.what is What.FIELD:
        parts = zip(held.sides, one.shown, strict=True)
        return tuple(_of_field(held.field, side, shown, speaking, compares=compares) for side, shown in parts)
    if held.what is What.DELETE_EDIT:
        return tuple(
            _side(side, speaking, said=tr("deleted it") if side.deleted else tr("changed {what}", what=_cut(shown)))
            for side, shown in zip(held.sides, one.shown, strict=True)
        )
    if held.what is What.CYCLE:
        return tuple(
            _side(side, speaking, said=tr("moved a code below “{above}”", above=shown.replace(" > ", " › ")))
            for side, shown in zip(held.sides, one.shown, strict=True)
        )
    return _of_members(one, speaking, besides)


def _of_field(name: str, side: Side, shown: str, speaking: Speaking, *, compares: bool) -> ShownSide:
    if name.startswith(_LISTED):
        return _side(side, speaking, said=tr("took it away") if side.value is None else tr("put it there"))
    if not shown:
        return _side(side, speaking, said=tr("took it away"))
    value = shown if compares else _cut(shown.replace(" > ", " › ") if name in ("parent", "code") else shown)
    return ShownSide(speaking.who(side.coder), value=value, when=speaking.when(side.time))


def _side(side: Side, speaking: Speaking, *, said: str) -> ShownSide:
    return ShownSide(speaking.who(side.coder), said=said, when=speaking.when(side.time))


def _of_dangling(one: OpenConflict, speaking: Speaking, leaning: Leaning) -> tuple[ShownSide, ...]:
    found: list[ShownSide] = []
    if leaning.deleted_by is not None:
        when = speaking.when(leaning.deleted_at)
        found.append(ShownSide(speaking.who(leaning.deleted_by), said=tr("deleted it"), when=when))
    for coder, count in leaning.owners.items():
        if speaking.is_me(coder):
            said = tr_n("have %n coding with it", "have %n codings with it", count)
        else:
            said = tr_n("has %n coding with it", "has %n codings with it", count)
        found.append(ShownSide(speaking.who(coder), said=said))
    if not leaning.owners and one.count:
        found.append(ShownSide(said=tr_n("%n coding is made with it", "%n codings are made with it", one.count)))
    if not one.count:
        found.append(ShownSide(said=tr("Something of others still stands below it or on it")))
    return tuple(found)


def _of_members(
    one: OpenConflict, speaking: Speaking, besides: Besides
) -> tuple[ShownSide, ...]:
    held = one.conflict
    if held.what is What.SAME_TEXT:
        return tuple(ShownSide(said=title) for title in one.members)
    if held.what is What.TWO_TEXTS:
        return _of_texts(one, besides.texts)
    known = {code.id: code for code in besides.codes}
    found: list[ShownSide] = []
    for at, member in enumerate(held.members):
        author = one.authors[at] if at < len(one.authors) else None
        made = speaking.when(one.created[at]) if at < len(one.created) else ""
        if held.what is What.SAME_CODER:
            told = tr_n("with %n coding came in", "with %n codings came in", besides.counts.get(member, 0))
            found.append(ShownSide(one.members[at] if at < len(one.members) else "", said=told, when=made))
            continue
        who = speaking.who(author) if author is not None else ""
        if held.what is What.DUPLICATE_CODING:
            found.append(ShownSide(who, said=tr("made it"), when=made))
            continue
        parts = [tr("made one")]
        if held.kind == Kind.CODE:
            parts.append(tr_n("with %n coding", "with %n codings", besides.counts.get(member, 0)))
        code = known.get(member)  # type: ignore[call-overload]  # of the kind CODE a member is a CodeId
        told = " ".join(parts)
        if code is not None and code.code.definition:
            told = tr("{told}: “{definition}”", told=told, definition=_cut(code.code.definition))
        found.append(ShownSide(who, said=told, when=made))
    return tuple(found)


def _of_texts(one: OpenConflict, texts: Mapping[str, TextOf]) -> tuple[ShownSide, ...]:
    """Each text with its number, as the buttons have it."""
    found = []
    moves = [choice.token.removeprefix(MOVE) for choice in one.choices if choice.token.startswith(MOVE)]
    for place, this in enumerate(moves, 1):
        text = texts.get(this)
        if text is None:
            continue
        told = [tr("read by {extractor}", extractor=text.extractor)]
        told.append(tr_n("%n character", "%n characters", text.characters))
        told.append(tr_n("%n coding", "%n codings", text.codings))
        found.append(ShownSide(tr("Text {n}:", n=place), said=", ".join(told)))
    if not found:
        found.append(ShownSide(said=tr_n("%n coding lies on its texts", "%n codings lie on its texts", one.count)))
    return tuple(found)


def _meanwhile(one: OpenConflict, speaking: Speaking) -> str:
    held = one.conflict
    if held.what is What.FIELD:
        return tr("Meanwhile the latest of them holds.")
    if held.what is What.DELETE_EDIT:
        return _unseen(one, speaking)
    if held.what is What.DANGLING:
        return {
            Kind.CODE: tr("Meanwhile it stays in the codebook, greyed, with its codings."),
            Kind.CASE: tr("Meanwhile it stays, greyed, on its codings."),
        }.get(held.kind, tr("Meanwhile the document stays, greyed, with its codings."))
    return {
        What.DUP_CODE: tr("Meanwhile both are in the codebook."),
        What.DUP_CASE: tr("Meanwhile both are cases of their own."),
        What.CYCLE: tr("Meanwhile they stand at the top of the codebook."),
        What.TWO_TEXTS: tr("Meanwhile each coding stays on the text that it was made on."),
        What.SAME_CODER: tr("Meanwhile they count as two coders."),
        What.SAME_TEXT: tr("Nothing need be done."),
        What.DUPLICATE_CODING: tr("Meanwhile it counts twice."),
    }[held.what]


def _unseen(one: OpenConflict, speaking: Speaking) -> str:
    deleters = [side.coder for side in one.conflict.sides if side.deleted]
    editors = [side.coder for side in one.conflict.sides if not side.deleted]
    stays = {
        Kind.CODING: tr("the coding stays"), Kind.CODE: tr("the code stays"), Kind.CASE: tr("the case stays"),
        Kind.DOCUMENT: tr("the document stays"), Kind.MEMO: tr("the memo stays"),
    }.get(one.conflict.kind, tr("it stays"))
    if not deleters or not editors:
        return tr("Meanwhile {stays}.", stays=stays)
    if any(map(speaking.is_me, deleters)):
        return tr("You had not seen the edit of {name}; {stays}", name=speaking.name(editors[0]), stays=stays)
    if any(map(speaking.is_me, editors)):
        return tr("{name} had not seen your edit; {stays}", name=speaking.name(deleters[0]), stays=stays)
    return tr("{name} had not seen the edit of {other}; {stays}", name=speaking.name(deleters[0]),
              other=speaking.name(editors[0]), stays=stays)


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MOST else text[: _MOST - 1].rstrip() + "…"
