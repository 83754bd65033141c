"""From the user space of a PDF page (y up, any origin, before rotation) to page space, and back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from annotator.formats.pdf.boxes import Box

LARGEST = 1_000_000.0  # points; what lies further out is nowhere


@dataclass(frozen=True, slots=True)
class PageSpace:
    """Where the page as shown lies in the user space of its file."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int  # 0, 90, 180, 270

    @classmethod
    def of(cls, page: Any) -> PageSpace:
        """Of an open `pypdfium2.PdfPage`."""
        import pypdfium2.raw as raw

        bounds = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page.raw, bounds)  # the crop box cut by the media box, before rotation
        return cls(bounds.left, bounds.bottom, bounds.right, bounds.top, page.get_rotation() % 360)

    def box(self, points: list[tuple[float, float]]) -> Box | None:
        """What holds some points of user space; None if it is no place, or has no extent."""
        if not all(math.isfinite(x) and math.isfinite(y) and abs(x) < LARGEST and abs(y) < LARGEST for x, y in points):
            return None
        shown = [self._shown(x, y) for x, y in points]
        across, down = [x for x, _ in shown], [y for _, y in shown]
        if not (max(across) > min(across) and max(down) > min(down)):
            return None
        return Box(min(across), min(down), max(across), max(down))

    def corners(self, box: Box) -> tuple[tuple[float, float], ...]:
        """Top left, top right, bottom left, bottom right of a box, as the reader sees them, in user space.

        That is the order which programs write and expect, though the standard names another.
        """
        return (
            self._user(box.left, box.top),
            self._user(box.right, box.top),
            self._user(box.left, box.bottom),
            self._user(box.right, box.bottom),
        )

    def _shown(self, x: float, y: float) -> tuple[float, float]:
        match self.rotation:
            case 90:
                return y - self.bottom, x - self.left
            case 180:
                return self.right - x, y - self.bottom
            case 270:
                return self.top - y, self.right - x
            case _:
                return x - self.left, self.top - y

    def _user(self, x: float, y: float) -> tuple[float, float]:
        match self.rotation:
            case 90:
                return self.left + y, self.bottom + x
            case 180:
                return self.right - x, self.bottom + y
            case 270:
                return self.right - y, self.top - x
            case _:
                return self.left + x, self.top - y
