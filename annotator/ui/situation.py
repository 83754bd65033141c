"""What a command needs to know of the moment in which it is offered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.model.codings import Passage, PlacedCoding
from annotator.model.documents import Document

if TYPE_CHECKING:
    from annotator.ui.code_place import CodePlace
    from annotator.ui.main_window import MainWindow
    from annotator.ui.open_project import OpenProject


@dataclass(frozen=True, slots=True)
class Situation:
    """A moment of the window. Without a project all but the window is None or empty."""

    window: MainWindow
    opened: OpenProject | None = None
    place: CodePlace | None = None  # the place Code, where it is the one shown
    document: Document | None = None
    passage: Passage | None = None  # what is selected
    chosen: PlacedCoding | None = None

    @property
    def writable(self) -> bool:
        return self.opened is not None and self.opened.writable
