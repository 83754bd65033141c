"""Reading a query line: words, keys and brackets become the values of `annotator.model.query`."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from annotator.model.codings import Stance
from annotator.model.query import (
    NEAR,
    And,
    Automatic,
    Beside,
    CaseIs,
    Coded,
    CodeIs,
    CoderIs,
    Dated,
    DocumentHas,
    Everything,
    How,
    MemoHas,
    Not,
    Or,
    Query,
    QueryFault,
    QuoteHas,
    QuoteMatches,
    StanceIs,
    ValueIs,
    ValueThere,
    Where,
)
from annotator.model.query_tokens import Token, tokens

LONGEST = 4_000  # code points of a line
_DEEPEST = 60  # brackets and negations inside one another
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_NONE = "none"
_SAID = {"yes": True, "no": False}
_MOST_WORDS = 1_000_000


_Part = tuple[int, int, Query]  # its range [at, end) of the line, and what it asks


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was read; `parts` are those that “and” joins at its top."""

    query: Query
    parts: tuple[_Part, ...]
    open_or: bool = False  # an “or” stands at its top, outside brackets


def parsed(text: str) -> Line:
    """What a line asks. Raises QueryFault."""
    if len(text) > LONGEST:
        raise QueryFault(f"The query is too long; at most {LONGEST:,} characters.", LONGEST, len(text))
    return _Parser(text).line()


# Grammar ------------------------------------------------------------------------------------------------------------


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(tokens(text))
        self._next = 0
        self._depth = 0

    def line(self) -> Line:
        if not self._tokens:
            return Line(Everything(), ())
        alternatives = self._alternatives()
        if self._next < len(self._tokens):
            wrong = self._tokens[self._next]
            raise QueryFault("This bracket closes none that is open.", wrong.at, wrong.end)
        if len(alternatives) > 1:
            query = Or(tuple(_joined(parts) for parts in alternatives))
            return Line(query, ((alternatives[0][0][0], alternatives[-1][-1][1], query),), open_or=True)
        return Line(_joined(alternatives[0]), tuple(alternatives[0]))

    def _alternatives(self) -> list[list[_Part]]:
        found = [self._conjunction()]
        while self._sign() == "or":
            self._next += 1
            found.append(self._conjunction())
        return found

    def _conjunction(self) -> list[_Part]:
        found = [self._factor()]
        while (sign := self._sign()) not in (None, "or", ")"):
            if sign == "and":
                self._next += 1
            found.append(self._factor())
        return found

    def _factor(self) -> _Part:
        token = self._take()
        if token.sign in ("-", "not"):
            self._deepen(token)
            _, end, part = self._factor()
            self._depth -= 1
            return token.at, end, Not(part)
        if token.sign == "(":
            self._deepen(token)
            if self._sign() == ")":
                raise QueryFault("There is nothing between these brackets.", token.at, self._tokens[self._next].end)
            alternatives = self._alternatives()
            if self._sign() != ")":
                raise QueryFault("The bracket that opens here is not closed.", token.at, token.at + 1)
            end = self._take().end
            self._depth -= 1
            parts = [_joined(parts) for parts in alternatives]
            return token.at, end, parts[0] if len(parts) == 1 else Or(tuple(parts))
        if token.sign in (")", "and", "or"):
            raise QueryFault(f"Something is missing before “{self._text[token.at : token.end]}”.", token.at, token.end)
        return token.at, token.end, _leaf(token)

    def _deepen(self, token: Token) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise QueryFault("Too many brackets stand inside one another.", token.at, token.end)

    def _sign(self) -> str | None:
        return self._tokens[self._next].sign if self._next < len(self._tokens) else None

    def _take(self) -> Token:
        if self._next >= len(self._tokens):
            last = self._tokens[-1]
            said = self._text[last.at : last.end]
            raise QueryFault(f"Something is missing after “{said}”.", last.at, last.end)
        self._next += 1
        return self._tokens[self._next - 1]


def _joined(parts: list[_Part]) -> Query:
    return parts[0][2] if len(parts) == 1 else And(tuple(part for _, _, part in parts))


# Terms --------------------------------------------------------------------------------------------------------------


def _leaf(token: Token) -> Query:
    at, end = token.at, token.end
    if token.sign == "/":
        return QuoteMatches(_sound_pattern(token), at=at, end=end)
    if not token.key:
        return QuoteHas(_words(token), at=at, end=end)
    key = token.key.lower()
    if key.startswith("field."):
        name = token.key[len("field.") :]
        if not token.exactly:
            return ValueThere(name, True, Where.FIELD, at=at, end=end)
        return _value(token, name, Where.FIELD)
    if token.exactly and key != "code":
        said = f"write {token.key}:{token.value}, or the whole in quotation marks to find the words"
        raise QueryFault(f"“=” stands after code and in field:voice=company alone; {said}.", at, end)
    if token.more and key != "near":
        raise QueryFault("A blank is missing after the quotation mark.", at, end)
    if key in _READERS:
        if not token.value.strip():
            raise QueryFault(f"After “{token.key}:” something is missing.", at, end)
        return _READERS[key](token)
    if key.startswith("meta.") and len(key) > len("meta."):
        return _value(token, key[len("meta.") :], Where.META)
    return _value(token, token.key, Where.EITHER)


