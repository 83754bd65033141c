"""The full-text index: it changes what searching costs, never what it finds, and nothing else in the project."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as with_settings
from hypothesis import strategies as st

from annotator import settings
from annotator.model.errors import Cancelled
from annotator.operations import documents, merging, projects, searching
from annotator.store import reading, search_index
from annotator.store.dialects import full_text, sqlite
from annotator.store.handle import Project
from tests import builders
from tests.model.test_query_text import TEXTS

WORDS = [
    "Drohne",
    "Kampfdrohnen",
    "armed",
    "drones",
    "Zürich",
    "zurich",
    "中国人民",
    "ひらがな",
    "كَتَبَ",
    "e-mail",
    "infor\u00admation",
    "trace-\nbased",
    "co\u00adop-\ner\u00adate",
    "§ 7",
    "don’t",
    "x" * 150,
    "1.000,5",
    "한국어",
]


def scanned(project: Project, words: str) -> list[tuple[bytes, int, int]]:
    """As it is found by looking into every text."""
    wanted = searching.Wanted(words)
    return [
        (one.id, start, end)
        for one in reading.documents(project)
        for start, end in wanted.places(project.text_of(one.layer.id) or "")
    ]


def searched(project: Project, words: str) -> list[tuple[bytes, int, int]]:
    return [(hit.document.id, hit.start, hit.end) for hit in searching.search(project, words)]


@pytest.fixture(scope="module")
def many_texts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Texts of a few words each, in any order and with anything between them."""
    project = builders.make_project(tmp_path_factory.mktemp("search"))
    for number, word in enumerate(WORDS):
        others = [WORDS[(number * k + k * k) % len(WORDS)] for k in range(1, 6)]
        between = (" ", "\n", ", ", "\u00a0")[number % 4]
        builders.add_text(project, f"text {number}.txt", between.join([word, *others]))
    assert searching.prepare(project) == len(WORDS)
    yield project
    project.close()


@with_settings(max_examples=400)
@given(
    words=st.one_of(
        TEXTS,
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
        st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS), st.integers(0, 12), st.integers(1, 30)).map(
            lambda one: f"{one[0]} {one[1]}"[one[2] : one[2] + one[3]]
        ),
    )
)
def test_searching_with_the_index_finds_what_looking_into_every_text_finds(many_texts: Project, words: str) -> None:
    assert searched(many_texts, words) == scanned(many_texts, words)


