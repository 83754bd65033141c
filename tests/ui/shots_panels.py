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
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QCoreApplication  # the path is set above
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from annotator.ui import theme
from tests.ui import panel_values as values


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


def detail() -> QWidget:
    from annotator.ui.detail import DetailPanel

    panel = DetailPanel()
    panel.show_passage(values.passage())
    return on_panel(panel, 288, 800)


def detail_narrow() -> QWidget:
    from annotator.ui.detail import DetailPanel

    panel = DetailPanel()
    panel.show_passage(values.passage())
    panel.ask_case()
    return on_panel(panel, 280, 800)


def detail_empty() -> QWidget:
    from annotator.ui.detail import DetailPanel

    return on_panel(DetailPanel(), 280, 500)


def documents() -> QWidget:
    from annotator.ui.documents import DocumentList

    panel = DocumentList()
    panel.show_documents(values.documents())
    panel.set_current(values.documents()[0].id)
    panel.set_remark("my queue 3 / 6")
    return on_panel(panel, 240, 300)


def documents_delete() -> QWidget:
    from annotator.ui.documents import DocumentList

    panel = DocumentList()
    panel.show_documents(values.documents())
    panel.set_current(values.documents()[0].id)
    panel.ask_delete()
    panel.show_filter()
    panel.filter.setText("fi")
    return on_panel(panel, 240, 400)


def documents_empty() -> QWidget:
    from annotator.ui.documents import DocumentList

    return on_panel(DocumentList(), 240, 200)


def key_strip() -> QWidget:
    from PySide6.QtCore import QRect

    from annotator.ui.key_strip import KeyStrip

    page = QFrame()
    page.setProperty("role", "page")
    page.resize(theme.px(300), theme.px(180))
    page.show()
    strip = KeyStrip(page)
    strip.open_at(QRect(30, 10, 200, 12), values.codebook(), values.code_id("Technology"))
    return page


def cases_bar() -> QWidget:
    from annotator.ui.cases_bar import CasesBar

    page = QFrame()
    page.setProperty("role", "page")
    box = QVBoxLayout(page)
    for field in (False, True):
        bar = CasesBar()
        bar.show_cases(values.numbered(5), {one.id for one in values.CASES[:2]}, about="about: none set")
        box.addWidget(bar)
        if field:
            bar.ask_case()
    page.resize(theme.px(700), theme.px(90))
    return page


SHOTS: list[Callable[[], QWidget]] = [codebook, codebook_key, codebook_delete, codebook_definition, colours,
                                     picker_none, picker_definition, picker_cases,
                                     detail, detail_narrow, detail_empty,
                                     documents, documents_delete, documents_empty,
                                     key_strip, cases_bar]


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
