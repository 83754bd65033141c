"""The panel on the right of the place Code."""

from annotator.ui.detail.panel import DetailPanel
from annotator.ui.detail.shown import DetailCoding, DetailPassage, ShownField, history_words

__all__ = ["DetailCoding", "DetailPanel", "DetailPassage", "ShownField", "history_words"]
