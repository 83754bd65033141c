"""Text and blocks of a layer, put together piece by piece as a walker meets them.

A walker says where blocks begin and end, hands over text with or without its white space folded, and opens and
closes marks; `Flow` sees to it that what comes out keeps the rules of a layer: blocks in order, parted by one line
end, no white space at their edges, marks inside their block.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from annotator.formats import limits
from annotator.model.documents import Block, BlockKind, Loss, Mark, MarkKind

DEEPEST_MARKS = 16  # open at once; what is marked more often than that is hostile

_FOLD = re.compile(r"[ \t\n\r\f]+")
_LEADING_LINES = re.compile(r"(?:[^\S\n]*+\n)*+")  # possessive: hostile white space must not cost its square


@dataclass(slots=True)
class _OpenMark:
    kind: MarkKind
    target: str
    start: int | None = None  # in the layer; None until text follows


class Flow:
    """Grows one layer. Text that arrives outside a block opens a paragraph."""

    def __init__(self) -> None:
        self._done: list[str] = []  # texts of the finished blocks
        self._length = 0  # of them, with their line ends
        self._blocks: list[Block] = []
        self._pieces: list[str] = []  # of the open block
        self._at = 0  # its length so far
        self._open: Block | None = None  # its attributes; start and end are not set yet
        self.nothing_open = True  # the same as a plain attribute: asked for at each piece of text
        self._marks: list[Mark] = []
        self._all_marks = 0
        self._stack: list[_OpenMark] = []
        self._ignored = 0  # marks opened beyond the deepest
        self._space = False  # folded white space waits for text after it
        self._kept = False  # the block holds preformatted text
        self._nuls = 0

    def open(
        self, kind: BlockKind, *, level: int = 0, sign: str = "", table: int = 0, heading_row: bool = False
    ) -> None:
        """Begin a block; an open one is finished first."""
        if self._open is not None:
            self.close()
        self._open, self.nothing_open = Block(kind, 0, 0, level, sign, table, heading_row), False

    def text(self, text: str) -> None:
        """Add text with its white space folded, as CSS folds it: runs of it are one space, none at a line's edge."""
        folded = _FOLD.sub(" ", text)
        if folded in ("", " "):
            self._space = self._space or bool(folded)
            return
        if folded[0] == " ":
            self._space, folded = True, folded[1:]
        trailing = folded[-1] == " "
        self._add(folded[:-1] if trailing else folded)
        self._space = trailing

    def kept(self, text: str) -> None:
        """Add text as it is, line ends included (preformatted)."""
        if not text:
            return
        self._kept = True
        self._add(text)

    def space(self) -> None:
        """White space that is folded with its neighbours."""
        self._space = True

    def line_break(self) -> None:
        """End the line inside the block; at its beginning nothing."""
        self._space = False
        if self._at:
            self._pieces.append("\n")
            self._at += 1
            self._kept = True

    def cell(self) -> None:
        """End a table cell: a TAB, without white space around it."""
        self._space = False
        if self._open is None:
            self._open, self.nothing_open = Block(BlockKind.ROW, 0, 0), False
        self._pieces.append("\t")
        self._at += 1

    def mark(self, kind: MarkKind, target: str = "") -> None:
        """Begin a mark; it holds over block ends until `unmark`."""
        if len(self._stack) >= DEEPEST_MARKS or self._ignored:
            self._ignored += 1
            return
        self._stack.append(_OpenMark(kind, target))

    def unmark(self) -> None:
        """End the mark that was begun last."""
        if self._ignored:
            self._ignored -= 1
            return
        if self._stack:
            self._finish_mark(self._stack.pop())

    def close(self) -> None:
        """Finish the open block, if there is one; without text it leaves nothing."""
        self._space = False
        if self._open is None:
            return
        for open_mark in self._stack:
            self._finish_mark(open_mark)
            open_mark.start = None
        text, opened, marks = "".join(self._pieces), self._open, self._marks
        self._pieces, self._at, self._open, self._marks, self.nothing_open = [], 0, None, [], True
        shift, kept, self._kept = 0, self._kept, False
        if "\r" in text or "\0" in text:
            text = self._clean(text)
        if not self._done and text.startswith("\ufeff"):
            shift = len(text) - len(text.lstrip("\ufeff"))  # a byte order mark that was taken for text
            text = text[shift:]
        if not text or text.isspace():
            return
        if kept:
            found = _LEADING_LINES.match(text)
            lines = found.end() if found else 0
            shift, text = shift + lines, text[lines:].rstrip()
        start, end = self._length, self._length + len(text)
        if marks and (kept or shift):
            marks = _within(marks, shift=shift, start=start, end=end)
        if len(marks) > 1:
            marks.sort(key=_place)
        placed = tuple(marks)
        self._all_marks += len(placed)
        if self._all_marks > limits.MOST_MARKS:
            placed = ()
        self._done.append(text)
        self._length = end + 1
        self._blocks.append(
            Block(opened.kind, start, end, opened.level, opened.sign, opened.table, opened.heading_row, placed)
        )

    def finish(self) -> tuple[str, tuple[Block, ...], tuple[Loss, ...]]:
        """Text and blocks of the layer, and what of its characters a layer cannot hold."""
        self.close()
        text = "\n".join(self._done)
        blocks = self._blocks
        losses = [Loss("NUL character", "carried otherwise: as U+FFFD", self._nuls)] if self._nuls else []
        if len(blocks) > limits.MOST_BLOCKS:
            size = -(-len(blocks) // limits.MOST_BLOCKS)
            losses.append(Loss("paragraph beyond the most that a text can have", "joined with the next", len(blocks)))
            blocks = [_joined(blocks[at : at + size]) for at in range(0, len(blocks), size)]
        return (text + "\n" if text else ""), tuple(blocks), tuple(losses)

    def _add(self, text: str) -> None:
        if self._open is None:
            self._open, self.nothing_open = Block(BlockKind.PARAGRAPH, 0, 0), False
        if self._space:
            self._space = False
            if self._at and self._pieces[-1][-1] not in "\n\t":
                self._pieces.append(" ")
                self._at += 1
        for open_mark in self._stack:
            if open_mark.start is None:
                open_mark.start = self._length + self._at
        self._pieces.append(text)
        self._at += len(text)

    def _finish_mark(self, mark: _OpenMark) -> None:
        end = self._length + self._at
        if mark.start is None or end <= mark.start or (mark.kind is MarkKind.LINK and not mark.target):
            return
        if self._marks:
            last = self._marks[-1]
            if last.end == mark.start and last.kind is mark.kind and last.target == mark.target:
                self._marks[-1] = Mark(last.start, end, mark.kind, mark.target)
                return
        self._marks.append(Mark(mark.start, end, mark.kind, mark.target))

    def _clean(self, text: str) -> str:
        """Line ends and NULs replaced one for one, so that marks keep their places."""
        self._nuls += text.count("\0")
        return text.replace("\r", "\n").replace("\0", "\ufffd")


def _within(marks: list[Mark], *, shift: int, start: int, end: int) -> list[Mark]:
    """The marks moved to the left by `shift` and cut at the block's edges."""
    found = []
    for mark in marks:
        from_, to = max(start, mark.start - shift), min(end, mark.end - shift)
        if from_ < to:
            found.append(Mark(from_, to, mark.kind, mark.target))
    return found


def _place(mark: Mark) -> tuple[int, int]:
    return mark.start, mark.end


def _joined(blocks: list[Block]) -> Block:
    """Several blocks as one paragraph: for layers with more of them than can be shown."""
    if len(blocks) == 1:
        return blocks[0]
    return Block(BlockKind.PARAGRAPH, blocks[0].start, blocks[-1].end)
