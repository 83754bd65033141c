"""Changing the codes of a project's codebook, one by one. Each function is one undo step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from annotator.model.changes import Change, Changes, Fields, Kind, Verb, ref
from annotator.model.errors import CannotDo
from annotator.model.ids import CodeId, EntityId, new_id
from annotator.operations.codebook import ProjectCode, ancestors_and_self, codes, self_and_below
from annotator.operations.codebook_fields import code_fields
from annotator.operations.joining import to_join, to_part
from annotator.store import reading, writing
from annotator.store.handle import Project
from taxonomy.codes import Code

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\Z")
_KEY = re.compile(r"[a-z]{1,2}\Z")


def add_code(
    project: Project,
    name: str,
    *,
    parent: CodeId | None = None,
    colour: str | None = None,
    key: str | None = None,
    definition: str = "",
    to_define: bool = False,
) -> tuple[Changes, CodeId]:
    """A new code at the end of its siblings. Raises CannotDo if a sibling has that name."""
    change = new_code(project, name, parent=parent, colour=colour, key=key, definition=definition, to_define=to_define)
    return writing.commit(project, f"Made the code “{change.fields['name']}”", [change]), CodeId(change.id)


def new_code(
    project: Project,
    name: str,
    *,
    parent: CodeId | None = None,
    colour: str | None = None,
    key: str | None = None,
    definition: str = "",
    to_define: bool = False,
) -> Change:
    """The change that makes a code, for a changeset that does more besides."""
    known = codes(project)
    if parent is not None:
        parent = _one(known, parent).id
    name = sound_name(name, known, parent, None)
    sound_key(key, known, parent, None)
    siblings = [one.position for one in known if one.parent == parent]
    taken = {one.code.id for one in known}
    code = Code(_fresh_text_id(name, taken), name, definition=definition, colour=sound_colour(colour), key=key)
    fields = {k: v for k, v in code_fields(code, parent, max(siblings, default=0.0) + 1).items() if v is not None}
    if to_define:
        fields["to_define"] = 1
    return Change(Kind.CODE, EntityId(new_id()), Verb.CREATE, fields)


def rename_code(project: Project, code: CodeId, name: str) -> Changes:
    known = codes(project)
    one = _one(known, code)
    name = sound_name(name, known, one.parent, one.id)
    return _set(project, one, {"name": name}, f"Renamed the code “{one.name}” to “{name}”")


def move_code(project: Project, code: CodeId, parent: CodeId | None, *, before: CodeId | None = None) -> Changes:
    """Puts a code below another one, or at the top; in front of a sibling, or at the end."""
    return move_codes(project, [code], parent, before=before)


def move_codes(
    project: Project, moving: Sequence[CodeId], parent: CodeId | None, *, before: CodeId | None = None
) -> Changes:
    """The same for several, which stand there in the order of the codebook; those below others of them go along."""
    known = codes(project)
    these = topmost(known, moving)
    where = "to the top"
    if parent is not None:
        above = _one(known, parent)
        parent = above.id
        held = next((one for one in these if one.id in ancestors_and_self(known, above.id)), None)
        if held is not None:
            raise CannotDo(f"“{held.name}” cannot be moved below itself or one of its own codes.")
        where = f"below “{above.name}”"
    own = {one.id for one in these}
    for one in these:
        sound_name(one.name, [found for found in known if found.id not in own], parent, None)
    if len({one.name.casefold() for one in these}) < len(these):
        raise CannotDo("Two of these codes have one name, so they cannot stand at one place; rename one of them first.")
    siblings = [found for found in known if found.parent == parent and found.id not in own]
    place = next((k for k, found in enumerate(siblings) if found.id == before), len(siblings))
    low = siblings[place - 1].position if place else (siblings[0].position - 1 if siblings else 0.0)
    high = siblings[place].position if place < len(siblings) else low + len(these) + 1
    places = [low + (high - low) * (k + 1) / (len(these) + 1) for k in range(len(these))]
    changes = [
        Change(Kind.CODE, one.id, Verb.SET, {"parent": ref(parent) if parent else None, "position": at}, one.heads)
        for one, at in zip(these, places, strict=True)
    ]
    if sorted({low, *places, high}) != [low, *places, high]:  # between two floats there is no room any more
        ordered = [*siblings[:place], *these, *siblings[place:]]
        changes = [_standing(one, parent, at, moved=one.id in own) for at, one in enumerate(ordered, start=1)]
    said = f"the code “{these[0].name}”" if len(these) == 1 else f"{len(these)} codes"
    return writing.commit(project, f"Moved {said} {where}", changes)


def _standing(one: ProjectCode, parent: CodeId | None, at: int, *, moved: bool) -> Change:
    fields: dict[str, object] = {"position": float(at)}
    if moved:
        fields["parent"] = ref(parent) if parent else None
    return Change(Kind.CODE, one.id, Verb.SET, fields, one.heads)


def topmost(known: Sequence[ProjectCode], wanted: Iterable[CodeId]) -> list[ProjectCode]:
    """These codes in the order of the codebook, without those that stand below others of them."""
    these = {_one(known, code).id for code in wanted}
    if not these:
        raise CannotDo("Choose a code first.")
    chosen = [one for one in known if one.id in these]
    return [one for one in chosen if not these & set(ancestors_and_self(known, one.id)[1:])]


def recolour_code(project: Project, code: CodeId, colour: str | None) -> Changes:
    one = _one(codes(project), code)
    return _set(project, one, {"colour": sound_colour(colour)}, f"Changed the colour of the code “{one.name}”")


def set_key(project: Project, code: CodeId, key: str | None) -> Changes:
    """A letter, or two for a child (the parent's, then its own); None takes the key away."""
    known = codes(project)
    one = _one(known, code)
    sound_key(key, known, one.parent, one.id)
    said = f"Gave the code “{one.name}” the key {key.upper()}" if key else f"Took the key from the code “{one.name}”"
    return _set(project, one, {"key": key}, said)


def define_code(
    project: Project, code: CodeId, *, definition: str, include: Sequence[str], exclude: Sequence[str]
) -> Changes:
    """Definition, include and exclude of a code, whole."""
    one = _one(codes(project), code)
    fields: dict[str, object] = {}
    if definition != one.code.definition:
        fields["definition"] = definition
    for name, old, new in (("include", one.code.include, include), ("exclude", one.code.exclude, exclude)):
        new = [text.strip() for text in new if text.strip()]
        if list(old) != new:
            fields |= {f"{name}:{text}": None for text in old if text not in new}
            fields |= {f"{name}:{text}": place + 1 for place, text in enumerate(new)}
    if one.to_define and definition.strip():
        fields["to_define"] = 0
    return _set(project, one, fields, f"Defined the code “{one.name}”")


def delete_code(project: Project, code: CodeId) -> Changes:
    """Deletes a code, the codes joined into it, the codes below it and all their codings, in one undo step."""
    return delete_codes(project, [code])


def delete_codes(project: Project, unwanted: Sequence[CodeId]) -> Changes:
    """The same for several codes."""
    known = codes(project)
    these = topmost(known, unwanted)
    own = {one.id for one in these}
    below = self_and_below(known, own)
    going = [found for found in known if found.id in below]
    changes = [Change(Kind.CODE, found.id, Verb.DELETE, {}, found.heads) for found in going if not found.gone]
    members = reading.state(project, Kind.CODE, [member for found in going for member in found.members])
    changes += [Change(Kind.CODE, member, Verb.DELETE, {}, heads) for member, (heads, _) in members.items()]
    codings = reading.codings(project, codes=[found.id for found in going])
    changes += [Change(Kind.CODING, held.id, Verb.DELETE, {}, held.heads) for held in codings]
    about = {change.id for change in changes} | {found.id for found in going}
    changes += [
        Change(Kind.MEMO, memo.id, Verb.DELETE, {}, memo.heads) for memo in reading.memos(project, sorted(about))
    ]
    with_codings = f" with {len(codings)} coding{'' if len(codings) == 1 else 's'}" if codings else ""
    said = f"the code “{these[0].name}”" if len(these) == 1 else f"{len(these)} codes"
    return writing.commit(project, f"Deleted {said}{with_codings}", changes)


def merge_codes(project: Project, code: CodeId, into: CodeId) -> Changes:
    """Lets a code stand for another one, with its codings and the codes below it; `part_code` parts them again."""
    return merge_several(project, [code], into)


def merge_several(project: Project, merging: Sequence[CodeId], into: CodeId) -> Changes:
    """The same for several codes, each of which can be parted again by itself."""
    known = codes(project)
    these, other = [_one(known, code) for code in dict.fromkeys(merging)], _one(known, into)
    joining = [to_join(project, Kind.CODE, code, into) for code in dict.fromkeys(merging)]
    if not these:
        raise CannotDo("Choose a code first.")
    above = next((one for one in these if one.id in ancestors_and_self(known, other.id)), None)
    if above is not None:
        raise CannotDo(f"“{above.name}” cannot be merged into “{other.name}”, a code below it; move that one first.")
    said = f"the code “{these[0].name}”" if len(these) == 1 else f"{len(these)} codes"
    return writing.commit(project, f"Merged {said} into “{other.name}”", joining)


def merged_into(project: Project, code: CodeId) -> tuple[tuple[CodeId, str], ...]:
    """The codes that were merged into a code, with the names that they had: those that `part_code` can part."""
    members = set(_one(codes(project), code).members)
    return tuple((CodeId(row.id), row.name or "") for row in reading.code_rows(project) if row.id in members)


def part_code(project: Project, code: CodeId) -> Changes:
    """Lets a code that was merged into another one stand for itself again."""
    changes = to_part(project, Kind.CODE, code)
    row = next(row for row in reading.code_rows(project) if row.id == code)
    label = f"Parted the code “{row.name or ''}” from “{_one(codes(project), code).name}”"
    return writing.commit(project, label, changes)


def _one(known: Sequence[ProjectCode], code: CodeId) -> ProjectCode:
    """A code by its id, or by that of a code joined into it."""
    found = next((one for one in known if one.id == code or code in one.members), None)
    if found is None:
        raise CannotDo("That code does not exist any more.")
    if found.gone:
        raise CannotDo("That code was deleted; restore it or recode its codings in Team.")
    return found


def _set(project: Project, one: ProjectCode, fields: Fields, label: str) -> Changes:
    if not fields:
        return Changes()
    return writing.commit(project, label, [Change(Kind.CODE, one.id, Verb.SET, fields, one.heads)])


def sound_name(name: str, known: Sequence[ProjectCode], parent: CodeId | None, own: CodeId | None) -> str:
    name = " ".join(name.split())
    if not name:
        raise CannotDo("A code needs a name.")
    if len(name) > 1000:
        raise CannotDo("A code's name has at most 1,000 characters; put the rest into its definition.")
    for one in known:
        if one.parent == parent and one.id != own and not one.gone and one.name.casefold() == name.casefold():
            raise CannotDo(f"There is a code “{one.name}” at that place already; choose another name.")
    return name


def sound_colour(colour: str | None) -> str | None:
    if colour is not None and not _COLOUR.match(colour):
        raise CannotDo(f"“{colour}” is no colour; write it as #RRGGBB.")
    return colour


def sound_key(key: str | None, known: Sequence[ProjectCode], parent: CodeId | None, own: CodeId | None) -> None:
    if key is None:
        return
    if not _KEY.match(key):
        raise CannotDo("A key is one letter from a to z, or two for a code below another one.")
    if len(key) == 2:
        above = next((one for one in known if one.id == parent), None)
        if above is None or above.code.key is None or above.code.key != key[0]:
            raise CannotDo("A key of two letters begins with the one-letter key of the code above.")
        if key[0] == key[1]:
            raise CannotDo("The parent's letter twice means the parent itself; choose another second letter.")
    for one in known:
        if one.id != own and one.code.key == key:
            raise CannotDo(f"The key {key.upper()} belongs to the code “{one.name}”; take it away there first.")


def _fresh_text_id(name: str, taken: Iterable[str]) -> str:
    base = re.sub(r"[^A-Za-z0-9_.-]+", "_", name.casefold()).strip("_") or "code"
    held, found, number = set(taken), base, 2
    while found in held:
        found, number = f"{base}_{number}", number + 1
    return found
