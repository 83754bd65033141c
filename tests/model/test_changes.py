"""What came of a deed, and the numbers that stand in files."""

from __future__ import annotations

from annotator.model.changes import Changes, How, Kind, Verb
from annotator.model.ids import ChangesetId, EntityId


def test_nothing_done_is_false_and_touched_nothing() -> None:
    assert not Changes()
    assert Changes().of(Kind.CODING) == ()


def test_a_deed_is_true_and_names_what_it_touched() -> None:
    one = EntityId(b"1" * 16)
    done = Changes(ChangesetId(b"c" * 16), "Coded", {Kind.CODING: (one,)})
    assert done
    assert done.of(Kind.CODING) == (one,)
    assert done.of(Kind.CODE) == ()


def test_the_numbers_in_files_never_change() -> None:
    assert {kind.name: int(kind) for kind in Kind} == {
        "DOCUMENT": 1, "LAYER": 2, "CODE": 3, "CODING": 4, "CODER": 5, "CASE": 6, "MEMO": 7, "PART": 8,
        "FINISHED": 9, "LOOKED": 10, "KEPT": 11,
    }  # fmt: skip
    assert [verb.name for verb in Verb] == ["CREATE", "SET", "DELETE", "RESTORE"]
    assert {how.name: int(how) for how in How} == {
        "DO": 0, "UNDO": 1, "REDO": 2, "RESOLVE": 3, "IMPORT": 4, "REDACT": 5, "FOUNDING": 6
    }  # fmt: skip
