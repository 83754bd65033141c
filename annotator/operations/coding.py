"""Coding: putting codes on passages and changing what was put there. Each function is one undo step."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotator.model.changes import Change, Changes, Kind, Verb, ref
from annotator.model.codings import Area, Coding, Passage, Stance, quoted
from annotator.model.errors import CannotDo
from annotator.model.ids import CaseId, CodeId, CodingId, EntityId, main_memo_id, new_id
from annotator.operations import codes
from annotator.operations.cases import cases_to_use, taken_off, usable
from annotator.store import reading, writing
from annotator.store.handle import Project

SMALLEST_AREA = 2.0  # points to each side: less is a click, no rectangle
_SHORT = 60  # code points of a quote in a line of the history


@dataclass(frozen=True, slots=True)
class Coded:
    """The coding that lies there now, and whether it was there before (then nothing was written)."""

    changes: Changes
    coding: CodingId
    existed: bool


def code_passage(
    project: Project,
    passage: Passage,
    code: CodeId,
    *,
    cases: Sequence[CaseId] = (),
    stance: Stance = Stance.SUPPORTS,
    fields: Mapping[str, object] | None = None,
    memo: str = "",
) -> Coded:
    """Puts a code on a passage. The same code on the same passage by the same coder is not made twice."""
    text = _text_to_code(project, passage)
    code, name = reading.code_to_use(project, code)
    cases = cases_to_use(project, cases)
    known = reading.same_coding(project, passage, code_id=code, coder_id=project.coder.id)
    if known is not None:
        return Coded(Changes(), known, True)
    made = coding_fields(passage, text, code, cases, stance, fields or {})
    return _made(project, made, memo, f"Coded {short(text[passage.start : passage.end])} with “{name}”")


def code_area(
    project: Project,
    area: Area,
    code: CodeId,
    *,
    cases: Sequence[CaseId] = (),
    stance: Stance = Stance.SUPPORTS,
    fields: Mapping[str, object] | None = None,
    memo: str = "",
) -> Coded:
    """The same for a rectangle on a page. What lies outside the page is cut off."""
    area = area_on_page(project, area)
    refuse_dead(project, area)
    code, name = reading.code_to_use(project, code)
    cases = cases_to_use(project, cases)
    known = reading.same_area(project, area, code_id=code, coder_id=project.coder.id)
    if known is not None:
        return Coded(Changes(), known, True)
    made = coding_fields(area, "", code, cases, stance, fields or {})
    return _made(project, made, memo, f"Coded {area_in_words(area)} with “{name}”")


def _made(project: Project, fields: Mapping[str, object], memo: str, label: str) -> Coded:
    this = CodingId(EntityId(new_id()))
    changes = [Change(Kind.CODING, this, Verb.CREATE, fields)]
    if memo.strip():
        changes.append(memo_of_coding(project, this, memo))
    return Coded(writing.commit(project, label, changes), this, False)


@dataclass(frozen=True, slots=True)
class CodedInVivo:
    """The code that was made from the words of a passage, and its coding."""

    changes: Changes
    code: CodeId
    coding: CodingId


def code_in_vivo(
    project: Project, passage: Passage, name: str, *, parent: CodeId | None = None, cases: Sequence[CaseId] = ()
) -> CodedInVivo:
    """Makes a code, to be defined later, and puts it on a passage, in one undo step."""
    text = _text_to_code(project, passage)
    making = codes.new_code(project, name, parent=parent, to_define=True)
    code = CodeId(making.id)
    this = CodingId(EntityId(new_id()))
    fields = coding_fields(passage, text, code, cases_to_use(project, cases), Stance.SUPPORTS, {})
    label = f"Coded {short(text[passage.start : passage.end])} with the new code “{making.fields['name']}”"
    changes = writing.commit(project, label, [making, Change(Kind.CODING, this, Verb.CREATE, fields)])
    return CodedInVivo(changes, code, this)


def coding_fields(
    place: Passage | Area,
    text: str,
    code: CodeId,
    cases: Sequence[CaseId],
    stance: Stance,
    fields: Mapping[str, object],
) -> dict[str, object]:
    """A new coding as the fields of an operation. Each case and each field is a key of its own, so that they merge."""
    found: dict[str, object] = {"layer": ref(place.layer), "code": ref(code), **place_fields(place, text)}
    if stance is not Stance.SUPPORTS:
        found["stance"] = stance.value
    found |= {f"case:{ref(case)}": place + 1 for place, case in enumerate(dict.fromkeys(cases))}
    found |= {f"field:{name}": value for name, value in fields.items() if value not in (None, "", [])}
    return found


def place_fields(place: Passage | Area, text: str) -> dict[str, object]:
    """Where a coding lies on its layer, as fields of an operation; `text` is the layer's, and "" will do of an area."""
    if isinstance(place, Area):
        return {"page": place.page, "area": place.text, "check": ref(place.check)}
    return {"start": place.start, "end": place.end, "check": ref(quoted(text, place.start, place.end).check)}


