"""Coders: their labels, and several ids of one person joined and parted.

The id is who somebody is; name, initials and colour are labels. A person who codes on two machines has two ids until
somebody joins them: then what was coded under either is read as coded by one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from annotator import settings
from annotator.model.changes import Change, Changes, Fields, Kind, Verb
from annotator.model.coders import Identity
from annotator.model.codings import Coder
from annotator.model.errors import CannotDo
from annotator.model.ids import CoderId
from annotator.operations.joining import to_join, to_part
from annotator.operations.visibility import is_mine
from annotator.store import participation, reading, writing
from annotator.store.aliases import canonical
from annotator.store.handle import Project
from annotator.store.participation import Activity

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\Z")
_LONGEST_NAME, _LONGEST_INITIALS = 100, 4


def relabel(
    project: Project,
    coder: CoderId,
    *,
    name: str | None = None,
    initials: str | None = None,
    colour: str | None = None,
) -> Changes:
    """Gives a coder another name, initials or colour; what is None stays.

    A joined coder is relabelled as whom they stand for. The acting person's labels change in the settings too.
    Raises CannotDo for an empty name, one that another coder of the project bears, or no colour.
    """
    one = _one(project, coder)
    wanted = _sound(project, one.id, {"name": name, "initials": initials, "colour": colour})
    held = {"name": one.name, "initials": one.initials, "colour": one.colour}
    differing = {key: value for key, value in wanted.items() if value != held[key]}
    changes = Changes()
    if differing:
        label = f"Changed the labels of the coder “{one.name}”"
        if "name" in differing:
            label = f"Renamed the coder “{one.name}” to “{wanted['name']}”"
        changes = writing.commit(project, label, [Change(Kind.CODER, one.id, Verb.SET, differing, one.heads)])
    if is_mine(project, one.id):
        _take(project, {**held, **wanted})
    return changes


def relabel_myself(
    project: Project | None, name: str | None = None, initials: str | None = None, colour: str | None = None
) -> Changes:
    """The same for the acting person: in the settings, and in the project that is open, if any.

    Whoever holds settings of their own must load them again. Empty changes where the project does not know the
    person yet: they arrive with the new labels.
    """
    if project is not None and not project.read_only:
        this = canonical(project, Kind.CODER).get(project.coder.id, project.coder.id)
        if any(one.id == this for one in reading.coders(project)):
            return relabel(project, project.coder.id, name=name, initials=initials, colour=colour)
        wanted = _sound(project, None, {"name": name, "initials": initials, "colour": colour})
        held = {"name": project.coder.name, "initials": project.coder.initials, "colour": project.coder.colour}
        _take(project, {**held, **wanted})
        return Changes()
    _keep_in_settings(None, _sound(None, None, {"name": name, "initials": initials, "colour": colour}))
    return Changes()


def join(project: Project, coder: CoderId, into: CoderId) -> Changes:
    """Says that two coders are one person: what either coded is read as coded by `into`. `part` takes it back."""
    known = {one.id: one.name for one in reading.coders(project, joined=True)}
    change = to_join(project, Kind.CODER, coder, into)
    label = f"Joined the coder “{known[CoderId(change.id)]}” into “{_one(project, into).name}”"
    changes = writing.commit(project, label, [change])
    if is_mine(project, into):
        one = _one(project, into)
        project.coder = replace(project.coder, name=one.name, initials=one.initials, colour=one.colour)
    return changes


def part(project: Project, coder: CoderId) -> Changes:
    """Says that a joined coder is somebody else, after all."""
    whole = members(project)
    changes = to_part(project, Kind.CODER, coder)
    end = next(this for this, joined in whole.items() if any(one.id == coder for one in joined))
    name = next(one.name for one in whole[end] if one.id == coder)
    done = writing.commit(project, f"Parted the coder “{name}” from “{_one(project, end).name}”", changes)
    me = _one(project, project.coder.id) if is_known(project) else None
    if me is not None:
        project.coder = Identity(project.coder.id, me.name, me.initials, me.colour)
    return done


def members(project: Project) -> Mapping[CoderId, tuple[Coder, ...]]:
    """Who was joined into whom: by the coder who stands for them, those who do not stand for themselves."""
    stands_for = canonical(project, Kind.CODER)
    found: dict[CoderId, tuple[Coder, ...]] = {}
    for one in reading.coders(project, joined=True) if stands_for else ():
        if one.id in stands_for:
            end = CoderId(stands_for[one.id])
            found[end] = (*found.get(end, ()), one)
    return found


def by_id(project: Project) -> Mapping[CoderId, Coder]:
    """Every coder's id, those of joined coders too, and who stands for them: for names beside what was read before."""
    stands_for = canonical(project, Kind.CODER)
    listed = {one.id: one for one in reading.coders(project)}
    return {**listed, **{CoderId(one): listed[CoderId(end)] for one, end in stands_for.items()}}


