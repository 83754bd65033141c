"""Each fault is found, in its line, with a remedy; a sound codebook has none."""

from __future__ import annotations

import dataclasses

import pytest

from taxonomy.checking import check
from taxonomy.codes import Code, Codebook, Example, QuotedDocument
from taxonomy.example_checking import check_examples
from taxonomy.faults import Fault, Severity, nearest
from taxonomy.loading import load_text
from tests.taxonomy.making import SMALL

ERROR, WARNING = Severity.ERROR, Severity.WARNING

CODE = 'definition = """\n[[code]]\n[rule]\n"""\n'           # the last lines of the last code of SMALL
ANSWERS = '  { id = "yes", name = "Yes" },\n  { id = "none", name = "None", otherwise = true },\n'
DOCUMENT = '[[document]]\nid = "d"\ncharacters = 100\n'

# What replaces what in the small codebook, the severity, and words of the message and of the remedy.
# The line that the fault has to name is marked with #! in the text.
FAULTS = [
    # required keys
    ('[codebook]\nid = "small"', "[codebook] #!", ERROR, "the codebook has no id", 'id = "'),
    ('name = "Small"', "#", ERROR, "has no name", "name ="),
    ('[[code]]\nid = "contract"\n', "[[code]] #!\n", ERROR, 'the code named "Contract" has no id', "id ="),
    ('[[code]]\nid = "contract"\nname = "Contract"', '[[code]] #!\nid = "contract"', ERROR,
     'code "contract" has no name', "name ="),
    ('  [[code.field]]\n  id = "agency"\n  name = "State body"\n  type = "text"',
     '  [[code.field]] #!\n  id = "agency"\n  name = "State body"', ERROR,
     'field "agency" of code "contract" has no type',
     "type ="),
    ('attribute = [{ id = "kind", name = "Kind", type = "choice", options = ["maker", "other"] }]',
     'attribute = [{ id = "kind", name = "Kind" }] #!', ERROR, "has no type", "type ="),
    ('[[criterion]]\nid = "engagement"\nname = "Engagement"\ncase_type = "company"',
     '[[criterion]] #!\nid = "engagement"\nname = "Engagement"', ERROR, "has no case_type", "case_type ="),
    ("answers = [\n" + ANSWERS + "]\n", "", ERROR, "has no answers", "answers ="),
    ('[[rule.row]]\nid = "engaged"\n', "[[rule.row]] #!\n", ERROR, "a rule row of the rule has no id", "id ="),
    ('[[rule.row]]\nid = "rest"\nwhen = {}', '[[rule.row]] #!\nid = "rest"', ERROR, "has no when", "when = {}"),
    ('[[rule.row]]\nid = "rest"\nwhen = {}\nlevel = "open"', '[[rule.row]] #!\nid = "rest"\nwhen = {}', ERROR,
     "has no level", "level ="),
    (CODE, CODE + '[[code.example]] #!\nstart = 1\nend = 2\n', ERROR, "has no quote", "quote ="),
    (CODE, CODE + '[[code.counter_example]] #!\nquote = "x"\n', ERROR, "does not say why", "why ="),
    ('name = "Police"', 'name = "  " #!', ERROR, 'code "contract.police" has an empty name', "name ="),
    ('id = "high"\nname = "High"', 'id = ""  #!\nname = "High"', ERROR, "the id of a level is empty", "id ="),
    # wrong types
    ('name = "Police"', "name = 5 #!", ERROR, "has the name 5, which is not text", 'name = "5"'),
    ('key = "gp"', 'exclusive = "yes" #!', ERROR, 'the exclusive "yes", which is not true or false',
     "exclusive = true"),
    ('key = "gp"', 'include = "tenders" #!', ERROR, "not a list of texts", 'include = ["tenders"]'),
    ('key = "gp"', "include = [1, 2] #!", ERROR, "not a list of texts", "include = ["),
    ("rank = 1", 'rank = "1" #!', ERROR, "not a whole number", "rank = 1"),
    ("rank = 1", "rank = 1.5 #!", ERROR, "not a whole number", "rank"),
    ("rank = 1", "rank = true #!", ERROR, "not a whole number", "rank"),
    ('  type = "text"', '  type = "txt" #!', ERROR, 'the type "txt", which is none', 'Did you mean "text"?'),
    ('  type = "text"', '  type = "number"\nminimum = nan #!', ERROR, "not a number", "minimum"),
    ("[rule]\ncase_type", "[[rule]] #!\ncase_type", ERROR, "the rule a list, which is not a table", "[rule]"),
    ("when = {}", 'when = { engagement = "yes" } #!', ERROR, "not a list of texts", 'engagement = ["yes"]'),
    ("when = {}", 'when = { company.kind = ["maker"] } #!', ERROR, "a table, which is not a list", '"company.kind" = '),
    ('case_type = "company"\nanswers', 'case_type = "company"\noppose = ["yes", "none"] #!\nanswers', ERROR,
     "not a list of pairs", "oppose = [["),
    # ids
    ('id = "contract.police"', 'id = "contract" #!', ERROR, 'code "contract" stands twice, here and in line 23',
     "another id"),
    ('id = "open"', 'id = "high" #!', ERROR, 'level "high" stands twice, here and in line 58', "another id"),
    ('id = "rest"', 'id = "engaged" #!', ERROR, 'rule row "engaged" stands twice', "another id"),
    ('{ id = "none", name = "None"', '{ id = "yes", name = "None"', ERROR,
     'answer of criterion "engagement": "yes" stands',
     "another id"),
    ('id = "contract.police"', 'id = "the police" #!', ERROR, "other characters", 'id = "the_police"'),
    # the tree
    ('parent = "contract"', 'parent = "contracts" #!', ERROR, 'parent "contracts", which does not exist',
     'Did you mean "contract"?'),
    ('parent = "contract"', 'parent = "contract.police" #!', ERROR, "is its own parent", "Leave"),
    ('[[code]]\nid = "contract"\n', '[[code]]\nid = "contract"\nparent = "contract.police" #!\n', ERROR,
     'the codes "contract" and "contract.police" are in a circle', "another parent"),
    # what codes mean for a rating
    ('criterion = "engagement"', 'criterion = "engagment" #!', ERROR, 'the criterion "engagment", which does not exist',
     'Did you mean "engagement"?'),
    ('counts = "yes"', 'counts = "yess" #!', ERROR, 'counts as "yess", which is no answer', 'Did you mean "yes"?'),
    ('counts = "yes"', 'counts = "contested" #!', ERROR, 'counts as "contested", which is no answer', "answers are"),
    ('criterion = "engagement"\ncounts = "yes"', 'counts = "yes" #!', ERROR, "no criterion that this could answer",
     "criterion ="),
    ('counts = "yes"\n', 'counts = "yes"\nreports = ["high"] #!\n', ERROR, "would feed the rule", "Leave out"),
    ('key = "gp"', 'reports = ["high"] #!', ERROR, 'the criterion "engagement" from above', "move the code"),
    ('criterion = "engagement"\ncounts = "yes"', 'reports = ["hihg"] #!', ERROR,
     'the level "hihg", which does not exist',
     'Did you mean "high"?'),
    # fields
    (CODE, CODE + '[[code.field]]\nid = "agency" #!\nname = "A"\ntype = "text"\n', ERROR,
     'from code "contract" above it', "another id"),
    (CODE, CODE + '[[code.field]]\nid = "voice" #!\nname = "A"\ntype = "text"\n', ERROR, "already from all codes",
     "another id"),
    ('  type = "text"', '  type = "choice"', ERROR, "is a choice without options", "options ="),
    ('  type = "text"', '  type = "choice"\n  options = [] #!', ERROR, "is a choice without options", "options ="),
    ('  type = "text"', '  type = "number"\n  minimum = 3\n  maximum = 2 #!', ERROR, "minimum 3 above its maximum 2",
     "Exchange"),
    ('  type = "text"', '  type = "text"\n  pattern = "[" #!', ERROR, "no regular expression", "Correct"),
    # colours
    ('colour = "#B7791F"', 'colour = "red" #!', ERROR, 'the colour "red", which is none', "#2F6DB5"),
    ("rank = 1", 'colour = "#12345" #!', ERROR, "which is none", "six digits"),
    # examples
    (CODE, CODE + '[[code.example]]\nquote = "ab"\ndocument = "d"\nstart = -1 #!\nend = 1\n' + DOCUMENT, ERROR,
     "a negative place", "from 0"),
    (CODE, CODE + '[[code.example]]\nquote = "ab"\ndocument = "d"\nstart = 9\nend = 7 #!\n' + DOCUMENT, ERROR,
     "ends before it starts", "Exchange"),
    # criteria
    ('name = "Engagement"\ncase_type = "company"', 'name = "Engagement"\ncase_type = "compny" #!', ERROR,
     'the case type "compny", which does not exist', 'Did you mean "company"?'),
    (ANSWERS, '  { id = "yes", name = "Yes" },\n', ERROR, "no answer marked otherwise", "otherwise = true"),
    (ANSWERS, '  { id = "yes", name = "Yes", otherwise = true },\n'
     '  { id = "none", name = "N", otherwise = true }, #!\n',
     ERROR, '2 answers marked otherwise: "yes" and "none"', "last"),
    (ANSWERS, '  { id = "yes", name = "Yes", otherwise = true }, #!\n  { id = "none", name = "N" },\n', ERROR,
     "not the last", "Move it"),
    ("answers = [\n" + ANSWERS + "]", "answers = [] #!", ERROR, "has no answers", "strongest"),
    (ANSWERS, '  { id = "yes", name = "Y" },\n  { id = "contested", name = "C" }, #!\n'
     '  { id = "none", name = "N", otherwise = true },\n', ERROR, "is reserved", "another id"),
    (ANSWERS, '  { id = "yes", name = "Y", inquiry = "search" }, #!\n'
     '  { id = "none", name = "N", otherwise = true },\n',
     ERROR, 'the inquiry "search", which gives none', 'Did you mean "searched"?'),
    ("answers = [\n", 'oppose = [["yes", "no"]] #!\nanswers = [\n', ERROR, 'opposes the answer "no"',
     'Did you mean "none"?'),
    ("answers = [\n", 'oppose = [["yes", "yes"]] #!\nanswers = [\n', ERROR, "to itself", "two answers"),
    ("answers = [\n", "sources = 0 #!\nanswers = [\n", ERROR, "asks for 0 sources", "1 or more"),
    # the rule
    ('[rule]\ncase_type = "company"', '[rule]\ncase_type = "companies" #!', ERROR, "which does not exist",
     'Did you mean "company"?'),
    ('level = "open"', 'level = "opne" #!', ERROR, 'gives the level "opne", which does not exist',
     'Did you mean "open"?'),
    ('when = { engagement = ["yes"] }', 'when = { engagements = ["yes"] } #!', ERROR, 'the column "engagements"',
     'Did you mean "engagement"?'),
    ('when = { engagement = ["yes"] }', 'when = { engagement = ["yse"] } #!', ERROR, 'for "yse", which is no answer',
     'Did you mean "yes"?'),
    ('when = { engagement = ["yes"] }', 'when = { "company.kind" = ["makers"] } #!', ERROR, "which is no option",
     'Did you mean "maker"?'),
    ('when = { engagement = ["yes"] }', 'when = { engagement = ["contested"] } #!', ERROR, "which is no answer",
     "There are"),
    # warnings
    ('key = "gp"', 'key = "gp"\ndefinitoin = "x" #!', WARNING, 'the key "definitoin", which this version does not know',
     'Did you mean "definition"?'),
    ("[rule]\ncase_type", '[[levle]] #!\nid = "x"\n[rule]\ncase_type', WARNING, 'the key "levle"',
     'Did you mean "level"?'),
    ('[[code]]\nid = "contract.police"', '[[code]] #!\nid = "x"\nname = "X"\n[[code]]\nid = "contract.police"', WARNING,
     'code "x" has no definition', "definition ="),
    (CODE, CODE + '[[code]]\nid = "x"\nname = "police" #!\nparent = "contract"\ndefinition = "d"\n', WARNING,
     'the codes "contract.police" and "x" are both named "police" under "contract"', "otherwise"),
    ('key = "gp"', 'key = "g" #!', WARNING, 'the key "g" is that of the codes "contract" and "contract.police"',
     "another key"),
    ('key = "gp"', 'key = "xp" #!', WARNING, 'does not begin with the key of its parent "contract"', "another key"),
    ('key = "gp"', 'key = "gg" #!', WARNING, "the same letter twice", "another key"),
    ('key = "gp"', 'key = "ж" #!', WARNING, "is not one or two letters from a to z", "another key"),
    ('key = "g"\n', 'key = "gx" #!\n', WARNING, "no parent to give the first", "another key"),
    ('key = "gp"', 'key = "gp" #!\ncodable = false', WARNING, "only groups and has nothing under it", "leave it out"),
    ('id = "high"\nname', 'id = "high"\nname = "High"\n[[level]] #!\nid = "odd"\nname', WARNING,
     'no row of the rule gives the level "odd"', "Add a row"),
    (CODE, CODE + '[[code.example]]\nquote = "ab"\ndocument = "e" #!\n' + DOCUMENT, WARNING,
     'document "e", which the codebook does not list', "document"),
    (CODE, CODE + '[[code.example]]\nquote = "ab"\ndocument = "d"\nstart = 3\nend = 9 #!\n' + DOCUMENT, WARNING,
     "the quote has 2 code points, and 3 to 9 are 6", "end = 5"),
    (CODE, CODE + '[[code.example]]\nquote = "ab"\ndocument = "d"\nstart = 99\nend = 101 #!\n' + DOCUMENT, WARNING,
     "has 100 characters", "Correct"),
    (CODE, CODE + '[[code.example]]\nquote = "ab"\ndocument = "d"\nstart = 9 #!\n' + DOCUMENT, WARNING,
     "a start and no end", "leave both out"),
    (CODE, CODE + '[[code.example]]\nquote = "ab"\nstart = 7 #!\nend = 9\n', WARNING, "names no document",
     "document ="),
    (CODE, CODE + '[[document]]\nid = "d"\nsha256 = "xyz" #!\n', WARNING, "a SHA-256 that is none", "64 digits"),
    ("answers = [\n", 'voices = ["ngo"] #!\nanswers = [\n', WARNING, 'admits "ngo", which is no option', "Options are"),
    ("answers = [\n", 'certainty = ["sure"] #!\nanswers = [\n', WARNING, 'no field "certainty"', "[[field]]"),
    ('options = ["reporter", "company"]', 'options = ["a", "b", "a"] #!', WARNING, 'the option "a" twice', "Remove"),
]


