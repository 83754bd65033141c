"""Cases: what codings are about."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from annotator.model.changes import Change, Changes, Kind, Verb, ref
from annotator.model.codings import Case, Coding
from annotator.model.errors import CannotDo
from annotator.model.ids import CaseId, EntityId, new_id
from annotator.operations.joining import to_join, to_part
from annotator.store import reading, writing
from annotator.store.aliases import canonical
from annotator.store.conflicts import codings_on
from annotator.store.handle import Project
from taxonomy.codes import Attribute, CaseType, FieldType

DEFAULT_TYPE = "company"


def add_case(
    project: Project,
    name: str,
    *,
    case_type: str | None = None,
    aliases: Sequence[str] = (),
    attributes: Mapping[str, str] | None = None,
) -> tuple[Changes, CaseId]:
    """Makes a case; raises CannotDo if one of that type has the name or alias already."""
    change = new_case(project, name, case_type=case_type, aliases=aliases, attributes=attributes)
    return writing.commit(project, f"Made the case “{change.fields['name']}”", [change]), CaseId(change.id)


def new_case(
    project: Project,
    name: str,
    *,
    case_type: str | None = None,
    aliases: Sequence[str] = (),
    attributes: Mapping[str, str] | None = None,
) -> Change:
    """The change that makes a case, for a changeset that does more besides."""
    case_type = case_type or first_case_type(project)
    fields: dict[str, object] = {"name": sound_name(project, name, case_type, None), "type": case_type}
    fields |= {f"alias:{one.strip()}": place + 1 for place, one in enumerate(aliases) if one.strip()}
    fields |= {f"attribute:{key}": value for key, value in (attributes or {}).items() if value not in (None, "")}
    return Change(Kind.CASE, EntityId(new_id()), Verb.CREATE, fields)


def case_types(project: Project) -> tuple[CaseType, ...]:
    """The codebook's case types, in its order."""
    return tuple(_case_type(json.loads(row.data)) for row in reading.part_rows(project) if row.part == "case_type")


def _case_type(data: Mapping[str, Any]) -> CaseType:
    attributes = tuple(
        Attribute(one["id"], one["name"], FieldType(one["type"]), tuple(one.get("options", ())))
        for one in data.get("attributes", ())
    )
    return CaseType(data["id"], data["name"], attributes)


def first_case_type(project: Project) -> str:
    """The case type that a new case gets unasked: the codebook's first."""
    found = next((row.key for row in reading.part_rows(project) if row.part == "case_type"), None)
    return str(found) if found else DEFAULT_TYPE


def rename_case(project: Project, case: CaseId, name: str) -> Changes:
    one = _one(project, case)
    name = sound_name(project, name, one.type, one.id)
    return _set(project, one, {"name": name}, f"Renamed the case “{one.name}” to “{name}”")


def set_type(project: Project, case: CaseId, case_type: str) -> Changes:
    """Makes a case one of another type; its attributes stay, also those that the type does not ask for."""
    one = _one(project, case)
    if one.type == case_type:
        return Changes()
    sound_name(project, one.name, case_type, one.id)
    return _set(project, one, {"type": case_type}, f"Made the case “{one.name}” one of the type “{case_type}”")


def set_attribute(project: Project, case: CaseId, attribute: str, value: str) -> Changes:
    one = _one(project, case)
    if one.attributes.get(attribute, "") == value:
        return Changes()
    key = f"attribute:{attribute}"
    changes = [Change(Kind.CASE, one.id, Verb.SET, {key: value or None}, one.heads)]
    if not value:  # the cases joined into it lend it theirs
        holding = [member for member in one.members if attribute in member.attributes]
        changes += [Change(Kind.CASE, member.id, Verb.SET, {key: None}, member.heads) for member in holding]
    return writing.commit(project, f"Set {attribute} of the case “{one.name}”", changes)


def set_aliases(project: Project, case: CaseId, aliases: Sequence[str]) -> Changes:
    one = _one(project, case)
    wanted = [alias.strip() for alias in aliases if alias.strip()]
    if list(one.aliases) == wanted:
        return Changes()
    fields: dict[str, object] = {f"alias:{old}": None for old in one.aliases if old not in wanted}
    fields |= {f"alias:{new}": place + 1 for place, new in enumerate(wanted)}
    return _set(project, one, fields, f"Changed the aliases of the case “{one.name}”")


