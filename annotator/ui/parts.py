"""Small parts that several pages of the window are made of. They show values and know nothing of projects."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStyle,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.ui import theme
from annotator.ui.icons import IconButton
from annotator.ui.text_side import one_line
from annotator.ui.words import tr


class ElidedLabel(QLabel):
    """A label of one line that ends in "…" where it has no room; the whole text is then its tool tip."""

    def __init__(self, text: str = "", *, role: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if role:
            set_role(self, role)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.fontMetrics().averageCharWidth() * 4, self.sizeHint().width()), self.sizeHint().height())

    def shown_text(self) -> str:
        """The text as it fits."""
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())

    def paintEvent(self, _event: QPaintEvent) -> None:
        shown = self.shown_text()
        tip = self.text() if shown != self.text() else ""
        if tip != self.toolTip():
            self.setToolTip(tip)
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        seen = QStyle.visualAlignment(self.layoutDirection(), self.alignment())
        painter.drawText(self.contentsRect(), one_line(seen, self.text()), shown)


class SectionHeading(QWidget):
    """A small heading in capitals over a part of a panel, a quiet remark at its end: DOCUMENTS … my queue 3 / 6."""

    def __init__(self, text: str, right_text: str = "") -> None:
        super().__init__()
        self.heading = QLabel()
        set_role(self.heading, "heading")
        self.right = ElidedLabel(right_text, role="hint")
        self.right.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        theme.spaced(row, 0, 2, 0, 2, gap=8)
        row.addWidget(self.heading)
        row.addWidget(self.right, 1)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Screen readers get the text as it is written, the eye gets capitals."""
        self.heading.setText(text.upper())
        self.heading.setAccessibleName(text)

    def set_right_text(self, text: str) -> None:
        self.right.setText(text)


class Chip(QPushButton):
    """A rounded button that is on or off, with a number before its text if it has one: 1 Sensetime."""

    def __init__(self, text: str, *, number: str = "", checkable: bool = True) -> None:
        super().__init__(f"{number}  {text}" if number else text)
        set_role(self, "chip")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # here and below: a click leaves the keys where they are
        self.setCheckable(checkable)
        self.setAccessibleName(f"{text}, {number}" if number else text)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)


class Swatch(QWidget):
    """The small rounded square of a code's colour."""

    SIDE = 10  # pixels at scale 1

    def __init__(self, colour: str) -> None:
        super().__init__()
        self._colour = colour
        theme.sized(self, width=self.SIDE, height=self.SIDE)

    def set_colour(self, colour: str) -> None:
        """`colour` is "#RRGGBB"."""
        self._colour = colour
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_swatch(painter, self.rect(), self._colour)


class KeyCap(QLabel):
    """A key as it is printed on a keyboard."""

    def __init__(self, keys: str) -> None:
        super().__init__(keys)
        set_role(self, "key")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)


class Card(QFrame):
    """A bordered field that holds what belongs together; `body` is its layout."""

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "card")
        self.body: QBoxLayout = QVBoxLayout(self)
        theme.spaced(self.body, 14, 12, 14, 12, gap=6)


class Rule(QFrame):
    """A line of one pixel between two parts."""

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "rule")


class CoderDisc(QPushButton):
    """A coder's initials on a disc of their colour."""

    def __init__(self, initials: str = "", colour: str = "") -> None:
        super().__init__()
        self._initials, self._colour = initials, colour or theme.current().accent
        self.setFlat(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.sized(self, width=28, height=28)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_coder(self, initials: str, colour: str, name: str) -> None:
        """`colour` is "#RRGGBB"; the name is told to screen readers and shown as the tool tip."""
        self._initials, self._colour = initials, colour
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_disc(painter, self.rect(), self._initials, self._colour)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(theme.current().ink))
            painter.drawEllipse(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))


