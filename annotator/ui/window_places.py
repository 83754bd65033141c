"""Which documents are open, where the reader is in each, and how the panels stand: kept in this copy of the project.

    {"halves": [{"tabs": [[DOCUMENT, ANCHOR, CARET, TOP, INTO], …], "current": 0}, …], "in_hand": 0,
     "widths": [500, 400], "panels": BASE64}

What is not understood, and what is gone, is passed over: it is a convenience, and no work.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from annotator.model.ids import DocumentId, EntityId, id_from_text, id_text
from annotator.store import local
from annotator.ui.open_project import OpenProject
from annotator.ui.reader.standing import Stand
from annotator.ui.reading_half import ReadingHalf

if TYPE_CHECKING:
    from annotator.ui.code_place import CodePlace

KEY = "window_places"
EVERY = 60_000  # milliseconds between two looks whether there is something new to keep
_LONGEST = 1_000_000  # characters


class WindowPlaces(QObject):
    """Keeps the places of one open project, and restores them."""

    def __init__(self, place: CodePlace, opened: OpenProject) -> None:
        super().__init__(place)
        self._place, self._opened = place, opened
        self._kept = local.text(opened.project, KEY)
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.keep)
        self._timer.start()

    def keep(self) -> None:
        """Keeps how it stands now, if that is new and nothing else is being written."""
        if not self._opened.writable:
            return
        now = self._now()
        if now != self._kept:
            local.keep_text(self._opened.project, KEY, now)
            self._kept = now

    def restore(self) -> bool:
        """Opens what was open; False where nothing was."""
        try:
            kept = json.loads(self._kept) if 0 < len(self._kept) <= _LONGEST else {}
            halves = [self._known(half) for half in kept["halves"][:2]]
        except (ValueError, KeyError, TypeError, AttributeError):
            return False
        halves = [half for half in halves if half[0]]
        if not halves:
            return False
        middle = self._place.middle
        self._place.restore_layout(_text(kept.get("panels")))
        for number, (tabs, current) in enumerate(halves):
            half = middle.halves[0] if number == 0 else middle.split()
            half.open_tabs.restore(tabs, current)
        if middle.is_split:
            widths = kept.get("widths")
            if isinstance(widths, list) and all(isinstance(width, int) for width in widths):
                middle.set_sizes(widths)
            self._place.halves.take_in_hand(middle.halves[1 if kept.get("in_hand") == 1 else 0])
            self._place.take_keys()
        return True

    def _known(self, half: dict[str, object]) -> tuple[list[tuple[DocumentId, Stand]], int]:
        """The tabs of a half whose documents are there still, and which was in front."""
        tabs: list[tuple[DocumentId, Stand]] = []
        current, wanted = 0, half.get("current")
        listed = half["tabs"]
        if not isinstance(listed, list):
            raise TypeError
        for number, (this, anchor, caret, top, into) in enumerate(listed):
            found = id_from_text(this)
            document = DocumentId(EntityId(found)) if found is not None else None
            if document is None or self._opened.document(document) is None:
                continue
            current = len(tabs) if number == wanted else current
            stand = Stand(int(anchor), int(caret), None if top is None else int(top), float(into))
            tabs.append((document, stand))
        return tabs, current

    def _now(self) -> str:
        middle = self._place.middle
        return json.dumps({
            "halves": [_told(half) for half in middle.halves],
            "in_hand": middle.halves.index(middle.current),
            "widths": middle.sizes(),
            "panels": self._place.layout_state(),
        })


def _told(half: ReadingHalf) -> dict[str, object]:
    if half.shown is not None:
        half.open_tabs.keep_place(half.shown.document.id, half.view.stand)
    tabs = [[id_text(this), *stand] for this, stand in half.open_tabs.places()]
    return {"tabs": tabs, "current": max(0, half.tabs.currentIndex())}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
