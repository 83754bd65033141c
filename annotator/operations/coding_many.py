"""Many codings at once from a list, in one changeset: `annotator code --from`, the sample project, scripts.

The whole is refused when one item is wrong: either all of it comes in, or nothing. A coding's own id is derived from
layer, code, range and coder, so the same list twice adds nothing and brings back what was deleted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.model.changes import Change, Changes, Kind, Verb, ref
from annotator.model.codings import Area, Case, Passage, Stance
from annotator.model.documents import Document
from annotator.model.errors import CannotDo
from annotator.model.ids import (
    CaseId,
    CodeId,
    CoderId,
    CodingId,
    EntityId,
    imported_area_id,
    imported_coding_id,
    main_memo_id,
)
from annotator.operations import codebook
from annotator.operations.cases import first_case_type, new_case
from annotator.operations.coding import area_on_page, coding_fields, short
from annotator.operations.naming import find_case, find_code, find_document
from annotator.operations.visibility import mine
from annotator.store import reading, writing
from annotator.store.handle import Project
from taxonomy.codes import Field, FieldType

_PLACE = {"start", "end", "page", "area", "quote"}
_KNOWN = {"id", "document", *_PLACE, "code", "cases", "stance", "fields", "memo", "coder"}
_MOST_TOLD = 5  # faults in one message


@dataclass(frozen=True, slots=True)
class CodedMany:
    changes: Changes
    ids: tuple[CodingId, ...]  # of all codings of the list, in its order
    new: int
    already_here: int
    new_cases: int


@dataclass(frozen=True, slots=True)
class _Item:
    place: Passage | Area
    code: CodeId
    cases: tuple[CaseId, ...]
    stance: Stance
    fields: Mapping[str, object]
    memo: str
    foreign_id: str | None


def code_many(project: Project, data: object, *, document: str | None = None) -> CodedMany:
    """Codes all that `data` lists: a list of codings, or an object with `codings` and perhaps `cases` and `document`.

    `document` names the document of items that name none. Raises CannotDo, with the items that are wrong.
    """
    listed = _listed(data)
    makings, cases = _cases(project, data)
    items = _Reader(project, data, document, cases).items(listed)
    who = project.coder.id
    ids = [coding_id_at(one.place, one.code, who) for one in items]
    states = reading.state(project, Kind.CODING, ids)
    memo_ids = {this: main_memo_id(this, who) for this, one in zip(ids, items, strict=True) if one.memo}
    memo_states = reading.state(project, Kind.MEMO, list(memo_ids.values()))
    lying = _lying(project, {one.place.layer for one in items}) if items else {}
    changes: list[Change] = list(makings)
    seen: set[CodingId] = set()
    found: list[CodingId] = []
    for this, one in zip(ids, items, strict=True):
        held = lying.get((one.place, one.code))
        lives = this in states and not states[this][1]  # though recoded or resized since: that work stays
        if held is not None or lives or this in seen:
            found.append(held or this)
            continue
        seen.add(this)
        found.append(this)
        text = project.text_of(one.place.layer) or ""
        fields = coding_fields(one.place, text, one.code, one.cases, one.stance, one.fields)
        if one.foreign_id is not None:
            fields["foreign_id"] = one.foreign_id
        if this in states:  # it comes back as the list has it
            fields["stance"] = one.stance.value
        changes.append(_made(Kind.CODING, this, fields, states))
        if one.memo:
            memo = {"about": ref(this), "about_kind": int(Kind.CODING), "text": one.memo}
            changes.append(_made(Kind.MEMO, memo_ids[this], memo, memo_states))
    count = len(seen)
    label = f"Coded {count} passage{'' if count == 1 else 's'} from a list"
    done = writing.commit(project, label, changes)
    return CodedMany(done, tuple(found), count, len(items) - count, len(makings))


def coding_id_at(place: Passage | Area, code: CodeId, coder: CoderId) -> CodingId:
    """The id of a coding that a list brings: derived, so that the same list twice adds nothing."""
    if isinstance(place, Area):
        return imported_area_id(place.layer, code, place.page, place.text, coder)
    return imported_coding_id(place.layer, code, place.start, place.end, coder)


def _made(
    kind: Kind, this: EntityId, fields: dict[str, object], states: Mapping[EntityId, tuple[bytes, bool]]
) -> Change:
    if this not in states:
        return Change(kind, this, Verb.CREATE, fields)
    return Change(kind, this, Verb.RESTORE, fields, states[this][0])


def _lying(project: Project, layers: set[Any]) -> dict[tuple[Passage | Area, CodeId], CodingId]:
    """This coder's codings on those layers, by place and code."""
    me = mine(project)
    found: dict[tuple[Passage | Area, CodeId], CodingId] = {}
    for layer in layers:
        for one in reading.placed_codings(project, layer):
            if one.coder in me:
                found[Passage(layer, one.start, one.end), one.code] = one.id
        found |= {(one.area, one.code): one.id for one in reading.placed_areas(project, layer) if one.coder in me}
    return found


