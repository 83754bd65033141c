"""Made-up layers and codings of any size, the same at each run."""

from __future__ import annotations

import heapq
import random
from dataclasses import replace

from annotator.model.documents import Block, BlockKind
from annotator.model.ids import CodingId, EntityId
from annotator.model.layer_text import LayerText
from annotator.ui.reader.palette import look_of
from annotator.ui.reader.shown import ShownCoding

_WORDS = ("ministry harbour contract report engineer camera drone pledge petition supplier survey budget police robot "
         "system letter council spring research control human target sensor network of the and to in a that is for "
         "with on as by from has was not an this which their company they said")
WORDS = _WORDS.split(" ")
ARABIC = ["الشركة", "تكنولوجيا", "مزدوجة", "الاستخدام", "عقد", "حكومي", "مقاومة", "الموظفين", "تعهد", "وقعت", "مع"]
CHINESE = "公司开发自主武器系统与军方签订政府合同员工抗议并签署承诺书人工智能研究"
EMOJI = ["🤖", "👩‍🚀", "🚀", "✊🏽", "📄"]
CODES = ["Dual-use technology", "Government contract", "Employee resistance", "Pledge", "Level of concern", "Company",
         "Call for regulation", "Denial", "Police use", "Military use"]


def layer_of(parts: list[tuple[BlockKind, str]]) -> tuple[str, list[Block]]:
    """The text and the blocks of a layer with these parts, a line end between any two."""
    blocks, at = [], 0
    for kind, text in parts:
        level, sign = int(kind in (BlockKind.HEADING, BlockKind.ITEM)), "•" if kind == BlockKind.ITEM else ""
        table = int(kind == BlockKind.ROW)
        blocks.append(Block(kind, at, at + len(text), level=level, sign=sign, table=table))
        at += len(text) + 1
    return "\n".join(text for _, text in parts), blocks


def article(code_points: int, *, seed: int = 7) -> tuple[str, list[Block]]:
    """Paragraphs, headings and list items: 95 % Latin, some Arabic, Chinese and emoji."""
    chance, parts, length = random.Random(seed), list[tuple[BlockKind, str]](), 0
    while length < code_points:
        kind, draw = BlockKind.PARAGRAPH, chance.random()
        if len(parts) % 14 == 0:
            kind, text = BlockKind.HEADING, " ".join(chance.choices(WORDS, k=6)).capitalize()
        elif draw < 0.03:
            text = " ".join(chance.choices(ARABIC, k=60))
        elif draw < 0.06:
            text = "".join(chance.choices(CHINESE, k=200))
        elif draw < 0.14:
            kind, text = BlockKind.ITEM, " ".join(chance.choices(WORDS, k=15))
        else:
            words = chance.choices(WORDS, k=chance.randint(30, 140))
            if draw > 0.97:
                words[len(words) // 2] = chance.choice(EMOJI)
            text = " ".join(words).capitalize() + "."
        parts.append((kind, text))
        length += len(text) + 1
    return layer_of(parts)


def all_arabic(code_points: int) -> tuple[str, list[Block]]:
    chance = random.Random(5)
    return layer_of([(BlockKind.PARAGRAPH, " ".join(chance.choices(ARABIC, k=90))) for _ in range(code_points // 560)])


def all_chinese(code_points: int) -> tuple[str, list[Block]]:
    chance = random.Random(5)
    return layer_of([(BlockKind.PARAGRAPH, "".join(chance.choices(CHINESE, k=400)))
                     for _ in range(code_points // 400)])


def one_paragraph(code_points: int) -> tuple[str, list[Block]]:
    chance, words, length = random.Random(6), list[str](), 0
    while length < code_points:
        words.append(chance.choice(WORDS))
        length += len(words[-1]) + 1
    return layer_of([(BlockKind.PARAGRAPH, " ".join(words))])


def without_spaces(code_points: int) -> tuple[str, list[Block]]:
    """One paragraph without a single place to break a line at."""
    made, blocks = one_paragraph(code_points * 5 // 4)
    text = made.replace(" ", "")[:code_points]
    return text, [replace(blocks[0], end=len(text))]


def mixed_directions(code_points: int) -> tuple[str, list[Block]]:
    """Latin and Arabic words in turn in every paragraph."""
    chance = random.Random(8)
    parts = [" ".join(word for pair in zip(chance.choices(WORDS, k=45), chance.choices(ARABIC, k=45), strict=True)
                      for word in pair) for _ in range(code_points // 590)]
    return layer_of([(BlockKind.PARAGRAPH, part) for part in parts])


def clusters(code_points: int) -> tuple[str, list[Block]]:
    """Every third word an emoji of several code points or a word with combining marks or soft hyphens."""
    chance = random.Random(9)
    odd = [*EMOJI, "👨‍👩‍👧‍👦", "🇩🇪🇫🇷", "👋🏿", "Cafe\u0301s", "e\u0301te\u0301", "auto\u00adno\u00admous",
           "u\u0308\u0323ber"]
    parts = [" ".join(chance.choice(odd) if number % 3 == 0 else chance.choice(WORDS) for number in range(90))
             for _ in range(code_points // 540)]
    return layer_of([(BlockKind.PARAGRAPH, part) for part in parts])


def coding_id(number: int) -> CodingId:
    return CodingId(EntityId(number.to_bytes(16, "big")))


def coding(number: int, start: int, end: int, code: int | None = None) -> ShownCoding:
    """A coding with one of ten codes and some cases."""
    code = number % len(CODES) if code is None else code % len(CODES)
    return ShownCoding(coding_id(number), start, end, CODES[code], look_of(None, code), "1 2" if number % 3 else "",
                       contradicts=number % 11 == 0, initials="MK" if number % 2 else "JO")


def codings_over(length: int, count: int, *, deepest: int = 8, seed: int = 3) -> list[ShownCoding]:
    """`count` codings over `length` code points, at most `deepest` of them on any character."""
    chance, mean, places = random.Random(seed), max(20, 3 * length // count), list[tuple[int, int]]()
    for _ in range(count):
        start = chance.randrange(length - 10)
        places.append((start, min(length, start + max(3, min(int(chance.expovariate(1 / mean)), mean * 6)))))
    places.sort()
    ends: list[int] = []
    found = []
    for number, (start, end) in enumerate(places):
        while ends and ends[0] <= start:
            heapq.heappop(ends)
        if len(ends) >= deepest:
            start = heapq.heappop(ends)
            end = min(length, max(end, start + 5))
        heapq.heappush(ends, end)
        found.append(coding(number, start, end, chance.randrange(len(CODES))))
    return found


def layer_text(made: tuple[str, list[Block]]) -> LayerText:
    return LayerText(*made)


