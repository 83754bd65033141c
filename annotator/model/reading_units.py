"""Sentences and words: what the reading cursor steps by, and the units of agreement.

Found by rules of our own, the same on every machine; a change of the rules raises VERSION. All functions take a text
and a range of it, in code points, that lies inside one block (or one cell of a table), and never look beyond it.

A sentence ends after . ! ? … and their kin in other scripts, with the closing quotes and brackets and the note numbers
that follow, where white space comes next; after the full stops of Chinese and Japanese without any. A full stop after
an abbreviation, an initial or an item's number does not end one, nor does any mark before a small letter.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from functools import cache
from itertools import pairwise

VERSION = 1

Range = tuple[int, int]

def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CLOSERS = "\"'”’»›)\\]}」』）】》〉］｣"
_OPENERS = "\"'“‘„‚«‹([{¿¡—–-「『（【《〈*_"
_CANDIDATE = re.compile(
    rf"(?P<wide>[。！？｡]+[{_CLOSERS}]*)"
    rf"|(?P<narrow>[.!?…‼⁇⁈⁉؟۔।॥։።፧။។៕]+[{_CLOSERS}]*(?:\[\d{{1,3}}\])*)(?=\s)"
)
_WHITE = re.compile(r"\s*")
_LAST_TOKEN = re.compile(r"[^\s(\[{\"'“‘«„/—–]+$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")

# Never the last word of a sentence: titles, with a capital; links between words; words before a number.
_TITLES = _set("""
    mr mrs ms messrs dr prof hon rev fr sr st ste mt ft lt col gen maj capt cpt cmdr adm sgt cpl pvt gov sen rep
    pres supt mme mlle mm hr hrn frl ing dipl sra srta dña
""")
_LINKS = _set("""
    vs cf eg e.g ie i.e viz approx ca z.b d.h u.a bzw vgl esp incl
""")
_BEFORE_NUMBER = _set("""
    no nos nr fig figs vol vols p pp para paras art sec ch tab eq abs núm pág s ziff
""")
# Sometimes the last word: it ends a sentence only if a word follows that begins one.
_SOMETIMES_LAST = _set("""
    inc ltd co corp llc plc bros gmbh jr sr al ph.d m.d b.a m.a a.m p.m jan feb mar apr jun jul aug sep sept oct
    nov dec dept univ assn ave blvd rd
""")
_BEGINNERS = _set("""
    the a an this that these those it its he she they we you his her their our there here in on at by for from
    with after before as if when while where although though since because but and or so yet however moreover
    meanwhile thus hence then now today what who why how which no not only some many most all both each every
    another other one two several such to under over during according der die das ein eine er sie es wir ihr dies
    diese dieser in im am auf und aber doch wenn als le la les un une des il elle ils elles nous vous ce cette ces
    dans mais et el los las una en pero y
""")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_MONTHS = _set("""
    januar jänner februar märz april mai juni juli august september oktober november dezember
