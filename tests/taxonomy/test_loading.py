"""Loading: any file gives a codebook or faults with the right line, never an exception."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taxonomy.codes import Code
from taxonomy.faults import Fault, Severity
from taxonomy.lines import scan
from taxonomy.loading import load, load_text
from tests.taxonomy.making import SMALL

HEAD = '[codebook]\nid = "x"\nname = "X"\n'


def only_fault(text: str | bytes) -> Fault:
    found = load_text(text, "codebook.toml")
    assert found.codebook is None
    assert len(found.faults) == 1, "\n".join(map(str, found.faults))
    return found.faults[0]


def test_the_small_codebook_has_no_faults_and_all_its_parts() -> None:
    found = load_text(SMALL, "codebook.toml")
    assert found.faults == ()
    assert found.codebook is not None
    assert [code.id for code in found.codebook.codes] == ["contract", "contract.police"]
    assert found.codebook.note.startswith("[[code]]\n")
    assert found.codebook.case_types[0].attributes[0].options == ("maker", "other")
    assert found.codebook.rule is not None
    assert found.codebook.rule.rows[0].when == {"engagement": ("yes",)}


def test_a_file_is_called_by_its_name_alone(tmp_path: Path) -> None:
    path = tmp_path / "my codes.toml"
    path.write_text(SMALL.replace('parent = "contract"', 'parent = "contracts"'), encoding="utf-8")
    assert str(load(path).faults[0]).startswith("my codes.toml:41: ")


def test_the_fault_of_a_parent_reads_as_promised() -> None:
    fault = only_fault(SMALL.replace('parent = "contract"', 'parent = "contracts"'))
    assert str(fault) == (
        'codebook.toml:41: code "contract.police" has the parent "contracts", which does not exist. '
        'Did you mean "contract"?'
    )


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing but a remark\n", b"", b"\xef\xbb\xbf"])
def test_an_empty_file_says_so(text: str | bytes) -> None:
    fault = only_fault(text)
    assert (fault.line, fault.message) == (1, "the file is empty")


def test_bom_and_windows_newlines_change_nothing() -> None:
    plain = load_text(SMALL, "a")
    assert load_text("\ufeff" + SMALL, "a") == plain
    assert load_text(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode(), "a") == plain


def test_the_line_is_right_in_a_windows_file() -> None:
    text = SMALL.replace('parent = "contract"', 'parent = "contracts"').replace("\n", "\r\n")
    assert only_fault(b"\xef\xbb\xbf" + text.encode()).line == 41


def test_windows_1252_is_refused_with_its_line() -> None:
    fault = only_fault(SMALL.replace("Work for", "Firms’ work for").encode("cp1252"))
    assert fault.line == 25
    assert "not UTF-8" in fault.message and "Windows-1252" in fault.message and "’" in fault.message
    assert fault.remedy == "Save the file as UTF-8"


def test_utf_16_is_refused() -> None:
    assert "UTF-16" in only_fault(SMALL.encode("utf-16")).message


def test_half_a_character_is_refused_with_its_line() -> None:
    assert only_fault('format = 1\nx = "\ud83d"\n').line == 2


def test_a_newer_format_is_refused_and_nothing_else_said() -> None:
    fault = only_fault(SMALL.replace("format = 1", "# ours\nformat = 2").replace("[[code]]\nid", "[[code]]\nold"))
    assert fault.line == 2
    assert "format 2" in fault.message and "newer" in fault.remedy


@pytest.mark.parametrize("given", ["0", "-1", '"1"', "true", "1.0", "[1]"])
def test_a_format_that_is_none_is_refused(given: str) -> None:
    assert only_fault(f"format = {given}\n{HEAD}").line == 1


def test_a_file_without_format_is_read_with_a_warning() -> None:
    found = load_text(HEAD, "x")
    assert found.codebook is not None
    assert [fault.severity for fault in found.faults] == [Severity.WARNING]
    assert "format = 1" in found.faults[0].remedy


@pytest.mark.parametrize(("text", "line", "words"), [
    ("a = 1\nb = \n", 2, "value cannot be read"),
    ("a = 1\nb\n", 2, "key without a value"),
    ("a = 1\n\nb = 2018-06\n", 3, "after the end of the value"),
    ("a = 'it's'\n", 1, "after the end of the value"),
    ('x = 1\na = "open\n', 2, "not closed"),
    ('a = "C:\\docs"\n', 1, "backslash"),
    ("a = “x”\n", 1, "value cannot be read"),
    ("x = 1\na = { b = 1,\nc = 2 }\n", 2, "key was expected"),
    ("[table\n", 1, "bracket"),
    ("[a]\nb = 1\n\n[a]\n", 4, 'the table "a" stands twice, here and in line 1'),
    ("[[code]]\n[code]\n", 2, 'table "code" stands twice'),
    ("[code]\na = 1\n[[code]]\n", 3, 'table "code" stands twice, here and in line 1'),
    ('x = 1\n[[code]]\nid = "a"\nname = "b"\nid = "c"\n', 5,
     'the key "id" stands twice in the same table, here and in line 3'),
    ('[a]\nb = """\nb = 1\n"""\nb = """\n\n"""\n', 5, 'the key "b" stands twice in the same table, here and in line 2'),
    ("a = 1\nb = [1,\n2\n", 2, "list is not closed"),
    ('a = 1\nb = """x\n\n', 2, "not closed"),
    ("a = 1\n\nb = " + "9" * 5000 + "\n", 3, "too long"),
    ("a = " + "[" * 5000 + "\n", 1, "too deeply"),
    ("a = 1\x00\n", 1, "after the end"),
    ('a = "\\ud800"\n', 1, "number of a character"),
])
def test_what_is_no_toml_is_told_in_plain_words_with_the_line(text: str, line: int, words: str) -> None:
    fault = only_fault(text)
    assert fault.line == line, str(fault)
    assert words in fault.message
    assert fault.remedy


