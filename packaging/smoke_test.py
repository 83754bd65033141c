"""Starts the frozen program for real and looks at what it left behind.

    smoke_test.py dist/annotator

The folder is first copied to a place with blanks and accents in its path, and runs there with an environment that
knows no Python: so it cannot lean on the checkout. Through Qt's offscreen platform, and on a real X server too where
there is one or Xvfb can start one, it opens the window on the sample project, codes a passage, exports and quits
(`--smoke`); then the workbook is read with openpyxl and the command line of the same program lists the codings.
Status 0 if all of it held.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl

DEADLINE = 180  # seconds for one start, on a slow and busy machine


class SmokeError(Exception):
    """What the frozen program did not do."""


def run(program: Path, *arguments: str, home: Path, platform: str, display: str | None) -> str:
    """Standard output of the program, which must end with status 0 within the deadline."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        "ANNOTATOR_HOME": str(home / "annotator"),
        "LANG": "C.UTF-8",
        "QT_QPA_PLATFORM": platform,
        **({"DISPLAY": display} if display else {}),
    }
    command = [str(program), *arguments]
    try:
        ended = subprocess.run(
            command, env=environment, cwd=home, capture_output=True, text=True, timeout=DEADLINE, check=False
        )
    except subprocess.TimeoutExpired:
        raise SmokeError(f"{' '.join(arguments)} did not end within {DEADLINE} s") from None
    if ended.returncode != 0:
        raise SmokeError(f"{' '.join(arguments)} ended with status {ended.returncode}:\n{ended.stdout}{ended.stderr}")
    if "Traceback" in ended.stderr:
        raise SmokeError(f"{' '.join(arguments)} ended with status 0 but said:\n{ended.stderr}")
    return ended.stdout


def only(folder: Path, pattern: str) -> Path:
    found = sorted(path for path in folder.rglob(pattern) if not path.name.startswith("."))
    if len(found) != 1:
        raise SmokeError(f"expected one {pattern} in {folder}, found {len(found)}")
    return found[0]


def rows_of_codings(workbook: Path) -> int:
    """How many rows of data the sheet Codings has, each with a code and a quote."""
    book = openpyxl.load_workbook(workbook, read_only=True)
    try:
        header, *rows = book["Codings"].iter_rows(values_only=True)
    finally:
        book.close()
    code, quote = header.index("Code"), header.index("Quote")
    if not all(row[code] and row[quote] for row in rows):
        raise SmokeError("a row of the sheet Codings has no code or no quote")
    return len(rows)


def try_out(program: Path, folder: Path, platform: str, display: str | None) -> str:
    """One start of the window and one of the command line. What was found, in a line."""
    home = folder / "home"
    home.mkdir(parents=True)
    work = folder / "work"
    work.mkdir()
    run(program, "--smoke", str(work), home=home, platform=platform, display=display)
    rows = rows_of_codings(only(work, "*.xlsx"))
    project = only(work, "*.annot")
    listed = json.loads(
        run(program, "codings", str(project), "--json", home=home, platform=platform, display=display)
    )["codings"]
    if not rows or rows != len(listed):
        raise SmokeError(f"the workbook has {rows} codings, the command line lists {len(listed)}")
    run(program, "check", str(project), home=home, platform=platform, display=display)
    return f"{platform}: the window opened, {rows} codings exported and listed, the project is sound"


@contextlib.contextmanager
def x_server() -> Iterator[str | None]:
    """A display to draw on: the one there is, else Xvfb's, else none."""
    if os.environ.get("DISPLAY"):
        yield os.environ["DISPLAY"]
        return
    if not shutil.which("Xvfb"):
        yield None
        return
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
        pass_fds=[writing], stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        yield f":{number}" if number else None
    finally:
        server.terminate()
        server.wait()


def main(artefact: Path) -> int:
    with tempfile.TemporaryDirectory(prefix="a place for žlutý kůň ") as temporary, x_server() as display:
        copy = Path(temporary) / artefact.name
        shutil.copytree(artefact, copy, symlinks=True)
        program = copy / ("annotator.exe" if sys.platform == "win32" else "annotator")
        try:
            for platform, where in [("offscreen", None), *([("xcb", display)] if display else [])]:
                print(try_out(program, Path(temporary) / platform, platform, where))  # noqa: T201  a script tells what it saw
        except SmokeError as failed:
            print(f"The frozen program failed: {failed}", file=sys.stderr)  # noqa: T201  and what it did not see
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
