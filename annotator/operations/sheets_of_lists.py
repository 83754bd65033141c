"""The sheets that list what there is: documents, cases, the codebook, memos, the change history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain

from annotator.formats.tables import Coloured, Sheet
from annotator.formats.tables import Kind as Holds
from annotator.model.changes import Kind
from annotator.model.documents import Document
from annotator.model.ids import CodeId, DocumentId, EntityId, id_text
from annotator.operations.sheet_cells import Row, Source, column, column_name, examples_cell, padded, time_cell, words
from annotator.store import reading

_KINDS = {Kind.DOCUMENT: "document", Kind.CODING: "coding", Kind.CODE: "code", Kind.CASE: "case"}


def documents(source: Source) -> Sheet:
    columns = (
        column("Document id", "document_id", Holds.ID),
        column("Title", "title", Holds.TITLE),
        column("Author", "author", Holds.TEXT),
        column("Outlet", "outlet", Holds.TEXT),
        column("Date", "date", Holds.DATE),
        column("Address", "url", Holds.TEXT),
        column("Archived", "archived", Holds.TEXT),
        column("Accessed", "accessed", Holds.DATE),
        *(column(key.capitalize(), column_name(key), Holds.TEXT) for key in source.more_metadata),
        column("File name", "file_name", Holds.TEXT),
        column("Media type", "media_type", Holds.TEXT),
        column("SHA-256", "sha256", Holds.ID),
        column("Characters", "characters", Holds.COUNT, "code points"),
        column("Words", "words", Holds.COUNT, "words"),
        column("Pages", "pages", Holds.COUNT),
        column("Layers", "layers", Holds.TEXT),
        column("Codings", "codings", Holds.COUNT),
        column("Coders", "coders", Holds.TEXT),
        column("About", "about", Holds.TEXT),
        column("Finished by", "finished_by", Holds.TEXT),
        column("Memo", "memo", Holds.MEMO),
        column("Imported (UTC)", "imported", Holds.TIME),
        column("Imported by", "imported_by", Holds.TEXT),
        column("Deleted", "deleted", Holds.YES_NO),
    )
    whole = source.whole
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
            *map(data.get, source.more_metadata),
            one.file_name,
            one.media_type,
            one.sha256.hex(),
            one.layer.characters,
            words(source.project.text_of(one.layer.id) or ""),
            one.layer.pages or None,
            "; ".join(f"{layer.role.value}: {layer.extractor}" for layer in one.layers),
            whole.count_of.get(one.id, 0),
            "; ".join(who) or None,
            "; ".join(whole.about_names(one)) or None,
            "; ".join(whole.finisher_names(one.id)) or None,
            whole.memo_text(one.id) or None,
            time_cell(one.imported),
            whole.coder_name(one.imported_by),
            one.gone,
        ]

    return Sheet(
        "Documents",
        "Documents",
        columns,
        map(row, whole.documents),
        len(whole.documents),
        csv_name="documents",
        id_column=0,
        row_of={one.id: row for row, one in enumerate(whole.documents)},
    )


def cases(source: Source) -> Sheet:
    columns = (
        column("Case id", "case_id", Holds.ID),
        column("Name", "name", Holds.TITLE),
        column("Type", "type", Holds.TEXT),
        column("Aliases", "aliases", Holds.TEXT),
        *(column(one.name, f"attribute_{column_name(one.id)}", Holds.TEXT) for one in source.attributes),
        column("Codings", "codings", Holds.COUNT),
        column("Documents", "documents", Holds.COUNT),
        column("Memo", "memo", Holds.MEMO),
        column("Deleted", "deleted", Holds.YES_NO),
    )
    whole = source.whole
    codings_of: Counter[EntityId] = Counter(case for one in whole.codings for case in one.cases)
    documents_of = Counter(case for case, _ in {(case, one.document) for one in whole.codings for case in one.cases})
    rows: Iterator[Row] = (
        [
            id_text(one.id),
            one.name,
            one.type,
            "; ".join(one.also) or None,
            *(one.attributes.get(attribute.id) for attribute in source.attributes),
            codings_of[one.id],
            documents_of[one.id],
            whole.memo_text(one.id) or None,
            one.gone,
        ]
        for one in whole.cases
    )
    return Sheet("Cases", "Cases", columns, rows, len(whole.cases), csv_name="cases", id_column=0)


def codes(source: Source) -> Sheet:
    columns = (
        column("Code id", "code_id", Holds.ID),
        column("Code path", "code_path", Holds.TITLE),
        *(column(f"Level {n}", f"level_{n}", Holds.TEXT) for n in range(1, source.levels + 1)),
        column("Name", "name", Holds.TEXT),
        column("Definition", "definition", Holds.MEMO),
        column("Include", "include", Holds.MEMO),
        column("Exclude", "exclude", Holds.MEMO),
        column("Examples", "examples", Holds.MEMO),
        column("Counter-examples", "counter_examples", Holds.MEMO),
        column("Colour", "colour", Holds.COLOUR),
        column("Key", "key", Holds.TEXT),
        column("Fields", "fields", Holds.TEXT),
        column("Criterion", "criterion", Holds.TEXT),
        column("Codings", "codings", Holds.COUNT),
        column("Codings with sub-codes", "codings_with_sub_codes", Holds.COUNT),
        column("Documents", "documents", Holds.COUNT),
        column("Coders", "coders", Holds.COUNT),
        column("Memo", "memo", Holds.MEMO),
        column("Deleted", "deleted", Holds.YES_NO),
    )
    whole = source.whole
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
            *padded(one.path, source.levels),
            one.name,
            one.code.definition or None,
            "\n".join(one.code.include) or None,
            "\n".join(one.code.exclude) or None,
            examples_cell(one.code.examples),
            examples_cell(one.code.counter_examples),
            Coloured(one.code.colour, one.code.colour) if one.code.colour else None,
            one.code.key,
            "; ".join(field.name for field in one.code.fields) or None,
            one.code.criterion,
            own[one.id],
            below[one.id],
            in_documents[one.id],
            by_coders[one.id],
            whole.memo_text(one.id) or None,
            one.gone,
        ]
        for one in whole.codes
    )
    return Sheet("Codebook", "Codebook", columns, rows, len(whole.codes), csv_name="codebook", id_column=0)


def memos(source: Source) -> Sheet:
    columns = (
        column("Memo id", "memo_id", Holds.ID),
        column("About", "about_kind", Holds.TEXT),
        column("About id", "about_id", Holds.ID),
        column("Title", "about_title", Holds.TITLE),
        column("Text", "text", Holds.MEMO),
        column("Coder", "coder", Holds.TEXT),
        column("Created (UTC)", "created", Holds.TIME),
        column("Modified (UTC)", "modified", Holds.TIME),
    )
    whole = source.whole
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


def history(source: Source) -> Sheet:
    columns = (
        column("Time (UTC)", "time", Holds.TIME),
        column("Coder", "coder", Holds.TEXT),
        column("What", "what", Holds.TITLE),
        column("Kind", "kind", Holds.TEXT),
        column("Touched", "touched", Holds.TEXT),
        column("Undoes", "undoes", Holds.ID),
        column("Changeset id", "changeset_id", Holds.ID),
    )
    lines = reading.history(source.project)
    rows: Iterator[Row] = (
        [
            time_cell(line.time),
            source.whole.coder_name(line.coder),
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
