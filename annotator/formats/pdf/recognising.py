"""Text of pages that have none, or none that can be read: tesseract looks at their pictures.

The program of the person's own system is run, one page at a time, in a process of its own: with one thread, a
deadline, pictures on its standard input and words with their places on its standard output. No file is written. The
pages are never straightened or turned, so that the words lie where the page shows them.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import struct
import subprocess
import threading
import time
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import IO

from annotator.formats.pdf.boxes import Columns, pack
from annotator.model.documents import Block, BlockKind, PageLayout, ReadLayer, Role
from annotator.model.errors import CannotDo, CannotRead

VERSION = 1  # of what is made of tesseract's answers
DPI = 300
DEADLINE = 180.0  # seconds for one page
LARGEST_ANSWER = 32 << 20  # bytes
MOST_WORDS = 50_000  # of one page
_TURN = 0.2  # seconds between two looks at whether somebody has cancelled
_SECONDS_TO_END = 5.0
_LANGUAGE = re.compile(r"[A-Za-z_]{2,24}(?:/[A-Za-z_]{2,24})?(?:\+[A-Za-z_]{2,24})*")
_COLUMNS = 12  # of a line of its table
_WORD = "5"  # the level of a word there

HOW_TO_INSTALL = (
    "The text of pictures is recognised by the program tesseract, which is not installed here. Install it with its "
    "languages (“tesseract-ocr” on Debian and Ubuntu, “tesseract” with Homebrew, the UB Mannheim installer on Windows)."
)


@dataclass(frozen=True, slots=True)
class Tool:
    """The tesseract of this system."""

    path: str
    version: str
    languages: tuple[str, ...]  # as it names them: "eng", "deu"


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its place in pixels of the picture; words of one line, and lines of one paragraph, share a number."""

    paragraph: tuple[int, int]
    line: int
    left: int
    top: int
    right: int
    bottom: int
    text: str


def tool() -> Tool | None:
    """The installed tesseract; None if there is none that answers."""
    path = shutil.which("tesseract")
    if path is None:
        return None
    try:
        version = _answer([path, "--version"]).split()
        listed = _answer([path, "--list-langs"]).splitlines()
    except (OSError, subprocess.SubprocessError):
        return None
    languages = tuple(sorted(one.strip() for one in listed[1:] if _LANGUAGE.fullmatch(one.strip())))
    return Tool(path, version[1] if len(version) > 1 else "?", tuple(one for one in languages if one != "osd"))


def words_on(
    found: Tool, picture: bytes, language: str, *, dpi: int = DPI, step: Callable[[], None] = lambda: None
) -> tuple[Word, ...]:
    """The words that tesseract sees in a PNG picture. `step` is called some times a second and may raise.

    CannotRead if it fails or takes too long.
    """
    command = [found.path, "stdin", "stdout", "-l", sound_language(found, language), "--dpi", str(dpi), "tsv"]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    pipe, process.stdin = process.stdin, None  # written by a thread: `communicate` forgets its input at a timeout
    writing = threading.Thread(target=_write, args=(pipe, picture), daemon=True)
    writing.start()
    end = time.monotonic() + DEADLINE
    answer: bytes | None = None
    try:
        while answer is None:
            step()
            if time.monotonic() > end:
                raise CannotRead("Recognising the text of the page took too long and was given up.")
            with contextlib.suppress(subprocess.TimeoutExpired):
                answer, _ = process.communicate(timeout=_TURN)
    finally:
        if answer is None:
            process.kill()
            with contextlib.suppress(subprocess.TimeoutExpired, ValueError):
                process.communicate(timeout=_SECONDS_TO_END)
        writing.join()
    if process.returncode != 0 or len(answer) > LARGEST_ANSWER:
        raise CannotRead("tesseract could not recognise the text of the page.")
    return words_of(answer.decode("utf-8", "replace"))


def _write(pipe: IO[bytes] | None, data: bytes) -> None:
    if pipe is not None:
        with contextlib.suppress(OSError, ValueError), pipe:  # it ended before it had read all
            pipe.write(data)


