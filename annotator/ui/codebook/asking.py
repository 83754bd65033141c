"""What is asked of codes: the bars below the tree and the menu, and what they emit in the panel's name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu

from annotator.model.code_keys import free_keys, key_holder
from annotator.model.ids import CodeId
from annotator.ui.codebook.code_tree import CodeRow, gone_words, self_and_below
from annotator.ui.codebook.colour_menu import ColourPopup
from annotator.ui.codebook.inline_bars import ConfirmBar, KeyBar, NameBar, OneBar
from annotator.ui.codebook.merging_words import delete_words, drop_words, merge_words
from annotator.ui.codebook.target_bar import ChoiceBar, TargetBar
from annotator.ui.words import tr, tr_n

if TYPE_CHECKING:
    from annotator.ui.codebook.panel import CodebookPanel


class CodeAsking(QObject):
    """Asks for one panel; nothing is done before the project does it."""

    def __init__(self, panel: CodebookPanel, bars: OneBar) -> None:
        super().__init__(panel)
        self._panel, self.bars = panel, bars
        self._tree, self._view = panel.tree, panel.view

    # One code

    def ask_new(self, parent: CodeId | None) -> None:
        """Opens the line in which a new code is named."""
        above = self._tree.row_of(parent)
        told = tr("New code") if above is None else tr("New code below “{name}”", name=above.code.name)
        bar = NameBar(told)
        bar.named.connect(partial(self._panel.await_new, parent))
        self.bars.open(bar)

    def usable(self, code: CodeId) -> CodeRow | None:
        """The row of a code that can be changed; that it was deleted is said."""
        row = self._tree.row_of(code)
        if row is not None and row.code.gone:
            self._panel.refused.emit(gone_words(row.code.name))
            return None
        return row

    def ask_rename(self, code: CodeId) -> None:
        if self.usable(code) is None:
            return
        self._panel.set_current(code)
        self._view.edit(self._tree.index_of(code))

    def ask_key(self, code: CodeId) -> None:
        row = self.usable(code)
        if row is None:
            return
        known = self._panel.codes
        bar = KeyBar(row.code.name, row.code.code.key, free_keys(known, code), self._why_not(code))
        bar.given.connect(partial(self._panel.key_asked.emit, code))
        self.bars.open(bar)

    def ask_colour(self, code: CodeId, place: QPoint | None = None) -> ColourPopup | None:
        """Opens the colours at a place of the screen, or at the code's row."""
        row = self.usable(code)
        if row is None:
            return None
        popup = ColourPopup(row.code.code.colour, inherits=row.above is not None, parent=self._panel)
        popup.chosen.connect(partial(self._panel.recolour_asked.emit, code))
        at_row = self._view.visualRect(self._tree.index_of(code)).bottomLeft()
        popup.open_at(place or self._view.viewport().mapToGlobal(at_row))
        return popup

    def ask_why(self, told: str, answered: Callable[[str], object]) -> None:
        """Asks for a reason, or whatever else is one line of words."""
        bar = NameBar(told, hint=tr("a few words, then Enter"))
        bar.named.connect(answered)
        self.bars.open(bar)

    # One code or several

    def _rows(self, codes: Sequence[CodeId]) -> list[CodeRow]:
        """The rows of codes that can be changed; none of them where one cannot."""
        found = [self.usable(code) for code in codes]
        return [] if None in found else [row for row in found if row is not None]

    def ask_delete(self, code: CodeId) -> None:
        self.ask_delete_several([code])

    def ask_delete_several(self, codes: Sequence[CodeId]) -> None:
        """Asks below the tree, saying what goes with the codes."""
        rows = self._rows(codes)
        if not rows:
            return
        whole = {one.id: one for row in rows for one in self_and_below(row)}
        hidden = self._panel.count_hidden(list(whole))
        bar = ConfirmBar(delete_words(rows, len(whole), sum(one.own for one in whole.values()), hidden), tr("Delete"))
        if len(rows) == 1:
            bar.agreed.connect(partial(self._panel.delete_asked.emit, rows[0].id))
        else:
            bar.agreed.connect(partial(self._panel.several_deleted.emit, tuple(row.id for row in rows)))
        self.bars.open(bar)

    def ask_merge(self, codes: Sequence[CodeId]) -> None:
        """Opens the field in which the code is found that is to stand for these."""
        rows = self._rows(codes)
        if not rows:
            return
        told = tr("Merge “{name}” into…", name=rows[0].code.name)
        if len(rows) > 1:
            told = tr_n("Merge %n code into…", "Merge %n codes into…", len(rows))
        bar = TargetBar(told, [row for row in self._tree.rows if self._tree.may_merge(rows, row)])
        bar.chosen.connect(partial(self.confirm_merge, codes))
        self.bars.open(bar)

    def confirm_merge(self, codes: Sequence[CodeId], into: CodeId) -> None:
        """Says what merging would do, with counts, before it is done."""
        rows, target = self._rows(codes), self.usable(into)
        if not rows or target is None:
            return
        hidden = self._panel.count_hidden([one.id for row in rows for one in self_and_below(row)])
        bar = ConfirmBar(merge_words(rows, target, hidden), tr("Merge"), gentle=True)
        bar.agreed.connect(partial(self._panel.merge_asked.emit, tuple(codes), into))
        self.bars.open(bar)

    def ask_move(self, codes: Sequence[CodeId]) -> None:
        """Opens the field in which the code is found below which these are to stand."""
        rows = self._rows(codes)
        if not rows:
            return
        told = tr("Move “{name}” below…", name=rows[0].code.name)
        if len(rows) > 1:
            told = tr_n("Move %n code below…", "Move %n codes below…", len(rows))
        found = [row for row in self._tree.rows if not row.code.gone and self._tree.may_move_below(rows, row)]
        bar = TargetBar(told, found, top=any(row.above is not None for row in rows))
        bar.chosen.connect(lambda parent: self._panel.move_below(codes, parent))
        self.bars.open(bar)

    def ask_dropped(self, codes: Sequence[CodeId], on: CodeId) -> None:
        """Codes were dropped on another one: below it, or into it?"""
        rows, target = self._rows(codes), self.usable(on)
        if not rows or target is None:
            return
        may_move, may_merge = self._tree.may_move_below(rows, target), self._tree.may_merge(rows, target)
        bar = ChoiceBar(drop_words(rows, target), may_move=may_move, may_merge=may_merge)
        bar.moved.connect(lambda: self._panel.move_below(codes, on))
        bar.merged.connect(lambda: self.confirm_merge(codes, on))
        self.bars.open(bar)

    def shift(self, code: CodeId, key: Qt.Key) -> None:
        """Alt and an arrow: up and down among its siblings, out of the code above, into the one before."""
        row = self.usable(code)
        if row is None:
            return
        siblings = self._tree.siblings(row)
        at, above = siblings.index(row), row.above
        out, into = Qt.Key.Key_Left, Qt.Key.Key_Right
        if self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            out, into = into, out
        parent = above.id if above is not None else None
        if key == Qt.Key.Key_Up and at:
            self._panel.move_asked.emit(code, parent, siblings[at - 1].id)
        elif key == Qt.Key.Key_Down and at + 1 < len(siblings):
            self._panel.move_asked.emit(code, parent, siblings[at + 2].id if at + 2 < len(siblings) else None)
        elif key == out and above is not None:
            beside = self._tree.siblings(above)
            after = above.place + 1
            higher = above.above.id if above.above is not None else None
            self._panel.move_asked.emit(code, higher, beside[after].id if after < len(beside) else None)
        elif key == into and at and not siblings[at - 1].code.gone:
            self._panel.move_asked.emit(code, siblings[at - 1].id, None)
            self._view.setExpanded(self._tree.index_of(siblings[at - 1].id), True)
            self._panel.set_current(code)

    # The menu

    def menu(self, code: CodeId | None, place: QPoint | None = None) -> QMenu:
        """All that can be asked of a code, of several that are selected, or of the codebook where none is meant."""
        panel = self._panel
        menu = QMenu(panel)
        row = self._tree.row_of(code)
        chosen = self._view.chosen
        if row is not None and len(chosen) > 1 and row.id in chosen:
            menu.addAction(tr("Move below…"), partial(self.ask_move, chosen))
            menu.addAction(tr("Merge into…"), partial(self.ask_merge, chosen))
            menu.addSeparator()
            delete = tr_n("Delete %n code…", "Delete %n codes…", len(chosen))
            menu.addAction(delete, partial(self.ask_delete_several, chosen)).setShortcut("Del")
            return menu
        menu.addAction(tr("New code…"), partial(self.ask_new, self._parent_of(code)))
        if row is None:
            self._add_of_codebook(menu)
            return menu
        one = row.id
        if row.code.gone or row.to_look_at:
            menu.addAction(tr("Look at it in Team"), partial(panel.team_asked.emit, one))
        if row.code.gone:
            menu.addAction(tr("All codings"), partial(panel.codings_asked.emit, one)).setShortcut("F4")
            return menu
        menu.addAction(tr("New code below…"), partial(self.ask_new, one))
        menu.addSeparator()
        menu.addAction(tr("All codings"), partial(panel.codings_asked.emit, one)).setShortcut("F4")
        menu.addAction(tr("Rename"), partial(self.ask_rename, one)).setShortcut("F2")
        menu.addAction(tr("Definition…"), partial(panel.ask_definition, one)).setShortcut("F12")
        menu.addAction(tr("Colour…"), partial(self.ask_colour, one, place))
        menu.addAction(tr("Key…"), partial(self.ask_key, one))
        pin = menu.addAction(tr("Sticky: code each new selection"), partial(panel.pin_asked.emit, one))
        pin.setCheckable(True)
        pin.setChecked(self._tree.is_pinned(one))
        menu.addSeparator()
        menu.addAction(tr("Move below…"), partial(self.ask_move, [one]))
        if row.above is not None:
            menu.addAction(tr("Move to the top level"), partial(panel.move_asked.emit, one, None, None))
        menu.addAction(tr("Merge into…"), partial(self.ask_merge, [one]))
        for member, name in panel.merged_into(one) if row.code.members else ():
            menu.addAction(tr("Part “{name}” from it", name=name), partial(panel.part_asked.emit, member))
        menu.addSeparator()
        menu.addAction(tr("Delete…"), partial(self.ask_delete, one)).setShortcut("Del")
        return menu

    def _add_of_codebook(self, menu: QMenu) -> None:
        panel = self._panel
        menu.addAction(tr("Filter…"), panel.show_filter).setShortcut("Ctrl+F")
        to_define = panel.to_define
        if to_define:
            menu.addAction(tr_n("%n code to define", "%n codes to define", len(to_define)), panel.show_to_define)
            menu.addAction(tr("Next code to define"), panel.next_to_define)

    def _parent_of(self, code: CodeId | None) -> CodeId | None:
        row = self._tree.row_of(code)
        return None if row is None or row.above is None else row.above.id

    def _why_not(self, code: CodeId) -> Callable[[str], str]:
        """What is in the way of a key for this code; nothing is an empty text."""
        def why_not(key: str) -> str:
            above = self._tree.row_of(self._parent_of(code))
            if len(key) == 2:
                if above is None or above.code.code.key != key[0]:
                    return tr("A key of two letters begins with the one-letter key of the code above.")
                if key[0] == key[1]:
                    return tr("The parent's letter twice means the parent itself; choose another second letter.")
            holder = self._tree.row_of(key_holder(self._panel.codes, key, but=code))
            if holder is None:
                return ""
            return tr("{key} belongs to “{name}”; take it away there first.", key=" ".join(key.upper()),
                      name=holder.code.name)
        return why_not