""")


def sentences(text: str, start: int, end: int) -> list[Range]:
    """The sentences of [start, end), in order, without the white space around them; none if there is only that."""
    found: list[Range] = []
    at = _after_white(text, start, end)
    for match in _CANDIDATE.finditer(text, at, end):
        if match.end() <= at:
            continue
        following = _after_white(text, match.end(), end)
        if match["narrow"] is not None and following < end and not _ends(text, at, match, following, end):
            continue
        found.append((at, match.end()))
        at = following
    if at < end:
        last = len(text[at:end].rstrip()) + at
        found.append((at, last))
    return found


def _after_white(text: str, start: int, end: int) -> int:
    match = _WHITE.match(text, start, end)
    return match.end() if match else start


def _ends(text: str, start: int, match: re.Match[str], following: int, end: int) -> bool:
    """Whether the marks at `match` end the sentence that began at `start`; `following` is the next visible place."""
    first = following
    while first < end and text[first] in _OPENERS:
        first += 1
    if first < end and text[first].islower():
        return False
    marks = match["narrow"]
    if not marks.startswith(".") or marks.startswith(".."):
        return True
    token_match = _LAST_TOKEN.search(text, max(start, match.start() - 40), match.start())
    if token_match is None:
        return True
    token = token_match[0]
    if token_match.start() == start and (token.isdecimal() or len(token) == 1) and len(token) <= 3:
        return False    # the number or letter of an item
    plain = token.lower()
    word_match = _FIRST_WORD.match(text, first, end)
    word = word_match[0].lower() if word_match else ""
    if plain in _LINKS or (plain in _TITLES and token[0].isupper()):
        return False
    if plain in _BEFORE_NUMBER and first < end and text[first].isdecimal():
        return False
    if token.isdecimal() and len(token) <= 2 and word in _MONTHS:
        return False    # a German date
    initials = _INITIALS.fullmatch(token) is not None and (token[0].isupper() or "." in token)
    if initials or plain in _SOMETIMES_LAST:
        return (word in _BEGINNERS and len(marks) == 1) or len(marks) > 1
    return True


def _combining() -> str:
    """A regular-expression class of the marks that stand on or after a letter (categories Mn, Mc, Me)."""
    marks = [code for code in range(0x300, 0x10000) if unicodedata.category(chr(code))[0] == "M"]
    borders = [marks[0], *(place for one, next_one in pairwise(marks) if next_one != one + 1
                           for place in (one, next_one)), marks[-1]]
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in zip(borders[::2], borders[1::2], strict=True))


@cache
def _word_pattern() -> re.Pattern[str]:
    marks = _combining() + "\u00ad\u200c\u200d"
    han = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    hiragana, katakana = "\u3041-\u3096\u309d-\u309f", "\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f"
    letter = rf"(?![{han}{hiragana}{katakana}])[\w{marks}]"
    emoji = "\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001f1e5\U0001f200-\U0001faff"
    tail = "[\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
    return re.compile(
        rf"[{han}][{marks}]*|[{hiragana}][{hiragana}{marks}]*|[{katakana}][{katakana}{marks}]*"
        rf"|\d+(?:[.,:]\d+)+(?!\w)"
        rf"|(?:{letter})+(?:[.'’·&‐‑-](?:{letter})+)*"
        rf"|[\U0001f1e6-\U0001f1ff]{{2}}|[{emoji}]{tail}*(?:\u200d[{emoji}]{tail}*)*"
    )


def words(text: str, start: int, end: int) -> list[Range]:
    """The words of [start, end), in order; marks of punctuation and white space belong to none.

    A Chinese character and an emoji are words of their own; so is a run of hiragana or of katakana.
    """
    return [match.span() for match in _word_pattern().finditer(text, start, end)]


def unit_at(units: list[Range], position: int) -> Range | None:
    """The unit that holds a position, or that ends there; else None."""
    at = bisect_right(units, position, key=lambda unit: unit[0]) - 1
    return units[at] if at >= 0 and position <= units[at][1] else None


def next_unit(units: list[Range], position: int) -> Range | None:
    """The first unit that starts at a position or after it."""
    at = bisect_left(units, position, key=lambda unit: unit[0])
    return units[at] if at < len(units) else None


def previous_unit(units: list[Range], position: int) -> Range | None:
    """The last unit that ends at a position or before it."""
    at = bisect_right(units, position, key=lambda unit: unit[1]) - 1
    return units[at] if at >= 0 else None


def sentence_at(text: str, start: int, end: int, position: int) -> Range | None:
    """The sentence of [start, end) that holds a position, or that ends there; None between two or without any."""
    return unit_at(sentences(text, start, end), position)


def next_sentence(text: str, start: int, end: int, position: int) -> Range | None:
    """The first sentence of [start, end) that starts at a position or after it."""
    return next_unit(sentences(text, start, end), position)


def previous_sentence(text: str, start: int, end: int, position: int) -> Range | None:
    """The last sentence of [start, end) that ends at a position or before it."""
    return previous_unit(sentences(text, start, end), position)