@pytest.mark.parametrize(("old", "new", "severity", "words", "remedy"), FAULTS, ids=[fault[3] for fault in FAULTS])
def test_a_fault_is_told_in_its_line_with_a_remedy(
    old: str, new: str, severity: Severity, words: str, remedy: str
) -> None:
    assert SMALL.count(old) >= 1
    text = SMALL.replace(old, new, 1)
    found = load_text(text, "codebook.toml")
    fault = next((each for each in found.faults if words in each.message), None)
    assert fault is not None, "\n".join(map(str, found.faults))
    assert fault.severity is severity
    assert remedy in fault.remedy
    if "#!" in text:
        assert fault.line == text[:text.index("#!")].count("\n") + 1, str(fault)
    assert (found.codebook is None) == any(each.severity is ERROR for each in found.faults)
    errors = [each for each in found.faults if each.severity is ERROR]
    followed = [each for each in errors if each is not fault and "which does not exist" in each.message]
    assert not followed or "id" in words or "stands twice" in words
    assert len(errors) - len(followed) == (severity is ERROR), "\n".join(map(str, found.faults))   # one slip, one error


def test_all_faults_are_told_at_once_and_by_line() -> None:
    text = SMALL.replace('level = "open"', 'level = "opne"').replace('parent = "contract"', 'parent = "x"') \
        .replace("rank = 1", 'rank = "one"').replace('name = "Small"\n', "")
    found = load_text(text, "codebook.toml")
    lines = [fault.line for fault in found.faults]
    assert lines == sorted(lines)
    assert len([fault for fault in found.faults if fault.severity is ERROR]) == 4