def codings_about(project: Project, case: CaseId) -> list[Coding]:
    """All codings that are about a case, by document and place."""
    one = next((held for held in reading.cases(project) if held.id == case), None)
    if one is None:
        raise CannotDo("That case does not exist any more.")
    found = codings_on(project, Kind.CASE, [one.id, *(member.id for member in one.members)])
    return reading.codings(project, list(dict.fromkeys(each.coding for each in found)))


def delete_case(project: Project, case: CaseId) -> Changes:
    """Deletes a case with those joined into it and takes it off all codings, in one undo step."""
    one = _one(project, case)
    whole = {one.id, *(member.id for member in one.members)}
    changes = [Change(Kind.CASE, each.id, Verb.DELETE, {}, each.heads) for each in (one, *one.members)]
    changes += [
        Change(Kind.CODING, coding.id, Verb.SET, taken_off(coding, whole), coding.heads)
        for coding in reading.codings(project)
        if one.id in coding.cases
    ]
    changes += [Change(Kind.MEMO, memo.id, Verb.DELETE, {}, memo.heads) for memo in reading.memos(project, [one.id])]
    return writing.commit(project, f"Deleted the case “{one.name}”", changes)


def taken_off(coding: Coding, whole: Collection[CaseId]) -> dict[str, object]:
    """The fields by which a coding is not about a case any more; `whole`: the case and those joined into it."""
    return {f"case:{ref(case)}": None for case in coding.stored_cases if case in whole}


def merge_cases(project: Project, case: CaseId, into: CaseId) -> Changes:
    """Lets a case stand for another one; `part_case` parts them again."""
    one, other = _one(project, case), _one(project, into)
    change = to_join(project, Kind.CASE, case, into)
    return writing.commit(project, f"Merged the case “{one.name}” into “{other.name}”", [change])


def part_case(project: Project, case: CaseId) -> Changes:
    """Lets a case that was merged into another one stand for itself again."""
    changes = to_part(project, Kind.CASE, case)
    whole = _one(project, case)
    name = next(member.name for member in whole.members if member.id == case)
    return writing.commit(project, f"Parted the case “{name}” from “{whole.name}”", changes)


def cases_to_use(project: Project, wanted: Iterable[CaseId]) -> tuple[CaseId, ...]:
    """What the cases stand for, each once, in order. CannotDo where one of them is not there, or was deleted."""
    wanted = tuple(wanted)
    if not wanted:
        return ()
    stands_for = canonical(project, Kind.CASE)
    found = tuple(dict.fromkeys(CaseId(stands_for.get(case, case)) for case in wanted))
    states = reading.state(project, Kind.CASE, found)
    for case in found:
        if case not in states or states[case][1]:
            usable(reading.cases(project), case)  # says why not
            raise CannotDo("That case does not exist any more.")
    return found


def _one(project: Project, case: CaseId) -> Case:
    return usable(reading.cases(project), case)


def usable(known: Iterable[Case], case: CaseId) -> Case:
    """A case by its id, or by that of a case joined into it. CannotDo where there is none, or it was deleted."""
    found = next((one for one in known if one.id == case or any(case == member.id for member in one.members)), None)
    if found is None:
        raise CannotDo("That case does not exist any more.")
    if found.gone:
        raise CannotDo("That case was deleted; restore it or take it off its codings in Team.")
    return found


def _set(project: Project, one: Case, fields: Mapping[str, object], label: str) -> Changes:
    return writing.commit(project, label, [Change(Kind.CASE, one.id, Verb.SET, fields, one.heads)])


def sound_name(project: Project, name: str, case_type: str, own: CaseId | None) -> str:
    name = " ".join(name.split())
    if not name:
        raise CannotDo("A case needs a name.")
    folded = name.casefold()
    for one in reading.cases(project):
        names = {one.name.casefold(), *(alias.casefold() for alias in one.also)}
        if one.id != own and not one.gone and one.type == case_type and folded in names:
            raise CannotDo(f"There is a case “{one.name}” already that goes by that name.")
    return name
