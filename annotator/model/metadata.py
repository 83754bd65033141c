"""What the metadata of a document may hold: dates as ISO 8601, addresses that are addresses, languages as BCP 47."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

from annotator.model.dates import iso_date
from annotator.model.errors import CannotDo

DATES = frozenset({"date", "accessed"})
LONGEST = 20_000  # code points of a value
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_HOST = re.compile(r"(?:[^\s./@:]+\.)+[^\s./@:\d]{2,}(?::\d+)?")
_TWO_WAYS = re.compile(r"\d{1,2}[/-]\d{1,2}[/-]\d{4}")
_KEY = re.compile(r"[\w][\w .&/()-]{0,99}")


def tidy(key: str, value: str) -> str:
    """The value as it is kept under that key; empty where it is empty. Raises CannotDo where it makes no sense."""
    value = " ".join(value.split())
    if not value:
        return ""
    if len(value) > LONGEST:
        raise CannotDo(f"That is too long for {key}: at most {LONGEST:,} characters. A memo may be longer.")
    if key in DATES:
        return _date(value)
    if key == "url":
        return _address(value)
    return _language(value) if key == "language" else value


def tidy_key(key: str) -> str:
    """The name of a column of one's own. Raises CannotDo for what could not be typed or read."""
    key = " ".join(key.split())
    if not _KEY.fullmatch(key):
        raise CannotDo(f"“{key}” cannot name a column: begin with a letter, then letters, digits and blanks.")
    return key


def _date(value: str) -> str:
    if re.match(r"\d{4}-\d\d-\d\dT", value):
        try:
            datetime.fromisoformat(value)
        except ValueError:
            pass
        else:
            return value
    found = iso_date(value)
    if found:
        return found
    if _TWO_WAYS.fullmatch(value):
        raise CannotDo(f"“{value}” can be two days. Write the month by its name, or 2018-04-03, or 3.4.2018.")
    raise CannotDo(f"“{value}” is no date. Write 2018-04-03, 3.4.2018, April 2018 or 2018.")


def _address(value: str) -> str:
    if value.startswith("www."):
        value = "https://" + value
    parts = urlsplit(value)
    local = parts.scheme == "file" and parts.path
    web = parts.scheme in ("http", "https", "ftp") and (_HOST.fullmatch(parts.netloc) or parts.netloc == "localhost")
    other = parts.scheme in ("doi", "urn", "hdl", "info") and parts.path
    if " " in value or not (local or web or other):
        raise CannotDo(f"“{value}” is no address. It begins with https:// or doi:, as in https://example.org/page.")
    return value


def _language(value: str) -> str:
    if not _LANGUAGE.fullmatch(value):
        raise CannotDo(f"“{value}” is no language tag. Write en or zh, with a country de-AT, with a script zh-Hans.")
    first, *rest = value.replace("_", "-").split("-")
    shaped = [part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part.lower() for part in rest]
    return "-".join([first.lower(), *shaped])
