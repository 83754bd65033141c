"""The sample project: our own texts, coded by two invented coders, so that every view has something to show.

Each coder works in a copy of the project file, and the copies are merged, as a team would do it. They do not agree
everywhere: one of them makes a definition narrower, and they describe one company differently.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from annotator import resources, settings
from annotator.model.coders import Identity
from annotator.model.errors import CannotDo
from annotator.model.ids import CaseId, CoderId, EntityId, derived_id
from annotator.operations import acting, cases, codebook, codes, documents, exporting, merging, projects
from annotator.store import reading
from annotator.store.handle import Project

NAME = "sample.annot"
_DESCRIBED = "Fernlight Robotics"  # the company that the two describe differently


def sample_path() -> Path:
    """Where a person's copy of the sample project lies."""
    return settings.data_folder() / NAME


def open_sample(path: Path | None = None) -> Project:
    """Opens the sample project, made at the first time; what the person did in it stays."""
    place = path or sample_path()
    if place.exists():
        return projects.open_project(place, acting.myself())
    return make_sample(place)


def make_sample(path: Path) -> Project:
    """A new sample project at `path`, open, with this person acting in it."""
    from taxonomy import builtin  # once, not at every start of the window

    path.parent.mkdir(parents=True, exist_ok=True)
    project = projects.new(path, acting.myself(), builtin.load("tech-military"))
    try:
        data = resources.sample_codings()
        mira, jonas = (_coder(one) for one in data["coders"])
        me = project.coder
        acting.become(project, mira)
        added = documents.add(project, resources.sample_files())
        if failed := added.of(documents.Outcome.FAILED):
            raise CannotDo(f"The sample project is incomplete: {failed[0].path.name}: {failed[0].why}.")
        for one in data["cases"]:
            known = {
                key: value for key, value in one["attributes"].items() if one["name"] != _DESCRIBED or key != "kind"
            }
            cases.add_case(project, one["name"], case_type=one["type"], aliases=one["aliases"], attributes=known)
        with tempfile.TemporaryDirectory(prefix="annotator-") as folder:
            copy = projects.back_up(project, Path(folder) / f"jonas{projects.SUFFIX}")
            _code(project, data)
            cases.set_attribute(project, _described(project), "kind", "technology company")
            theirs = projects.open_project(copy, jonas)
            try:
                _code(theirs, data)
                cases.set_attribute(theirs, _described(theirs), "kind", "maker of robots")
                _narrow(theirs)
            finally:
                theirs.close()
            merging.merge(project, [copy])
        acting.become(project, me)
    except BaseException:
        project.close()
        path.unlink(missing_ok=True)
        raise
    return project


def _code(project: Project, data: dict[str, Any]) -> None:
    """What the acting coder found."""
    from annotator.operations.coding_many import code_many

    code_many(project, {"codings": [one for one in data["codings"] if one["coder"] == project.coder.name]})


def _narrow(project: Project) -> None:
    """The one change of the codebook that comes with the merge."""
    one = next(code for code in codebook.codes(project) if code.code.id == "pledge.policy")
    exclude = [*one.code.exclude, "a signature of single employees"]
    codes.define_code(project, one.id, definition=one.code.definition, include=list(one.code.include), exclude=exclude)


def _described(project: Project) -> CaseId:
    return next(one.id for one in reading.cases(project) if one.name == _DESCRIBED)


def _coder(data: dict[str, str]) -> Identity:
    this = CoderId(EntityId(derived_id("sample coder", data["name"])))
    return Identity(this, data["name"], data["initials"], data["colour"])


def run_without_window(folder: Path | None = None) -> str:
    """The whole job without a display: import, code, merge, export. Says where the workbook lies."""
    place = folder or settings.data_folder()
    place.mkdir(parents=True, exist_ok=True)
    project = open_sample(place / NAME)
    try:
        workbook = place / "sample.xlsx"
        done = exporting.export(project, workbook)
        found = reading.documents(project)
        merged = merging.merges(project)
        faults = projects.check_project(project).faults
    finally:
        project.close()
    if faults:
        raise CannotDo(f"The sample project is not sound: {faults[0]}.")
    return (
        "There is no display, so the sample was worked on without a window.\n"
        f"Documents: {len(found)}; codings: {done.codings}; merges: {len(merged)}; project: {place / NAME}\n"
        f"Workbook: {workbook.absolute()}"
    )