def _listed(data: object) -> Sequence[Any]:
    listed = data.get("codings") if isinstance(data, Mapping) else data
    if not isinstance(listed, list):
        raise CannotDo("The file holds no list of codings: it must be a list, or an object with “codings”.")
    return listed


def _cases(project: Project, data: object) -> tuple[list[Change], list[Case]]:
    """The cases that the list brings and the project lacks, and all cases that there will be."""
    known = list(reading.cases(project))
    makings: list[Change] = []
    listed = data.get("cases", []) if isinstance(data, Mapping) else []
    if not isinstance(listed, list):
        raise CannotDo("“cases” must be a list of objects with a name.")
    for one in listed:
        if not isinstance(one, Mapping) or not isinstance(one.get("name"), str):
            raise CannotDo("Each of the cases needs a name.")
        kind = str(one.get("type") or first_case_type(project))
        folded = one["name"].casefold()
        # A case that was joined into another one is that other: the list still knows it by the name it had.
        held = (case for case in known if case.type == kind and not case.gone)
        if any(folded in (case.name.casefold(), *_joined_names(case)) for case in held):
            continue
        given, other_names = one.get("attributes") or {}, one.get("aliases") or []
        if not isinstance(given, Mapping) or not isinstance(other_names, list):
            raise CannotDo(f"The case “{one['name']}”: its attributes must be an object and its aliases a list.")
        attributes = {str(k): str(v) for k, v in given.items() if v is not None}
        aliases = [str(alias) for alias in other_names]
        change = new_case(project, one["name"], case_type=kind, aliases=aliases, attributes=attributes)
        makings.append(change)
        known.append(Case(CaseId(change.id), str(change.fields["name"]), kind, tuple(aliases), attributes, b""))
    return makings, known


def _joined_names(case: Case) -> list[str]:
    return [member.name.casefold() for member in case.members]


class _Reader:
    """Turns items of a list into codings, collecting what is wrong with them."""

    def __init__(self, project: Project, data: object, document: str | None, cases: Sequence[Case]) -> None:
        self._project = project
        self._documents = reading.documents(project)
        self._codes = codebook.codes(project)
        self._asked = codebook.asked_fields(project)
        self._field_names = {one.field.id for one in self._asked}
        self._fields: dict[CodeId, Mapping[str, Field]] = {}
        self._cases = cases
        self._named: dict[str, Document] = {}
        self._coded: dict[str, CodeId] = {}
        self._about: dict[str, CaseId] = {}
        about = data.get("document") if isinstance(data, Mapping) else None
        self._default = self._find(document) if document else self._described(about)
        sha = about.get("sha256") if isinstance(about, Mapping) else None
        if sha and self._default is not None and self._default.sha256.hex() != str(sha).lower():
            raise CannotDo(
                f"The list was made on another version of “{self._default.title}”: its bytes differ. Nothing was coded."
            )

    def _described(self, about: object) -> Document | None:
        if isinstance(about, str):
            return self._find(about)
        if isinstance(about, Mapping) and isinstance(about.get("name"), str):
            return self._find(about["name"])
        return None

    def _find(self, name: str) -> Document:
        if name not in self._named:
            found = find_document(self._documents, name)
            if found.gone:
                raise CannotDo(f"the document “{found.title}” was deleted; restore it in Team.")
            self._named[name] = found
        return self._named[name]

    def items(self, listed: Sequence[Any]) -> list[_Item]:
        items: list[_Item] = []
        faults: list[str] = []
        for number, data in enumerate(listed, 1):
            try:
                items.append(self._item(data))
            except CannotDo as error:
                name = data.get("id") if isinstance(data, Mapping) else None
                faults.append(f"coding {name or number}: {error.message}")
        if faults:
            more = f" ({len(faults) - _MOST_TOLD} more)" if len(faults) > _MOST_TOLD else ""
            raise CannotDo(f"Nothing was coded. {' | '.join(faults[:_MOST_TOLD])}{more}")
        return items

    def _item(self, data: Any) -> _Item:
        if not isinstance(data, Mapping):
            raise CannotDo("it is not an object.")
        named = data.get("document")
        document = self._find(named) if isinstance(named, str) else self._default
        if document is None:
            raise CannotDo("it names no document.")
        if not isinstance(data.get("code"), str):
            raise CannotDo("it names no code.")
        try:
            stance = Stance(data.get("stance") or Stance.SUPPORTS)
        except ValueError:
            raise CannotDo(f"its stance “{data['stance']}” is neither supports nor contradicts.") from None
        memo, foreign = data.get("memo"), data.get("id")
        code = self._code(data["code"])
        return _Item(
            self._place(document, data),
            code,
            tuple(self._case(name) for name in _names(data.get("cases") or [])),
            stance,
            self._field_values(code, data),
            memo.strip() if isinstance(memo, str) else "",
            str(foreign) if foreign is not None else None,
        )

    def _code(self, name: str) -> CodeId:
        if name not in self._coded:
            found = find_code(self._codes, name)
            if found.gone:
                raise CannotDo(f"the code “{found.path_text}” was deleted; restore it or recode its codings in Team.")
            self._coded[name] = found.id
        return self._coded[name]

    def _case(self, name: str) -> CaseId:
        if name not in self._about:
            found = find_case(self._cases, name)
            if found.gone:
                raise CannotDo(f"the case “{found.name}” was deleted; restore it in Team.")
            self._about[name] = found.id
        return self._about[name]

    def _place(self, document: Document, data: Mapping[str, Any]) -> Passage | Area:
        if data.get("area") is None:
            return self._passage(document, data)
        page, edges = data.get("page"), data["area"]
        if not isinstance(page, int) or isinstance(page, bool) or not _are_edges(edges):
            raise CannotDo("its area is not given by a page, from 1, and four numbers: left, top, right, bottom.")
        return area_on_page(self._project, Area(document.layer.id, page - 1, *map(float, edges)))

    def _passage(self, document: Document, data: Mapping[str, Any]) -> Passage:
        start, end, quote = data.get("start"), data.get("end"), data.get("quote")
        if start is None and end is None and isinstance(quote, str):
            return find_quote(self._project, document, quote)
        if not (isinstance(start, int) and isinstance(end, int)) or isinstance(start, bool) or isinstance(end, bool):
            raise CannotDo("it has neither a range (start, end) nor a quote.")
        text = self._project.text_of(document.layer.id) or ""
        if not 0 <= start < end <= len(text):
            raise CannotDo(f"the range {start}:{end} does not lie in “{document.title}” ({len(text):,} characters).")
        if isinstance(quote, str) and text[start:end] != quote:
            raise CannotDo(f"its quote {short(quote)} is not what stands at {start}:{end}: {short(text[start:end])}.")
        return Passage(document.layer.id, start, end)

    def _field_values(self, code: CodeId, data: Mapping[str, Any]) -> dict[str, object]:
        if code not in self._fields:
            self._fields[code] = codebook.fields_of(self._asked, self._codes, code)
        fields = self._fields[code]
        given = data.get("fields") or {}
        if not isinstance(given, Mapping):
            raise CannotDo("its fields are no object.")
        values = dict(given)
        values |= {name: value for name, value in data.items() if name not in _KNOWN and name in self._field_names}
        return {name: sound_value(fields, name, value) for name, value in values.items()}


