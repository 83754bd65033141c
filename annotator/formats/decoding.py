"""From bytes to text: which encoding a text is in, and its canonical form.

The order of evidence is byte order mark, strict UTF-8, NULs at every second or fourth byte, statistics. Nothing is
decoded with replacement characters as long as some encoding reads every byte; where none does, each replaced
byte is counted and told.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from annotator.model.documents import Loss
from annotator.model.errors import CannotRead

_LOOKED_AT = 20_000  # characters
SAMPLE = 256 * 1024  # bytes on which statistics are made

BINARY = "This is not a text: it holds binary data. Open it in the program that made it and save it as text there."
EMPTY = "The file is empty."

_MARKS = (  # longest first: the mark of UTF-16 begins that of UTF-32
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# What statistics may choose from: encodings that texts are really in. Left to itself the detector also offers
# code pages of mainframes, which read any bytes at all.
_CANDIDATES = [
    "gb18030", "big5hkscs", "cp932", "euc_jp", "iso2022_jp", "cp949",
    "cp1251", "koi8_r", "iso8859_5", "cp866", "cp1253", "cp1255", "cp1256", "tis_620",
    "cp1252", "cp1250", "iso8859_2", "cp1254", "cp1257", "mac_roman", "cp850",
]  # fmt: skip

# The letters beyond ASCII of languages in Latin script, by the code pages that they are written in. A text is in
# the code page under which its letters fit the alphabet of one language best; on a tie the first one listed.
_ALPHABETS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("cp1252", (
        "àâæçéèêëîïôœùûüÿ", "äöüßé", "áéíñóúüºª", "áàâãçéêíóôõúüºª", "àèéìíîòóùú", "áèéêëïóöü", "æøåéóòôà",
        "åäöéšž", "áéíóúýþæöðø", "àçèéíïòóúü", "äöõüšž", "ëç", "éèêëïçñöôâàüáíóú",
    )),
    ("cp1250", ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţ", "čćđšž")),
    ("iso8859_2", ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţ", "čćđšž")),
    ("cp1254", ("çğıöşüâîûİ",)),
    ("cp1257", ("ąčęėįšųūž", "āčēģīķļņšūž")),
    ("mac_roman", ("àâæçéèêëîïôœùûüÿ", "äöüßé", "áéíñóúüºª", "áàâãçéêíóôõúüºª", "æøåéóòôà", "åäöé")),
    ("cp850", ("àâæçéèêëîïôùûüÿ", "äöüßé", "áéíñóúüºª", "áàâãçéêíóôõúüºª", "æøåéóòôà", "åäöé")),
)  # fmt: skip
_LATIN_PAGES = frozenset(page for page, _ in _ALPHABETS)
_TYPOGRAPHY = frozenset("“”„‘’‚‹›«»–—…•·§°©®™€£¥¿¡´¨\u00a0\u00ad½¼¾²³×÷±µ†‡‰")

# Names by which pages declare an encoding, where they mean a larger one (Encoding Standard of WHATWG).
_DECLARED = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs",
    "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "sjis": "cp932", "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949", "iso-8859-9": "cp1254", "tis-620": "cp874", "windows-874": "cp874",
    "iso-8859-11": "cp874", "utf-16": "utf-8", "utf-16le": "utf-8", "utf-16be": "utf-8", "x-user-defined": "cp1252",
}  # fmt: skip

_SIGNS_IN_WORDS = re.compile(r"[^\W\d_][“”„‚§¿¡²³¹×÷±†‡¥½¼¾£¢¤¦¶‰•™©®][^\W\d_]")  # so it is another code page
_PAIRS = re.compile(rb"[\x81-\xfe][\x40-\xfe]|[\x80-\xff]")
_CYRILLIC_WORD = re.compile("[А-ЯЁ]?[а-яё]+|[А-ЯЁ]+")
_CONTROLS = re.compile("[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f]")
_TEXT_CONTROLS = b"\t\n\r\x0b\x0c\x08\x07\x1b\x1a"
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the name of its encoding as people write it, and what did not fit."""

    text: str
    encoding: str
    losses: tuple[Loss, ...] = ()


