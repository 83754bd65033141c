"""The codebook beside the text: the tree of codes, and everything that can be done to a code without a dialog."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSplitter, QVBoxLayout, QWidget

from annotator.model.ids import CodeId, EntityId
from annotator.ui import theme
from annotator.ui.codebook.asking import CodeAsking
from annotator.ui.codebook.card_shown import CardShown
from annotator.ui.codebook.code_card import CodeCard
from annotator.ui.codebook.code_tree import CodeTree
from annotator.ui.codebook.inline_bars import OneBar
from annotator.ui.codebook.room import Room
from annotator.ui.codebook.tree_view import CodeTreeView
from annotator.ui.icons import IconButton
from annotator.ui.parts import Chip, clearable
from annotator.ui.words import number, tr, tr_n

if TYPE_CHECKING:
    from annotator.operations.codebook import ProjectCode

_CARD_NEEDS = 560  # pixels at scale 1 of the panel's height while a card is open


class CodebookPanel(QWidget):
    """Shows the codes that it is given and emits what is asked of them; it changes none itself."""

    code_activated = Signal(object)              # a click on a row, or Enter
    codings_asked = Signal(object)               # F4
    new_asked = Signal(object, str)              # parent or None, name
    rename_asked = Signal(object, str)
    move_asked = Signal(object, object, object)  # code, parent or None, in front of or None
    several_moved = Signal(object, object, object)  # codes, parent or None, in front of or None
    merge_asked = Signal(object, object)         # codes, the code that is to stand for them
    part_asked = Signal(object)                  # a code that was merged into another one
    recolour_asked = Signal(object, object)      # code, "#RRGGBB" or None
    key_asked = Signal(object, object)           # code, one or two letters or None
    delete_asked = Signal(object)
    several_deleted = Signal(object)             # codes
    count_asked = Signal(object)                 # code whose codings are to be counted for the card
    pin_asked = Signal(object)
    passage_dropped = Signal(object)             # on this code
    team_asked = Signal(object)                  # what there is to look at of this code
    refused = Signal(str)                        # a sentence: why that cannot be asked, and what can be done

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.codes: tuple[ProjectCode, ...] = ()
        self._told: tuple[object, int] | None = None  # the code on the card as it was shown, and its codings
        # What the panel asks of the project; without one there is nothing to be told.
        self.count_hidden: Callable[[Sequence[CodeId]], int] = lambda _codes: 0  # codings that are not counted here
        self.merged_into: Callable[[CodeId], Sequence[tuple[CodeId, str]]] = lambda _code: ()
        self.describe: Callable[[ProjectCode], CardShown] = lambda _code: CardShown()
        self._awaited: tuple[CodeId | None, str] | None = None
        self._only_to_define = False
        self._texts: dict[CodeId, tuple[ProjectCode, str]] = {}  # what the filter looks in
        self.tree = CodeTree(self)
        self.view = CodeTreeView(self.tree)
        self.view.setMinimumHeight(theme.px(90))
        self.card = CodeCard()
        self.card.setMinimumHeight(theme.px(150))
        self.card.hide()
        self._make_head()
        self._lay_out()
        self.asking = CodeAsking(self, self._bars)
        self.ask_new, self.ask_rename, self.ask_key = self.asking.ask_new, self.asking.ask_rename, self.asking.ask_key
        self.ask_delete, self.ask_colour, self.menu = self.asking.ask_delete, self.asking.ask_colour, self.asking.menu
        self._connect()

    def _make_head(self) -> None:
        self.count = QLabel()
        self.count.setProperty("role", "hint")
        self.to_define_chip = Chip("")
        self.to_define_chip.toggled.connect(self._filter_to_define)
        self.to_define_chip.hide()
        self.more = self._small("more", tr("More on the codebook"))
        self.add = self._small("plus", tr("New code"))
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("filter by name, key, definition"))
        self.filter.setAccessibleName(tr("Filter the codes"))
        clearable(self.filter)
        self.filter.installEventFilter(self)
        self.filter.textChanged.connect(self._filter)
        self.filter.hide()
        self.empty = QLabel(tr("No codes yet. + makes the first one; Ctrl+I makes one from the selected words."))
        self.empty.setProperty("role", "hint")
        self.empty.setWordWrap(True)
        self.empty.setContentsMargins(theme.px(18), 0, theme.px(18), 0)  # below the heading

    def _small(self, icon: str, name: str) -> IconButton:
        button = IconButton(icon, name)
        theme.sized(button, width=22, height=22)
        return button

    def _lay_out(self) -> None:
        heading = QLabel(tr("CODEBOOK"))
        heading.setProperty("role", "heading")
        heading.setBuddy(self.view)
        head = QHBoxLayout()
        theme.spaced(head, 18, 10, 8, 2, gap=2)
        head.addWidget(heading, 1)
        for widget in (self.to_define_chip, self.count, self.more, self.add):
            head.addWidget(widget)
        filters = QHBoxLayout()
        theme.spaced(filters, 8, 2, 8, 2)
        filters.addWidget(self.filter)
        self._below = QVBoxLayout()
        self._bars = OneBar(self._below, self.view)
        theme.spaced(self._below, 8, 4, 8, 8, gap=6)
        held = QWidget()
        around = QVBoxLayout(held)
        theme.spaced(around, 8, 0, 8, 0)
        around.addWidget(self.card)
        self._card_room = held
        held.hide()
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(theme.px(6))
        self.split.setStyleSheet("QSplitter::handle { background: transparent; }")
        self.split.addWidget(self.view)
        self.split.addWidget(held)
        self.split.setStretchFactor(0, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        box.addLayout(filters)
        box.addWidget(self.empty)
        box.addWidget(self.split, 1)
        box.addLayout(self._below)
        self._room = Room(self, self.split, _CARD_NEEDS)

    def _connect(self) -> None:
        view, tree, card = self.view, self.tree, self.card
        self.add.clicked.connect(lambda: self.ask_new(None))
        self.more.clicked.connect(lambda: self._open_menu(None, self.more.mapToGlobal(QPoint(0, self.more.height()))))
        view.activated_code.connect(self.code_activated)
        view.codings_asked.connect(self.codings_asked)
        view.menu_asked.connect(self._open_menu)
        view.delete_asked.connect(self.asking.ask_delete_several)
        view.team_asked.connect(self.team_asked)
        view.shift_asked.connect(self.asking.shift)
        view.find_pressed.connect(self.show_filter)
        view.selectionModel().currentChanged.connect(self._follow)
        tree.rename_asked.connect(self.rename_asked)
        tree.move_asked.connect(self.move_asked)
        tree.several_moved.connect(self.several_moved)
        tree.dropped_on.connect(self.asking.ask_dropped)
        tree.merge_asked.connect(self.asking.confirm_merge)
        tree.passage_dropped.connect(self.passage_dropped)
        card.rename_asked.connect(self.rename_asked)
        card.colour_asked.connect(self.asking.ask_colour)
        card.key_asked.connect(self.asking.ask_key)
        card.closed.connect(self._card_closed)

    # What is shown

    def show_codes(
        self, codes: Sequence[ProjectCode], counts: Mapping[CodeId, int], marked: Mapping[EntityId, int] | None = None
    ) -> None:
        """Takes all codes in the order shown, how many codings each has, and of which there is how much to look at in
        Team; expansion, scroll and selection stay."""
        if codes is self.codes and codes:
            self.tree.show_codes(codes, counts, marked or {})
            self._refresh_card()
            return
        self.codes = codes = tuple(codes)
        kept, fresh = self.view.place_kept(), not self.tree.rows
        known = {row.id for row in self.tree.rows}
        if self.tree.show_codes(codes, counts, marked or {}):
            self.view.come_back(kept)
        self.count.setText(number(len(codes)) if codes else "")
        self.count.setToolTip(tr_n("%n code", "%n codes", len(codes)))
        self.empty.setVisible(not codes)
        self._show_to_define()
        self._filter()
        self._show_awaited([code for code in codes if code.id not in known] if not fresh else [])
        self._refresh_card()

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

    def move_below(self, codes: Sequence[CodeId], parent: CodeId | None) -> None:
        """Asks to put these below a code, or at the top, at the end."""
        if len(codes) == 1:
            self.move_asked.emit(codes[0], parent, None)
        else:
            self.several_moved.emit(tuple(codes), parent, None)

    # The card of a code

    def ask_definition(self, code: CodeId) -> None:
        """Opens the card of a code, with the cursor in its definition."""
        row = self.asking.usable(code)
        if row is None:
            return
        self.set_current(code)  # so that the tree, entered by Tab, shows no other code
        self._show_card(code)
        self._card_room.show()
        self.card.show()
        self._room.make()
        self.card.definition.setFocus()

    def _show_card(self, code: CodeId) -> None:
        row = self.tree.row_of(code)
        if row is None or row.code.gone:
            self.card.leave()
            return
        self._told = row.code, row.whole
        self.card.show_code(row.code, row.look, self.describe(row.code))
        self.count_asked.emit(code)

    def _follow(self) -> None:
        row = self.tree.row_of(self.current)
        if row is not None and self.card.isVisible() and not row.code.gone:
            self._show_card(row.id)

    def _refresh_card(self) -> None:
        if self.card.code is None:
            return
        row = self.tree.row_of(self.card.code)
        if row is None or self._told != (row.code, row.whole):
            self._show_card(self.card.code)

    def _card_closed(self) -> None:
        self._card_room.hide()
        self._room.give_back()
        self.view.setFocus()

    # Filters

    @property
    def to_define(self) -> list[CodeId]:
        """The codes whose meaning is still to be written, in the order shown."""
        return [row.id for row in self.tree.rows if row.code.to_define and not row.code.gone]

    def show_filter(self) -> None:
        """Opens the filter line; Esc in it closes it and shows all."""
        self.filter.show()
        self.filter.setFocus()
        self.filter.selectAll()

    def show_to_define(self) -> None:
        self.to_define_chip.setChecked(True)

    def next_to_define(self) -> None:
        """Opens the card of the next code that is to be defined, from the current one on."""
        found = self.to_define
        if not found:
            self.refused.emit(tr("Every code is defined."))
            return
        order = [row.id for row in self.tree.rows]
        here = order.index(self.current) if self.current in order else -1
        after = [code for code in found if order.index(code) > here]
        code = (after or found)[0]
        self.set_current(code)
        self.ask_definition(code)

    def _show_to_define(self) -> None:
        count = len(self.to_define)
        told = tr_n("%n code to define", "%n codes to define", count)
        self.to_define_chip.setText(tr("? {count}", count=number(count)))
        self.to_define_chip.setToolTip(told)
        self.to_define_chip.setAccessibleName(told)
        self.to_define_chip.setVisible(bool(count))
        if not count:
            self.to_define_chip.setChecked(False)

    def _filter_to_define(self, on: bool) -> None:
        self._only_to_define = on
        self._filter()

    def _filter(self) -> None:
        words = self.filter.text().casefold().split() if self.filter.isVisibleTo(self) else []
        if not words and not self._only_to_define:
            if self.view.is_filtered:
                self.view.show_only(None)
            return
        found = [row.id for row in self.tree.rows
                 if (not self._only_to_define or row.code.to_define) and all(word in self._found_in(row.code)
                                                                             for word in words)]
        self.view.show_only(found)

    def _found_in(self, code: ProjectCode) -> str:
        held = self._texts.get(code.id)
        if held is None or held[0] is not code:
            held = self._texts[code.id] = code, _found_in(code)
        return held[1]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.filter and isinstance(event, QKeyEvent):
            escape = event.key() == Qt.Key.Key_Escape
            if escape and event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and (escape or event.key() == Qt.Key.Key_Down):
                if escape:
                    self.filter.hide()
                    self.filter.clear()
                    self._filter()
                self.view.setFocus()
                return True
        return super().eventFilter(watched, event)

    # What is asked

    def _open_menu(self, code: CodeId | None, place: QPoint) -> None:
        menu = self.menu(code, place)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def await_new(self, parent: CodeId | None, name: str) -> None:
        """Asks for a new code, which becomes current once it has come."""
        self._awaited = parent, name
        self.new_asked.emit(parent, name)

    def _show_awaited(self, new: Sequence[ProjectCode]) -> None:
        """Makes the code current that was asked for here, once it has come."""
        found = next((code for code in new if self._awaited == (code.parent, code.name)), None)
        if found is not None:
            self._awaited = None
            self.view.setExpanded(self.tree.index_of(found.parent), True)
            self.set_current(found.id)


def _found_in(code: ProjectCode) -> str:
    """What the filter looks in."""
    entry = code.code
    return " ".join([*code.path, entry.key or "", entry.definition, *entry.include]).casefold()
