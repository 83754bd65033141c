"""Forms of fields: what they show, what they ask for, what they refuse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.ui.fields import FieldForm, FieldShown
from annotator.ui.fields.choice_editor import ChoiceEditor
from annotator.ui.fields.line_editor import LineEditor
from taxonomy.codes import Field, FieldType

Key = Qt.Key
VOICE = Field("voice", "Who says it", FieldType.CHOICE, ("own words", "reporter", "named source", "unnamed source"))
USES = Field("uses", "Uses", FieldType.CHOICE, ("border", "police", "rescue"), several=True, required=True)
VALUE = Field("value", "Value", FieldType.NUMBER, required=True)
SIGNED = Field("signed", "Signed", FieldType.DATE)
FIELDS = (FieldShown(VOICE), FieldShown(USES), FieldShown(VALUE), FieldShown(SIGNED, "2018"))


@pytest.fixture
def form(qapp: QApplication, no_leaks: None) -> Iterator[FieldForm]:
    form = FieldForm(FIELDS, offers=lambda field: ["40", "41.5", "7"] if field is VALUE else [])
    form.resize(240, 300)
    form.show()
    form.activateWindow()
    QCoreApplication.processEvents()
    yield form
    form.close()
    form.deleteLater()


def asked(form: FieldForm) -> list[tuple[str, object]]:
    """What the form asks for, filled as it does."""
    found: list[tuple[str, object]] = []
    form.value_given.connect(lambda field, value: found.append((field, value)))
    return found


def keys(form: FieldForm, *pressed: Key | str) -> None:
    for key in pressed:
        target = form.focusWidget()
        assert target is not None
        if isinstance(key, str):
            QTest.keyClicks(target, key)
        else:
            QTest.keyClick(target, key)


def test_a_digit_the_first_letters_and_the_arrows_choose(form: FieldForm) -> None:
    found = asked(form)
    form.take_keys()
    keys(form, "4", "o", Key.Key_Right, Key.Key_Right, Key.Key_Space, Key.Key_Delete)
    assert [value for _, value in found] == ["unnamed source", "own words", "named source", None]
    keys(form, "s")
    assert len(found) == 4, "several begin a word so"
    keys(form, "z", "-", ".", "0", "9")
    assert len(found) == 4, "what chooses nothing does nothing"


def test_the_letters_of_one_word_choose_once(form: FieldForm) -> None:
    found = asked(form)
    form.take_keys()
    keys(form, "reporter")
    assert found == [("voice", "reporter")]


def test_of_several_each_key_adds_one_or_takes_it_off_in_the_order_of_the_codebook(form: FieldForm) -> None:
    found = asked(form)
    form.editors[1].take_keys()
    keys(form, "3", "1", "3", "1")
    assert [value for _, value in found] == [["rescue"], ["border", "rescue"], ["border"], None]


def test_values_that_the_codebook_does_not_know_are_kept_and_shown(form: FieldForm) -> None:
    form.show_fields((FieldShown(VOICE, "an old one"), FieldShown(USES, ["space", "police"]), *FIELDS[2:]))
    voice, uses = form.editors[0], form.editors[1]
    assert isinstance(voice, ChoiceEditor) and isinstance(uses, ChoiceEditor)
    assert voice.chosen.text() == "an old one" and uses.chosen.text() == "space, police"
    found = asked(form)
    uses.take_keys()
    assert uses.chips[-1].accessibleName() == "space (not in the codebook)" and uses.chips[-1].isChecked()
    keys(form, "1")
    assert found == [("uses", ["border", "police", "space"])]
    keys(form, "4")
    assert found[-1] == ("uses", ["border", "police"])


def test_what_is_required_and_empty_is_marked_in_words_and_for_screen_readers(form: FieldForm) -> None:
    names = [label.text() for label in form._names]
    assert names == ["Who says it", "! Uses", "! Value", "Signed"]
    assert form.editors[1].accessibleName() == "Uses, required, empty"
    value = form.editors[2]
    assert isinstance(value, LineEditor)
    assert value.line.placeholderText() == "needed" and value.line.accessibleName() == "Value, required, empty"
    form.show_fields((FIELDS[0], FIELDS[1], FieldShown(VALUE, 7), FIELDS[3]))
    assert form._names[2].text() == "Value" and value.line.accessibleName() == "Value, required, 7"


def test_what_was_used_last_fits_what_is_typed_and_is_taken_at_its_end(form: FieldForm) -> None:
    found = asked(form)
    value = form.editors[2]
    assert isinstance(value, LineEditor)
    value.take_keys()
    assert value.fitting == ["40", "41.5", "7"] and value.offered.isVisible()
    keys(form, "4", "1")
    assert value.fitting == ["41.5"]
    keys(form, Key.Key_Right)
    assert found == [("value", 41.5)] and value.line.text() == "41.5"
    keys(form, Key.Key_Right, Key.Key_Left)
    assert len(found) == 1


def test_a_value_that_was_not_taken_is_shown_as_it_is(form: FieldForm) -> None:
    form.take_keys()
    keys(form, "1")
    form.show_fields(FIELDS)
    voice = form.editors[0]
    assert isinstance(voice, ChoiceEditor) and voice.chosen.text() == "not stated"
    assert not any(chip.isChecked() for chip in voice.chips)


def test_what_is_being_typed_stays_when_another_field_changes(form: FieldForm) -> None:
    value = form.editors[2]
    assert isinstance(value, LineEditor)
    value.take_keys()
    keys(form, "12")
    form.show_fields((FieldShown(VOICE, "reporter"), *FIELDS[1:]))
    assert value.line.text() == "12" and value.line.hasFocus()


def test_one_goes_through_all_fields_and_out_at_both_ends(form: FieldForm) -> None:
    left: list[str] = []
    form.left.connect(lambda: left.append("left"))
    form.passed_end.connect(lambda: left.append("end"))
    form.passed_start.connect(lambda: left.append("start"))
    form.take_keys()
    keys(form, Key.Key_Tab, Key.Key_Down, Key.Key_Return)
    assert isinstance(form.editors[3], LineEditor) and form.editors[3].line.hasFocus()
    keys(form, Key.Key_Tab, Key.Key_Return, Key.Key_Up, Key.Key_Backtab, Key.Key_Up, Key.Key_Up, Key.Key_Escape)
    assert left == ["end", "left", "start", "left"]


def test_an_option_is_found_where_people_read_from_right_to_left(form: FieldForm) -> None:
    form.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    found = asked(form)
    form.take_keys()
    keys(form, Key.Key_Left, Key.Key_Space)
    assert found == [("voice", "reporter")]


def test_a_form_fits_the_fields_that_it_was_made_for(form: FieldForm) -> None:
    assert form.fits([replace(one, value="x") for one in FIELDS])
    assert not form.fits(FIELDS[:3])
    assert not form.fits((FieldShown(replace(VOICE, options=("a",))), *FIELDS[1:]))
