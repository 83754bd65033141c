"""How often a code was used, by document and by coder, as far as the acting coder sees."""

from __future__ import annotations

from pathlib import Path

from annotator.operations import acting, codebook, visibility
from annotator.operations.code_counts import code_counts, review_query, self_and_below
from tests import builders


def test_counts_by_document_and_coder_add_up_and_respect_what_is_seen(tmp_path: Path) -> None:
    project = builders.make_project(tmp_path)
    document, other = builders.add_text(project), builders.add_text(project, "other.txt", "Drones, and more drones.")
    above = builders.add_code(project, "Technology")
    below = builders.add_code(project, "Drones", parent=above)
    aside = builders.add_code(project, "Aside")
    builders.code(project, document, "drones", below)
    builders.code(project, document, "police", above)
    builders.code(project, document, "police", aside)
    acting.act_as(project, "Jo")
    for quote in ("Drones", "drones", "more"):
        builders.code(project, other, quote, below)
    known = codebook.codes(project)
    assert self_and_below(known, above) == {above, below}
    found = code_counts(project, known, above, visibility.sight(project))
    assert [(one.title, one.codings) for one in found.documents] == [(other.title, 3), (document.title, 2)]
    assert [(one.name, one.codings) for one in found.coders] == [("Jo", 3), ("Mira Kovač", 2)]
    assert (found.codings, found.hidden) == (5, 0)
    visibility.show_colleagues(project, visibility.Colleagues.HIDDEN)
    found = code_counts(project, known, above, visibility.sight(project))
    assert ([one.name for one in found.coders], found.codings, found.hidden) == (["Jo"], 3, 2)
    assert code_counts(project, known, aside, visibility.sight(project)).codings == 0
    project.close()


def test_the_query_for_review_names_path_coder_and_document_and_quotes_what_it_must() -> None:
    assert review_query(("A", "B"), coder="Ann") == 'code:"A > B" coder:"Ann"'
    assert review_query(("A",), document='The "swift"') == 'code:"A" document:"The \\"swift\\""'
