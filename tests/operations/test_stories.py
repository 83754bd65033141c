"""Documents that tell the same story: hinted at, dismissed, grouped by hand, the same in each copy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.model.changes import Changes
from annotator.model.errors import CannotDo
from annotator.model.ids import DocumentId
from annotator.operations import documents, merging, projects, stories, undoing
from annotator.store import local, reading
from annotator.store.handle import Project
from tests.builders import add_text, faults, identity, make_project, reopen
from tests.model.test_shingles import text


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = make_project(tmp_path)
    story = text(1)
    add_text(made, "b courier.txt", "Quite another headline\n" + story)
    add_text(made, "a herald.txt", "A headline\n" + story[:1200])
    add_text(made, "c other.txt", text(2))
    add_text(made, "d post.txt", story + "\nAll rights reserved.")
    yield made
    if not made.closed:
        assert faults(made) == ()
        made.close()


def named(project: Project, *titles: str) -> tuple[DocumentId, ...]:
    by_title = {one.title[0]: one.id for one in reading.documents(project)}
    return tuple(by_title[title] for title in titles)


def test_copies_are_hinted_at_as_one_story_and_the_hint_is_kept(project: Project) -> None:
    assert stories.hints(project) == (), "nothing was compared yet"
    found = stories.find(project)
    assert [one.documents for one in found] == [named(project, "a", "b", "d")]
    assert 0.5 < found[0].similarity <= 1
    assert stories.hints(project) == found
    again = reopen(project)
    assert stories.hints(again) == found
    again.close()


def test_a_document_that_comes_in_later_is_compared_with_the_old_ones(project: Project) -> None:
    stories.find(project)
    add_text(project, "e late.txt", "Late\n" + text(2) + "\nand more")
    assert [one.documents for one in stories.find(project)] == [named(project, "a", "b", "d"), named(project, "c", "e")]


def test_a_dismissed_hint_stays_dismissed_and_comes_back_with_undo(project: Project) -> None:
    hint = stories.find(project)[0]
    assert stories.dismiss(project, hint)
    assert stories.hints(project) == () == stories.find(project)
    assert not stories.dismiss(project, hint), "it is so already"
    undoing.undo(project)
    assert stories.hints(project) == (hint,)
    stories.dismiss(project, hint)
    assert stories.hints(project) == ()
    add_text(project, "e late.txt", text(1) + " late")
    assert [one.documents for one in stories.find(project)] == [named(project, "a", "b", "d", "e")], "a new question"


def test_what_was_grouped_is_a_story_and_no_hint_any_more(project: Project) -> None:
    members = stories.find(project)[0].documents
    done = stories.group(project, members)
    assert done.label == "Grouped 3 documents as one story, “a herald”"
    assert stories.stories(project) == (stories.Story("a herald", members),)
    assert stories.hints(project) == ()
    assert stories.group(project, members) == Changes(), "it is so already"
    stories.ungroup(project, members[:1])
    assert stories.stories(project) == (stories.Story("a herald", members[1:]),)
    assert stories.hints(project)[0].documents == members
    stories.ungroup(project, members[1:2])
    assert stories.stories(project) == ()
    assert all("same_story" not in one.metadata for one in reading.documents(project)), "nobody is left in it alone"
    undoing.undo(project)
    assert stories.stories(project) == (stories.Story("a herald", members[1:]),)


def test_a_story_is_called_as_its_earliest_document_or_as_somebody_says(project: Project) -> None:
    by_id = {one.id: one for one in reading.documents(project)}
    members = named(project, "a", "b", "d")
    documents.set_metadata(project, [by_id[members[2]]], "date", "2018-04-03")
    stories.group(project, members[:2])
    stories.group(project, members[1:], "The  letter")
    assert stories.stories(project) == (stories.Story("The letter", members),), "groups come along as a whole"
    stories.ungroup(project, members)
    stories.group(project, members)
    assert stories.stories(project)[0].name == "d post"


def test_no_two_stories_have_one_name(project: Project) -> None:
    a, b, c, d = named(project, "a", "b", "c", "d")
    stories.group(project, [a, b], "Letter")
    with pytest.raises(CannotDo, match="Another story is called “Letter”"):
        stories.group(project, [c, d], "Letter")
    with pytest.raises(CannotDo, match="One document is no group"):
        stories.group(project, [c, c])


def test_two_people_group_and_dismiss_apart_and_their_copies_agree(project: Project, tmp_path: Path) -> None:
    members = stories.find(project)[0].documents
    project.close()
    other_path = tmp_path / "bo.annot"
    shutil.copy(project.path, other_path)
    mine = projects.open_project(project.path, identity())
    other = projects.open_project(other_path, identity("Bo Lind"))
    stories.group(mine, members)
    stories.group(other, members)
    pair = named(mine, "a", "c")
    stories.dismiss(mine, stories.StoryHint(pair, 0.6))
    stories.dismiss(other, stories.StoryHint(pair[::-1], 0.6))
    stories.dismiss(other, stories.StoryHint(named(mine, "c", "d"), 0.6))
    other.close()
    merging.merge(mine, [other_path])
    assert reading.conflict_counts(mine) == {}
    assert stories.stories(mine)[0].documents == members
    assert faults(mine) == ()
    mine.close()


def test_what_another_version_kept_is_no_hint_and_no_failure(project: Project) -> None:
    for kept in ("[]", "{", '{"hints": [3]}', '{"hints": [{"documents": 5, "similarity": "x"}]}'):
        local.keep_text(project, "stories.hints", kept)
        assert stories.hints(project) == ()


def test_a_deleted_document_is_in_no_hint(project: Project) -> None:
    hint = stories.find(project)[0]
    documents.delete_documents(project, [one for one in reading.documents(project) if one.id in hint.documents[:2]])
    assert stories.hints(project) == ()