def decode(data: bytes) -> Decoded:
    """The canonical text of the bytes. CannotRead if there are none, or if they are no text."""
    if not data:
        raise CannotRead(EMPTY)
    found = _decode_marked(data) or _decode_escaped(data) or _decode_utf8(data) or _decode_unmarked_wide(data)
    if found is None:
        if b"\0" in data[:SAMPLE] or looks_binary(data):
            raise CannotRead(BINARY)
        found = _decode_utf8_with_slips(data) or _decode_by_statistics(data)
    text, encoding, bad = found
    text, losses = canonical(text)
    if _mostly_controls(text):
        raise CannotRead(BINARY)
    if bad:
        losses = (*losses, Loss(f"byte that {_shown(encoding)} cannot hold", "carried otherwise: as U+FFFD", bad))
    return Decoded(text, _shown(encoding), losses)


def decode_declared(data: bytes, declared: str) -> Decoded:
    """As `decode`, for bytes that say in which encoding they are (a web page): believed, if it fits."""
    if not data:
        raise CannotRead(EMPTY)
    if any(data.startswith(mark) for mark, _ in _MARKS):
        return decode(data)
    name = _codec_name(declared)
    seven_bit = name in ("iso2022_jp", "hz")
    if name is None or (not seven_bit and _decode_utf8(data) is not None):
        return decode(data)
    try:
        text, bad = data.decode(name), 0
    except UnicodeDecodeError:
        text = data.decode(name, "replace")
        bad = text.count("\ufffd")
        if bad * 200 > len(text):
            return decode(data)
    text, losses = canonical(text)
    if bad:
        losses = (*losses, Loss(f"byte that {_shown(name)} cannot hold", "carried otherwise: as U+FFFD", bad))
    return Decoded(text, _shown(name), losses)


def canonical(text: str) -> tuple[str, tuple[Loss, ...]]:
    """The text with LF line ends, without a byte order mark, NUL and lone surrogates; what was replaced is counted."""
    losses = []
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.lstrip("\ufeff") if text.startswith("\ufeff") else text
    if nuls := text.count("\0"):
        text = text.replace("\0", "\ufffd")
        losses.append(Loss("NUL character", "carried otherwise: as U+FFFD", nuls))
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        # pairs that were written as two characters are joined first
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        text, lone = _SURROGATES.subn("\ufffd", text)
        if lone:
            losses.append(Loss("half of a character pair", "carried otherwise: as U+FFFD", lone))
    return text, tuple(losses)


