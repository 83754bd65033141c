"""A newcomer codes twenty articles through the picker: slowly, with slips. What is coded is what was meant.

The newcomer types names letter by letter, wrong letters among them, gives up with Esc and begins anew, presses Enter
twice, goes on typing a name that Enter has taken already, names several codes with commas, and forgets cases. What
stands on the screen is read as a person reads it: which row is marked, whether the picker is still there.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from annotator.model.ids import CodingId
from annotator.operations import cases, codebook, finishing, missing, projects
from annotator.operations.acting import myself
from annotator.store import reading
from annotator.ui.codebook.found import Found
from annotator.ui.main_window import MainWindow
from taxonomy import builtin
from tests.builders import add_text
from tests.driving import document_of, place_of, project_of, settle, shown_window, wait_until
from tests.journeys.played_keys import play

pytestmark = pytest.mark.usefixtures("qapp", "no_leaks")

ARTICLES, SENTENCES = 20, 3
FIRMS = ("Kestrane", "Oriveld", "Tollmar", "Vennik")
SUBJECTS = ("The drone maker", "A spokesman", "The ministry", "Its board", "The staff", "An agency")
DEEDS = ("sold cameras to the border guard", "denied the contract", "signed an open letter", "published its rules",
         "asked for a ban", "trained the model on drone footage", "left the project", "gave no answer")  # fmt: skip
SLIPS = "qxjw"


def article(chance: random.Random) -> str:
    """A paragraph of two sentences and one of one."""
    years = chance.sample(range(1990, 2024), SENTENCES)
    said = [f"{chance.choice(SUBJECTS)} {chance.choice(DEEDS)} in {year}." for year in years]
    return f"{said[0]} {said[1]}\n{said[2]}"


@dataclass
class Newcomer:
    """Works on the window that is shown; `meant` are the codings that they wanted: quote and name of the code."""

    window: MainWindow
    chance: random.Random
    names: list[str]
    meant: list[tuple[str, str]] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        play(self.window, keys)
        settle()

    def type_slowly(self, text: str) -> None:
        """Letter by letter, now and then a wrong one that is taken back."""
        for letter in text.lower():
            if self.chance.random() < 0.08:
                self.press(self.chance.choice(SLIPS), "Backspace")
            self.press("Space" if letter == " " else letter)

    def code(self, quote: str, wanted: list[str]) -> None:
        """One or several codes on the selected sentence."""
        picker = place_of(self.window).picker
        self.press("Space")
        if self.chance.random() < 0.2:  # second thoughts
            self.type_slowly(self.chance.choice(self.names)[:4])
            self.press("Escape", "Space")
        for at, name in enumerate(wanted):
            typed = self.find(name)
            self.meant.append((quote, name))
            if at < len(wanted) - 1:
                self.press(",")
                assert picker.isVisible()
            else:
                self.press("Return")
                self.after(name[typed:])

    def find(self, name: str) -> int:
        """Types a name until its row is marked; the answer is how many of its letters were typed."""
        picker = place_of(self.window).picker
        if self.chance.random() < 0.3:  # a slip that is seen only when Enter does nothing
            self.type_slowly("xqj" + name[:2])
            self.press("Return", *("Backspace",) * 5)
            assert picker.isVisible() and picker.line.text() == ""
        at_least = self.chance.choice((1, 3, 5))
        for typed in range(1, len(name) + 1):
            self.type_slowly(name[typed - 1])
            row = picker.current_row()
            if typed >= at_least and row is not None and row.kind is Found.CODE and row.name == name:
                return typed
        return self.walk_to(name)

    def walk_to(self, name: str) -> int:
        """The name leads to another one of the same name or a longer one first: the arrows do the rest."""
        picker = place_of(self.window).picker
        for _ in range(10):
            row = picker.current_row()
            if row is not None and row.kind is Found.CODE and row.name == name:
                return len(name)
            self.press("Down")
        raise AssertionError(f"{name} is not found by its name")

    def after(self, rest: str) -> None:
        """What fingers do that have not seen yet that it is done."""
        habit = self.chance.random()
        if habit < 0.25:
            self.press("Return")
        elif habit < 0.6:
            self.press(*(letter for letter in rest.lower().partition(" ")[0] if letter.isalpha()))
        elif habit < 0.7:
            self.press("Escape")

    def name_case(self) -> None:
        """Whom the chosen coding is about, through the picker; some forget it."""
        if self.chance.random() < 0.4:
            return
        self.press("Space")
        if not place_of(self.window).picker.isVisible():
            return  # it says that something must be selected first
        self.press("Tab")
        self.type_slowly(self.chance.choice(FIRMS)[:3])
        self.press("Return", "Escape")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    chance, path = random.Random(11), tmp_path / "newcomer.annot"
    made = projects.new(path, myself(), builtin.load("tech-military"))
    for firm in FIRMS:
        cases.add_case(made, firm, case_type="company")
    for number in range(ARTICLES):
        add_text(made, f"article {number:02}.txt", article(chance))
    made.close()
    return path


def sentences(window: MainWindow) -> Iterator[str]:
    """Selects sentence after sentence of the document shown."""
    view = place_of(window).view
    play(window, ("Ctrl+Home",))
    for _ in range(SENTENCES):
        play(window, ("Down",))
        settle()
        yield view.selected_text()


def test_twenty_articles_coded_by_a_newcomer_carry_the_codings_that_were_meant_and_no_other(
    project: Path, qapp: QApplication
) -> None:
    del qapp
    chance = random.Random(7)
    with shown_window() as window:
        window.open_project(project)
        wait_until(lambda: place_of(window).desk.shown, "the text to be shown")
        opened = project_of(window)
        names = [one.name for one in opened.codes]
        known = len(opened.codes)
        hands = Newcomer(window, chance, names)
        place_of(window).choosing.tail.set_pause(60_000)  # the hands are quick, however slow the machine is
        for document in opened.documents:
            place_of(window).open_document(document.id)
            wait_until(lambda this=document.id: document_of(window).document.id == this, "the next text")
            place_of(window).take_keys()
            settle()
            for quote in sentences(window):
                if chance.random() < 0.25:
                    continue  # nothing relevant
                hands.code(quote, chance.sample(names, chance.choice((1, 1, 2))))
                if place_of(window).picker.isVisible():  # as one sees
                    hands.press("Escape")
                hands.name_case()
                assert place_of(window).view.hasFocus()
                assert place_of(window).view.selected_text() in (quote, "")  # Esc once more leaves the selection
        assert len(opened.codes) == known, "no code was made that nobody wanted"
        found = codings_of(project_of(window))
        assert sorted(found) == sorted(set(hands.meant)) and len(found) > 40
        check_finishing(window)


def codings_of(opened: object) -> list[tuple[str, str]]:
    """Quote and code of every coding of the project."""
    known = {one.id: one.name for one in opened.codes}  # type: ignore[attr-defined]  # an OpenProject
    return [(one.quote, known[one.code]) for one in reading.codings(opened.project)]  # type: ignore[attr-defined]


def check_finishing(window: MainWindow) -> None:
    """Every coding that counts has a case, or is listed when its document is about to be finished."""
    opened = project_of(window)
    without = {one.id for one in reading.codings(opened.project) if not one.cases}
    counting = {one.id for one in reading.codings(opened.project) if counts(opened, one.code)}
    assert without & counting and counting - without, "some were forgotten, some were not"
    listed: set[CodingId] = set()
    for document in opened.documents:
        slips = missing.missing(opened.project, document.id, opened.sight)
        listed |= {slip.coding for slip in slips if slip.what is missing.Slip.NO_CASE}
    assert listed >= without & counting and not listed & (counting - without)
    first = document_of(window).document.id
    slips = missing.missing(opened.project, first, opened.sight)
    assert slips, "the last article has one too"
    play(window, ("Ctrl+Return",))
    wait_until(lambda: place_of(window).finishing.is_listing, "the list")
    assert first not in finishing.finished_by(opened.project)


def counts(opened: object, code: object) -> bool:
    """Whether a code's codings bear on a criterion, by its own entry or by the nearest above it that says so."""
    at = opened.code(code)  # type: ignore[attr-defined]  # an OpenProject
    criterion = said = None
    while at is not None:
        criterion, said = criterion or at.code.criterion, said or at.code.counts
        at = opened.code(at.parent) if at.parent else None  # type: ignore[attr-defined]  # as above
    return criterion is not None and said not in (None, "context")


def test_the_picker_knows_every_code_by_its_name(project: Path) -> None:
    """Else the newcomer's way there would prove nothing."""
    opened = projects.open_project(project, myself(), read_only=True)
    assert len({one.name for one in codebook.codes(opened)}) == len(codebook.codes(opened))
    opened.close()
