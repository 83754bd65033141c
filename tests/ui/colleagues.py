"""What a colleague did in a copy of the project that a window has open, and the merge that brings it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence

from annotator.model.coders import Identity
from annotator.model.codings import Passage
from annotator.model.documents import Document
from annotator.model.ids import CodeId
from annotator.operations import codebook, coding, merging, projects
from annotator.operations.coding import Coded
from annotator.store import reading
from annotator.store.handle import Project
from annotator.ui.main_window import MainWindow
from annotator.ui.open_project import OpenProject
from tests.builders import identity
from tests.driving import settle, wait_until

BO = identity("Bo Lind")
Edit = Callable[[Project], object]


def apart(window: MainWindow, *theirs: Edit, mine: Sequence[Edit] = (), who: Identity = BO) -> None:
    """A colleague edits a copy, I edit the project meanwhile, and the copy is merged."""
    opened = opened_in(window)
    project = opened.project
    copy = project.path.with_name("colleague.annot")
    shutil.copyfile(projects.back_up(project), copy)
    other = projects.open_project(copy, who)
    try:
        for edit in theirs:
            edit(other)
    finally:
        other.close()
    for edit in mine:
        opened.do(edit)
    opened.do(lambda this: merging.merge(this, [copy]))
    copy.unlink()
    rest(window)


def rest(window: MainWindow) -> None:
    """Lets everything happen that waits until the keys rest."""
    place = window.code_place
    assert place is not None
    settle()
    wait_until(
        lambda: not (
            place.following.is_waiting or place._detail_timer.isActive() or place.open_tabs.is_reading
        ),
        "the place to rest",
    )
    settle()


def opened_in(window: MainWindow) -> OpenProject:
    assert window.opened is not None, "no project is open"
    return window.opened


def code_named(project: Project, name: str) -> CodeId:
    return next(one.id for one in codebook.codes(project) if one.name == name)


def document_with(project: Project, quote: str) -> Document:
    return next(one for one in reading.documents(project) if quote in (project.text_of(one.layer.id) or ""))


def coded(quote: str, name: str) -> Callable[[Project], Coded]:
    """Puts a code on the first place where the words stand."""

    def go(project: Project) -> Coded:
        document = document_with(project, quote)
        start = (project.text_of(document.layer.id) or "").index(quote)
        passage = Passage(document.layer.id, start, start + len(quote))
        return coding.code_passage(project, passage, code_named(project, name))

    return go
