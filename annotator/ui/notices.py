"""What the window has to say: a bar with one notice at a time, and a panel for long work and how it ended.

Nothing here stops the work: a notice goes by itself, unless it tells of a problem.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QEnterEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from annotator.ui import theme
from annotator.ui.parts import CloseButton, ElidedLabel, LinkButton, announce, button, label, restyle, set_role
from annotator.ui.password_row import PasswordRow
from annotator.ui.words import tr, tr_n

SHORTEST = 5.0          # seconds that a notice stays,
PER_CHARACTER = 0.06    # and this much more for each of its characters
LEAST_SHARE = 0.02      # of the work done before a guess of the time left is worth anything
LEAST_SECONDS = 2.0     # of work, likewise


class Tone(StrEnum):
    INFO = "info"
    DONE = "done"
    WARNING = "warning"
    PROBLEM = "problem"     # stays until it is closed


@dataclass(frozen=True, slots=True)
class Action:
    """What a person can do about a notice."""

    title: str
    run: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Notice:
    message: str
    tone: Tone = Tone.INFO
    action: Action | None = None
    other: Action | None = None  # another way out


class NoticeBar(QFrame):
    """One notice at a time, oldest first; hidden while there is none.

    Time stands still while the pointer is over it or the focus in it. The same notice is not queued twice.
    """

    closed = Signal()  # the last notice is gone

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "notice")
        self._waiting: deque[Notice] = deque()
        self._shown: Notice | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._time_is_up)
        self.message = label("", wrap=True)
        self.more = label("", "hint")
        self.action, self.other = LinkButton(""), LinkButton("")
        self.action.clicked.connect(lambda: self._act(0))
        self.other.clicked.connect(lambda: self._act(1))
        self.close_button = CloseButton(tr("Close this notice"))
        self.close_button.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        theme.spaced(row, 20, 5, 12, 5, gap=10)
        row.addWidget(self.message, 1)
        row.addWidget(self.more)
        row.addWidget(self.action)
        row.addWidget(self.other)
        row.addWidget(self.close_button)
        self.hide()

    def show_notice(
        self, message: str, tone: Tone = Tone.INFO, action: Action | None = None, other: Action | None = None
    ) -> None:
        """Shows it, or queues it behind the one that is shown."""
        notice = Notice(message, tone, action, other)
        if notice == self._shown or notice in self._waiting:
            return
        self._waiting.append(notice)
        if self._shown is None:
            self._next()
        else:
            self._count()

    def dismiss(self) -> None:
        """Takes the shown notice away; the next one follows."""
        self._timer.stop()
        self._next()

    def clear(self) -> None:
        """Takes all away."""
        self._waiting.clear()
        self.dismiss()

    def shown(self) -> Notice | None:
        return self._shown

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def _next(self) -> None:
        was = self._shown
        self._shown = self._waiting.popleft() if self._waiting else None
        if self._shown is None:
            self.hide()
            if was is not None:
                self.closed.emit()
            return
        self.setProperty("tone", str(self._shown.tone))
        restyle(self)
        self.message.setText(self._shown.message)
        self.message.setAccessibleName(self._shown.message)
        for link, action in ((self.action, self._shown.action), (self.other, self._shown.other)):
            link.setVisible(action is not None)
            link.setText(action.title if action is not None else "")
        self._count()
        self.show()
        self._start()
        announce(self, self._shown.message)

    def _count(self) -> None:
        waiting = len(self._waiting)
        self.more.setVisible(waiting > 0)
        self.more.setText(tr_n("%n more", "%n more", waiting))

    def _start(self) -> None:
        if self._shown is None or self._shown.tone is Tone.PROBLEM:
            return
        self._timer.start(round(1000 * (SHORTEST + PER_CHARACTER * len(self._shown.message))))

    def _time_is_up(self) -> None:
        if any(part.hasFocus() for part in (self.action, self.other, self.close_button)):
            self._start()
        else:
            self.dismiss()

    def _act(self, which: int) -> None:
        action = (self._shown.action, self._shown.other)[which] if self._shown is not None else None
        self.dismiss()
        if action is not None:
            action.run()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one thing of long work: a file, what happened, and why where it did not come in."""

    name: str
    outcome: str
    why: str = ""
    failed: bool = False


