"""Checks the rule exactly: which rows can never match, and which combinations of answers no row catches.

All combinations of the values of the columns that the rule uses are laid out in a row and numbered; a set of them
is one integer with a bit for each. So 100,000 combinations and a hundred rows take a few milliseconds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from taxonomy.codes import Codebook, Criterion, FieldType, Rule, RuleRow
from taxonomy.faults import Findings, listing

LIMIT = 100_000   # combinations; beyond it nothing is said of rows and gaps
TOLD = 10         # gaps that are put into words
CONTESTED = "contested"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the rule: its id in the file, its name, and the values a case can have there.

    The value None is an attribute that is not set; "" stands for any text that no row names.
    """

    id: str
    name: str
    values: tuple[str | None, ...]
    words: tuple[str, ...]


def columns(codebook: Codebook) -> dict[str, Column]:
    """All columns that the rule of the codebook may use: criteria, and attributes of its type of case."""
    rule = codebook.rule or Rule()
    others = {case_type.id for case_type in codebook.case_types if rule.case_type not in (None, case_type.id)}
    found: dict[str, Column] = {}
    for criterion in codebook.criteria:
        if criterion.case_type not in others:
            found.setdefault(criterion.id, _criterion_column(criterion))
    for case_type in codebook.case_types:
        if case_type.id in others:
            continue
        for attribute in case_type.attributes:
            column = f"{case_type.id}.{attribute.id}"
            name = f"{attribute.name} of {case_type.name}"
            if attribute.type is FieldType.CHOICE:
                values: tuple[str | None, ...] = tuple(dict.fromkeys(attribute.options))
                words = tuple(str(value) for value in values)
            else:
                named = dict.fromkeys(value for row in rule.rows for value in row.when.get(column, ()))
                values, words = (*named, ""), (*named, "anything else")
            found.setdefault(column, Column(column, name, (*values, None), (*words, "not set")))
    return found


def _criterion_column(criterion: Criterion) -> Column:
    named = {answer.id: answer.name for answer in reversed(criterion.answers)}
    named = dict(reversed(named.items()))
    if criterion.oppose:
        named[CONTESTED] = "contested"
    return Column(criterion.id, criterion.name, tuple(named), tuple(named.values()))


def check_rule(codebook: Codebook, findings: Findings) -> None:
    """Adds the faults of the rule to the findings."""
    rule = codebook.rule
    if rule is None:
        return
    case_types = [case_type.id for case_type in codebook.case_types]
    if rule.case_type is not None and rule.case_type not in case_types:
        findings.error(("rule", "case_type"), f'the rule is about the case type "{rule.case_type}", which does not '
                       "exist", findings.did_you_mean(rule.case_type, case_types, "Add that case type"))
        return
    known = columns(codebook)
    if not rule.rows:
        findings.warning(("rule",), "the rule has no rows, so that no case gets a level", "Add tables [[rule.row]]")
        return
    unsound = 0
    for number, row in enumerate(rule.rows):
        unsound += not _check_row(row, number, known, codebook, findings)
    given = {row.level for row in rule.rows}
    for number, level in enumerate(codebook.levels):
        if level.id and level.id not in given:
            findings.warning(("level", number), f'no row of the rule gives the level "{level.id}"',
                             "Add a row for it, or leave it as one that only people give")
    if not unsound:
        _check_matches(rule, [known[each] for each in known if any(each in row.when for row in rule.rows)], findings)


def _check_row(
    row: RuleRow, number: int, known: dict[str, Column], codebook: Codebook, findings: Findings
) -> bool:
    path = ("rule", "row", number)
    levels = [level.id for level in codebook.levels]
    if row.level not in levels:
        findings.error((*path, "level"), f'rule row "{row.id}" gives the level "{row.level}", which does not exist',
                       findings.did_you_mean(row.level, levels, "Add that level"))
    sound = (*path, "when") not in findings.unreadable
    for name, values in row.when.items():
        at = (*path, "when", name)
        column = known.get(name)
        if column is None:
            sound = False
            _unknown_column(row, name, at, known, codebook, findings)
            continue
        sound = sound and bool(column.values)
        for value in values if column.values else ():
            if value in column.values:
                continue
            sound = False
            what = "option" if "." in name and name not in {each.id for each in codebook.criteria} else "answer"
            choices = [each for each in column.values if each is not None]
            findings.error(at, f'rule row "{row.id}" asks in the column "{name}" for "{value}", which is no {what} '
                           "there", findings.did_you_mean(value, choices, f"There are {listing(choices)}"))
        if not values:
            findings.warning(at, f'rule row "{row.id}" can never match: its list for the column "{name}" is empty',
                             "List at least one answer, or leave the column out to match any")
    return sound and not any(path == each[:3] for each in findings.unreadable)


