"""Finding a text in all documents from Ctrl+K: looked for beside the window's thread, told as it is found."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from annotator.model.documents import Document
from annotator.model.ids import DocumentId
from annotator.model.progress import Progress
from annotator.operations import searching
from annotator.store.handle import Project
from annotator.ui.background import Work, in_background
from annotator.ui.notices import Tone
from annotator.ui.open_project import OpenProject
from annotator.ui.palette.command_palette import CommandPalette
from annotator.ui.palette.entries import Entry, Kind
from annotator.ui.words import tr

MOST_HITS = 500
_AROUND = 40  # code points shown on either side of a hit
_AT_ONCE, _EVERY = 60, 0.15  # hits, or seconds, after which those found are told

Go = Callable[[DocumentId, int, int], object]


@dataclass(frozen=True, slots=True)
class Place:
    """A hit, with the words around it."""

    document: Document
    start: int
    end: int
    around: str


class Everywhere(QObject):
    """Asks for one text at a time: the newest question wins. Its hits open in the command palette."""

    _found = Signal(int, object)  # which question, places

    def __init__(
        self,
        opened: OpenProject,
        palette: CommandPalette,
        go: Go,
        say: Callable[[str, Tone], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._opened, self._palette, self._go, self._say = opened, palette, go, say
        self._work: Work | None = None
        self._running: set[Work] = set()  # this and those left before, until they have ended
        self._question = 0
        self._shown = 0  # hits of this question
        self._found.connect(self._take)
        palette.closed.connect(self._closed)

    @property
    def is_looking(self) -> bool:
        return self._work is not None

    def ask(self, text: str) -> None:
        """Looks for a text, and lists where it stands as soon as something is found."""
        self.leave()
        self._question += 1
        self._shown = 0
        project, question = self._opened.project, self._question

        def look(progress: Progress) -> object:
            return _look(project, text, lambda places: self._found.emit(question, places), progress)

        def done(how_many: object) -> None:
            self._work = None
            if not how_many and question == self._question:
                self._say(tr("“{text}” stands in no document.", text=text), Tone.INFO)

        def failed(message: str) -> None:
            self._work = None
            self._say(message, Tone.WARNING)

        self._work = work = in_background(self, look, done=done, failed=failed)
        self._running.add(work)
        work.finished.connect(lambda: self._running.discard(work))

    def _take(self, question: int, places: Sequence[Place]) -> None:
        if question != self._question:
            return
        entries = [
            Entry(Kind.FIND, one.around, one.document.title, "", partial(self._go, one.document.id, one.start, one.end))
            for one in places
        ]
        if self._shown:
            self._palette.add(entries)
        else:
            self._palette.open(entries)
        self._shown += len(entries)

    def _closed(self) -> None:
        """Whoever closes the list, or chooses from it, looks for no more."""
        if self._shown:
            self.leave()

    def leave(self) -> None:
        """Gives up what is being looked for."""
        self._question += 1
        if self._work is not None:
            self._work.unheard()
            self._work.cancel()
            self._work = None

    def finish(self) -> None:
        """The same, and waits until it has ended, for closing."""
        self.leave()
        for work in tuple(self._running):
            work.wait()


def _look(project: Project, text: str, tell: Callable[[list[Place]], None], progress: Progress) -> int:
    """Tells the places in portions; how many there were."""
    found = searching.find(project, text)
    waiting: list[Place] = []
    how_many, told = 0, time.monotonic()
    for number, document in enumerate(found.documents):
        progress.step(number, len(found.documents), "")
        whole = project.text_of(document.layer.id) or ""
        for hit in found.in_document(document)[: MOST_HITS - how_many - len(waiting)]:
            around = " ".join(whole[max(0, hit.start - _AROUND) : hit.end + _AROUND].split())
            waiting.append(Place(document, hit.start, hit.end, around))
        full = how_many + len(waiting) >= MOST_HITS
        if waiting and (full or len(waiting) >= _AT_ONCE or time.monotonic() - told > _EVERY):
            tell(waiting)
            how_many, waiting, told = how_many + len(waiting), [], time.monotonic()
        if full:
            break
    if waiting:
        tell(waiting)
    return how_many + len(waiting)
