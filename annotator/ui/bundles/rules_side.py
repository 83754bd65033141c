"""The rules by which a bundle is split, to be adjusted: how an article begins, where its metadata stand."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from annotator.operations.bundles import Preset, SplitRules
from annotator.ui import theme
from annotator.ui.parts import SectionHeading, label
from annotator.ui.words import tr

_SOON = 350  # ms after the last letter that is typed
_KEYS = ("title", "outlet", "date", "author", "section", "length")


class RulesSide(QScrollArea):
    """`set_rules` shows rules without saying so; `changed` says what a person made of them."""

    changed = Signal(object)  # SplitRules

    def __init__(self) -> None:
        super().__init__()
        self._rules = SplitRules(Preset.NEXIS)
        self.setWidgetResizable(True)
        self.setAccessibleName(tr("Rules of splitting"))
        theme.sized(self, width=268)
        self._timer = QTimer(self, singleShot=True, interval=_SOON)
        self._timer.timeout.connect(self._say)
        self.preset = QComboBox()
        for title, preset in _presets():
            self.preset.addItem(title, preset)
        self.preset.currentIndexChanged.connect(lambda _at: self._chosen())
        self.separator = QLineEdit()
        self.separator.setPlaceholderText("={5,}")
        self.separator.setToolTip(tr("A regular expression for the whole line, such as ={5,} or Article \\d+"))
        self.separator.textEdited.connect(lambda _text: self._timer.start())
        self.level = QComboBox()
        for level in range(1, 7):
            self.level.addItem(tr("Headings of level {level}", level=level), level)
        self.level.currentIndexChanged.connect(lambda _at: self._say())
        self.around = QCheckBox(tr("Keep what is around it"))
        self.around.toggled.connect(lambda _on: self._say())
        self.labels = {key: QLineEdit() for key in _KEYS}
        self._lay_out()

    def _lay_out(self) -> None:
        whole = QWidget()
        column = QVBoxLayout(whole)
        theme.spaced(column, 14, 2, 14, 8, gap=5)
        column.addWidget(SectionHeading(tr("How an article begins")))
        _with_label(column, tr("Layout"), self.preset)
        self._separator_label = _with_label(column, tr("The line between two articles"), self.separator)
        self._level_label = _with_label(column, tr("An article begins at"), self.level)
        column.addSpacing(theme.px(4))
        column.addWidget(self.around)
        around = tr("Outlet, copyright and the like, before and behind an article’s text.")
        self.around.setAccessibleDescription(around)
        column.addWidget(label(around, "hint", wrap=True))
        self._of_labels = QWidget()
        inner = QVBoxLayout(self._of_labels)
        theme.spaced(inner, 0, 8, 0, 0, gap=5)
        inner.addWidget(SectionHeading(tr("Labels of its metadata")))
        inner.addWidget(label(tr("Lines such as “Byline: …”; several labels parted by commas."), "hint", wrap=True))
        column.addWidget(self._of_labels)
        for (key, title), field in zip(_titles(), self.labels.values(), strict=True):
            field.textEdited.connect(lambda _text: self._timer.start())
            field.setObjectName(key)
            _with_label(inner, title, field)
        column.addStretch(1)
        self.setWidget(whole)

    def set_rules(self, rules: SplitRules) -> None:
        """Shows them; the keys stay in the field that has them, with what is being typed in it."""
        self._rules = rules
        self._timer.stop()
        fields = (self.preset, self.separator, self.level, self.around, *self.labels.values())
        blockers = [QSignalBlocker(one) for one in fields]
        self.preset.setCurrentIndex(self.preset.findData(rules.preset))
        self.level.setCurrentIndex(self.level.findData(rules.heading_level))
        self.around.setChecked(not rules.trim)
        for field, text in (
            (self.separator, rules.separator),
            *((self.labels[key], ", ".join(rules.labels_of(key))) for key in _KEYS),
        ):
            if not field.hasFocus() and field.text() != text:
                field.setText(text)
                field.setCursorPosition(0)
        del blockers
        self._show_fields()

    def rules(self) -> SplitRules:
        """As they stand in the fields."""
        found = replace(
            self._rules,
            preset=Preset(self.preset.currentData()),
            separator=self.separator.text().strip(),
            heading_level=int(self.level.currentData()),
            trim=not self.around.isChecked(),
        )
        for key, field in self.labels.items():
            names = tuple(name.strip() for name in field.text().split(","))
            if ", ".join(found.labels_of(key)) != field.text().strip():
                found = found.with_labels(key, names)
        return found

    def _chosen(self) -> None:
        self._show_fields()
        if self.preset.currentData() == Preset.SEPARATOR and not self.separator.text().strip():
            self.separator.setFocus()  # nothing can be split before something stands there
            return
        self._say()

    def _say(self) -> None:
        self._timer.stop()
        found = self.rules()
        if found != self._rules and not (found.preset is Preset.SEPARATOR and not found.separator):
            self._rules = found
            self.changed.emit(found)

    def _show_fields(self) -> None:
        preset = self.preset.currentData()
        for wanted, parts in (
            (Preset.SEPARATOR, (self._separator_label, self.separator)),
            (Preset.HEADINGS, (self._level_label, self.level)),
        ):
            for part in parts:
                part.setVisible(preset == wanted)
        self._of_labels.setVisible(preset != Preset.FACTIVA)  # whose fields have codes, or their places


def _with_label(column: QVBoxLayout, title: str, field: QWidget) -> QLabel:
    made = label(title, "quiet", wrap=True)
    made.setBuddy(field)
    field.setAccessibleName(title)
    column.addWidget(made)
    column.addWidget(field)
    return made


def _presets() -> list[tuple[str, Preset]]:
    return [
        (tr("Nexis, LexisNexis"), Preset.NEXIS),
        (tr("Factiva"), Preset.FACTIVA),
        (tr("At each heading"), Preset.HEADINGS),
        (tr("After a separator line"), Preset.SEPARATOR),
    ]


def _titles() -> list[tuple[str, str]]:
    return [
        ("title", tr("Title")),
        ("outlet", tr("Outlet")),
        ("date", tr("Date")),
        ("author", tr("Author")),
        ("section", tr("Section")),
        ("length", tr("Length")),
    ]
