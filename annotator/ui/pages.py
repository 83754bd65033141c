"""Filling the pages that list what is there: the history and the table of keys."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from annotator.model.changes import HistoryLine as Changeset
from annotator.model.changes import How, Kind
from annotator.model.codings import Coder
from annotator.model.ids import CoderId, id_text
from annotator.operations import coders, merging, undoing
from annotator.operations.merging import Merge
from annotator.ui.changing_keys import ChangingKeys
from annotator.ui.commands import Command, keys
from annotator.ui.history_page import HistoryLine, HistoryPage, Sort
from annotator.ui.keys_page import KeyLine, KeysPage
from annotator.ui.open_project import OpenProject
from annotator.ui.words import tr, tr_n

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

_SORTS = {
    Kind.DOCUMENT: Sort.DOCUMENTS,
    Kind.LAYER: Sort.DOCUMENTS,
    Kind.FINISHED: Sort.DOCUMENTS,
    Kind.CODING: Sort.CODINGS,
    Kind.LOOKED: Sort.CODINGS,
    Kind.CODE: Sort.CODEBOOK,
    Kind.PART: Sort.CODEBOOK,
    Kind.CASE: Sort.CASES,
    Kind.MEMO: Sort.MEMOS,
    Kind.KEPT: Sort.RESOLUTIONS,
}


def fill_history(page: HistoryPage, opened: OpenProject) -> None:
    """Newest first; what was undone is told so. Merges of this copy stand among the changesets, at their time."""
    project, most = opened.project, page.most

    def show(read: tuple[list[Changeset], Mapping[CoderId, Coder], Sequence[Merge]]) -> None:
        _show_history(page, opened, *read, whole=len(read[0]) < most)

    def read() -> tuple[list[Changeset], Mapping[CoderId, Coder], Sequence[Merge]]:
        return undoing.history(project, most=most), coders.by_id(project), merging.merges(project)

    if opened.is_large:
        opened.beside.read(f"history {id(page)}", read, show)
    else:
        show(read())


def _show_history(
    page: HistoryPage,
    opened: OpenProject,
    lines: Sequence[Changeset],
    known: Mapping[CoderId, Coder],
    merged: Sequence[Merge],
    *,
    whole: bool,
) -> None:
    undone: set[bytes] = set()
    in_effect: dict[bytes, bool] = {}
    for line in lines:  # newest first: what undoes a line was seen before it
        in_effect[line.id] = line.id not in undone
        if in_effect[line.id]:
            undone.update(line.undoes)
    shown = [_history_line(line, known.get(line.coder), in_effect=in_effect[line.id]) for line in lines]
    oldest = lines[-1].time if lines and not whole else 0
    merges = [one for one in merged if one.time >= oldest]
    page.set_lines(_with_merges(shown, merges, opened), now=datetime.now().astimezone(), whole=whole)


def _history_line(line: Changeset, coder: Coder | None, *, in_effect: bool) -> HistoryLine:
    sorts = {_SORTS[kind] for kind in line.touched if kind in _SORTS}
    if line.how in (How.UNDO, How.REDO):
        sorts.add(Sort.MERGES)
    if line.how is How.RESOLVE:
        sorts.add(Sort.RESOLUTIONS)
    return HistoryLine(
        id=id_text(line.id),
        when=_local(line.time),
        initials=coder.initials if coder else "?",
        coder=coder.name if coder else "",
        colour=coder.colour if coder else "",
        words=line.label,
        undone=not in_effect,
        can_undo=line.how is not How.FOUNDING and in_effect,
        sorts=frozenset(sorts),
    )


def _with_merges(lines: Sequence[HistoryLine], merges: Sequence[Merge], opened: OpenProject) -> list[HistoryLine]:
    """Each merge, newest first, before the first line that is no younger; deeds of others keep their own times."""
    me = opened.project.coder
    found: list[HistoryLine] = []
    waiting = deque(lines)
    for one in merges:
        when = _local(one.time)
        while waiting and waiting[0].when > when:
            found.append(waiting.popleft())
        words = tr("Merged {files}", files=", ".join(one.files))
        words += tr_n(": %n change came in", ": %n changes came in", one.changesets)
        found.append(
            HistoryLine(
                id=id_text(one.id), when=when, initials=me.initials, coder=me.name, colour=me.colour, words=words,
                can_undo=False, can_go=False, sorts=frozenset({Sort.MERGES}),
            )
        )
    return [*found, *waiting]


def _local(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone()


def keys_page(window: MainWindow) -> KeysPage:
    """The table of keys, made from the commands of a window, where they can be changed."""
    page = KeysPage()
    ChangingKeys(window, page)
    page.set_lines(key_lines(window.commands, window.settings.keys))
    return page


def key_lines(commands: Sequence[Command], changed: keys.Changed) -> list[KeyLine]:
    """The lines of that table; reading and coding by letter are the text's own keys."""
    reading, coding = tr("Reading"), tr("Coding")
    own = [
        KeyLine("text.sentence", tr("Next and previous sentence (Shift extends)"), "↓ ↑", reading),
        KeyLine("text.paragraph", tr("Next and previous paragraph"), "Ctrl+↓ ↑", reading),
        KeyLine("text.end", tr("Shrink or grow the passage by a word at its end"), "← →", reading),
        KeyLine("text.start", tr("The same at its beginning"), "Alt+← →", reading),
        KeyLine("text.codings", tr("Walk through the codings at the cursor"), "Tab", reading),
        KeyLine(
            "code.letter", tr("Code with the code of that key; a parent’s opens a strip"), "A … Z", coding
        ),
        KeyLine("code.sticky", tr("Sticky code: each new selection gets it; Esc leaves"), "Ctrl+Shift+A … Z", coding),
    ]
    own += [
        KeyLine("text.lines", tr("Beginning and end of the line"), "Home, End", reading),
        KeyLine("text.pages", tr("A page back and on"), "PgUp, PgDown", reading),
        KeyLine("text.whole", tr("Beginning and end of the text"), "Ctrl+Home, Ctrl+End", reading),
        KeyLine("text.leave", tr("Leave a popup, sticky codes, the selection"), "Esc", reading),
        KeyLine("case.more", tr("Cases 2 to 10 of the bar"), "2 … 9, 0", coding),
    ]
    lines = [
        KeyLine(
            one.id, one.title, ", ".join(one.keys[:1]), one.group,
            changeable=keys.can_change(one), changed=one.id in changed,
        )
        for one in commands
        if not one.hidden
    ]  # fmt: skip
    return [*own, *lines]
