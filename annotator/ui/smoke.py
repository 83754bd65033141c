"""The smoke test of a built program: the real window opens the sample, codes a passage, exports, and ends."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from annotator.operations import sample
from annotator.ui.main_window import MainWindow

_PATIENCE = 60.0  # seconds


def smoke(window: MainWindow, folder: Path) -> int:
    """0 if the whole job went through; what went wrong is printed."""
    folder.mkdir(parents=True, exist_ok=True)
    project, workbook = folder / "smoke.annot", folder / "smoke.xlsx"
    sample.make_sample(project).close()
    if not window.open_project(project) or window.code_place is None or window.opened is None:
        return _ended(window, "the sample project did not open")
    before = sum(window.opened.counts.values())
    view = window.code_place.view
    for key in (Qt.Key.Key_Down, Qt.Key.Key_C, Qt.Key.Key_C):
        target = window.code_place.strip if window.code_place.strip.isVisible() else view
        kinds = QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease
        for kind in kinds:
            QApplication.sendEvent(target, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, _text(key)))
        QApplication.processEvents()
    if sum(window.opened.counts.values()) != before + 1:
        return _ended(window, "no passage was coded by key")
    window.export(workbook)
    until = time.monotonic() + _PATIENCE
    while window.opened.busy and time.monotonic() < until:
        QApplication.processEvents()
        time.sleep(0.01)
    if not workbook.exists():
        return _ended(window, "no workbook was written")
    window.close()
    return 0


def _text(key: Qt.Key) -> str:
    return chr(key.value).lower() if Qt.Key.Key_A.value <= key.value <= Qt.Key.Key_Z.value else ""


def _ended(window: MainWindow, why: str) -> int:
    print(f"smoke test: {why}")  # noqa: T201 - read by the script that runs it
    window.close()
    return 1
