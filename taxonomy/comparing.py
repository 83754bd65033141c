"""Compares two versions of a codebook by id: what differs, which codes it concerns, and what to look at again.

Comparing is the mirror of itself: with the two versions exchanged, added and removed, before and after change places
and nothing else does.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from taxonomy.codes import Codebook, Field, Rule
from taxonomy.faults import listing, short
from taxonomy.tree import Tree, tree_of


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    MOVED = "moved"
    REDEFINED = "redefined"
    FIELD_CHANGED = "field changed"
    BEARING_CHANGED = "bearing changed"
    DETAILS_CHANGED = "details changed"  # colour, key, examples, order, notes: nothing rests on them


class LookAgain(StrEnum):
    """What an import should send a coder back to."""

    NOTHING = "nothing"
    ALL_CODINGS = "all codings"            # of the codes concerned
    FIELD_VALUES = "codings by value"      # of the codes concerned: those that hold the option or value, or none
    RATINGS = "ratings"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs.

    `part` and `id` say what it is about: part is "code", "field", "case type", "attribute", "criterion", "level",
    "rule row", "rule", "document" or "codebook". The id of a field or attribute is only unique within `owner`, the
    code or case type that asks it ("" for fields asked of every coding). `aspect` is the key that differs, `before`
    and `after` its values; None is a part that is not there, or a key not set. `concerns` are the ids of the codes
    that it reaches, the code itself and those that inherit it. `related` are, for a code added or removed, the codes
    of the other version that its `replaces` names: what it was split or merged from.
    """

    change: Change
    part: str
    id: str
    old_name: str = ""
    new_name: str = ""
    aspect: str = ""
    before: Any = None
    after: Any = None
    owner: str = ""
    concerns: tuple[str, ...] = ()
    related: tuple[str, ...] = ()

    @property
    def look_again(self) -> LookAgain:
        match self.change, self.part:
            case (Change.REMOVED | Change.REDEFINED), "code":
                return LookAgain.ALL_CODINGS
            case (Change.FIELD_CHANGED, _) | (Change.REMOVED, "field"):
                return LookAgain.FIELD_VALUES
            case (Change.BEARING_CHANGED, _) | (Change.ADDED | Change.REMOVED, "criterion" | "level" | "rule row"):
                return LookAgain.RATINGS
        return LookAgain.NOTHING

    @property
    def name(self) -> str:
        return self.new_name or self.old_name

    def mirrored(self) -> Difference:
        """The same difference seen from the other version."""
        swapped = {Change.ADDED: Change.REMOVED, Change.REMOVED: Change.ADDED}
        return dataclasses.replace(
            self, change=swapped.get(self.change, self.change), old_name=self.new_name, new_name=self.old_name,
            before=self.after, after=self.before,
        )

    def __str__(self) -> str:
        what = f"{self.part} {listing([self.id])}" if self.id else f"the {self.part}"
        if self.owner:
            what += f" of {listing([self.owner])}"
        if self.change in (Change.ADDED, Change.REMOVED):
            other = "split or merged from" if self.change is Change.ADDED else "it replaced"
            return f"{what} {self.change}" + (f", {other} {listing(self.related)}" if self.related else "")
        return f"{what} {self.change}: {self.aspect} {_words(self.before)} → {_words(self.after)}"


def compare(old: Codebook, new: Codebook) -> tuple[Difference, ...]:
    """All differences, codes first, each kind of thing in the order of ids. Equal codebooks have none.

    Of two things with one id the first counts.
    """
    before, after = tree_of(old), tree_of(new)
    found = [
        *_codes(before, after),
        *_code_fields(before, after),
        *_parts("field", _by_id(old.fields), _by_id(new.fields), _FIELD),
        *_case_types(old, new),
        *_parts("criterion", _by_id(old.criteria), _by_id(new.criteria), _CRITERION),
        *_parts("level", _by_id(old.levels), _by_id(new.levels), _LEVEL),
        *_rule(old.rule, new.rule),
        *_parts("document", _by_id(old.documents), _by_id(new.documents), {}),
        *_head(old, new),
    ]
    return tuple(sorted(found, key=_place))


def with_ids_of(old: Codebook, new: Codebook) -> Codebook:
    """The new codebook with the ids of the old one for codes with the same path of names.

    For files of other programs, which have no ids of their own. Where two codes have one path, the first takes it.
    """
    before, after = tree_of(old), tree_of(new)
    known: dict[tuple[str, ...], str] = {}
    for code in before.codes.values():
        known.setdefault(_folded(before.path(code.id)), code.id)
    ids: dict[str, str] = {}
    for code in after.codes.values():
        found = known.pop(_folded(after.path(code.id)), None)
        if found is not None:
            ids[code.id] = found
    taken = set(ids.values())
    for code in after.codes.values():
        if code.id not in ids and code.id in taken:
            ids[code.id] = next(
                free for number in range(2, len(taken) + 3) if (free := f"{code.id}-{number}") not in taken | set(ids)
            )
            taken.add(ids[code.id])
    codes = tuple(
        dataclasses.replace(code, id=ids.get(code.id, code.id), parent=ids.get(code.parent or "", code.parent))
        for code in new.codes
    )
    return dataclasses.replace(new, codes=codes)


