"""Where the program begins: the window, or one command of the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

_WINDOW = ("--sample", "--smoke")  # what the window itself understands
_CHILDREN = {
    "--reader-child": "annotator.formats.child",
    "--pages-child": "annotator.formats.pdf.pages_child",
    "--tables-child": "annotator.formats.pdf.tables_child",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs what the arguments ask for; the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] in _CHILDREN:  # a frozen program starts itself as the process that parses foreign files
        import_module(_CHILDREN[given[0]]).serve(*given[1:])
        return 0
    if given[:1] == ["--annotations-child"]:
        from annotator.formats.pdf import annotations_child

        annotations_child.serve()
        return 0
    if not given or given[0] in _WINDOW or given[0].endswith(".annot"):
        return _open_window(given)
    from annotator.cli import run

    return run(given)


def _open_window(given: list[str]) -> int:
    """The window; for `--sample` without a display, the same job without one."""
    if given[:1] == ["--sample"] and not _has_display():
        from annotator.operations.sample import run_without_window

        print(run_without_window())  # noqa: T201 - what a person without a display gets to see
        return 0
    from annotator.ui.starting import start

    return start(given)


def _has_display() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main())
