"""Renders the panels, light and dark, into a folder, to be looked at.

    python tests/ui/shots_panels.py [FOLDER] [SCALE]
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

import panel_values as values  # noqa: E402  # the path is set above
from PySide6.QtCore import QCoreApplication  # noqa: E402
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget  # noqa: E402

from annotator.ui import theme  # noqa: E402


def on_panel(widget: QWidget, width: int, height: int) -> QFrame:
    frame = QFrame()
    frame.setProperty("role", "panel")
    box = QVBoxLayout(frame)
    box.setContentsMargins(0, 0, 0, 0)
    box.addWidget(widget)
    frame.resize(theme.px(width), theme.px(height))
    return frame


def codebook() -> QWidget:
    from annotator.ui.codebook import CodebookPanel

    panel = CodebookPanel()
    panel.show_codes(values.codebook(), values.counts())
    panel.set_current(values.code_id("Government contract"))
    panel.set_pinned({values.code_id("Pledge")})
    return on_panel(panel, 240, 480)


def codebook_key() -> QWidget:
    from annotator.ui.codebook import CodebookPanel

    panel = CodebookPanel()
    panel.show_codes(values.codebook(), values.counts())
    panel.ask_key(values.code_id("Autonomy"))
    return on_panel(panel, 240, 560)


def codebook_delete() -> QWidget:
    from annotator.ui.codebook import CodebookPanel

    panel = CodebookPanel()
    panel.show_codes(values.codebook(), values.counts())
    panel.ask_delete(values.code_id("Technology"))
    return on_panel(panel, 240, 560)


def codebook_definition() -> QWidget:
    from annotator.ui.codebook import CodebookPanel

    panel = CodebookPanel()
    panel.show_codes(values.codebook(), values.counts())
    panel.ask_definition(values.code_id("Dual-use technology"))
    return on_panel(panel, 240, 680)


def colours() -> QWidget:
    from annotator.ui.codebook.colour_menu import ColourPopup

    return ColourPopup("#0072B2", inherits=True)


def _picker(text: str, *, cases: bool = False, title: str = "", width: int = 720) -> QWidget:
    from PySide6.QtCore import QRect

    from annotator.ui.picker import CodePicker

    page = QFrame()
    page.setProperty("role", "page")
    page.resize(theme.px(width), theme.px(400))
    page.show()
    picker = CodePicker(page)
    picker.open_at(QRect(30, 20, 300, 20), values.codebook(), cases=values.CASES, title=title,
                   aliases={values.code_id("Refused"): ["none"]}, set_cases=frozenset({values.CASES[1].id}))
    if cases:
        picker._go_to_cases(True)
    picker.line.setText(text)
    picker._find(text)
    return page


def picker_none() -> QWidget:
    return _picker("none")


def picker_definition() -> QWidget:
    return _picker("du", title="Recode Surveillance")


def picker_cases() -> QWidget:
    return _picker("", cases=True, width=430)


SHOTS: list[Callable[[], QWidget]] = [codebook, codebook_key, codebook_delete, codebook_definition, colours,
                                     picker_none, picker_definition, picker_cases]


def main(folder: Path, scale: float) -> None:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    folder.mkdir(parents=True, exist_ok=True)
    for shown in (theme.LIGHT, theme.DARK):
        theme.apply(app, shown, scale)
        for shot in SHOTS:
            widget = shot()
            widget.show()
            for _ in range(3):
                QCoreApplication.processEvents()
            widget.grab().save(str(folder / f"{shot.__name__}-{shown.name}.png"))
            widget.close()


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(Path(arguments[0]) if arguments else Path(tempfile.gettempdir()) / "panel_shots",
         float(arguments[1]) if len(arguments) > 1 else 1.0)
