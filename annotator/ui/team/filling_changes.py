"""From an open project to the changes of the codebook that the place Team shows, with the codings made before them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from annotator.model.codings import Coding
from annotator.model.ids import CodingId, DocumentId
from annotator.operations import merging, visibility
from annotator.operations.merging import Arrived, CodebookChange
from annotator.store import reading
from annotator.store.handle import Project
from annotator.ui.open_project import OpenProject
from annotator.ui.team.shown import ChangeKey, ShownChange, ShownDifference, ShownRow
from annotator.ui.team.speaking import Speaking, listed
from annotator.ui.words import tr

FIRST = 200  # codings of a change that are listed unasked
_QUOTE = 160  # characters


def changes_shown(
    opened: OpenProject, arrived: Arrived | None, speaking: Speaking, whole: Collection[ChangeKey]
) -> tuple[ShownChange, ...]:
    """Those with codings made before them, newest first, then those that came just now and concern none."""
    project = opened.project
    known = merging.codebook_changes(project)
    keys = {(one.changeset, one.code) for one in known}
    fresh = [one for one in (arrived.codebook if arrived is not None else ()) if (one.changeset, one.code) not in keys]
    hidden = _hidden(project)
    wanted: dict[ChangeKey, list[CodingId]] = {}
    told: dict[CodingId, Coding] = {}
    for one in known:
        every = sorted({*one.look_again, *one.looked})
        all_of_it = hidden is not None or (one.changeset, one.code) in whole
        wanted[one.changeset, one.code] = every if all_of_it else every[:FIRST]
    ids = {this for these in wanted.values() for this in these}
    for coding in reading.codings(project, ids) if ids else ():
        if hidden is None or not hidden(coding):
            told[coding.id] = coding
    titles: dict[DocumentId | None, str] = {one.id: one.title for one in opened.documents}
    found = []
    for one in known:
        key = one.changeset, one.code
        held = set(wanted[key])
        rows = [_row(coding, titles, speaking, one) for this, coding in told.items() if this in held]
        total, left = len(one.look_again) + len(one.looked), len(one.look_again)
        if hidden is not None:
            total, left = len(rows), sum(not row.looked for row in rows)
            rows = rows if key in whole else rows[:FIRST]
            if not total:
                continue
        found.append(change_shown(one, speaking, tuple(rows), left, total))
    return tuple(found) + tuple(change_shown(one, speaking, (), 0, 0) for one in fresh)


def _hidden(project: Project) -> Callable[[Coding], bool] | None:
    """Which codings the acting coder must not see yet; None while nobody codes blind."""
    if not visibility.is_blind(project):
        return None
    seen = visibility.sight(project)
    return lambda one: one.coder not in seen.mine and one.document not in seen.finished


def _row(
    coding: Coding, titles: Mapping[DocumentId | None, str], speaking: Speaking, change: CodebookChange
) -> ShownRow:
    quote = " ".join(coding.quote.split())
    quote = quote if len(quote) <= _QUOTE else quote[: _QUOTE - 1].rstrip() + "…"
    where = " · ".join(part for part in (titles.get(coding.document, ""), speaking.who(coding.coder)) if part)
    return ShownRow(coding.id, quote, where, coding.id in change.looked)


def change_shown(
    one: CodebookChange, speaking: Speaking, rows: tuple[ShownRow, ...], left: int, total: int
) -> ShownChange:
    names = {
        "name": tr("Name"), "parent": tr("Place in the codebook"), "definition": tr("Definition"),
        "include": tr("Include"), "exclude": tr("Exclude"),
    }
    done = {"name": tr("renamed"), "parent": tr("moved")}
    fields = [name for name in (*names, *sorted(set(one.after) - set(names))) if name in one.after]
    differences = tuple(
        ShownDifference(names.get(name, name), _place(one.before.get(name, ""), name), _place(one.after[name], name),
                        long=name not in done)
        for name in fields if one.before.get(name, "") != one.after[name]
    )
    deeds = [done[name] for name in fields if name in done]
    if len(deeds) < len(fields):
        deeds.append(tr("redefined"))
    who = tr("you") if speaking.is_me(one.coder) else speaking.name(one.coder)
    told = tr("{deeds} by {who}", deeds=listed(deeds), who=who)
    heading = f"{told[:1].upper()}{told[1:]} · {speaking.when(one.time)}"
    return ShownChange(one, one.path.replace(" > ", " › "), heading, differences, rows, left, total)


def _place(value: str, name: str) -> str:
    return (value.replace(" > ", " › ") or tr("at the top")) if name == "parent" else value
