"""All codings of a code, to go to one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from annotator.model.codings import Coding
from annotator.model.ids import CodeId, DocumentId
from annotator.operations import codebook
from annotator.operations.visibility import Seen
from annotator.store import reading
from annotator.ui.open_project import OpenProject
from annotator.ui.palette.entries import Entry, Kind

Go = Callable[[DocumentId, int, int], object]


def codings_of(opened: OpenProject, code: CodeId, go: Go) -> list[Entry]:
    """Those of the code and of the codes below it that are not hidden."""
    known, sight = opened.codes, opened.sight
    below = codebook.self_and_below(known, [code])
    wanted = [one.id for one in known if one.id in below]
    found = reading.codings(opened.project, codes=wanted)
    seen = [one for one in found if sight.of(one.coder, one.document) is not Seen.HIDDEN]
    return entries_of_codings(opened, seen, go)


def entries_of_codings(opened: OpenProject, found: Sequence[Coding], go: Go) -> list[Entry]:
    """Codings to choose one from, to go to."""
    titles = {one.id: one.title for one in opened.documents}
    return [
        Entry(
            Kind.FIND,
            " ".join(one.quote.split())[:160],
            titles.get(one.document, "") if one.document else "",
            "",
            _going(go, one),
        )
        for one in found
    ]


def _going(go: Go, one: Coding) -> Callable[[], object]:
    def there() -> None:
        if one.document is not None and one.start is not None and one.end is not None:
            go(one.document, one.start, one.end)

    return there
