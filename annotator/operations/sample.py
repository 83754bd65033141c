"""The sample project: our own texts, coded by two invented coders, so that every view has something to show."""

from __future__ import annotations

from pathlib import Path

from annotator import resources, settings
from annotator.model.coders import Identity
from annotator.model.errors import CannotDo
from annotator.model.ids import CoderId, EntityId, derived_id
from annotator.operations import acting, documents, exporting, projects
from annotator.store import reading
from annotator.store.handle import Project

NAME = "sample.annot"


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
    from annotator.operations.coding_many import code_many  # these once, not at every start of the window
    from taxonomy import builtin

    path.parent.mkdir(parents=True, exist_ok=True)
    project = projects.new(path, acting.myself(), builtin.load("tech-military"))
    try:
        data = resources.sample_codings()
        coders = [_coder(one) for one in data["coders"]]
        me = project.coder
        acting.become(project, coders[0])
        added = documents.add(project, resources.sample_files())
        if failed := added.of(documents.Outcome.FAILED):
            raise CannotDo(f"The sample project is incomplete: {failed[0].path.name}: {failed[0].why}.")
        for who in coders:
            acting.become(project, who)
            own = [one for one in data["codings"] if one["coder"] == who.name]
            code_many(project, {"cases": data["cases"], "codings": own})
        acting.become(project, me)
    except BaseException:
        project.close()
        path.unlink(missing_ok=True)
        raise
    return project


def _coder(data: dict[str, str]) -> Identity:
    this = CoderId(EntityId(derived_id("sample coder", data["name"])))
    return Identity(this, data["name"], data["initials"], data["colour"])


def run_without_window(folder: Path | None = None) -> str:
    """The whole job without a display: import, code, export. Says where the workbook lies."""
    place = folder or settings.data_folder()
    place.mkdir(parents=True, exist_ok=True)
    project = open_sample(place / NAME)
    try:
        workbook = place / "sample.xlsx"
        done = exporting.export(project, workbook)
        found = reading.documents(project)
        faults = projects.check_project(project).faults
    finally:
        project.close()
    if faults:
        raise CannotDo(f"The sample project is not sound: {faults[0]}.")
    return (
        "There is no display, so the sample was worked on without a window.\n"
        f"Documents: {len(found)}; codings: {done.codings}; project: {place / NAME}\n"
        f"Workbook: {workbook.absolute()}"
    )