def _words(token: Token) -> str:
    if not token.value.strip():
        raise QueryFault("Between these quotation marks stands nothing.", token.at, token.end)
    return token.value


def _value(token: Token, name: str, where: Where) -> Query:
    if not token.value.strip():
        raise QueryFault(f"After “{name}” a value is missing, or “none”.", token.at, token.end)
    if _is_none(token):
        return ValueThere(name, False, where, at=token.at, end=token.end)
    return ValueIs(name, token.value, where, at=token.at, end=token.end)


def _is_none(token: Token) -> bool:
    return not token.quoted and token.value.lower() == _NONE


def _stance(token: Token) -> Query:
    wanted = token.value.strip().lower()
    found = next((stance for stance in Stance if wanted in (stance.value, stance.value.rstrip("s"))), None)
    if found is None:
        raise QueryFault("A stance is supports or contradicts.", token.at, token.end)
    return StanceIs(found, at=token.at, end=token.end)


def _automatic(token: Token) -> Query:
    if token.value.lower() not in _SAID:
        raise QueryFault("It is auto:yes or auto:no.", token.at, token.end)
    return Automatic(_SAID[token.value.lower()], at=token.at, end=token.end)


def _near(token: Token) -> Query:
    name, slash, count = (token.value, token.more[:1], token.more[1:]) if token.quoted else token.value.rpartition("/")
    if not slash:
        name, count = token.value, str(NEAR)
    if slash not in ("", "/") or not (count.isascii() and count.isdigit()) or not name.strip():
        raise QueryFault("Nearness is written as near:Code/20, with a number of words.", token.at, token.end)
    words = int(count[:9])
    return Beside(How.NEAR, name, min(words, _MOST_WORDS), at=token.at, end=token.end)


def _dated(token: Token) -> Query:
    if _is_none(token):
        return Dated(None, None, at=token.at, end=token.end)
    return Dated(*_bounds(token), at=token.at, end=token.end)


def _bounds(token: Token) -> tuple[str, str]:
    first, dots, last = token.value.strip().partition("..")
    if not dots:
        last = first
    for bound in (first, last):
        if bound and not is_date(bound):
            raise QueryFault(f"“{bound}” is no date; write 2018, 2018-04 or 2018-04-30.", token.at, token.end)
    if not first and not last:
        raise QueryFault("A span of dates needs a beginning or an end: 2018.. or ..2019.", token.at, token.end)
    short = min(len(first), len(last))
    if first[:short] > last[:short]:
        raise QueryFault("This span of dates ends before it begins.", token.at, token.end)
    return first, last


def is_date(text: str) -> bool:
    """Whether it is an ISO date, perhaps of a year or a month alone."""
    found = _ISO.fullmatch(text)
    if found is None or not text.isascii() or int(found[1]) < 1:
        return False
    if found[2] is not None and not 1 <= int(found[2]) <= 12:
        return False
    return found[3] is None or 1 <= int(found[3]) <= monthrange(int(found[1]), int(found[2]))[1]


def _sound_pattern(token: Token) -> str:
    from annotator.model.query_patterns import why_not  # late: few lines hold one

    why = why_not(token.value)
    if why:
        raise QueryFault(why, token.at, token.end)
    return token.value


_READERS: dict[str, Callable[[Token], Query]] = {
    "code": lambda t: CodeIs(t.value, not t.exactly, at=t.at, end=t.end),
    "case": lambda t: CaseIs(None if _is_none(t) else t.value, at=t.at, end=t.end),
    "coder": lambda t: CoderIs(t.value, at=t.at, end=t.end),
    "document": lambda t: DocumentHas(t.value, at=t.at, end=t.end),
    "stance": _stance,
    "date": _dated,
    "coded": lambda t: Coded(*_bounds(t), at=t.at, end=t.end),
    "text": lambda t: QuoteHas(t.value, at=t.at, end=t.end),
    "memo": lambda t: MemoHas(None if _is_none(t) else t.value, at=t.at, end=t.end),
    "auto": _automatic,
    "within": lambda t: Beside(How.WITHIN, t.value, at=t.at, end=t.end),
    "overlaps": lambda t: Beside(How.OVERLAPS, t.value, at=t.at, end=t.end),
    "near": _near,
    "same": lambda t: Beside(How.SAME, t.value, at=t.at, end=t.end),
}
KEYS = tuple(_READERS)


def nearest(wanted: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Which of the known are written most like the wanted, or have a word that is; case ignored."""
    by_folded: dict[str, str] = {}
    for name in known:
        by_folded.setdefault(name.casefold(), name)
    for name in list(by_folded.values()):
        for word in name.casefold().split():
            by_folded.setdefault(word, name)
    close = get_close_matches(wanted.casefold(), by_folded, n=2 * most, cutoff=0.6)
    holding = [folded for folded in by_folded if len(wanted) > 1 and wanted.casefold() in folded]
    return list(dict.fromkeys(by_folded[folded] for folded in [*close, *holding]))[:most]
