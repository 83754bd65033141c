"""Who acts."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.model.ids import CoderId


@dataclass(frozen=True, slots=True)
class Identity:
    """The person at the keyboard, as the settings know them; the id is who it is, the rest are labels."""

    id: CoderId
    name: str
    initials: str
    colour: str
