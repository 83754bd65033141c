"""An article of any other bundle: a headline, then labelled lines or a date, then the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from annotator.formats.bundles.found import Found, read_labels
from annotator.formats.bundles.lines import Line, filled, labelled
from annotator.model.dates import is_date_line

_HEAD = 12  # lines with something in them in which the head is looked for


def read(lines: Sequence[Line], keys: Mapping[str, str]) -> Found:
    """What an article's lines say."""
    found = Found()
    places = filled(lines)
    if not places:
        return found
    found.first, found.last = places[0], places[-1]
    head = places[:_HEAD]
    label = next((at for at, place in enumerate(head) if labelled(lines[place], keys)), None)
    at = 0
    if label != 0:
        found.title, at = lines[places[0]].text, 1
    date = next((k for k, place in enumerate(head) if is_date_line(lines[place].text)), None)
    if label is not None:
        at, _ = read_labels(lines, places, label, keys, found)
    if date is not None and "date" not in found.metadata:
        found.keep_date(lines[places[date]].text)
        at = max(at, date + 1)
        if date == 2 and label is None and len(lines[places[1]].text) <= 80:
            found.keep("outlet", lines[places[1]].text)
    if not found.title:
        found.title = lines[places[min(at, len(places) - 1)]].text
    found.body = places[at] if at < len(places) else found.last + 1
    if at >= len(places):
        found.doubts.append("no text found behind its head")
    return found
