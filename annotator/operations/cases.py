"""Cases: what codings are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from annotator.model.changes import Change, Changes, Kind, Verb, ref
from annotator.model.codings import Case
from annotator.model.errors import CannotDo
from annotator.model.ids import CaseId, EntityId, new_id
from annotator.store import reading, writing
from annotator.store.handle import Project

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
    fields: dict[str, object] = {"name": _sound_name(project, name, case_type, None), "type": case_type}
    fields |= {f"alias:{one.strip()}": place + 1 for place, one in enumerate(aliases) if one.strip()}
    fields |= {f"attribute:{key}": value for key, value in (attributes or {}).items() if value not in (None, "")}
    return Change(Kind.CASE, EntityId(new_id()), Verb.CREATE, fields)


def first_case_type(project: Project) -> str:
    """The case type that a new case gets unasked: the codebook's first."""
    found = next((row.key for row in reading.part_rows(project) if row.part == "case_type"), None)
    return str(found) if found else DEFAULT_TYPE


def rename_case(project: Project, case: CaseId, name: str) -> Changes:
    one = _one(project, case)
    name = _sound_name(project, name, one.type, case)
    return _set(project, one, {"name": name}, f"Renamed the case “{one.name}” to “{name}”")


def set_attribute(project: Project, case: CaseId, attribute: str, value: str) -> Changes:
    one = _one(project, case)
    if one.attributes.get(attribute, "") == value:
        return Changes()
    return _set(project, one, {f"attribute:{attribute}": value or None}, f"Set {attribute} of the case “{one.name}”")


def set_aliases(project: Project, case: CaseId, aliases: Sequence[str]) -> Changes:
    one = _one(project, case)
    wanted = [alias.strip() for alias in aliases if alias.strip()]
    if list(one.aliases) == wanted:
        return Changes()
    fields: dict[str, object] = {f"alias:{old}": None for old in one.aliases if old not in wanted}
    fields |= {f"alias:{new}": place + 1 for place, new in enumerate(wanted)}
    return _set(project, one, fields, f"Changed the aliases of the case “{one.name}”")


def delete_case(project: Project, case: CaseId) -> Changes:
    """Deletes a case and takes it off all codings, in one undo step."""
    one = _one(project, case)
    changes = [Change(Kind.CASE, one.id, Verb.DELETE, {}, one.heads)]
    changes += [
        Change(Kind.CODING, coding.id, Verb.SET, {f"case:{ref(case)}": None}, coding.heads)
        for coding in reading.codings(project)
        if case in coding.cases
    ]
    changes += [Change(Kind.MEMO, memo.id, Verb.DELETE, {}, memo.heads) for memo in reading.memos(project, [case])]
    return writing.commit(project, f"Deleted the case “{one.name}”", changes)


def _one(project: Project, case: CaseId) -> Case:
    found = next((one for one in reading.cases(project) if one.id == case), None)
    if found is None:
        raise CannotDo("That case does not exist any more.")
    return found


def _set(project: Project, one: Case, fields: Mapping[str, object], label: str) -> Changes:
    return writing.commit(project, label, [Change(Kind.CASE, one.id, Verb.SET, fields, one.heads)])


def _sound_name(project: Project, name: str, case_type: str, own: CaseId | None) -> str:
    name = " ".join(name.split())
    if not name:
        raise CannotDo("A case needs a name.")
    folded = name.casefold()
    for one in reading.cases(project):
        names = {one.name.casefold(), *(alias.casefold() for alias in one.aliases)}
        if one.id != own and one.type == case_type and folded in names:
            raise CannotDo(f"There is a case “{one.name}” already that goes by that name.")
    return name
