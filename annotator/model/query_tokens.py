"""A query line cut into its pieces: brackets, operators, words in quotation marks or not, keys with their values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from annotator.model.query import QueryFault

_OPENING, _CLOSING = '"“„', '"”“'
_STOPS = frozenset(' \t\n\r\f\v\u00a0()"“”„')
_KEY = re.compile(r"[^\W\d][\w.-]*")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the line, [at, end). `sign`: "(", ")", "-", "and", "or", "not", "/" or "" for a word."""

    sign: str
    at: int
    end: int
    key: str = ""  # as it was written
    exactly: bool = False  # "=" stood after the key
    value: str = ""
    quoted: bool = False
    more: str = ""  # what follows a quoted value: the number of words


def tokens(text: str) -> Iterator[Token]:
    at, length = 0, len(text)
    while at < length:
        char = text[at]
        if char.isspace():
            at += 1
        elif char in "()":
            yield Token(char, at, at + 1)
            at += 1
        elif char == "-":
            if at + 1 >= length or text[at + 1].isspace() or text[at + 1] == ")":
                raise QueryFault("“-” stands right before what is not wanted, as in -code:Pledge.", at, at + 1)
            yield Token("-", at, at + 1)
            at += 1
        elif char == "/":
            token = _expression(text, at)
            yield token
            at = token.end
        else:
            token = _word(text, at)
            yield token
            at = token.end


def _expression(text: str, at: int) -> Token:
    end = at + 1
    while end < len(text) and text[end] != "/":
        end += 2 if text[end] == "\\" else 1
    if end >= len(text):
        raise QueryFault("The regular expression has no “/” at its end.", at, len(text))
    if end == at + 1:
        raise QueryFault("Between the two “/” stands no regular expression.", at, end + 1)
    return Token("/", at, end + 1, value=text[at + 1 : end])


def _word(text: str, at: int) -> Token:
    if text[at] in _OPENING:
        value, end = _quoted(text, at)
        return Token("", at, end, value=value, quoted=True)
    key = _KEY.match(text, at)
    if key is not None and key.end() < len(text) and text[key.end()] in ":=":
        return _keyed(text, at, key.group(), key.end())
    end = _stop(text, at)
    if end == at:  # a closing quotation mark alone
        raise QueryFault("A quotation mark closes here that was not opened.", at, at + 1)
    value = text[at:end]
    sign = value.lower() if value.lower() in ("and", "or", "not") else ""
    return Token(sign, at, end, value=value)


def _keyed(text: str, at: int, key: str, colon: int) -> Token:
    start = colon + 1
    if key.lower() == "field":
        return _field(text, at, key, start)
    exactly = text[colon] == "="
    if start < len(text) and text[start] in _OPENING:
        value, end = _quoted(text, start)
        rest = _stop(text, end)
        return Token("", at, rest, key, exactly, value, quoted=True, more=text[end:rest])
    end = _stop(text, start)
    return Token("", at, end, key, exactly, text[start:end])


def _field(text: str, at: int, key: str, start: int) -> Token:
    """field:NAME or field:NAME=VALUE; becomes a token whose key is "field.NAME"."""
    name = _KEY.match(text, start)
    if name is None:
        raise QueryFault("After “field:” stands the id of a field, as in field:voice=company.", at, _stop(text, start))
    after = name.end()
    if after >= len(text) or text[after] != "=":
        end = _stop(text, after)
        if end != after:
            raise QueryFault("A field is written as field:voice=company or field:voice.", at, end)
        return Token("", at, after, f"{key}.{name.group()}", exactly=False)
    if after + 1 < len(text) and text[after + 1] in _OPENING:
        value, end = _quoted(text, after + 1)
        return Token("", at, end, f"{key}.{name.group()}", True, value, quoted=True)
    end = _stop(text, after + 1)
    return Token("", at, end, f"{key}.{name.group()}", True, text[after + 1 : end])


def _stop(text: str, at: int) -> int:
    while at < len(text) and text[at] not in _STOPS and not text[at].isspace():
        at += 1
    return at


def _quoted(text: str, at: int) -> tuple[str, int]:
    """The text in quotation marks that open at `at`, and where it ends."""
    closing = '"' if text[at] == '"' else _CLOSING
    found: list[str] = []
    end = at + 1
    while end < len(text):
        if text[end] == "\\" and end + 1 < len(text) and text[end + 1] in _OPENING + _CLOSING + "\\":
            found.append(text[end + 1])
            end += 2
        elif text[end] in closing:
            return "".join(found), end + 1
        else:
            found.append(text[end])
            end += 1
    raise QueryFault("The quotation mark that opens here is not closed.", at, len(text))
