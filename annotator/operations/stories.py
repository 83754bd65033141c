"""Documents that tell the same story: found by what they have in common, grouped by hand.

What was found are hints, kept in this copy alone; a group is the metadata value `same_story` of its documents, and
travels. That a hint was dismissed is a setting of the project, one for each hint, so that two people who dismiss
different ones never disagree.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotator.model.changes import Change, Changes, Kind, Verb
from annotator.model.documents import Document
from annotator.model.errors import CannotDo
from annotator.model.ids import DocumentId, EntityId, derived_id, id_from_text, id_text, setting_id
from annotator.model.progress import Progress
from annotator.store import local, reading, shared_settings, writing
from annotator.store.handle import Project

SAME_STORY = "same_story"  # the metadata key
_HINTS = "stories.hints"  # of this copy
_DISMISSED = "not_same_story:"


@dataclass(frozen=True, slots=True)
class StoryHint:
    """Documents that seem to tell one story, by title; similarity from 0 to 1, of the one that is least alike."""

    documents: tuple[DocumentId, ...]
    similarity: float


@dataclass(frozen=True, slots=True)
class Story:
    """Documents that somebody grouped, by title."""

    name: str
    documents: tuple[DocumentId, ...]


# Hints -------------------------------------------------------------------------------------------------------------


def find(project: Project, progress: Progress | None = None) -> tuple[StoryHint, ...]:
    """Compares all documents with one another and keeps what it found for `hints`; the hints that stand now.

    May be called beside the window's thread; Cancelled keeps what was kept before. 1,000 documents of 20 kB take a
    few seconds.
    """
    from annotator.model import shingles  # numpy: when something is to be compared, not at the window's start

    documents = [one for one in reading.documents(project) if not one.gone]

    def text_of(place: int) -> str:
        data = reading.blob_data(project, documents[place].layer.sha256)
        return data.decode("utf-8", "replace") if data else ""

    found = shingles.alike(len(documents), text_of, progress)
    kept = [
        {"documents": [id_text(documents[place].id) for place in one.members], "similarity": one.similarity}
        for one in found
    ]
    local.keep_text(project, _HINTS, json.dumps({"hints": kept}))
    return _standing(project, (_hint(one) for one in kept), documents)


def hints(project: Project, documents: Sequence[Document] | None = None) -> tuple[StoryHint, ...]:
    """What `find` found last, without what was dismissed, deleted or grouped since; compares nothing.

    `documents`: those of the project, by title, where the caller has them at hand.
    """
    try:
        kept = json.loads(local.text(project, _HINTS) or "{}")
        found = [_hint(one) for one in kept.get("hints", [])]
    except (ValueError, TypeError, KeyError, AttributeError):
        return ()  # written by another version: it is found again when somebody asks
    if not found:
        return ()
    return _standing(project, found, reading.documents(project) if documents is None else documents)


def dismiss(project: Project, hint: StoryHint) -> Changes:
    """Says that these documents do not tell the same story: no hint names them together again, in no copy."""
    members = sorted(hint.documents)
    key = _DISMISSED + derived_id("not same story", *members).hex()
    this = setting_id(key)
    heads, deleted = reading.state(project, Kind.PART, [this]).get(this, (b"", False))
    if heads and not deleted:
        return Changes()
    fields = {
        "part": reading.SETTING,
        "key": key,
        "data": json.dumps({"documents": [id_text(one) for one in members]}),
    }
    change = Change(Kind.PART, this, Verb.RESTORE if heads else Verb.CREATE, fields, heads)
    return writing.commit(project, f"Said of {len(members)} documents that they tell different stories", [change])


def _hint(kept: Mapping[str, object]) -> StoryHint:
    documents, similarity = kept["documents"], kept["similarity"]
    if not isinstance(documents, list) or not isinstance(similarity, int | float):
        raise TypeError("not a hint")
    ids = (id_from_text(str(one)) for one in documents)
    return StoryHint(tuple(DocumentId(EntityId(one)) for one in ids if one is not None), float(similarity))


def _standing(
    project: Project, found: Iterable[StoryHint], documents: Sequence[Document]
) -> tuple[StoryHint, ...]:
    here = {one.id: one for one in documents if not one.gone}
    order = {one: place for place, one in enumerate(here)}
    dismissed = [
        {id_from_text(str(one)) for one in value["documents"]}
        for value in shared_settings.beginning_with(project, _DISMISSED).values()
        if isinstance(value, dict) and isinstance(value.get("documents"), list)
    ]
    standing: list[StoryHint] = []
    for hint in found:
        members = sorted((one for one in hint.documents if one in here), key=order.__getitem__)
        stories = {here[one].metadata.get(SAME_STORY, "") for one in members}
        one_group = len(stories) == 1 and "" not in stories
        if len(members) > 1 and not one_group and not any(set(members) <= some for some in dismissed):
            standing.append(StoryHint(tuple(members), hint.similarity))
    return tuple(standing)


# Groups ------------------------------------------------------------------------------------------------------------


def stories(project: Project) -> tuple[Story, ...]:
    """The groups of two and more documents, by name."""
    return tuple(
        Story(name, tuple(one.id for one in members))
        for name, members in sorted(_grouped(reading.documents(project)).items(), key=lambda one: one[0].casefold())
        if len(members) > 1
    )


def group(project: Project, documents: Sequence[DocumentId], name: str | None = None) -> Changes:
    """Says that these documents tell one story; groups that some of them are in come along as a whole.

    Without a name the story keeps the one it has, or is called as its earliest document. Empty changes where it is so
    already. CannotDo for fewer than two documents, or a name that another story has.
    """
    known = reading.documents(project)
    chosen = _live(known, documents)
    groups = _grouped(known)
    names = list(dict.fromkeys(one.metadata[SAME_STORY] for one in chosen if one.metadata.get(SAME_STORY)))
    members = {one.id: one for one in (*chosen, *(one for this in names for one in groups[this]))}
    if len(members) < 2:
        raise CannotDo("One document is no group. Choose all documents that tell the same story.")
    wanted = " ".join((name or "").split())
    if wanted and wanted not in names and wanted in groups:
        raise CannotDo(f"Another story is called “{wanted}” already. Choose another name, or group it with that one.")
    wanted = wanted or (names[0] if names else _name_for(list(members.values()), groups))
    changes = [
        Change(Kind.DOCUMENT, one.id, Verb.SET, {f"meta:{SAME_STORY}": wanted}, one.heads)
        for one in sorted(members.values(), key=lambda one: one.id)
        if one.metadata.get(SAME_STORY) != wanted
    ]
    return writing.commit(project, f"Grouped {len(members)} documents as one story, “{wanted}”", changes)


def ungroup(project: Project, documents: Sequence[DocumentId]) -> Changes:
    """Takes these documents out of their stories; a story with one document left is none any more."""
    known = reading.documents(project)
    chosen = {one.id for one in _live(known, documents) if one.metadata.get(SAME_STORY)}
    freed: list[Document] = []
    for members in _grouped(known).values():
        leaving = [one for one in members if one.id in chosen]
        if leaving:
            freed += members if len(members) - len(leaving) < 2 else leaving
    changes = [Change(Kind.DOCUMENT, one.id, Verb.SET, {f"meta:{SAME_STORY}": None}, one.heads) for one in freed]
    said = f"“{freed[0].title}”" if len(freed) == 1 else f"{len(freed)} documents"
    return writing.commit(project, f"Took {said} out of the story", changes)


def _live(known: Sequence[Document], wanted: Sequence[DocumentId]) -> list[Document]:
    by_id = {one.id: one for one in known}
    found = [by_id[one] for one in dict.fromkeys(wanted) if one in by_id]
    if len(found) < len(set(wanted)) or any(one.gone for one in found):
        raise CannotDo("One of these documents does not exist any more.")
    return found


def _grouped(documents: Iterable[Document]) -> dict[str, list[Document]]:
    groups: dict[str, list[Document]] = defaultdict(list)
    for one in documents:
        if one.metadata.get(SAME_STORY) and not one.gone:
            groups[one.metadata[SAME_STORY]].append(one)
    return groups


def _name_for(members: Sequence[Document], taken: Mapping[str, object]) -> str:
    """The title of the earliest of them, and so the same wherever the same documents are grouped."""
    first = min(members, key=lambda one: (one.metadata.get("date") or "9999", one.title.casefold(), one.id))
    number, name = 1, first.title
    while name in taken:
        number += 1
        name = f"{first.title} ({number})"
    return name