def looks_binary(data: bytes) -> bool:
    """Whether the bytes hold more control characters than any text does."""
    sample = data[:SAMPLE]
    controls = (
        len(sample)
        - len(sample.translate(None, bytes(range(32))))
        - (len(sample) - len(sample.translate(None, _TEXT_CONTROLS)))
    )
    return controls > max(3, len(sample) // 100)


def _mostly_controls(text: str) -> bool:
    sample = text[:SAMPLE]
    return len(_CONTROLS.findall(sample)) + sample.count("\ufffd") > max(8, len(sample) // 20)


def _decode_marked(data: bytes) -> tuple[str, str, int] | None:
    for mark, encoding in _MARKS:
        if not data.startswith(mark):
            continue
        body = data[len(mark) :]
        if encoding == "utf-32-le" and len(data) % 4 and _decode_wide(data[2:], "utf-16-le") is not None:
            continue  # UTF-16 whose first character is NUL
        if encoding == "utf-8":
            found = _decode_utf8(body) or _decode_utf8_with_slips(body)
            if found is not None or not body:
                return found or ("", encoding, 0)
            return None  # the mark stands before something else
        width = 4 if "32" in encoding else 2
        rest = len(body) % width
        try:
            text = body[: len(body) - rest].decode(encoding, "surrogatepass")
            return (text, encoding, 1 if rest else 0) if _odd(text) * 10 <= min(len(text), _LOOKED_AT) else None
        except UnicodeDecodeError:
            text = body.decode(encoding, "replace")
            bad = text.count("\ufffd")
            return (text, encoding, bad) if bad * 20 < len(text) else None
    return None


def _decode_escaped(data: bytes) -> tuple[str, str, int] | None:
    """Japanese in seven bits, whose escape sequences no other text has."""
    if b"\x1b$B" not in data[:SAMPLE] and b"\x1b$@" not in data[:SAMPLE]:
        return None
    try:
        return data.decode("iso2022_jp"), "iso2022_jp", 0
    except UnicodeDecodeError:
        return None


def _decode_utf8(data: bytes) -> tuple[str, str, int] | None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    sample = text[:SAMPLE]
    if "\0" in sample and (sample.count("\0") * 10 > len(sample) or _mostly_controls(sample)):
        return None  # ASCII, Cyrillic, Greek ... in UTF-16 are valid UTF-8 too
    return text, "utf-8", 0


def _decode_utf8_with_slips(data: bytes) -> tuple[str, str, int] | None:
    """UTF-8 cut in the middle of a character, or with a few bytes of something else in it."""
    try:
        return data.decode("utf-8", "surrogatepass"), "utf-8", 0
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(text) - len(text.encode("ascii", "ignore")) - bad
    return (text, "utf-8", bad) if bad * 10 <= good else None


def _decode_unmarked_wide(data: bytes) -> tuple[str, str, int] | None:
    """UTF-16 or UTF-32 without a mark: its NULs stand at one place of each unit alone."""
    sample = data[: SAMPLE - SAMPLE % 4]
    if b"\0" not in sample:
        return None
    at = [sample[place::4].count(0) for place in range(4)]
    units = max(1, len(sample) // 4)
    if len(data) % 4 == 0 and at[2] >= 0.95 * units and at[3] >= 0.95 * units and at[0] < 0.1 * units:
        return _decode_wide(data, "utf-32-le")
    if len(data) % 4 == 0 and at[0] >= 0.95 * units and at[1] >= 0.95 * units and at[3] < 0.1 * units:
        return _decode_wide(data, "utf-32-be")
    even, odd = at[0] + at[2], at[1] + at[3]
    if odd > 4 * even:
        return _decode_wide(data, "utf-16-le")
    if even > 4 * odd:
        return _decode_wide(data, "utf-16-be")
    return None


def _decode_wide(data: bytes, encoding: str) -> tuple[str, str, int] | None:
    width = 4 if "32" in encoding else 2
    rest = len(data) % width
    try:
        text = data[: len(data) - rest].decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        return None
    return (text, encoding, 1 if rest else 0) if _odd(text) * 50 <= min(len(text), _LOOKED_AT) else None


def _odd(text: str) -> int:
    """How many characters at the beginning are neither seen nor white space: unassigned, private, halves of pairs."""
    return sum(1 for character in text[:_LOOKED_AT] if not (character.isprintable() or character.isspace()))


def _decode_by_statistics(data: bytes) -> tuple[str, str, int]:
    sample = _sample(data)
    encoding = _guess(sample)
    for attempt in (encoding, *_fallbacks(encoding)):
        try:
            return data.decode(attempt), attempt, 0
        except UnicodeDecodeError:
            continue
    text = data.decode(encoding, "replace")
    bad = text.count("\ufffd")
    if bad * 20 > len(text):
        return data.decode("latin-1"), "latin-1", 0
    return text, encoding, bad


def _fallbacks(encoding: str) -> tuple[str, ...]:
    return ("gb18030",) if encoding in ("big5hkscs",) else ("latin-1",) if encoding in _LATIN_PAGES else ()


def _sample(data: bytes) -> bytes:
    if len(data) <= SAMPLE:
        return data
    end = max(data.rfind(b"\n", 0, SAMPLE), data.rfind(b" ", 0, SAMPLE))  # never inside a character
    return data[: end if end > SAMPLE // 2 else SAMPLE]


def _guess(sample: bytes) -> str:
    if _letters_stand_alone(sample):
        return _latin_page(sample)
    if (encoding := _by_shape(sample)) is not None:
        return encoding
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_CANDIDATES).best()
    if best is None or best.encoding in _LATIN_PAGES or best.encoding == "ascii":
        return _latin_page(sample)
    return str(best.encoding)


def _by_shape(sample: bytes) -> str | None:
    """The encoding of a few words in Chinese, Japanese, Korean or Cyrillic, too few for statistics.

    Common Chinese characters of GB 2312 begin with B0 to D7, Korean syllables of KS X 1001 with B0 to C8, kana
    of EUC-JP with A4 and A5, most of Shift JIS with 81 to 9F.
    """
    if sum(map(len, re.findall(rb"[\x80-\xff]+", sample))) > 200:
        return None
    for page in ("cp1251", "koi8_r"):
        if _is_cyrillic(sample.decode(page, "replace")):
            return page
    pairs = _PAIRS.findall(sample)
    if len(pairs) < 2 or any(len(pair) == 1 for pair in pairs):
        return None
    leads = [pair[0] for pair in pairs if not 0xA1 <= pair[0] <= 0xA3]
    double = all(pair[1] >= 0xA1 for pair in pairs)
    if not leads:
        return None
    if sum(1 for lead in leads if lead <= 0x9F) * 2 > len(leads):
        return _if_it_fits(sample, "cp932")
    if double and sum(1 for lead in leads if lead in (0xA4, 0xA5)) * 4 >= len(leads):
        return _if_it_fits(sample, "euc_jp" if len(set(leads)) > 1 or leads[0] == 0xA5 else "big5hkscs")
    if double and all(0xB0 <= lead <= 0xC8 for lead in leads) and len(leads) >= 3:
        return _if_it_fits(sample, "cp949")
    if double and sum(1 for lead in leads if 0xB0 <= lead <= 0xD7) * 20 >= len(leads) * 17:
        return _if_it_fits(sample, "gb18030")
    return None


def _is_cyrillic(text: str) -> bool:
    """Whether all letters beyond ASCII are in plausible words: capitals at the beginning, the usual vowels."""
    beyond = [character for character in text if character > "\x7f" and character not in _TYPOGRAPHY]
    words = [word for word in re.findall(r"[^\W\d_]+", text) if not word.isascii()]
    usual = all(_CYRILLIC_WORD.fullmatch(word) for word in words)
    if not usual or len(beyond) < 4 or sum(map(len, words)) < len(beyond):
        return False
    vowels = sum(1 for character in beyond if character in "оеаиОЕАИ")
    small = sum(1 for character in beyond if character.islower())
    return vowels * 100 >= 28 * len(beyond) and small * 2 > len(beyond)


def _if_it_fits(sample: bytes, encoding: str) -> str | None:
    try:
        sample.decode(encoding)
    except UnicodeDecodeError:
        return None
    return encoding


def _letters_stand_alone(sample: bytes) -> bool:
    """Whether bytes beyond ASCII are rare and mostly single, as in the Latin script alone."""
    runs = re.findall(rb"[\x80-\xff]+", sample)
    single, short = sum(1 for run in runs if len(run) == 1), sum(1 for run in runs if len(run) <= 2)
    letters = len(re.findall(rb"[A-Za-z]", sample))
    high = sum(map(len, runs))
    escapes = sample.count(b"\x1b$") + sample.count(b"\x1b(")
    return not escapes and short >= 0.9 * len(runs) and single >= 0.4 * len(runs) and high * 3 <= letters


def _latin_page(sample: bytes) -> str:
    best, most = "cp1252", -1.0
    for page, alphabets in _ALPHABETS:
        try:
            text = sample.decode(page)
        except UnicodeDecodeError:
            continue
        beyond = [character for character in text if character > "\x7f" and character not in _TYPOGRAPHY]
        total = len(beyond) + len(_SIGNS_IN_WORDS.findall(text))
        lowered = "".join(beyond).lower() if page != "cp1254" else "".join(c if c == "İ" else c.lower() for c in beyond)
        fits = max(sum(map(lowered.count, alphabet)) for alphabet in alphabets) / total if total else 1.0
        if fits > most:
            best, most = page, fits
    return best


def _codec_name(declared: str) -> str | None:
    name = declared.strip().lower()
    name = _DECLARED.get(name, name)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    is_text = getattr(info, "_is_text_encoding", True)  # not base64, rot13 and the like
    if not is_text or info.name in ("utf-7", "unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined"):
        return None
    return info.name


def _shown(encoding: str) -> str:
    known = {"cp1252": "windows-1252", "cp1250": "windows-1250", "cp1251": "windows-1251", "latin-1": "iso-8859-1"}
    return known.get(encoding, encoding).replace("_", "-")
