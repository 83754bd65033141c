"""Writing a codebook loses nothing, and into a person's file it changes only what differs."""

from __future__ import annotations

import dataclasses
import difflib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taxonomy import builtin
from taxonomy.codes import Code, Codebook, Example, Field, FieldType
from taxonomy.loading import load_text
from taxonomy.plain import plain
from taxonomy.splicing import matched, rising, spliced
from taxonomy.writing import write
from tests.taxonomy.making import SMALL, codebooks

MANY = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


def loaded(text: str) -> Codebook:
    found = load_text(text, "codebook.toml")
    assert found.codebook is not None, "\n".join(map(str, found.faults))
    return found.codebook


def changed_lines(old: str, new: str) -> list[str]:
    """The lines added and removed, without their line ends."""
    lines = difflib.ndiff(old.split("\n"), new.split("\n"))
    return [line.rstrip("\r") for line in lines if line[0] in "+-"]


def with_code(book: Codebook, code_id: str, **changes: object) -> Codebook:
    codes = tuple(dataclasses.replace(code, **changes) if code.id == code_id else code for code in book.codes)  # type: ignore[arg-type]  # any attribute
    return dataclasses.replace(book, codes=codes)


@MANY
@given(codebooks())
def test_what_is_written_loads_again(book: Codebook) -> None:
    assert loaded(write(book)) == book


@MANY
@given(codebooks())
def test_an_unchanged_codebook_gives_the_unchanged_text(book: Codebook) -> None:
    text = write(book)
    assert write(loaded(text), text) == text


@MANY
@given(codebooks(), codebooks())
def test_any_codebook_can_be_written_into_any_file(one: Codebook, other: Codebook) -> None:
    text = write(one)
    edited = spliced(text, plain(one), plain(other))
    assert edited is not None
    assert loaded(edited) == other


@MANY
@given(codebooks(), st.sampled_from(["\r\n", "\n"]), st.booleans())
def test_newlines_and_bom_of_the_file_stay(book: Codebook, newline: str, bom: bool) -> None:
    text = ("\ufeff" if bom else "") + write(loaded(SMALL)).replace("\n", newline)
    edited = write(book, text)
    assert edited.startswith("\ufeff") == bom or edited == write(book)
    assert loaded(edited) == book


@pytest.mark.parametrize("name", builtin.names())
def test_a_built_in_codebook_is_written_back_to_the_letter(name: str) -> None:
    text = builtin.text(name)
    assert write(builtin.load(name), text) == text
    assert loaded(write(builtin.load(name))) == builtin.load(name)


def test_another_name_changes_one_line_and_keeps_the_remark_beside_it() -> None:
    text = SMALL.replace('key = "gp"', '  key   =  "gp"  # typed often')
    edited = write(with_code(loaded(text), "contract.police", key="gq"), text)
    assert changed_lines(text, edited) == ['-   key   =  "gp"  # typed often', '+   key   =  "gq"  # typed often']


def test_a_key_that_is_no_longer_set_loses_its_line_alone() -> None:
    edited = write(with_code(loaded(SMALL), "contract", colour=None, key=None), SMALL)
    assert changed_lines(SMALL, edited) == ['- colour = "#B7791F"', '- key = "g"']


def test_a_default_that_somebody_wrote_out_stays() -> None:
    text = SMALL.replace('key = "g"', 'key = "g"\ncodable = true\nreports = []')
    edited = write(with_code(loaded(text), "contract", key="h"), text)
    assert changed_lines(text, edited) == ['- key = "g"', '+ key = "h"']


def test_a_removed_code_takes_only_its_own_remark_along() -> None:
    heading = "# ----------- State work\n\n# the police\n[[code]]\nid = \"contract.police\""
    text = SMALL.replace('[[code]]\nid = "contract.police"', heading)
    text = text.replace("[[criterion]]", "# What we ask\n[[criterion]]")
    book = loaded(text)
    edited = write(dataclasses.replace(book, codes=book.codes[:1]), text)
    gone = changed_lines(text, edited)
    assert all(line.startswith("- ") for line in gone)
    assert "- # the police" in gone
    assert "# ----------- State work\n" in edited
    assert "# What we ask\n[[criterion]]" in edited
    assert len(loaded(edited).codes) == 1


def test_a_new_code_stands_after_the_one_before_it() -> None:
    book = loaded(SMALL)
    new = Code("contract.army", "Army", "contract", "The armed forces.", examples=(Example("the army"),))
    edited = write(dataclasses.replace(book, codes=(book.codes[0], new, book.codes[1])), SMALL)
    added = (
        '[[code]]\nid = "contract.army"\nparent = "contract"\nname = "Army"\ndefinition = "The armed forces."\n\n'
        '  [[code.example]]\n  quote = "the army"\n\n'
    )
    assert added + '[[code]]\nid = "contract.police"' in edited
    assert edited.replace(added, "") == SMALL
    assert [code.id for code in loaded(edited).codes] == ["contract", "contract.army", "contract.police"]


def test_a_moved_code_takes_its_remark_and_its_fields_along() -> None:
    first = '[[code]]\nid = "first"\nname = "F"\n\n# work\n'
    text = SMALL.replace('[[code]]\nid = "contract"', f'{first}[[code]]\nid = "contract"')
    book = loaded(text)
    edited = write(dataclasses.replace(book, codes=(book.codes[0], book.codes[2], book.codes[1])), text)
    assert '# work\n[[code]]\nid = "contract"\n' in edited
    assert [code.id for code in loaded(edited).codes] == ["first", "contract.police", "contract"]
    assert loaded(edited).codes[2].fields == book.codes[1].fields
    assert sorted(line for line in edited.split("\n") if line) == sorted(line for line in text.split("\n") if line)


