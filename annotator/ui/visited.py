"""The places that the reader came through by jumps, across documents: back and forward among them. Free of Qt."""

from __future__ import annotations

from dataclasses import dataclass, field

from annotator.model.ids import DocumentId
from annotator.ui.reader.standing import Stand

_MOST = 200


@dataclass(frozen=True, slots=True)
class Visited:
    """A document and where in it somebody was."""

    document: DocumentId
    stand: Stand

    def is_near(self, other: Visited) -> bool:
        """Whether both are the same passage, however it was scrolled."""
        return self.document == other.document and self.stand[:2] == other.stand[:2]


@dataclass(slots=True)
class History:
    """Where one was before the last jump, and where one came back from. The place one is at is in neither."""

    before: list[Visited] = field(default_factory=list)
    after: list[Visited] = field(default_factory=list)

    def jump(self, here: Visited) -> None:
        """The place is about to be left by a jump: it is the last one before, and there is none after."""
        if not self.before or not self.before[-1].is_near(here):
            self.before = [*self.before, here][-_MOST:]
        self.after.clear()

    def go(self, here: Visited | None, step: int) -> Visited | None:
        """The place before (-1) or after (1); `here` can then be come back to. None if there is none."""
        source, target = (self.before, self.after) if step < 0 else (self.after, self.before)
        while source:
            found = source.pop()
            if here is None or not found.is_near(here):
                if here is not None:
                    target.append(here)
                return found
        return None
