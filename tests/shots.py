"""Pictures of every view, light and dark, in two sizes, for people to look at: python -m tests.shots [FOLDER].

Each view is reached in the real window, on the real sample project, in a home of its own.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtTest import QTest

from annotator import settings
from annotator.operations import sample
from annotator.ui.main_window import MainWindow
from annotator.ui.notices import Action, Outcome, Tone
from annotator.ui.starting import application
from tests.driving import CTRL, SHIFT, Key, document_of, end, place_of, press, settle, type_text, wait_until
from tests.ui import shots_bundles, shots_codebook, shots_documents, shots_keys, shots_reading, shots_review, shots_team

SIZES = ((1024, 700), (1440, 900))
View = Callable[[MainWindow, Path], object]


def first_page(window: MainWindow, home: Path) -> None:
    window.show_first_page()


def first_page_new(window: MainWindow, home: Path) -> None:
    window.ask_new()


def first_page_recent(window: MainWindow, home: Path) -> None:
    gone = home / "old" / "letters-of-engineers.annot"
    window.keep(replace(window.settings, recent=(str(sample.sample_path()), str(gone))))
    window.show_first_page()


def opened(window: MainWindow, home: Path) -> None:
    window.open_sample()


def selected(window: MainWindow, home: Path) -> None:
    opened(window, home)
    press(window, Key.Key_Down, Key.Key_Down, Key.Key_Down, Key.Key_Down)


def strip(window: MainWindow, home: Path) -> None:
    selected(window, home)
    press(window, Key.Key_D)


def picker(window: MainWindow, home: Path) -> None:
    selected(window, home)
    press(window, Key.Key_Space)
    type_text(window, "pol")


def picker_cases(window: MainWindow, home: Path) -> None:
    selected(window, home)
    press(window, Key.Key_Space, Key.Key_Tab)


def chosen(window: MainWindow, home: Path) -> None:
    opened(window, home)
    _to(window, "The Swift carries no weapon and could not be fitted with one")
    press(window, Key.Key_2)


def overlapping(window: MainWindow, home: Path) -> None:
    opened(window, home)
    _to(window, "matching software")


def find(window: MainWindow, home: Path) -> None:
    opened(window, home)
    press(window, Key.Key_F, held=CTRL)
    type_text(window, "software")
    wait_until(lambda: any(map(str.isdigit, place_of(window).find_bar.count.text())))


def palette(window: MainWindow, home: Path) -> None:
    selected(window, home)
    press(window, Key.Key_K, held=CTRL)
    type_text(window, "con")


def sticky(window: MainWindow, home: Path) -> None:
    selected(window, home)
    press(window, Key.Key_D, held=CTRL | SHIFT)
    press(window, Key.Key_D)


def problem(window: MainWindow, home: Path) -> None:
    opened(window, home)
    again = Action("Open for reading only", lambda: None)
    window.say(
        "The project is open in another program; close it there first, or open it for reading.", Tone.PROBLEM, again
    )


def importing(window: MainWindow, home: Path) -> None:
    opened(window, home)
    window.progress.begin("Adding documents")
    window.progress.step(12, 40, "Annual report of the border guard 2023.pdf")


def imported(window: MainWindow, home: Path) -> None:
    opened(window, home)
    window.progress.finish(
        "38 documents came in, 1 was here already, 1 could not be read.",
        [
            Outcome("prospectus.pdf", "failed", "it is encrypted, and none of the passwords opens it", failed=True),
            Outcome("letter.txt", "already here"),
            Outcome("report.docx", "new", "pictures (3): left out"),
        ],
    )


def definition(window: MainWindow, home: Path) -> None:
    opened(window, home)
    tree = place_of(window).codebook
    tree.set_current(_code(window, "Autonomy"))
    tree.ask_definition(_code(window, "Autonomy"))


def deleting(window: MainWindow, home: Path) -> None:
    opened(window, home)
    tree = place_of(window).codebook
    tree.set_current(_code(window, "Dual-use technology"))
    tree.ask_delete(_code(window, "Dual-use technology"))


def memo(window: MainWindow, home: Path) -> None:
    chosen(window, home)
    press(window, Key.Key_M, held=CTRL)
    type_text(window, "Said by the firm itself; compare the prospectus, p. 88.")


def empty_project(window: MainWindow, home: Path) -> None:
    path = home / "empty.annot"
    path.unlink(missing_ok=True)
    window.new_project(str(path), "empty")


def pdf(window: MainWindow, home: Path) -> None:
    opened(window, home)
    _open(window, "application/pdf")


def tables(window: MainWindow, home: Path) -> None:
    opened(window, home)
    _open(window, "officedocument")


def web_page(window: MainWindow, home: Path) -> None:
    opened(window, home)
    _open(window, "text/html")


def history(window: MainWindow, home: Path) -> None:
    selected(window, home)
    press(window, Key.Key_D, Key.Key_R)
    press(window, Key.Key_1)
    press(window, Key.Key_Z, held=CTRL)
    press(window, Key.Key_H, held=CTRL)


def keys(window: MainWindow, home: Path) -> None:
    opened(window, home)
    press(window, Key.Key_F1)


def team(window: MainWindow, home: Path) -> None:
    """As the sample is: one merge, one thing to look at, one definition that was narrowed."""
    opened(window, home)
    window.show_team()


VIEWS: tuple[View, ...] = (
    first_page, first_page_new, first_page_recent, opened, selected, strip, picker, picker_cases, chosen, overlapping,
    find, palette, sticky, problem, importing, imported, definition, deleting, memo, empty_project, pdf, tables,
    web_page, history, keys, team, *shots_team.WINDOW_VIEWS, *shots_codebook.WINDOW_VIEWS, *shots_keys.WINDOW_VIEWS,
    *shots_review.WINDOW_VIEWS,
    *shots_documents.WINDOW_VIEWS, *shots_bundles.WINDOW_VIEWS, *shots_reading.WINDOW_VIEWS,
)  # fmt: skip


def _to(window: MainWindow, quote: str) -> None:
    """Selects a passage as a click on its coding does."""
    assert window.opened is not None
    project = window.opened.project
    found = next(one for one in window.opened.documents if quote in (project.text_of(one.layer.id) or ""))
    place_of(window).open_document(found.id)
    start = document_of(window).content.text.index(quote)
    view = place_of(window).view
    view.select(start, start + len(quote))
    view.show_range(start, start + len(quote))


def _code(window: MainWindow, name: str) -> object:
    assert window.opened is not None
    return next(one.id for one in window.opened.codes if one.name.startswith(name))


def _open(window: MainWindow, media_type: str) -> None:
    assert window.opened is not None
    wanted = next((one for one in window.opened.documents if media_type in one.media_type), None)
    if wanted is not None:
        place_of(window).open_document(wanted.id)


def pictures(folder: Path, views: tuple[View, ...] = VIEWS) -> list[Path]:
    """Writes a picture of each view in each size and theme; the paths."""
    made = []
    app = application()
    app.setQuitOnLastWindowClosed(False)
    for theme in (settings.Theme.LIGHT, settings.Theme.DARK):
        for view in views:
            with tempfile.TemporaryDirectory() as home:
                os.environ[settings.HOME_VARIABLE] = home
                sample_of(Path(home))
                window = MainWindow()
                window.choose_theme(theme)
                window.resize(*SIZES[-1])
                window.show()
                settle()
                view(window, Path(home))
                for width, height in SIZES:
                    window.resize(width, height)
                    settle()
                    QTest.qWait(200)  # type: ignore[attr-defined]  # for the eye alone: cursors, tiles, the panel's pause
                    path = folder / f"{view.__name__}-{theme.value}-{width}.png"
                    window.grab().save(str(path))
                    made.append(path)
                end(window)
    return made


_SAMPLE: list[bytes] = []


def sample_of(home: Path) -> None:
    """A fresh copy of the sample project, made once."""
    path = sample.sample_path()
    if not _SAMPLE:
        sample.make_sample(path).close()
        _SAMPLE.append(path.read_bytes())
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_SAMPLE[0])


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("shots")
    folder.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[2:]
    qInstallMessageHandler(lambda *_: None)  # the offscreen platform has much to say
    views = tuple(one for one in VIEWS if not wanted or one.__name__ in wanted)
    print(f"{len(pictures(folder, views))} pictures in {folder}/")


if __name__ == "__main__":
    main()