def _unknown_column(
    row: RuleRow, name: str, at: tuple[str | int, ...], known: dict[str, Column], codebook: Codebook,
    findings: Findings,
) -> None:
    for criterion in codebook.criteria:
        if criterion.id == name:
            findings.error(at, f'rule row "{row.id}" has the column "{name}", a criterion for cases of the type '
                           f'"{criterion.case_type}", which this rule is not about', "Leave the column out")
            return
    findings.error(at, f'rule row "{row.id}" has the column "{name}", which is no criterion and no attribute',
                   findings.did_you_mean(name, known, f"Columns are {listing(known)}" if known else "Add a criterion"))


def _check_matches(rule: Rule, used: Sequence[Column], findings: Findings) -> None:
    total = math.prod(len(column.values) for column in used)
    if total > LIMIT:
        findings.warning(
            ("rule",), f"whether each row can match and each case is caught was not checked: the columns of the rule "
            f"have {total:,} combinations, and at most {LIMIT:,} are looked at", "Use fewer columns or fewer answers",
        )
        return
    table = _Table(used)
    left = table.all
    caught: list[int] = []
    for number, row in enumerate(rule.rows):
        matching = table.matching(row)
        caught.append(matching & left)
        if matching and not caught[-1]:
            before = [rule.rows[index].id for index in range(number) if caught[index] & matching]
            way = "row {} before it takes" if len(before) == 1 else "rows {} before it take"
            findings.warning(("rule", "row", number), f'rule row "{row.id}" can never match: '
                             f"{way.format(listing(before))} all its cases", "Move it up, or remove it")
        left &= ~matching
    if left:
        findings.warning(("rule",), _gaps(table, left), "Add a last row with when = {} for all the rest")


class _Table:
    """The combinations of the values of some columns, numbered so that the last column changes fastest."""

    def __init__(self, used: Sequence[Column]) -> None:
        self.columns = used
        self.total = math.prod(len(column.values) for column in used)
        self.all = (1 << self.total) - 1
        self.strides: list[int] = []
        self._having: dict[tuple[int, int], int] = {}
        stride = self.total
        for column in used:
            stride //= len(column.values) or 1
            self.strides.append(stride)

    def having(self, column: int, value: int) -> int:
        """The combinations with the value (by position) in the column (by position)."""
        if (column, value) not in self._having:
            stride, period = self.strides[column], self.strides[column] * len(self.columns[column].values)
            once = ((1 << stride) - 1) << (stride * value)
            self._having[column, value] = once * (self.all // ((1 << period) - 1))   # repeated in each period
        return self._having[column, value]

    def matching(self, row: RuleRow) -> int:
        found = self.all
        for number, column in enumerate(self.columns):
            if column.id in row.when:
                wanted = set(row.when[column.id])
                found &= self._either(number, [index for index, value in enumerate(column.values) if value in wanted])
        return found

    def block(self, chosen: Sequence[Sequence[int]]) -> int:
        """The combinations that have in each column one of the values chosen for it, by position."""
        found = self.all
        for number, values in enumerate(chosen):
            found &= self._either(number, values)
        return found

    def _either(self, column: int, values: Sequence[int]) -> int:
        found = 0
        for value in values:
            found |= self.having(column, value)
        return found

    def values_at(self, combination: int) -> list[int]:
        return [
            combination // stride % len(column.values)
            for stride, column in zip(self.strides, self.columns, strict=True)
        ]


def _gaps(table: _Table, left: int) -> str:
    """The combinations in words, gathered into blocks; a column that makes no difference is not named."""
    count, untold = left.bit_count(), left
    told: list[str] = []
    while untold and len(told) < TOLD:
        chosen = _block(table, table.values_at((untold & -untold).bit_length() - 1), left)
        untold &= ~table.block(chosen)
        told.append(", and ".join(
            f'"{column.name}" is {listing((column.words[value] for value in values), "or")}'
            for column, values in zip(table.columns, chosen, strict=True) if len(values) < len(column.values)
        ) or "any case")
    more = untold.bit_count()
    cases = "1 combination" if count == 1 else f"{count:,} combinations"
    text = f"no row of the rule catches {cases} of answers, of {table.total:,}: {'; '.join(told)}"
    return f"{text}; and {more:,} more" if more else text


def _block(table: _Table, values: list[int], left: int) -> list[list[int]]:
    """The combination, widened column by column to all values with which it is still among those left."""
    chosen = [[value] for value in values]
    for number, column in enumerate(table.columns):
        chosen[number] = [
            value for value in range(len(column.values))
            if not table.block([*chosen[:number], [value], *chosen[number + 1:]]) & ~left
        ]
    return chosen
