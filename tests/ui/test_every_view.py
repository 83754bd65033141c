"""Every view of the window, with texts a third longer, from right to left, and by keyboard and screen reader alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import SIGNAL, QCoreApplication, QEvent, Qt, QTranslator
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from annotator import settings
from annotator.ui.main_window import MainWindow
from annotator.ui.words import CONTEXT
from tests.driving import end, settle
from tests.shots import VIEWS, View, sample_of
from tests.ui.shell_tools import cut_texts

NARROWEST = (1024, 700)
ACCENTED = str.maketrans("aeiounycsAEIOUCS", "áëîöüñýçšÁËÎÖÜÇŠ")
CONTROLS = (
    QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit, QAbstractSlider, QAbstractScrollArea,
)  # fmt: skip
CLICKS = (SIGNAL("clicked()"), SIGNAL("clicked(bool)"), SIGNAL("toggled(bool)"), SIGNAL("pressed()"))
GAP = re.compile(r"(\{[^}]*\}|%n|&)")


def lengthened(text: str) -> str:
    """The text as a longer language would have it: a third more, accented, its gaps as they were."""
    parts = GAP.split(text)
    longer = "".join(part if GAP.fullmatch(part) else part.translate(ACCENTED) for part in parts)
    return f"{longer}{'~' * (len(text) * 3 // 10)}"


class Longer(QTranslator):
    """Stands in for a translation; used texts are noted."""

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        if context != CONTEXT or not source:
            return ""
        return lengthened(source).replace("%n", str(n)) if n >= 0 else lengthened(source)

    def isEmpty(self) -> bool:
        return False


@contextmanager
def in_another_language(app: QApplication) -> Iterator[None]:
    translator = Longer()
    app.installTranslator(translator)
    try:
        yield
    finally:
        app.removeTranslator(translator)


@contextmanager
def from_right_to_left(app: QApplication) -> Iterator[None]:
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        yield
    finally:
        app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@contextmanager
def shown(view: View, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setenv(settings.HOME_VARIABLE, str(home))
    sample_of(home)
    window = MainWindow()
    window.resize(*NARROWEST)
    window.show()
    window.activateWindow()
    settle()
    try:
        view(window, home)
        settle()
        yield window
    finally:
        end(window)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


EACH = pytest.mark.parametrize("view", VIEWS, ids=lambda view: str(view.__name__))


@EACH
def test_each_view_is_whole_in_longer_languages_from_right_to_left_and_by_keys_alone(
    view: View, tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    with in_another_language(qapp), shown(view, tmp_path, monkeypatch) as window:
        assert (window.width(), window.height()) == NARROWEST
        whole = window.centralWidget()
        assert cut_at_rest(whole) == [], "cut off where texts are a third longer"
        controls = [one for one in whole.findChildren(QWidget) if is_used(one)]
        assert controls
        assert [told(one) for one in controls if not spoken(one)] == [], "without a name"
        ring = reached(window)
        lost = [one for one in controls if isinstance(one, QAbstractButton) and one not in ring and not is_spared(one)]
        assert [told(one) for one in lost] == [], "out of reach of the keyboard"
        with from_right_to_left(qapp):
            settle()
            assert cut_at_rest(whole) == [], "cut off from right to left"


def cut_at_rest(whole: QWidget) -> list[str]:
    """What is cut once all is laid out: a panel that follows the cursor may have been filled this moment."""
    for _ in range(3):
        cut = cut_texts(whole)
        if not cut:
            break
        settle()
    return cut


def is_used(one: QWidget) -> bool:
    """Whether a person may act on it now."""
    if not (isinstance(one, CONTROLS) and one.isVisible() and one.isEnabled()):
        return False
    if isinstance(one, QAbstractButton) and not any(one.receivers(signal) for signal in CLICKS):
        return False  # a picture in a button's clothes: nobody hears a click on it
    return not isinstance(one, QAbstractScrollArea) or one.focusPolicy() != Qt.FocusPolicy.NoFocus


def is_spared(one: QWidget) -> bool:
    """What needs no focus: it stands in a tab, has a shortcut, or a key that its own tool tip names."""
    in_a_set = isinstance(one, QAbstractButton) and one.autoExclusive()  # Tab comes to the one that is on, arrows go on
    return in_a_set or isinstance(one.parentWidget(), QTabBar | QLineEdit) or bool(one.property("by_key"))


def spoken(one: QWidget) -> str:
    if isinstance(one, QAbstractSlider):
        return "a bar belongs to what it moves"
    interface = QAccessible.queryAccessibleInterface(one)
    return interface.text(QAccessible.Text.Name).strip() if interface is not None else ""


def reached(window: MainWindow) -> set[QWidget]:
    """All that Tab comes to, once round."""
    found: set[QWidget] = set()
    one: QWidget | None = window
    while one is not None and one not in found:
        found.add(one)
        one = one.nextInFocusChain()
    return {one for one in found if one.focusPolicy() & Qt.FocusPolicy.TabFocus}


def told(one: QWidget) -> str:
    parents = []
    above: QWidget | None = one
    while above is not None and len(parents) < 4:
        parents.append(type(above).__name__)
        above = above.parentWidget()
    text = one.text() if isinstance(one, QAbstractButton) else ""
    return f"{' in '.join(parents)} {text!r} {one.toolTip()!r}"
