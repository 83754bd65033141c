"""What documents are about: kept with them, given to new codings, joined by merging in either order."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from annotator.model.errors import CannotDo
from annotator.model.ids import CaseId
from annotator.operations import cases, describing, documents, exporting, merging, projects, undoing
from annotator.operations.snapshot import take
from annotator.store import reading
from annotator.store.handle import Project
from tests.builders import add_text, faults, identity, make_project, reopen, state


def started(folder: Path, name: str = "p.annot") -> Project:
    project = make_project(folder, name)
    add_text(project)
    return project


def about(project: Project) -> list[str]:
    """What the one document is about, by name."""
    known = {case.id: case.name for case in reading.cases(project)}
    return [known[case] for case in reading.documents(project)[0].cases]


def set_about(project: Project, case: CaseId, *, so: bool = True) -> None:
    documents.set_about(project, [reading.documents(project)[0]], case, about=so)


def test_a_document_is_about_cases_and_each_is_one_undo_step(tmp_path: Path) -> None:
    project = started(tmp_path)
    google, yitu = cases.add_case(project, "Google")[1], cases.add_case(project, "Yitu")[1]
    this = reading.documents(project)
    done = documents.set_about(project, this, google, about=True)
    assert done.label == "“article” is about “Google”"
    assert not documents.set_about(project, reading.documents(project), google, about=True), "it was so already"
    set_about(project, yitu)
    assert about(project) == ["Google", "Yitu"]
    undoing.undo(project)
    assert about(project) == ["Google"]
    undoing.redo(project)
    set_about(project, google, so=False)
    assert about(project) == ["Yitu"] and faults(project) == ()
    project = reopen(project)
    assert about(project) == ["Yitu"]
    project.close()


def test_of_joined_cases_a_document_is_about_what_they_stand_for_and_of_deleted_ones_not(tmp_path: Path) -> None:
    project = started(tmp_path)
    google, alphabet = cases.add_case(project, "Google")[1], cases.add_case(project, "Alphabet")[1]
    set_about(project, alphabet)
    cases.merge_cases(project, alphabet, google)
    assert about(project) == ["Google"]
    set_about(project, google, so=False)
    assert about(project) == [] and reading.documents(project)[0].stored_cases == ()
    undoing.undo(project)
    cases.part_case(project, alphabet)
    assert about(project) == ["Alphabet"]
    cases.delete_case(project, alphabet)
    assert about(project) == [] and faults(project) == ()
    with pytest.raises(CannotDo):
        set_about(project, alphabet)
    undoing.undo(project)
    assert about(project) == ["Alphabet"]
    project.close()


def test_what_a_document_is_about_is_told_in_lists_and_in_the_workbook(tmp_path: Path) -> None:
    project = started(tmp_path)
    set_about(project, cases.add_case(project, "Google")[1])
    whole = take(project)
    assert describing.document(whole, whole.documents[0])["about"] == ["Google"]
    exporting.export(project, tmp_path / "p.xlsx")
    sheet = load_workbook(tmp_path / "p.xlsx")["Documents"]
    head = next(row for row in sheet.iter_rows(values_only=True) if row and "About" in row)
    found = [row[head.index("About")] for row in sheet.iter_rows(values_only=True) if "article" in row]
    assert found == ["Google"]
    project.close()


def test_a_deleted_case_that_a_colleague_says_a_document_is_about_hinders_nothing(tmp_path: Path) -> None:
    project = started(tmp_path)
    google = cases.add_case(project, "Google")[1]
    project.close()
    shutil.copyfile(tmp_path / "p.annot", tmp_path / "bo.annot")
    bo = projects.open_project(tmp_path / "bo.annot", identity("Bo Lind"))
    set_about(bo, google)
    bo.close()
    project = projects.open_project(tmp_path / "p.annot", identity())
    cases.delete_case(project, google)
    merging.merge(project, [tmp_path / "bo.annot"])
    assert about(project) == [] and faults(project) == ()
    assert reading.cases(project) == ()
    project.close()


DEEDS = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 3), st.booleans()), max_size=10)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS)
def test_two_copies_merge_to_the_union_in_either_order(
    tmp_path_factory: pytest.TempPathFactory, deeds: list[tuple[int, int, bool]]
) -> None:
    folder = tmp_path_factory.mktemp("about")
    base = started(folder)
    ids = [cases.add_case(base, f"Case {n}")[1] for n in range(4)]
    set_about(base, ids[0])
    base.close()
    paths = [folder / "a.annot", folder / "b.annot"]
    said: list[dict[CaseId, bool]] = []
    for copy, (path, who) in enumerate(zip(paths, ("Anna Weber", "Bo Lind"), strict=True)):
        shutil.copyfile(folder / "p.annot", path)
        project = projects.open_project(path, identity(who))
        last: dict[CaseId, bool] = {}
        for whose, which, so in deeds:
            if whose == copy and (ids[which] in reading.documents(project)[0].cases) is not so:
                set_about(project, ids[which], so=so)
                last[ids[which]] = so
        said.append(last)
        project.close()
    merged = []
    for first, second in (paths, paths[::-1]):
        target = folder / f"from-{first.stem}.annot"
        shutil.copyfile(first, target)
        project = projects.open_project(target, identity("Mira Kovač"))
        merging.merge(project, [second])
        assert faults(project) == ()
        merged.append((set(reading.documents(project)[0].cases), state(project)["document"]))
        project.close()
    assert merged[0] == merged[1]
    apart = {case for case in ids if all(case in last for last in said)}
    for case in set(ids) - apart:  # only one of them said anything of it, or nobody
        so = next((last[case] for last in said if case in last), case == ids[0])
        assert (case in merged[0][0]) is so
