"""Starting the window: with nothing, with a project, with the sample project, or for a smoke test of a build."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from annotator import resources


def application() -> QApplication:
    """The one application object, made when first asked for."""
    held = QApplication.instance()
    if isinstance(held, QApplication):
        return held
    app = QApplication(sys.argv[:1])
    app.setApplicationName("annotator")
    app.setApplicationDisplayName("Annotator")
    app.setDesktopFileName("annotator")
    icon = resources.icon("app")
    if icon.exists():
        app.setWindowIcon(QIcon(str(icon)))
    return app


def start(arguments: list[str]) -> int:
    """Opens the window and stays until it is closed; the exit status."""
    gc.set_threshold(50_000, 50, 100)  # what is loaded now stays: looking through it again and again takes its time
    app = application()
    from annotator.ui.main_window import MainWindow

    window = MainWindow()
    window.resize(1440, 900)
    window.restore_layout()
    if arguments[:1] == ["--smoke"]:
        from annotator.ui.smoke import smoke

        folder = Path(arguments[1]) if len(arguments) > 1 else Path.cwd()
        window.show()
        QTimer.singleShot(0, lambda: app.exit(smoke(window, folder)))
        return app.exec()
    window.show()
    if arguments[:1] == ["--sample"]:
        QTimer.singleShot(0, window.open_sample)
    elif arguments:
        QTimer.singleShot(0, lambda: window.open_project(Path(arguments[0])))
    return app.exec()
