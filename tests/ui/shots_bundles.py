"""States of the page that splits press exports, in the real window on the sample project, for `tests.shots`."""

from __future__ import annotations

from pathlib import Path

from annotator.operations.bundles import Preset
from annotator.ui.bundles.bundle_page import BundlePage
from annotator.ui.main_window import MainWindow
from tests.driving import settle, wait_until
from tests.formats import bundle_builders


def split_page(window: MainWindow, home: Path) -> BundlePage:
    """A Factiva export with three articles about which there are doubts."""
    window.open_sample()
    lines = bundle_builders.factiva_lines(bundle_builders.stories(40))
    for gone in ("Evening Post", "7 August 2016", "117 words"):
        if gone in lines:
            lines.remove(gone)
    return _looked_at(window, home / "Factiva export.rtf", bundle_builders.rtf(lines))


def split_separator(window: MainWindow, home: Path) -> BundlePage:
    """Other rules: nothing found by a separator that stands nowhere."""
    page = split_page(window, home)
    page.side.preset.setCurrentIndex(page.side.preset.findData(Preset.SEPARATOR))
    page.side.separator.setText("#{9,}")
    page.side._say()
    wait_until(lambda: page.preview is not None and not page.preview.articles)
    settle()
    return page


def split_offered(window: MainWindow, home: Path) -> None:
    """After the import of a press export as one document."""
    window.open_sample()
    path = home / "Nexis export.docx"
    path.write_bytes(bundle_builders.nexis_docx(bundle_builders.stories(100)))
    window.add([path])
    wait_until(lambda: window.importer is not None and not window.importer.busy)
    settle()


def _looked_at(window: MainWindow, path: Path, data: bytes) -> BundlePage:
    path.write_bytes(data)
    bundling = window.bundling
    assert bundling is not None
    bundling.look_at(path)
    wait_until(lambda: not bundling.busy)
    settle()
    return bundling.page


WINDOW_VIEWS = (split_page, split_separator, split_offered)
