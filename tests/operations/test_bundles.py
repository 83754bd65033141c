"""Bundles become documents: one undo step, the same in each copy, the bundle's bytes kept once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from annotator.cli import cli
from annotator.model.changes import Changes, Kind
from annotator.model.documents import BlockKind, Document
from annotator.model.errors import Cancelled, CannotDo, CannotRead
from annotator.operations import bundles, documents, merging, projects, undoing
from annotator.operations.bundles import BundlePreview, Preset, SplitRules
from annotator.operations.documents import Outcome
from annotator.store import reading
from annotator.store.handle import Project
from tests.builders import faults, identity, make_project
from tests.formats import bundle_builders
from tests.formats.bundle_builders import stories


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = make_project(tmp_path)
    yield made
    if not made.closed:
        assert faults(made) == ()
        made.close()


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.docx"
    path.write_bytes(bundle_builders.nexis_docx(stories(6)))
    return path


def by_title(project: Project) -> list[Document]:
    return sorted(reading.documents(project), key=lambda one: one.title)


def test_each_article_becomes_a_document_that_says_where_it_comes_from(project: Project, export: Path) -> None:
    added = bundles.add_bundle(project, export)
    assert added.changes.label == "Split “export.docx” into 6 documents"
    assert [line.outcome for line in added.lines] == [Outcome.NEW] * 6
    found = by_title(project)
    story = stories(6)[2]
    one = found[2]
    assert (one.title, one.metadata["outlet"], one.metadata["date"]) == (story.title, story.outlet, story.iso)
    assert (one.file_name, one.media_type) == (f"{story.title}.txt", "text/plain")
    assert bundles.origins(project, one) == ("3 of 6 in export.docx",)
    content = documents.content(project, one.layer)
    assert content.text.startswith(story.title) and content.text.endswith(story.paragraphs[-1])
    assert content.blocks[0].kind is BlockKind.HEADING
    assert reading.blob_data(project, one.sha256) == content.text.encode(), "its original is its own text"


def test_the_bytes_of_the_bundle_are_kept_once(project: Project, export: Path) -> None:
    preview = bundles.look(project, export)
    bundles.write(project, preview)
    assert reading.blob_data(project, preview.sha256) == export.read_bytes()
    documents.add(project, [export])
    assert len(reading.documents(project)) == 7


def test_the_same_bundle_twice_adds_nothing(project: Project, export: Path) -> None:
    bundles.add_bundle(project, export)
    again = bundles.look(project, export)
    assert (again.new, again.already_here) == (0, frozenset(range(6)))
    added = bundles.write(project, again)
    assert added.changes == Changes()
    assert [line.outcome for line in added.lines] == [Outcome.ALREADY_HERE] * 6


def test_an_article_of_two_exports_is_one_document(project: Project, export: Path, tmp_path: Path) -> None:
    bundles.add_bundle(project, export)
    other = tmp_path / "other.docx"
    other.write_bytes(bundle_builders.nexis_docx(stories(8)[4:]))
    preview = bundles.look(project, other)
    assert (preview.new, preview.already_here) == (2, frozenset({0, 1}))
    bundles.write(project, preview)
    assert len(reading.documents(project)) == 8


def test_an_article_that_is_printed_twice_comes_in_once_and_is_told(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "twice.rtf"
    one, two = stories(2)
    path.write_bytes(bundle_builders.factiva_rtf([one, two, one]))
    preview = bundles.look(project, path)
    assert preview.repeated == frozenset({2})
    assert preview.articles[2].doubts == ("the same, word for word, as article 1: comes in once",)
    assert len(bundles.write(project, preview).of(Outcome.NEW)) == 2


def test_splitting_is_one_undo_step_and_comes_back_with_redo(project: Project, export: Path) -> None:
    bundles.add_bundle(project, export)
    undoing.undo(project)
    assert reading.documents(project) == ()
    undoing.redo(project)
    assert len(reading.documents(project)) == 6
    undoing.undo(project)
    assert len(bundles.add_bundle(project, export).of(Outcome.NEW)) == 6
    assert bundles.origins(project, by_title(project)[0]) == ("1 of 6 in export.docx",)


def test_two_people_who_split_the_same_bundle_apart_agree(project: Project, export: Path, tmp_path: Path) -> None:
    project.close()
    other_path = tmp_path / "bo.annot"
    shutil.copy(project.path, other_path)
    mine = projects.open_project(project.path, identity())
    other = projects.open_project(other_path, identity("Bo Lind"))
    bundles.add_bundle(mine, export)
    renamed = export.rename(tmp_path / "export (1).docx")
    bundles.add_bundle(other, renamed)
    larger = tmp_path / "larger.docx"
    larger.write_bytes(bundle_builders.nexis_docx(stories(8)))
    bundles.add_bundle(other, larger)
    other.close()
    merging.merge(mine, [other_path])
    assert len(reading.documents(mine)) == 8
    assert reading.conflict_counts(mine) == {}
    assert bundles.origins(mine, by_title(mine)[0]) == ("1 of 6 in export (1).docx", "1 of 6 in export.docx")
    assert faults(mine) == ()
    mine.close()


def test_a_bundle_is_told_and_not_split_unasked(project: Project, export: Path) -> None:
    (line,) = documents.add(project, [export]).lines
    assert (line.outcome, line.articles) == (Outcome.NEW, 6)
    assert len(reading.documents(project)) == 1
    plain = export.with_name("letter.txt")
    plain.write_text("A letter.\n\nNothing else.\n")
    assert documents.add(project, [plain]).lines[0].articles == 0


def test_other_rules_split_the_same_file_without_reading_it_again(project: Project, export: Path) -> None:
    preview = bundles.look(project, export)
    assert preview.recognised
    export.unlink()
    headed = bundles.again(project, preview, SplitRules(Preset.HEADINGS))
    assert (headed.recognised, len(headed.articles)) == (False, 6)
    ruled = bundles.again(project, preview, SplitRules(Preset.SEPARATOR, separator="End of Document"))
    assert len(ruled.articles) == 6
    assert bundles.again(project, preview, SplitRules(Preset.FACTIVA)).articles == ()
    with pytest.raises(CannotDo, match="changed while it was being read"):
        bundles.write(project, headed)
    assert reading.documents(project) == ()


def test_a_file_that_is_no_bundle_is_refused_with_what_to_do(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("A letter.\n")
    preview = bundles.look(project, path)
    assert preview.doubts == ("this does not look like a press export: choose how its articles begin",)
    with pytest.raises(CannotDo, match=r"No article was found in “letter\.txt”"):
        bundles.write(project, preview)
    with pytest.raises(CannotRead, match="no such file"):
        bundles.look(project, tmp_path / "gone.txt")


def test_a_separator_that_never_ends_is_ended(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "slow.txt"
    path.write_text(("a" * 60 + "b\n") * 200)
    rules = SplitRules(Preset.SEPARATOR, separator="(a+)+c?")
    with pytest.raises(CannotRead, match="takes too long"):
        bundles.look(project, path, rules)


def test_writing_can_be_cancelled_and_then_nothing_is_written(project: Project, export: Path) -> None:
    class Impatient:
        def step(self, done: int, total: int, what: str) -> None:
            if done == 3:
                raise Cancelled

    preview = bundles.look(project, export)
    with pytest.raises(Cancelled):
        bundles.write(project, preview, progress=Impatient())
    assert reading.documents(project) == ()
    assert reading.state(project, Kind.DOCUMENT, preview.documents) == {}


def test_the_text_of_a_preview_is_what_comes_in(project: Project, export: Path) -> None:
    preview: BundlePreview = bundles.look(project, export)
    bundles.write(project, preview)
    by_id = {one.id: one for one in reading.documents(project)}
    for place, this in enumerate(preview.documents):
        assert project.text_of(by_id[this].layer.id) == preview.text(place)


# The command line


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(cli, [str(one) for one in arguments])
    return done.exit_code, done.output


def test_the_command_line_lists_splits_and_tells(project: Project, export: Path) -> None:
    project.close()
    status, told = run("add", project.path, export, "--split", "--dry-run")
    assert status == 0 and "6 articles by the rules “nexis”" in told
    assert "2017-03-03  Evening Post" in told
    status, told = run("add", project.path, export)
    assert "looks like a press export of 6 articles" in told and "--split" in told
    status, told = run("add", project.path, export, "--split")
    assert status == 0 and "6 new documents" in told
    status, told = run("add", project.path, export, "--split", "--json")
    assert json.loads(told)["bundles"][0]["new"] == 0
    status, told = run("add", project.path, export, "--split", "--rules", "separator=End of Document", "--dry-run")
    assert status == 0 and "6 articles by the rules “separator”" in told
    status, told = run("add", project.path, export, "--split", "--rules", "headings=2")
    assert status == 1 and "no article found" in told
    assert run("add", project.path, export, "--split", "--rules", "nonsense")[0] == 2
    assert run("add", project.path, export, "--dry-run")[0] == 2
    assert run("add", project.path, export.parent, "--split")[0] == 1
