"""What taking in a codebook would change, to be looked at before it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from annotator.ui import theme
from annotator.ui.parts import Card, button, label
from annotator.ui.words import tr, tr_n

if TYPE_CHECKING:
    from annotator.operations.codebook_files import Coming

_MOST = 200  # lines of one kind that are shown
_LONGEST = 160  # characters of a value that are shown


class ImportPage(QWidget):
    """Shows the differences by kind; Enter on the first button takes the codebook in, Esc leaves."""

    agreed = Signal()
    left = Signal()

    def __init__(
        self, file: str, name: str, coming: Sequence[Coming], paths: Mapping[str, Sequence[str]]
    ) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._paths = paths
        inside = QWidget()
        column = QVBoxLayout(inside)
        theme.spaced(column, 24, 26, 24, 24, gap=12)
        column.addWidget(label(tr("Import “{name}”", name=name), "title", wrap=True))
        column.addWidget(label(self._summary(file, coming), "quiet", wrap=True))
        self.take = button(tr("Import"), "primary")
        self.leave = button(tr("Leave it"))
        for one, signal in ((self.take, self.agreed), (self.leave, self.left)):
            one.setAutoDefault(True)
            one.clicked.connect(signal)
        row = QHBoxLayout()
        theme.spaced(row, gap=8)
        row.addWidget(self.take)
        row.addWidget(self.leave)
        row.addStretch(1)
        column.addLayout(row)
        self.lines: list[str] = []
        for title, found in self._groups(coming):
            column.addWidget(self._card(title, found))
        column.addStretch(1)
        theme.capped(inside, width=860)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(inside, 100)
        middle.addStretch(1)
        held = QWidget()
        held.setLayout(middle)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(tr("What would change"))
        area.setWidget(held)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def take_keys(self) -> None:
        self.take.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    @staticmethod
    def _summary(file: str, coming: Sequence[Coming]) -> str:
        changes, stays = sum(not one.stays for one in coming), sum(one.stays for one in coming)
        told = [tr("From {file}.", file=file), tr_n("%n thing changes.", "%n things change.", changes)]
        if stays:
            told.append(tr_n("%n thing is not in the file and stays as it is.",
                             "%n things are not in the file and stay as they are.", stays))
        codings = sum(one.codings for one in coming)
        if codings:
            told.append(tr("Codings to look at again: {count}.", count=codings))
        told.append(tr("It is one step, and Ctrl+Z takes it back."))
        return " ".join(told)

    @staticmethod
    def _groups(coming: Sequence[Coming]) -> list[tuple[str, list[Coming]]]:
        titles = {
            "added": tr("New"), "renamed": tr("Renamed"), "moved": tr("Moved"), "redefined": tr("Redefined"),
            "field changed": tr("Fields changed"), "bearing changed": tr("What counts for ratings changed"),
            "details changed": tr("Details changed"), "removed": tr("Taken away"),
        }
        found = [(title, [one for one in coming if not one.stays and one.difference.change.value == change])
                 for change, title in titles.items()]
        found.append((tr("Not in the file: stays"), [one for one in coming if one.stays]))
        return [(title, held) for title, held in found if held]

    def _card(self, title: str, found: Sequence[Coming]) -> Card:
        card = Card()
        card.body.addWidget(label(f"{title}  {len(found)}", "strong"))
        for one in found[:_MOST]:
            told = coming_words(one, self._paths)
            self.lines.append(told)
            card.body.addWidget(label(told, wrap=True))
        if len(found) > _MOST:
            card.body.addWidget(label(tr_n("… and %n more", "… and %n more", len(found) - _MOST), "quiet"))
        return card


def coming_words(one: Coming, paths: Mapping[str, Sequence[str]]) -> str:
    """One difference in words. `paths` are the names from the top of the codes by their ids in the codebook."""
    found = one.difference
    name = " › ".join(one.path) if one.path else found.name
    parts = {
        "code": tr("Code"), "field": tr("Field"), "case type": tr("Case type"), "attribute": tr("Attribute"),
        "criterion": tr("Criterion"), "level": tr("Level"), "rule row": tr("Row of the rule"), "rule": tr("Rule"),
        "document": tr("Document quoted"), "codebook": tr("Codebook"),
    }
    told = f"{parts.get(found.part, found.part)} “{name or found.id}”"
    if found.part == "field" and one.path:
        told = tr("Field “{name}” of “{code}”", name=found.name or found.id, code=" › ".join(one.path))
    if found.aspect and not one.stays:
        before, after = _value(found.before, paths), _value(found.after, paths)
        told += tr(": {aspect} {before} → {after}", aspect=found.aspect, before=before, after=after)
    if one.codings:
        told += " · " + tr_n("%n coding to look at again", "%n codings to look at again", one.codings)
    return told


def _value(held: Any, paths: Mapping[str, Sequence[str]]) -> str:
    """A value of the codebook as people read it."""
    if held is None or held == "" or held == ():
        return tr("nothing")
    if isinstance(held, str):
        text = " › ".join(paths[held]) if held in paths else held
    elif isinstance(held, (tuple, list)):
        text = ", ".join(getattr(one, "name", None) or getattr(one, "quote", None) or str(one) for one in held)
    else:
        text = str(getattr(held, "name", held))
    folded = " ".join(text.split())
    return f"“{folded if len(folded) <= _LONGEST else folded[: _LONGEST - 1] + '…'}”"