class LinkButton(QPushButton):
    """A button that looks like a link."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        set_role(self, "link")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)


class CloseButton(IconButton):
    """A cross at the end of a bar; `what` is told to screen readers."""

    def __init__(self, what: str) -> None:
        super().__init__("close", what)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)


class DropArea(QFrame):
    """A dashed field that takes dropped files and says what it is for."""

    dropped = Signal(list)  # paths of local files

    def __init__(self, text: str) -> None:
        super().__init__()
        set_role(self, "drop")
        self.setAcceptDrops(True)
        self.label = QLabel(text)
        set_role(self.label, "quiet")
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.label.setWordWrap(True)
        column = QVBoxLayout(self)
        theme.spaced(column, 16, 18, 16, 18)
        column.addWidget(self.label)

    def show_over(self, over: bool) -> None:
        """Shows whether something that would be taken is held over it."""
        self.setProperty("over", over)
        restyle(self)


def set_role(widget: QWidget, role: str) -> None:
    """Says to the style sheet what the widget is."""
    if widget.property("role") == role:
        return
    widget.setProperty("role", role)
    restyle(widget)


def restyle(widget: QWidget) -> None:
    """Has the style sheet look at the widget's properties again; one that was never shown it looks at anyway."""
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.updateGeometry()
    widget.update()


def label(text: str, role: str = "", *, wrap: bool = False) -> QLabel:
    """A label of plain text in one of the roles of the style sheet."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        set_role(made, role)
    return made


def button(text: str, role: str = "") -> QPushButton:
    made = QPushButton(text)
    if role:
        set_role(made, role)
    return made


def clearable(field: QLineEdit) -> None:
    """Gives the field a button that empties it, named for screen readers."""
    field.setClearButtonEnabled(True)
    for made in field.findChildren(QToolButton):
        made.setAccessibleName(tr("Clear"))


def announce(widget: QWidget, message: str) -> None:
    """Has a screen reader speak the message, where one listens."""
    if QAccessible.isActive() and message:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, message))


def draw_swatch(painter: QPainter, where: QRect, colour: str) -> None:
    """A rounded square that fills the place."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edged = theme.needs_edge(theme.current(), colour)
    painter.setPen(QPen(QColor(theme.current().edge), 1) if edged else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    radius, half = where.width() * 0.25, 0.5 if edged else 0.0
    painter.drawRoundedRect(QRectF(where).adjusted(half, half, -half, -half), radius, radius)
    painter.restore()


def draw_disc(painter: QPainter, where: QRect, initials: str, colour: str) -> None:
    """Initials on a disc that fills the place, in black or white, whichever is read better."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    disc = QRectF(where).adjusted(1.5, 1.5, -1.5, -1.5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(disc)
    font = QFont(painter.font())
    font.setPixelSize(max(7, round(disc.height() * 0.40)))
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(QColor(theme.ink_on(colour)))
    painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, initials[:3])
    painter.restore()


def draw_keys(painter: QPainter, right: int, middle: int, keys: str) -> int:
    """A key cap that ends at `right` and is centred on `middle`; the answer is where it begins, in pixels."""
    shown = theme.current()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(theme.small(painter.font()))
    metrics = painter.fontMetrics()
    width, height = metrics.horizontalAdvance(keys) + theme.px(12), metrics.height() + theme.px(3)
    cap = QRectF(right - width + 0.5, middle - height / 2, width - 1, height)
    painter.setPen(QColor(shown.line))
    painter.setBrush(QColor(shown.field))
    painter.drawRoundedRect(cap, theme.px(4), theme.px(4))
    painter.setPen(QColor(shown.quiet))
    painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, keys)
    painter.restore()
    return right - width


def draw_row_ground(painter: QPainter, where: QRect, *, chosen: bool, hovered: bool) -> None:
    """The rounded ground of a list's row that is chosen or under the pointer."""
    if not chosen and not hovered:
        return
    shown = theme.current()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(shown.accent_soft if chosen else shown.hover))
    painter.drawRoundedRect(QRectF(where), theme.px(6), theme.px(6))
    painter.restore()
