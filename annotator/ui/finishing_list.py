"""What finishing lists, above the text: each line leads to the coding in which something is missing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from annotator.model.ids import CodingId
from annotator.operations.missing import Missing, Slip
from annotator.ui import theme
from annotator.ui.parts import Card, KeyCap, button, label
from annotator.ui.plain_letters import belongs_to_the_window
from annotator.ui.words import tr, tr_n

_MOST_LINES = 7  # that are seen at once
_LONGEST_QUOTE = 90  # characters
_CODING = Qt.ItemDataRole.UserRole


class _Lines(QListWidget):
    """Enter leads to what a line is about, Esc leaves; letters stay the window's."""

    entered = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.entered.emit()
        elif belongs_to_the_window(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)


class FinishingList(QWidget):
    """Hidden until something is listed."""

    went = Signal(object)  # CodingId: a line leads there
    finish_asked = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._slips: tuple[Missing, ...] = ()
        self._gone_to: Missing | None = None
        self.head = label("", "strong", wrap=True)
        self.told = label(tr("A line leads to its coding."), "hint", wrap=True)
        self.lines = _Lines()
        self.lines.setAccessibleName(tr("What is missing"))
        self.lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lines.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.finish = button(tr("Finish all the same"), "action")
        self.not_yet = button(tr("Not yet"), "flat")
        for one in (self.finish, self.not_yet):
            one.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        card = Card()
        around = QVBoxLayout(self)
        theme.spaced(around, 12, 4, 12, 6)
        around.addWidget(card)
        column = card.body
        theme.spaced(column, 14, 10, 14, 10, gap=6)
        column.addWidget(self.head)
        column.addWidget(self.told)
        column.addWidget(self.lines)
        row = QHBoxLayout()
        theme.spaced(row, gap=6)
        for widget in (self.finish, KeyCap(tr("Ctrl+Enter")), self.not_yet, KeyCap(tr("Esc"))):
            row.addWidget(widget)
        row.addStretch(1)
        column.addLayout(row)
        self.lines.entered.connect(self._enter)
        self.lines.itemClicked.connect(self._clicked)
        self.lines.left.connect(self.left)
        self.finish.clicked.connect(self.finish_asked)
        self.not_yet.clicked.connect(self.left)
        self.hide()

    @property
    def slips(self) -> tuple[Missing, ...]:
        return self._slips

    def show_slips(self, title: str, slips: Sequence[Missing]) -> None:
        """Shows what is missing in a document; the line that was chosen stays, or the next one in its place."""
        at = self.lines.currentRow()
        self._slips = tuple(slips)
        if slips:
            said = tr_n("%n thing is missing in “{title}”", "%n things are missing in “{title}”", len(slips),
                        title=title)
        else:
            said = tr("Nothing is missing any more in “{title}”", title=title)
        self.head.setText(said)
        self.setAccessibleName(said)
        self.finish.setText(tr("Finish all the same") if slips else tr("Finish"))
        self.lines.clear()
        for slip in slips:
            item = QListWidgetItem(slip_words(slip))
            item.setData(_CODING, slip.coding)
            item.setToolTip(item.text())
            self.lines.addItem(item)
        self.lines.setVisible(bool(slips))
        self.told.setVisible(bool(slips))
        self.lines.setCurrentRow(min(max(at, 0), len(slips) - 1))
        self._fit()
        self.show()

    def take_keys(self) -> None:
        target: QWidget = self.lines if self._slips else self.finish
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def step(self) -> None:
        """Leads on to the next line after the one that was gone to; from the last one to the first."""
        if self._slips:
            going_on = self._gone_to == self._slips[self.lines.currentRow()]
            self.lines.setCurrentRow((self.lines.currentRow() + int(going_on)) % len(self._slips))
            self._enter()

    def _enter(self) -> None:
        item = self.lines.currentItem()
        if item is not None:
            self._gone_to = self._slips[self.lines.currentRow()]
            self.went.emit(CodingId(item.data(_CODING)))

    def _clicked(self, _item: QListWidgetItem) -> None:
        self._enter()

    def _fit(self) -> None:
        rows = min(len(self._slips), _MOST_LINES)
        height = self.lines.sizeHintForRow(0) if self._slips else 0
        self.lines.setFixedHeight(rows * height + theme.px(4) if rows else 0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "finish"):
            self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), super().minimumSizeHint().height())


def slip_words(slip: Missing) -> str:
    """What is missing, of which coding: “No case: Dual-use technology, “their cameras …””."""
    quote = " ".join(slip.quote.replace("\u00ad", "").split())
    if len(quote) > _LONGEST_QUOTE:
        quote = quote[: _LONGEST_QUOTE - 1].rstrip() + "…"
    what = {
        Slip.NO_CASE: tr("No case"),
        Slip.EMPTY_FIELD: tr("“{field}” is empty", field=slip.field),
        Slip.NOT_TO_CODE: tr("Only groups, is not meant to be coded"),
    }[slip.what]
    return tr("{what} · {code} · “{quote}”", what=what, code=slip.code, quote=quote)
