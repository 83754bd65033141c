"""The pages of an open PDF as a child process shows them: pictures, links, the outline. The window's side.

The window's process never parses a PDF and never loads PDFium. `PagesProcess` owns one child for one open document;
one thread asks, and waits for each answer; `kill` and `close` may be called from any other. `Spare` keeps one child
started ahead, so that opening a document waits for no start.

All places are in page space: points from the top left corner of the page as shown (after the file's own rotation,
inside its crop box), y down. `turned` is a further rotation by so many quarter turns clockwise that the reader chose;
it turns the picture, never the coordinates of what is asked for or answered.

A child that dies or hangs costs its request: `Gone`, after at most `DEADLINE` seconds. The caller then calls `open`
again with the same bytes and goes on. A page on which it happened twice is `PageRefused` without being asked again.
"""

from __future__ import annotations

import threading

from annotator.formats.pdf.answers import (
    Gone,
    OpenedPages,
    OutlineEntry,
    PageLink,
    PageRefused,
    PageShape,
    Rendered,
)
from annotator.formats.pdf.pages_process import CRASHES, DEADLINE, FLAG, KILLS, MOST_PIXELS, PagesProcess
from annotator.formats.pdf.picture import PixelRect, pixel_rect, shown_by


class Spare:
    """One child, started ahead and idle. May be used from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: PagesProcess | None = None
        self._closed = False

    def start(self) -> None:
        """Start the idle child unless there is one: best once the document that took the last one is shown."""
        with self._lock:
            if self._idle is None and not self._closed:
                self._idle = PagesProcess()

    def take(self) -> PagesProcess:
        """The idle child, or one that starts now; the caller closes it."""
        with self._lock:
            idle, self._idle = self._idle, None
        return idle or PagesProcess()

    def close(self) -> None:
        """End the idle child, if there is one; no other is started ahead."""
        with self._lock:
            idle, self._idle = self._idle, None
            self._closed = True
        if idle is not None:
            idle.close()


__all__ = [
    "CRASHES",
    "DEADLINE",
    "FLAG",
    "KILLS",
    "MOST_PIXELS",
    "Gone",
    "OpenedPages",
    "OutlineEntry",
    "PageLink",
    "PageRefused",
    "PageShape",
    "PagesProcess",
    "PixelRect",
    "Rendered",
    "Spare",
    "pixel_rect",
    "shown_by",
]
