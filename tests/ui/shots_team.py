"""Pictures of the place Team in the window's frame, for people to look at: python tests/ui/shots_team.py [FOLDER].

`WINDOW_VIEWS` are the same states in the real window on the sample project, for `tests.shots`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import qInstallMessageHandler  # the platform is chosen before Qt is loaded
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from annotator.operations.visibility import Colleagues
from annotator.ui import theme
from annotator.ui.header import Header, Place
from annotator.ui.history_page import HistoryLine
from annotator.ui.main_window import MainWindow
from annotator.ui.status import StatusBar
from annotator.ui.team.shown import ShownShare, TeamShown
from annotator.ui.team.team_place import TeamPlace
from tests.driving import settle
from tests.ui import team_values

PLACES = [Place(name.lower(), name, f"Ctrl+{number}")
          for number, name in enumerate(("Code", "Review", "Analyse", "Assess", "Team"), 1)]
SIZES = ((1.0, (1440, 900)), (1.0, (1024, 700)))


def main() -> None:
    """Writes one picture per state, theme and size."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.gettempdir()) / "team_shots"
    folder.mkdir(parents=True, exist_ok=True)
    qInstallMessageHandler(lambda *_: None)  # the offscreen platform has much to say
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    for shown in (theme.LIGHT, theme.DARK):
        for scale, size in SIZES:
            if shown is theme.DARK and scale != 1.0:
                continue
            theme.apply(app, shown, scale)
            for name, made in VIEWS.items():
                place = made()
                frame = framed(place)
                frame.resize(*size)
                frame.show()
                for _ in range(5):
                    app.processEvents()
                AFTER.get(name, lambda _place: None)(place)
                for _ in range(5):
                    app.processEvents()
                frame.grab().save(str(folder / f"{name}-{shown.name}-{size[0]}-{scale:.0f}.png"))
                frame.close()
                frame.deleteLater()
                app.processEvents()


def framed(place: TeamPlace) -> QWidget:
    """The place between the window's header and status bar."""
    header, status, whole = Header(PLACES), StatusBar(), QWidget()
    header.set_project("killer-robots.annot", state="saved")
    header.set_place("team")
    header.set_coder("MK", "#0A7D60", "Mira Kovač")
    status.show_counts("69 codings", "6 documents")
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(header)
    column.addWidget(place, 1)
    column.addWidget(status)
    return whole


def with_history(place: TeamPlace) -> TeamPlace:
    words = ("coded “Police departments in twenty provinces” with Surveillance", "changed agency to Public security",
             "finished A survey of fifty companies", "Merged jo.annot, lena.annot: 231 changes came in")
    people = (("MK", "#0A7D60", "Mira Kovač"), ("JO", "#9A3F7E", "Jo Okafor"), ("LV", "#0068B4", "Lena Vogt"))
    place.history.set_lines([
        HistoryLine(str(n), team_values.NOW - timedelta(hours=7 * n), people[n % 3][0], people[n % 3][1], words[n % 4],
                    coder=people[n % 3][2], undone=n in (1, 2)) for n in range(40)], now=team_values.NOW, whole=False)
    place.history.choose(3)
    return place


def empty() -> TeamPlace:
    place = TeamPlace()
    place.show_team(TeamShown(coders=team_values.coders()[:1]))
    return place


def as_drawn() -> TeamPlace:
    """What the drawing shows: three of five left."""
    every = [team_values.shown(one) for one in team_values.every_conflict()]
    place = with_history(TeamPlace())
    place.show_team(team_values.team(conflicts=(every[0], every[4], every[5], every[6], every[9])))
    place.show_team(team_values.team(conflicts=(every[0], every[4], every[5])))
    return place


def merged() -> TeamPlace:
    every = tuple(team_values.shown(one) for one in team_values.every_conflict())
    place = with_history(TeamPlace())
    changes = (team_values.change(12, looked=3), team_values.moved())
    place.show_team(team_values.team(conflicts=every, changes=changes, colleagues=Colleagues.DIMMED))
    return place


def all_settled() -> TeamPlace:
    place = with_history(TeamPlace())
    every = [team_values.shown(one) for one in team_values.every_conflict()]
    place.show_team(team_values.team(conflicts=tuple(every)))
    place.show_team(team_values.team(conflicts=tuple(every[-2:]), changes=(team_values.change(12, looked=12),),
                                     share=ShownShare(), blind=True))
    return place


def preview() -> TeamPlace:
    place = as_drawn()
    place.show_preview(team_values.preview())
    return place


def blocked() -> TeamPlace:
    place = as_drawn()
    place.show_blocked(team_values.LAST.id, ["the code “Pledge”: Mira changed its definition on Tue",
                                             "the document “Annual report 2018”: Mira has 3 codings on it"])
    return place


def _scroll(place: TeamPlace, to: float) -> None:
    bar = place.left_scroll.verticalScrollBar()
    for _ in range(4):
        bar.setValue(round(bar.maximum() * to))
        QApplication.processEvents()


def _open_editor(place: TeamPlace) -> None:
    card = place.left.looks.cards[0]
    card.buttons[2].click()


def _open_chooser(place: TeamPlace) -> None:
    card = place.left.looks.cards[2]
    card.buttons[1].click()
    place.coders.rows[1].join.click()
    place.coders.rows[0].edit.click()
    card.setFocus()


def _remarks(place: TeamPlace) -> None:
    place.left.fold.setChecked(True)
    QApplication.processEvents()
    _scroll(place, 1.0)


VIEWS = {"empty": empty, "drawn": as_drawn, "merged": merged, "merged-middle": merged, "merged-end": merged,
         "people": merged, "settled": all_settled, "preview": preview, "blocked": blocked, "editor": as_drawn,
         "chooser": as_drawn}
AFTER = {"merged-middle": lambda place: _scroll(place, 0.4), "merged-end": _remarks, "editor": _open_editor,
         "chooser": _open_chooser, "people": lambda place: place.tabs.setCurrentIndex(1)}



def in_window(name: str, state: Callable[[], TeamPlace]) -> Callable[[MainWindow, Path], object]:
    """The state as a view of `tests.shots`: the values of the state in the place of the window itself."""

    def view(window: MainWindow, home: Path) -> None:
        window.open_sample()
        window.show_team()
        settle()
        assert window.teaming is not None
        place, source = window.teaming.place, state()
        place.show_team(source.shown)
        if name == "preview":
            place.show_preview(team_values.preview())
        elif name == "blocked":
            place.show_blocked(team_values.LAST.id, ["the code “Pledge”: Mira changed its definition on Tue"])
        AFTER.get(name, lambda _place: None)(place)
        source.deleteLater()
        settle()

    view.__name__ = f"team_{name.replace('-', '_')}"
    return view


WINDOW_VIEWS = tuple(in_window(name, state) for name, state in VIEWS.items())

if __name__ == "__main__":
    main()
