"""Codebooks for tests: a small text to spoil, and any codebook that the format can say."""

from __future__ import annotations

import dataclasses
import datetime
import string
from typing import Any

from hypothesis import strategies as st

from taxonomy.codes import (
    Answer,
    Attribute,
    CaseType,
    Code,
    Codebook,
    Criterion,
    Crosswalk,
    Example,
    Field,
    FieldType,
    Level,
    QuotedDocument,
    Rule,
    RuleRow,
)
from taxonomy.rule_checking import columns

SMALL = '''\
format = 1

[codebook]
id = "small"
name = "Small"
note = """
[[code]]
id = "not a code"      # and no remark
"""

[[case_type]]
id = "company"
name = "Company"
attribute = [{ id = "kind", name = "Kind", type = "choice", options = ["maker", "other"] }]

[[field]]
id = "voice"
name = "Voice"
type = "choice"
options = ["reporter", "company"]

[[code]]
id = "contract"
name = "Contract"
definition = "Work for a state body."
include = ["tenders"]
exclude = ["rules"]
colour = "#B7791F"
key = "g"
criterion = "engagement"
counts = "yes"

  [[code.field]]
  id = "agency"
  name = "State body"
  type = "text"

[[code]]
id = "contract.police"
name = "Police"
parent = "contract"
key = "gp"
definition = """
[[code]]
[rule]
"""

[[criterion]]
id = "engagement"
name = "Engagement"
case_type = "company"
answers = [
  { id = "yes", name = "Yes" },
  { id = "none", name = "None", otherwise = true },
]

[[level]]
id = "high"
name = "High"
rank = 1

[[level]]
id = "open"
name = "Open"

[rule]
case_type = "company"

[[rule.row]]
id = "engaged"
when = { engagement = ["yes"] }
level = "high"

[[rule.row]]
id = "rest"
when = {}
level = "open"
'''

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = texts.filter(lambda text: text.strip() != "")
ids = st.text("abcdefgéж中0_.-", min_size=1, max_size=6)
numbers = st.integers(-(2**40), 2**40) | st.floats(allow_nan=False, allow_infinity=False)
_scalars = (
    texts | st.integers(-(2**62), 2**62) | st.booleans() | st.floats(allow_nan=False)
    | st.dates(datetime.date(1000, 1, 1)) | st.datetimes(datetime.datetime(1000, 1, 1))  # noqa: DTZ001 local times are TOML too
)
_free = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=3,
)
unknown: st.SearchStrategy[dict[str, Any]] = st.just({}) | st.dictionaries(
    texts.map(lambda key: f"x{key}"), _free, max_size=2
)


