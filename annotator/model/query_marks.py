"""How a coding bears that it was made by auto-coding: in what it was imported from, so that it travels and exports.

"auto: QUERY" until somebody confirms it, "auto: QUERY (confirmed)" from then on.
"""

from __future__ import annotations

_AUTO, _CONFIRMED = "auto: ", " (confirmed)"


def automatic(source: str) -> str:
    """The mark of codings that were made from the hits of a search."""
    return f"{_AUTO}{' '.join(source.split()) or '?'}"


def is_automatic(imported_from: str | None) -> bool:
    """Made by auto-coding, and not confirmed since."""
    return imported_from is not None and imported_from.startswith(_AUTO) and not imported_from.endswith(_CONFIRMED)


def confirmed(imported_from: str) -> str:
    """The mark once somebody has looked and agreed."""
    return imported_from + _CONFIRMED
