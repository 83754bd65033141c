"""Getting about in what is read: by typing, to a paragraph, along links, and back to where one was.

Jumps are kept as places to come back to, across documents: by search, from a list, by a link, to another document.
Scrolling and stepping through the text are none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.model.documents import BlockKind
from annotator.model.layer_text import LayerText
from annotator.ui.going_to import GoBar
from annotator.ui.link_bar import LinkBar
from annotator.ui.notices import Tone
from annotator.ui.open_project import OpenProject
from annotator.ui.typing_bar import TypingBar
from annotator.ui.visited import History, Visited
from annotator.ui.words import tr

if TYPE_CHECKING:
    from annotator.ui.code_place import CodePlace


class Wayfinding(QObject):
    """Owns the lines below the text and the places visited."""

    def __init__(self, place: CodePlace, opened: OpenProject) -> None:
        super().__init__(place)
        self._place, self._opened = place, opened
        self.history = History()
        self._returning = False
        self.typing, self.go_bar, self.link_bar = TypingBar(), GoBar(), LinkBar()
        self.typing.taken.connect(self._take)
        self.go_bar.went.connect(self._go)
        for bar in self.bars:
            bar.left.connect(place.take_keys)

    @property
    def bars(self) -> tuple[TypingBar, GoBar, LinkBar]:
        return self.typing, self.go_bar, self.link_bar

    def close_bars(self) -> None:
        """Leaves what is asked: another text is in hand."""
        for bar in self.bars:
            if not bar.isHidden():
                bar.leave()

    # Places visited

    @property
    def here(self) -> Visited | None:
        shown = self._place.desk.shown
        return Visited(shown.document.id, self._place.view.stand) if shown is not None else None

    def leave_here(self) -> None:
        """The reader is about to jump; the place can be come back to."""
        here = self.here
        if here is not None and not self._returning:
            self.history.jump(here)

    def step(self, step: int) -> None:
        """Back (-1) to the place before the last jump, or forward (1) again."""
        found = self.history.go(self.here, step)
        while found is not None and self._opened.document(found.document) is None:  # gone meanwhile
            found = self.history.go(None, step)
        if found is None:
            told = tr("There is no place before this one.") if step < 0 else tr("There is no place after this one.")
            self._opened.said.emit(told, Tone.INFO)
            return
        self._returning = True
        try:
            self._place.halves.show_stand(found.document, found.stand)
        finally:
            self._returning = False

    # Asking

    def ask_passage(self) -> None:
        """Selects by typing."""
        self.close_bars()
        if not self._place.find_bar.isHidden():
            self._place.find_bar.close_bar()
        self.typing.open_on(self._place.view)

    def _take(self, start: int, end: int) -> None:
        """What was typed is the person's own selection: it gets the sticky codes, which asks where the keys are."""
        self.leave_here()
        self._place.take_keys()
        self._place.view.select(start, end)
        self._place.view.show_range(start, end)

    def ask_where(self) -> None:
        self.close_bars()
        self.go_bar.open_on(self._place.view.text, self._place.view.selection.caret)

    def _go(self, start: int, end: int) -> None:
        self.leave_here()
        with self._place.desk.quietly():
            self._place.view.select(start, end)
        self._place.view.show_range(start, end)
        self._place.take_keys()

    # Links

    @property
    def link_here(self) -> str:
        """The address of the link at the cursor; empty where there is none."""
        return self._place.view.link_at(self._place.view.selection.start)

    def follow_link(self, address: str) -> None:
        """Goes to a place in the same text; of any other address it says where it leads and what can be done."""
        self.close_bars()
        if not address.startswith("#"):
            self.link_bar.open_on(address)
            return
        found = heading_of(self._place.view.text, address)
        if found is None:
            self._opened.said.emit(tr("The link leads to a place of the page that is not in this text."), Tone.INFO)
            return
        self._go(*found)


def heading_of(text: LayerText, address: str) -> tuple[int, int] | None:
    """The heading that “#some-heading” means, as pages name their headings; None if there is none."""
    wanted = _slug(address.lstrip("#"))
    for block in text.blocks:
        if block.kind == BlockKind.HEADING and _slug(text.text[block.start : block.end]) == wanted:
            return block.start, block.end
    return None


def _slug(words: str) -> str:
    return "-".join(re.findall(r"\w+", words.casefold()))
