"""The sentences in which moving, merging and deleting codes is asked, with what goes with them counted."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.ui.codebook.code_tree import CodeRow, self_and_below
from annotator.ui.words import tr, tr_n


def _codings(count: int) -> str:
    return tr_n("%n coding", "%n codings", count)


def _codes_below(rows: Sequence[CodeRow]) -> int:
    return len({one.id for row in rows for one in self_and_below(row)}) - len(rows)


def delete_words(rows: Sequence[CodeRow], whole: int, count: int, hidden: int) -> str:
    """`whole` are all codes that would go, `count` their codings, `hidden` those among them that are not seen."""
    below, codings, name = whole - len(rows), _codings(count), rows[0].code.name
    if len(rows) > 1:
        told = (tr("Delete {all} codes, those below them included, and {codings}?", all=whole, codings=codings) if below
                else tr("Delete {all} codes and {codings}?", all=whole, codings=codings))
    elif below and count:
        told = tr_n("Delete “{name}”, the code below it and {codings}?",
                    "Delete “{name}”, the %n codes below it and {codings}?", below, name=name, codings=codings)
    elif below:
        told = tr_n("Delete “{name}” and the code below it? No codings go with them.",
                    "Delete “{name}” and the %n codes below it? No codings go with them.", below, name=name)
    elif count:
        told = tr("Delete “{name}” and {codings}?", name=name, codings=codings)
    else:
        told = tr("Delete “{name}”? It has no codings.", name=name)
    if hidden:
        told += " " + tr_n("%n coding of colleagues that is hidden goes too.",
                           "%n codings of colleagues that are hidden go too.", hidden)
    return told + " " + tr("Ctrl+Z brings all back.")


def merge_words(rows: Sequence[CodeRow], into: CodeRow, hidden: int) -> str:
    """What merging would do."""
    own, below = _codings(sum(row.own for row in rows)), _codes_below(rows)
    name, other = rows[0].code.name, into.code.name
    if len(rows) == 1:
        told = tr("Merge “{name}” into “{other}”? {codings} will count there.", name=name, other=other, codings=own)
    else:
        told = tr("Merge {all} codes into “{other}”? {codings} will count there.", all=len(rows), other=other,
                  codings=own)
    if below:
        told += " " + tr_n("The code below comes to stand there too.", "The %n codes below come to stand there too.",
                           below)
    if hidden:
        told += " " + tr_n("%n coding of colleagues that is hidden goes along.",
                           "%n codings of colleagues that are hidden go along.", hidden)
    return told + " " + tr("It can be parted again.")


def drop_words(rows: Sequence[CodeRow], on: CodeRow) -> str:
    """What a drop on a code may have meant."""
    if len(rows) > 1:
        return tr("{all} codes on “{other}”:", all=len(rows), other=on.code.name)
    row = rows[0]
    return tr("“{name}” ({codings}) on “{other}”:", name=row.code.name, codings=_codings(row.whole),
              other=on.code.name)
