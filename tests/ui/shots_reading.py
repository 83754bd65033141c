"""Pictures of reading: selecting by typing, find, two documents, going about, scripts of all kinds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from annotator.model.codings import Passage
from annotator.model.documents import Block, BlockKind, Mark, MarkKind
from annotator.operations import coding, documents
from annotator.ui.main_window import MainWindow
from tests import builders
from tests.driving import CTRL, Key, place_of, press, project_of, settle, type_text, wait_until

ARABIC = ("وقعت الشركة عقدا مع الجيش في عام 2019. وقاوم الموظفون هذا العقد برسالة مفتوحة.",
          "قال المتحدث إن النظام لا يختار أهدافه بنفسه، وإن إنسانا يقرر دائما.",
          "نشرت الوكالة العقد في شهر مايو بعد طلب من البرلمان.")
CHINESE = ("该公司于2019年与军方签订了合同。员工通过公开信对该合同表示抗议，并要求公司停止开发自主武器系统。",
           "发言人表示，该系统不会自行选择目标，始终由人来决定。议会要求公布合同，机构于五月予以公布。")
MIXED = ("The firm شركة النور signed a contract worth 42 million; its staff (الموظفون) wrote an open letter 👩‍🚀.",
         "ב־2019 חתמה החברה PAX על ההסכם. The board met again in autumn, 董事会没有作出决定。",
         "Cafe\u0301s, auto\u00adno\u00admous weap\u00adons and families 👨‍👩‍👧‍👦 👋🏿 🇩🇪🇫🇷 "
         "stand in one line of text, and none of them is cut in two.")


def typing(window: MainWindow, home: Path) -> None:
    window.open_sample()
    press(window, Key.Key_Down, Key.Key_Slash)
    type_text(window, "the contracts .. find")


def typing_nowhere(window: MainWindow, home: Path) -> None:
    window.open_sample()
    press(window, Key.Key_Slash)
    type_text(window, "zeppelin")


def find_hits(window: MainWindow, home: Path) -> None:
    window.open_sample()
    press(window, Key.Key_F, held=CTRL)
    type_text(window, "the")
    wait_until(lambda: any(map(str.isdigit, place_of(window).find_bar.count.text())))
    for _ in range(4):
        press(window, Key.Key_F3)


def side_by_side(window: MainWindow, home: Path) -> None:
    window.open_sample()
    press(window, Key.Key_F9)
    other = project_of(window).documents[1]
    place_of(window).open_document(other.id)
    settle()
    press(window, Key.Key_Down, Key.Key_Down)


def go_to(window: MainWindow, home: Path) -> None:
    window.open_sample()
    press(window, Key.Key_G, held=CTRL)


def link(window: MainWindow, home: Path) -> None:
    window.open_sample()
    place_of(window).wayfinding.follow_link("https://example.org/register/of/contracts/2019")


def table_with_codings(window: MainWindow, home: Path) -> None:
    rows = ("Firm\tTechnology\tWhat it pledged", "Luminode\tface matching and the cameras for it\tnothing so far",
            "Sable Works\tdrones\tto sell no armed aircraft, in a letter of May")
    _show(window, home, "Table.txt", rows, codes=((rows[1][9:60], 0), ("pledged\nLuminode", 1), (rows[2][12:40], 2)),
          kind=BlockKind.ROW)


def arabic(window: MainWindow, home: Path) -> None:
    _show(window, home, "Arabic.txt", ARABIC, codes=(("عقدا مع الجيش", 0), ("وقاوم الموظفون هذا", 1), (ARABIC[1], 2)))


def chinese(window: MainWindow, home: Path) -> None:
    codes = (("与军方签订了合同", 0), ("员工通过公开信", 1), (CHINESE[1][:20], 2))
    _show(window, home, "Chinese.txt", CHINESE, codes)


def mixed(window: MainWindow, home: Path) -> None:
    codes = (("firm شركة النور signed", 0), ("PAX על", 1), ("families 👨‍👩‍👧‍👦 👋🏿", 2))
    _show(window, home, "Mixed.txt", MIXED, codes)


def zoomed(window: MainWindow, home: Path) -> None:
    window.open_sample()
    place_of(window).view.set_zoom(25)


def _show(window: MainWindow, home: Path, name: str, parts: Sequence[str], codes: Sequence[tuple[str, int]],
          kind: BlockKind = BlockKind.PARAGRAPH) -> None:
    """A new document in the sample project, with some of its codes on it."""
    window.open_sample()
    project, text = project_of(window).project, "\n".join(parts)
    blocks, at = [], 0
    for number, part in enumerate(parts):
        heads = kind is BlockKind.ROW and number == 0
        blocks.append(Block(kind, at, at + len(part), table=int(kind is BlockKind.ROW), heading_row=heads))
        at += len(part) + 1
    if "open letter" in text:
        start = text.index("open letter")
        marked = Mark(start, start + 11, MarkKind.LINK, "https://example.org/letter")
        blocks[0] = replace(blocks[0], marks=(marked,))
    made = builders.prepared(home, name, text)
    path, key, size, found = made.readings[0]
    found = replace(found, layers=(replace(found.layers[0], extractor="html 1", blocks=tuple(blocks)),))
    added = documents.write(project, replace(made, readings=((path, key, size, found),)))
    opened = project_of(window)
    opened.spread(added.changes)
    document = next(one for one in opened.documents if one.id == added.lines[0].document)
    for quote, code in codes:
        start = text.index(quote)
        opened.do(coding.code_passage, Passage(document.layer.id, start, start + len(quote)), opened.codes[code].id)
    place_of(window).open_document(document.id)
    settle()


WINDOW_VIEWS: tuple[Callable[[MainWindow, Path], object], ...] = (
    typing, typing_nowhere, find_hits, side_by_side, go_to, link, table_with_codings, arabic, chinese, mixed, zoomed,
)  # fmt: skip
