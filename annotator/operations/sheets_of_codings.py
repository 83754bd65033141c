"""The sheets Codings and Coding × Case: a row for each coding, a row for each case that a coding is about."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from annotator.formats.tables import Column, Link, Sheet
from annotator.formats.tables import Kind as Holds
from annotator.model.codings import Case, Coding
from annotator.model.documents import LayerContent
from annotator.model.ids import CodeId, LayerId, id_text
from annotator.operations.codebook import AskedField, ancestors_and_self, asked_fields
from annotator.operations.sheet_cells import Row, Source, column, column_name, padded, time_cell, value_cell, words
from annotator.store import reading
from taxonomy.codes import FieldType

CONTEXT = 200  # code points of context on either side, cut at a word


@dataclass(slots=True)
class _Places:
    """Where a passage lies in its document: paragraph and page, from 1."""

    content: LayerContent
    block_starts: list[int]
    page_starts: list[int]

    @classmethod
    def of(cls, content: LayerContent) -> _Places:
        return cls(content, [block.start for block in content.blocks], [page.start for page in content.pages])

    def paragraph(self, position: int) -> int | None:
        return bisect_right(self.block_starts, position) or None

    def page(self, position: int) -> int | None:
        return bisect_right(self.page_starts, position) or None if self.page_starts else None

    def label(self, position: int) -> str | None:
        page = self.page(position)
        return self.label_of_page(page - 1) if page else None

    def label_of_page(self, page: int) -> str | None:
        """The page's own number; `page` from 0."""
        return self.content.pages[page].label or None if page < len(self.content.pages) else None

    def before(self, start: int) -> str:
        text = self.content.text
        at = max(0, start - CONTEXT)
        if at and (space := text.find(" ", at, start)) >= 0:
            at = space + 1
        return text[at:start]

    def after(self, end: int) -> str:
        text = self.content.text
        at = min(len(text), end + CONTEXT)
        if at < len(text) and (space := text.rfind(" ", end, at)) > end:
            at = space
        return text[end:at]


