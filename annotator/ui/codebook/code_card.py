"""What a code is: name, colour, key, meaning, examples, and how often it was used; written below the tree.

Words are saved when a field is left, with Ctrl+Enter, when another code is shown, and at closing; ticks and choices at
once. Words that could not be saved are kept and saved later.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annotator.model.ids import CodeId
from annotator.operations.code_meaning import Meaning, meaning_of, tidied
from annotator.ui import theme
from annotator.ui.codebook.card_shown import CardShown
from annotator.ui.codebook.counts_table import CountsTable
from annotator.ui.codebook.entry_list import EntryList, EntryWords
from annotator.ui.codebook.growing_text import GrowingText
from annotator.ui.codebook.paint import swatch_icon
from annotator.ui.codebook.shades import shades
from annotator.ui.parts import CloseButton, label
from annotator.ui.reader.palette import Look
from annotator.ui.words import tr, tr_n

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

    from annotator.operations.code_counts import CodeCounts
    from annotator.operations.codebook import ProjectCode

LONGEST_NAME = 1000


class CodeCard(QFrame):
    """Shows one code and emits what is asked of it; it changes none itself."""

    define_asked = Signal(object, object, object)   # code, Meaning as it was read, Meaning as it is now
    rename_asked = Signal(object, str)
    colour_asked = Signal(object, object)           # code, QPoint on the screen
    key_asked = Signal(object)
    to_define_asked = Signal(object, bool)
    codable_asked = Signal(object, bool)
    counts_asked = Signal(object, object)           # code, an answer's id, "context" or None
    source_asked = Signal(object, object)           # code, Example: to be shown where it stands
    document_asked = Signal(object, str)            # code, title: its codings there
    coder_asked = Signal(object, str)               # code, name
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._code: ProjectCode | None = None
        self._was = Meaning()
        self._unsaved: dict[CodeId, tuple[Meaning, Meaning]] = {}  # as it was read, as it was written
        self._counted: CodeCounts | None = None
        self._make_head()
        self._make_inside()

    # Layout

    def _make_head(self) -> None:
        self.colour = QPushButton()
        self.colour.setProperty("role", "flat")
        self.colour.setStyleSheet("padding: 2px;")
        self.colour.setAccessibleName(tr("Colour of the code"))
        self.colour.setToolTip(tr("Colour"))
        self.colour.clicked.connect(self._ask_colour)
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setAccessibleName(tr("Name of the code"))
        self.name.editingFinished.connect(self._rename)
        self.name.installEventFilter(self)
        self.key = QPushButton()
        self.key.setProperty("role", "flat")
        self.key.setToolTip(tr("Key"))
        self.key.clicked.connect(lambda: self._ask(self.key_asked))
        self.key.setStyleSheet("padding: 3px 4px;")
        self.close_button = CloseButton(tr("Close the code"))
        theme.sized(self.close_button, width=22, height=22)
        self.close_button.clicked.connect(self.leave)
        head = QHBoxLayout()
        theme.spaced(head, 8, 6, 6, 2, gap=2)
        head.addWidget(self.colour)
        head.addWidget(self.name, 1)
        head.addWidget(self.key)
        head.addWidget(self.close_button)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(1, 1, 1, 1)
        self._box.setSpacing(0)
        self._box.addLayout(head)

    def _make_inside(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        theme.spaced(column, 10, 2, 10, 10, gap=5)
        self.path = label("", "hint", wrap=True)
        self.to_define = QCheckBox(tr("To define"))
        self.to_define.clicked.connect(lambda on: self._ask(self.to_define_asked, on))
        self.codable = QCheckBox(tr("Meant to be coded"))
        self.codable.clicked.connect(lambda on: self._ask(self.codable_asked, on))
        self.definition = GrowingText(tr("Definition"), tr("What a passage must say to get this code"), least=2)
        self.include = EntryList(EntryWords(tr("Include"), tr("Include"), tr("what belongs to it")), self._watch)
        self.exclude = EntryList(EntryWords(tr("Exclude"), tr("Exclude"), tr("what does not")), self._watch)
        words = EntryWords(tr("Examples"), tr("Example"), tr("words that show it; F11 takes a coding"))
        self.examples = EntryList(words, self._watch)
        words = EntryWords(tr("Counter-examples"), tr("Counter-example"), tr("words that look alike"),
                           tr("why it is not meant"))
        self.counter_examples = EntryList(words, self._watch)
        self.counts_label = label(tr("Counts as"), "hint", wrap=True)
        self.counts = QComboBox()
        self.counts.setAccessibleName(tr("Counts as"))
        self.counts.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.counts.setMinimumContentsLength(8)
        self.counts.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.counts.activated.connect(self._choose_counts)
        self.facts = label("", "hint", wrap=True)
        self.used = label("", "hint", wrap=True)
        self.documents = CountsTable(tr("Codings by document"))
        self.coders = CountsTable(tr("Codings by coder"))
        self.documents.line_chosen.connect(self._choose_document)
        self.coders.line_chosen.connect(self._choose_coder)
        definition = label(tr("Definition"), "hint")
        definition.setBuddy(self.definition)
        self._watch(self.definition)
        for widget in (self.path, self.to_define, self.codable, definition, self.definition, self.include,
                       self.exclude, self.examples, self.counter_examples, self.counts_label, self.counts, self.facts,
                       self.used, self.documents, self.coders):
            column.addWidget(widget)
        column.addStretch(1)
        for entries in self._lists:
            entries.taken_away.connect(self.save)
            entries.grown.connect(self._put_in_order)
        for entries in (self.examples, self.counter_examples):
            entries.source_asked.connect(lambda one: self._ask(self.source_asked, one))
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inside)
        self._box.addWidget(self.area, 1)

    @property
    def _lists(self) -> tuple[EntryList, ...]:
        return self.include, self.exclude, self.examples, self.counter_examples

    def _put_in_order(self) -> None:
        """Tab goes from top to bottom, also to entries that came later."""
        entries = [stop for one in self._lists for row in one.rows for stop in row.stops]
        stops = (self.colour, self.name, self.key, self.close_button, self.to_define, self.codable, self.definition,
                 *entries, self.counts, self.documents, self.coders)
        for one, after in pairwise(stops):
            QWidget.setTabOrder(one, after)

    def _watch(self, field: QWidget) -> None:
        field.installEventFilter(self)

    # What is shown

    @property
    def code(self) -> CodeId | None:
        return self._code.id if self._code is not None else None

    def show_code(self, one: ProjectCode, look: Look, shown: CardShown) -> None:
        """Shows a code, after saving what was written on another one. Words being written are never replaced."""
        same = self._code is not None and self._code.id == one.id
        if not same:
            self.save()
        writing = same and tidied(self._written()) != tidied(self._was)
        self._code = one
        self.colour.setIcon(swatch_icon(look, shades(), ratio=self.devicePixelRatioF()))
        if not (same and self.name.hasFocus() and self.name.isModified()):
            self.name.setText(one.name)
            self.name.setCursorPosition(0)
        key = " ".join((one.code.key or "").upper())
        self.key.setText(key or tr("key"))
        self.key.setAccessibleName(tr("Key {key}", key=key) if key else tr("Give the code a key"))
        self.path.setText(" › ".join(one.path[:-1]))
        self.path.setVisible(len(one.path) > 1)
        self.to_define.setChecked(one.to_define)
        self.codable.setChecked(one.code.codable)
        if not writing:
            self._put(one, shown)
        self._show_counts_as(shown)
        self.facts.setText("\n".join(shown.facts))
        self.facts.setVisible(bool(shown.facts))
        self._set_read_only(shown.read_only)
        if not same:
            self.show_counts(None)
            self.area.verticalScrollBar().setValue(0)

    def _put(self, one: ProjectCode, shown: CardShown) -> None:
        was, now = self._unsaved.get(one.id, (meaning_of(one),) * 2)
        self._was = was
        if self.definition.value() != now.definition:
            self.definition.put(now.definition)
        self.include.put_lines(now.include)
        self.exclude.put_lines(now.exclude)
        self.examples.put(now.examples, shown.sources)
        self.counter_examples.put(now.counter_examples, shown.counter_sources)

    def _show_counts_as(self, shown: CardShown) -> None:
        self.counts_label.setText(tr("Counts for “{criterion}” as", criterion=shown.criterion))
        for widget in (self.counts_label, self.counts):
            widget.setVisible(bool(shown.answers))
        self.counts.clear()
        for answer, words in shown.answers:
            self.counts.addItem(words, answer)
        ids = [answer for answer, _ in shown.answers]
        self.counts.setCurrentIndex(ids.index(shown.counts) if shown.counts in ids else -1)
        self.counts.setToolTip(self.counts.currentText())

    def show_counts(self, counted: CodeCounts | None) -> None:
        """How often the code was used, as soon as that was counted."""
        self._counted = counted
        for widget in (self.used, self.documents, self.coders):
            widget.setVisible(counted is not None)
        if counted is None:
            return
        told = tr_n("%n coding with the codes below", "%n codings with the codes below", counted.codings)
        if counted.hidden:
            told += "\n" + tr_n("%n more of colleagues is hidden", "%n more of colleagues are hidden", counted.hidden)
        self.used.setText(told)
        self.documents.put([(one.title, one.codings) for one in counted.documents])
        self.coders.put([(one.name, one.codings) for one in counted.coders])
        self.documents.setVisible(bool(counted.documents))
        self.coders.setVisible(bool(counted.coders))

    def _set_read_only(self, on: bool) -> None:
        self.name.setReadOnly(on)
        self.definition.setReadOnly(on)
        for entries in self._lists:
            entries.set_read_only(on)
        for widget in (self.to_define, self.codable, self.counts, self.colour, self.key):
            widget.setEnabled(not on)

    # What is asked

    def save(self) -> None:
        """Emits what was written, if anything was; kept until `written` says that it is in the project."""
        if self._code is None or self.definition.isReadOnly():
            return
        was, now = self._was, self._written()
        if tidied(was) == tidied(now):
            self._unsaved.pop(self._code.id, None)
            return
        self._unsaved[self._code.id] = was, now
        self.define_asked.emit(self._code.id, was, now)

    def written(self, code: CodeId) -> None:
        """That code's words are in the project."""
        found = self._unsaved.pop(code, None)
        if found is not None and code == self.code and self._was == found[0]:
            self._was = found[1]

    def save_again(self) -> None:
        """Emits once more what could not be saved before."""
        self.save()
        for code, (was, now) in list(self._unsaved.items()):
            if code != self.code:
                self.define_asked.emit(code, was, now)

    def leave(self) -> None:
        self.save()
        self._code = None
        self.hide()
        self.closed.emit()

    def _written(self) -> Meaning:
        return Meaning(self.definition.value(), self.include.lines(), self.exclude.lines(), self.examples.values(),
                       self.counter_examples.values())

    def _ask(self, signal: SignalInstance, *values: object) -> None:
        """Emits a signal on the code that is shown."""
        if self._code is not None:
            signal.emit(self._code.id, *values)

    def _rename(self) -> None:
        if self._code is None:
            return
        name = " ".join(self.name.text().split())
        if name and name != self._code.name and self.name.isModified():
            self.name.setModified(False)
            self.rename_asked.emit(self._code.id, name)
        elif not name:
            self.name.setText(self._code.name)

    def _ask_colour(self) -> None:
        self._ask(self.colour_asked, self.colour.mapToGlobal(QPoint(0, self.colour.height())))

    def _choose_counts(self, at: int) -> None:
        self._ask(self.counts_asked, self.counts.itemData(at))

    def _choose_document(self, line: int) -> None:
        if self._counted is not None:
            self._ask(self.document_asked, self._counted.documents[line].title)

    def _choose_coder(self, line: int) -> None:
        if self._counted is not None:
            self._ask(self.coder_asked, self._counted.coders[line].name)

    # Keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            now = QApplication.focusWidget()
            if now is None or not self.isAncestorOf(now):
                self.save()
        elif event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self.area.ensureWidgetVisible(watched, 0, theme.px(10))
        if isinstance(event, QKeyEvent) and event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and control
            if enter or event.key() == Qt.Key.Key_Escape:
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    (self.save if enter else self.leave)()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)


