"""The codings that a view shows: by id, by place, and by lane. Free of Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from annotator.model.ids import CodingId
from annotator.model.lanes import Lanes
from annotator.model.overlaps import OverlapIndex
from annotator.ui.reader.palette import Look


@dataclass(frozen=True, slots=True)
class ShownCoding:
    """A coding as the view needs it; [start, end) in code points of the layer."""

    id: CodingId
    start: int
    end: int
    name: str                   # of its code
    look: Look                  # of its code
    case_numbers: str = ""      # as the margin shows them, "1 2"
    contradicts: bool = False
    initials: str = ""          # of its coder
    dimmed: bool = False        # a colleague's, shown in the background
    marked: bool = False        # there is something to look at in Team

    @property
    def place(self) -> tuple[int, int, CodingId]:
        return self.start, self.end, self.id


class ShownCodings:
    """Codings of one layer; a later one of the same id takes the earlier one's place."""

    def __init__(self, codings: Iterable[ShownCoding] = ()) -> None:
        self._codings = {coding.id: coding for coding in codings}
        places = [(coding.start, coding.end, coding.id) for coding in self._codings.values()]
        self._index, self.lanes = OverlapIndex(places), Lanes(places)

    def __len__(self) -> int:
        return len(self._codings)

    def __contains__(self, coding: CodingId) -> bool:
        return coding in self._codings

    def __getitem__(self, coding: CodingId) -> ShownCoding:
        return self._codings[coding]

    def get(self, coding: CodingId | None) -> ShownCoding | None:
        return None if coding is None else self._codings.get(coding)

    def add(self, coding: ShownCoding) -> None:
        self._codings[coding.id] = coding
        self._index.add(coding.place)
        self.lanes.add(coding.place, self._index)

    def remove(self, coding: CodingId) -> ShownCoding:
        """The coding that was there. Raises KeyError if none was."""
        found = self._codings.pop(coding)
        self._index.remove(found.place)
        self.lanes.remove(coding)
        return found

    def replace(self, coding: ShownCoding) -> ShownCoding:
        """Puts a coding in the place of the one with its id, which comes back; it keeps its lane unless it moved."""
        before = self._codings[coding.id]
        if before.place == coding.place:
            self._codings[coding.id] = coding
        else:
            self.remove(coding.id)
            self.add(coding)
        return before

    def touching(self, start: int, end: int) -> list[tuple[int, int, CodingId]]:
        """All that share a character with [start, end), by place."""
        return self._index.touching(start, end)

    def at(self, start: int, end: int) -> list[ShownCoding]:
        """All that touch a range, or that hold a bare caret or end at it; the shortest first."""
        places = self._index.touching(start, end) if start < end else self._index.touching(start - 1, start + 1)
        return [self._codings[key] for _, _, key in sorted(places, key=lambda place: (place[1] - place[0], place))]

    def differences(self, codings: Iterable[ShownCoding]) -> tuple[list[CodingId], list[ShownCoding]]:
        """What must go and what must come (or change) for these codings to be the ones shown."""
        wanted = {coding.id: coding for coding in codings}
        return ([key for key in self._codings if key not in wanted],
                [coding for key, coding in wanted.items() if self._codings.get(key) != coding])
