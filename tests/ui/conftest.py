"""Windows of the tests are painted offscreen, and none may be left behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


@pytest.fixture(scope="session")
def qapp() -> Iterator[QApplication]:
    """The one application of the process."""
    from PySide6.QtWidgets import QApplication

    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication([])
    app.setQuitOnLastWindowClosed(False)
    yield app


@pytest.fixture
def no_leaks(qapp: QApplication) -> Iterator[None]:
    """Fails a test that leaves a top-level widget behind it: close it and call deleteLater."""
    from PySide6.QtCore import QCoreApplication, QEvent

    before = set(map(id, qapp.topLevelWidgets()))
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [widget for widget in qapp.topLevelWidgets() if id(widget) not in before and widget.parent() is None]
    assert not left, f"left behind: {left}"
