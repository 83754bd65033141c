"""The dataset of a project: which sheets there are, what their columns mean, and the rows of each."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain

from annotator import __version__
from annotator.formats.tables import COLUMN_LIMIT, Cell, Coloured, Column, Dataset, Link, Sheet
from annotator.formats.tables import Kind as Holds
from annotator.model.changes import Kind
from annotator.model.codings import Case, Coding
from annotator.model.documents import Document, LayerContent
from annotator.model.ids import CodeId, DocumentId, EntityId, LayerId, id_text
from annotator.operations.codebook import AskedField, ancestors_and_self, asked_fields, codebook
from annotator.operations.snapshot import Snapshot, take
from annotator.store import reading
from annotator.store.handle import Project
from taxonomy.codes import Attribute, Example, FieldType

CONTEXT = 200  # code points of context on either side, cut at a word
_WORD = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\U00020000-\U0003ffff]|\w+(?:[-'’]\w+)*")
_OWN_COLUMNS = ("author", "url", "archived", "accessed", "outlet", "date")
_UNREAD_OUTSIDE_EXPORTS = ("pages",)
_KINDS = {Kind.DOCUMENT: "document", Kind.CODING: "coding", Kind.CODE: "code", Kind.CASE: "case"}

Row = list[Cell]


def dataset(project: Project) -> Dataset:
    """All sheets of the workbook, ready to be written; rows are made as they are read."""
    whole = take(project)
    build = _Build(project, whole, asked_fields(project), _attributes(project))
    sheets = (
        build.codings(),
        build.coding_by_case(),
        build.documents(),
        build.cases(),
        build.codebook(),
        build.code_by_document(),
        build.code_by_case(),
        build.memos(),
        build.history(),
    )
    modified = datetime.fromtimestamp(reading.latest_time(project) / 1000, UTC)
    return Dataset(sheets, _about(project, whole), modified)


def words(text: str) -> int:
    """Runs of letters and digits with inner hyphens and apostrophes; a Han or kana character counts as one."""
    return sum(1 for _ in _WORD.finditer(text.replace("\u00ad", "")))


def _attributes(project: Project) -> tuple[Attribute, ...]:
    found: dict[str, Attribute] = {}
    for case_type in codebook(project).case_types:
        for attribute in case_type.attributes:
            found.setdefault(attribute.id, attribute)
    for case in reading.cases(project):
        for name in case.attributes:
            found.setdefault(name, Attribute(name, name, FieldType.TEXT))
    return tuple(found.values())


def _about(project: Project, whole: Snapshot) -> list[tuple[str, str]]:
    return [
        ("Project", project.path.stem),
        ("Project id", id_text(project.id)),
        ("Codebook", " ".join(part for part in (codebook(project).name, codebook(project).version) if part)),
        ("Exported at (UTC)", datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")),
        ("Exported by", project.coder.name),
        ("Program", f"Annotator {__version__}"),
        ("Filters", "none: all codings of all coders in all documents"),
        ("Units", "Start, End, Characters: code points of the document's text; ranges are half open; pages from 1"),
        ("Coders", ", ".join(coder.name for coder in whole.coders)),
    ]


def time_cell(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds // 1000, UTC).replace(tzinfo=None)


def _column(header: str, name: str, kind: Holds, unit: str = "") -> Column:
    return Column(header, name, kind, unit)


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
        return self.content.pages[page - 1].label or None if page else None

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


class _Build:
    """Makes the sheets of one project; holds what several of them need."""

    def __init__(
        self, project: Project, whole: Snapshot, fields: Sequence[AskedField], attributes: Sequence[Attribute]
    ) -> None:
        self._project, self._whole, self._fields, self._attributes = project, whole, fields, attributes
        self._no_fields: Row = [None] * len(fields)
        self._field_places: dict[CodeId, dict[str, int]] = {}
        self._levels = max((len(code.path) for code in whole.codes), default=1)
        self._document_row = {document.id: row for row, document in enumerate(whole.documents)}
        self._conflicts = reading.conflict_counts(project)
        used = {key for document in whole.documents for key in document.metadata}
        self._more_metadata = sorted(used - {*_OWN_COLUMNS, *_UNREAD_OUTSIDE_EXPORTS})
        self._places: tuple[LayerId, _Places] | None = None
        self._cells: dict[LayerId, tuple[Row, Row, Row]] = {}
        self._code_cells: dict[CodeId, tuple[Row, Row]] = {}

    # Codings

    def codings(self) -> Sheet:
        columns = [
            _column("Document", "document", Holds.TITLE),
            _column("Outlet", "document_outlet", Holds.TEXT),
            _column("Date", "document_date", Holds.DATE),
            _column("Cases", "cases", Holds.TEXT),
            _column("Code", "code", Holds.TEXT),
            _column("Code path", "code_path", Holds.TITLE),
            _column("Quote", "quote", Holds.QUOTE),
            _column("Stance", "stance", Holds.TEXT),
            _column("Memo", "memo", Holds.MEMO),
            *(self._field_column(field) for field in self._fields),
            _column("Coder", "coder", Holds.TEXT),
            _column("Decision", "decision", Holds.TEXT),
            _column("Finished", "finished", Holds.YES_NO),
            *(_column(f"Code level {n}", f"code_level_{n}", Holds.TEXT) for n in range(1, self._levels + 1)),
            _column("Page", "page", Holds.COUNT),
            _column("Page to", "page_to", Holds.COUNT),
            _column("Page label", "page_label", Holds.TEXT),
            _column("Paragraph", "paragraph", Holds.COUNT),
            _column("Context before", "context_before", Holds.CONTEXT),
            _column("Context after", "context_after", Holds.CONTEXT),
            _column("Words", "words", Holds.COUNT, "words"),
            _column("Characters", "characters", Holds.COUNT, "code points"),
            _column("Created (UTC)", "created", Holds.TIME),
            _column("Modified (UTC)", "modified", Holds.TIME),
            _column("Document author", "document_author", Holds.TEXT),
            _column("Document address", "document_url", Holds.TEXT),
            _column("Document archived", "document_archived", Holds.TEXT),
            _column("Document accessed", "document_accessed", Holds.DATE),
            *(_column(f"Document: {key}", f"document_{_name(key)}", Holds.TEXT) for key in self._more_metadata),
            _column("Place", "place", Holds.TEXT),
            _column("Start", "start", Holds.COUNT, "code points"),
            _column("End", "end", Holds.COUNT, "code points"),
            _column("Area", "area", Holds.TEXT, "points"),
            _column("Layer", "layer", Holds.TEXT),
            _column("Open conflicts", "open_conflicts", Holds.COUNT),
            _column("Imported from", "imported_from", Holds.TEXT),
            _column("Foreign id", "foreign_id", Holds.ID),
            _column("Coding id", "coding_id", Holds.ID),
            _column("Document id", "document_id", Holds.ID),
            _column("Code id", "code_id", Holds.ID),
            _column("Case ids", "case_ids", Holds.ID),
            _column("Coder id", "coder_id", Holds.ID),
            _column("Layer id", "layer_id", Holds.ID),
        ]
        id_column = next(place for place, column in enumerate(columns) if column.name == "coding_id")
        found = self._whole.codings
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
        whole = self._whole
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
            False,
            *levels,
            *placed,
            words(one.quote),
            len(one.quote),
            time_cell(one.created),
            time_cell(one.modified),
            *metadata,
            "text" if one.start is not None else "unanchored",
            one.start,
            one.end,
            None,
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
            found = self._whole.code_of.get(code)
            path = found.path if found else ("(deleted code)",)
            held = [path[-1], " > ".join(path)], _padded(path, self._levels)
            self._code_cells[code] = held
        return held

    def _document_cells(self, one: Coding) -> tuple[Row, Row, Row]:
        """What a coding's row says of its document: at the front, in the middle, and at the end."""
        held = self._cells.get(one.layer)
        if held is not None:
            return held
        document = self._whole.document_of.get(one.document) if one.document else None
        layer = self._whole.layer_of.get(one.layer)
        if document is None:
            held = [None] * 3, [None] * (4 + len(self._more_metadata)), [None, None]
        else:
            data = document.metadata
            title = Link(document.title, "Documents", document.id)
            held = (
                [title, data.get("outlet"), data.get("date")],
                [*map(data.get, ("author", "url", "archived", "accessed")), *map(data.get, self._more_metadata)],
                [layer.extractor if layer else None, id_text(document.id)],
            )
        self._cells[one.layer] = held
        return held

    def _places_of(self, one: Coding) -> _Places | None:
        if self._places is None or self._places[0] != one.layer:
            layer = self._whole.layer_of.get(one.layer)
            if layer is None:
                return None
            self._places = one.layer, _Places.of(reading.layer_content(self._project, layer))
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
        return _column(header, f"field_{_name(name)}", kinds.get(field.type, Holds.TEXT))

    def _field_cells(self, one: Coding) -> Row:
        """The values of a coding's fields, each in the column of the code that asks for it.

        A value that the coding's code does not ask for (it was recoded) goes into the first column of that id.
        """
        if not one.fields:
            return self._no_fields
        places = self._field_places.get(one.code)
        if places is None:
            chain = {*ancestors_and_self(self._whole.codes, one.code), None}
            places = {}
            for place, asked in enumerate(self._fields):
                mine = (asked.code.id if asked.code else None) in chain
                if mine or asked.field.id not in places:
                    places[asked.field.id] = place
            self._field_places[one.code] = places
        cells = list(self._no_fields)
        for name, value in one.fields.items():
            if name in places:
                cells[places[name]] = _value(value)
        return cells

    def coding_by_case(self) -> Sheet:
        whole = self._whole
        columns = (
            _column("Coding id", "coding_id", Holds.ID),
            _column("Document", "document", Holds.TITLE),
            _column("Outlet", "document_outlet", Holds.TEXT),
            _column("Date", "document_date", Holds.DATE),
            _column("Case", "case", Holds.TEXT),
            _column("Case type", "case_type", Holds.TEXT),
            *(_column(f"Case: {one.name}", f"case_{_name(one.id)}", Holds.TEXT) for one in self._attributes),
            _column("Code", "code", Holds.TEXT),
            _column("Code path", "code_path", Holds.TITLE),
            _column("Stance", "stance", Holds.TEXT),
            _column("Coder", "coder", Holds.TEXT),
            _column("Decision", "decision", Holds.TEXT),
            _column("Finished", "finished", Holds.YES_NO),
        )

        def rows() -> Iterator[Row]:
            for one in whole.codings:
                head = self._document_cells(one)[0]
                code_cells, _ = self._cells_of_code(one.code)
                known: list[Case | None] = [whole.case_of[case] for case in one.cases if case in whole.case_of]
                for case in known or [None]:
                    about: Row = [None] * (2 + len(self._attributes))
                    if case is not None:
                        about = [case.name, case.type, *(case.attributes.get(held.id) for held in self._attributes)]
                    yield [
                        Link(id_text(one.id), "Codings", one.id),
                        *head,
                        *about,
                        *code_cells,
                        one.stance.value,
                        whole.coder_name(one.coder),
                        "none",
                        False,
                    ]

        return Sheet("Coding × Case", "CodingByCase", columns, rows(), csv_name="coding_cases")

    # Documents, cases, codebook

    def documents(self) -> Sheet:
        columns = (
            _column("Document id", "document_id", Holds.ID),
            _column("Title", "title", Holds.TITLE),
            _column("Author", "author", Holds.TEXT),
            _column("Outlet", "outlet", Holds.TEXT),
            _column("Date", "date", Holds.DATE),
            _column("Address", "url", Holds.TEXT),
            _column("Archived", "archived", Holds.TEXT),
            _column("Accessed", "accessed", Holds.DATE),
            *(_column(key.capitalize(), _name(key), Holds.TEXT) for key in self._more_metadata),
            _column("File name", "file_name", Holds.TEXT),
            _column("Media type", "media_type", Holds.TEXT),
            _column("SHA-256", "sha256", Holds.ID),
            _column("Characters", "characters", Holds.COUNT, "code points"),
            _column("Words", "words", Holds.COUNT, "words"),
            _column("Pages", "pages", Holds.COUNT),
            _column("Layers", "layers", Holds.TEXT),
            _column("Codings", "codings", Holds.COUNT),
            _column("Coders", "coders", Holds.TEXT),
            _column("Finished by", "finished_by", Holds.TEXT),
            _column("Memo", "memo", Holds.MEMO),
            _column("Imported (UTC)", "imported", Holds.TIME),
            _column("Imported by", "imported_by", Holds.TEXT),
        )
        whole = self._whole
        coders_of: dict[DocumentId, set[str]] = {}
        for coding in whole.codings:
            if coding.document is not None:
                coders_of.setdefault(coding.document, set()).add(whole.coder_name(coding.coder))

        def row(one: Document) -> Row:
            data = one.metadata
            who = sorted(coders_of.get(one.id, ()))
            return [
                id_text(one.id),
                one.title,
                *map(data.get, ("author", "outlet", "date", "url", "archived", "accessed")),
                *map(data.get, self._more_metadata),
                one.file_name,
                one.media_type,
                one.sha256.hex(),
                one.layer.characters,
                words(self._project.text_of(one.layer.id) or ""),
                one.layer.pages or None,
                "; ".join(f"{layer.role.value}: {layer.extractor}" for layer in one.layers),
                whole.count_of.get(one.id, 0),
                "; ".join(who) or None,
                None,
                whole.memo_text(one.id) or None,
                time_cell(one.imported),
                whole.coder_name(one.imported_by),
            ]

        return Sheet(
            "Documents",
            "Documents",
            columns,
            map(row, whole.documents),
            len(whole.documents),
            csv_name="documents",
            id_column=0,
            row_of=self._document_row,
        )

    def cases(self) -> Sheet:
        columns = (
            _column("Case id", "case_id", Holds.ID),
            _column("Name", "name", Holds.TITLE),
            _column("Type", "type", Holds.TEXT),
            _column("Aliases", "aliases", Holds.TEXT),
            *(_column(one.name, f"attribute_{_name(one.id)}", Holds.TEXT) for one in self._attributes),
            _column("Codings", "codings", Holds.COUNT),
            _column("Documents", "documents", Holds.COUNT),
            _column("Memo", "memo", Holds.MEMO),
        )
        whole = self._whole
        codings_of: Counter[EntityId] = Counter(case for one in whole.codings for case in one.cases)
        documents_of = Counter(
            case for case, _ in {(case, one.document) for one in whole.codings for case in one.cases}
        )
        rows: Iterator[Row] = (
            [
                id_text(one.id),
                one.name,
                one.type,
                "; ".join(one.aliases) or None,
                *(one.attributes.get(attribute.id) for attribute in self._attributes),
                codings_of[one.id],
                documents_of[one.id],
                whole.memo_text(one.id) or None,
            ]
            for one in whole.cases
        )
        return Sheet("Cases", "Cases", columns, rows, len(whole.cases), csv_name="cases", id_column=0)

    def codebook(self) -> Sheet:
        columns = (
            _column("Code id", "code_id", Holds.ID),
            _column("Code path", "code_path", Holds.TITLE),
            *(_column(f"Level {n}", f"level_{n}", Holds.TEXT) for n in range(1, self._levels + 1)),
            _column("Name", "name", Holds.TEXT),
            _column("Definition", "definition", Holds.MEMO),
            _column("Include", "include", Holds.MEMO),
            _column("Exclude", "exclude", Holds.MEMO),
            _column("Examples", "examples", Holds.MEMO),
            _column("Counter-examples", "counter_examples", Holds.MEMO),
            _column("Colour", "colour", Holds.COLOUR),
            _column("Key", "key", Holds.TEXT),
            _column("Fields", "fields", Holds.TEXT),
            _column("Criterion", "criterion", Holds.TEXT),
            _column("Codings", "codings", Holds.COUNT),
            _column("Codings with sub-codes", "codings_with_sub_codes", Holds.COUNT),
            _column("Documents", "documents", Holds.COUNT),
            _column("Coders", "coders", Holds.COUNT),
            _column("Memo", "memo", Holds.MEMO),
        )
        whole = self._whole
        own = Counter(one.code for one in whole.codings)
        in_documents = Counter(code for code, _ in {(one.code, one.document) for one in whole.codings})
        by_coders = Counter(code for code, _ in {(one.code, one.coder) for one in whole.codings})
        below: Counter[CodeId] = Counter(own)
        for code in reversed(whole.codes):  # children stand after their parents
            if code.parent is not None:
                below[code.parent] += below[code.id]
        rows: Iterator[Row] = (
            [
                one.code.id,
                one.path_text,
                *_padded(one.path, self._levels),
                one.name,
                one.code.definition or None,
                "\n".join(one.code.include) or None,
                "\n".join(one.code.exclude) or None,
                _examples(one.code.examples),
                _examples(one.code.counter_examples),
                Coloured(one.code.colour, one.code.colour) if one.code.colour else None,
                one.code.key,
                "; ".join(field.name for field in one.code.fields) or None,
                one.code.criterion,
                own[one.id],
                below[one.id],
                in_documents[one.id],
                by_coders[one.id],
                whole.memo_text(one.id) or None,
            ]
            for one in whole.codes
        )
        return Sheet("Codebook", "Codebook", columns, rows, len(whole.codes), csv_name="codebook", id_column=0)

    # Counts

    def code_by_document(self) -> Sheet:
        counts = Counter((one.code, one.document) for one in self._whole.codings)
        heads = [(one.id, one.title) for one in self._whole.documents]
        return self._matrix("Code × Document", "CodeByDocument", "document", heads, lambda c, d: counts[c, d])  # type: ignore[index]

    def code_by_case(self) -> Sheet:
        counts = Counter((one.code, case) for one in self._whole.codings for case in one.cases)
        heads = [(one.id, one.name) for one in self._whole.cases]
        return self._matrix("Code × Case", "CodeByCase", "case", heads, lambda c, d: counts[c, d])  # type: ignore[index]

    def _matrix(
        self,
        name: str,
        table: str,
        other: str,
        heads: Sequence[tuple[EntityId, str]],
        count: Callable[[CodeId, EntityId], int],
    ) -> Sheet:
        """A row for each code and a column for each other thing; turned round where Excel has too few columns."""
        codes = self._whole.codes
        if len(heads) + 2 <= COLUMN_LIMIT:
            columns = (
                _column("Code id", "code_id", Holds.ID),
                _column("Code path", "code_path", Holds.TITLE),
                *(_column(title, f"{other}_{n}", Holds.COUNT) for n, (_, title) in enumerate(heads, 1)),
            )
            rows: Iterator[Row] = (
                [code.code.id, code.path_text, *(count(code.id, thing) for thing, _ in heads)] for code in codes
            )
            return Sheet(name, table, columns, rows, len(codes), csv_name=f"code_by_{other}")
        columns = (
            _column(f"{other.capitalize()} id", f"{other}_id", Holds.ID),
            _column(other.capitalize(), other, Holds.TITLE),
            *(_column(code.path_text, f"code_{n}", Holds.COUNT) for n, code in enumerate(codes, 1)),
        )
        turned: Iterator[Row] = (
            [id_text(thing), title, *(count(code.id, thing) for code in codes)] for thing, title in heads
        )
        return Sheet(name, table, columns, turned, len(heads), csv_name=f"code_by_{other}")

    # Memos and history

    def memos(self) -> Sheet:
        columns = (
            _column("Memo id", "memo_id", Holds.ID),
            _column("About", "about_kind", Holds.TEXT),
            _column("About id", "about_id", Holds.ID),
            _column("Title", "about_title", Holds.TITLE),
            _column("Text", "text", Holds.MEMO),
            _column("Coder", "coder", Holds.TEXT),
            _column("Created (UTC)", "created", Holds.TIME),
            _column("Modified (UTC)", "modified", Holds.TIME),
        )
        whole = self._whole
        titles: Mapping[EntityId, str] = dict(
            chain(
                ((one.id, one.title) for one in whole.documents),
                ((one.id, one.path_text) for one in whole.codes),
                ((one.id, one.name) for one in whole.cases),
                ((one.id, one.quote) for one in whole.codings),
            )
        )
        rows: Iterator[Row] = (
            [
                id_text(memo.id),
                _KINDS.get(Kind(memo.about_kind), "project"),
                id_text(memo.about),
                titles.get(memo.about),
                memo.text,
                whole.coder_name(memo.coder),
                time_cell(memo.created),
                time_cell(memo.modified),
            ]
            for memo in whole.memos
        )
        return Sheet("Memos", "Memos", columns, rows, len(whole.memos), csv_name="memos", id_column=0)

    def history(self) -> Sheet:
        columns = (
            _column("Time (UTC)", "time", Holds.TIME),
            _column("Coder", "coder", Holds.TEXT),
            _column("What", "what", Holds.TITLE),
            _column("Kind", "kind", Holds.TEXT),
            _column("Touched", "touched", Holds.TEXT),
            _column("Undoes", "undoes", Holds.ID),
            _column("Changeset id", "changeset_id", Holds.ID),
        )
        lines = reading.history(self._project)
        rows: Iterator[Row] = (
            [
                time_cell(line.time),
                self._whole.coder_name(line.coder),
                line.label,
                line.how.name.lower(),
                ", ".join(
                    f"{count} {kind.name.lower()}{'' if count == 1 else 's'}" for kind, count in line.touched.items()
                ),
                "; ".join(id_text(one) for one in line.undoes) or None,
                id_text(line.id),
            ]
            for line in lines
        )
        return Sheet("Change history", "ChangeHistory", columns, rows, len(lines), csv_name="history", id_column=6)


def _padded(path: Sequence[str], width: int) -> Row:
    return [*path, *[None] * (width - len(path))]


def _value(value: object) -> Cell:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return value if isinstance(value, (str, int, float)) or value is None else str(value)


def _examples(examples: Sequence[Example]) -> str | None:
    return "\n".join(f"{one.quote} — {one.why}" if one.why else one.quote for one in examples) or None


def _name(text: str) -> str:
    """A column name as R and Python take it."""
    return re.sub(r"\W+", "_", text.casefold()).strip("_") or "value"