class CodingSheets:
    """Makes both sheets; remembers what is the same for many codings."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._fields = asked_fields(source.project)
        self._no_fields: Row = [None] * len(self._fields)
        self._field_places: dict[CodeId, dict[str, int]] = {}
        self._conflicts = reading.conflict_counts(source.project)
        self._places: tuple[LayerId, _Places] | None = None
        self._cells: dict[LayerId, tuple[Row, Row, Row]] = {}
        self._code_cells: dict[CodeId, tuple[Row, Row]] = {}

    def codings(self) -> Sheet:
        columns = [
            column("Document", "document", Holds.TITLE),
            column("Outlet", "document_outlet", Holds.TEXT),
            column("Date", "document_date", Holds.DATE),
            column("Cases", "cases", Holds.TEXT),
            column("Code", "code", Holds.TEXT),
            column("Code path", "code_path", Holds.TITLE),
            column("Quote", "quote", Holds.QUOTE),
            column("Stance", "stance", Holds.TEXT),
            column("Memo", "memo", Holds.MEMO),
            *(self._field_column(field) for field in self._fields),
            column("Coder", "coder", Holds.TEXT),
            column("Decision", "decision", Holds.TEXT),
            column("Finished", "finished", Holds.YES_NO),
            *(column(f"Code level {n}", f"code_level_{n}", Holds.TEXT) for n in range(1, self._source.levels + 1)),
            column("Page", "page", Holds.COUNT),
            column("Page to", "page_to", Holds.COUNT),
            column("Page label", "page_label", Holds.TEXT),
            column("Paragraph", "paragraph", Holds.COUNT),
            column("Context before", "context_before", Holds.CONTEXT),
            column("Context after", "context_after", Holds.CONTEXT),
            column("Words", "words", Holds.COUNT, "words"),
            column("Characters", "characters", Holds.COUNT, "code points"),
            column("Created (UTC)", "created", Holds.TIME),
            column("Modified (UTC)", "modified", Holds.TIME),
            column("Document author", "document_author", Holds.TEXT),
            column("Document address", "document_url", Holds.TEXT),
            column("Document archived", "document_archived", Holds.TEXT),
            column("Document accessed", "document_accessed", Holds.DATE),
            *(
                column(f"Document: {key}", f"document_{column_name(key)}", Holds.TEXT)
                for key in self._source.more_metadata
            ),
            column("Place", "place", Holds.TEXT),
            column("Start", "start", Holds.COUNT, "code points"),
            column("End", "end", Holds.COUNT, "code points"),
            column("Area", "area", Holds.TEXT, "points"),
            column("Layer", "layer", Holds.TEXT),
            column("Open conflicts", "open_conflicts", Holds.COUNT),
            column("Imported from", "imported_from", Holds.TEXT),
            column("Foreign id", "foreign_id", Holds.ID),
            column("Coding id", "coding_id", Holds.ID),
            column("Document id", "document_id", Holds.ID),
            column("Code id", "code_id", Holds.ID),
            column("Case ids", "case_ids", Holds.ID),
            column("Coder id", "coder_id", Holds.ID),
            column("Layer id", "layer_id", Holds.ID),
        ]
        id_column = next(place for place, column in enumerate(columns) if column.name == "coding_id")
        found = self._source.whole.codings
        return Sheet(
            "Codings",
            "Codings",
            tuple(columns),
            map(self._coding_row, found),
            len(found),
            csv_name="codings",
            id_column=id_column,
            freeze_first_column=True,
            row_of={coding.id: row for row, coding in enumerate(found)},
        )

    def _coding_row(self, one: Coding) -> Row:
        whole = self._source.whole
        head, metadata, tail = self._document_cells(one)
        code_cells, levels = self._cells_of_code(one.code)
        cases = [case for case in one.cases if case in whole.case_of]
        placed: Row
        if one.start is not None and one.end is not None and (places := self._places_of(one)) is not None:
            last = max(one.start, one.end - 1)
            placed = [
                places.page(one.start),
                places.page(last),
                places.label(one.start),
                places.paragraph(one.start),
                places.before(one.start),
                places.after(one.end),
            ]
        elif one.area is not None and (places := self._places_of(one)) is not None:
            page = one.area.page + 1
            placed = [page, page, places.label_of_page(one.area.page), None, None, None]
        else:
            placed = [None] * 6
        return [
            *head,
            "; ".join(whole.case_of[case].name for case in cases) or None,
            *code_cells,
            one.quote,
            one.stance.value,
            whole.memo_text(one.id) or None,
            *self._field_cells(one),
            whole.coder_name(one.coder),
            "none",
            whole.is_finished(one),
            *levels,
            *placed,
            words(one.quote),
            len(one.quote),
            time_cell(one.created),
            time_cell(one.modified),
            *metadata,
            "text" if one.start is not None else "area" if one.area is not None else "unanchored",
            one.start,
            one.end,
            one.area.text if one.area is not None else None,
            tail[0],
            self._conflicts.get(one.id, 0),
            one.imported_from,
            one.foreign_id,
            id_text(one.id),
            tail[1],
            id_text(one.code),
            "; ".join(id_text(case) for case in cases) or None,
            id_text(one.coder),
            id_text(one.layer),
        ]

    def _cells_of_code(self, code: CodeId) -> tuple[Row, Row]:
        held = self._code_cells.get(code)
        if held is None:
            found = self._source.whole.code_of.get(code)
            path = found.path if found else ("(deleted code)",)
            held = [path[-1], " > ".join(path)], padded(path, self._source.levels)
            self._code_cells[code] = held
        return held

    def _document_cells(self, one: Coding) -> tuple[Row, Row, Row]:
        """What a coding's row says of its document: at the front, in the middle, and at the end."""
        held = self._cells.get(one.layer)
        if held is not None:
            return held
        document = self._source.whole.document_of.get(one.document) if one.document else None
        layer = self._source.whole.layer_of.get(one.layer)
        if document is None:
            held = [None] * 3, [None] * (4 + len(self._source.more_metadata)), [None, None]
        else:
            data = document.metadata
            title = Link(document.title, "Documents", document.id)
            held = (
                [title, data.get("outlet"), data.get("date")],
                [*map(data.get, ("author", "url", "archived", "accessed")), *map(data.get, self._source.more_metadata)],
                [layer.extractor if layer else None, id_text(document.id)],
            )
        self._cells[one.layer] = held
        return held

    def _places_of(self, one: Coding) -> _Places | None:
        if self._places is None or self._places[0] != one.layer:
            layer = self._source.whole.layer_of.get(one.layer)
            if layer is None:
                return None
            self._places = one.layer, _Places.of(reading.layer_content(self._source.project, layer))
        return self._places[1]

    def _field_column(self, asked: AskedField) -> Column:
        """Equal names are told apart by the path of the code that asks."""
        field, code = asked.field, asked.code
        equal = [other for other in self._fields if other.field.name == field.name]
        header = f"Field: {field.name}"
        if len(equal) > 1 and code is not None:
            header += f" ({code.path_text})"
        same_id = [other for other in self._fields if other.field.id == field.id]
        name = field.id if len(same_id) == 1 or code is None else f"{code.code.id}_{field.id}"
        kinds = {FieldType.NUMBER: Holds.NUMBER, FieldType.DATE: Holds.DATE}
        return column(header, f"field_{column_name(name)}", kinds.get(field.type, Holds.TEXT))

    def _field_cells(self, one: Coding) -> Row:
        """The values of a coding's fields, each in the column of the code that asks for it.

        A value that the coding's code does not ask for (it was recoded) goes into the first column of that id.
        """
        if not one.fields:
            return self._no_fields
        places = self._field_places.get(one.code)
        if places is None:
            chain = {*ancestors_and_self(self._source.whole.codes, one.code), None}
            places = {}
            for place, asked in enumerate(self._fields):
                mine = (asked.code.id if asked.code else None) in chain
                if mine or asked.field.id not in places:
                    places[asked.field.id] = place
            self._field_places[one.code] = places
        cells = list(self._no_fields)
        for name, value in one.fields.items():
            if name in places:
                cells[places[name]] = value_cell(value)
        return cells

    def coding_by_case(self) -> Sheet:
        whole = self._source.whole
        columns = (
            column("Coding id", "coding_id", Holds.ID),
            column("Document", "document", Holds.TITLE),
            column("Outlet", "document_outlet", Holds.TEXT),
            column("Date", "document_date", Holds.DATE),
            column("Case", "case", Holds.TEXT),
            column("Case type", "case_type", Holds.TEXT),
            *(
                column(f"Case: {one.name}", f"case_{column_name(one.id)}", Holds.TEXT)
                for one in self._source.attributes
            ),
            column("Code", "code", Holds.TEXT),
            column("Code path", "code_path", Holds.TITLE),
            column("Stance", "stance", Holds.TEXT),
            column("Coder", "coder", Holds.TEXT),
            column("Decision", "decision", Holds.TEXT),
            column("Finished", "finished", Holds.YES_NO),
        )

        def rows() -> Iterator[Row]:
            for one in whole.codings:
                head = self._document_cells(one)[0]
                code_cells, _ = self._cells_of_code(one.code)
                known: list[Case | None] = [whole.case_of[case] for case in one.cases if case in whole.case_of]
                for case in known or [None]:
                    about: Row = [None] * (2 + len(self._source.attributes))
                    if case is not None:
                        about = [
                            case.name,
                            case.type,
                            *(case.attributes.get(held.id) for held in self._source.attributes),
                        ]
                    yield [
                        Link(id_text(one.id), "Codings", one.id),
                        *head,
                        *about,
                        *code_cells,
                        one.stance.value,
                        whole.coder_name(one.coder),
                        "none",
                        whole.is_finished(one),
                    ]

        return Sheet("Coding × Case", "CodingByCase", columns, rows(), csv_name="coding_cases")
