"""What can be added to the query: names and values with how many of the codings shown have them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from annotator.model.codings import Stance
from annotator.model.query_terms import quoted
from annotator.operations import codebook
from annotator.operations.reviewing import Facets
from annotator.ui.open_project import OpenProject
from annotator.ui.reader.palette import look_of
from annotator.ui.review.choices import Choice, Typed
from annotator.ui.words import number, tr

if TYPE_CHECKING:
    from annotator.ui.reviewing import Reviewing

_COUNTED = ("code", "case", "coder", "document", "stance")
_OF_CODES = ("code", "within", "overlaps", "near", "same")


def kinds() -> list[tuple[str, str]]:
    """Keys of terms and what their buttons are called."""
    return [
        ("code", tr("Code")),
        ("case", tr("Case")),
        ("coder", tr("Coder")),
        ("document", tr("Document")),
        ("stance", tr("Stance")),
        ("field", tr("Field")),
        ("date", tr("Date")),
        ("text", tr("Text")),
        ("more", tr("More")),
    ]


def names_of(opened: OpenProject, key: str) -> Sequence[str]:
    """What may stand after a key of the query line, for completion."""
    if key in _OF_CODES:
        return _code_names(opened)
    if key == "case":
        return [*(one.name for one in opened.cases), "none"]
    if key == "coder":
        return [one.name for one in opened.coders.values()]
    if key == "document":
        return [one.title for one in opened.documents]
    if key == "stance":
        return [stance.value for stance in Stance]
    if key == "auto":
        return ["yes", "no"]
    asked = next((one.field for one in codebook.asked_fields(opened.project) if one.field.id.lower() == key), None)
    if asked is not None:
        return [*asked.options, "none"]
    held = {value for one in opened.documents for name, value in one.metadata.items() if name.lower() == key and value}
    return sorted(held)


def _code_names(opened: OpenProject) -> list[str]:
    """The names of all codes; of those that share one the paths."""
    bear = Counter(one.name.casefold() for one in opened.codes)
    return [one.path_text if bear[one.name.casefold()] > 1 else one.name for one in opened.codes]


def open_menu(reviewing: Reviewing, key: str, at: QPushButton) -> None:
    """Opens the list of what can be added of one kind; what is chosen becomes a term."""
    if key in _COUNTED:
        reviewing.with_facets(lambda counts: _open(reviewing, key, at, _counted(reviewing.opened, key, counts)))
    elif key == "field":
        _open(reviewing, key, at, _fields(reviewing.opened))
    elif key == "more":
        _open(reviewing, key, at, _more())
    else:
        _open(reviewing, key, at, _dates(reviewing.opened) if key == "date" else [])


def _open(reviewing: Reviewing, key: str, at: QPushButton, choices: Sequence[Choice]) -> None:
    place = reviewing.place
    free, hint = _FREE[key]() if key in _FREE else ("", "")

    def take(value: object) -> None:
        if isinstance(value, Typed):
            reviewing.terms.add(f"{key}:{value.text if key == 'date' else quoted(value.text)}")
        else:
            reviewing.terms.add(str(value))

    title = dict(kinds())[key]
    place.popup.open_at(place.area_of(at), title, choices, take, free=free, placeholder=hint)


_FREE: Mapping[str, Callable[[], tuple[str, str]]] = {
    "text": lambda: (tr("Passages that say “{text}”"), tr("words of the passages, then Enter")),
    "date": lambda: (tr("Documents from {text}"), tr("2018, 2018-04, 2017..2019")),
    "document": lambda: (tr("Titles that hold “{text}”"), ""),
}


def _counted(opened: OpenProject, key: str, counts: Facets) -> list[Choice]:
    if key == "code":
        return _codes(opened, counts)
    if key == "case":
        found = [(f"case:{quoted(one.name)}", one.name, counts.cases.get(one.id, 0)) for one in opened.cases]
        found.append(("case:none", tr("No case"), counts.cases.get(None, 0)))
    elif key == "coder":
        found = [
            (f"coder:{quoted(one.name)}", one.name, counts.coders.get(one.id, 0)) for one in opened.coders.values()
        ]
    elif key == "document":
        found = [
            (f"document:{quoted(one.title)}", one.title, counts.documents.get(one.id, 0)) for one in opened.documents
        ]
    else:
        words = {Stance.SUPPORTS: tr("supports"), Stance.CONTRADICTS: tr("contradicts")}
        found = [(f"stance:{one.value}", words[one], counts.stances.get(one, 0)) for one in Stance]
    found.sort(key=lambda one: -one[2])
    return [Choice(term, name, number(count)) for term, name, count in found if count]


def _codes(opened: OpenProject, counts: Facets) -> list[Choice]:
    """In the order of the codebook, each with what is below it, as the term means."""
    whole = dict(counts.codes)
    for one in reversed(opened.codes):  # children before their parents
        if one.parent is not None:
            whole[one.parent] = whole.get(one.parent, 0) + whole.get(one.id, 0)
    names = dict(zip((one.id for one in opened.codes), _code_names(opened), strict=True))
    return [
        Choice(
            f"code:{quoted(names[one.id])}", " › ".join(one.path), number(whole[one.id]), look_of(one.colour, at)
        )
        for at, one in enumerate(opened.codes)
        if whole.get(one.id)
    ]


def _fields(opened: OpenProject) -> list[Choice]:
    found: dict[str, Choice] = {}
    for one in codebook.asked_fields(opened.project):
        this, name = one.field.id, one.field.name
        found[f"field:{this}"] = Choice(f"field:{this}", tr("{field}: any", field=name))
        found[f"{this}:none"] = Choice(f"{this}:none", tr("{field}: none", field=name))
        for option in one.field.options:
            term = f"field:{this}={quoted(option)}"
            found[term] = Choice(term, f"{name}: {option}")
    return list(found.values())


def _dates(opened: OpenProject) -> list[Choice]:
    years: dict[str, int] = {}
    counts = opened.document_counts
    for one in opened.documents:
        year = one.metadata.get("date", "")[:4]
        if len(year) == 4 and year.isdigit():
            years[year] = years.get(year, 0) + counts.get(one.id, 0)
    found = [Choice(f"date:{year}", year, number(count)) for year, count in sorted(years.items(), reverse=True)]
    return [*found, Choice("date:none", tr("No date"))]


def _more() -> list[Choice]:
    return [
        Choice("auto:yes", tr("Coded automatically, not confirmed")),
        Choice("auto:no", tr("Not coded automatically, or confirmed")),
        Choice("memo:none", tr("Without a memo")),
        Choice("-memo:none", tr("With a memo")),
        Choice("-case:none", tr("With a case")),
    ]