def test_the_heading_of_a_list_stays_when_its_first_member_goes() -> None:
    text = SMALL.replace('[[level]]\nid = "high"', '# Levels, the gravest first.\n[[level]]\nid = "high"')
    book = loaded(text)
    edited = write(dataclasses.replace(book, levels=book.levels[::-1]), text)
    assert "# Levels, the gravest first.\n[[level]]\nid = \"open\"" in edited


def test_an_answer_in_a_list_on_several_lines_is_edited_in_its_line() -> None:
    book = loaded(SMALL)
    criterion = book.criteria[0]
    yes, none = criterion.answers
    answers = (dataclasses.replace(yes, name="Yes, it has"), dataclasses.replace(yes, id="maybe", name="Maybe"), none)
    edited = write(dataclasses.replace(book, criteria=(dataclasses.replace(criterion, answers=answers),)), SMALL)
    assert changed_lines(SMALL, edited) == [
        '-   { id = "yes", name = "Yes" },',
        '+   { id = "yes", name = "Yes, it has" },',
        '+   { id = "maybe", name = "Maybe" },',
    ]


def test_a_new_field_gets_a_table_below_its_code() -> None:
    book = loaded(SMALL)
    field = Field("value", "Value", FieldType.NUMBER, minimum=0)
    edited = write(with_code(book, "contract.police", fields=(field,)), SMALL)
    added = '\n  [[code.field]]\n  id = "value"\n  name = "Value"\n  type = "number"\n  minimum = 0\n'
    assert edited.replace(added, "") == SMALL
    assert loaded(edited).codes[1].fields == (field,)


def test_a_file_that_does_not_end_in_a_newline_does_not_get_one() -> None:
    text = SMALL.rstrip("\n")
    edited = write(with_code(loaded(text), "contract", name="Work"), text)
    assert changed_lines(text, edited) == ['- name = "Contract"', '+ name = "Work"']


def test_lines_of_a_windows_file_keep_their_ends() -> None:
    text = SMALL.replace("\n", "\r\n")
    edited = write(with_code(loaded(text), "contract", name="Work", exclusive=True), text)
    assert edited.count("\n") == edited.count("\r\n") == text.count("\n") + 1


def test_tables_that_are_mixed_up_are_still_edited_in_place() -> None:
    text = '[[code]]\nid = "a"\nname = "A"  # first\n[[level]]\nid = "l"\nname = "L"\n' \
        '[[code.field]]\nid = "f"\nname = "F"\ntype = "text"\n' \
        '[[code]]\nid = "b"\nname = "B"\n[codebook]\nid = "x"\nname = "X"\n'
    book = loaded(text)
    first = dataclasses.replace(book.codes[0], name="AA")
    new = dataclasses.replace(book, codes=(first, Code("c", "C"), book.codes[1]))
    edited = write(new, text)
    assert loaded(edited) == new
    assert 'name = "AA"  # first' in edited


@pytest.mark.parametrize("text", [
    "", "# only a remark", "not toml", "[codebook]\nid = 5", 'codebook.id = "x"\ncodebook.name = "y"',
])
def test_any_original_may_be_given(text: str) -> None:
    book = loaded(SMALL)
    assert loaded(write(book, text)) == book


def test_dotted_keys_are_edited_where_they_are() -> None:
    text = 'codebook.id = "x"   # short\ncodebook.name = "y"\n'
    edited = write(dataclasses.replace(loaded(text), name="z"), text)
    assert edited == 'codebook.id = "x"   # short\ncodebook.name = "z"\n'


def test_inline_levels_stay_inline() -> None:
    text = 'level = [\n  { id = "a", name = "A" },  # worst\n  { id = "b", name = "B" },\n]\n' \
        '[codebook]\nid = "x"\nname = "y"\n'
    book = loaded(text)
    levels = (book.levels[0], dataclasses.replace(book.levels[1], rank=2))
    edited = write(dataclasses.replace(book, levels=levels), text)
    assert changed_lines(text, edited)[0] == '-   { id = "b", name = "B" },'
    assert "# worst" in edited
    assert loaded(edited).levels[1].rank == 2


def test_five_thousand_codes_are_written_and_edited() -> None:
    codes = tuple(Code(f"c{n}", f"Name {n}", f"c{n // 10}" if n else None, "Definition.") for n in range(5000))
    book = Codebook("big", "Big", codes=codes)
    text = write(book)
    assert loaded(text) == book
    edited = write(with_code(book, "c4999", name="Other"), text)
    assert edited.replace('"Other"', '"Name 4999"') == text


@given(st.permutations(range(8)))
def test_what_can_stay_is_rising_and_never_empty(numbers: list[int]) -> None:
    kept = [number for number in numbers if number in rising(numbers)]
    assert kept == sorted(kept) and kept
    assert len(rising(sorted(numbers))) == 8


def test_members_without_ids_are_matched_by_value_then_by_order() -> None:
    one, two, three = {"quote": "1"}, {"quote": "2"}, {"quote": "3"}
    assert matched([one, two], [two, one]) == [1, 0]
    assert matched([one, two], [three, two]) == [0, 1]
    assert matched([one], [one, two]) == [0, None]
