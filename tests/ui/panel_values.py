"""Codes, documents, codings and cases of a small project, for the tests and pictures of the panels."""

from __future__ import annotations

from annotator.model.codings import Case, Coder, Stance
from annotator.model.ids import CaseId, CodeId, CoderId, CodingId, DocumentId, EntityId
from annotator.operations.codebook import ProjectCode
from annotator.ui.cases_bar import DIGITS, NumberedCase
from annotator.ui.detail.shown import DetailCoding, DetailPassage, ShownField
from annotator.ui.documents.document_table import DocumentRow, DocumentState
from annotator.ui.reader.palette import look_of
from taxonomy.codes import Code


def identity(name: str) -> EntityId:
    return EntityId(name.encode()[:16].ljust(16, b"."))


def code_id(name: str) -> CodeId:
    return CodeId(identity(name))


def code(name: str, *path: str, colour: str | None = None, key: str | None = None, definition: str = "",
         include: tuple[str, ...] = (), exclude: tuple[str, ...] = (), to_define: bool = False) -> ProjectCode:
    """A code of that name below the last of `path`."""
    entry = Code(id=name, name=name, parent=path[-1] if path else None, definition=definition, include=include,
                 exclude=exclude, colour=colour, key=key)
    parent = code_id(path[-1]) if path else None
    return ProjectCode(code_id(name), entry, parent, (*path, name), colour, 0.0, to_define, b"")


def codebook() -> list[ProjectCode]:
    """The codes of the design's pictures."""
    return [
        code("Technology", key="t"),
        code("Dual-use technology", "Technology", colour="#E69F00", key="d",
             definition="A technology made for civilian use that a military could use as it is.",
             include=("face recognition sold to cities", "drones for filming"),
             exclude=("weapons", "parts made to order for an army")),
        code("Autonomy", "Technology", colour="#D55E00", key="tw"),
        code("Surveillance", "Technology", colour="#8F8F00", key="ts"),
        code("State ties", key="s"),
        code("Government contract", "State ties", colour="#0072B2", key="g"),
        code("Civil-military fusion", "State ties", colour="#56B4E9", key="sc", to_define=True),
        code("Accountability", key="a"),
        code("Employee resistance", "Accountability", colour="#009E73", key="r"),
        code("None reported", "Accountability", "Employee resistance", colour="#009E73"),
        code("Pledge", "Accountability", colour="#CC79A7", key="p"),
        code("None made", "Accountability", "Pledge", colour="#CC79A7"),
        code("Refused", "Accountability", "Pledge", colour="#CC79A7"),
    ]


def counts() -> dict[CodeId, int]:
    return {code_id(name): number for name, number in {
        "Dual-use technology": 23, "Autonomy": 11, "Surveillance": 7, "Government contract": 14,
        "Civil-military fusion": 5, "Employee resistance": 6, "Pledge": 3}.items()}


def many_codes(number: int) -> list[ProjectCode]:
    """A codebook of that size, ten children to a code."""
    made: list[ProjectCode] = []
    for at in range(number):
        above = made[(at - 10) // 10] if at >= 10 else None
        made.append(code(f"Code {at:05}", *(above.path if above is not None else ())))
    return made


def case(name: str, *aliases: str) -> Case:
    return Case(CaseId(identity(name)), name, "company", aliases, {}, b"")


CASES = [case("Sensetime", "商汤"), case("Yitu"), case("Google", "Alphabet"), case("Palantir"),
         case("Megvii", "Face++")]
CODER = Coder(CoderId(identity("MK")), "Maria Koch", "MK", "#009E73", b"")


def numbered(number: int) -> list[NumberedCase]:
    """That many cases of a document, with their digits."""
    names = [one.name for one in CASES] + [f"Company {at}" for at in range(len(CASES), number)]
    return [NumberedCase(CaseId(identity(name)), name, DIGITS[at] if at < 10 else "")
            for at, name in enumerate(names[:number])]


def documents() -> list[DocumentRow]:
    """The documents of the design's pictures."""
    new, begun, finished = DocumentState.NEW, DocumentState.BEGUN, DocumentState.FINISHED
    return [
        document("China’s AI firms and killer robots", begun, "2019-08-29", read=0.6, codings=12),
        document("A survey of fifty companies", begun, "2019-08-19", read=0.55),
        document("The letter of the engineers", finished, "2018-04-04", read=1.0, codings=31),
        document("Annual report 2018", begun, "2019-03", read=0.2),
        document("Prospectus", new, "2019"),
        document("A contract with the border agency", new),
    ]


def document(title: str, state: DocumentState = DocumentState.NEW, date: str = "", *, read: float = 0.0,
             codings: int = 0, metadata: dict[str, str] | None = None) -> DocumentRow:
    return DocumentRow(DocumentId(identity(title)), title, state, read, date, codings, metadata or {})


def coding_id(name: str) -> CodingId:
    return CodingId(identity(name))


def shown(name: str, colour: str, *, cases: tuple[Case, ...] = (), stance: Stance = Stance.SUPPORTS,
          fields: tuple[ShownField, ...] = (), memo: str = "") -> DetailCoding:
    """A coding with the code of that name, whose id is made of it."""
    return DetailCoding(coding_id(name), name, name, look_of(colour, 0), stance, CODER.name, CODER.initials, fields,
                        tuple((one.id, one.name) for one in cases), memo)


def passage(chosen: str | None = "Government contract") -> DetailPassage:
    """What the pictures show at the cursor."""
    return DetailPassage(
        "paragraph 2 · 118–173", "Police departments in twenty provinces run the software",
        (
            shown("Government contract", "#0072B2", cases=tuple(CASES[:2]), fields=(
                ShownField("agency", "Public security bureaus"), ShownField("value")),
                memo="Check the tender numbers against the prospectus, p. 88."),
            shown("Surveillance", "#8F8F00", stance=Stance.CONTRADICTS, fields=(
                ShownField("technology", "Face recognition"),)),
        ),
        coding_id(chosen) if chosen else None,
        ("MK coded “Police departments in…” with “Surveillance” · 10:42", "JO changed agency · yesterday",
         "MK coded with “Government contract” · Mon"))
