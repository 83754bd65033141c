"""From an open project to what the place Team shows. All reading for the place is here; nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime

from annotator.model.changes import Kind
from annotator.model.ids import CoderId
from annotator.operations import coders, merging, sharing, visibility
from annotator.operations.merging import Arrived, Merge
from annotator.store import conflicts as stored
from annotator.store import reading
from annotator.store.handle import Project
from annotator.ui.open_project import OpenProject
from annotator.ui.pages import fill_history
from annotator.ui.team.filling_changes import change_shown, changes_shown
from annotator.ui.team.filling_looks import conflicts_shown
from annotator.ui.team.shown import (
    ChangeKey,
    ShownCoder,
    ShownMember,
    ShownMerge,
    ShownPreview,
    ShownShare,
    TeamShown,
)
from annotator.ui.team.speaking import Speaking, listed, spoken_names
from annotator.ui.team.team_place import TeamPlace
from annotator.ui.words import number, tr, tr_n

__all__ = ["fill_team", "listed", "preview_shown", "speaking_of", "team_shown"]


def fill_team(
    place: TeamPlace, opened: OpenProject, arrived: Arrived | None = None, *, exchanged: str = ""
) -> None:
    """All of the place. `arrived` is what the last merge brought while this program has it, `exchanged` how the last
    exchange with the shared folder went, in words."""
    whole = place.whole

    def read() -> TeamShown:
        return team_shown(opened, arrived, whole=whole, exchanged=exchanged)

    if opened.is_large:
        # Read here, so that the other thread finds them.
        _ = opened.codes, opened.cases, opened.coders, opened.documents, opened.sight, opened.joined, opened.to_look_at
        opened.beside.read("team", read, place.show_team)
    else:
        place.show_team(read())
    fill_history(place.history, opened)


def team_shown(
    opened: OpenProject,
    arrived: Arrived | None = None,
    *,
    whole: Collection[ChangeKey] = (),
    exchanged: str = "",
    now: datetime | None = None,
) -> TeamShown:
    """`whole`: the changes of which all codings are to be listed, however many."""
    project = opened.project
    speaking = speaking_of(project, now=now)
    merges = [_merge(one, speaking) for one in merging.merges(project)]
    of_this = arrived if merges and arrived is not None and arrived.merge == merges[0].id else None
    folder = sharing.shared_with(project)
    return TeamShown(
        coders=_coders(project, speaking),
        summary=_summary(merges[0], of_this) if merges else "",
        last=merges[0] if merges else None,
        earlier=tuple(merges[1:]),
        changes=changes_shown(opened, of_this, speaking, whole),
        conflicts=conflicts_shown(opened, speaking),
        colleagues=visibility.colleagues(project),
        blind=visibility.is_blind(project),
        share=ShownShare(str(folder) if folder is not None else "", exchanged),
        codes=tuple(code for code in opened.codes if not code.gone),
        writable=opened.writable,
    )


def speaking_of(project: Project, *, now: datetime | None = None) -> Speaking:
    """The names that coders are called here."""
    known = coders.by_id(project)
    spoken = spoken_names({one.id: one.name for one in {one.id: one for one in known.values()}.values()})
    stands_for = {this: one.id for this, one in known.items() if this != one.id}
    return Speaking(project.coder.id, spoken, stands_for, now or datetime.now().astimezone())


# The people ----------------------------------------------------------------------------------------------------------


def _coders(project: Project, speaking: Speaking) -> tuple[ShownCoder, ...]:
    """This coder first, then by name."""
    done, joined = coders.activity(project), coders.members(project)
    own = _codings_by(project, [one.id for members in joined.values() for one in members])
    found = []
    for one in reading.coders(project):
        deeds = done.get(one.id)
        members = tuple(ShownMember(held.id, held.name, own[held.id]) for held in joined.get(one.id, ()))
        found.append(
            ShownCoder(
                id=one.id, name=one.name, initials=one.initials, colour=one.colour, me=speaking.is_me(one.id),
                codings=deeds.codings if deeds else 0, finished=deeds.finished if deeds else 0,
                last=speaking.when(deeds.last) if deeds else "", members=members,
            )
        )
    if not any(one.me for one in found):  # has written nothing yet
        me = project.coder
        found.append(ShownCoder(id=me.id, name=me.name, initials=me.initials, colour=me.colour, me=True))
    return tuple(sorted(found, key=lambda one: not one.me))


def _codings_by(project: Project, wanted: Iterable[CoderId]) -> Counter[bytes]:
    """How many codings were made under each of these ids themselves."""
    return Counter(held.ground for held in stored.codings_on(project, Kind.CODER, wanted))


# Merges --------------------------------------------------------------------------------------------------------------


def _merge(one: Merge, speaking: Speaking) -> ShownMerge:
    return ShownMerge(one.id, listed(one.files), speaking.when(one.time), one.changesets, one.can_take_back)


def _summary(last: ShownMerge, arrived: Arrived | None) -> str:
    """As "Merged jo.annot and lena.annot · 214 codings, 2 documents, 1 code new · 5 things to look at · nothing was
    replaced"."""
    parts = [tr("Merged {files}", files=last.files)]
    if arrived is None:
        parts += [last.when, tr_n("%n change came in", "%n changes came in", last.changesets)]
    else:
        new = [told for count, told in _new(arrived) if count]
        parts.append(tr("{things} new", things=", ".join(new)) if new else tr("nothing new but changes"))
        if arrived.conflicts:
            parts.append(tr_n("%n thing to look at", "%n things to look at", arrived.conflicts))
    parts.append(tr("nothing was replaced"))
    return " · ".join(parts)


