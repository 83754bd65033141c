"""What the picker found for the letters typed: codes or cases, best first, and at the end what could be made."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.model.codings import Case
from annotator.model.ids import CaseId, CodeId
from annotator.ui.palette.fuzzy import Candidate, rank
from annotator.ui.reader.palette import Look, look_of
from annotator.ui.words import tr

if TYPE_CHECKING:
    from annotator.operations.codebook import ProjectCode

FOUND_ROW = Qt.ItemDataRole.UserRole + 1
MOST = 50
WARM_AT_ONCE = 150  # names made ready in one go, a millisecond or two
NEAR = 3  # of the best rows say where a new code belongs

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_PATH = re.compile(r"\s*[>›]\s*")


class Found(Enum):
    CODE = auto()
    CASE = auto()
    NEW_CODE = auto()
    NEW_CASE = auto()


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One row of the picker."""

    kind: Found
    name: str
    above: str = ""                       # the name of the code above it
    positions: tuple[int, ...] = ()       # letters of the name that were typed
    note: str = ""                        # the alias that was meant, a case's type
    look: Look | None = None
    code: ProjectCode | None = None
    case: Case | None = None
    ticked: bool = False

    @property
    def spoken(self) -> str:
        """What a screen reader says of it."""
        said = f"{self.above} › {self.name}" if self.above else self.name
        if self.note:
            said += f", {self.note}"
        return tr("{said}, set", said=said) if self.ticked else said