def memo_of_coding(project: Project, coding: CodingId, text: str) -> Change:
    fields = {"about": ref(coding), "about_kind": int(Kind.CODING), "text": text.strip()}
    return Change(Kind.MEMO, main_memo_id(coding, project.coder.id), Verb.CREATE, fields)


def text_of(project: Project, passage: Passage) -> str:
    """The text of the passage's layer; CannotDo if the passage does not lie in it."""
    text = project.text_of(passage.layer)
    if text is None:
        raise CannotDo("This copy of the project lacks the text of that document.")
    if not 0 <= passage.start < passage.end <= len(text):
        raise CannotDo(
            f"The range {passage.start}:{passage.end} does not lie in the document, which has {len(text):,} characters."
        )
    return text


def _text_to_code(project: Project, passage: Passage) -> str:
    """The same for a new coding: CannotDo also if the document was deleted."""
    text = text_of(project, passage)
    refuse_dead(project, passage)
    return text


def refuse_dead(project: Project, place: Passage | Area) -> None:
    """CannotDo if nothing new may lie on the place's layer."""
    if not reading.is_live_layer(project, place.layer):
        raise CannotDo("That document was deleted; restore it or delete its codings in Team.")


def area_on_page(project: Project, area: Area) -> Area:
    """The area as it is kept: inside its page, in tenths of a point. CannotDo if there is no such page, or hardly
    anything of the area lies on it."""
    pages, _ = reading.page_layouts(project, area.layer)
    if not pages:
        raise CannotDo("Areas can be coded on the pages of a PDF; this document has no pages.")
    if not 0 <= area.page < len(pages):
        raise CannotDo(f"There is no page {area.page + 1}; the document has {len(pages):,}.")
    if not all(map(math.isfinite, area[2:])):
        raise CannotDo("An area is given by four numbers: left, top, right, bottom, in points.")
    page = pages[area.page]
    across = sorted(min(max(0.0, edge), page.width) for edge in (area.left, area.right))
    down = sorted(min(max(0.0, edge), page.height) for edge in (area.top, area.bottom))
    left, top, right, bottom = (round(edge, 1) for edge in (across[0], down[0], across[1], down[1]))
    if right - left < SMALLEST_AREA or bottom - top < SMALLEST_AREA:
        raise CannotDo(
            f"That area is too small or lies outside page {area.page + 1}, which is {page.width:g} by "
            f"{page.height:g} points."
        )
    return Area(area.layer, area.page, left, top, right, bottom)


def area_in_words(area: Area) -> str:
    return f"an area on page {area.page + 1}"


def place_in_words(coding: Coding) -> str:
    """What a coding lies on, as it stands in a line of the history or of a listing."""
    return area_in_words(coding.area) if coding.area is not None else short(coding.quote)


def short(quote: str) -> str:
    """A quote as it stands in a line of the history."""
    folded = " ".join(quote.replace("\u00ad", "").split())
    return f"“{folded}”" if len(folded) <= _SHORT else f"“{folded[: _SHORT - 1].rstrip()}…”"


def take_off(project: Project, ids: Iterable[CodingId]) -> Changes:
    """Deletes codings with their memos."""
    found = _those(project, ids)
    changes = [Change(Kind.CODING, one.id, Verb.DELETE, {}, one.heads) for one in found]
    memos = reading.memos(project, [one.id for one in found])
    changes += [Change(Kind.MEMO, memo.id, Verb.DELETE, {}, memo.heads) for memo in memos]
    if len(found) == 1:
        name = _code_name(project, found[0])
        return writing.commit(project, f"Took “{name}” off {place_in_words(found[0])}", changes)
    return writing.commit(project, f"Took off {len(found)} codings", changes)


def recode(project: Project, ids: Iterable[CodingId], code: CodeId) -> Changes:
    """Gives codings another code. CannotDo if the same coder has that code on the same passage already."""
    code, name = reading.code_to_use(project, code)
    found = [one for one in _those(project, ids) if one.code != code]
    for one in found:
        if _same(project, one, code) is not None:
            raise CannotDo(f"{place_in_words(one)} carries “{name}” already; take this coding off instead.")
    said = place_in_words(found[0]) if len(found) == 1 else f"{len(found)} codings"
    return _set(project, found, {"code": ref(code)}, f"Recoded {said} as “{name}”")