def sound_language(found: Tool, language: str) -> str:
    """The language as it is given to tesseract, "deu" or "deu+eng"; CannotDo if one of them is not installed."""
    wanted = language.strip()
    lacking = [one for one in wanted.split("+") if one not in found.languages]
    if not _LANGUAGE.fullmatch(wanted) or lacking:
        raise CannotDo(
            f"tesseract has no language “{lacking[0] if lacking else wanted}” here; it has "
            f"{', '.join(found.languages) or 'none'}."
        )
    return wanted


def words_of(table: str) -> tuple[Word, ...]:
    """The words of tesseract's table of tab-separated values; lines that are no words are passed over."""
    words: list[Word] = []
    for row in table.split("\n"):
        cells = row.rstrip("\r").split("\t", _COLUMNS - 1)
        if len(cells) != _COLUMNS or cells[0] != _WORD or not cells[11].strip():
            continue
        try:
            block, paragraph, line, left, top, width, height = (int(cells[k]) for k in (2, 3, 4, 6, 7, 8, 9))
        except ValueError:
            continue
        text = "".join(sign if sign.isprintable() else " " for sign in cells[11]).strip()
        if text and width > 0 and height > 0 and len(words) < MOST_WORDS:
            words.append(Word((block, paragraph), line, left, top, left + width, top + height, text))
    return tuple(words)


def picture_size(png: bytes) -> tuple[int, int]:
    """Width and height in pixels. ValueError if it is no PNG picture."""
    if len(png) < 24 or not png.startswith(b"\x89PNG\r\n\x1a\n"):
        raise ValueError("no PNG picture")
    width, height = struct.unpack(">II", png[16:24])
    return int(width), int(height)


def layer(
    found: Tool,
    language: str,
    dpi: int,
    layouts: Sequence[PageLayout],
    pages: Mapping[int, tuple[Sequence[Word], float]],
) -> ReadLayer:
    """The new layer: on each page the words that were found there and the points per pixel of its picture."""
    texts: list[str] = []
    boxes: list[bytes] = []
    blocks: list[Block] = []
    made: list[PageLayout] = []
    start = 0
    for number, layout in enumerate(layouts):
        words, scale = pages.get(number, ((), 1.0))
        text, columns, paragraphs = _page(words, scale / layout.unit)
        blocks += [Block(BlockKind.PARAGRAPH, start + first, start + last) for first, last in paragraphs]
        texts.append(text)
        boxes.append(pack(columns))
        made.append(replace(layout, start=start, length=len(text), unreadable=0.0))
        start += len(text) + 1
    extractor = f"tesseract {found.version} {language} {dpi} dpi {VERSION}"
    return ReadLayer(Role.RECOGNISED, extractor, "\n".join(texts), tuple(blocks), tuple(made), tuple(boxes))


def _page(words: Sequence[Word], scale: float) -> tuple[str, Columns, list[tuple[int, int]]]:
    """Text, boxes and the ranges of paragraphs; words are parted by a blank, lines by LF, paragraphs by a free line."""
    text: list[str] = []
    columns = Columns.empty()
    paragraphs: list[tuple[int, int]] = []
    length = 0

    def add(signs: str, corners: Sequence[tuple[float, float, float, float]]) -> None:
        nonlocal length
        text.append(signs)
        length += len(signs)
        for box in corners:
            for column, edge in zip(columns, box, strict=True):
                column.append(max(-32_000, min(32_000, round(edge * scale))))

    for _, of_paragraph in groupby(words, lambda one: one.paragraph):
        if length:
            add("\n\n", [(0, 0, 0, 0)] * 2)
        first = length
        for place, (_, of_line) in enumerate(groupby(of_paragraph, lambda one: one.line)):
            if place:
                add("\n", [(0, 0, 0, 0)])
            for nth, word in enumerate(of_line):
                if nth:
                    add(" ", [(0, 0, 0, 0)])
                add(word.text, _letters(word))
        paragraphs.append((first, length))
    return "".join(text), columns, paragraphs


def _letters(word: Word) -> list[tuple[float, float, float, float]]:
    """Tesseract places words: their letters share the room evenly."""
    width = (word.right - word.left) / len(word.text)
    edges = array("d", [word.left + width * k for k in range(len(word.text) + 1)])
    return [(edges[k], word.top, edges[k + 1], word.bottom) for k in range(len(word.text))]


def _answer(command: Sequence[str]) -> str:
    done = subprocess.run(command, capture_output=True, timeout=10, check=False)
    return (done.stdout or done.stderr).decode("utf-8", "replace")
