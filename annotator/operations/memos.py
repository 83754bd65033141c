"""Memos: a note on a document, coding, code, case or the project."""

from __future__ import annotations

from annotator.model.changes import Change, Changes, Kind, Verb, ref
from annotator.model.ids import EntityId, MemoId, main_memo_id
from annotator.operations.visibility import mine
from annotator.store import reading, writing
from annotator.store.aliases import canonical, expanded
from annotator.store.handle import Project


def set_memo(project: Project, about: EntityId, kind: Kind, text: str) -> Changes:
    """What this coder notes on a thing; empty text takes the note away. Others' memos on it stay."""
    stands_for = canonical(project, kind)
    about = stands_for.get(about, about)
    this = main_memo_id(about, project.coder.id)
    # What this coder noted under another id, or on what was joined since, is the same note.
    others = {main_memo_id(thing, who) for thing in expanded(stands_for, [about]) for who in mine(project)}
    states = reading.state(project, Kind.MEMO, {this, *others})
    if this not in states or states[this][1]:
        this = min((MemoId(one) for one, (_, deleted) in states.items() if not deleted), default=this)
    state = states.get(this)
    text, what = text.strip(), kind.name.lower()
    if state is None or state[1]:
        if not text:
            return Changes()
        fields = {"about": ref(about), "about_kind": int(kind), "text": text}
        verb, seen = (Verb.CREATE, b"") if state is None else (Verb.RESTORE, state[0])
        return writing.commit(project, f"Noted a memo on a {what}", [Change(Kind.MEMO, this, verb, fields, seen)])
    known = next(memo for memo in reading.memos(project, [about]) if memo.id == this)
    if not text:
        return writing.commit(
            project, f"Deleted a memo on a {what}", [Change(Kind.MEMO, this, Verb.DELETE, {}, state[0])]
        )
    if known.text == text:
        return Changes()
    change = Change(Kind.MEMO, this, Verb.SET, {"text": text}, state[0])
    return writing.commit(project, f"Changed a memo on a {what}", [change])
