"""Checks a codebook: everything in it that cannot be used (errors) or is probably not meant (warnings), at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from taxonomy.codes import Answer, Attribute, Code, Codebook, Criterion, Field, FieldType
from taxonomy.example_checking import examine_examples
from taxonomy.faults import Fault as Fault
from taxonomy.faults import Findings, Path, listing, short
from taxonomy.faults import Severity as Severity
from taxonomy.rule_checking import check_rule
from taxonomy.tree import Tree, circles, key_conflicts, tree_of

CONTESTED = "contested"        # the answer where evidence for two opposing answers stands side by side
CONTEXT = "context"            # what a code counts as that moves no rating
INQUIRIES = ("searched", "no_reply")

_ID = re.compile(r"[\w.\-]+")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


class _Named(_Identified, Protocol):
    @property
    def name(self) -> str: ...


def check(codebook: Codebook, file: str = "") -> tuple[Fault, ...]:
    """All faults of a codebook that is no file (they have line 0), in the order of its parts."""
    findings = Findings(file, lambda _path: 0)
    examine(codebook, findings)
    return findings.sorted()


def examine(codebook: Codebook, findings: Findings) -> None:
    """Adds all faults of the codebook to the findings."""
    _check_ids(codebook, findings)
    _check_names(codebook, findings)
    _check_fields(codebook, findings)
    _check_tree(codebook, findings)
    _check_bearing(codebook, findings)
    _check_keys(codebook, findings)
    examine_examples(codebook, findings)
    for number, criterion in enumerate(codebook.criteria):
        _check_criterion(criterion, ("criterion", number), codebook, findings)
    _check_colours(codebook, findings)
    check_rule(codebook, findings)


def _check_ids(codebook: Codebook, findings: Findings) -> None:
    _check_id(codebook.id, ("codebook",), "the codebook", findings)
    _unique(codebook.documents, ("document",), "document", findings)
    _unique(codebook.case_types, ("case_type",), "case type", findings)
    _unique(codebook.fields, ("field",), "field", findings)
    _unique(codebook.codes, ("code",), "code", findings)
    _unique(codebook.criteria, ("criterion",), "criterion", findings)
    _unique(codebook.levels, ("level",), "level", findings)
    for number, case_type in enumerate(codebook.case_types):
        _unique(case_type.attributes, ("case_type", number, "attribute"), "attribute", findings)
    for number, code in enumerate(codebook.codes):
        _unique(code.fields, ("code", number, "field"), f'field of code "{code.id}":', findings)
    for number, criterion in enumerate(codebook.criteria):
        _unique(criterion.answers, ("criterion", number, "answers"), f'answer of criterion "{criterion.id}":', findings)
    if codebook.rule is not None:
        _unique(codebook.rule.rows, ("rule", "row"), "rule row", findings)


def _unique(things: Sequence[_Identified], path: Path, noun: str, findings: Findings) -> None:
    first: dict[str, int] = {}
    for number, thing in enumerate(things):
        found = thing.id
        at = (*path, number)
        _check_id(found, at, noun.removesuffix(":"), findings)
        if not found:
            continue
        if found in first:
            line = findings.line_of((*path, first[found], "id"))
            also = f", here and in line {line}" if line else ""
            findings.error((*at, "id"), f'{noun} "{found}" stands twice{also}', "Give one of them another id")
        first.setdefault(found, number)


def _check_id(found: str, path: Path, noun: str, findings: Findings) -> None:
    if _ID.fullmatch(found):
        return
    better = re.sub(r"[^\w.\-]+", "_", found.strip()).strip("_")
    if not better:
        findings.error((*path, "id"), f"the id of {_an(noun)} is empty", 'Give it one: id = "…"')
        return
    findings.error((*path, "id"), f'{noun} "{found}" has an id with other characters than letters, digits, _ . and -',
                   f'Write id = "{better}"')


def _check_names(codebook: Codebook, findings: Findings) -> None:
    if not codebook.name.strip():
        findings.error(("codebook", "name"), "the codebook has an empty name", 'Give it one: name = "…"')
    groups: list[tuple[Path, str, Sequence[_Named]]] = [
        (("case_type",), "case type", codebook.case_types),
        (("field",), "field", codebook.fields),
        (("code",), "code", codebook.codes),
        (("criterion",), "criterion", codebook.criteria),
        (("level",), "level", codebook.levels),
    ]
    groups += [
        (("case_type", number, "attribute"), "attribute", case_type.attributes)
        for number, case_type in enumerate(codebook.case_types)
    ]
    groups += [(("code", number, "field"), "field", code.fields) for number, code in enumerate(codebook.codes)]
    groups += [
        (("criterion", number, "answers"), "answer", criterion.answers)
        for number, criterion in enumerate(codebook.criteria)
    ]
    for place, noun, things in groups:
        for number, thing in enumerate(things):
            if not thing.name.strip():
                who = f'{noun} "{thing.id}"' if thing.id else _an(noun)
                findings.error((*place, number, "name"), f"{who} has an empty name", 'Give it one: name = "…"')


def _check_fields(codebook: Codebook, findings: Findings) -> None:
    for number, case_type in enumerate(codebook.case_types):
        for index, attribute in enumerate(case_type.attributes):
            path = ("case_type", number, "attribute", index)
            _check_options(attribute, path, f'attribute "{attribute.id}" of case type "{case_type.id}"', findings)
    for index, field in enumerate(codebook.fields):
        _check_field(field, ("field", index), f'field "{field.id}"', findings)
    everywhere = {field.id: "all codes" for field in codebook.fields}
    tree = tree_of(codebook)
    for number, code in enumerate(codebook.codes):
        above = dict(everywhere)
        if code.id in tree.codes and code.fields:
            for each in tree.line_up(code.id)[:-1]:
                above |= {field.id: f'code "{each.id}" above it' for field in each.fields}
        for index, field in enumerate(code.fields):
            path = ("code", number, "field", index)
            _check_field(field, path, f'field "{field.id}" of code "{code.id}"', findings)
            if field.id in above:
                findings.error((*path, "id"), f'code "{code.id}" has the field "{field.id}", which it has already '
                               f"from {above[field.id]}", "Remove it here, or give it another id")


def _check_field(field: Field, path: Path, who: str, findings: Findings) -> None:
    _check_options(field, path, who, findings)
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
        findings.error((*path, "maximum"), f"{who} has the minimum {field.minimum} above its maximum {field.maximum}",
                       "Exchange the two")
    if field.pattern is None:
        return
    try:
        re.compile(field.pattern)
    except (re.error, OverflowError, RecursionError):
        findings.error((*path, "pattern"), f"{who} has a pattern that is no regular expression",
                       "Correct it, or leave it out: any text is then allowed")


def _check_options(asked: Field | Attribute, path: Path, who: str, findings: Findings) -> None:
    if asked.type is FieldType.CHOICE and not asked.options:
        at = (*path, "options")
        findings.error(at, f"{who} is a choice without options", 'Add the line: options = ["…", "…"]')
    for option in _repeated(asked.options):
        findings.warning((*path, "options"), f'{who} has the option "{option}" twice', "Remove one of the two")


def _check_tree(codebook: Codebook, findings: Findings) -> None:
    numbers: dict[str, int] = {}
    for number, code in enumerate(codebook.codes):
        numbers.setdefault(code.id, number)
    for number, code in enumerate(codebook.codes):
        if code.parent is not None and code.parent not in numbers:
            findings.error(
                ("code", number, "parent"),
                f'code "{code.id}" has the parent "{code.parent}", which does not exist',
                findings.did_you_mean(code.parent, (each for each in numbers if each != code.id),
                                      "Add that code, or leave the parent out"),
            )
        if not code.definition.strip():
            findings.warning(("code", number), f'code "{code.id}" has no definition', 'Add the line: definition = "…"')
    for circle in circles(codebook):
        path = ("code", numbers[circle[0]], "parent")
        if len(circle) == 1:
            findings.error(path, f'code "{circle[0]}" is its own parent', "Leave the parent out")
            continue
        findings.error(path, f"the codes {listing(circle)} are in a circle: each is under the next, and the last "
                       "under the first", "Give one of them another parent, or none")
    siblings: dict[tuple[str | None, str], int] = {}
    for number, code in enumerate(codebook.codes):
        name = " ".join(code.name.casefold().split())
        other = siblings.setdefault((code.parent, name), number)
        if name and other != number:
            findings.warning(
                ("code", number, "name"),
                f'the codes "{codebook.codes[other].id}" and "{code.id}" are both named "{code.name}" '
                + (f'under "{code.parent}"' if code.parent else "at the top"),
                "Name one of them otherwise, so that people can tell them apart",
            )


def _check_bearing(codebook: Codebook, findings: Findings) -> None:
    tree = tree_of(codebook)
    criteria = {criterion.id: criterion for criterion in reversed(codebook.criteria)}
    levels = {level.id for level in codebook.levels}
    for number, code in enumerate(codebook.codes):
        if code.criterion is not None and code.criterion not in criteria:
            findings.error(
                ("code", number, "criterion"),
                f'code "{code.id}" has the criterion "{code.criterion}", which does not exist',
                findings.did_you_mean(code.criterion, criteria, "Add that criterion, or leave it out here"),
            )
        for level in code.reports:
            if level not in levels:
                findings.error(("code", number, "reports"), f'code "{code.id}" reports the level "{level}", which '
                               "does not exist", findings.did_you_mean(level, levels, "Add that level"))
        if tree.codes.get(code.id) is code:
            _check_counts(code, ("code", number), tree, criteria, findings)


def _check_counts(
    code: Code, path: Path, tree: Tree, criteria: Mapping[str, Criterion], findings: Findings
) -> None:
    criterion_id, counts = tree.criterion(code.id), tree.counts(code.id)
    if code.reports and criterion_id is not None:
        whose = "a criterion of its own" if code.criterion else f'the criterion "{criterion_id}" from above it'
        findings.error((*path, "reports"), f'code "{code.id}" reports what others say, and has {whose}, so that it '
                       "would feed the rule", "Leave out the criterion, or move the code to where there is none")
    if code.criterion is None and code.counts is None:
        return  # what it has from above is said there
    if counts is None or counts == CONTEXT:
        return
    at = (*path, "counts" if code.counts is not None else "criterion")
    if criterion_id is None:
        findings.error(at, f'code "{code.id}" counts as "{counts}", and has no criterion that this could answer',
                       'Add the line: criterion = "…"')
        return
    criterion = criteria.get(criterion_id)
    if criterion is None:
        return  # said where it is named
    answers = [answer.id for answer in criterion.answers]
    if answers and counts not in answers:
        meant = answers if counts == CONTESTED else [*answers, CONTEXT]
        findings.error(at, f'code "{code.id}" counts as "{counts}", which is no answer of the criterion '
                       f'"{criterion.id}"', findings.did_you_mean(counts, meant, _answers_are(answers)))


def _check_keys(codebook: Codebook, findings: Findings) -> None:
    numbers = {code.id: number for number, code in reversed(list(enumerate(codebook.codes)))}
    for conflict in key_conflicts(codebook):
        if conflict.others:
            message = f'the key "{conflict.key}" is that of the codes "{conflict.others[0]}" and "{conflict.code}"'
        else:
            message = f'the key "{conflict.key}" of code "{conflict.code}" {conflict.reason}'
        findings.warning(("code", numbers[conflict.code], "key"), message, "Choose another key, or leave it out")


def _check_criterion(criterion: Criterion, path: Path, codebook: Codebook, findings: Findings) -> None:
    who = f'criterion "{criterion.id}"'
    case_types = [case_type.id for case_type in codebook.case_types]
    if criterion.case_type not in case_types:
        findings.error((*path, "case_type"), f'{who} is about the case type "{criterion.case_type}", which does not '
                       "exist", findings.did_you_mean(criterion.case_type, case_types, "Add that case type"))
    if criterion.sources < 1:
        findings.error((*path, "sources"), f"{who} asks for {criterion.sources} sources", "Write 1 or more")
    _check_answers(criterion, path, who, findings)
    for key, wanted in (("voices", criterion.voices), ("certainty", criterion.certainty)):
        _check_admitted(wanted or (), "voice" if key == "voices" else key, (*path, key), who, codebook, findings)


def _check_answers(criterion: Criterion, path: Path, who: str, findings: Findings) -> None:
    answers = [answer.id for answer in criterion.answers]
    if not answers:
        findings.error((*path, "answers"), f"{who} has no answers", "List at least two, the strongest first")
        return
    for number, answer in enumerate(criterion.answers):
        _check_answer(answer, (*path, "answers", number), who, findings)
    otherwise = [number for number, answer in enumerate(criterion.answers) if answer.otherwise]
    if not otherwise:
        findings.error((*path, "answers"), f"{who} has no answer marked otherwise, for cases with no evidence",
                       "Add otherwise = true to its last answer")
    elif len(otherwise) > 1:
        marked = listing(answers[number] for number in otherwise)
        findings.error((*path, "answers", otherwise[1]), f"{who} has {len(otherwise)} answers marked otherwise: "
                       f"{marked}", "Leave it at the last answer alone")
    elif otherwise[0] != len(answers) - 1:
        findings.error((*path, "answers", otherwise[0]), f'{who} has the answer "{answers[otherwise[0]]}" marked '
                       "otherwise, and it is not the last", "Move it to the end of the answers")
    for number, pair in enumerate(criterion.oppose):
        at = (*path, "oppose", number)
        for answer_id in pair:
            if answer_id not in answers:
                findings.error(at, f'{who} opposes the answer "{answer_id}", which it does not have',
                               findings.did_you_mean(answer_id, answers, _answers_are(answers)))
        if pair[0] == pair[1]:
            findings.error(at, f'{who} opposes the answer "{pair[0]}" to itself', "Name two answers")


def _check_answer(answer: Answer, path: Path, who: str, findings: Findings) -> None:
    if answer.id == CONTESTED:
        findings.error((*path, "id"), f'{who} has an answer with the id "{CONTESTED}", which is reserved for evidence '
                       "that contradicts itself", "Give the answer another id")
    if answer.id == CONTEXT:
        findings.warning((*path, "id"), f'{who} has an answer with the id "{CONTEXT}", and a code that counts as '
                         f'"{CONTEXT}" moves nothing', "Give the answer another id")
    if answer.inquiry is not None and answer.inquiry not in INQUIRIES:
        findings.error(
            (*path, "inquiry"), f'the answer "{answer.id}" of {who} is given by the inquiry "{answer.inquiry}", which '
            "gives none", findings.did_you_mean(answer.inquiry, INQUIRIES, f"Write {listing(INQUIRIES, 'or')}"),
        )


def _check_admitted(
    wanted: Iterable[str], field_id: str, path: Path, who: str, codebook: Codebook, findings: Findings
) -> None:
    options = next((field.options for field in codebook.fields if field.id == field_id), None)
    for each in wanted:
        if options is None:
            findings.warning(path, f'{who} admits "{each}", and there is no field "{field_id}" that could say so',
                             f'Add a table [[field]] with the id "{field_id}"')
            return
        if each not in options:
            findings.warning(path, f'{who} admits "{each}", which is no option of the field "{field_id}"',
                             findings.did_you_mean(each, options, f"Options are {listing(options)}"))


def _check_colours(codebook: Codebook, findings: Findings) -> None:
    coloured = [(("code", number), f'code "{code.id}"', code.colour) for number, code in enumerate(codebook.codes)]
    coloured += [
        (("level", number), f'level "{level.id}"', level.colour) for number, level in enumerate(codebook.levels)
    ]
    for path, who, colour in coloured:
        if colour is not None and not _COLOUR.fullmatch(colour):
            findings.error((*path, "colour"), f'{who} has the colour "{short(colour)}", which is none',
                           "Write # and six digits 0 to 9 and A to F, such as #2F6DB5")


def _answers_are(answers: Sequence[str]) -> str:
    return f"Its answers are {listing(answers)}"


def _repeated(words: Sequence[str]) -> list[str]:
    return sorted({word for word in words if words.count(word) > 1})


def _an(noun: str) -> str:
    if noun.startswith("the "):
        return noun
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