def _are_edges(value: object) -> bool:
    numbers = value if isinstance(value, list) and len(value) == 4 else []
    return bool(numbers) and all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in numbers)


def _names(value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise CannotDo("its cases are no list of names.")
    return list(value)


def find_quote(project: Project, document: Document, quote: str) -> Passage:
    """The one place where a quote stands in a document; CannotDo if there is none, or more than one."""
    text = project.text_of(document.layer.id) or ""
    start = text.find(quote) if quote else -1
    if start < 0:
        raise CannotDo(f"{short(quote)} does not stand in “{document.title}”.")
    if text.find(quote, start + 1) >= 0:
        count = text.count(quote)
        raise CannotDo(f"{short(quote)} stands {count} times in “{document.title}”; say which one by its range.")
    return Passage(document.layer.id, start, start + len(quote))


def sound_value(fields: Mapping[str, Field], name: str, value: object) -> object:
    """The value of a field as it is kept; CannotDo if the code has no such field or the field does not allow it."""
    field = fields.get(name)
    if field is None:
        raise CannotDo(f"its code has no field “{name}”; it has {', '.join(fields) or 'none'}.")
    if value in (None, ""):
        return None
    if field.type is FieldType.NUMBER:
        return _number(field, value)
    if field.type is FieldType.CHOICE:
        chosen = value if isinstance(value, list) else [value]
        wrong = next((str(one) for one in chosen if one not in field.options), None)
        if wrong is not None:
            raise CannotDo(f"“{wrong}” is no option of the field “{field.name}”: {', '.join(field.options)}.")
        if len(chosen) > 1 and not field.several:
            raise CannotDo(f"the field “{field.name}” takes one value.")
        return list(chosen) if field.several else chosen[0]
    if isinstance(value, (Mapping, list)):
        raise CannotDo(f"the field “{field.name}” takes one value.")
    return str(value)


def _number(field: Field, value: object) -> float | int:
    try:
        number = float(value) if isinstance(value, (int, float, str)) and not isinstance(value, bool) else None
    except (ValueError, OverflowError):
        number = None
    if number is None or not math.isfinite(number):
        raise CannotDo(f"“{value}” is no number, which the field “{field.name}” asks for.")
    low, high = field.minimum, field.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        raise CannotDo(f"{value} is out of the range of the field “{field.name}”.")
    if field.whole and number != int(number):
        raise CannotDo(f"the field “{field.name}” asks for a whole number.")
    return int(number) if number == int(number) else number
