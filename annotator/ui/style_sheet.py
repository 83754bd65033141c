"""The one style sheet of the program, made from a theme's colours and the scale. Free of Qt.

Widgets say what they are by the dynamic property `role`: a primary, flat, link or place button; a quiet, title or
heading label; a panel, card or bar frame. Arrows and ticks are small pictures that `marks` paints.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_LENGTH = re.compile(r"(\d+(?:\.\d+)?)u\b")  # 8u: 8 pixels at scale 1
_NAME = re.compile(r"@([a-z_]+)")


def style_sheet(colours: Mapping[str, str], scale: float, points: float, marks: Mapping[str, str]) -> str:
    """The sheet; `points` is the size of the window's font, scale included, `marks` are the paths of the pictures."""
    sizes = {"small": f"{points * 0.88:.2f}pt", "large": f"{points * 1.25:.2f}pt", "title": f"{points * 1.9:.2f}pt"}
    values = {**colours, **sizes, **marks}
    sheet = _NAME.sub(lambda found: values[found[1]], _SHEET)
    return _LENGTH.sub(lambda found: f"{max(1, round(float(found[1]) * scale))}px", sheet)


_SHEET = """
* { outline: 0; }
QWidget { color: @ink; }
QMainWindow, QDialog { background: @panel; }
QWidget[role="page"], QStackedWidget[role="page"] { background: @ground; }
QFrame[role="panel"] { background: @panel; border: 0; }
QFrame[role="header"] { background: @panel; border: 0; border-bottom: 1px solid @line; }
QFrame[role="status"] { background: @panel; border: 0; border-top: 1px solid @line; }
QFrame[role="status"][loud="true"] { background: @loud; border-top: 1px solid @loud; }
QFrame[role="status"][loud="true"] QLabel { color: @on_loud; font-weight: 600; }
QFrame[role="card"] { background: @field; border: 1px solid @line; border-radius: 8u; }
QFrame[role="overlay"] { background: @field; border: 1px solid @edge; border-radius: 10u; }
QFrame[role="drop"] { background: transparent; border: 1px dashed @edge; border-radius: 8u; }
QFrame[role="drop"][over="true"] { background: @accent_soft; border: 1px solid @accent; }
QFrame[role="rule"] { background: @line; border: 0; min-height: 1px; max-height: 1px; }
QFrame[role="notice"] { border: 0; border-bottom: 1px solid @line; background: @accent_soft; }
QFrame[role="notice"][tone="warning"] { background: @warning_soft; }
QFrame[role="notice"][tone="problem"] { background: @danger_soft; }
QFrame[role="notice"][tone="done"] { background: @success_soft; }

QLabel { background: transparent; }
QLabel[role="quiet"] { color: @quiet; }
QLabel[role="hint"] { color: @quiet; font-size: @small; }
QLabel[role="heading"] { color: @quiet; font-size: @small; font-weight: 600; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="title"] { font-size: @title; font-weight: 600; }
QLabel[role="subtitle"] { font-size: @large; font-weight: 600; }
QLabel[role="problem"] { color: @danger; }
QLabel[role="warning"] { color: @warning; }
QLabel[role="success"] { color: @success; }
QLabel[role="key"] { color: @quiet; background: @field; border: 1px solid @line; border-radius: 4u; font-weight: 600;
    font-size: @small; padding: 1u 6u; }

QPushButton { background: @field; color: @ink; border: 1px solid @line; border-radius: 6u; padding: 5u 12u; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @accent_soft; }
QPushButton:focus { border: 1px solid @accent; }
QPushButton:disabled { color: @faint; background: transparent; }
QPushButton[role="primary"] { background: @accent; color: @on_accent; border: 1px solid @accent; font-weight: 600; }
QPushButton[role="primary"]:hover { border: 1px solid @ink; }
QPushButton[role="primary"]:focus { border: 2px solid @ink; padding: 4u 11u; }
QPushButton[role="primary"]:disabled { background: @line; color: @faint; border: 1px solid @line; }
QPushButton[role="action"] { color: @accent; font-weight: 600; }
QPushButton[role="danger"] { color: @danger; font-weight: 600; }
QPushButton[role="action"]:disabled, QPushButton[role="danger"]:disabled { color: @faint; }
QPushButton[role="flat"] { background: transparent; border: 1px solid transparent; color: @quiet; padding: 3u 8u; }
QPushButton[role="flat"]:hover { background: @hover; color: @ink; }
QPushButton[role="flat"]:checked { background: @accent_soft; color: @ink; }
QPushButton[role="flat"]:focus { border: 1px solid @accent; }
QPushButton[role="link"] { background: transparent; border: 1px solid transparent; color: @accent; font-weight: 600;
    padding: 3u 6u; }
QPushButton[role="link"]:hover { background: @hover; }
QPushButton[role="link"]:focus { border: 1px solid @accent; }
QPushButton[role="link"]:disabled { color: @faint; }
QPushButton[role="place"] { background: transparent; border: 1px solid transparent; color: @quiet; padding: 5u 17u; }
QPushButton[role="place"]:hover { color: @ink; background: @hover; }
QPushButton[role="place"]:checked { background: @field; color: @ink; border: 1px solid @line; font-weight: 600; }
QPushButton[role="place"]:focus { border: 1px solid @accent; }
QPushButton[role="place"][tight="true"] { padding: 5u 5u; }
QPushButton[role="value"] { background: transparent; border: 1px solid transparent; padding: 0; text-align: left;
    min-width: 0; }
QPushButton[role="value"][against="true"] { color: @danger; }
QPushButton[role="value"]:hover { color: @accent; }
QPushButton[role="value"]:focus { border: 1px solid @accent; }
QPushButton[role="chip"] { background: transparent; color: @quiet; border: 1px solid @line; border-radius: 12u;
    padding: 2u 10u; min-height: 20u; }
QPushButton[role="chip"]:hover { color: @ink; background: @hover; }
QPushButton[role="chip"]:checked { background: @accent_soft; color: @ink; }
QPushButton[role="chip"]:focus { border: 1px solid @accent; }
QPushButton[role="chip"][at="true"] { border: 1px solid @accent; color: @ink; }
QPushButton[role="chip"][suggested="true"] { border: 1px dashed @edge; }

QLineEdit, QTextEdit, QPlainTextEdit { background: @field; color: @ink; border: 1px solid @line; border-radius: 6u;
    padding: 4u 8u; selection-background-color: @accent; selection-color: @on_accent; }
QLineEdit:hover { border: 1px solid @edge; }
QLineEdit:focus, QTextEdit:focus, QPlainTextEdit:focus { border: 1px solid @accent; }
QLineEdit:disabled { color: @faint; background: transparent; }
QLineEdit[problem="true"] { border: 1px solid @danger; }
QLineEdit > QToolButton { qproperty-icon: url(@clear); }
QLineEdit[role="bare"] { border: 0; background: transparent; padding: 0; border-radius: 0; }

QAbstractItemView { background: transparent; color: @ink; border: 0; selection-background-color: @accent_soft;
    selection-color: @ink; }
QListView::item, QTreeView::item { padding: 4u 6u; border: 0; }
QTableView::item { padding: 2u 6u; border: 0; }
QListView::item { border-radius: 6u; }
QListView::item:hover, QTreeView::item:hover, QTableView::item:hover { background: @hover; color: @ink; }
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected { background: @accent_soft; color: @ink; }
QTreeView::branch { background: transparent; }
QAbstractItemView[role="card"] { background: @field; border: 1px solid @line; border-radius: 8u; padding: 3u; }
QAbstractItemView[role="card"]:focus { border: 1px solid @accent; }
QTableView { gridline-color: @line; }
QHeaderView { background: @panel; border: 0; }
QHeaderView::section { background: @panel; color: @quiet; border: 0; border-bottom: 1px solid @line; padding: 4u 6u;
    font-size: @small; font-weight: 600; }
QTableCornerButton::section { background: @panel; border: 0; border-bottom: 1px solid @line; }
QComboBox QAbstractItemView { background: @field; border: 1px solid @line; }

QAbstractScrollArea::corner { background: transparent; border: 0; }
QScrollArea { background: transparent; border: 0; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar:vertical { background: transparent; width: 10u; margin: 0; border: 0; }
QScrollBar:horizontal { background: transparent; height: 10u; margin: 0; border: 0; }
QScrollBar::handle { background: @edge; border-radius: 3u; margin: 2u; }
QScrollBar::handle:vertical { min-height: 28u; }
QScrollBar::handle:horizontal { min-width: 28u; }
QScrollBar::handle:hover { background: @quiet; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: 0; background: transparent; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QMenuBar { background: @panel; }
QMenuBar::item { padding: 4u 8u; background: transparent; border-radius: 4u; }
QMenuBar::item:selected { background: @hover; color: @ink; }
QMenu { background: @field; color: @ink; border: 1px solid @line; padding: 4u; }
QMenu::item { padding: 5u 24u 5u 12u; border-radius: 4u; }
QMenu::item:selected { background: @accent_soft; color: @ink; }
QMenu::item:disabled { color: @faint; }
QMenu::separator { height: 1px; background: @line; margin: 4u 8u; }
QToolTip { background: @field; color: @ink; border: 1px solid @line; padding: 4u 6u; }
QSplitter::handle { background: @line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }

QTabWidget::pane { border: 0; border-top: 1px solid @line; }
QTabBar { background: transparent; border: 0; font-weight: 600; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @quiet; border: 0; border-bottom: 2u solid transparent;
    padding: 7u 9u 6u 9u; margin-right: 10u; font-weight: 400; }
QTabBar::tab:hover { color: @ink; }
QTabBar::tab:selected { color: @ink; border-bottom: 2u solid @accent; font-weight: 600; }
QTabBar::tab:focus { color: @accent; }
QTabBar[passive="true"]::tab:selected { color: @quiet; border-bottom: 2u solid @line; }

QProgressBar { background: @line; border: 0; border-radius: 3u; min-height: 6u; max-height: 6u; }
QProgressBar::chunk { background: @accent; border-radius: 3u; }
QCheckBox, QRadioButton { spacing: 7u; background: transparent; }
QCheckBox:focus, QRadioButton:focus { color: @accent; }
QRadioButton::indicator { width: 13u; height: 13u; border-radius: 7u; border: 1px solid @edge; background: @field; }
QRadioButton::indicator:checked { width: 5u; height: 5u; border: 5u solid @accent; background: @on_accent; }
QCheckBox::indicator, QAbstractItemView::indicator { width: 13u; height: 13u; border-radius: 3u;
    border: 1px solid @edge; background: @field; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { background: @accent; border: 1px solid @accent;
    image: url(@tick); }
QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate { background: @edge; }
QComboBox, QAbstractSpinBox { background: @field; border: 1px solid @line; border-radius: 6u; padding: 4u 8u;
    selection-background-color: @accent; selection-color: @on_accent; }
QComboBox:hover, QAbstractSpinBox:hover { border: 1px solid @edge; }
QComboBox:focus, QAbstractSpinBox:focus { border: 1px solid @accent; }
QComboBox:disabled, QAbstractSpinBox:disabled { color: @faint; background: transparent; }
QComboBox QLineEdit, QAbstractSpinBox QLineEdit { border: 0; background: transparent; padding: 0; margin-left: 6u; }
QComboBox::drop-down { border: 0; width: 18u; }
QComboBox::down-arrow, QAbstractSpinBox::down-arrow { image: url(@down); width: 9u; height: 9u; }
QAbstractSpinBox::up-arrow { image: url(@up); width: 9u; height: 9u; }
QAbstractSpinBox::up-button { border: 0; width: 16u; subcontrol-position: top right; }
QAbstractSpinBox::down-button { border: 0; width: 16u; subcontrol-position: bottom right; }
QTreeView::branch:has-children:!has-siblings:closed, QTreeView::branch:closed:has-children:has-siblings {
    image: url(@right); }
QTreeView::branch:open:has-children:!has-siblings, QTreeView::branch:open:has-children:has-siblings {
    image: url(@down); }
QStatusBar { background: @panel; }
"""
