"""The documents in the window."""

from annotator.ui.documents.document_list import DocumentList
from annotator.ui.documents.document_table import DocumentRow, DocumentState, Sorting

__all__ = ["DocumentList", "DocumentRow", "DocumentState", "Sorting"]