@given(st.text(st.sampled_from('[]{}="\'#\n\\.,ab1 \r\t-:é'), max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_a_codebook_or_an_error(text: str) -> None:
    found = load_text(text, "x")
    errors = [fault for fault in found.faults if fault.severity is Severity.ERROR]
    assert (found.codebook is None) == bool(errors)
    assert all(1 <= fault.line <= text.count("\n") + 1 for fault in found.faults)


@given(st.binary(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_bytes_give_a_codebook_or_an_error(data: bytes) -> None:
    found = load_text(data, "x")
    assert found.codebook is not None or found.faults


@given(st.dictionaries(
    st.sampled_from(
        ["format", "codebook", "agreement", "document", "case_type", "field", "code", "criterion", "level", "rule", "x"]
    ),
    st.recursive(
        st.sampled_from(["1", "true", '"a"', "1.5", "nan", "2018-06-01"]),
        lambda inner: st.lists(inner, max_size=2).map(lambda each: f"[{', '.join(each)}]") | st.dictionaries(
            st.sampled_from(["id", "name", "row", "answers", "when", "options", "field", "example", "oppose", "type"]),
            inner, max_size=3,
        ).map(lambda each: "{" + ", ".join(f"{key} = {value}" for key, value in each.items()) + "}"),
        max_leaves=8,
    ), max_size=5,
))
@settings(max_examples=300, deadline=None)
def test_no_value_in_the_wrong_place_is_an_exception(tables: dict[str, str]) -> None:
    text = "".join(f"{key} = {value}\n" for key, value in tables.items())
    found = load_text(text, "x")
    assert all(1 <= fault.line <= max(1, len(tables)) for fault in found.faults)


def test_names_in_any_script_and_characters_beyond_the_basic_plane_survive() -> None:
    text = HEAD + '[[code]]\nid = "ж中é"\nname = "العربية 𝔄 🛰️"\ndefinition = "日本語"\n' \
        '[[code.example]]\nquote = "𝔄🛰b"\ndocument = "d"\nstart = 7\nend = 10\n[[document]]\nid = "d"\n'
    found = load_text("format = 1\n" + text, "x")
    assert found.faults == ()   # three code points, though five UTF-16 units and nine bytes
    assert found.codebook is not None
    assert found.codebook.codes[0].name == "العربية 𝔄 🛰️"


def test_a_code_named_like_its_parent_is_no_fault() -> None:
    text = SMALL.replace('name = "Police"', 'name = "Contract"')
    assert load_text(text, "x").faults == ()


def test_keys_in_capitals_are_read_as_small_letters() -> None:
    found = load_text(SMALL.replace('key = "g"', 'key = "G"').replace('key = "gp"', 'key = "GP"'), "x")
    assert found.faults == ()
    assert found.codebook is not None
    assert [code.key for code in found.codebook.codes] == ["g", "gp"]


def test_five_thousand_codes_sixty_levels_deep_load() -> None:
    parts = ["format = 1\n", HEAD]
    for number in range(5000):
        parent = f'parent = "c{number - 1}"\n' if number % 60 else ""
        parts.append(f'[[code]]\nid = "c{number}"\nname = "N{number}"\n{parent}definition = "d"\n')
    found = load_text("".join(parts), "x")
    assert found.faults == ()
    assert found.codebook is not None
    assert len(found.codebook.codes) == 5000


def test_five_thousand_wrong_parents_are_all_told() -> None:
    parts = [f'[[code]]\nid = "c{n}"\nname = "N{n}"\nparent = "d{n}"\ndefinition = "d"\n' for n in range(5000)]
    found = load_text("format = 1\n" + HEAD + "".join(parts), "x")
    assert len(found.faults) == 5000
    assert found.faults[0].line == 8 and found.faults[-1].line == 8 + 4999 * 5


def test_unknown_keys_and_tables_are_kept() -> None:
    text = SMALL.replace('name = "Police"', 'name = "Police"\nmood = "blue"') + '\n[[paint]]\ncolour = "red"\n'
    found = load_text(text, "x")
    assert found.codebook is not None
    assert found.codebook.codes[1].extra == {"mood": "blue"}
    assert found.codebook.extra_tables == {"paint": [{"colour": "red"}]}
    assert [fault.severity for fault in found.faults] == [Severity.WARNING] * 2


def test_fields_are_none_where_inherited() -> None:
    found = load_text(SMALL, "x").codebook
    assert found is not None
    police = found.codes[1]
    assert isinstance(police, Code)
    assert (police.criterion, police.counts, police.colour) == (None, None, None)


def test_the_scanner_finds_each_table_and_key() -> None:
    text = (
        'format = 1 # [[code]]\n'
        '[[code]]\n'
        'id = "a#b"\n'
        '"long \\u0041 key" = """\n'
        '[[code]]\n'
        'id = 3 """\n'
        "'other' = '''\n[[code]]\n'''\n"
        'list = [\n  1, # ]\n  { id = "x", deep = { y = [1, 2] } },\n]\n'
        'a.b."c.d" = 1\n'
        '  [[code.field]] # first\n'
        '  id = """""two quotes"""""\n'
        '[code.extra]\n'
        'x = 2018-06-01 07:32:00\n'
        '[[code]]\n'
        'id = ""\n'
    )
    tomllib.loads(text)
    lines = scan(text).lines
    assert {path: lines[path] for path in (
        ("format",), ("code", 0), ("code", 0, "id"), ("code", 0, "long A key"), ("code", 0, "other"),
        ("code", 0, "list"), ("code", 0, "list", 0), ("code", 0, "list", 1, "id"),
        ("code", 0, "list", 1, "deep", "y", 1), ("code", 0, "a", "b", "c.d"),
        ("code", 0, "field", 0), ("code", 0, "field", 0, "id"), ("code", 0, "extra", "x"),
        ("code", 1), ("code", 1, "id"),
    )} == {
        ("format",): 1, ("code", 0): 2, ("code", 0, "id"): 3, ("code", 0, "long A key"): 4, ("code", 0, "other"): 7,
        ("code", 0, "list"): 10, ("code", 0, "list", 0): 11, ("code", 0, "list", 1, "id"): 12,
        ("code", 0, "list", 1, "deep", "y", 1): 12, ("code", 0, "a", "b", "c.d"): 14,
        ("code", 0, "field", 0): 15, ("code", 0, "field", 0, "id"): 16, ("code", 0, "extra", "x"): 18,
        ("code", 1): 19, ("code", 1, "id"): 20,
    }
    assert ("code", 2) not in lines
