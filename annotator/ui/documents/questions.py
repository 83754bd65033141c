"""What is asked above a list of documents, in place of dialogs: before deleting, for a value, what to restore."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem

from annotator.model.ids import DocumentId
from annotator.ui import theme
from annotator.ui.codebook.inline_bars import ConfirmBar, InlineBar
from annotator.ui.documents.document_row import DocumentRow
from annotator.ui.parts import button, label, set_role
from annotator.ui.words import tr, tr_n

DATES = ("date", "accessed")


def these(rows: Sequence[DocumentRow]) -> str:
    """The documents in a few words."""
    return tr("“{title}”", title=rows[0].title) if len(rows) == 1 else tr_n("%n document", "%n documents", len(rows))


def delete_question(rows: Sequence[DocumentRow], hidden: int) -> ConfirmBar:
    """Asks, saying what goes with the documents; `hidden` are the codings of colleagues that are not counted here."""
    codings, what = sum(row.codings for row in rows), these(rows)
    told = tr("Delete {what}?", what=what)
    if codings:
        told = tr("Delete {what} with {codings}?", what=what, codings=tr_n("%n coding", "%n codings", codings))
    if hidden:
        told += " " + tr_n("%n coding of colleagues that is hidden goes too.",
                           "%n codings of colleagues that are hidden go too.", hidden)
    return ConfirmBar(told + " " + tr("Ctrl+Z brings all back."), tr("Delete"))


def value_line(key: str, offered: Sequence[str]) -> QLineEdit:
    """A line for a value of that metadata key, with those on offer that were used before."""
    line = QLineEdit()
    line.setMaxLength(2_000)
    offer(line, offered)
    line.setPlaceholderText(example_of(key))
    return line


def offer(line: QLineEdit, values: Sequence[str]) -> None:
    """Puts values on offer while one types; none takes them away."""
    completer = QCompleter([*values], line)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    line.setCompleter(completer)  # the one before goes with it


def example_of(key: str) -> str:
    """What may be typed where it is not plain."""
    if key in DATES:
        return tr("3.4.2018, April 2018, 2018")
    return {"language": tr("en, de-AT"), "url": "https://…"}.get(key, "")


def common_value(rows: Sequence[DocumentRow], key: str) -> str | None:
    """The value that all of them have there; None where they differ."""
    found = {row.metadata.get(key) or (row.date if key == "date" else "") for row in rows}
    return found.pop() if len(found) == 1 else None


class ValueBar(InlineBar):
    """Asks for one value of one document or of many; Enter takes it, empty takes it away."""

    given = Signal(str)

    def __init__(self, rows: Sequence[DocumentRow], key: str, name: str, offered: Sequence[str]) -> None:
        super().__init__(tr("{name} of {what}", name=name, what=these(rows)))
        common = common_value(rows, key)
        self.line = value_line(key, offered)
        self.line.setText(common or "")
        if common is None:
            self.line.setPlaceholderText(tr("(several)"))
        self.line.setAccessibleName(self.told.text())
        self.line.returnPressed.connect(self._take)
        self.box.addWidget(self.line)
        self._before = common
        self.setFocusProxy(self.line)

    def _take(self) -> None:
        value = " ".join(self.line.text().split())
        if value != self._before and not (self._before is None and not value):
            self.given.emit(value)
        self.close_bar()


@dataclass(frozen=True, slots=True)
class DeletedDocument:
    """`told` says when and with what it was deleted."""

    id: DocumentId
    title: str
    told: str


class DeletedBar(InlineBar):
    """Lists what was deleted, the newest first; Enter restores what is chosen."""

    chosen = Signal(object)  # list of documents

    def __init__(self, deleted: Sequence[DeletedDocument]) -> None:
        told = tr("Deleted documents. What is restored comes back with its codings.")
        super().__init__(told if deleted else tr("No document was deleted."))
        self.list = QListWidget()
        set_role(self.list, "card")
        self.list.setAccessibleName(tr("Deleted documents"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        theme.capped(self.list, height=150)
        for one in deleted:
            item = QListWidgetItem(f"{one.title}  ·  {one.told}")
            item.setToolTip(item.text())
            item.setData(Qt.ItemDataRole.UserRole, one.id)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.restore, self.leave = button(tr("Restore"), "action"), button(tr("Close"))
        row = QHBoxLayout()
        theme.spaced(row, gap=6)
        for part in (self.restore, self.leave):
            part.setAutoDefault(True)
            row.addWidget(part)
        row.addStretch(1)
        if deleted:
            row.addWidget(label(tr("Ctrl+click chooses several"), "hint"))
        self.box.addWidget(self.list)
        self.box.addLayout(row)
        # Only now that they stand in the bar: else each were a window for a moment.
        self.list.setHidden(not deleted)
        self.restore.setHidden(not deleted)
        self.restore.clicked.connect(self._take)
        self.leave.clicked.connect(self.close_bar)
        self.list.itemActivated.connect(lambda _item: self._take())
        self.setFocusProxy(self.list if deleted else self.leave)

    def event(self, event: QEvent) -> bool:
        """Enter and Delete are the list's own here, whatever the window makes of them."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() in keys:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.list.hasFocus():
            self._take()
        else:
            super().keyPressEvent(event)

    def _take(self) -> None:
        found = [item.data(Qt.ItemDataRole.UserRole) for item in self.list.selectedItems()]
        if found:
            self.chosen.emit(found)
            self.close_bar()