@with_settings(max_examples=20)
@given(texts=st.lists(TEXTS.filter(lambda one: bool(one.strip())), min_size=1, max_size=4, unique=True), words=TEXTS)
def test_any_texts_are_found_with_the_index_as_without(texts: list[str], words: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = builders.make_project(Path(folder))
        for number, text in enumerate(texts):
            builders.add_text(project, f"{number}.txt", text.replace("\n", " \n"))
        searching.prepare(project)
        for each in (words, *(text[1:4] for text in texts)):
            assert searched(project, each) == scanned(project, each)
        project.close()


def test_the_index_leaves_out_documents_in_which_the_words_cannot_stand(many_texts: Project) -> None:
    assert 0 < len(searching.find(many_texts, "ひらがな").documents) < len(WORDS)
    unsure = searching.find(many_texts, "nowhere").documents  # a word that is too long to be kept stands in these
    assert all("x" * 150 in (many_texts.text_of(one.layer.id) or "") for one in unsure)
    assert len(searching.find(many_texts, "§").documents) == len(WORDS)  # signs are not in it: all are looked into


def test_new_documents_are_found_before_they_are_taken_in(tmp_path: Path) -> None:
    project = builders.make_project(tmp_path)
    builders.add_text(project, "one.txt", "Drones here.")
    assert searching.prepare(project) == 1
    builders.add_text(project, "two.txt", "And drones there.")
    assert searching.unprepared(project) == 1
    assert len(searched(project, "drones")) == 2
    assert searching.prepare(project) == 1
    assert searching.prepare(project) == searching.unprepared(project) == 0
    assert len(searched(project, "drones")) == 2
    project.close()


def test_the_index_is_no_part_of_the_journal_nor_of_what_is_checked(tmp_path: Path) -> None:
    project = builders.coded_project(tmp_path)
    before, history = builders.state(project), reading.history(project)
    searching.prepare(project)
    assert builders.state(project) == before
    assert reading.history(project) == history
    assert builders.faults(project) == ()
    again = builders.reopen(project)
    assert searching.unprepared(again) == 0
    assert builders.faults(again) == ()
    again.close()


def test_a_file_for_reading_without_an_index_is_searched_all_the_same(tmp_path: Path) -> None:
    project = builders.coded_project(tmp_path)
    project.close()
    opened = projects.open_project(project.path, builders.identity(), read_only=True)
    assert searching.prepare(opened) == 0
    assert len(searched(opened, "drones")) == 1
    opened.close()


def test_deleted_documents_are_not_found_and_come_back_with_their_words(tmp_path: Path) -> None:
    from annotator.operations import undoing

    project = builders.coded_project(tmp_path)
    searching.prepare(project)
    documents.delete_documents(project, reading.documents(project))
    assert searched(project, "drones") == []
    undoing.undo(project)
    assert len(searched(project, "drones")) == 1
    project.close()


def test_what_a_merge_brought_and_took_away_again_is_found_and_forgotten(tmp_path: Path) -> None:
    project = builders.coded_project(tmp_path)
    copy = tmp_path / "copy.annot"
    shutil.copy(project.path, copy)
    other = projects.open_project(copy, builders.identity("Bo"))
    builders.add_text(other, "bo.txt", "Bo wrote of submarines.")
    searching.prepare(other)
    other.close()
    searching.prepare(project)
    merging.merge(project, [copy])
    assert len(searched(project, "submarines")) == 1
    assert searching.prepare(project) == 1
    merging.take_merge_back(project)
    assert searched(project, "submarines") == []
    searching.prepare(project)
    with project.transaction() as db:
        assert "submarines" not in full_text.vocabulary(db)
    assert len(searched(project, "drones")) == 1
    assert builders.faults(project) == ()
    project.close()


def test_a_copy_given_to_others_and_a_backup_are_searched_too(tmp_path: Path) -> None:
    project = builders.coded_project(tmp_path)
    searching.prepare(project)
    from annotator.store import backups, publishing

    backups.copy(project, tmp_path / "backup.annot", slim=True)
    publishing.write(project, tmp_path / "shared.annot", {})
    for name in ("backup.annot", "shared.annot"):
        copy = projects.open_project(tmp_path / name, builders.identity())
        assert len(searched(copy, "drones")) == 1
        assert builders.faults(copy) == ()
        copy.close()
    project.close()


def test_what_was_saved_from_a_damaged_file_is_the_same_with_an_index(tmp_path: Path) -> None:
    from annotator.store import salvaging

    project = builders.coded_project(tmp_path)
    searching.prepare(project)
    project.close()
    damaged = bytearray(project.path.read_bytes())
    damaged[:16] = bytes(16)
    (tmp_path / "damaged.annot").write_bytes(damaged)
    salvaging.salvage(tmp_path / "damaged.annot", tmp_path / "saved.annot", builders.identity(), settings.backup_folder)
    saved = projects.open_project(tmp_path / "saved.annot", builders.identity())
    assert len(reading.codings(saved)) == 2
    assert len(searched(saved, "drones")) == 1
    assert builders.faults(saved) == ()
    saved.close()


@pytest.mark.parametrize(
    "damage",
    [
        "DROP TABLE search_word",
        "DELETE FROM search_note",
        "UPDATE search_layer SET loose = 'x'",
        "DROP TABLE search_text",
        "DELETE FROM search_text_data",
    ],
)
def test_a_broken_index_hides_nothing(tmp_path: Path, damage: str) -> None:
    project = builders.coded_project(tmp_path)
    searching.prepare(project)
    with project.transaction() as db:
        if damage.startswith("DELETE FROM search_text"):  # the tables behind it can only be written so
            sqlite.driver(db).execute("DROP TABLE search_text")
            sqlite.driver(db).execute("CREATE TABLE search_text (words)")
        else:
            sqlite.driver(db).execute(damage)
    assert len(searched(project, "drones")) == 1
    project.close()


def test_taking_in_can_be_ended_and_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = builders.make_project(tmp_path)
    for number in range(4):
        builders.add_text(project, f"{number}.txt", f"Text {number} about drones.")
    monkeypatch.setattr(search_index, "_AT_ONCE", 3)

    class Impatient:
        def step(self, done: int, total: int, what: str) -> None:
            del total, what
            if done == 2:
                raise Cancelled

    with pytest.raises(Cancelled):
        searching.prepare(project, Impatient())
    assert 0 < searching.unprepared(project) < 4
    assert len(searched(project, "drones")) == 4
    assert searching.prepare(project) > 0
    assert searching.unprepared(project) == 0
    assert len(searching.find(project, "text 3 about").documents) == 1
    project.close()


def test_words_are_found_across_the_pieces_of_a_long_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_index, "_AT_ONCE", 50)
    project = builders.make_project(tmp_path)
    builders.add_text(project, "long.txt", " ".join(f"w{k}" for k in range(400)))
    builders.add_text(project, "short.txt", "nothing of it")
    searching.prepare(project)
    for at in (0, 40, 49, 50, 99, 370):
        words = " ".join(f"w{k}" for k in range(at, at + 20))
        assert [one.title for one in searching.find(project, words).documents] == ["long"]
    project.close()


def test_an_index_can_be_let_go_and_made_again(tmp_path: Path) -> None:
    project = builders.coded_project(tmp_path)
    searching.prepare(project)
    search_index.rebuild(project)
    assert searching.unprepared(project) == 1
    assert searching.prepare(project) == 1
    project.close()
