"""Who acts: the coder of that name in the project, else in the settings, else a new one, remembered in the settings."""

from __future__ import annotations

import contextlib

from annotator import settings
from annotator.model.coders import Identity
from annotator.model.errors import Ambiguous
from annotator.model.ids import CoderId, EntityId
from annotator.store import reading
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
    """Lets the coder of that name act in an open project that nothing was written to yet."""
    wanted = " ".join(name.split()).casefold()
    found = [coder for coder in reading.coders(project) if coder.name.casefold() == wanted]
    if len(found) > 1:
        raise Ambiguous(f"Several coders of this project are called “{name}”; rename one of them first.")
    if found:
        one = found[0]
        become(project, Identity(one.id, one.name, one.initials, one.colour))
    else:
        become(project, myself(name))


def become(project: Project, who: Identity) -> None:
    """From now on that coder acts; what follows belongs to a new opening, since an opening has one coder."""
    project.coder = who
    project.opening, project.chain, project.coder_known, project.undo_stacks = None, b"", False, None
