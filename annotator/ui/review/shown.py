"""What a row of Review shows, in words. Free of Qt's widgets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from annotator.model.codings import Stance
from annotator.model.ids import CodingId
from annotator.ui.reader.palette import Look
from annotator.ui.words import tr

LONGEST = 400  # characters of a quote that one line can ever show


class Column(IntEnum):
    """The columns of the table of codings, in their order."""

    DOCUMENT = 0
    PASSAGE = 1
    CODE = 2
    CASES = 3
    STANCE = 4
    CODER = 5
    FIELDS = 6
    MEMO = 7


@dataclass(frozen=True, slots=True)
class ShownCoding:
    """One coding, one line; quote and context are on one line each."""

    id: CodingId
    document: str
    date: str  # in words, empty where there is none
    before: str
    quote: str
    after: str
    code: str
    path: str
    look: Look
    cases: str
    stance: Stance
    initials: str
    coder: str
    fields: str
    memo: str
    automatic: bool = False


def column_title(column: Column) -> str:
    return {
        Column.DOCUMENT: tr("Document"),
        Column.PASSAGE: tr("Passage"),
        Column.CODE: tr("Code"),
        Column.CASES: tr("Cases"),
        Column.STANCE: tr("Stance"),
        Column.CODER: tr("Coder"),
        Column.FIELDS: tr("Fields"),
        Column.MEMO: tr("Memo"),
    }[column]


def cell_text(row: ShownCoding, column: Column) -> str:
    """What a cell says, whole, as tool tips and screen readers give it."""
    match column:
        case Column.DOCUMENT:
            return f"{row.document} · {row.date}" if row.date else row.document
        case Column.PASSAGE:
            return f"{row.before}{row.quote}{row.after}"
        case Column.CODE:
            return tr("{code}, coded automatically", code=row.path) if row.automatic else row.path
        case Column.CASES:
            return row.cases
        case Column.STANCE:
            return tr("contradicts") if row.stance is Stance.CONTRADICTS else tr("supports")
        case Column.CODER:
            return row.coder
        case Column.FIELDS:
            return row.fields
        case Column.MEMO:
            return row.memo


def spoken(row: ShownCoding, column: Column) -> str:
    """The same for screen readers: the cell's title first, and the quote without its context."""
    told = row.quote if column is Column.PASSAGE else cell_text(row, column)
    return tr("{column}: {told}", column=column_title(column), told=told or tr("none"))


def one_line(text: str) -> str:
    """A text on one line, soft hyphens left out; spaces at its ends stay single."""
    if not text:
        return ""
    folded = " ".join(text.replace("\u00ad", "").split())
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() and folded else ""
    return f"{before}{folded}{after}"
