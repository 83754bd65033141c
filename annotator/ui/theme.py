"""The look of the window: two sets of colours, and one style sheet made from them.

The page between the panels has the colour of the reading view, so that no seam shows between the two. Each ink reaches
a contrast of 4.5:1 on every ground that it is written on.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QLayout, QWidget

from annotator.ui import marks
from annotator.ui.reader import palette as reading
from annotator.ui.style_sheet import style_sheet

LEAST_POINTS = 10.0  # of the window's font, where the system says less or nothing
SCALES = (1.0, 3.0)
PAPER_INK, PAPER_QUIET = "#000000", "#4A4A4A"  # what is printed
_ROOM = "annotator_room"  # the property that keeps a layout's spacing at scale 1
_SIZE = "annotator_size"
_CAP = "annotator_cap"


@dataclass(frozen=True, slots=True)
class Theme:
    """All colours as "#RRGGBB"."""

    name: str
    ground: str         # the page in the middle
    panel: str          # header, sides and status bar
    field: str          # what is typed in, cards, menus
    hover: str          # a row or a flat button under the pointer
    line: str           # borders that only part things
    edge: str           # borders that show where something can be done, 3:1 to what is around them
    ink: str
    quiet: str          # dates, counts, hints
    faint: str          # what cannot be chosen now; not for reading
    accent: str         # links, the underline of a tab, the focus
    accent_soft: str    # the chosen row
    on_accent: str      # ink on the accent
    danger: str
    danger_soft: str
    warning: str
    warning_soft: str
    success: str
    success_soft: str
    done: str           # the disc of what is finished
    loud: str           # the status bar while codes are sticky
    on_loud: str


LIGHT = Theme(
    name="light", ground=reading.LIGHT.page, panel="#F3F2EE", field="#FFFFFF", hover="#EAE8E2", line="#DEDCD5",
    edge="#87837A", ink="#23211D", quiet="#666259", faint="#A5A199", accent="#2F5FD0", accent_soft="#E4EAFB",
    on_accent="#FFFFFF", danger="#A8261C", danger_soft="#FBE7E4", warning="#7A4B00", warning_soft="#FCF0D9",
    success="#0A6B4D", success_soft="#E0F2EA", done="#0A8F66", loud="#7A3F00", on_loud="#FFFFFF",
)
DARK = Theme(
    name="dark", ground=reading.DARK.page, panel="#232529", field="#1F2024", hover="#2D3036", line="#383B42",
    edge="#7F828B", ink="#E4E2DD", quiet="#ABA8A1", faint="#6E6C68", accent="#7FA4FF", accent_soft="#2C3651",
    on_accent="#14161A", danger="#FF9A8F", danger_soft="#46231F", warning="#F2C063", warning_soft="#42341A",
    success="#63CFA5", success_soft="#17392D", done="#0FA878", loud="#F2C063", on_loud="#1E1606",
)


@dataclass(slots=True)
class _Shown:
    theme: Theme
    scale: float


_shown = _Shown(LIGHT, 1.0)


def current() -> Theme:
    """The theme that was applied last; LIGHT before that. What paints itself asks here at each painting."""
    return _shown.theme


def px(length: float) -> int:
    """A length in pixels at the scale that was applied last; never 0 where something was asked."""
    return max(1, round(length * _shown.scale)) if length > 0 else 0


def scale() -> float:
    """How much larger than usual everything is shown, 1 to 3."""
    return _shown.scale


def system_theme() -> Theme:
    """The theme that the system asks for now; LIGHT where it says nothing."""
    return theme_of(QGuiApplication.styleHints().colorScheme())


def theme_of(scheme: Qt.ColorScheme) -> Theme:
    """The theme for what a system says of itself."""
    return DARK if scheme == Qt.ColorScheme.Dark else LIGHT


def apply(app: QApplication, theme: Theme, scale: float = 1.0, *, points: float | None = None) -> None:
    """Dresses the whole program, also what is open already.

    `scale` is 1 to 3, of the font's size `points`; without it, of the size that the system asks for.
    """
    _shown.theme, _shown.scale = theme, min(max(scale, SCALES[0]), SCALES[1])
    if app.style().objectName().lower() != "fusion":
        app.setStyle("Fusion")
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPointSizeF((points or max(font.pointSizeF(), LEAST_POINTS)) * _shown.scale)
    app.setFont(font)
    app.setPalette(qt_palette(theme))
    pictures = marks.painted(quiet=theme.quiet, on_accent=theme.on_accent, side=px(9))
    app.setStyleSheet(style_sheet(dataclasses.asdict(theme), _shown.scale, font.pointSizeF(), pictures))
    for top in app.topLevelWidgets():
        _respace(top)


def ink_on(colour: str) -> str:
    """Black or white, whichever is read better on that colour."""
    return max(("#FFFFFF", "#111111"), key=lambda ink: reading.contrast(ink, colour))


LIST_GROUNDS = ("ground", "panel", "field", "hover", "accent_soft")  # what rows are painted on


@lru_cache(maxsize=512)
def needs_edge(shown: Theme, colour: str) -> bool:
    """Whether a mark of that colour is too near to a ground of lists, below 3:1, to be seen without a line around."""
    return min(reading.contrast(colour, getattr(shown, ground)) for ground in LIST_GROUNDS) < reading.LEAST_CONTRAST


def small(font: QFont) -> QFont:
    """The font of section headings, counts and hints."""
    smaller = QFont(font)
    smaller.setPointSizeF(font.pointSizeF() * 0.88)
    return smaller


def bold(font: QFont) -> QFont:
    heavier = QFont(font)
    heavier.setWeight(QFont.Weight.DemiBold)
    return heavier


def spaced(layout: QLayout, *margins: float, gap: float = 0) -> None:
    """Sets the margins (left, top, right, bottom) and the spacing of a layout so that they grow with the scale."""
    layout.setProperty(_ROOM, [*(margins or (0, 0, 0, 0)), gap])
    _space(layout)


def sized(widget: QWidget, *, width: float = 0, height: float = 0) -> None:
    """Fixes the width, the height or both of a widget so that they grow with the scale; 0 leaves one free."""
    widget.setProperty(_SIZE, [width, height])
    _size(widget)


def capped(widget: QWidget, *, width: float = 0, height: float = 0) -> None:
    """Lets a widget grow no further than that, growing with the scale; 0 leaves one free."""
    widget.setProperty(_CAP, [width, height])
    _size(widget)


def qt_palette(theme: Theme) -> QPalette:
    """The same colours for what the style sheet does not reach."""
    palette = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.panel, role.WindowText: theme.ink, role.Base: theme.field, role.AlternateBase: theme.ground,
        role.Text: theme.ink, role.Button: theme.field, role.ButtonText: theme.ink, role.BrightText: theme.danger,
        role.Highlight: theme.accent_soft, role.HighlightedText: theme.ink, role.ToolTipBase: theme.field,
        role.ToolTipText: theme.ink, role.PlaceholderText: theme.quiet, role.Link: theme.accent,
        role.LinkVisited: theme.accent, role.Accent: theme.accent, role.Mid: theme.line, role.Midlight: theme.hover,
        role.Light: theme.field, role.Dark: theme.edge, role.Shadow: theme.line,
    }
    for each, colour in colours.items():
        palette.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(theme.faint))
    return palette


class ThemeWatcher(QObject):
    """Says when the system turns light or dark while the program runs."""

    changed = Signal(object)  # the Theme

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._say)

    def _say(self, scheme: Qt.ColorScheme) -> None:
        self.changed.emit(theme_of(scheme))


def _respace(top: QWidget) -> None:
    for layout in top.findChildren(QLayout):
        _space(layout)
    for widget in (top, *top.findChildren(QWidget)):
        _size(widget)


def _space(layout: QLayout) -> None:
    room = layout.property(_ROOM)
    if room is None:
        return
    left, above, right, below, gap = (px(float(length)) for length in room)
    layout.setContentsMargins(left, above, right, below)
    layout.setSpacing(gap)


def _size(widget: QWidget) -> None:
    width, height = _lengths(widget, _SIZE)
    if width:
        widget.setFixedWidth(width)
    if height:
        widget.setFixedHeight(height)
    width, height = _lengths(widget, _CAP)
    if width:
        widget.setMaximumWidth(width)
    if height:
        widget.setMaximumHeight(height)


def _lengths(widget: QWidget, name: str) -> tuple[int, int]:
    kept = widget.property(name)
    return (px(float(kept[0])), px(float(kept[1]))) if kept is not None else (0, 0)
