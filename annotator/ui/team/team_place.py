"""The place Team: what a merge brought and what is to be looked at on the left, people and history on the right.

It shows the values that it is given and says what is wanted; what becomes of it comes back by `show_team`. In a narrow
window the two halves lie behind two tabs.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollArea, QTabBar, QVBoxLayout, QWidget

from annotator.model.ids import MergeId
from annotator.ui import theme
from annotator.ui.history_page import HistoryPage
from annotator.ui.parts import SectionHeading, announce, label, set_role
from annotator.ui.team.coders_card import CodersCard
from annotator.ui.team.left_half import LeftHalf
from annotator.ui.team.preview import BlockedCard, PreviewCard
from annotator.ui.team.sharing_card import SharingCard
from annotator.ui.team.shown import ChangeKey, ShownMerge, ShownPreview, TeamShown
from annotator.ui.team.small_parts import ActionButton
from annotator.ui.words import tr, tr_n

SIDE_BY_SIDE = 1180  # pixels at scale 1: the two halves stand beside each other from here on
SUFFIX = ".annot"


class TeamPlace(QWidget):
    """Values in by `show_team`, `show_preview`, `show_blocked`; wishes out by signals. Ids are those of the model."""

    merge_asked = Signal()
    files_dropped = Signal(list)  # paths of project files, to be merged
    preview_accepted = Signal()
    preview_cancelled = Signal()
    take_back_asked = Signal()  # the last merge, as though it had never been
    take_out_asked = Signal(object, bool)  # merge id; True: whatever can be, since not all can
    resolve_asked = Signal(object, str, object)  # conflict id, token, value: None, a text, a CodeId, "" for the top
    tick_asked = Signal(object, object, bool)  # CodebookChange, tuple of coding ids, looked
    whole_asked = Signal(object)  # a key now in `whole`: fill again, with all the codings of that change
    open_coding_asked = Signal(object)  # coding id
    open_entity_asked = Signal(object, object)  # Kind, entity id
    relabel_asked = Signal(str, str)  # this coder's name and initials
    join_asked = Signal(object, object)  # coder id, the id that it is the same person as
    part_asked = Signal(object)  # coder id
    colleagues_chosen = Signal(object)  # Colleagues
    blind_chosen = Signal(bool)
    share_asked = Signal()
    exchange_asked = Signal()
    stop_sharing_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Team"))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAcceptDrops(True)
        self.whole: set[ChangeKey] = set()
        self._shown = TeamShown()
        self._wide = True
        self._build_head()
        self.left = LeftHalf(lambda: self._shown.codes)
        self._connect_left()
        self.coders = CodersCard()
        self.sharing = SharingCard()
        self.history = HistoryPage(embedded=True)
        self._connect_right()
        self.left_scroll, self.right_scroll = _scrolling(self.left), _scrolling(self._right())
        self.left.come_to.connect(self._come_to)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._more_if_near)
        bar = self.left_scroll.verticalScrollBar()
        bar.valueChanged.connect(lambda _value: self._more_if_near())
        bar.rangeChanged.connect(lambda _least, _most: self._soon.start())
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(tr("Halves of the place Team"))
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        for title in (tr("What came in"), tr("Coders and history")):
            self.tabs.addTab(title)
        self.tabs.currentChanged.connect(lambda _at: self._lay_out())
        halves = QHBoxLayout()
        theme.spaced(halves, gap=30)
        halves.addWidget(self.left_scroll, 1)
        halves.addWidget(self.right_scroll, 1)
        column = QVBoxLayout(self)
        theme.spaced(column, 38, 24, 24, 0, gap=10)
        column.addLayout(self._head)
        column.addSpacing(theme.px(6))
        column.addWidget(self.tabs)
        column.addLayout(halves, 1)
        self._lay_out()
        self.show_team(TeamShown())

    def _build_head(self) -> None:
        self.summary = label("", "quiet", wrap=True)
        self.merge = ActionButton(tr("Merge files…"), "")
        self.merge.clicked.connect(self.merge_asked)
        self.undo = ActionButton(tr("Undo merge"), "")
        self.undo.clicked.connect(self.show_undo_menu)
        self.menu = QMenu(self)
        words = QVBoxLayout()
        theme.spaced(words, gap=4)
        words.addWidget(label(tr("Team"), "title"))
        words.addWidget(self.summary)
        self._head = QHBoxLayout()
        theme.spaced(self._head, 0, 0, 24, 0, gap=10)
        self._head.addLayout(words, 1)
        self._head.addWidget(self.merge, 0, Qt.AlignmentFlag.AlignTop)
        self._head.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignTop)

    def _connect_left(self) -> None:
        left = self.left
        left.merge_asked.connect(self.merge_asked)
        left.resolve_asked.connect(self.resolve_asked)
        left.tick_asked.connect(self.tick_asked)
        left.open_coding_asked.connect(self.open_coding_asked)
        left.open_entity_asked.connect(self.open_entity_asked)
        left.whole_asked.connect(self._show_whole)
        left.keys_free.connect(self.setFocus)

    def _connect_right(self) -> None:
        coders, sharing = self.coders, self.sharing
        coders.relabel_asked.connect(self.relabel_asked)
        coders.join_asked.connect(self.join_asked)
        coders.part_asked.connect(self.part_asked)
        coders.colleagues_chosen.connect(self.colleagues_chosen)
        coders.blind_chosen.connect(self.blind_chosen)
        sharing.share_asked.connect(self.share_asked)
        sharing.exchange_asked.connect(self.exchange_asked)
        sharing.stop_asked.connect(self.stop_sharing_asked)

    def _right(self) -> QWidget:
        held = QWidget()
        column = QVBoxLayout(held)
        theme.spaced(column, 0, 0, 14, 14, gap=6)
        column.addWidget(SectionHeading(tr("Coders")))
        column.addWidget(self.coders)
        column.addSpacing(theme.px(10))
        column.addWidget(SectionHeading(tr("Shared folder")))
        column.addWidget(self.sharing)
        column.addSpacing(theme.px(10))
        column.addWidget(self.history, 1)
        return held

    # Values

    @property
    def shown(self) -> TeamShown:
        return self._shown

    def show_team(self, shown: TeamShown) -> None:
        """Brings all up to date; what is being written, chosen or scrolled to stays."""
        self._shown = shown
        told = shown.summary or tr("Each codes in a copy of the project; merging brings the copies together.")
        self.summary.setText(told)
        self.merge.setEnabled(shown.writable)
        self.undo.setVisible(shown.last is not None or bool(shown.earlier))
        self.undo.setEnabled(shown.writable)
        self.left.show_team(shown)
        self.coders.show_coders(shown.coders, shown.colleagues, blind=shown.blind, writable=shown.writable)
        self.sharing.show_share(shown.share, writable=shown.writable)
        left = sum(not one.remark for one in shown.conflicts)
        self.tabs.setTabText(0, tr("What came in · {n}", n=left) if left else tr("What came in"))

    def show_preview(self, shown: ShownPreview | None) -> None:
        """What a merge would bring, at the top; None takes it away."""
        if shown is None:
            self.left.show_on_top(None)
            return
        card = PreviewCard(shown, writable=self._shown.writable)
        card.accepted.connect(self.preview_accepted)
        card.cancelled.connect(self._cancel_preview)
        self._put_on_top(card, card.cancel if shown.nothing else card.merge)
        announce(self, shown.title)

    def show_blocked(self, merge: MergeId, blocked: Sequence[str]) -> None:
        """Why a merge cannot be taken out whole; it offers to take out the rest."""
        merges = [one for one in (self._shown.last, *self._shown.earlier) if one is not None]
        card = BlockedCard(merge, next((one for one in merges if one.id == merge), None), blocked)
        card.partly_asked.connect(self._take_out_rest)
        card.closed.connect(self._clear_top)
        self._put_on_top(card, card.close_button)

    def _put_on_top(self, card: PreviewCard | BlockedCard, first: ActionButton) -> None:
        self.tabs.setCurrentIndex(0)
        self.left.show_on_top(card)
        self.left_scroll.verticalScrollBar().setValue(0)
        first.setFocus()

    def _clear_top(self) -> None:
        self.left.show_on_top(None)
        self.merge.setFocus()

    def _cancel_preview(self) -> None:
        self._clear_top()
        self.preview_cancelled.emit()

    def _take_out_rest(self, merge: MergeId) -> None:
        self._clear_top()
        self.take_out_asked.emit(merge, True)

    def _show_whole(self, key: ChangeKey) -> None:
        self.whole.add(key)
        self.whole_asked.emit(key)

    # Undoing merges

    def undo_menu(self) -> QMenu:
        """What can be undone: the last merge, and the earlier ones."""
        self.menu.clear()
        last = self._shown.last
        if last is not None and last.can_take_back:
            action = self.menu.addAction(tr("Take it back: as though it had never been"), self.take_back_asked.emit)
            action.setToolTip(tr("Nothing was changed since: the project becomes what it was before the merge"))
        if last is not None:
            self._add_take_out(last, tr("Take out what came with this merge"))
        if self._shown.earlier:
            self.menu.addSection(tr("Earlier merges"))
        for one in self._shown.earlier:
            changes = tr_n("%n change", "%n changes", one.changesets)
            self._add_take_out(one, tr("Take out {files} · {when} · {changes}", files=one.files, when=one.when,
                                       changes=changes))
        return self.menu

    def _add_take_out(self, one: ShownMerge, title: str) -> None:
        self.menu.addAction(title.replace("&", "&&"), lambda: self.take_out_asked.emit(one.id, False))

    def show_undo_menu(self) -> None:
        menu = self.undo_menu()
        menu.popup(self.undo.mapToGlobal(self.undo.rect().bottomLeft()))

    # Room

    @property
    def side_by_side(self) -> bool:
        return self._wide

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.px(SIDE_BY_SIDE)
        if wide != self._wide:
            self._wide = wide
            self._lay_out()
        self._soon.start()

    def _lay_out(self) -> None:
        self.tabs.setVisible(not self._wide)
        self.left_scroll.setVisible(self._wide or self.tabs.currentIndex() == 0)
        self.right_scroll.setVisible(self._wide or self.tabs.currentIndex() == 1)

    def _come_to(self, part: QWidget) -> None:
        """Scrolls to it once it has the room that it asks for."""
        QTimer.singleShot(0, part, lambda: self.left_scroll.ensureWidgetVisible(part, 0, theme.px(10)))

    def _more_if_near(self) -> None:
        """Builds the next cards before one has scrolled to the end of those that there are."""
        bar = self.left_scroll.verticalScrollBar()
        if self.isVisible() and bar.maximum() - bar.value() < self.left_scroll.viewport().height():
            self.left.more_wanted()

    # Files dropped

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Project files are merged; anything else is for the window."""
        paths = self._dropped(event)
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)

    def _dropped(self, event: QDropEvent) -> list[str]:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        return paths if self._shown.writable and paths and all(path.endswith(SUFFIX) for path in paths) else []


def _scrolling(inner: QWidget) -> QScrollArea:
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setWidget(inner)
    made.verticalScrollBar().setSingleStep(theme.px(24))
    return made
