"""The menus of the lists of documents: how they are arranged, and what can be done to those that are selected."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QPoint, SignalInstance
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from annotator.model.ids import DocumentId
from annotator.ui.documents.columns import groupings
from annotator.ui.documents.document_table import DocumentTable, SortBy, Sorting
from annotator.ui.words import tr

FIELDS = (("author", "Author"), ("outlet", "Outlet"), ("date", "Date"), ("url", "Address"))


class Host(Protocol):
    """What shows documents and can be asked about those that are selected."""

    table: DocumentTable
    document_asked: SignalInstance
    team_asked: SignalInstance
    add_asked: SignalInstance
    story_asked: SignalInstance
    story_left: SignalInstance
    deleted_asked: SignalInstance

    def chosen(self) -> list[DocumentId]: ...

    def ask_rename(self, document: DocumentId) -> None: ...

    def ask_delete(self) -> None: ...

    def ask_metadata(self, documents: list[DocumentId], key: str, name: str) -> None: ...


def selection_menu(host: Host, parent: QWidget) -> QMenu:
    """All that can be asked of the selected documents."""
    menu, chosen = QMenu(parent), host.chosen()
    rows = [row for one in chosen if (row := host.table.row_of(one)) is not None]
    if len(rows) == 1:
        one = rows[0]
        menu.addAction(tr("Open"), partial(host.document_asked.emit, one.id))
        if one.gone or one.to_look_at:
            menu.addAction(tr("Look at it in Team"), partial(host.team_asked.emit, one.id))
        if one.gone:
            return menu
        menu.addAction(tr("Rename"), partial(host.ask_rename, one.id)).setShortcut("F2")
    if rows:
        for key, name in FIELDS:
            menu.addAction(tr("{name}…", name=tr(name)), partial(host.ask_metadata, chosen, key, tr(name)))
        menu.addSeparator()
    if len(rows) > 1:
        menu.addAction(tr("Group as one story"), partial(host.story_asked.emit, chosen))
    if any(row.story for row in rows):
        menu.addAction(tr("Take out of the story"), partial(host.story_left.emit, chosen))
    if rows:
        menu.addAction(tr("Delete…"), host.ask_delete).setShortcut("Del")
        menu.addSeparator()
    menu.addAction(tr("Add documents…"), host.add_asked.emit)
    menu.addAction(tr("Restore a deleted document…"), host.deleted_asked.emit)
    return menu


def order_menu(table: DocumentTable, parent: QWidget, show_filter: Callable[[], None]) -> QMenu:
    """How the documents are sorted, grouped and filtered."""
    menu = QMenu(parent)
    queue = menu.addAction(tr("My queue: only what I have not finished"))
    queue.setCheckable(True)
    queue.setChecked(table.queue_only)
    queue.toggled.connect(table.show_queue_only)
    menu.addAction(tr("Filter…"), show_filter).setShortcut("Ctrl+F")
    menu.addSeparator()
    by_state, by_outlet = SortBy("state"), SortBy("outlet")
    one_of = QActionGroup(menu)
    for sorting, name in (
        (Sorting.TITLE.value, tr("Sort by title")), (Sorting.DATE.value, tr("Sort by date")),
        (by_outlet, tr("Sort by outlet")), (by_state, tr("Sort by state")),
        (Sorting.GIVEN.value, tr("Sort by when they came")),
    ):  # fmt: skip
        action = menu.addAction(name, partial(table.sort_by, sorting))
        action.setCheckable(True)
        action.setChecked(table.sorting == sorting)
        one_of.addAction(action)
    menu.addSeparator()
    fill_grouping(menu.addMenu(tr("Group by")), table)
    return menu


def fill_grouping(menu: QMenu, table: DocumentTable) -> None:
    """By what they can be grouped, one's own metadata keys too."""
    one_of = QActionGroup(menu)
    every = [("", tr("No groups")), *((one.key, one.title) for one in groupings(table.own_keys))]
    for place, (key, title) in enumerate(every):
        action = menu.addAction(title, partial(table.group_by, key))
        action.setCheckable(True)
        action.setChecked(table.grouping == key)
        one_of.addAction(action)
        if place == 0:
            menu.addSeparator()


def popped_up(menu: QMenu, place: QPoint) -> None:
    """Shows a menu that goes when it is left."""
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(place)
