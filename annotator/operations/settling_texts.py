"""Two texts of one document: its codings are moved to one of them, by their quotes and what stands around these."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any

from annotator.model.changes import Kind, ref
from annotator.model.codings import CONTEXT, quoted
from annotator.model.conflicts import Conflict, What
from annotator.model.errors import CannotDo
from annotator.model.ids import LayerId
from annotator.operations.conflict_choices import MOVE, rivals
from annotator.operations.conflict_things import Things
from annotator.operations.settling_parts import Deed, Settled, codings_on, thing
from annotator.store import conflicts as stored
from annotator.store.handle import Project

_LIKELY = 12  # places of a quote whose surroundings are compared closely


def move_to_one(project: Project, conflict: Conflict, things: Things, chosen: str) -> Settled:
    """Moves the live codings on the other texts of that role to one.

    A quote that stands there once goes there; of several places the one whose surroundings fit best. What stands
    nowhere, or lies in conflict already, stays where it is. A text left without codings is deleted.
    """
    layers = [one for one in stored.layers_of(project, conflict.entity) if not one.deleted]
    known = {one.id: one for one in layers}
    among = rivals([(one.role, one.id) for one in layers])
    target = next((known[one] for one in among if MOVE + one.hex()[:8] == chosen.casefold()), None)
    if target is None:
        raise CannotDo("That text is not among those of the document any more; look at the list again.")
    text = project.text_of(LayerId(target.id))
    if text is None:
        raise CannotDo("This copy of the project lacks that text; open a complete copy or a backup.")
    moving = [known[one] for one in among if one != target.id and known[one].role == target.role]
    contested = _contested(project)
    deed = Deed()
    placed = stayed = 0
    for layer in moving:
        left = False
        for coding in codings_on(project, Kind.LAYER, layer.id):
            start = None if coding.id in contested else _place(text, coding)
            if start is None:
                left, stayed = True, stayed + 1
                continue
            placed += 1
            end = start + len(coding.quote)
            check = ref(quoted(text, start, end).check)
            deed.set(Kind.CODING, coding, {"layer": ref(target.id), "start": start, "end": end, "check": check})
        if not left:
            deed.delete(Kind.LAYER, [layer])
    if not deed.changes:
        raise CannotDo(f"None of the {stayed:,} codings on the other text can be placed in this one; keep both texts.")
    document = thing(things, conflict.kind, conflict.entity)
    said = f"{placed:,} coding{'' if placed == 1 else 's'} moved to one text of {document}"
    more = f"; {stayed:,} could not be placed and stay" if stayed else ""
    return Settled(f"Settled: {said}{more}", deed.changes)


def _contested(project: Project) -> set[bytes]:
    """Codings about whose passage there is a conflict: moving them would settle it unseen."""
    return {one.entity for one in stored.conflicts(project) if one.what is What.FIELD and one.field == stored.PLACE}


def _place(text: str, coding: Any) -> int | None:
    """Where the quote of a coding stands in another text, by what stands around it; None if nowhere."""
    quote, prefix, suffix = coding.quote or "", coding.prefix or "", coding.suffix or ""
    if not quote or coding.start is None:
        return None
    found: list[int] = []
    at = text.find(quote)
    while at >= 0:
        found.append(at)
        at = text.find(quote, at + 1)
    if len(found) < 2:
        return found[0] if found else None

    def around(start: int) -> tuple[str, str]:
        end = start + len(quote)
        return text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]

    def roughly(start: int) -> int:
        before, after = around(start)
        return _common(before[::-1], prefix[::-1]) + _common(after, suffix)

    def closely(start: int) -> float:
        before, after = around(start)
        return (
            SequenceMatcher(None, before, prefix, autojunk=False).ratio()
            + SequenceMatcher(None, after, suffix, autojunk=False).ratio()
        )

    likely = sorted(found, key=lambda start: (-roughly(start), start))[:_LIKELY]
    return max(likely, key=lambda start: (closely(start), roughly(start), -start))


def _common(one: str, other: str) -> int:
    return next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
