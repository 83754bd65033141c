"""Dates as newspapers write them, as ISO 8601 and as precise as they are; what is not sure is not guessed."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "at": "jänner feber",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
}
_SHORT = (
    "jan feb mar apr may jun jul aug sep oct nov dec", "jän febr mär apr mai juni juli aug sept okt nov dez",
    "janv févr mars avr mai juin juil août sept oct nov déc", "ene feb mar abr may jun jul ago sept oct nov dic",
)  # fmt: skip
_WEEKDAY_NAMES = (
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun "
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so "
    "lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miercoles jueves viernes sabado domingo "
    "lunedi martedi mercoledi giovedi venerdi sabato domenica "
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag "
    "segunda terca quarta quinta sexta feira"
)
_NAMES_BESIDE = "the of de del den der le il am on vom du"  # words that dates stand with
_PASSED_OVER = frozenset((*_WEEKDAY_NAMES.split(), *_NAMES_BESIDE.split()))
_LONGEST = 120  # code points of a line that can be a date
_FIRST, _LAST = 1600, 2199  # years

_WORD = re.compile(r"[^\W\d_]+")
_NUMBERS = re.compile(
    r"(?<![\d./-])(?:(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?:(?P=s)(?P<d>\d{1,2}))?"
    r"|(?P<one>\d{1,2})(?P<t>[./-])\s?(?P<two>\d{1,2})(?P=t)\s?(?P<year>\d{4}))(?![\d./-]*\d)"
)
_EAST = re.compile(r"(\d{4})\s?年\s?(\d{1,2})\s?月(?:\s?(\d{1,2})\s?日)?")
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?"
_YEAR = r"(?P<year>\d{4})"
_TIME = re.compile(r"(?i)\b\d{1,2}(?::\d\d){1,2}(?::\d\d)?\s*(?:[ap]\.?m\.?)?(?:\s*(?:GMT|UTC|CET|CEST|BST|E[SD]T)\b)?")


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _month_names() -> dict[str, int]:
    found: dict[str, int] = {}
    for names in (*_MONTHS.values(), *_SHORT):
        for number, name in enumerate(names.split(), 1):
            found.setdefault(_plain(name), number)
    return found


_MONTH = _month_names()
_NAME = "(?P<month>" + "|".join(sorted(map(re.escape, _MONTH), key=len, reverse=True)) + r")\b\.?"
_DAY_FIRST = re.compile(rf"(?<!\d){_DAY}\s*(?:de\s+|of\s+|-)?{_NAME}(?:\s*,|\s+de[l]?\b|-)?\s*{_YEAR}(?!\d)")
_MONTH_FIRST = re.compile(rf"\b{_NAME}\s+{_DAY}\s*,?\s+{_YEAR}(?!\d)")
_MONTH_ALONE = re.compile(rf"\b{_NAME}(?:\s*,|\s+de[l]?\b)?\s+{_YEAR}(?!\d)")


def iso_date(text: str) -> str:
    """The one date that a text holds, as "2018-04-03", "2018-04" or "2018"; "" where there is none, or none is sure.

    "3/4/2018" is not sure: it is the third of April or the fourth of March. A year counts only by itself.
    """
    found = _found(text)
    return found[0] if found else ""


def is_date_line(text: str) -> bool:
    """Whether a line is a date and nothing but what stands beside dates: weekday, time, an edition."""
    found = _found(text)
    if found is None or len(found[0]) < 7:
        return False
    rest = _TIME.sub(" ", found[1]).casefold()
    words = [word for word in map(_plain, _WORD.findall(rest)) if word not in _PASSED_OVER]
    return len(words) <= 4 and len("".join(words)) <= 32 and not re.search(r"[.!?]\s|\d{2}", rest)


def _found(text: str) -> tuple[str, str] | None:
    """The date, and the text without it."""
    text = " ".join(text[: _LONGEST + 1].split())
    if not text or len(text) > _LONGEST:
        return None
    if re.fullmatch(r"\d{4}", text):
        return (text, "") if _FIRST <= int(text) <= _LAST else None
    numbers = _NUMBERS.search(text)
    if numbers:
        return _with_rest(_of_numbers(numbers), text, numbers)
    east = _EAST.search(text)
    if east:
        year, month, day = (int(part) if part else 0 for part in east.groups())
        return _with_rest(_iso(year, month, day), text, east)
    plain = _plain(text)
    for pattern in (_DAY_FIRST, _MONTH_FIRST, _MONTH_ALONE):
        named = pattern.search(plain)
        if named:
            parts = named.groupdict()
            day = int(parts.get("day") or 0)
            return _with_rest(_iso(int(parts["year"]), _MONTH[parts["month"]], day), plain, named)
    return None


def _with_rest(iso: str, text: str, match: re.Match[str]) -> tuple[str, str] | None:
    return (iso, f"{text[: match.start()]} {text[match.end() :]}") if iso else None


def _of_numbers(match: re.Match[str]) -> str:
    if match["y"]:
        return _iso(int(match["y"]), int(match["m"]), int(match["d"] or 0))
    one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
    if match["t"] == "." or one > 12 or one == two:  # with dots the day comes first everywhere
        return _iso(year, two, one)
    return _iso(year, one, two) if two > 12 else ""


def _iso(year: int, month: int, day: int) -> str:
    """As precise as the parts are; "" if there is no such day."""
    if not _FIRST <= year <= _LAST or not 1 <= month <= 12:
        return ""
    if not day:
        return f"{year:04}-{month:02}"
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