# Which difference each key makes; keys that are not named are details.
_NAME = {"name": Change.RENAMED}
_FIELD = _NAME | dict.fromkeys(
    ("type", "options", "required", "several", "minimum", "maximum", "whole", "pattern"), Change.FIELD_CHANGED
)
_CRITERION = _NAME | dict.fromkeys(
    ("case_type", "answers", "sources", "voices", "certainty", "oppose"), Change.BEARING_CHANGED
)
_LEVEL = _NAME | {"rank": Change.BEARING_CHANGED}
_ROW = {"when": Change.BEARING_CHANGED, "level": Change.BEARING_CHANGED}
_CODE = _NAME | {
    "parent": Change.MOVED,
    "definition": Change.REDEFINED, "include": Change.REDEFINED, "exclude": Change.REDEFINED,
    "reports": Change.BEARING_CHANGED,
}
_INHERITED = ("criterion", "counts")


def _codes(before: Tree, after: Tree) -> Iterator[Difference]:
    for code in before.codes.values():
        if code.id not in after.codes:
            yield Difference(Change.REMOVED, "code", code.id, code.name, before=code, concerns=(code.id,),
                             related=tuple(sorted(set(code.replaces) & set(after.codes))))
    for code in after.codes.values():
        other = before.codes.get(code.id)
        if other is None:
            yield Difference(Change.ADDED, "code", code.id, "", code.name, after=code, concerns=(code.id,),
                             related=tuple(sorted(set(code.replaces) & set(before.codes))))
            continue
        for aspect, old, new in _aspects(other, code, without=("fields", *_INHERITED)):
            yield Difference(_CODE.get(aspect, Change.DETAILS_CHANGED), "code", code.id, other.name, code.name, aspect,
                             old, new, concerns=(code.id,))
    yield from _bearings(before, after)


def _bearings(before: Tree, after: Tree) -> Iterator[Difference]:
    """Criterion and counts as they hold for each code, said once for the topmost code where they differ."""
    for aspect in _INHERITED:
        values = {
            code: (_effective(before, code, aspect), _effective(after, code, aspect)) for code in _common(before, after)
        }
        changed = {code: pair for code, pair in values.items() if pair[0] != pair[1]}
        for top, concerned in _gathered(changed, before, after).items():
            old, new = changed[top]
            yield _of_code(Change.BEARING_CHANGED, top, aspect, (old, new), before, after, concerned)
        for code in _common(before, after):
            old, new = getattr(before.codes[code], aspect), getattr(after.codes[code], aspect)
            if old != new and code not in changed:  # now said here, or no longer, with the same outcome
                yield _of_code(Change.DETAILS_CHANGED, code, aspect, (old, new), before, after, (code,))


def _of_code(
    change: Change, code: str, aspect: str, pair: tuple[Any, Any], before: Tree, after: Tree, concerns: tuple[str, ...]
) -> Difference:
    return Difference(change, "code", code, before.codes[code].name, after.codes[code].name, aspect, *pair,
                      concerns=concerns)


def _code_fields(before: Tree, after: Tree) -> Iterator[Difference]:
    """Fields as each code asks them, its own and inherited ones, said once for the topmost code where they differ."""
    common = _common(before, after)
    old = {code: _by_id(before.fields(code)) for code in common}
    new = {code: _by_id(after.fields(code)) for code in common}
    differing: dict[str, dict[str, tuple[Field | None, Field | None]]] = {}
    for code in common:
        for field in old[code] | new[code]:
            pair = (old[code].get(field), new[code].get(field))
            if pair[0] != pair[1]:
                differing.setdefault(field, {})[code] = pair
    for field, changed in differing.items():
        for top, concerned in _gathered(changed, before, after).items():
            for difference in _field_differences(field, *changed[top]):
                yield dataclasses.replace(difference, owner=top, concerns=concerned)
    for code in common:
        ways = [[field.id for field in tree.codes[code].fields] for tree in (before, after)]
        if ways[0] != ways[1] and old[code] == new[code]:
            orders = (tuple(ways[0]), tuple(ways[1]))
            yield _of_code(Change.DETAILS_CHANGED, code, "fields", orders, before, after, (code,))


def _field_differences(field: str, old: Field | None, new: Field | None) -> Iterator[Difference]:
    return _parts("field", {field: old} if old else {}, {field: new} if new else {}, _FIELD)


