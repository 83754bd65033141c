"""Fields that are filled in by keyboard: those of a coding, and the attributes of a case."""

from annotator.ui.fields.form import FieldForm
from annotator.ui.fields.shown import FieldShown

__all__ = ["FieldForm", "FieldShown"]
