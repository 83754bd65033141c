"""One line above the text that says how it stands with the document: coded blind, finished, deleted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from annotator.operations.visibility import Seen
from annotator.ui import theme
from annotator.ui.codebook.shades import shades
from annotator.ui.commands import keys
from annotator.ui.documents.document_rows import draw_state
from annotator.ui.documents.document_table import DocumentState
from annotator.ui.open_document import OpenDocument
from annotator.ui.open_project import OpenProject
from annotator.ui.parts import ElidedLabel, LinkButton
from annotator.ui.whose import finished_by_me, listed, who_finished
from annotator.ui.words import tr


class Deed(StrEnum):
    """What the button of the line does."""

    NONE = ""
    FINISH = "finish"
    REOPEN = "reopen"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class Note:
    text: str
    deed: Deed = Deed.NONE
    ground: str = "accent_soft"  # the theme's colour
    done: bool = False  # a disc with a tick before the text


def note_of(opened: OpenProject, shown: OpenDocument) -> Note | None:
    """What there is to be said of a document; of several things the weightiest."""
    document = opened.document(shown.document.id) or shown.document
    if document.gone:
        told = tr("Deleted while others coded it: settle in Team what becomes of it")
        return Note(told, Deed.TEAM, "warning_soft")
    mine = finished_by_me(opened, document.id)
    if opened.sight.blind and not mine and shown.theirs is Seen.HIDDEN:
        told = tr("Blind coding: colleagues’ codings show when you finish this document")
        return Note(told, Deed.FINISH if opened.writable else Deed.NONE)
    names = who_finished(opened, document.id)
    if not names:
        return None
    told = tr("Finished by {names}", names=listed(names))
    if not mine:
        return Note(told, ground="hover")
    return Note(told, Deed.REOPEN if opened.writable else Deed.NONE, "success_soft", done=True)


class TextNote(QWidget):
    """Hidden where there is nothing to say."""

    finish_asked = Signal()
    reopen_asked = Signal()
    team_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._note: Note | None = None
        self.text = ElidedLabel(role="hint")
        self.button = LinkButton("")
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self._act)
        self._row = QHBoxLayout(self)
        self.align(theme.px(12))
        self._row.addWidget(self.text)
        self._row.addWidget(self.button)
        self._row.addStretch(1)
        self.hide()

    def show_note(self, note: Note | None) -> None:
        if note == self._note:
            return
        self._note = note
        if note is not None:
            self.text.setText(note.text)
            self.setAccessibleName(note.text)
            words = {Deed.FINISH: tr("Finish"), Deed.REOPEN: tr("Open it again"), Deed.TEAM: tr("Look in Team")}
            self.button.setText(words.get(note.deed, ""))
            self.button.setToolTip(keys.key_of("document.finish") if note.deed in (Deed.FINISH, Deed.REOPEN) else "")
            self.button.setVisible(note.deed is not Deed.NONE)
        self.align(self._left)
        self.setVisible(note is not None)
        self.update()

    @property
    def note(self) -> Note | None:
        return self._note

    def align(self, left: int) -> None:
        """Stands above the text, whose left edge is so many pixels from the place's."""
        self._left = left
        tick = self._tick + theme.px(8) if self._note is not None and self._note.done else 0
        self._row.setContentsMargins(left + theme.px(10) + tick, theme.px(3), theme.px(12), theme.px(3))
        self._row.setSpacing(theme.px(10))

    @property
    def _tick(self) -> int:
        return round(self.fontMetrics().height() * 0.66)

    def _act(self) -> None:
        deed = self._note.deed if self._note is not None else Deed.NONE
        {Deed.FINISH: self.finish_asked, Deed.REOPEN: self.reopen_asked, Deed.TEAM: self.team_asked}[deed].emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._note is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(theme.current(), self._note.ground)))
        inside = self.rect().adjusted(self._left, 1, -theme.px(12), -1)
        painter.drawRoundedRect(QRectF(inside), theme.px(6), theme.px(6))
        if self._note.done:
            side = self._tick
            disc = QRect(inside.left() + theme.px(8), inside.center().y() - side // 2 + 1, side, side)
            draw_state(painter, disc, DocumentState.FINISHED, 1.0, shades())