def _new(arrived: Arrived) -> list[tuple[int, str]]:
    return [
        (arrived.codings, tr_n("%n coding", "%n codings", arrived.codings)),
        (arrived.documents, tr_n("%n document", "%n documents", arrived.documents)),
        (arrived.codes, tr_n("%n code", "%n codes", arrived.codes)),
        (arrived.cases, tr_n("%n case", "%n cases", arrived.cases)),
        (arrived.memos, tr_n("%n memo", "%n memos", arrived.memos)),
    ]


def preview_shown(opened: OpenProject, arrived: Arrived, *, now: datetime | None = None) -> ShownPreview:
    """What a dry run of a merge says."""
    speaking = speaking_of(opened.project, now=now)
    notes = tuple(tr("{file} holds nothing that is not here already.", file=name) for name in arrived.already_had)
    if not arrived.changesets:
        title = tr("Nothing new in {files}", files=listed(arrived.files or arrived.already_had))
        return ShownPreview(title, (), "", warnings=arrived.warnings, notes=notes, nothing=True)
    names = {CoderId(this): name for this, name in speaking.names.items()}
    by_coder = [f"{names.get(who) or tr('new coders')} {number(count)}"
                for who, count in sorted(arrived.by_coder.items(), key=lambda item: -item[1]) if count]
    counts: list[tuple[str, str]] = []
    if arrived.codings:
        told = tr("{n} new", n=number(arrived.codings))
        counts.append((tr("Codings"), f"{told} · {', '.join(by_coder)}" if by_coder else told))
    for name, count in (
        (tr("Documents"), arrived.documents), (tr("Codes"), arrived.codes), (tr("Cases"), arrived.cases),
        (tr("Memos"), arrived.memos),
    ):
        if count:
            counts.append((name, tr("{n} new", n=number(count))))
    if arrived.edited:
        counts.append((tr("Changed"), tr_n("%n thing known here", "%n things known here", arrived.edited)))
    if arrived.deleted:
        counts.append((tr("Deleted"), tr_n("%n thing known here", "%n things known here", arrived.deleted)))
    if arrived.coders:
        counts.append((tr("New coders"), listed(arrived.coders)))
    look = tr_n("%n thing will be there to look at.", "%n things will be there to look at.", arrived.conflicts)
    return ShownPreview(
        title=tr("Merge {files}?", files=listed(arrived.files)),
        counts=tuple(counts),
        conflicts=look if arrived.conflicts else tr("Nothing stands against anything: no conflicts."),
        changes=tuple(change_shown(one, speaking, (), 0, 0) for one in arrived.codebook),
        warnings=arrived.warnings,
        notes=notes,
    )
