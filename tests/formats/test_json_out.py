"""JSON out: the same value, the same bytes; what is read is what was written."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import json_out
from annotator.model.errors import CannotDo

TEXTS = st.text(st.characters(codec="utf-8"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_read_is_what_was_written_and_twice_are_the_same_bytes(value: object) -> None:
    written = json_out.as_bytes(value)
    assert json.loads(written) == value
    assert json_out.as_bytes(json.loads(written)) == written


def test_a_lone_surrogate_is_kept() -> None:
    assert json.loads(json_out.as_bytes(["a\ud800b"])) == ["a\ud800b"]


def test_moments_are_written_in_utc_and_days_as_days(tmp_path: Path) -> None:
    moment = datetime(2024, 5, 6, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    bare = moment.astimezone(UTC).replace(tzinfo=None)
    json_out.write({"z": moment, "a": date(2024, 5, 6), "n": bare}, tmp_path / "a")
    assert (tmp_path / "a").read_text() == (
        '{\n  "z": "2024-05-05T23:30:00Z",\n  "a": "2024-05-06",\n  "n": "2024-05-05T23:30:00Z"\n}\n'
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object()])
def test_what_json_has_no_form_for_is_refused_before_the_old_file_is_touched(tmp_path: Path, value: object) -> None:
    (tmp_path / "a").write_text("old")
    with pytest.raises((ValueError, TypeError)):
        json_out.write([value], tmp_path / "a")
    assert (tmp_path / "a").read_text() == "old"
    assert list(tmp_path.iterdir()) == [tmp_path / "a"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotDo, match="is not there"):
        json_out.write({}, tmp_path / "nowhere" / "a.json")
