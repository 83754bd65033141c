"""The page on which a press export is looked at before it becomes documents. It shows and asks, and does nothing."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotator.operations.bundles import BundlePreview
from annotator.ui import theme
from annotator.ui.bundles.article_table import CHECK, DATE, NUMBER, OUTLET, TITLE, WORDS, ArticleTable
from annotator.ui.bundles.rules_side import RulesSide
from annotator.ui.parts import ElidedLabel, announce, button, label, set_role
from annotator.ui.words import tr, tr_n

_SHOWN = 4_000  # code points of an article's text
_WIDTHS = ((NUMBER, 42), (OUTLET, 132), (DATE, 88), (WORDS, 58), (CHECK, 160))  # pixels at scale 1


class BundlePage(QWidget):
    """Add, import as one, or cancel (Esc)."""

    add_asked = Signal()
    as_one_asked = Signal()
    cancelled = Signal()
    rules_changed = Signal(object)  # SplitRules

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.preview: BundlePreview | None = None
        self._writable = True
        self.title = ElidedLabel(role="subtitle")
        self.summary = label("", wrap=True)
        self.problem = label("", "warning", wrap=True)
        self.table = ArticleTable()
        self.list = _Articles()
        self.list.setModel(self.table)
        self.list.lay_out_columns()
        self.list.selectionModel().currentRowChanged.connect(self._show_text)
        self.list.chosen.connect(self.add_asked)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("The article as it would come in"))
        self.side = RulesSide()
        self.side.changed.connect(self.rules_changed)
        self.add = button("", "primary")
        self.add.clicked.connect(self.add_asked)
        self.as_one = button(tr("Import as one document"))
        self.as_one.clicked.connect(self.as_one_asked)
        self.cancel = button(tr("Cancel"))
        self.cancel.clicked.connect(self.cancelled)
        self.setFocusProxy(self.list)
        self._lay_out()

    def _lay_out(self) -> None:
        middle = QVBoxLayout()
        theme.spaced(middle, gap=8)
        middle.addWidget(self.list, 3)
        middle.addWidget(self.text, 1)
        row = QHBoxLayout()
        theme.spaced(row, gap=6)
        row.addLayout(middle, 1)
        row.addWidget(self.side)
        buttons = QHBoxLayout()
        theme.spaced(buttons, gap=8)
        buttons.addStretch(1)
        for each in (self.cancel, self.as_one, self.add):
            buttons.addWidget(each)
        column = QVBoxLayout(self)
        theme.spaced(column, 28, 20, 14, 14, gap=8)
        column.addWidget(self.title)
        column.addWidget(self.summary)
        column.addWidget(self.problem)
        column.addLayout(row, 1)
        column.addLayout(buttons)

    def show_preview(self, preview: BundlePreview, *, writable: bool = True, here_as_one: bool = False) -> None:
        """Shows what would come in. `here_as_one`: the whole file is a document already."""
        self.preview, self._writable = preview, writable
        self.title.setText(tr("Split “{name}”", name=preview.path.name))
        self.setAccessibleName(self.title.text())
        current = self.list.currentIndex().row()
        self.table.show_preview(preview)
        self.list.setColumnHidden(CHECK, not (preview.doubtful or preview.already_here))
        self.side.set_rules(preview.rules)
        self.summary.setText(_summary(preview))
        self._show_problem("; ".join(preview.doubts))
        self.add.setText(tr_n("Add %n document", "Add %n documents", preview.new))
        self.as_one.setVisible(not here_as_one)
        self.set_working(False)
        self.list.setCurrentIndex(self.table.index(min(max(current, 0), self.table.rowCount() - 1), TITLE))
        self._show_text()
        announce(self, self.summary.text())

    def show_problem(self, message: str) -> None:
        """Says why the rules could not be followed; what was shown stays, and cannot be added."""
        self.set_working(False)
        self.add.setEnabled(False)
        self._show_problem(message)
        announce(self, message)

    def set_working(self, working: bool) -> None:
        """While it is split again nothing can be added."""
        if working:
            self.summary.setText(tr("Splitting…"))
        self.add.setEnabled(not working and self._writable and self.preview is not None and self.preview.new > 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def _show_problem(self, message: str) -> None:
        self.problem.setText(message[:1].upper() + message[1:] + ("." if message and not message.endswith(".") else ""))
        self.problem.setVisible(bool(message))

    def _show_text(self, *_indexes: QModelIndex) -> None:
        place = self.list.currentIndex().row()
        if self.preview is None or not 0 <= place < len(self.preview.articles):
            self.text.setPlainText("")
            return
        text = self.preview.text(place)
        self.text.setPlainText(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")


class _Articles(QTableView):
    """Rows alone are chosen; Tab leaves the table, Enter on a row adds."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "card")
        self.setAccessibleName(tr("Articles found"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setHighlightSections(False)

    def lay_out_columns(self) -> None:
        header = self.horizontalHeader()
        header.setMinimumSectionSize(theme.px(40))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS:
            self.setColumnWidth(column, theme.px(width))
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + theme.px(9))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit()
        else:
            super().keyPressEvent(event)


def _summary(preview: BundlePreview) -> str:
    parts = [tr_n("%n article found", "%n articles found", len(preview.articles))]
    if preview.already_here:
        parts.append(tr_n("%n is here already", "%n are here already", len(preview.already_here)))
    if preview.doubtful:
        parts.append(tr_n("%n should be checked", "%n should be checked", preview.doubtful))
    return ", ".join(parts) + "."
