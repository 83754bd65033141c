"""The form for a new project: its name, its folder, and the codebook it begins with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QRadioButton, QWidget

from annotator.ui import theme
from annotator.ui.parts import Card, ElidedLabel, announce, button, label, restyle
from annotator.ui.words import tr

SUFFIX = ".annot"
_NOT_IN_NAMES = frozenset('<>:"/\\|?*')
FROM_FILE = "file"


@dataclass(frozen=True, slots=True)
class CodebookChoice:
    """A codebook that a project can begin with: its id, its name, and what it is for in half a line."""

    id: str
    title: str
    detail: str = ""


BUILT_IN = (
    CodebookChoice("tech-military", "Technology and the military", "companies, contracts, resistance"),
    CodebookChoice("empty", "Empty", "codes are made while reading"),
)


class NewProject(Card):
    """Says `asked` once name, folder and codebook make sense; else it says beside the field what does not."""

    asked = Signal(str, str)    # path of the project, codebook: a built-in one's id or the path of a file
    left = Signal()

    def __init__(self, *, folder: str, codebooks: Sequence[CodebookChoice], ask_for_folder: Callable[[str], str],
                 ask_for_codebook: Callable[[str], str]) -> None:
        super().__init__()
        self._ask_for_folder, self._ask_for_codebook = ask_for_folder, ask_for_codebook
        self.name = _field(tr("Name of the project"))
        self.name.setPlaceholderText(tr("my-project"))
        self.folder = _field(tr("Folder"))
        self.folder.setText(folder)
        self.choose_folder = button(tr("Choose…"))
        self.choose_folder.setAccessibleName(tr("Choose the folder"))
        self.choose_folder.clicked.connect(self._choose_folder)
        self.codebook_file = _field(tr("Codebook file"))
        self.codebook_file.setPlaceholderText(tr("a .toml file"))
        self.codebook_file.textEdited.connect(lambda _text: self.choices[FROM_FILE].setChecked(True))
        self.choose_codebook = button(tr("Choose…"))
        self.choose_codebook.setAccessibleName(tr("Choose the codebook file"))
        self.choose_codebook.clicked.connect(self._choose_codebook)
        self.will_be = ElidedLabel(role="hint")
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.create_button = button(tr("Make the project"), "primary")
        self.create_button.clicked.connect(self._ask)
        self.cancel = button(tr("Cancel"))
        self.cancel.clicked.connect(self.left)
        self.choices: dict[str, QRadioButton] = {}
        self._group = QButtonGroup(self)
        for field in (self.name, self.folder, self.codebook_file):
            field.returnPressed.connect(self._ask)
            field.textChanged.connect(lambda _text: self._changed())
        self._build(codebooks)
        self._changed()

    def begin(self) -> None:
        """Ready to type the name."""
        self.show_problem("")
        self.name.setFocus()
        self.name.selectAll()

    def path(self) -> str:
        """Where the project would be made; empty without a name."""
        name = self.name.text().strip().removesuffix(SUFFIX)
        return str(Path(self.folder.text().strip()).expanduser() / f"{name}{SUFFIX}") if name else ""

    def codebook(self) -> str:
        """The chosen codebook: the id of a built-in one, or the path of a file."""
        chosen = next(name for name, choice in self.choices.items() if choice.isChecked())
        return self.codebook_file.text().strip() if chosen == FROM_FILE else chosen

    def show_problem(self, message: str, field: QLineEdit | None = None) -> None:
        """Says what is to be mended, and where."""
        self.problem.setText(message)
        self.problem.setVisible(bool(message))
        for each in (self.name, self.folder, self.codebook_file):
            each.setProperty("problem", each is field)
            restyle(each)
        if field is not None:
            field.setFocus()
        announce(self, message)

    def _ask(self) -> None:
        wrong = self._wrong()
        if wrong is not None:
            self.show_problem(*wrong)
            return
        self.show_problem("")
        self.asked.emit(self.path(), self.codebook())

    def _wrong(self) -> tuple[str, QLineEdit] | None:
        name = self.name.text().strip()
        if not name.removesuffix(SUFFIX).strip("."):
            return tr("Give the project a name."), self.name
        if _NOT_IN_NAMES & set(name):
            return tr("A name cannot contain any of {signs}", signs=" ".join(sorted(_NOT_IN_NAMES))), self.name
        folder = self.folder.text().strip()
        if not folder or not Path(folder).expanduser().is_dir():
            return tr("This folder is not there; choose another."), self.folder
        if Path(self.path()).exists():
            return tr("This folder has a project of that name already; open it, or choose another name."), self.name
        if self.choices[FROM_FILE].isChecked():
            file = self.codebook_file.text().strip()
            if not file or not Path(file).expanduser().is_file():
                return tr("Choose the codebook file."), self.codebook_file
        return None

    def _changed(self) -> None:
        path = self.path()
        self.will_be.setText(tr("Makes {path}", path=path) if path else tr("One file holds the whole project."))
        if not self.problem.isHidden():
            self.show_problem("")

    def _choose_folder(self) -> None:
        folder = self._ask_for_folder(self.folder.text())
        if folder:
            self.folder.setText(folder)

    def _choose_codebook(self) -> None:
        file = self._ask_for_codebook(self.codebook_file.text() or self.folder.text())
        if file:
            self.codebook_file.setText(file)
            self.choices[FROM_FILE].setChecked(True)

    def _build(self, codebooks: Sequence[CodebookChoice]) -> None:
        grid = QGridLayout()
        theme.spaced(grid, gap=7)
        grid.setColumnStretch(1, 1)
        _row(grid, 0, tr("Name"), self.name)
        _row(grid, 1, tr("Folder"), self.folder, self.choose_folder)
        self.body.addLayout(grid)
        self.body.addWidget(self.will_be)
        self.body.addSpacing(theme.px(4))
        self.body.addWidget(label(tr("Codebook"), "heading"))
        for choice in codebooks:
            self._add_choice(choice.id, choice.title, choice.detail)
        self._add_choice(FROM_FILE, tr("From a file"), "")
        row = QHBoxLayout()
        theme.spaced(row, 24, 0, 0, 0, gap=7)
        row.addWidget(self.codebook_file, 1)
        row.addWidget(self.choose_codebook)
        self.body.addLayout(row)
        self.body.addWidget(self.problem)
        last = QHBoxLayout()
        theme.spaced(last, 0, 6, 0, 0, gap=8)
        last.addStretch(1)
        last.addWidget(self.cancel)
        last.addWidget(self.create_button)
        self.body.addLayout(last)
        next(iter(self.choices.values())).setChecked(True)

    def _add_choice(self, name: str, title: str, detail: str) -> None:
        choice = QRadioButton(title)
        choice.setAccessibleDescription(detail)
        self.choices[name] = choice
        self._group.addButton(choice)
        row = QHBoxLayout()
        theme.spaced(row, gap=10)
        row.addWidget(choice)
        row.addWidget(ElidedLabel(detail, role="hint"), 1)
        self.body.addLayout(row)


def _field(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    return made


def _row(grid: QGridLayout, row: int, text: str, field: QLineEdit, extra: QWidget | None = None) -> None:
    title = QLabel(text)
    title.setBuddy(field)
    grid.addWidget(title, row, 0, Qt.AlignmentFlag.AlignVCenter)
    grid.addWidget(field, row, 1, 1, 1 if extra is not None else 2)
    if extra is not None:
        grid.addWidget(extra, row, 2)
