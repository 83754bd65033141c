"""The codebook beside the text: the tree of codes, and everything that can be done to a code without a dialog."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from annotator.model.code_keys import free_keys, key_holder
from annotator.model.ids import CodeId, EntityId
from annotator.ui import theme
from annotator.ui.codebook.code_tree import CodeRow, CodeTree, gone_words, self_and_below
from annotator.ui.codebook.colour_menu import ColourPopup
from annotator.ui.codebook.definition_editor import DefinitionEditor
from annotator.ui.codebook.inline_bars import ConfirmBar, KeyBar, NameBar, OneBar
from annotator.ui.codebook.tree_view import CodeTreeView
from annotator.ui.words import number, tr, tr_n

if TYPE_CHECKING:
    from annotator.operations.codebook import ProjectCode


class CodebookPanel(QWidget):
    """Shows the codes that it is given and emits what is asked of them; it changes none itself."""

    code_activated = Signal(object)              # a click on a row, or Enter
    codings_asked = Signal(object)               # F4
    new_asked = Signal(object, str)              # parent or None, name
    rename_asked = Signal(object, str)
    move_asked = Signal(object, object, object)  # code, parent or None, in front of or None
    recolour_asked = Signal(object, object)      # code, "#RRGGBB" or None
    key_asked = Signal(object, object)           # code, one or two letters or None
    delete_asked = Signal(object)
    define_asked = Signal(object, str, object, object)  # code, definition, include, exclude
    pin_asked = Signal(object)
    passage_dropped = Signal(object)             # on this code
    team_asked = Signal(object)                  # what there is to look at of this code
    refused = Signal(str)                        # a sentence: why that cannot be asked, and what can be done

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codes: tuple[ProjectCode, ...] = ()
        self.count_hidden: Callable[[Sequence[CodeId]], int] = lambda _codes: 0  # codings that are not counted here
        self._awaited: tuple[CodeId | None, str] | None = None
        self.tree = CodeTree(self)
        self.view = CodeTreeView(self.tree)
        self.view.setMinimumHeight(theme.px(90))
        self.count = QLabel()
        self.count.setProperty("role", "hint")
        self.add = QPushButton("+")
        self.add.setProperty("role", "flat")
        self.add.setStyleSheet("padding: 0px;")
        theme.sized(self.add, width=22, height=22)
        self.add.setAccessibleName(tr("New code"))
        self.add.setToolTip(tr("New code"))
        self.empty = QLabel(tr("No codes yet. + makes the first one; Ctrl+I makes one from the selected words."))
        self.empty.setProperty("role", "hint")
        self.empty.setWordWrap(True)
        self.empty.setContentsMargins(theme.px(10), 0, theme.px(10), 0)  # below the heading
        self.definition = DefinitionEditor()
        self.definition.hide()
        self._lay_out()
        self.add.clicked.connect(lambda: self.ask_new(None))
        self.view.activated_code.connect(self.code_activated)
        self.view.codings_asked.connect(self.codings_asked)
        self.view.menu_asked.connect(self._open_menu)
        self.view.delete_asked.connect(self.ask_delete)
        self.view.team_asked.connect(self.team_asked)
        self.view.selectionModel().currentChanged.connect(self._follow)
        self.tree.rename_asked.connect(self.rename_asked)
        self.tree.move_asked.connect(self.move_asked)
        self.tree.passage_dropped.connect(self.passage_dropped)
        self.definition.define_asked.connect(self.define_asked)
        self.definition.closed.connect(self.view.setFocus)

    def _lay_out(self) -> None:
        heading = QLabel(tr("CODEBOOK"))
        heading.setProperty("role", "heading")
        heading.setBuddy(self.view)
        head = QHBoxLayout()
        theme.spaced(head, 18, 10, 8, 2, gap=2)
        head.addWidget(heading, 1)
        head.addWidget(self.count)
        head.addWidget(self.add)
        self._below = QVBoxLayout()
        self._bars = OneBar(self._below, self.view)
        theme.spaced(self._below, 8, 0, 8, 8, gap=6)
        self._below.addWidget(self.empty)
        self._below.addWidget(self.definition)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self.view, 1)
        box.addLayout(self._below)

    # What is shown

    def show_codes(
        self, codes: Sequence[ProjectCode], counts: Mapping[CodeId, int], marked: Mapping[EntityId, int] | None = None
    ) -> None:
        """Takes all codes in the order shown, how many codings each has, and of which there is how much to look at in
        Team; expansion, scroll and selection stay."""
        self._codes = tuple(codes)
        kept, fresh = self.view.place_kept(), not self.tree.rows
        known = {row.id for row in self.tree.rows}
        if self.tree.show_codes(codes, counts, marked or {}):
            self.view.come_back(kept)
        self.count.setText(number(len(codes)) if codes else "")
        self.count.setToolTip(tr_n("%n code", "%n codes", len(codes)))
        self.empty.setVisible(not codes)
        self._show_awaited([code for code in codes if code.id not in known] if not fresh else [])
        self._refresh_definition()

    def set_pinned(self, codes: Collection[CodeId]) -> None:
        """Marks the sticky codes."""
        self.tree.set_pinned(frozenset(codes))

    def set_current(self, code: CodeId | None) -> None:
        """Puts the current row on a code and shows it, without emitting that it was activated."""
        index = self.tree.index_of(code)
        if index.isValid():
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)

    @property
    def current(self) -> CodeId | None:
        return self.view.current

    # What is asked

    def ask_new(self, parent: CodeId | None) -> None:
        """Opens the line in which a new code is named."""
        above = self.tree.row_of(parent)
        told = tr("New code") if above is None else tr("New code below “{name}”", name=above.code.name)
        bar = NameBar(told)
        bar.named.connect(partial(self._ask_new, parent))
        self._bars.open(bar)

    def _usable(self, code: CodeId) -> CodeRow | None:
        """The row of a code that can be changed; that it was deleted is said."""
        row = self.tree.row_of(code)
        if row is not None and row.code.gone:
            self.refused.emit(gone_words(row.code.name))
            return None
        return row

    def ask_rename(self, code: CodeId) -> None:
        if self._usable(code) is None:
            return
        self.set_current(code)
        self.view.edit(self.tree.index_of(code))

    def ask_key(self, code: CodeId) -> None:
        row = self._usable(code)
        if row is None:
            return
        bar = KeyBar(row.code.name, row.code.code.key, free_keys(self._codes, code), self._why_not(code))
        bar.given.connect(partial(self.key_asked.emit, code))
        self._bars.open(bar)

    def ask_delete(self, code: CodeId) -> None:
        """Asks below the tree, saying what goes with the code."""
        row = self._usable(code)
        if row is None:
            return
        whole = list(self_and_below(row))
        below, hidden = len(whole) - 1, self.count_hidden([one.id for one in whole])
        codings = tr_n("%n coding", "%n codings", row.whole)
        if below and row.whole:
            told = tr_n("Delete “{name}”, the code below it and {codings}?",
                        "Delete “{name}”, the %n codes below it and {codings}?",
                        below, name=row.code.name, codings=codings)
        elif below:
            told = tr_n("Delete “{name}” and the code below it? No codings go with them.",
                        "Delete “{name}” and the %n codes below it? No codings go with them.",
                        below, name=row.code.name)
        elif row.whole:
            told = tr("Delete “{name}” and {codings}?", name=row.code.name, codings=codings)
        else:
            told = tr("Delete “{name}”? It has no codings.", name=row.code.name)
        if hidden:
            told += " " + tr_n("%n coding of colleagues that is hidden goes too.",
                               "%n codings of colleagues that are hidden go too.", hidden)
        bar = ConfirmBar(told + " " + tr("Ctrl+Z brings all back."), tr("Delete"))
        bar.agreed.connect(partial(self.delete_asked.emit, code))
        self._bars.open(bar)

    def ask_definition(self, code: CodeId) -> None:
        row = self._usable(code)
        if row is None:
            return
        self.definition.show_code(row.code)
        self.definition.show()
        self.definition.definition.setFocus()

    def ask_colour(self, code: CodeId, place: QPoint | None = None) -> ColourPopup | None:
        """Opens the colours at a place of the screen, or at the code's row."""
        row = self._usable(code)
        if row is None:
            return None
        popup = ColourPopup(row.code.code.colour, inherits=row.above is not None, parent=self)
        popup.chosen.connect(partial(self.recolour_asked.emit, code))
        at_row = self.view.visualRect(self.tree.index_of(code)).bottomLeft()
        popup.open_at(place or self.view.viewport().mapToGlobal(at_row))
        return popup

    def menu(self, code: CodeId | None, place: QPoint | None = None) -> QMenu:
        """All that can be asked of a code, or of the codebook where no code is meant."""
        menu = QMenu(self)
        menu.addAction(tr("New code…"), partial(self.ask_new, self._parent_of(code)))
        row = self.tree.row_of(code)
        if row is None:
            return menu
        one = row.id
        if row.code.gone or row.to_look_at:
            menu.addAction(tr("Look at it in Team"), partial(self.team_asked.emit, one))
        if row.code.gone:
            menu.addAction(tr("All codings"), partial(self.codings_asked.emit, one)).setShortcut("F4")
            return menu
        menu.addAction(tr("New code below…"), partial(self.ask_new, one))
        menu.addSeparator()
        menu.addAction(tr("All codings"), partial(self.codings_asked.emit, one)).setShortcut("F4")
        menu.addAction(tr("Rename"), partial(self.ask_rename, one)).setShortcut("F2")
        menu.addAction(tr("Definition…"), partial(self.ask_definition, one))
        menu.addAction(tr("Colour…"), partial(self.ask_colour, one, place))
        menu.addAction(tr("Key…"), partial(self.ask_key, one))
        pin = menu.addAction(tr("Sticky: code each new selection"), partial(self.pin_asked.emit, one))
        pin.setCheckable(True)
        pin.setChecked(self.tree.is_pinned(one))
        if row.above is not None:
            menu.addAction(tr("Move to the top level"), partial(self.move_asked.emit, one, None, None))
        menu.addSeparator()
        menu.addAction(tr("Delete…"), partial(self.ask_delete, one)).setShortcut("Del")
        return menu

    def _open_menu(self, code: CodeId | None, place: QPoint) -> None:
        menu = self.menu(code, place)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _ask_new(self, parent: CodeId | None, name: str) -> None:
        self._awaited = parent, name
        self.new_asked.emit(parent, name)

    def _show_awaited(self, new: Sequence[ProjectCode]) -> None:
        """Makes the code current that was asked for here, once it has come."""
        found = next((code for code in new if self._awaited == (code.parent, code.name)), None)
        if found is not None:
            self._awaited = None
            self.view.setExpanded(self.tree.index_of(found.parent), True)
            self.set_current(found.id)

    def _parent_of(self, code: CodeId | None) -> CodeId | None:
        row = self.tree.row_of(code)
        return None if row is None or row.above is None else row.above.id

    def _follow(self) -> None:
        row = self.tree.row_of(self.current)
        if row is not None and self.definition.isVisible():
            self.definition.show_code(row.code)

    def _refresh_definition(self) -> None:
        if self.definition.code is None:
            return
        row = self.tree.row_of(self.definition.code)
        if row is None:
            self.definition.leave()
        else:
            self.definition.show_code(row.code)

    def _why_not(self, code: CodeId) -> Callable[[str], str]:
        """What is in the way of a key for this code; nothing is an empty text."""
        def why_not(key: str) -> str:
            above = self.tree.row_of(self._parent_of(code))
            if len(key) == 2:
                if above is None or above.code.code.key != key[0]:
                    return tr("A key of two letters begins with the one-letter key of the code above.")
                if key[0] == key[1]:
                    return tr("The parent's letter twice means the parent itself; choose another second letter.")
            holder = self.tree.row_of(key_holder(self._codes, key, but=code))
            if holder is None:
                return ""
            return tr("{key} belongs to “{name}”; take it away there first.", key=" ".join(key.upper()),
                      name=holder.code.name)
        return why_not
