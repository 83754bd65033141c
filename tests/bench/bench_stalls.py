"""The longest stalls of the window in a journey through everything: python -m tests.bench.bench_stalls [NUMBER]

On a project of 1,000 documents with 100,000 codings and 2,000 codes, and on one with a text of 1 MB with 10,000
codings. Prints the longest turns with what was done and the functions that were seen; with a number, that many.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.bench.watched_window import WatchedWindow  # the platform is chosen before Qt is loaded

CODINGS, CODES, NEW = 100_000, 2_000, 20
BUDGET = 0.050
TOLD = 10
KEPT = "ANNOTATOR_BENCH_PROJECTS"  # a folder in which the projects are kept from one run to the next
Figure = tuple[str, float, float]  # what, measured, budget


def projects(folder: Path) -> tuple[Path, Path]:
    """The two projects that are journeyed through: of many documents, and of a long text."""
    from annotator.operations import projects as all_projects
    from annotator.operations.acting import myself
    from annotator.operations.codebook import import_codebook
    from taxonomy.codes import Code, Codebook
    from tests.bench import bench_window, large_projects

    many, long = folder / "many.annot", folder / "large.annot"
    if not many.exists():
        large_projects.make(many, CODINGS)
        more = [Code(f"more_{number}", f"More {number}", definition="What it means.") for number in range(CODES - 120)]
        project = all_projects.open_project(many, myself())
        import_codebook(project, Codebook("more", "More", codes=tuple(more)))
        project.close()
    if not long.exists():
        bench_window.large_project(folder)
    return many, long


def files(folder: Path) -> list[Path]:
    found = []
    for number in range(NEW):
        found.append(folder / f"new {number}.txt")
        found[-1].write_text(f"Text {number}.\n" + "The firm sold its drones to the police.\n" * 500, encoding="utf-8")
    return found


def through_many(on: WatchedWindow, path: Path, new: list[Path]) -> None:
    """The project of 1,000 documents."""
    from annotator.operations import codes
    from tests.driving import CTRL, Key, place_of, project_of

    window = on.window
    on.do("open 1,000 documents", lambda: window.open_project(path), lambda: place_of(window).desk.shown)
    time.sleep(0.3)
    opened, place = project_of(window), place_of(window)
    known, texts = opened.codes, opened.documents
    on.do("rest", lambda: None)
    for document in texts[1:4]:
        on.do("open a document", lambda one=document: place.open_document(one.id))  # type: ignore[misc]  # a lambda's default
    _code(on)
    on.do("recolour a code", lambda: opened.do(codes.recolour_code, known[3].id, "#AA3366"))
    on.do("rename a code", lambda: opened.do(codes.rename_code, known[4].id, "Renamed"))
    on.press("undo renaming", Key.Key_Z, held=CTRL)
    on.do("delete a code", lambda: place.codebook.asking.delete_asked.emit(known[9].id)
          if hasattr(place.codebook.asking, "delete_asked") else opened.do(codes.delete_code, known[9].id))
    on.press("undo deleting", Key.Key_Z, held=CTRL)
    on.do("merge two codes", lambda: place.codebook.merge_asked.emit([known[5].id], known[6].id))
    on.press("undo merging", Key.Key_Z, held=CTRL)
    on.do("all codings of a code", lambda: place.show_codings(known[7].id))
    on.type("filter them", "dro")
    on.press("leave them", Key.Key_Escape)
    _palette(on)
    _codebook(on)
    _review(on)
    _documents(on)
    importer = window.importer
    assert importer is not None
    on.do("import 20 documents", lambda: window.add(new), lambda: not importer.busy)
    on.press("undo the import", Key.Key_Z, held=CTRL)
    on.do("finish a document", place.finishing.toggle)
    on.do("history", window.show_history)
    on.do("Team", window.show_team)
    on.do("back to the text", window.show_code)
    on.do("close", window.close_project)


def _code(on: WatchedWindow) -> None:
    from tests.driving import CTRL, Key, place_of, project_of

    place, opened = place_of(on.window), project_of(on.window)
    for step in range(3):
        start = 700 + 40 * step
        on.do("select", lambda at=start: place.view.select(at, at + 30))  # type: ignore[misc]  # a lambda's default
        on.do("code", lambda: place.desk.code_with(opened.codes[2].id))
    on.press("undo a coding", Key.Key_Z, held=CTRL)
    on.press("redo a coding", Key.Key_Y, held=CTRL)
    on.press("take off", Key.Key_Delete)


def _palette(on: WatchedWindow) -> None:
    from tests.driving import CTRL, Key

    on.press("Ctrl+K", Key.Key_K, held=CTRL)
    on.type("Ctrl+K typing", "drones sold")
    palette = on.window.palette_popup
    on.do("find everywhere", lambda: palette.find_asked.emit("drones were sold", True), lambda: palette.isVisible())
    time.sleep(0.5)
    on.do("its hits", lambda: None)
    on.press("leave", Key.Key_Escape)


def _codebook(on: WatchedWindow) -> None:
    from tests.driving import Key, place_of

    panel = place_of(on.window).codebook
    on.do("codebook filter", panel.show_filter)
    on.type("codebook filter", "more 1")
    on.do("no codebook filter", panel.filter.clear)
    on.press("leave the filter", Key.Key_Escape)


def _review(on: WatchedWindow) -> None:
    from annotator.operations import many
    from tests.driving import project_of

    window, opened = on.window, project_of(on.window)
    reviewing = window.reviewing
    assert reviewing is not None

    def rested() -> bool:
        return reviewing._work is None and not reviewing._timer.isActive()

    on.do("show Review", window.show_review, lambda: rested() and reviewing.place.table.rowCount())
    time.sleep(0.5)
    on.do("Review reads ahead", lambda: None, rested)
    place = reviewing.place
    for line in ('code:"Code 7"', "drones", "near:\"Code 3\"", ""):
        on.do(f"Review: {line or 'all'}", lambda text=line: place.query.set_text(text), rested)  # type: ignore[misc]  # a lambda's default
    bar = place.view.verticalScrollBar()
    on.do("scroll Review", lambda: bar.setValue(bar.maximum() // 2))
    on.do("select all", place.view.selectAll)
    ids = place.table.ids[:1_000]
    on.do("recode 1,000", lambda: opened.do_beside(many.recode, ids, opened.codes[8].id), rested)
    on.do("undo recoding 1,000", window.undo, rested)
    on.do("KWIC", lambda: place.show_mode(_text_mode()))
    on.do("back to the text", window.show_code)


def _text_mode() -> object:
    from annotator.ui.review.review_place import Mode

    return Mode.TEXT


def _documents(on: WatchedWindow) -> None:
    from tests.driving import project_of

    pages, opened = on.window.all_documents, project_of(on.window)
    assert pages is not None
    on.do("all documents", pages.show)
    table = pages.page.table
    for word in ("report", "Report 00", ""):
        on.do("filter documents", lambda text=word: table.filter_by(text))  # type: ignore[misc]  # a lambda's default
    these = [one.id for one in opened.documents[:5]]
    on.do("outlet of five", lambda: pages.deeds.set_value(these, "outlet", "Paper"))
    for by in ("outlet", "month", ""):
        on.do("group documents", lambda key=by: table.group_by(key))  # type: ignore[misc]  # a lambda's default
    on.do("same story", lambda: pages.deeds.group(these))
    on.do("no story", lambda: pages.deeds.ungroup(these))
    on.do("look for stories", lambda: pages.deeds.look_for_stories(asked=True), lambda: pages.deeds._work is None)
    on.do("back to the text", on.window.show_code)


def through_long(on: WatchedWindow, path: Path) -> None:
    """The project with the text of 1 MB."""
    from annotator.operations import codes
    from tests.driving import CTRL, Key, place_of, project_of

    window = on.window
    on.do("open 1 MB", lambda: window.open_project(path), lambda: place_of(window).desk.shown)
    opened, place = project_of(window), place_of(window)
    on.do("rest", lambda: None)
    _code(on)
    on.press("end of the text", Key.Key_End, held=CTRL)
    on.do("middle of the text", lambda: place.view.go_to(500_000))
    on.do("recolour, 1 MB", lambda: opened.do(codes.recolour_code, opened.codes[1].id, "#AA3366"))
    on.press("undo recolouring, 1 MB", Key.Key_Z, held=CTRL)
    on.do("rename, 1 MB", lambda: opened.do(codes.rename_code, opened.codes[1].id, "Otherwise"))
    one, other = opened.codes[4].id, opened.codes[5].id
    on.do("merge codes, 1 MB", lambda: opened.do(codes.merge_codes, one, other))
    on.press("undo merging, 1 MB", Key.Key_Z, held=CTRL)
    on.press("find", Key.Key_F, held=CTRL)
    on.type("find in 1 MB", "dro")
    on.press("leave finding", Key.Key_Escape)
    on.do("codings of a code, 1 MB", lambda: place.show_codings(opened.codes[1].id))
    on.press("leave them", Key.Key_Escape)
    on.do("finish 1 MB", place.finishing.toggle)
    on.do("colleagues' codings hidden", place.cycle_colleagues)
    on.do("dark", lambda: window.choose_theme("dark"))
    on.do("close 1 MB", window.close_project)


def watched(folder: Path) -> WatchedWindow:
    import shutil

    from annotator.ui.starting import application
    from tests.driving import settle, shown_window

    kept = Path(os.environ.get(KEPT, folder))
    many, long = (Path(shutil.copy(one, folder / f"a {one.name}")) for one in projects(kept))
    new = files(folder)
    application()
    gc.set_threshold(50_000, 50, 100)  # as the window's start sets it
    with shown_window(width=1440, height=900) as window:
        on = WatchedWindow(window)
        settle()
        with on.watchdog.watching():
            through_many(on, many, new)
            through_long(on, long)
    return on


def main(most: int = TOLD) -> list[Figure]:
    """What is measured: name, figure, budget; the longest turns are told on the standard error."""
    from annotator import settings

    with tempfile.TemporaryDirectory() as folder:
        os.environ[settings.HOME_VARIABLE] = str(Path(folder) / "home")
        watchdog = watched(Path(folder)).watchdog
    for turn in watchdog.longest(most):
        print(f"  {turn.told()}", file=sys.stderr)
    over = sum(turn.seconds > BUDGET for turn in watchdog.turns)
    return [
        ("longest stall in a journey through everything (ms)", watchdog.longest()[0].seconds * 1e3, BUDGET * 1e3),
        ("turns over 50 ms in it (number)", float(over), 0.5),
    ]


if __name__ == "__main__":
    for what, measured, budget in main(int(sys.argv[1]) if len(sys.argv) > 1 else TOLD):
        print(f"{what:70} {measured:8.1f}   budget {budget:g}{'' if measured <= budget else '   OVER'}")
