"""Whose codings are seen: my own always, those of colleagues as this copy has chosen, none while coding blind.

Blind coding belongs to the whole project and to merging: until I have finished a document I do not see what others
coded in it. How colleagues' codings look otherwise is this copy's own choice.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from annotator.model.changes import Change, Changes, Kind, Verb
from annotator.model.ids import CodeId, CoderId, DocumentId, setting_id
from annotator.store import local, participation, reading, writing
from annotator.store.aliases import canonical, expanded
from annotator.store.handle import Project

_COLLEAGUES, _BLIND = "colleagues", "blind_coding"


class Colleagues(StrEnum):
    """How this copy shows what others coded; the texts stand in files and never change."""

    SHOWN = "shown"
    DIMMED = "dimmed"
    HIDDEN = "hidden"


class Seen(StrEnum):
    """How much is seen of one coding."""

    FULL = "full"
    DIMMED = "dimmed"
    HIDDEN = "hidden"


_AS_CHOSEN = {Colleagues.SHOWN: Seen.FULL, Colleagues.DIMMED: Seen.DIMMED, Colleagues.HIDDEN: Seen.HIDDEN}


@dataclass(frozen=True, slots=True)
class Sight:
    """What the acting coder sees."""

    mine: frozenset[CoderId]  # all ids under which this person codes
    colleagues: Colleagues
    blind: bool
    finished: frozenset[DocumentId]  # by this person

    def of(self, coder: CoderId, document: DocumentId | None) -> Seen:
        """How a coding of that coder on that document is seen."""
        if coder in self.mine:
            return Seen.FULL
        if self.blind and document not in self.finished:
            return Seen.HIDDEN
        return _AS_CHOSEN[self.colleagues]

    @property
    def hides_nothing(self) -> bool:
        return not self.blind and self.colleagues is not Colleagues.HIDDEN


def sight(project: Project) -> Sight:
    """What the acting coder sees as things stand; to be asked for again when coders, finishing or settings change."""
    me = mine(project)
    done = participation.finished_by(project)
    finished = frozenset(document for document, who in done.items() if me & set(who))
    return Sight(me, colleagues(project), is_blind(project), finished)


def mine(project: Project) -> frozenset[CoderId]:
    """All ids under which the acting person codes: the one that acts, and those joined with it."""
    return frozenset(CoderId(one) for one in expanded(canonical(project, Kind.CODER), [project.coder.id]))


def is_mine(project: Project, coder: CoderId) -> bool:
    """Whether that coder is the acting person, under whatever id. Of many coders ask `mine` once instead."""
    return coder == project.coder.id or coder in mine(project)


def colleagues(project: Project) -> Colleagues:
    """How this copy shows what others coded."""
    found = local.text(project, _COLLEAGUES)
    return Colleagues(found) if found in set(Colleagues) else Colleagues.SHOWN


def show_colleagues(project: Project, how: Colleagues) -> None:
    """Keeps how this copy shows what others coded: no changeset, never merged."""
    local.keep_text(project, _COLLEAGUES, how.value)


def is_blind(project: Project) -> bool:
    """Whether the project is coded blind."""
    found = reading.setting(project, _BLIND)
    return isinstance(found, dict) and found.get("on") is True


def set_blind(project: Project, on: bool) -> Changes:
    """Turns blind coding on or off, for everybody once their copies are merged."""
    if is_blind(project) == on:
        return Changes()
    this = setting_id(_BLIND)
    heads, deleted = reading.state(project, Kind.PART, [this]).get(this, (b"", False))
    verb = Verb.CREATE if not heads else Verb.RESTORE if deleted else Verb.SET
    fields = {"data": json.dumps({"on": on})}
    if verb is not Verb.SET:
        fields |= {"part": reading.SETTING, "key": _BLIND}
    label = "Turned blind coding on" if on else "Turned blind coding off"
    return writing.commit(project, label, [Change(Kind.PART, this, verb, fields, heads)])


def visible_counts(project: Project, seen: Sight) -> tuple[Mapping[CodeId, int], Mapping[DocumentId, int]]:
    """How many codings each code has, without those below it, and each document, of those that are not hidden."""
    if seen.hides_nothing:
        return reading.coding_counts(project), reading.document_counts(project)
    of_code: dict[CodeId, int] = defaultdict(int)
    of_document: dict[DocumentId, int] = defaultdict(int)
    for code, coder, document, count in participation.counts_by_coder(project):
        if seen.of(coder, document) is not Seen.HIDDEN:
            of_code[code] += count
            if document is not None:
                of_document[document] += count
    return dict(of_code), dict(of_document)