def activity(project: Project) -> Mapping[CoderId, Activity]:
    """What each coder has done: live codings, documents begun and finished, the time of the last deed."""
    return participation.activity(project)


def is_known(project: Project) -> bool:
    """Whether the acting coder has written anything here."""
    return any(one.id == project.coder.id for one in reading.coders(project, joined=True))


def _one(project: Project, coder: CoderId) -> Coder:
    this = canonical(project, Kind.CODER).get(coder, coder)
    found = next((one for one in reading.coders(project) if one.id == this), None)
    if found is None:
        raise CannotDo("That coder is not in this project.")
    return found


def _sound(project: Project | None, own: CoderId | None, given: Mapping[str, str | None]) -> dict[str, str]:
    """The labels that are given, as they are kept."""
    found = {key: " ".join(value.split()) for key, value in given.items() if value is not None}
    if (name := found.get("name")) is not None:
        if not name:
            raise CannotDo("A coder needs a name.")
        if len(name) > _LONGEST_NAME:
            raise CannotDo(f"A coder's name has at most {_LONGEST_NAME} characters.")
        others = (one for one in reading.coders(project) if one.id != own) if project is not None else ()
        if (other := next((one for one in others if one.name.casefold() == name.casefold()), None)) is not None:
            raise CannotDo(
                f"There is a coder “{other.name}” already; choose another name, or join the two if they are one person."
            )
    if "initials" in found and not 0 < len(found["initials"]) <= _LONGEST_INITIALS:
        raise CannotDo(f"Initials have one to {_LONGEST_INITIALS} characters.")
    if "colour" in found and not _COLOUR.match(found["colour"]):
        raise CannotDo(f"“{found['colour']}” is no colour; write it as #RRGGBB.")
    return found


def _take(project: Project, labels: Mapping[str, str]) -> None:
    """The acting person bears these labels from now on."""
    before = project.coder
    project.coder = Identity(before.id, labels["name"], labels["initials"], labels["colour"])
    _keep_in_settings(before.id, labels)


def _keep_in_settings(coder: CoderId | None, labels: Fields) -> None:
    """Of the person of the settings, or of another coder whom this program has acted for; nothing for strangers."""
    held = settings.load()
    name, initials, colour = (str(labels[key]) if key in labels else None for key in ("name", "initials", "colour"))
    if coder is None or coder.hex() == held.coder_id:
        changed = replace(
            held,
            coder_name=name or held.coder_name,
            initials=initials or held.initials,
            coder_colour=colour or held.coder_colour,
        )
    else:
        known = {key: one for key, one in held.known_coders.items() if one.id != coder.hex()}
        if len(known) == len(held.known_coders) or name is None:
            return
        one = next(one for one in held.known_coders.values() if one.id == coder.hex())
        changed = replace(held, known_coders={**known, name: settings.KnownCoder(one.id, initials or one.initials)})
    try:
        settings.save(changed)
    except OSError as error:
        raise CannotDo(
            f"Your name was changed, but it cannot be kept in the settings for other projects: {error.strerror}."
        ) from error
