"""Query lines that a project keeps under a name: they are its own, travel with it and merge by name."""

from __future__ import annotations

import json
from dataclasses import dataclass

from annotator.model.changes import Change, Changes, Kind, Verb
from annotator.model.errors import CannotDo
from annotator.model.ids import setting_id
from annotator.model.query import parse
from annotator.store import reading, shared_settings, writing
from annotator.store.handle import Project

_PREFIX = "query:"  # of the keys among the project's shared settings
LONGEST_NAME = 120  # code points


@dataclass(frozen=True, slots=True)
class SavedQuery:
    name: str
    question: str


def saved(project: Project) -> tuple[SavedQuery, ...]:
    """All of them, by name; what a damaged or later file holds otherwise is passed over."""
    found = [
        SavedQuery(data["name"], data["line"])
        for data in shared_settings.beginning_with(project, _PREFIX).values()
        if isinstance(data, dict) and isinstance(data.get("name"), str) and isinstance(data.get("line"), str)
    ]
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.name)))


def save(project: Project, name: str, question: str) -> Changes:
    """Keeps a line under a name, in place of the one that has it (case ignored). QueryFault where it is none."""
    name, question = " ".join(name.split()), question.strip()
    if not name or len(name) > LONGEST_NAME:
        raise CannotDo(f"A saved query needs a name of at most {LONGEST_NAME} characters.")
    parse(question)
    key = _key(name)
    this = setting_id(key)
    held = next((one for one in saved(project) if _key(one.name) == key), None)
    if held == SavedQuery(name, question):
        return Changes()
    heads, deleted = reading.state(project, Kind.PART, [this]).get(this, (b"", False))
    verb = Verb.CREATE if not heads else Verb.RESTORE if deleted else Verb.SET
    fields: dict[str, object] = {"data": json.dumps({"name": name, "line": question}, ensure_ascii=False)}
    if verb is not Verb.SET:
        fields |= {"part": reading.SETTING, "key": key}
    label = f"Changed the query “{name}”" if held is not None else f"Saved the query “{name}”"
    return writing.commit(project, label, [Change(Kind.PART, this, verb, fields, heads)])


def delete(project: Project, name: str) -> Changes:
    """Forgets a saved query; CannotDo where there is none of that name."""
    this = setting_id(_key(name))
    heads, deleted = reading.state(project, Kind.PART, [this]).get(this, (b"", True))
    if deleted:
        raise CannotDo(f"There is no saved query “{name}”.")
    return writing.commit(
        project, f"Deleted the query “{' '.join(name.split())}”", [Change(Kind.PART, this, Verb.DELETE, {}, heads)]
    )


def _key(name: str) -> str:
    return _PREFIX + " ".join(name.split()).casefold()