def _same(project: Project, one: Coding, code: CodeId) -> CodingId | None:
    """The coding of the same coder with that code on the very same place."""
    if one.area is not None:
        return reading.same_area(project, one.area, code_id=code, coder_id=one.coder)
    if one.start is None or one.end is None:
        return None
    return reading.same_coding(project, Passage(one.layer, one.start, one.end), code_id=code, coder_id=one.coder)


def resize(project: Project, coding: CodingId, *, start: int, end: int) -> Changes:
    """Gives a coding another place in the same layer, in code points."""
    one = _those(project, [coding])[0]
    if one.area is not None:
        raise CannotDo("That coding lies on an area of a page; draw another area for it.")
    if (one.start, one.end) == (start, end):
        return Changes()
    passage = Passage(one.layer, start, end)
    text = text_of(project, passage)
    if reading.same_coding(project, passage, code_id=one.code, coder_id=one.coder) is not None:
        raise CannotDo("The same code lies on exactly that passage already.")
    fields: dict[str, object] = {"check": ref(quoted(text, start, end).check)}
    if start != one.start:
        fields["start"] = start
    if end != one.end:
        fields["end"] = end
    return _set(
        project, [one], fields, f"Changed the passage of “{_code_name(project, one)}” to {short(text[start:end])}"
    )


def move_area(project: Project, coding: CodingId, area: Area) -> Changes:
    """Gives a coding on an area another area, on whichever page of the same layer."""
    one = _those(project, [coding])[0]
    if one.area is None:
        raise CannotDo("That coding lies on words; change its passage in the text.")
    new = area_on_page(project, area._replace(layer=one.layer))
    if (new.page, new.text) == (one.area.page, one.area.text):
        return Changes()
    if reading.same_area(project, new, code_id=one.code, coder_id=one.coder) is not None:
        raise CannotDo("The same code lies on exactly that area already.")
    label = f"Changed the area of “{_code_name(project, one)}” to {area_in_words(new)}"
    return _set(project, [one], place_fields(new, ""), label)


def set_stance(project: Project, ids: Iterable[CodingId], stance: Stance) -> Changes:
    found = [one for one in _those(project, ids) if one.stance is not stance]
    said = place_in_words(found[0]) if len(found) == 1 else f"{len(found)} codings"
    return _set(project, found, {"stance": stance.value}, f"Set the stance of {said} to {stance.value}")


def turn_stance(project: Project, coding: CodingId) -> Changes:
    """From supports to contradicts and back."""
    one = _those(project, [coding])[0]
    turned = Stance.SUPPORTS if one.stance is Stance.CONTRADICTS else Stance.CONTRADICTS
    return set_stance(project, [coding], turned)


def set_case(project: Project, ids: Iterable[CodingId], case: CaseId, *, about: bool) -> Changes:
    """Says that codings are about a case, or that they are not."""
    known = reading.cases(project)
    lost = next((one for one in known if one.id == case and one.gone), None)
    this = lost if lost is not None and not about else usable(known, case)
    whole = {this.id, *(member.id for member in this.members)}
    found = [one for one in _those(project, ids) if (this.id in one.cases) is not about]
    said = place_in_words(found[0]) if len(found) == 1 else f"{len(found)} codings"
    label = f"{said} is about “{this.name}”" if about else f"{said} is not about “{this.name}” any more"
    changes = [
        Change(
            Kind.CODING,
            one.id,
            Verb.SET,
            {f"case:{ref(this.id)}": len(one.cases) + 1} if about else taken_off(one, whole),
            one.heads,
        )
        for one in found
    ]
    return writing.commit(project, label, changes)


def set_field(project: Project, ids: Iterable[CodingId], field: str, value: object) -> Changes:
    """Sets a field's value; None, empty text and an empty list clear it."""
    cleared = None if value in (None, "", []) else value
    found = [one for one in _those(project, ids) if one.fields.get(field) != cleared]
    said = place_in_words(found[0]) if len(found) == 1 else f"{len(found)} codings"
    return _set(project, found, {f"field:{field}": cleared}, f"Set {field} of {said}")


def _those(project: Project, ids: Iterable[CodingId]) -> list[Coding]:
    wanted = list(dict.fromkeys(ids))
    found = reading.codings(project, wanted)
    if len(found) != len(wanted) or not found:
        raise CannotDo("That coding does not exist any more.")
    return found


def _set(project: Project, found: Sequence[Coding], fields: Mapping[str, object], label: str) -> Changes:
    return writing.commit(project, label, [Change(Kind.CODING, one.id, Verb.SET, fields, one.heads) for one in found])


def _code_name(project: Project, coding: Coding) -> str:
    try:
        return reading.code_name(project, coding.code)
    except CannotDo:
        return "a deleted code"
