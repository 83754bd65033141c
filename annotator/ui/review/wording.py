"""Codings of the project as Review's rows show them: names for ids, dates in words, texts on one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from annotator.model.codings import Coder
from annotator.model.ids import CaseId, CodeId, CoderId, CodingId, DocumentId
from annotator.operations import reviewing
from annotator.operations.reviewing import ReviewRow
from annotator.store import reading
from annotator.ui.documents.document_table import date_words
from annotator.ui.open_project import OpenProject
from annotator.ui.reader.palette import Look, look_of
from annotator.ui.review.details import ShownDetails
from annotator.ui.review.shown import ShownCoding, one_line
from annotator.ui.words import number, tr, tr_n

_AROUND = 1_500  # code points of a paragraph that are looked at on either side of a quote
_NO_LOOK = Look(None, 0)


class Wording:
    """Names of an open project, looked up once until `forget`."""

    def __init__(self, opened: OpenProject) -> None:
        self._opened = opened
        self.forget()

    def forget(self) -> None:
        """To be called where codes, cases, coders, documents or fields have changed."""
        self._codes: dict[CodeId, tuple[str, str, Look]] | None = None
        self._cases: dict[CaseId, str] | None = None
        self._documents: dict[DocumentId, tuple[str, str]] | None = None
        self._coders: Mapping[CoderId, Coder] | None = None

    # What rows show

    def fetch(self, ids: Sequence[CodingId]) -> list[ShownCoding]:
        """Some codings as rows, those gone left out."""
        return [self.shown(row) for row in reviewing.rows(self._opened.project, ids, self._opened.sight)]

    def shown(self, row: ReviewRow) -> ShownCoding:
        name, path, look = self.code(row.code)
        title, date = self.document(row.document)
        coder = self._coder(row.coder)
        return ShownCoding(
            id=row.id,
            document=title,
            date=date,
            before=one_line(row.before),
            quote=one_line(row.quote),
            after=one_line(row.after),
            code=name,
            path=path,
            look=look,
            cases=", ".join(filter(None, map(self.case, row.cases))),
            stance=row.stance,
            initials=coder.initials if coder is not None else "?",
            coder=coder.name if coder is not None else "",
            fields=" · ".join(f"{key} {_value(value)}" for key, value in row.fields.items()),
            memo=" ".join(row.memo.split()),
            automatic=row.automatic,
        )

    def code(self, code: CodeId) -> tuple[str, str, Look]:
        """Its name, its path and how its swatch looks."""
        if self._codes is None:
            self._codes = {
                one.id: (one.name, " › ".join(one.path), look_of(one.colour, at))
                for at, one in enumerate(self._opened.codes)
            }
        deleted = tr("deleted code")
        return self._codes.get(code, (deleted, deleted, _NO_LOOK))

    def case(self, case: CaseId) -> str:
        if self._cases is None:
            self._cases = {one.id: one.name for one in self._opened.cases}
        return self._cases.get(case, "")

    def document(self, document: DocumentId) -> tuple[str, str]:
        """Its title, and its date in words."""
        if self._documents is None:
            self._documents = {
                one.id: (one.title, date_words(one.metadata.get("date", ""))) for one in self._opened.documents
            }
        return self._documents.get(document, (tr("deleted document"), ""))

    def _coder(self, coder: CoderId) -> Coder | None:
        if self._coders is None:
            self._coders = self._opened.coders
        return self._coders.get(coder)

    def details(self, coding: CodingId) -> ShownDetails | None:
        """A coding with the paragraph or paragraphs that its quote stands in; None where it is gone."""
        project = self._opened.project
        found = reading.codings(project, [coding])
        rows = reviewing.rows(project, [coding], self._opened.sight)
        if not found or not rows:
            return None
        one, shown = found[0], self.shown(rows[0])
        text = project.text_of(one.layer)
        if text is None or one.start is None or one.end is None:
            return ShownDetails(shown, "", one.quote, "")
        return ShownDetails(shown, *around(text, one.start, one.end))


def around(text: str, start: int, end: int) -> tuple[str, str, str]:
    """What stands before [start, end) in its paragraph, what stands there, and what stands after it."""
    first = text.rfind("\n", max(0, start - _AROUND), start) + 1 or max(0, start - _AROUND)
    last = text.find("\n", end, end + _AROUND)
    return text[first:start], text[start:end], text[end : last if last >= 0 else end + _AROUND]


def _value(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)




def count_words(opened: OpenProject, found: int, question: str) -> str:
    """How many codings are listed, of how many that can be seen."""
    total = max(sum(opened.counts.values()), found)
    told = tr_n("%n coding", "%n codings", total)
    return tr("{found} of {all}", found=number(found), all=told) if question.strip() else told


def nothing_words(opened: OpenProject, question: str) -> str:
    """Why none is listed, and what to do."""
    if question.strip():
        return tr("No coding fits this query. Take a term away with ×, or empty the line to see all.")
    if sum(opened.counts.values()):
        return tr("No coding is to be seen.")
    return tr("Nothing is coded yet. Ctrl+1 leads to the texts: select a passage and press the key of a code.")
