"""Colleagues in words: how their codings are shown, and who has finished a document."""

from __future__ import annotations

from annotator.model.ids import DocumentId
from annotator.operations.visibility import Colleagues
from annotator.ui.open_project import OpenProject
from annotator.ui.words import tr

NEXT = {
    Colleagues.SHOWN: Colleagues.DIMMED,
    Colleagues.DIMMED: Colleagues.HIDDEN,
    Colleagues.HIDDEN: Colleagues.SHOWN,
}


def colleagues_words(how: Colleagues) -> str:
    """As a sentence without its full stop."""
    return {
        Colleagues.SHOWN: tr("Colleagues’ codings are shown"),
        Colleagues.DIMMED: tr("Colleagues’ codings are dimmed"),
        Colleagues.HIDDEN: tr("Colleagues’ codings are hidden"),
    }[how]


def finished_by_me(opened: OpenProject, document: DocumentId) -> bool:
    return document in opened.sight.finished


def who_finished(opened: OpenProject, document: DocumentId) -> tuple[str, ...]:
    """The names of those who have finished a document, "you" first, then in the order in which they did."""
    me, names = opened.sight.mine, []
    for coder in opened.finished_by.get(document, ()):
        known = opened.coders.get(coder)
        names.append(tr("you") if coder in me else known.name if known is not None else tr("somebody"))
    return tuple(sorted(names, key=lambda name: name != tr("you")))


def listed(names: tuple[str, ...]) -> str:
    """"you", "you and Bo", "you, Bo and Jo"."""
    if len(names) < 2:
        return "".join(names)
    return tr("{first} and {last}", first=", ".join(names[:-1]), last=names[-1])
