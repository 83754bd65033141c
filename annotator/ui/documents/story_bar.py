"""A hint that some documents tell one story, one hint at a time, until somebody says what holds."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from annotator.model.ids import DocumentId
from annotator.operations.stories import StoryHint
from annotator.ui import theme
from annotator.ui.flow import FlowLayout
from annotator.ui.parts import LinkButton, label, set_role
from annotator.ui.words import tr, tr_n

_NAMED = 3  # titles that are told where there is room
_SHORT = 36  # characters of a title where there is little


class StoryBar(QFrame):
    """Hidden while there is nothing to say. Later puts the hints away until they are asked for, or found anew."""

    group_asked = Signal(object)    # StoryHint
    dismiss_asked = Signal(object)  # StoryHint
    show_asked = Signal(object)     # the documents of a hint, to be looked at
    put_away = Signal()

    def __init__(self, *, narrow: bool = False) -> None:
        super().__init__()
        set_role(self, "notice")
        self._narrow = narrow
        self._hints: tuple[StoryHint, ...] = ()
        self._later = False
        self.told = label("", wrap=True)
        self.group = LinkButton(tr("Group"))
        self.different = LinkButton(tr("Not the same"))
        self.look = LinkButton(tr("Show them"))
        self.later = LinkButton(tr("Later"))
        self.group.clicked.connect(lambda: self._emit(self.group_asked))
        self.different.clicked.connect(lambda: self._emit(self.dismiss_asked))
        self.look.clicked.connect(self._look)
        self.later.clicked.connect(self._put_away)
        links = FlowLayout()
        for link in (self.group, self.different, self.look, self.later):
            links.addWidget(link)
        column = QVBoxLayout(self)
        theme.spaced(column, 18, 5, 8, 5, gap=2)
        column.addWidget(self.told)
        column.addLayout(links)
        self.hide()

    @property
    def hint(self) -> StoryHint | None:
        return self._hints[0] if self._hints else None

    def show_hints(
        self, hints: Sequence[StoryHint], title_of: Callable[[DocumentId], str], *, again: bool = False
    ) -> None:
        """The hints that stand; `again` brings back what was put off."""
        self._hints = tuple(hints)
        self._later = self._later and not again
        if not hints:
            self._later = False
        elif not self._later:
            self._tell(title_of)
        self.setVisible(bool(hints) and not self._later)

    def _tell(self, title_of: Callable[[DocumentId], str]) -> None:
        members = self._hints[0].documents
        names = list(dict.fromkeys(title_of(one) for one in members))
        if self._narrow:
            names = [textwrap.shorten(one, _SHORT, placeholder="…") for one in names]
        shown = 1 if self._narrow else _NAMED
        named = ", ".join(tr("“{title}”", title=one) for one in names[:shown]) + (" …" if len(names) > shown else "")
        told = tr_n("%n document looks like one story: {titles}", "%n look like one story: {titles}",
                    len(members), titles=named)
        if len(self._hints) > 1:
            told += "  " + tr_n("(%n more hint)", "(%n more hints)", len(self._hints) - 1)
        self.told.setText(told)
        self.setAccessibleName(told)
        self.told.setToolTip("\n".join(title_of(one) for one in members))
        for link in (self.group, self.different, self.look):
            link.setAccessibleDescription(told)

    def _emit(self, signal: object) -> None:
        if self._hints:
            signal.emit(self._hints[0])  # type: ignore[attr-defined]  # a signal of this bar

    def _look(self) -> None:
        if self._hints:
            self.show_asked.emit(list(self._hints[0].documents))

    def _put_away(self) -> None:
        self._later = True
        self.hide()
        self.put_away.emit()
