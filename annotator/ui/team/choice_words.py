"""What the buttons of a conflict say, and what stands in their editors at first."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.model.changes import Kind
from annotator.model.conflicts import What
from annotator.operations.codebook import ProjectCode
from annotator.operations.conflicts import Choice, Need, OpenConflict
from annotator.ui.team.shown import ShownChoice
from annotator.ui.team.speaking import Speaking
from annotator.ui.words import tr

_NOT_TYPED = {("new", "place"), ("new", "stance")}  # numbers of characters, one of two words: nobody types these here
_FREE, MOVE = "free:", "move:"


def choices_shown(one: OpenConflict, speaking: Speaking, codes: Sequence[ProjectCode]) -> tuple[ShownChoice, ...]:
    """A button for each, this coder's own value first."""
    offered = [choice for choice in one.choices if (choice.token, one.conflict.field) not in _NOT_TYPED]
    ordered = sorted(offered, key=lambda choice: not (choice.coder is not None and speaking.is_me(choice.coder)))
    texts = [choice.token for choice in one.choices if choice.token.startswith(MOVE)]
    return tuple(
        ShownChoice(
            token=choice.token,
            title=_title(one, choice, speaking, codes, texts),
            need=choice.need,
            start=_start(one, choice, speaking),
            destroys=choice.token in ("delete", "take_off"),
            may_be_top=choice.need is Need.CODE and (one.conflict.field == "parent" or one.conflict.what is What.CYCLE),
        )
        for choice in ordered
    )


def _title(
    one: OpenConflict, choice: Choice, speaking: Speaking, codes: Sequence[ProjectCode], texts: Sequence[str]
) -> str:
    held, named = one.conflict, choice.token  # what it is called on the command line
    if choice.coder is not None:
        same = [other for other in one.choices if other.coder is not None and speaking.person(other.coder)
                == speaking.person(choice.coder)]
        whose = speaking.whose(choice.coder)
        return whose if len(same) < 2 else f"{whose} {same.index(choice) + 1}"
    if choice.token.startswith(_FREE):
        wanted = choice.token.removeprefix(_FREE)
        name = next((code.name for code in codes if code.code.id == wanted or code.id.hex() == wanted), wanted)
        return tr("“{name}” to the top", name=name)
    if choice.token.startswith(MOVE):
        return tr("All on text {n}", n=texts.index(choice.token) + 1)
    if named == "restore":
        return {Kind.CODE: tr("Restore code"), Kind.CASE: tr("Restore case")}.get(held.kind, tr("Restore document"))
    if named == "delete" and held.what is What.DANGLING and one.count:
        return tr("Delete {n}", n=one.count)
    if named == "new" and choice.need is Need.CODE:
        return tr("Another place…") if held.field == "parent" else tr("Another code…")
    if named == "keep":
        return {What.DELETE_EDIT: tr("Keep"), What.SAME_TEXT: tr("Leave it so")}.get(held.what, tr("Keep both"))
    known = {
        "both": tr("Both"),
        "new": tr("Type new"),
        "delete": tr("Delete"),
        "recode": tr("Recode to…"),
        "replace": tr("Another case…"),
        "take_off": tr("Take off {n}", n=one.count),
        "merge": tr("Make them one"),
        "rename": tr("Rename the smaller…"),
        "parent": tr("Choose a place…"),
        "same": tr("Same person"),
        "different": tr("Different people"),
        "collapse": tr("Make them one"),
    }
    return known.get(choice.token, choice.token.replace("_", " ").capitalize())


def _start(one: OpenConflict, choice: Choice, speaking: Speaking) -> str:
    """What stands in the editor at first: this coder's value, else the first one; for a renaming the name itself."""
    named = choice.token
    if choice.need is not Need.TEXT or named == "replace":
        return ""
    if named == "rename":
        return one.title.split(" > ")[-1]
    sides = list(zip(one.conflict.sides, one.shown, strict=False))
    own = [shown for side, shown in sides if speaking.is_me(side.coder) and shown]
    return next(iter([*own, *(shown for _, shown in sides if shown)]), "") if one.conflict.field != "place" else ""
