"""The codebook in the window: the tree of codes and the panel around it."""

from annotator.ui.codebook.code_tree import CODE_MIME, CodeTree
from annotator.ui.codebook.panel import CodebookPanel

__all__ = ["CODE_MIME", "CodeTree", "CodebookPanel"]
