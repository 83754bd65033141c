"""Filling the pages that list what is there: the history and the table of keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from annotator.model.changes import How
from annotator.model.ids import id_text
from annotator.operations import undoing
from annotator.ui.commands import Command
from annotator.ui.history_page import HistoryLine, HistoryPage
from annotator.ui.keys_page import KeyLine, KeysPage
from annotator.ui.open_project import OpenProject
from annotator.ui.words import tr

_MOST = 2_000  # lines of the history


def fill_history(page: HistoryPage, opened: OpenProject) -> None:
    """Newest first; what was undone is told so."""
    lines = undoing.history(opened.project, most=_MOST)
    undone: set[bytes] = set()
    in_effect: dict[bytes, bool] = {}
    for line in lines:  # newest first: what undoes a line was seen before it
        in_effect[line.id] = line.id not in undone
        if in_effect[line.id]:
            undone.update(line.undoes)
    shown = []
    for line in lines:
        coder = opened.coders.get(line.coder)
        shown.append(
            HistoryLine(
                id=id_text(line.id),
                when=datetime.fromtimestamp(line.time / 1000, UTC).astimezone(),
                initials=coder.initials if coder else "?",
                coder=coder.name if coder else "",
                colour=coder.colour if coder else "",
                words=line.label,
                undone=not in_effect[line.id],
                can_undo=line.how is not How.FOUNDING and in_effect[line.id],
            )
        )
    page.set_lines(shown, now=datetime.now().astimezone())


def keys_page(commands: Sequence[Command]) -> KeysPage:
    """The table of keys, made from the commands; reading and coding by letter are the text's own keys."""
    reading, coding = tr("Reading"), tr("Coding")
    own = [
        KeyLine("text.sentence", tr("Next and previous sentence (Shift extends)"), "↓ ↑", reading),
        KeyLine("text.paragraph", tr("Next and previous paragraph"), "Ctrl+↓ ↑", reading),
        KeyLine("text.end", tr("Shrink or grow the passage by a word at its end"), "← →", reading),
        KeyLine("text.start", tr("The same at its beginning"), "Alt+← →", reading),
        KeyLine("text.codings", tr("Walk through the codings at the cursor"), "Tab", reading),
        KeyLine(
            "code.letter", tr("Code with the code of that key; a parent's letter opens its children's"), "A … Z", coding
        ),
        KeyLine("code.sticky", tr("Sticky code: each new selection gets it; Esc leaves"), "Ctrl+Shift+A … Z", coding),
    ]
    own += [
        KeyLine("text.lines", tr("Beginning and end of the line"), "Home, End", reading),
        KeyLine("text.pages", tr("A page back and on"), "PgUp, PgDown", reading),
        KeyLine("text.whole", tr("Beginning and end of the text"), "Ctrl+Home, Ctrl+End", reading),
        KeyLine("text.leave", tr("Leave a popup, sticky codes, the selection"), "Esc", reading),
        KeyLine("code.details", tr("Into the memo of the chosen coding; Esc leaves it"), "Enter", coding),
        KeyLine("case.more", tr("Cases 2 to 10 of the bar"), "2 … 9, 0", coding),
    ]
    page = KeysPage()
    lines = [KeyLine(one.id, one.title, one.keys[0], one.group) for one in commands if one.keys and not one.hidden]
    page.set_lines([*own, *lines])
    return page
