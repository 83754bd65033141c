"""Pictures of the window's parts, light and dark, for people to look at: python tests/ui/shots_shell.py [FOLDER]."""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import Qt, qInstallMessageHandler  # the platform is chosen before Qt is loaded
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QSpinBox,
    QSplitter,
    QTabBar,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.ui import theme
from annotator.ui.find_bar import FindBar
from annotator.ui.first_page import FirstPage, RecentProject
from annotator.ui.header import Header, Place
from annotator.ui.history_page import HistoryLine, HistoryPage
from annotator.ui.keys_page import KeyLine, KeysPage
from annotator.ui.notices import Action, NoticeBar, Outcome, ProgressPanel, Tone
from annotator.ui.palette.command_palette import CommandPalette
from annotator.ui.palette.entries import Entry, Kind
from annotator.ui.parts import (
    Card,
    Chip,
    CloseButton,
    ElidedLabel,
    KeyCap,
    SectionHeading,
    Swatch,
    button,
    label,
    set_role,
)
from annotator.ui.status import StatusBar

NOW = datetime(2026, 5, 4, 11, 0)  # noqa: DTZ001  # only for the eye
PLACES = [Place(name.lower(), name, f"Ctrl+{number}")
          for number, name in enumerate(("Code", "Review", "Analyse", "Assess", "Team"), 1)]
RECENT = [
    RecentProject("coding/killer-robots.annot", "killer-robots", "~/coding", "today 10:42"),
    RecentProject("coding/prospectuses.annot", "prospectuses-2018-2019", "~/coding/second wave", "yesterday"),
    RecentProject("stick/letters.annot", "letters", "stick", "3 Nov", there=False),
]
CODES = [("Dual-use technology", "#E69F00", 23, "D"), ("Autonomy", "#D55E00", 11, "T W"),
         ("Surveillance", "#7F7F00", 7, "T S"), ("Government contract", "#0072B2", 14, "G")]


