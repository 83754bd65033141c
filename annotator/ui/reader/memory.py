"""Manners with the garbage collector: a full collection over 100,000 codings would stretch one frame to 95 ms.

To be called by whoever opens and closes documents, since they change the whole process.
"""

from __future__ import annotations

import gc

_THRESHOLDS = 50_000, 50, 100


def settle_after_opening() -> None:
    """Collects once and sets all that is there aside, so that later collections are short."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)


def release_after_closing() -> None:
    """Lets the collector see again what was set aside, so that a closed document's memory comes back."""
    gc.unfreeze()
    gc.collect()
