"""Dates as newspapers write them become ISO 8601, as precise as they are, and never a guess."""

from __future__ import annotations

import pytest

from annotator.model.dates import is_date_line, iso_date


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("Tuesday, April 3, 2018", "2018-04-03"),
        ("April 3, 2018 Tuesday", "2018-04-03"),
        ("April 3, 2018 Tuesday 12:01 AM GMT", "2018-04-03"),
        ("April 3, 2018 Tuesday Late Edition - Final", "2018-04-03"),
        ("3 April 2018", "2018-04-03"),
        ("03 APR 2018", "2018-04-03"),
        ("3rd of April 2018", "2018-04-03"),
        ("Tuesday 3 April 2018", "2018-04-03"),
        ("3. April 2018", "2018-04-03"),
        ("Dienstag, 3. April 2018", "2018-04-03"),
        ("Dienstag 13. März 2018", "2018-03-13"),
        ("1. Jänner 2018", "2018-01-01"),
        ("mardi 3 avril 2018", "2018-04-03"),
        ("1er août 2018", "2018-08-01"),
        ("le 14 décembre 2018", "2018-12-14"),
        ("3 de abril de 2018", "2018-04-03"),
        ("martedì 3 aprile 2018", "2018-04-03"),
        ("dinsdag 3 maart 2018", "2018-03-03"),
        ("2018年4月3日", "2018-04-03"),
        ("2018-04-03", "2018-04-03"),
        ("2018-04-03T12:00:00Z", "2018-04-03"),
        ("2018/4/3", "2018-04-03"),
        ("03.04.2018", "2018-04-03"),
        ("13/04/2018", "2018-04-13"),
        ("04/13/2018", "2018-04-13"),
        ("4/4/2018", "2018-04-04"),
        ("April 2018", "2018-04"),
        ("avril 2018", "2018-04"),
        ("2018-04", "2018-04"),
        ("2018", "2018"),
    ],
)
def test_a_date_becomes_iso_as_precise_as_it_is(written: str, iso: str) -> None:
    assert iso_date(written) == iso


@pytest.mark.parametrize(
    "written",
    ["", "3/4/2018", "Spring 2018", "31 February 2018", "32 April 2018", "April", "the 2018 election", "9999", "20183",
     "page 12", "1.2.3.2018.5", "April 3, 2018 " + "x" * 200],
)  # fmt: skip
def test_what_is_no_sure_date_is_none(written: str) -> None:
    assert iso_date(written) == ""


@pytest.mark.parametrize(
    "line", ["April 3, 2018 Tuesday", "Dienstag, 3. April 2018", "3 April 2018", "April 3, 2018 Tuesday Final Edition",
             "mardi 3 avril 2018 08:15", "April 2018"]
)  # fmt: skip
def test_a_line_that_is_a_date_is_known(line: str) -> None:
    assert is_date_line(line)


@pytest.mark.parametrize(
    "line", ["On April 3, 2018 the regulator opened an inquiry into the firm.", "Copyright 2018", "2018",
             "LOAD-DATE and other things were written down on April 3, 2018", "The letter of 3 April 2018. It said no"]
)  # fmt: skip
def test_a_line_with_a_date_in_it_is_none(line: str) -> None:
    assert not is_date_line(line)
