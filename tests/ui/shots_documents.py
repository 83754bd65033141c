"""Pictures of the documents: the list beside the text in groups, the page of all of them, what is asked above them.

`WINDOW_VIEWS` are states of the real window, for `tests.shots`.
"""

from __future__ import annotations

import random
from pathlib import Path

from annotator.model.changes import Kind
from annotator.model.ids import EntityId
from annotator.operations import acting, documents, finishing, memos, projects, stories
from annotator.store import reading
from annotator.ui.documents.documents_page import DocumentsPage
from annotator.ui.main_window import MainWindow
from annotator.ui.notices import Outcome
from tests.builders import add_code, add_text, code
from tests.driving import place_of, project_of, settle, wait_until

_TITLES = (
    ("Seven firms and a border", "The Harbour Ledger", "2024-03-14", "Ilse Marrow"),
    ("Eleven districts, one face index", "Civic Circuit", "2023-11-08", "Tobias Lenn"),
    ("To the board of Luminode", "", "2023-01-16", "Luminode staff"),
    ("Two halves of one machine: a survey of six companies and their ministries", "Annals", "2024", "Anneke Voss"),
    ("Ministry extends contract for camera drones", "The Harbour Ledger", "2024-03-15", ""),
    ("Camera drones: ministry extends contract", "Wire", "2024-03-15", ""),
    ("Contract for camera drones is extended", "Civic Circuit", "2024-03-16", "Tobias Lenn"),
    ("Annual report", "", "2023", ""), ("Prospectus", "", "2022-06", ""), ("Interview with a supplier", "", "", ""),
    ("A letter of the engineers", "Annals", "2018-04-04", ""), ("The minister answers", "Wire", "2024-02-02", ""),
)  # fmt: skip
_WORDS = ("drones", "border", "firm", "letter", "contract", "staff", "harbour", "minister", "police", "index", "May")


def _pile(window: MainWindow, home: Path) -> None:
    """A project with articles of several outlets, three of which tell one story."""
    path = home / "pile.annot"
    if window.opened is not None:
        window.close_project()
    path.unlink(missing_ok=True)
    project = projects.new(path, acting.myself())
    same = _text("same")
    for title, outlet, date, author in _TITLES:
        text = same if "camera drones" in title.lower() else _text(title)
        made = add_text(project, f"{title}.txt", f"{title}.\n{text}")
        for key, value in (("outlet", outlet), ("date", date), ("author", author), ("kind", "news" if outlet else "")):
            if value:
                now = next(one for one in reading.documents(project) if one.id == made.id)
                documents.set_metadata(project, [now], key, value)
    drones = add_code(project, "Drones")
    first, second, third = reading.documents(project)[:3]
    for one in (first, second):
        code(project, one, "drones", drones)
    for one in (second, third):
        finishing.finish(project, one.id)
    memos.set_memo(project, EntityId(first.id), Kind.DOCUMENT, "Ask the archive for the printed edition.")
    project.close()
    window.open_project(path)
    wait_until(lambda: place_of(window).desk.shown is not None)


def _text(seed: str) -> str:
    chance = random.Random(seed)
    return "\n".join(" ".join(chance.choices(_WORDS, k=24)) + " drones." for _ in range(12))


def _page(window: MainWindow, home: Path) -> DocumentsPage:
    _pile(window, home)
    assert window.all_documents is not None
    window.all_documents.show()
    settle()
    return window.all_documents.page


def documents_all(window: MainWindow, home: Path) -> None:
    _page(window, home)


def documents_grouped(window: MainWindow, home: Path) -> None:
    """In groups, one of them folded, several chosen: the fields show what differs."""
    page = _page(window, home)
    page.table.group_by("outlet")
    page.table.fold("Annals")
    rows = [row.id for row in page.table.rows() if row.metadata.get("outlet") == "The Harbour Ledger"]
    page.view.choose([*rows, project_of(window).documents[2].id])


def documents_edited(window: MainWindow, home: Path) -> None:
    """A cell that is being edited, with the columns of one's own."""
    page = _page(window, home)
    page.view.show_columns([("title", 240), ("date", 0), ("outlet", 0), ("url", 0), ("characters", 0)])
    page.add_column("Desk")
    page.view.edit(page.table.index(2, [one.key for one in page.table.columns].index("outlet")))


def documents_story(window: MainWindow, home: Path) -> None:
    """A hint that three tell one story, and a question before deleting."""
    page = _page(window, home)
    assert window.all_documents is not None
    window.all_documents.deeds.look_for_stories()
    wait_until(page.stories.isVisible)
    page.view.choose([one.id for one in project_of(window).documents[:2]])
    page.ask_delete()
    settle()


def documents_deleted(window: MainWindow, home: Path) -> None:
    page = _page(window, home)
    project_of(window).do(documents.delete_documents, [*project_of(window).documents[3:6]])
    page.ask_deleted(window.all_documents.deeds.deleted())  # type: ignore[union-attr]  # the page is there
    settle()


def documents_none(window: MainWindow, home: Path) -> None:
    path = home / "none.annot"
    path.unlink(missing_ok=True)
    window.new_project(str(path), "empty")
    assert window.all_documents is not None
    window.all_documents.show()


def documents_beside(window: MainWindow, home: Path) -> None:
    """Beside the text: in groups by story, the queue, a filter, a hint."""
    _pile(window, home)
    listed = place_of(window).documents
    project = project_of(window)
    project.do(stories.group, [one.id for one in project.documents if "ontract" in one.title])
    listed.table.group_by(stories.SAME_STORY)
    listed.show_filter()


def documents_hint_beside(window: MainWindow, home: Path) -> None:
    _pile(window, home)
    place_of(window).lists.deeds.look_for_stories()
    wait_until(place_of(window).documents.stories.isVisible)
    place_of(window).documents.table.group_by("month")
    place_of(window).documents.table.show_queue_only(True)


def password(window: MainWindow, home: Path) -> None:
    _pile(window, home)
    window.progress.begin("Adding documents")
    why = "it is encrypted, and none of the passwords opens it"
    window.progress.finish("3 documents came in, 2 could not be read.", [
        Outcome("prospectus.pdf", "failed", why, failed=True), Outcome("annex.pdf", "failed", why, failed=True)])
    told = "2 files want a password, “prospectus.pdf” first. It is tried on all of them and kept nowhere."
    window.progress.password.ask(told, take_keys=True)


def backups(window: MainWindow, home: Path) -> None:
    _pile(window, home)
    project = project_of(window).project
    for _ in range(2):
        projects.back_up(project)
    kept = next(project.backups.glob("*asked.annot"))
    for name in ("2026-01-03T09-12-44-day", "2026-01-07T16-40-02-before-merge", "2025-12-01T08-01-10-day"):
        kept.with_name(f"{name}.annot").write_bytes(kept.read_bytes())
    window.restoring.show()


WINDOW_VIEWS = (
    documents_all, documents_grouped, documents_edited, documents_story, documents_deleted, documents_none,
    documents_beside, documents_hint_beside, password, backups,
)  # fmt: skip
