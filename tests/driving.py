"""Driving the real window: opening it on a project, pressing keys, and waiting until something is so."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.ui.code_place import CodePlace
from annotator.ui.main_window import MainWindow
from annotator.ui.open_document import OpenDocument
from annotator.ui.open_project import OpenProject

PATIENCE = 30.0  # seconds until waiting is given up
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT, NONE = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier
Key = Qt.Key


@contextmanager
def shown_window(*, width: int = 1200, height: int = 800) -> Iterator[MainWindow]:
    """The window as it starts, closed and gone at the end."""
    window = MainWindow()
    window.resize(width, height)
    window.show()
    window.activateWindow()
    QApplication.processEvents()
    try:
        yield window
    finally:
        end(window)


def end(window: MainWindow) -> None:
    """Closes the window as a person does, and waits until nothing is left of it."""
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


def wait_until(so: Callable[[], object], what: str = "") -> None:
    """Lets the window work until something is so; fails loudly if it never is."""
    until = time.monotonic() + PATIENCE
    while not so():
        assert time.monotonic() < until, f"waited in vain: {what or so}"
        QApplication.processEvents()
        time.sleep(0.002)


@contextmanager
def unhurried() -> Iterator[None]:
    """Clicks belong together however slow the machine is."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    before = app.doubleClickInterval()
    app.setDoubleClickInterval(60_000)
    try:
        yield
    finally:
        app.setDoubleClickInterval(before)


def settle() -> None:
    """Lets everything happen that is due now."""
    for _ in range(3):
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def place_of(window: MainWindow) -> CodePlace:
    assert window.code_place is not None, "no project is open"
    return window.code_place


def project_of(window: MainWindow) -> OpenProject:
    assert window.opened is not None, "no project is open"
    return window.opened


def document_of(window: MainWindow) -> OpenDocument:
    shown = place_of(window).desk.shown
    assert shown is not None, "no document is shown"
    return shown


def focused(window: MainWindow) -> QWidget:
    """Where the keys go."""
    found = QApplication.focusWidget()
    return found if found is not None else window


def press(window: MainWindow, *keys: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    """Presses keys one after the other, each where the keys go at that moment, once no deed is under way."""
    for key in keys:
        wait_until_idle(window)
        QTest.keyClick(focused(window), key, held)
        settle()
    if held == CTRL:  # Ctrl+Z and Ctrl+Y may go on beside the window
        wait_until_idle(window)


def wait_until_idle(window: MainWindow) -> None:
    """Waits for a deed that is being done beside the window, not for imports and exports."""
    wait_until(lambda: window.opened is None or window.opened._work is None, "the deed to end")


def type_text(window: MainWindow, text: str) -> None:
    for letter in text:
        QTest.keyClicks(focused(window), letter)
        settle()


def drop_files(window: MainWindow, paths: list[Path]) -> None:
    """Drops files on the middle of the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    point = QPoint(window.width() // 2, window.height() // 2)
    target = window
    buttons, action = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
    QApplication.sendEvent(target, QDragEnterEvent(point, action, data, buttons, NONE))
    QApplication.sendEvent(target, QDropEvent(QPointF(point), action, data, buttons, NONE))
    settle()


def import_files(window: MainWindow, paths: list[Path]) -> None:
    """Drops files and waits until they came in, or did not."""
    drop_files(window, paths)
    wait_until(lambda: window.importer is not None and not window.importer.busy, "the import to end")
    settle()


def quotes(window: MainWindow) -> list[tuple[str, str]]:
    """The codings of the document shown: code and quote, in the order of the text."""
    shown, opened = document_of(window), project_of(window)
    found = []
    for one in sorted(shown.placed.values(), key=lambda one: (one.start, one.end, one.id)):
        code = opened.code(one.code)
        found.append((code.name if code else "?", shown.content.text[one.start : one.end]))
    return found


def notice(window: MainWindow) -> str:
    """The newest thing that the window has to say; empty for nothing."""
    waiting = [one.message for one in (window.notices.shown(), *window.notices._waiting) if one]
    return waiting[-1] if waiting else ""
