"""Web pages saved as one file with their pictures (MHTML): the page in it, and what its envelope says."""

from __future__ import annotations

import contextlib
import re
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import parsedate_to_datetime

from annotator.formats.decoding import decode_declared
from annotator.formats.html import declared_charset, read_page
from annotator.model.documents import Loss, Reading
from annotator.model.errors import CannotRead

MEDIA_TYPE = "multipart/related"

NO_PAGE = "The file holds no web page. Save the page again, as .html or as .mhtml."

_FIRST_LINES = re.compile(
    rb"\s*(?:[A-Za-z][A-Za-z-]*: [^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){0,30}?(?:MIME-Version|Content-Type): ",
    re.IGNORECASE,
)


def is_mhtml(data: bytes) -> bool:
    """Whether a file begins like an e-mail message, as MHTML does."""
    return _FIRST_LINES.match(data[:8192]) is not None


def read(data: bytes, *, name: str) -> Reading:
    """The page in it, read as any web page. CannotRead if there is none."""
    message = message_from_bytes(data, policy=policy.default)
    pages = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    if not pages:
        raise CannotRead(NO_PAGE)
    page = _root(message, pages)
    payload = page.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip():
        raise CannotRead(NO_PAGE)
    charset = page.get_content_charset() or declared_charset(payload)
    losses = (Loss("embedded frame", "left out", len(pages) - 1),) if len(pages) > 1 else ()
    return read_page(
        decode_declared(payload, charset),
        name=name,
        media_type=MEDIA_TYPE,
        known=_known(message, page),
        losses=losses,
    )


def _root(message: Message, pages: list[EmailMessage] | list[Message]) -> Message:
    """The part that the envelope names as the page itself, else the first page."""
    start = message.get_param("start")
    for page in pages:
        if isinstance(start, str) and page.get("Content-ID", "").strip() == start.strip():
            return page
    return pages[0]


def _known(message: Message, page: Message) -> dict[str, str]:
    known: dict[str, str] = {}
    address = str(message.get("Snapshot-Content-Location") or page.get("Content-Location") or "").strip()
    if address.startswith(("http://", "https://")):
        known["url"] = address
    with contextlib.suppress(ValueError, TypeError):  # no date, or none that is one
        known["accessed"] = parsedate_to_datetime(str(message.get("Date") or "")).isoformat()
    return known