def _gathered(
    changed: Mapping[str, tuple[Any, Any]], before: Tree, after: Tree
) -> dict[str, tuple[str, ...]]:
    """The codes that changed, under the topmost one from which each has its change."""
    tops: dict[str, str] = {}
    found: dict[str, list[str]] = {}
    for code in (each.id for each in after.in_order() if each.id in changed):
        above = after.parents[code]
        if above is not None and above in tops and above == before.parents[code] and changed[above] == changed[code]:
            tops[code] = tops[above]
        else:
            tops[code] = code
        found.setdefault(tops[code], []).append(code)
    return {top: tuple(sorted(concerned)) for top, concerned in found.items()}


def _case_types(old: Codebook, new: Codebook) -> Iterator[Difference]:
    before, after = _by_id(old.case_types), _by_id(new.case_types)
    yield from _parts("case type", before, after, _NAME, without=("attributes",))
    for each in sorted(before.keys() & after.keys()):
        one, other = before[each].attributes, after[each].attributes
        for difference in _parts("attribute", _by_id(one), _by_id(other), _FIELD):
            yield dataclasses.replace(difference, owner=each)


def _rule(old: Rule | None, new: Rule | None) -> Iterator[Difference]:
    yield from _parts("rule row", _by_id(old.rows if old else ()), _by_id(new.rows if new else ()), _ROW)
    one, other = {"": old} if old else {}, {"": new} if new else {}
    yield from _parts("rule", one, other, {"case_type": Change.BEARING_CHANGED}, without=("rows",))


def _parts(
    part: str, old: Mapping[str, Any], new: Mapping[str, Any], changes: Mapping[str, Change], *,
    without: Sequence[str] = (),
) -> Iterator[Difference]:
    for each in [*old, *(each for each in new if each not in old)]:
        one, other = old.get(each), new.get(each)
        if one is None or other is None:
            change = Change.REMOVED if other is None else Change.ADDED
            yield Difference(change, part, each, _name(one), _name(other), before=one, after=other)
            continue
        for aspect, was, is_now in _aspects(one, other, without):
            change = changes.get(aspect, Change.DETAILS_CHANGED)
            yield Difference(change, part, each, _name(one), _name(other), aspect, was, is_now)
    common = [[each for each in side if each in other] for side, other in ((old, new), (new, old))]
    if common[0] != common[1]:
        change = Change.BEARING_CHANGED if part == "rule row" else Change.DETAILS_CHANGED
        yield Difference(change, part, "", "", "", "order", tuple(common[0]), tuple(common[1]))


def _head(old: Codebook, new: Codebook) -> Iterator[Difference]:
    lists = ("codes", "fields", "case_types", "criteria", "levels", "rule", "documents")
    for aspect, was, is_now in _aspects(old, new, lists):
        change = Change.RENAMED if aspect == "name" else Change.DETAILS_CHANGED
        yield Difference(change, "codebook", "", old.name, new.name, aspect, was, is_now)
    ways = [_by_id(old.codes), _by_id(new.codes)]
    common = [[each for each in ways[side] if each in ways[1 - side]] for side in (0, 1)]
    if common[0] != common[1]:
        yield Difference(Change.DETAILS_CHANGED, "codebook", "", old.name, new.name, "order of codes",
                         tuple(common[0]), tuple(common[1]))


_PARTS = ("code", "field", "case type", "attribute", "criterion", "level", "rule row", "rule", "document", "codebook")


def _place(difference: Difference) -> tuple[object, ...]:
    return _PARTS.index(difference.part), difference.id, difference.owner, difference.aspect


def _aspects(one: Any, other: Any, without: Sequence[str] = ()) -> Iterator[tuple[str, Any, Any]]:
    """The attributes in which two values of one kind differ, with both values."""
    for attribute in dataclasses.fields(one):
        was, is_now = getattr(one, attribute.name), getattr(other, attribute.name)
        if attribute.name not in without and was != is_now:
            yield attribute.name, was, is_now


def _common(before: Tree, after: Tree) -> list[str]:
    return sorted(before.codes.keys() & after.codes.keys())


def _effective(tree: Tree, code: str, aspect: str) -> str | None:
    return tree.criterion(code) if aspect == "criterion" else tree.counts(code)


def _by_id(things: Sequence[Any]) -> dict[str, Any]:
    """The things by id, in their order; of two with one id the first."""
    found: dict[str, Any] = {}
    for thing in things:
        found.setdefault(thing.id, thing)
    return found


def _name(thing: Any) -> str:
    return str(getattr(thing, "name", "")) if thing is not None else ""


def _folded(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(" ".join(name.casefold().split()) for name in path)


def _words(value: Any) -> str:
    if value is None or value == "" or value == ():
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return f'"{short(value)}"'
    if isinstance(value, tuple) and all(isinstance(each, str) for each in value):
        return listing(value)
    return str(value) if isinstance(value, int | float) else "another"
