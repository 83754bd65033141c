"""Two texts compared word by word: what was added is underlined, what was taken away struck out, both tinted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from enum import Enum, auto
from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel

from annotator.ui import theme
from annotator.ui.words import tr

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_MOST = 4_000_000  # pairs of words; longer texts are compared line by line


class Part(Enum):
    SAME = auto()
    ADDED = auto()
    GONE = auto()


def differences(before: str, after: str) -> list[tuple[Part, str]]:
    """The parts in reading order; SAME and ADDED together are `after`, SAME and GONE together `before`."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) * len(new) > _MOST:
        old, new = _LINES.findall(before), _LINES.findall(after)
    found: list[tuple[Part, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append((Part.SAME, "".join(old[a:b])))
            continue
        found += [(part, text) for part, text in ((Part.GONE, "".join(old[a:b])), (Part.ADDED, "".join(new[c:d])))
                  if text]
    return _joined(found)


def _joined(parts: list[tuple[Part, str]]) -> list[tuple[Part, str]]:
    """A blank between two changes is changed with them, so that whole phrases are read instead of single words."""
    found: list[tuple[Part, str]] = []
    gone = added = ""
    for at, (part, text) in enumerate(parts):
        last = at + 1 == len(parts)
        if part is Part.SAME and not (text.isspace() and "\n" not in text and (gone or added) and not last):
            found += [(which, held) for which, held in ((Part.GONE, gone), (Part.ADDED, added)) if held]
            gone = added = ""
            found.append((part, text))
            continue
        gone += text if part is not Part.ADDED else ""
        added += text if part is not Part.GONE else ""
    return found + [(which, held) for which, held in ((Part.GONE, gone), (Part.ADDED, added)) if held]


class DifferenceLabel(QLabel):
    """The differences, wrapped. A screen reader gets both texts one after the other."""

    def __init__(self, before: str, after: str) -> None:
        super().__init__()
        self._parts = differences(before, after)
        self._painted: theme.Theme | None = None
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setAccessibleName(tr("before: {before}; now: {after}", before=before or tr("nothing"),
                                  after=after or tr("nothing")))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self._show()

    def _show(self) -> None:
        now = theme.current()
        if now is not self._painted:
            self._painted = now
            self.setText("".join(self._spans(now)))

    def _spans(self, now: theme.Theme) -> Iterator[str]:
        before = Part.SAME
        for part, text in self._parts:
            if Part.SAME not in (part, before):
                yield "&thinsp;"
            yield _painted(part, text, now)
            before = part


def _painted(part: Part, text: str, now: theme.Theme) -> str:
    shown = escape(text).replace("\n", "<br>")
    if part is Part.SAME:
        return shown
    ground, ink, line = (
        (now.success_soft, now.success, "underline") if part is Part.ADDED
        else (now.danger_soft, now.danger, "line-through")
    )
    return f'<span style="background:{ground};color:{ink};text-decoration:{line}">{shown}</span>'
