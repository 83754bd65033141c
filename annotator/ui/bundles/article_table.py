"""The articles of a bundle as a table: number, title, outlet, date, words, what to check."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from annotator.operations.bundles import Article, BundlePreview
from annotator.ui import theme
from annotator.ui.words import number, tr

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
NUMBER, TITLE, OUTLET, DATE, WORDS, CHECK = range(6)


class ArticleTable(QAbstractTableModel):
    """Shows one preview; `show_preview` replaces it."""

    def __init__(self) -> None:
        super().__init__()
        self._preview: BundlePreview | None = None
        self._titles = ("#", tr("Title"), tr("Outlet"), tr("Date"), tr("Words"), tr("To check"))

    def show_preview(self, preview: BundlePreview | None) -> None:
        self.beginResetModel()
        self._preview = preview
        self.endResetModel()

    def check_text(self, place: int) -> str:
        """What is to be checked about an article, in words; empty for nothing."""
        preview = self._preview
        if preview is None:
            return ""
        parts = list(preview.articles[place].doubts)
        if place in preview.already_here:
            parts.insert(0, tr("already here"))
        return "; ".join(parts)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() or self._preview is None else len(self._preview.articles)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # what it is depends on the role
        preview = self._preview
        if preview is None or not index.isValid():
            return None
        article, column = preview.articles[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(article, index.row(), column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._titles[column]}: {self._text(article, index.row(), column)}"
        if role == Qt.ItemDataRole.TextAlignmentRole and column in (NUMBER, WORDS):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ForegroundRole:
            if index.row() in preview.already_here | preview.repeated:
                return QColor(theme.current().quiet)
            if column == CHECK:
                return QColor(theme.current().warning)
        return None

    def _text(self, article: Article, place: int, column: int) -> str:
        if column == NUMBER:
            return number(place + 1)
        if column == TITLE:
            return article.title
        if column == OUTLET:
            return article.metadata.get("outlet", "")
        if column == DATE:
            return article.metadata.get("date", "")
        return number(article.words) if column == WORDS else self.check_text(place)