def test_a_circle_names_all_its_members_once_and_only_them() -> None:
    parents = {"a": "b", "b": "c", "c": "a", "d": "a", "e": "f", "f": "e", "g": "e"}
    book = Codebook("x", "X", codes=tuple(Code(each, each, above, "d") for each, above in parents.items()))
    circles = [fault.message for fault in check(book) if "circle" in fault.message]
    assert len(circles) == 2
    assert 'the codes "a", "b" and "c" are in a circle' in circles[0]
    assert 'the codes "e" and "f" are in a circle' in circles[1]


def test_each_built_up_fault_is_found_without_a_file_too() -> None:
    book = Codebook("x", "", codes=(Code("a", "A", "nowhere", "d", colour="blue"), Code("a", " ")))
    messages = [str(fault) for fault in check(book, "the codebook")]
    assert any(each.startswith('the codebook: code "a" has the parent "nowhere", which does not') for each in messages)
    assert any('code "a" stands twice.' in message for message in messages)
    assert any("the codebook has an empty name" in message for message in messages)


def test_an_example_that_is_elsewhere_in_its_document_says_where() -> None:
    text = "𝔄𝔅 the quote is here"
    example = Example("the quote", "d", 3, 12)
    document = QuotedDocument("d", sha256="AB" * 32)
    book = Codebook("x", "X", codes=(Code("a", "A", examples=(example,)),), documents=(document,))
    assert check_examples(book, {"ab" * 32: text}) == ()
    moved = dataclasses.replace(example, start=5, end=14)
    wrong = dataclasses.replace(book, codes=(Code("a", "A", examples=(moved, Example("never said", "d", 0, 10))),))
    first, second = check_examples(wrong, {"ab" * 32: text}, "c.toml")
    assert first.severity is WARNING
    assert "not at 5 to 14" in first.message and first.remedy == "It is at 3 to 12"
    assert second.remedy == "The document does not have it"
    assert check_examples(wrong, {}) == ()


def test_a_fault_reads_as_one_line() -> None:
    assert str(Fault("a.toml", 3, "it is wrong", "Mend it")) == "a.toml:3: it is wrong. Mend it."
    assert str(Fault("a.toml", 3, "it is wrong")) == "a.toml:3: it is wrong"
    assert str(Fault("", 0, "it is wrong", "Mend it")) == "it is wrong. Mend it."


def test_the_nearest_word_is_found_whatever_its_capitals() -> None:
    assert nearest("Contract", ["context", "contract"]) == "contract"
    assert nearest("zzz", ["context", "contract"]) is None
