"""The page of all documents in the window: made when it is asked for, joined to the open project."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from annotator.model.changes import Changes, Kind
from annotator.model.ids import DocumentId
from annotator.operations.documents import Added, Outcome
from annotator.operations.visibility import Seen
from annotator.store import reading
from annotator.ui.code_place import CodePlace
from annotator.ui.documents.documents_page import DocumentsPage
from annotator.ui.open_project import OpenProject
from annotator.ui.places import WorkPlace
from annotator.ui.words import tr

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

_KEPT = "documents_table"  # under which the settings keep the columns
_PAUSE = 400  # milliseconds after the last change of a column until it is kept
_HINTS = ("Enter opens", "F2 edits the cell", "Ctrl+Enter the fields", "Ctrl+F filter", "Esc back to the text")


class AllDocuments(QObject):
    """For one open project; its place is listed with the others, without a button in the header."""

    id = "documents"

    def __init__(self, window: MainWindow, opened: OpenProject, code: CodePlace) -> None:
        super().__init__(opened)
        self._window, self._opened, self._code = window, opened, code
        self.deeds = code.lists.deeds
        self._made = False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._keep_layout)
        self.deeds.show_asked.connect(self.show_these)
        code.closed.connect(self._leave)
        opened.changed.connect(self._follow)

    def as_place(self) -> WorkPlace:
        return WorkPlace(
            self.id, tr("All documents"), "", _HINTS, lambda: self.page, self._there, lambda: self.page.setFocus()
        )

    @cached_property
    def page(self) -> DocumentsPage:
        page = DocumentsPage(self._code.documents.table)
        page.view.show_columns(self._kept_layout() or page.view.shown_columns())
        self.deeds.join(page)
        page.document_asked.connect(self._open)
        page.memo_wanted.connect(self._show_memo)
        page.memo_changed.connect(self.deeds.set_memo)
        page.stories_asked.connect(lambda: self.deeds.look_for_stories(asked=True))
        page.add_asked.connect(self._window.asking.add)
        page.team_asked.connect(self._code.team_asked)
        page.layout_changed.connect(self._pause.start)
        self._made = True
        return page

    def show(self) -> None:
        """Shows the page, with the document that is open in front selected."""
        self._window.show_place(self.id)
        shown = self._code.desk.shown
        if shown is not None and not self.page.chosen():
            self.page.view.choose([shown.document.id])

    def show_these(self, documents: list[DocumentId]) -> None:
        self._window.show_place(self.id)
        self.page.show_documents_of(documents)

    def ask_deleted(self) -> None:
        """Lists what was deleted, on the page."""
        self.show()
        self.page.ask_deleted(self.deeds.deleted())

    def look_for_stories(self) -> None:
        self.show()
        self.deeds.look_for_stories(asked=True)

    def added(self, added: object) -> None:
        """Documents that came in are compared with the others."""
        if isinstance(added, Added) and added.of(Outcome.NEW) and len(self._opened.documents) > 1:
            self.deeds.look_for_stories()

    def _there(self) -> QWidget | None:
        return self.page if self._made else None

    def _open(self, document: DocumentId) -> None:
        self._window.show_code()
        self._code.open_document(document)

    def _show_memo(self, document: DocumentId) -> None:
        sight, coders = self._opened.sight, self._opened.coders
        mine, others = [], []
        for memo in reading.memos(self._opened.project, [document]):
            if memo.coder in sight.mine:
                mine.append(memo.text)
            elif sight.of(memo.coder, document) is not Seen.HIDDEN:
                who = coders.get(memo.coder)
                others.append(f"{who.name if who is not None else tr('somebody')}: {memo.text}")
        self.page.panel.show_memo(document, "\n\n".join(mine), others)

    def _follow(self, changes: object) -> None:
        assert isinstance(changes, Changes)
        if self._made and Kind.MEMO in changes.touched and self.page.isVisible():
            chosen = self.page.chosen()
            if len(chosen) == 1:
                self._show_memo(chosen[0])

    # Columns

    def _kept_layout(self) -> list[tuple[str, int]]:
        """The columns as they were the last time; empty where nothing sensible is kept."""
        kept = self._window.settings.extra.get(_KEPT)
        columns = kept.get("columns") if isinstance(kept, dict) else None
        found: list[tuple[str, int]] = []
        for one in columns if isinstance(columns, list) else ():
            with contextlib.suppress(TypeError, ValueError):
                key, width = one
                found.append((str(key), min(max(int(width), 36), 2000)))
        self._code.documents.table.show_columns_of([key for key, _ in found])
        return found if any(key == "title" for key, _ in found) else []

    def _keep_layout(self) -> None:
        settings = self._window.settings
        kept = {"columns": [list(one) for one in self.page.view.shown_columns()]}
        self._window.keep(replace(settings, extra={**settings.extra, _KEPT: kept}))

    def _leave(self) -> None:
        if self._pause.isActive():
            self._pause.stop()
            self._keep_layout()
        if self._made:
            self.page.panel.save()
        self.deeds.leave()
