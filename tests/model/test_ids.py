"""Identities: new ones are ordered by time, derived ones depend on their parts alone."""

from __future__ import annotations

import time
import uuid

from hypothesis import given
from hypothesis import strategies as st

from annotator.model import ids
from annotator.model.changes import deref, ref

parts = st.lists(st.one_of(st.binary(max_size=20), st.text(max_size=20), st.integers()), max_size=4)


def test_a_new_id_is_a_uuid_of_version_seven_that_holds_its_time() -> None:
    before = int(time.time() * 1000)
    made = uuid.UUID(bytes=ids.new_id())
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert before <= int.from_bytes(made.bytes[:6], "big") <= int(time.time() * 1000)


def test_ten_thousand_new_ids_are_all_different() -> None:
    assert len({ids.new_id() for _ in range(10_000)}) == 10_000


@given(parts)
def test_a_derived_id_is_a_uuid_of_version_eight_and_the_same_each_time(given_parts: list[bytes | str | int]) -> None:
    made = ids.derived_id(*given_parts)
    assert made == ids.derived_id(*given_parts)
    assert (uuid.UUID(bytes=made).version, uuid.UUID(bytes=made).variant) == (8, uuid.RFC_4122)


def test_the_recipe_of_derived_ids_never_changes_for_it_stands_in_files() -> None:
    assert ids.derived_id("document", b"\x01\x02", 3).hex() == "5d768557906783e0a0accc7100b57005"


@given(st.text(max_size=8), st.text(max_size=8))
def test_parts_are_told_apart_wherever_they_are_cut(one: str, other: str) -> None:
    assert ids.derived_id(one, other) != ids.derived_id(one + other)
    assert (ids.derived_id(one, other) == ids.derived_id(other, one)) == (one == other)


@given(st.binary(min_size=16, max_size=16))
def test_an_id_written_out_is_read_back(value: bytes) -> None:
    assert ids.id_from_text(ids.id_text(value)) == value
    assert ids.id_from_text(value.hex().upper()) == value


def test_what_is_no_id_is_none() -> None:
    assert ids.id_from_text("") is None
    assert ids.id_from_text("0190-12") is None


@given(st.binary(max_size=40))
def test_bytes_in_fields_come_back(value: bytes) -> None:
    assert deref(ref(value)) == value
    assert "=" not in ref(value)


def test_the_same_bytes_are_one_document_and_the_same_coding_of_a_list_is_one_coding() -> None:
    document = ids.document_id(b"s" * 32)
    assert document == ids.document_id(b"s" * 32) != ids.document_id(b"t" * 32)
    layer = ids.layer_id(document, b"t" * 32)
    code, coder = ids.code_id("book", "a.b"), ids.CoderId(ids.EntityId(b"c" * 16))
    one = ids.imported_coding_id(layer, code, 1, 20, coder)
    assert one == ids.imported_coding_id(layer, code, 1, 20, coder)
    assert one != ids.imported_coding_id(layer, code, 12, 0, coder)
