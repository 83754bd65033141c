"""How many documents a list shows, in words."""

from __future__ import annotations

from annotator.ui.documents.document_table import DocumentTable
from annotator.ui.words import number, tr


def count_words(table: DocumentTable) -> str:
    """How many documents are shown, and of how many: "3 of 20", "my queue 3 / 20"."""
    left, shown, total = table.left, table.shown, table.total
    if table.queue_only and shown == left:
        return tr("my queue {left} / {total}", left=number(left), total=number(total))
    if shown != total:
        return tr("{shown} of {total}", shown=number(shown), total=number(total))
    return number(total) if total else ""