def main() -> None:
    """Writes one picture per part, theme and scale."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.gettempdir()) / "shell_shots"
    folder.mkdir(parents=True, exist_ok=True)
    qInstallMessageHandler(lambda *_: None)  # the offscreen platform has much to say
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    for shown in (theme.LIGHT, theme.DARK):
        for scale, size in ((1.0, (1440, 900)), (1.0, (1024, 700)), (2.0, (1024, 700))):
            theme.apply(app, shown, scale)
            for name, made in PARTS.items():
                if size != (1440, 900) and shown is theme.DARK:
                    continue
                widget = made()
                widget.resize(*size)
                widget.show()
                prepare = getattr(widget, "prepare", None)
                if prepare is not None:
                    prepare()
                app.processEvents()
                widget.grab().save(str(folder / f"{name}-{shown.name}-{size[0]}-{scale:.0f}.png"))
                widget.close()
                widget.deleteLater()
                app.processEvents()


def first() -> QWidget:
    page = FirstPage(folder=tempfile.gettempdir())
    page.set_recent(RECENT)
    return page


def first_form() -> QWidget:
    page = FirstPage(folder=tempfile.gettempdir())
    page.set_recent(RECENT)
    page.show_form(True)
    page.form.name.setText("killer-robots")
    return page


class Shell(QMainWindow):
    """The frame of the window with something in the middle."""

    def __init__(self, *, sticky: bool = False, palette: bool = True) -> None:
        super().__init__()
        self._with_palette = palette
        header = Header(PLACES)
        header.set_project("killer-robots.annot", state="saved")
        header.set_coder("MK", "#0A7D60", "Mira Kovač")
        status = StatusBar()
        status.show_counts("69 codings", "6 documents")
        status.show_saved("last backup 10:30")
        status.show_hints(("Down next sentence", "key codes it", "Space picker", "1 2 3 cases", "- against",
                           "F7 next uncoded", "Ctrl Enter finish, next"))
        if sticky:
            status.show_sticky(("Surveillance", "Pledge"))
        notice = NoticeBar()
        notice.show_notice("2 codings count but have no case.", Tone.WARNING, Action("Show them", lambda: None))
        notice.show_notice("Saved")
        find = FindBar()
        find.open("firm")
        find.show_count(3, 17, True)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(side())
        split.addWidget(middle(find))
        split.addWidget(passage())
        split.setSizes([250, 800, 300])
        progress = ProgressPanel(clock=iter((0.0, 0.0, *[30.0] * 9)).__next__)
        progress.begin("Importing documents")
        progress.step(12, 40, "A survey of fifty companies.pdf")
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (header, notice):
            column.addWidget(part)
        column.addWidget(split, 1)
        column.addWidget(progress)
        column.addWidget(status)
        self.setCentralWidget(whole)
        self.palette_over = CommandPalette(whole)

    def prepare(self) -> None:
        if not self._with_palette:
            return
        self.palette_over.open([
            Entry(Kind.COMMAND, "Next uncoded paragraph", "", "F7", print),
            Entry(Kind.COMMAND, "Undo “coded Surveillance”", "", "Ctrl+Z", print),
            Entry(Kind.COMMAND, "Finish document and open next", "", "Ctrl+Enter", print, enabled=False),
            Entry(Kind.CODE, "Employee resistance", "Accountability", "R", print, colour="#009E73"),
            Entry(Kind.CODE, "None reported", "Accountability › Employee resistance", "", print, colour="#CC79A7"),
            Entry(Kind.CASE, "Sensetime", "company", "", print),
            Entry(Kind.DOCUMENT, "A survey of fifty companies", "De Onderneming, 19 Aug 2019", "", print),
        ], query="ne", in_document=True)


def side() -> QWidget:
    panel = QWidget()
    set_role(panel, "panel")
    column = QVBoxLayout(panel)
    theme.spaced(column, 12, 10, 12, 10, gap=4)
    column.addWidget(SectionHeading("Documents", "my queue 3 / 6"))
    tree = QTreeWidget()
    tree.setHeaderHidden(True)
    tree.setRootIsDecorated(False)
    for text in ("China’s AI firms and killer robots", "A survey of fifty companies", "The letter of the engineers"):
        tree.addTopLevelItem(QTreeWidgetItem([text]))
    tree.setCurrentIndex(tree.model().index(0, 0))
    column.addWidget(tree)
    column.addWidget(SectionHeading("Codebook", "4"))
    for name, colour, count, keys in CODES:
        row = QHBoxLayout()
        row.addWidget(Swatch(colour))
        row.addWidget(label(name), 1)
        row.addWidget(label(str(count), "hint"))
        row.addWidget(KeyCap(keys))
        column.addLayout(row)
    field = QLineEdit()
    field.setPlaceholderText("Filter codes")
    column.addWidget(field)
    return panel


def middle(find: FindBar) -> QWidget:
    page = QWidget()
    set_role(page, "page")
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    tabs = QTabBar()
    tabs.setExpanding(False)
    tabs.addTab("China’s AI firms and killer robots")
    tabs.addTab("A survey of fifty companies")
    column.addWidget(tabs)
    column.addWidget(find)
    row = QHBoxLayout()
    theme.spaced(row, 36, 10, 10, 10, gap=8)
    cases = (("Sensetime", True), ("Yitu", True), ("Google", False), ("Megvii", False))[:4 if theme.px(1) == 1 else 1]
    for number, (name, on) in enumerate(cases, 1):
        chip = Chip(name, number=str(number))
        chip.setChecked(on)
        row.addWidget(chip)
    row.addWidget(ElidedLabel("this document is about: none set", role="hint"))
    row.addStretch(1)
    column.addLayout(row)
    column.addStretch(1)
    return page


def passage() -> QWidget:
    panel = QWidget()
    set_role(panel, "panel")
    column = QVBoxLayout(panel)
    theme.spaced(column, 18, 10, 18, 10, gap=8)
    column.addWidget(SectionHeading("Passage", "paragraph 2 · 118–173"))
    card = Card()
    row = QHBoxLayout()
    row.addWidget(Swatch("#0072B2"))
    row.addWidget(label("Government contract", "strong"), 1)
    row.addWidget(CloseButton("Take this coding off"))
    card.body.addLayout(row)
    card.body.addWidget(label("stance      supports", "quiet"))
    column.addWidget(card)
    box = QComboBox()
    box.addItems(["supports", "contradicts"])
    column.addWidget(box)
    for on in (True, False):
        check = QCheckBox("certain")
        check.setChecked(on)
        column.addWidget(check)
    column.addWidget(QSpinBox())
    for role in ("", "primary", "action", "danger", "flat", "link"):
        column.addWidget(button(role or "plain", role))
    column.addStretch(1)
    return panel


def history() -> QWidget:
    page = HistoryPage()
    words = ("coded “Police departments in twenty provinces” with Surveillance", "changed agency to Public security",
             "finished A survey of fifty companies", "merged jo.annot: 214 codings, 2 documents, 1 code new")
    page.set_lines([HistoryLine(str(n), NOW - timedelta(hours=7 * n), "MK" if n % 3 else "JO",
                                "#0A7D60" if n % 3 else "#9A3F7E", words[n % 4], undone=n in (1, 2))
                    for n in range(40)], now=NOW)
    page.choose(3)
    return page


def keys() -> QWidget:
    page = KeysPage()
    page.set_lines([KeyLine(f"{group}{n}", title, shortcut, group) for group, lines in {
        "Reading": (("Next sentence", "Down"), ("Previous sentence", "Up"), ("Select by typing", "/"),
                    ("Next uncoded paragraph", "F7"), ("Grow by a word", "Right"), ("Find in this document", "Ctrl+F")),
        "Coding": (("Picker of codes", "Space"), ("New code from the words", "Ctrl+I"), ("Turn the stance", "-"),
                   ("Repeat the last coding", "."), ("Memo", "Ctrl+M"), ("Take the coding off", "Delete")),
        "Project": (("Open", "Ctrl+O"), ("Merge files", ""), ("Back up", ""), ("Undo", "Ctrl+Z"), ("Redo", "Ctrl+Y")),
        "Places": (("Code", "Ctrl+1"), ("Review", "Ctrl+2"), ("Team", "Ctrl+5, Ctrl+T")),
    }.items() for n, (title, shortcut) in enumerate(lines)])
    return page


def outcomes() -> QWidget:
    held = QWidget()
    set_role(held, "page")
    column = QVBoxLayout(held)
    panel = ProgressPanel()
    panel.begin("Importing")
    panel.finish("38 of 40 documents came in", [
        Outcome("A survey of fifty companies.pdf", "came in"),
        Outcome("scan-1987.pdf", "did not come in", "It has no text; run text recognition on it first.", failed=True),
        Outcome("letter.docx", "did not come in", "It is protected by a password.", failed=True)])
    column.addStretch(1)
    column.addWidget(panel)
    return held


PARTS = {"first": first, "form": first_form, "shell": Shell, "sticky": lambda: Shell(sticky=True, palette=False),
         "history": history, "keys": keys, "outcomes": outcomes}

if __name__ == "__main__":
    main()
