"""Who acts: the coder of that name in the project, else in the settings, else a new one, remembered in the settings."""

from __future__ import annotations

import contextlib

from annotator import settings
from annotator.model.changes import Kind
from annotator.model.coders import Identity
from annotator.model.errors import Ambiguous, CannotDo
from annotator.model.ids import CoderId, EntityId
from annotator.store import reading
from annotator.store.aliases import canonical
from annotator.store.handle import Project


def myself(name: str | None = None) -> Identity:
    """The person of the settings, or the coder that the settings know by that name (a new one is remembered)."""
    held = settings.load()
    found = settings.identity(held, name)
    remembered = settings.remember(held, found)
    if remembered is not held:
        with contextlib.suppress(OSError):  # without a place for settings the identity lasts as long as the program
            settings.save(remembered)
    return Identity(CoderId(EntityId(found.id)), found.name, found.initials, found.colour)


def act_as(project: Project, name: str) -> None:
    """Lets the coder of that name act in an open project that nothing was written to yet.

    Where several ids of one person are joined, this machine's own id acts, with the labels that the project knows.
    """
    wanted = " ".join(name.split()).casefold()
    stands_for = canonical(project, Kind.CODER)
    named = [coder for coder in reading.coders(project, joined=True) if coder.name.casefold() == wanted]
    found = {stands_for.get(coder.id, coder.id) for coder in named}
    if len(found) > 1:
        raise Ambiguous(
            f"Several coders of this project are called “{name}”; rename one of them first, or join them in Team."
        )
    if not found:
        become(project, myself(name))
        return
    one = next(coder for coder in reading.coders(project) if coder.id in found)
    held = settings.load()
    here = [settings.identity(held).id, *(bytes.fromhex(known.id) for known in held.known_coders.values())]
    own = next((this for this in here if stands_for.get(EntityId(this), this) == one.id), one.id)
    become(project, Identity(CoderId(EntityId(own)), one.name, one.initials, one.colour))


def take_labels(project: Project) -> None:
    """The acting coder bears the name, initials and colour that the project knows for them, or for whom they were
    joined with; the id stays that of this machine's settings."""
    who = project.coder
    # Labels are no reason to refuse a damaged file, which `check` must be able to open.
    with contextlib.suppress(CannotDo, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        this = canonical(project, Kind.CODER).get(who.id, who.id)
        found = next((coder for coder in reading.coders(project) if coder.id == this), None)
        if found is not None:
            project.coder = Identity(who.id, found.name, found.initials, found.colour)


def become(project: Project, who: Identity) -> None:
    """From now on that coder acts; what follows belongs to a new opening, since an opening has one coder."""
    project.coder = who
    project.opening, project.chain, project.coder_known, project.undo_stacks = None, b"", False, None
