"""The metadata of the selected documents: what differs shows as "(several)", what is typed is for all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from annotator.model.ids import DocumentId, EntityId
from annotator.ui import theme
from annotator.ui.detail.memo_editor import MemoEditor
from annotator.ui.documents.columns import EDITED_IN_PANEL, MADE_BY_READERS, known_columns
from annotator.ui.documents.document_row import DocumentRow
from annotator.ui.documents.document_table import DocumentTable
from annotator.ui.documents.questions import common_value, example_of, offer, value_line
from annotator.ui.parts import ElidedLabel, SectionHeading, button, label, set_role
from annotator.ui.words import tr, tr_n


class ValueLine(QObject):
    """A line for one key of the chosen documents: Enter, or leaving it, takes what was typed; Esc takes it back."""

    given = Signal(str, str)  # key, value
    left = Signal()

    def __init__(self, key: str, name: str, used_before: Callable[[str], list[str]], parent: QObject) -> None:
        super().__init__(parent)
        self.key, self._used_before = key, used_before
        self.line = value_line(key, ())
        self.line.setToolTip(example_of(key))
        self.line.setAccessibleName(name)
        self._shown: str | None = ""
        self.line.returnPressed.connect(self.take)
        self.line.installEventFilter(self)

    def show(self, rows: Sequence[DocumentRow]) -> None:
        """The value that all have, or that they differ. What is being typed stays."""
        self._shown = common_value(rows, self.key) if rows else ""
        self.line.setPlaceholderText(tr("(several)") if self._shown is None else "")
        self.line.setText(self._shown or "")
        self.line.setCursorPosition(0)
        self.line.setModified(False)

    def take(self) -> None:
        """Gives away what was typed, if it is another value."""
        value = " ".join(self.line.text().split())
        if self.line.isModified() and value != (self._shown or ""):
            self.line.setModified(False)
            self.given.emit(self.key, value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.reason() != Qt.FocusReason.PopupFocusReason:
            if event.type() == QEvent.Type.FocusIn:
                offer(self.line, self._used_before(self.key))
            else:
                self.take()
        elif isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.line.setText(self._shown or "")
                self.line.setModified(False)
                self.left.emit()
                return True
        return super().eventFilter(watched, event)


class FieldPanel(QWidget):
    """Fields, story and memo of the documents that are selected in the table."""

    value_given = Signal(object, str, str)  # documents, key, value
    story_asked = Signal(object)            # documents
    story_left = Signal(object)
    memo_changed = Signal(object, str)      # document, text
    key_asked = Signal(str)                 # a column of one's own
    left = Signal()                         # with Esc

    def __init__(self, table: DocumentTable) -> None:
        super().__init__()
        self._table = table
        self._chosen: list[DocumentId] = []
        self._lines: dict[str, ValueLine] = {}
        self._asked: frozenset[str] = frozenset()  # names of fields that were added here and have no value yet
        self.head = ElidedLabel(role="strong")
        self.nothing = label(tr("Choose documents to see and change what is known of them. Ctrl+click and Shift+click "
                                "choose several."), "quiet", wrap=True)
        self.fields = QWidget()
        self._grid = QGridLayout(self.fields)
        theme.spaced(self._grid, gap=5)
        self._grid.setColumnStretch(1, 1)
        self.new_key = QLineEdit()
        self.new_key.setPlaceholderText(tr("another field: its name, then Enter"))
        self.new_key.setAccessibleName(tr("Name of another field"))
        self.new_key.returnPressed.connect(self._add_key)
        self.story = label("", "quiet", wrap=True)
        self.group, self.ungroup = button(tr("Group as one story")), button(tr("Take out"))
        self.group.clicked.connect(lambda: self.story_asked.emit([*self._chosen]))
        self.ungroup.clicked.connect(lambda: self.story_left.emit([*self._chosen]))
        self.memo_heading = SectionHeading(tr("Memo"))
        self.memo = MemoEditor()
        self.memo.setPlaceholderText(tr("a note of yours on this document"))
        self.memo.setAccessibleName(tr("Memo on the document"))
        self.memo.memo_changed.connect(self.memo_changed)
        self.memo.left.connect(self.left)
        self.others = label("", "quiet", wrap=True)
        self._lay_out()
        self.show_chosen([])

    def _lay_out(self) -> None:
        set_role(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = QWidget()
        column = QVBoxLayout(inside)
        theme.spaced(column, 14, 12, 14, 12, gap=8)
        stories = QHBoxLayout()
        theme.spaced(stories, gap=6)
        for part in (self.group, self.ungroup):
            stories.addWidget(part)
        stories.addStretch(1)
        self.story_heading = SectionHeading(tr("Same story"))
        for widget in (self.head, self.nothing, self.fields, self.new_key, self.story_heading, self.story):
            column.addWidget(widget)
        column.addLayout(stories)
        column.addWidget(self.memo_heading)
        self.memo.setMinimumHeight(theme.px(90))
        column.addWidget(self.memo)
        column.addWidget(self.others)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        self.setMinimumWidth(theme.px(220))

    # What is shown

    def show_chosen(self, chosen: Sequence[DocumentId]) -> None:
        """Shows what is known of these; what was being typed is given away for those it was typed for."""
        if list(chosen) != self._chosen:
            self.save()
        self._chosen = list(chosen)
        rows = self.rows()
        self.head.setText(rows[0].title if len(rows) == 1 else tr_n("%n document", "%n documents", len(rows)))
        self._make_lines(self._keys(rows))
        for one in self._lines.values():
            if not (one.line.hasFocus() and one.line.isModified()):
                one.show(rows)
        gone = any(row.gone for row in rows)
        for part in (self.fields, self.new_key, self.group):
            part.setEnabled(not gone)
        self._show_story(rows)
        for widget in (self.head, self.fields, self.new_key, self.story_heading, self.story):
            widget.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        for widget in (self.memo_heading, self.memo):
            widget.setVisible(len(rows) == 1)
        if len(rows) != 1:
            self.memo.show_memo(None, "")
            self.others.hide()

    def show_memo(self, document: DocumentId, mine: str, others: Sequence[str]) -> None:
        """The acting coder's memo on the one document that is chosen; `others` are those of colleagues."""
        if self._chosen == [document]:
            self.memo.show_memo(EntityId(document), mine)  # type: ignore[arg-type]  # it edits the memo of anything
            self.others.setText("\n\n".join(others))
            self.others.setVisible(bool(others))

    def rows(self) -> list[DocumentRow]:
        return [row for one in self._chosen if (row := self._table.row_of(one)) is not None]

    def save(self) -> None:
        """Gives away what is being typed."""
        for one in self._lines.values():
            one.take()
        self.memo.save()

    def begin(self) -> None:
        """Gives the keys to the first field."""
        if self._lines and self._chosen:
            first = next(iter(self._lines.values())).line
            first.setFocus()
            first.selectAll()

    def line_of(self, key: str) -> QLineEdit:
        """Where a key is edited."""
        return self._lines[key].line

    def _keys(self, rows: Sequence[DocumentRow]) -> tuple[str, ...]:
        """Those that every document has, those that these have, those that were just asked for."""
        own = {key for row in rows for key in row.metadata if key in self._table.own_keys} - MADE_BY_READERS
        asked = [key for key in self._lines if key not in EDITED_IN_PANEL and key not in own and key in self._asked]
        return (*EDITED_IN_PANEL, *sorted(own), *asked)

    def _make_lines(self, keys: tuple[str, ...]) -> None:
        if tuple(self._lines) == keys:
            return
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        titles = {one.key: one.title for one in known_columns()}
        self._lines = {}
        for row, key in enumerate(keys):
            name = titles.get(key, key)
            made = ValueLine(key, name, self._table.values_of, self.fields)
            made.given.connect(self._give)
            made.left.connect(self.left)
            shown = ElidedLabel(name, role="quiet")
            theme.capped(shown, width=96)
            shown.setBuddy(made.line)
            self._grid.addWidget(shown, row, 0)
            self._grid.addWidget(made.line, row, 1)
            self._lines[key] = made

    def _show_story(self, rows: Sequence[DocumentRow]) -> None:
        stories = sorted({row.story for row in rows} - {""})
        if len(stories) == 1 and all(row.story for row in rows):
            count = sum(row.story == stories[0] for row in self._table.rows())
            self.story.setText(tr_n("“{story}”: %n document", "“{story}”: %n documents", count, story=stories[0]))
        elif stories:
            self.story.setText(tr("(several)"))
        else:
            self.story.setText(tr("None. Documents that tell the same story can be counted as one."))
        self.group.setVisible(len(rows) > 1 and (len(stories) != 1 or any(not row.story for row in rows)))
        self.ungroup.setVisible(bool(stories))

    def _give(self, key: str, value: str) -> None:
        if self._chosen:
            self.value_given.emit([*self._chosen], key, value)

    def _add_key(self) -> None:
        key = " ".join(self.new_key.text().split())
        if key:
            self.new_key.clear()
            self.key_asked.emit(key)

    def add_key(self, key: str) -> None:
        """Shows a field of one's own, to be filled."""
        if key not in self._lines:
            self._asked = self._asked | {key}
            self._make_lines((*self._lines, key))
            for one in self._lines.values():
                one.show(self.rows())
        self._lines[key].line.setFocus()