def unique(each: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(each, max_size=most, unique_by=lambda thing: thing.id).map(tuple)


@st.composite
def fields(draw: st.DrawFn, taken: frozenset[str] = frozenset()) -> Field:
    kind = draw(st.sampled_from(FieldType))
    least, most = sorted(draw(st.tuples(numbers, numbers)))
    return Field(
        draw(ids.filter(lambda found: found not in taken)), draw(names), kind,
        options=tuple(draw(st.lists(texts, min_size=kind is FieldType.CHOICE, max_size=3, unique=True))),
        required=draw(st.booleans()), several=draw(st.booleans()), whole=draw(st.booleans()),
        minimum=draw(st.none() | st.just(least)), maximum=draw(st.none() | st.just(most)),
        pattern=draw(st.sampled_from([None, "", "[A-Z]{3}", "\\d+\\.\\d\"'"])), help=draw(texts), extra=draw(unknown),
    )


@st.composite
def attributes(draw: st.DrawFn) -> Attribute:
    kind = draw(st.sampled_from(FieldType))
    options = tuple(draw(st.lists(texts, min_size=kind is FieldType.CHOICE, max_size=3, unique=True)))
    return Attribute(draw(ids), draw(names), kind, options, draw(unknown))


@st.composite
def examples(draw: st.DrawFn, documents: tuple[str, ...], *, counter: bool) -> Example:
    start = draw(st.none() | st.integers(0, 10**6))
    return Example(
        draw(names), document=draw(st.sampled_from([None, *documents])), start=start,
        end=None if start is None else start + draw(st.integers(0, 50)),
        why=draw(names if counter else st.none() | texts), extra=draw(unknown),
    )


@st.composite
def criteria(draw: st.DrawFn, case_types: tuple[str, ...]) -> Criterion:
    found = draw(st.lists(ids.filter(lambda each: each != "contested"), min_size=1, max_size=4, unique=True))
    pairs = st.tuples(st.sampled_from(found), st.sampled_from(found)).filter(lambda pair: pair[0] != pair[1])
    return Criterion(
        draw(ids), draw(names), draw(st.sampled_from(case_types)),
        tuple(
            Answer(each, draw(names), draw(st.sampled_from([None, "searched", "no_reply"])), each == found[-1],
                   draw(unknown))
            for each in found
        ),
        question=draw(texts), against=draw(texts), sources=draw(st.integers(1, 3)),
        voices=draw(st.none() | st.lists(texts, max_size=2).map(tuple)),
        certainty=draw(st.none() | st.lists(texts, max_size=2).map(tuple)),
        oppose=tuple(draw(st.lists(pairs, max_size=2))) if len(found) > 1 else (),
        extra=draw(unknown),
    )


colours = st.from_regex(r"#[0-9A-Fa-f]{6}", fullmatch=True)
levels = st.builds(
    Level, ids, names, st.none() | st.integers(-3, 9), st.none() | colours, extra=unknown,
)


@st.composite
def codebooks(draw: st.DrawFn) -> Codebook:
    """A codebook without errors, of any shape."""
    documents = draw(unique(st.builds(
        QuotedDocument, ids, texts, texts, st.none() | st.integers(0, 10**6), extra=unknown,
    )))
    asked = draw(unique(fields()))
    case_types = draw(unique(st.builds(CaseType, ids, names, unique(attributes()), unknown)))
    columns_of = draw(unique(criteria(tuple(each.id for each in case_types)))) if case_types else ()
    ranks = draw(unique(levels))
    book = Codebook(
        draw(ids), draw(names), draw(texts), draw(texts), draw(texts), draw(texts),
        codes=draw(_codes(asked, documents, columns_of, ranks)), fields=asked, case_types=case_types,
        criteria=columns_of, levels=ranks, documents=documents, agreement=draw(unknown), extra=draw(unknown),
        extra_tables=draw(unknown),
    )
    return draw(_with_rule(book))


@st.composite
def _codes(
    draw: st.DrawFn, asked: tuple[Field, ...], documents: tuple[QuotedDocument, ...],
    columns_of: tuple[Criterion, ...], ranks: tuple[Level, ...],
) -> tuple[Code, ...]:
    quoted = tuple(document.id for document in documents)
    codes: list[Code] = []
    taken: dict[str | None, frozenset[str]] = {None: frozenset(field.id for field in asked)}
    bears: dict[str | None, bool] = {None: False}
    for found in draw(st.lists(ids, max_size=5, unique=True)):
        parent = draw(st.sampled_from([None, *(code.id for code in codes)]))
        criterion = draw(st.sampled_from([None, *columns_of]))
        own = draw(unique(fields(taken[parent]), 2))
        bears[found] = bears[parent] or criterion is not None
        taken[found] = taken[parent] | {field.id for field in own}
        answers = [answer.id for answer in criterion.answers] if criterion else []
        codes.append(Code(
            found, draw(names), parent, draw(texts),
            tuple(draw(st.lists(texts, max_size=2))), tuple(draw(st.lists(texts, max_size=2))),
            tuple(draw(st.lists(examples(quoted, counter=False), max_size=2))),
            tuple(draw(st.lists(examples(quoted, counter=True), max_size=2))),
            colour=draw(st.none() | colours),
            key=draw(st.none() | st.text(string.ascii_lowercase, min_size=1, max_size=2)),
            fields=own,
            criterion=criterion.id if criterion else None,
            counts=draw(st.sampled_from(["context", *answers])) if criterion else None,
            reports=tuple(draw(st.lists(st.sampled_from([rank.id for rank in ranks]), max_size=2)))
            if ranks and not bears[found] else (),
            exclusive=draw(st.booleans()), codable=draw(st.booleans()),
            replaces=tuple(draw(st.lists(ids, max_size=2))),
            crosswalk=tuple(draw(st.lists(
                st.builds(Crosswalk, texts, st.lists(texts, max_size=2).map(tuple), texts, extra=unknown), max_size=1,
            ))),
            extra=draw(unknown),
        ))
    return tuple(codes)


@st.composite
def _with_rule(draw: st.DrawFn, book: Codebook) -> Codebook:
    if not book.levels or draw(st.booleans()):
        return book
    case_type = draw(st.sampled_from([None, *(each.id for each in book.case_types)]))
    rule = Rule((), draw(texts), case_type, draw(texts), draw(texts), draw(unknown))
    known = columns(dataclasses.replace(book, rule=rule))
    rows = []
    for found in draw(st.lists(ids, max_size=3, unique=True)):
        chosen = draw(st.lists(st.sampled_from(sorted(known)), max_size=2, unique=True)) if known else []
        when = {
            column: tuple(draw(st.lists(st.sampled_from([each for each in known[column].values if each]), max_size=2)))
            if any(known[column].values) else ()
            for column in chosen
        }
        rows.append(RuleRow(found, when, draw(st.sampled_from(book.levels)).id, draw(texts), draw(unknown)))
    return dataclasses.replace(book, rule=dataclasses.replace(rule, rows=tuple(rows)))
