"""A hundred articles in one file become a hundred documents; five copies of one story are hinted at as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.operations import bundles, stories
from annotator.operations.documents import Outcome
from annotator.store import reading
from tests.builders import faults, make_project
from tests.formats import bundle_builders
from tests.formats.bundle_builders import CODES, OUTLETS, Story

LAYOUTS: dict[str, Callable[[Sequence[Story]], bytes]] = {
    "Nexis.docx": bundle_builders.nexis_docx,
    "Nexis.html": bundle_builders.nexis_html,
    "Nexis.txt": lambda some: bundle_builders.nexis_old(some).encode(),
    "Factiva.rtf": bundle_builders.factiva_rtf,
    "Factiva.txt": lambda some: "\n\n".join(bundle_builders.factiva_lines(some)).encode(),
    "Factiva.html": bundle_builders.factiva_html,
    "Factiva with codes.rtf": bundle_builders.factiva_codes_rtf,
}
COPIES = (8, 27, 51, 76, 98)  # numbers of the articles that tell what the first of them tells


def hundred() -> list[Story]:
    """Ninety-five articles of their own and one story that five papers printed, each in its own manner."""
    found = list(bundle_builders.stories(100))
    told = found[COPIES[0] - 1].paragraphs + bundle_builders.story(500).paragraphs
    kept = (told, told, told[:4], ("By our own correspondent in the capital.", *told), (*told, "It was not clear why."))
    for number, paragraphs in zip(COPIES, kept, strict=True):
        at = number % 4
        found[number - 1] = replace(
            found[number - 1], title=f"Headline of paper {number}", outlet=OUTLETS[at], code=CODES[at],
            paragraphs=paragraphs,
        )  # fmt: skip
    return found


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_bundle_of_a_hundred_articles_becomes_a_hundred_documents(tmp_path: Path, name: str) -> None:
    written = hundred()
    export = tmp_path / name
    export.write_bytes(LAYOUTS[name](written))
    project = make_project(tmp_path)
    added = bundles.add_bundle(project, export)
    assert len(added.of(Outcome.NEW)) == 100
    known = {one.id: one for one in reading.documents(project)}
    in_order = [known[line.document] for line in added.lines if line.document is not None]
    assert [(one.title, one.metadata["outlet"], one.metadata["date"]) for one in in_order] == [
        (story.title, story.outlet, story.iso) for story in written
    ]
    hints = stories.find(project)
    assert [set(hint.documents) for hint in hints] == [{in_order[number - 1].id for number in COPIES}]
    stories.group(project, hints[0].documents)
    assert len(stories.stories(project)[0].documents) == 5
    assert stories.hints(project) == ()
    assert faults(project) == ()
    project.close()
