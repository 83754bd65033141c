"""A window with a coded text, for a screen reader's eyes: python -m tests.ui.at_spi_child, until its input ends.

Each line that it reads, "12 15", selects that range (code points); what was done is told by a line "done".
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication, QMainWindow

from annotator.model.documents import BlockKind
from annotator.ui.reader import ArticleView
from tests.ui.reader_tools import coding_of, layer_of

LAYER = layer_of([
    (BlockKind.HEADING, "Robots 🤖 at work"),
    (BlockKind.PARAGRAPH, "Police run the software. Nobody asked."),
    (BlockKind.PARAGRAPH, "شركة وقعت عقد"),
])


def main() -> None:
    app = QApplication(["reader"])
    window, view = QMainWindow(), ArticleView()
    view.setAccessibleName("Text of a test")
    view.show_layer(LAYER, [coding_of(1, LAYER, "run the software")])
    window.setCentralWidget(view)
    window.resize(700, 400)
    window.show()
    view.setFocus()

    def read() -> None:
        line = sys.stdin.readline()
        if not line.strip():
            app.quit()
            return
        view.select(*map(int, line.split()))
        app.processEvents()
        print("done", flush=True)

    notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda *_: read())
    print("ready", flush=True)
    app.exec()


if __name__ == "__main__":
    main()
