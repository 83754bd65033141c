"""What the place Team is given to show: plain values, texts in the words of the screen. Nothing is read here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from annotator.model.changes import Kind
from annotator.model.ids import ChangesetId, CodeId, CoderId, CodingId, ConflictId, EntityId, MergeId
from annotator.operations.conflicts import Need
from annotator.operations.merging import CodebookChange
from annotator.operations.visibility import Colleagues

if TYPE_CHECKING:
    from annotator.operations.codebook import ProjectCode

ChangeKey = tuple[ChangesetId, CodeId]


@dataclass(frozen=True, slots=True)
class ShownMerge:
    """A merge done in this copy."""

    id: MergeId
    files: str  # "jo.annot and lena.annot"
    when: str
    changesets: int
    can_take_back: bool = False


@dataclass(frozen=True, slots=True)
class ShownDifference:
    """A text before and after; `long` ones are compared word by word, others shown as one → the other."""

    title: str
    before: str
    after: str
    long: bool = True


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A coding that was made without knowing of a change."""

    id: CodingId
    quote: str
    where: str  # "A survey of fifty companies · Jo"
    looked: bool = False


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change in the codebook. `rows` may be only the first of `total` codings."""

    change: CodebookChange
    title: str  # the code's path
    heading: str  # "Redefined by Jo · Tue 11:40"
    differences: tuple[ShownDifference, ...]
    rows: tuple[ShownRow, ...] = ()
    left: int = 0  # not looked at again yet
    total: int = 0

    @property
    def key(self) -> ChangeKey:
        return self.change.changeset, self.change.code


@dataclass(frozen=True, slots=True)
class ShownSide:
    """One person's part: `who` set a `value`, or did what `said` says; both with `when`."""

    who: str = ""
    value: str | None = None
    said: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """A button. `start` is what stands in the editor of a choice that needs a text."""

    token: str
    title: str
    need: Need = Need.NOTHING
    start: str = ""
    destroys: bool = False
    may_be_top: bool = False  # of one that needs a code: the top of the codebook is a place too


@dataclass(frozen=True, slots=True)
class ShownConflict:
    """One thing to look at."""

    id: ConflictId
    group: str  # what sort of thing, as its chip says
    heading: str  # what happened: "Code renamed twice"
    title: str  # to what: "State ties > Civil-military fusion"
    sides: tuple[ShownSide, ...] = ()
    before: str = ""  # what all had seen; empty: nothing, or not known
    compares: bool = False  # values are texts, shown as what changed since `before`
    meanwhile: str = ""  # what holds until it is settled
    choices: tuple[ShownChoice, ...] = ()
    mine: bool = False
    remark: bool = False
    opens: tuple[Kind, EntityId] | None = None  # what can be gone to


@dataclass(frozen=True, slots=True)
class ShownMember:
    """An id that was joined to a coder's."""

    id: CoderId
    name: str
    codings: int = 0


@dataclass(frozen=True, slots=True)
class ShownCoder:
    """A coder, with all that is counted under that name."""

    id: CoderId
    name: str
    initials: str
    colour: str
    me: bool = False
    codings: int = 0
    finished: int = 0  # documents
    last: str = ""  # when something was done last, in words; empty: nothing yet
    members: tuple[ShownMember, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownShare:
    """The folder through which the team exchanges its work."""

    folder: str = ""  # empty: none
    said: str = ""  # what the last exchange brought, and when


@dataclass(frozen=True, slots=True)
class ShownPreview:
    """What a merge would bring."""

    title: str  # "Merge jo.annot and lena.annot?"
    counts: tuple[tuple[str, str], ...]  # what, and how many: ("Codings", "214 new · Jo 120, Lena 94")
    conflicts: str  # "5 things to look at", or that there are none
    changes: tuple[ShownChange, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # files that hold nothing new
    nothing: bool = False  # nothing would come in


@dataclass(frozen=True, slots=True)
class TeamShown:
    """All that the place shows, but the history."""

    coders: tuple[ShownCoder, ...] = ()
    summary: str = ""
    last: ShownMerge | None = None
    earlier: tuple[ShownMerge, ...] = ()  # newest first, the last one not among them
    changes: tuple[ShownChange, ...] = ()
    conflicts: tuple[ShownConflict, ...] = ()  # remarks among them
    colleagues: Colleagues = Colleagues.SHOWN
    blind: bool = False
    share: ShownShare = field(default_factory=ShownShare)
    codes: tuple[ProjectCode, ...] = ()  # to choose from
    writable: bool = True
