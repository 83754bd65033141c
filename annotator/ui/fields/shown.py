"""A field and its value, as a form is given it. Free of Qt's widgets."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.operations.field_values import as_typed
from annotator.ui.words import tr
from taxonomy.codes import Field, FieldType


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A field of the codebook with what it holds; None for nothing."""

    field: Field
    value: object = None

    @property
    def values(self) -> tuple[str, ...]:
        """What it holds, each as text."""
        if self.value in (None, "", []):
            return ()
        return tuple(map(str, self.value)) if isinstance(self.value, list) else (as_typed(self.value),)

    @property
    def is_lacking(self) -> bool:
        """Whether a value is required and there is none."""
        return self.field.required and not self.values

    @property
    def options(self) -> tuple[str, ...]:
        """What may be chosen, then what is chosen though the codebook does not know it any more."""
        return (*self.field.options, *(one for one in self.values if one not in self.field.options))

    @property
    def told(self) -> str:
        """The field and its state, for screen readers."""
        parts = [self.field.name]
        if self.field.required:
            parts.append(tr("required"))
        parts.append(", ".join(self.values) or tr("empty"))
        return ", ".join(parts)

    @property
    def asked_for(self) -> str:
        """What to type, where nothing is."""
        if self.field.required:
            return tr("needed")
        hints = {FieldType.NUMBER: tr("a number"), FieldType.DATE: tr("2018-06-01, or 2018")}
        return hints.get(self.field.type, tr("not stated"))
