"""A team of three with something of every kind to look at, as values: for the tests and pictures of the place Team."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from annotator.model.changes import Kind, ref
from annotator.model.conflicts import Conflict, Side, What
from annotator.model.ids import (
    ChangesetId,
    CodeId,
    CoderId,
    CodingId,
    ConflictId,
    EntityId,
    MergeId,
    derived_id,
)
from annotator.operations.codebook import ProjectCode
from annotator.operations.conflicts import Choice, Need, OpenConflict
from annotator.operations.merging import CodebookChange
from annotator.ui.team.shown import (
    ShownChange,
    ShownCoder,
    ShownConflict,
    ShownDifference,
    ShownMember,
    ShownMerge,
    ShownPreview,
    ShownRow,
    ShownShare,
    TeamShown,
)
from annotator.ui.team.speaking import Speaking
from annotator.ui.team.wording import Besides, Leaning, TextOf, conflict_shown
from taxonomy.codes import Code

NOW = datetime.fromisoformat("2026-05-06T11:00:00+02:00")  # a Wednesday


def an_id(*parts: str | int) -> EntityId:
    return EntityId(derived_id("team of the tests", *parts))


MIRA, JO, LENA, ANNA, ANNA_2 = (CoderId(an_id("coder", n)) for n in range(5))
SPEAKING = Speaking(MIRA, {MIRA: "Mira", JO: "Jo", LENA: "Lena", ANNA: "Anna", ANNA_2: "Anna"}, {}, NOW)
PATHS = (("Technology",), ("Technology", "Dual-use technology"), ("Technology", "Surveillance"), ("State ties",),
         ("State ties", "Civil-military fusion"), ("Accountability",), ("Accountability", "Pledge"))


def code_id(name: str) -> CodeId:
    return CodeId(an_id("code", name))


def codes() -> tuple[ProjectCode, ...]:
    found = []
    for place, path in enumerate(PATHS):
        parent = code_id(path[-2]) if len(path) > 1 else None
        text_id = path[-1].lower().replace(" ", "-")
        one = Code(text_id, path[-1], definition=f"Whatever is said of {path[-1].lower()}.")
        found.append(ProjectCode(code_id(path[-1]), one, parent, path, None, float(place), False, b""))
    return tuple(found)


def ago(**time: float) -> int:
    """Milliseconds since 1970 of so long before NOW."""
    return round((NOW - timedelta(**time)).timestamp() * 1000)


def side(who: CoderId, value: object = None, *, deleted: bool = False, **time: float) -> Side:
    return Side(ChangesetId(an_id("changeset", str(who), str(value))), who, ago(**time), value, deleted)


def conflict(
    what: What, kind: Kind, title: str, field: str = "", *, sides: Sequence[Side] = (), shown: Sequence[str] = (),
    before: str = "", choices: Sequence[Choice] = (), mine: bool = True, members: Sequence[str] = (),
    authors: Sequence[CoderId] = (), count: int = 0, number: int = 0, entity: EntityId | None = None,
) -> OpenConflict:
    this = ConflictId(an_id("conflict", what, title, field, number))
    about = entity or an_id(kind.name, title)
    every = (about, *(an_id(kind.name, title, n) for n in range(1, len(members)))) if members else (about,)
    held = Conflict(this, what, kind, about, field, every, tuple(sides), before or None)
    return OpenConflict(
        held, title, mine, tuple(shown or (str(one.value) for one in sides)), before, tuple(choices), (), count,
        field=field, members=tuple(members), authors=tuple(authors), created=tuple(ago(days=2) for _ in every),
    )


def renamed(number: int = 0) -> OpenConflict:
    sides = side(MIRA, "Military–civil fusion", days=1, hours=1), side(JO, "Civil-military integration", hours=3)
    return conflict(What.FIELD, Kind.CODE, "State ties > Civil-military integration", "name", sides=sides,
                    before="Civil-military fusion", number=number, entity=code_id("Civil-military fusion"),
                    choices=(Choice("Mira Kovač", coder=MIRA), Choice("Jo Okafor", coder=JO), Choice("new", Need.TEXT)))


def deleted_and_edited() -> OpenConflict:
    sides = side(LENA, deleted=True, days=2, hours=5), side(MIRA, days=1)
    return conflict(What.DELETE_EDIT, Kind.CODING, "“drone footage of the border” · Accountability > Pledge",
                    sides=sides, shown=("deleted", "stance: contradicts"), choices=(Choice("keep"), Choice("delete")))


def every_conflict() -> list[OpenConflict]:
    """One of every kind."""
    low = "A promise in public, by the firm or an officer of it, that binds it in future."
    memo = "Check the tender numbers against the prospectus, p. 88."
    own, others = f"{memo} They differ by 4 million.", memo.replace("p. 88", "p. 91")
    moved = side(MIRA, ref(code_id("State ties")), days=1), side(JO, ref(code_id("Technology")), hours=5)
    return [
        renamed(),
        conflict(What.FIELD, Kind.MEMO, "memo on “Police departments in twenty provinces” · Surveillance", "text",
                 sides=(side(MIRA, own, days=1), side(LENA, others, hours=20)), before=memo,
                 choices=(Choice("Mira Kovač", coder=MIRA), Choice("Lena Vogt", coder=LENA), Choice("both"),
                          Choice("new", Need.TEXT))),
        conflict(What.FIELD, Kind.CODE, "Accountability > Pledge", "definition", mine=False, before=low,
                 sides=(side(JO, low.replace("in public", "in writing"), days=3),
                        side(LENA, low.replace(", by the firm or an officer of it,", ""), days=9)),
                 choices=(Choice("Jo Okafor", coder=JO), Choice("Lena Vogt", coder=LENA), Choice("both"),
                          Choice("new", Need.TEXT))),
        conflict(What.FIELD, Kind.CODE, "Technology > Surveillance", "parent", sides=moved, before="at the top",
                 shown=("State ties", "Technology"),
                 choices=(Choice("Mira Kovač", coder=MIRA), Choice("Jo Okafor", coder=JO), Choice("new", Need.CODE))),
        deleted_and_edited(),
        conflict(What.DANGLING, Kind.CODE, "Technology > Surveillance", count=7, entity=code_id("Surveillance"),
                 choices=(Choice("restore"), Choice("recode", Need.CODE), Choice("delete"))),
        conflict(What.DUP_CODE, Kind.CODE, "Accountability > Letter", members=("Accountability > Letter",) * 2,
                 authors=(MIRA, JO), choices=(Choice("merge"), Choice("rename", Need.TEXT), Choice("keep"))),
        conflict(What.DUP_CASE, Kind.CASE, "Sensetime", members=("Sensetime", "SenseTime"), authors=(JO, LENA),
                 mine=False, choices=(Choice("merge"), Choice("rename", Need.TEXT), Choice("keep"))),
        conflict(What.CYCLE, Kind.CODE, "State ties", members=("State ties", "Technology"), sides=moved,
                 shown=("State ties", "Technology"),
                 choices=(Choice("free:state-ties"), Choice("free:technology"), Choice("parent", Need.CODE))),
        conflict(What.TWO_TEXTS, Kind.DOCUMENT, "Annual report 2018", members=("Annual report 2018",), count=31,
                 choices=(Choice("move:0a1b2c3d"), Choice("move:4e5f6a7b"), Choice("keep"))),
        conflict(What.SAME_CODER, Kind.CODER, "Anna", members=("Anna Weiß", "Anna Weiß"), authors=(ANNA, ANNA_2),
                 mine=False, choices=(Choice("same"), Choice("different"))),
        conflict(What.SAME_TEXT, Kind.DOCUMENT, "A survey of fifty companies", mine=False,
                 members=("A survey of fifty companies", "survey-50 (copy)"), choices=(Choice("keep"),)),
        conflict(What.DUPLICATE_CODING, Kind.CODING, "“the petition” · Pledge", authors=(JO, JO), mine=False,
                 members=("“the petition” · Pledge",) * 2, choices=(Choice("collapse"), Choice("keep"))),
    ]


def shown(one: OpenConflict) -> ShownConflict:
    this = one.conflict.entity
    texts = {"0a1b2c3d": TextOf("pdf 1", 531, 28), "4e5f6a7b": TextOf("pdf 2", 540, 3)}
    besides = Besides(codes(), {this: 12}, {this: Leaning(MIRA, ago(days=2), {JO: 7})}, texts)
    return conflict_shown(one, SPEAKING, besides)


def many_renamed(number: int) -> tuple[ShownConflict, ...]:
    return tuple(shown(renamed(n)) for n in range(number))


def rows(number: int, *, looked: int = 0) -> tuple[ShownRow, ...]:
    quotes = ("announced it would not renew the contract", "were not immediately available for comment",
              "published principles that rule out weapons, surveillance that violates norms and other applications "
              "whose purpose contravenes widely accepted principles")
    titles = ("The letter of the engineers", "A survey of fifty companies", "China’s AI firms and killer robots")
    return tuple(
        ShownRow(CodingId(an_id("coding", n)), quotes[n % 3], f"{titles[n % 3]} · {('Jo', 'You', 'Lena')[n % 3]}",
                 n < looked)
        for n in range(number)
    )


def change(number: int = 12, *, looked: int = 0, listed: int | None = None, name: str = "Pledge") -> ShownChange:
    """A redefinition with so many codings made before it, of which some are looked at and some are listed."""
    every = rows(number, looked=looked)
    what = CodebookChange(
        ChangesetId(an_id("redefined", name)), code_id(name), f"Accountability > {name}", JO, ago(hours=20),
        {"definition": "old"}, {"definition": "new"},
        tuple(row.id for row in every[looked:]), tuple(row.id for row in every[:looked]),
    )
    before = "A promise in public by the firm or an officer of it."
    after = "A promise in public or in a filing by the firm, or by an officer of it acting for the firm."
    differences = (
        ShownDifference("Definition", before, after),
        ShownDifference("Exclude", "Hopes and aims\nPromises of others", "Promises of others"),
    )
    return ShownChange(what, f"Accountability › {name}", "Redefined by Jo · yesterday 15:00", differences,
                       every[:listed], number - looked, number)


def moved() -> ShownChange:
    what = CodebookChange(ChangesetId(an_id("moved")), code_id("Surveillance"), "State ties > Surveillance", LENA,
                          ago(days=3), {"name": "Watching"}, {"name": "Surveillance"}, (), ())
    differences = (ShownDifference("Name", "Watching", "Surveillance", long=False),
                   ShownDifference("Place in the codebook", "Technology", "State ties", long=False))
    return ShownChange(what, "State ties › Surveillance", "Renamed and moved by Lena · Sun 11:00", differences)


def coders() -> tuple[ShownCoder, ...]:
    return (
        ShownCoder(MIRA, "Mira Kovač", "MK", "#0A7D60", True, 412, 9, "10:42"),
        ShownCoder(JO, "Jo Okafor", "JO", "#9A3F7E", False, 214, 6, "yesterday 17:20",
                   (ShownMember(CoderId(an_id("laptop")), "Jo (laptop)", 12),)),
        ShownCoder(LENA, "Lena Vogt", "LV", "#0068B4", False, 94, 4, "Mon 09:15"),
    )


LAST = ShownMerge(MergeId(an_id("merge", 2)), "jo.annot and lena.annot", "10:51", 231, True)
EARLIER = ShownMerge(MergeId(an_id("merge", 1)), "lena.annot", "30 Apr", 120)
SUMMARY = ("Merged jo.annot and lena.annot · 214 codings, 2 documents, 1 code new · 5 things to look at · "
           "nothing was replaced")


def team(**other: object) -> TeamShown:
    """The team after a merge, with changes as given."""
    values: dict[str, object] = {
        "coders": coders(), "summary": SUMMARY, "last": LAST, "earlier": (EARLIER,), "codes": codes(),
        "share": ShownShare("/home/mira/Sync/killer-robots", "Exchanged 10:51: 3 files read, yours is up to date."),
    } | other
    return TeamShown(**values)  # type: ignore[arg-type]  # named by the caller


def preview() -> ShownPreview:
    return ShownPreview(
        "Merge jo.annot and lena.annot?",
        (("Codings", "214 new · Jo 120, Lena 94"), ("Documents", "2 new"), ("Codes", "1 new"),
         ("Changed", "12 things known here"), ("Deleted", "3 things known here"), ("New coders", "Lena Vogt")),
        "5 things will be there to look at.", (change(), moved()),
        ("The clock of jo.annot is 3 days ahead; its changes count as the latest for now.",),
        ("old-copy.annot holds nothing that is not here already.",),
    )