class FoundRows(QAbstractListModel):
    """Finds among 2,000 codes in a few milliseconds."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.in_cases = False
        self.new_name = ""                     # what Shift+Enter makes; empty where it would be there twice
        self.new_parent: CodeId | None = None  # and below which code
        self._rows: list[FoundRow] = []
        self._codes: tuple[ProjectCode, ...] = ()
        self._looks: list[Look] = []
        self._by_id: dict[CodeId, ProjectCode] = {}
        self._cases: tuple[Case, ...] = ()
        self._ticked: frozenset[CaseId] = frozenset()
        self._under: CodeId | None = None
        self._given: Sequence[ProjectCode] | None = None
        self._aliases: Mapping[CodeId, Sequence[str]] = {}
        self._boosts: dict[int, float] = {}
        self._cold = 0  # the first candidate that was not made ready
        self._code_candidates: list[Candidate] = []
        self._case_candidates: list[Candidate] = []

    def take(
        self,
        codes: Sequence[ProjectCode],
        boosts: Mapping[CodeId, float],
        aliases: Mapping[CodeId, Sequence[str]],
        cases: Sequence[Case],
        ticked: frozenset[CaseId],
        under: CodeId | None,
    ) -> None:
        """All that can be found, with points for what was used lately, and where new codes go at last."""
        self.know(codes, aliases)
        self._cases = tuple(case for case in cases if not case.gone)
        self._ticked = ticked
        self._under = under if under in self._by_id else None
        self._boosts = {place: boosts[code] for place, code in enumerate(self._by_id) if code in boosts}
        self._case_candidates = [Candidate((case.name, *case.also), 1.0 if case.id in ticked else 0.0)
                                 for case in self._cases]

    def know(self, codes: Sequence[ProjectCode], aliases: Mapping[CodeId, Sequence[str]]) -> None:
        """Makes the codes ready to be found; the same ones given again cost nothing."""
        if codes is self._given and aliases == self._aliases:
            return
        self._given, self._aliases = codes, aliases
        # What was deleted and is only listed still is not offered; each look counts all codes all the same.
        offered = [(code, look_of(code.colour, at)) for at, code in enumerate(codes) if not code.gone]
        self._codes, self._looks = tuple(code for code, _ in offered), [look for _, look in offered]
        self._by_id = {code.id: code for code in self._codes}
        self._code_candidates = [
            Candidate((code.code.name, " ".join(code.path), *aliases.get(code.id, ()))) for code in self._codes
        ]
        self._cold = 0

    def warm(self, most: int = WARM_AT_ONCE) -> bool:
        """Reads some more names, so that the first letter is answered as quickly as the others; whether any are left.
        """
        for candidate in self._code_candidates[self._cold : self._cold + most]:
            _ = candidate.ready
        self._cold += most
        return self._cold < len(self._code_candidates)

    def set_ticked(self, cases: frozenset[CaseId]) -> None:
        self._ticked = cases
        self._rows = [row if row.case is None else _ticked(row, row.case.id in cases) for row in self._rows]

    def find(self, text: str) -> None:
        """Puts the rows for what was typed; the first is the best."""
        self.beginResetModel()
        self._rows = self._cases_found(text) if self.in_cases else self._codes_found(text)
        self.endResetModel()

    def goes_on(self, text: str) -> bool:
        """Whether what was typed, comma included, is how the name of a code begins, and short of the comma none's."""
        typed = " ".join(text.split()).casefold()
        names = [code.code.name.casefold() for code in self._codes]
        return typed[:-1] not in names and any(name.startswith(typed) for name in names)

    def row_at(self, row: int) -> FoundRow | None:
        return self._rows[row] if 0 <= row < len(self._rows) else None

    # What a view asks

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # what it is depends on the role
        row = self.row_at(index.row())
        if row is None:
            return None
        if role == FOUND_ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.spoken
        return None

    # Finding

    def _codes_found(self, text: str) -> list[FoundRow]:
        matches = rank(text, self._code_candidates, most=MOST, boosts=self._boosts)
        rows = []
        for match in matches:
            code, texts = self._codes[match.index], self._code_candidates[match.index].texts
            note = "" if match.positions else self._alias_meant(text, texts)
            above = code.path[-2] if len(code.path) > 1 else ""
            look = self._looks[match.index]
            rows.append(FoundRow(Found.CODE, code.code.name, above, match.positions, note, look, code))
        self._place_new([self._codes[match.index] for match in matches[:NEAR]], text)
        if self.new_name:
            parent = self._by_id.get(self.new_parent) if self.new_parent is not None else None
            rows.append(FoundRow(Found.NEW_CODE, self.new_name, parent.code.name if parent is not None else ""))
        return rows

    def _cases_found(self, text: str) -> list[FoundRow]:
        rows = []
        for match in rank(text, self._case_candidates, most=MOST):
            case, texts = self._cases[match.index], self._case_candidates[match.index].texts
            note = "" if match.positions else self._alias_meant(text, (texts[0], "", *texts[1:]))
            rows.append(FoundRow(Found.CASE, case.name, positions=match.positions, note=note or case.type, case=case,
                                 ticked=case.id in self._ticked))
        name = " ".join(text.split())
        self.new_name = "" if any(case.name.casefold() == name.casefold() for case in self._cases) else name
        if self.new_name:
            rows.append(FoundRow(Found.NEW_CASE, self.new_name))
        return rows

    def _place_new(self, near: Sequence[ProjectCode], text: str) -> None:
        """What would be made of the text: `A > b` below the best A; else below what the best rows have in common."""
        *above, name = _PATH.split(" ".join(text.split()))
        if above and name:
            found = rank(" ".join(above), self._code_candidates, most=1)
            parent = self._codes[found[0].index].id if found else None
        else:
            parent = self._common(near) if near else self._under
        known = name.casefold()
        there = not name or any(one.parent == parent and one.code.name.casefold() == known for one in self._codes)
        self.new_name, self.new_parent = ("" if there else name), parent

    def _common(self, codes: Sequence[ProjectCode]) -> CodeId | None:
        """The deepest code that all of these stand below."""
        shared: list[CodeId] | None = None
        for code in codes:
            line: list[CodeId] = []
            at = code.parent
            while at is not None and at in self._by_id and at not in line:
                line.append(at)
                at = self._by_id[at].parent
            line.reverse()
            if shared is None:
                shared = line
            else:
                same = [a for a, b in zip(shared, line, strict=False) if a == b]
                shared = shared[: len(same)]
        return shared[-1] if shared else self._under

    @staticmethod
    def _alias_meant(text: str, texts: Sequence[str]) -> str:
        """The alias that the text fits, as a remark; texts are the name, the path and the aliases."""
        aliases = texts[2:]
        if not aliases or not text.strip():
            return ""
        found = rank(text, [Candidate((alias,)) for alias in aliases], most=1)
        return tr("alias: {alias}", alias=aliases[found[0].index]) if found else ""


def _ticked(row: FoundRow, ticked: bool) -> FoundRow:
    return FoundRow(row.kind, row.name, row.above, row.positions, row.note, row.look, row.code, row.case, ticked)
