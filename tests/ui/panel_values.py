"""Codes, documents, codings and cases of a small project, for the tests and pictures of the panels."""

from __future__ import annotations

from annotator.model.codings import Case, Coder, Coding, Stance
from annotator.model.ids import CaseId, CodeId, CoderId, CodingId, EntityId, LayerId
from annotator.operations.codebook import ProjectCode
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


CASES = [case("Sensetime", "商汤"), case("Yitu"), case("Google", "Alphabet"), case("Palantir"), case("Megvii", "Face++")]
CODER = Coder(CoderId(identity("MK")), "Maria Koch", "MK", "#009E73", b"")


def coding(name: str, of: str, *, cases: tuple[str, ...] = (), stance: Stance = Stance.SUPPORTS,
           fields: dict[str, object] | None = None) -> Coding:
    """A coding with a code, on the quote of the pictures."""
    return Coding(
        CodingId(identity(name)), LayerId(identity("layer")), None, code_id(of), CODER.id, 118, 173,
        "Police departments in twenty provinces run the software", "", "", stance, fields or {},
        tuple(CaseId(identity(one)) for one in cases), 0, 0, None, None, b"")