class ProgressPanel(QFrame):
    """Long work: what it is doing, how far it is, how long it will take, Cancel; at the end what came of it.

    Hidden while nothing goes on. `clock` answers seconds.
    """

    cancelled = Signal()
    closed = Signal()

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        set_role(self, "panel")
        self._clock = clock
        self._began = clock()
        self._results: tuple[Outcome, ...] = ()
        self.title = ElidedLabel(role="strong")
        self.what = ElidedLabel(role="quiet")
        self.count = label("", "hint")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.cancel = button(tr("Cancel"))
        self.cancel.clicked.connect(self._cancel)
        self.details = button(tr("Show details"), "link")
        self.details.clicked.connect(self._turn_details)
        self.copy = button(tr("Copy"), "link")
        self.copy.setAccessibleName(tr("Copy the list"))
        self.copy.clicked.connect(self.copy_outcomes)
        self.close_button = CloseButton(tr("Close"))
        self.close_button.clicked.connect(self._close)
        self.outcomes = _outcome_list()
        row = QHBoxLayout()
        theme.spaced(row, gap=10)
        row.addWidget(self.title)
        row.addWidget(self.what, 1)
        for part in (self.count, self.details, self.copy, self.cancel, self.close_button):
            row.addWidget(part)
        column = QVBoxLayout(self)
        theme.spaced(column, 20, 8, 12, 8, gap=6)
        column.addLayout(row)
        column.addWidget(self.bar)
        self.password = PasswordRow()
        column.addWidget(self.password)
        column.addWidget(self.outcomes)
        self.hide()

    def begin(self, title: str) -> None:
        """Shows that the work begins; how much it is, is not known yet."""
        self._began = self._clock()
        self._results = ()
        self.outcomes.clear()
        self.title.setText(title)
        self.what.setText("")
        self.count.setText("")
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(title)
        self.cancel.setEnabled(True)
        self._finished(False)
        self.show()
        announce(self, title)

    def step(self, done: int, total: int, what: str) -> None:
        """`done` of `total` steps are finished, `what` comes next. To be called on the window's thread."""
        self.bar.setRange(0, max(total, 0))
        self.bar.setValue(done)
        self.what.setText(what)
        self.what.setAccessibleName(what)
        parts = [tr("{done} of {total}", done=done, total=total)] if total > 0 else []
        left = seconds_left(done, total, self._clock() - self._began)
        if left is not None:
            parts.append(time_left(left))
        self.count.setText(" · ".join(parts))

    def finish(self, summary: str, outcomes: Sequence[Outcome] = ()) -> None:
        """Shows how it ended. The list opens by itself if something failed, failures first."""
        self._results = tuple(sorted(outcomes, key=lambda outcome: not outcome.failed))
        self.title.setText(summary)
        self.what.setText("")
        self.count.setText("")
        self._finished(True)
        for outcome in self._results:
            item = QTreeWidgetItem([outcome.name, outcome.outcome, outcome.why])
            for column in range(3):
                item.setToolTip(column, item.text(column))
            self.outcomes.addTopLevelItem(item)
        self._colour_failures()
        self.show_details(any(outcome.failed for outcome in outcomes))
        self.show()
        announce(self, summary)

    def _colour_failures(self) -> None:
        for row, outcome in enumerate(self._results):
            item = self.outcomes.topLevelItem(row)
            if outcome.failed and item is not None:
                item.setForeground(1, QColor(theme.current().danger))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "outcomes"):
            self._colour_failures()

    def show_details(self, shown: bool) -> None:
        """Opens or closes the list of outcomes."""
        shown = shown and bool(self._results)
        self.outcomes.setVisible(shown)
        self.details.setText(tr("Hide details") if shown else tr("Show details"))

    def copy_outcomes(self) -> None:
        """The chosen lines, or all where none is chosen, to the clipboard, columns parted by tabs."""
        items = self.outcomes.selectedItems()
        if not items:
            rows = range(self.outcomes.topLevelItemCount())
            items = [item for item in map(self.outcomes.topLevelItem, rows) if item is not None]
        lines = ["\t".join(item.text(column) for column in range(3)) for item in items]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and self._results:
            self.copy_outcomes()
        elif event.key() == Qt.Key.Key_Escape and not self.close_button.isHidden():
            self._close()
        else:
            super().keyPressEvent(event)

    def _finished(self, finished: bool) -> None:
        self.password.put_away()
        self.bar.setVisible(not finished)
        self.cancel.setVisible(not finished)
        self.count.setVisible(not finished)
        self.close_button.setVisible(finished)
        self.details.setVisible(finished and bool(self._results))
        self.copy.setVisible(finished and bool(self._results))
        if not finished:
            self.outcomes.hide()

    def _turn_details(self) -> None:
        self.show_details(self.outcomes.isHidden())

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.what.setText(tr("Stopping after this step…"))
        self.cancelled.emit()

    def _close(self) -> None:
        self.password.put_away()
        self.hide()
        self.closed.emit()


def seconds_left(done: int, total: int, passed: float) -> float | None:
    """How many seconds the rest will take at the pace so far; None while that would be a guess into the blue."""
    if total <= 0 or done >= total or passed < LEAST_SECONDS or done < LEAST_SHARE * total:
        return None
    return passed * (total - done) / done


def time_left(seconds: float) -> str:
    """In words, and rounded so that they do not flicker: "about 2 minutes left"."""
    if seconds < 8:
        return tr("a few seconds left")
    if seconds < 50:
        return tr_n("about %n second left", "about %n seconds left", 10 * max(1, round(seconds / 10)))
    if seconds < 55 * 60:
        return tr_n("about %n minute left", "about %n minutes left", max(1, round(seconds / 60)))
    return tr_n("about %n hour left", "about %n hours left", max(1, round(seconds / 3600)))


def _outcome_list() -> QTreeWidget:
    made = QTreeWidget()
    set_role(made, "card")
    made.setColumnCount(3)
    made.setHeaderLabels([tr("File"), tr("Outcome"), tr("Why")])
    made.setRootIsDecorated(False)
    made.setUniformRowHeights(True)
    made.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    made.setAccessibleName(tr("What came of it, file by file"))
    made.header().setStretchLastSection(False)
    for column, mode in enumerate((QHeaderView.ResizeMode.Stretch, QHeaderView.ResizeMode.ResizeToContents,
                                   QHeaderView.ResizeMode.Stretch)):
        made.header().setSectionResizeMode(column, mode)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    theme.capped(made, height=180)
    made.hide()
    return made
