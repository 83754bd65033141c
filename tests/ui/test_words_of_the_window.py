"""Every sentence of the window goes through `tr`, so that it can be translated; found by reading the source."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import annotator.ui

SOURCES = sorted(Path(annotator.ui.__file__).parent.rglob("*.py"))
# What shows its first text to people. Names of methods and functions, whatever they are called on.
SHOWING = {
    "setText", "setToolTip", "setPlaceholderText", "setAccessibleName", "setAccessibleDescription",
    "setWindowTitle", "addAction", "addMenu", "addItem", "setTitle", "setStatusTip", "setWhatsThis", "setTabText",
    "setPrefix", "setSuffix", "label", "QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QAction", "QGroupBox",
    "QToolButton", "SectionHeading", "Chip", "Action", "TextButton", "say", "show_notice", "announce", "set_text",
    "begin", "said.emit",
}  # fmt: skip
NO_WORDS = re.compile(
    r"[^A-Za-z]*|[A-Z]|(<[^>]*>)*|\W*Annotator|(Ctrl|Alt|Shift|F\d+|Esc|Enter|Tab|Space|Del)([+ ].*)?"
)


TEXTS = {"tr": 1, "tr_n": 2}  # how many of the first arguments are texts


def calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node


def name_of(call: ast.Call) -> str:
    match call.func:
        case ast.Attribute(attr="emit", value=ast.Attribute(attr="said")):
            return "said.emit"
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def literals(node: ast.expr) -> Iterator[str]:
    """The texts that an expression may come to and that stand in it as they are."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))
        case ast.IfExp(body=one, orelse=other):
            yield from literals(one)
            yield from literals(other)
        case ast.BinOp(left=one, right=other):
            yield from literals(one)
            yield from literals(other)


def test_what_people_read_goes_through_tr() -> None:
    bare = [
        f"{path.name}:{call.lineno}: {text!r}"
        for path in SOURCES
        for call in calls(path)
        if name_of(call) in SHOWING and call.args
        for text in literals(call.args[0])
        if not NO_WORDS.fullmatch(text.strip())
    ]
    assert bare == []


def test_texts_to_be_translated_stand_in_the_call_as_they_are() -> None:
    """A translator's tool finds literals alone: a text put together before the call is never translated."""
    wrong = [
        f"{path.name}:{call.lineno}"
        for path in SOURCES
        for call in calls(path)
        for text in call.args[: TEXTS.get(name_of(call), 0)]
        if isinstance(text, ast.JoinedStr | ast.BinOp)
    ]
    assert wrong == []


def test_each_gap_of_a_text_is_given_its_value() -> None:
    wrong = []
    for path in SOURCES:
        for call in calls(path):
            many = call.args[1] if name_of(call) == "tr_n" else None
            if isinstance(many, ast.Constant) and "%n" not in str(many.value):
                wrong.append(f"{path.name}:{call.lineno}: no %n")
            given = {keyword.arg for keyword in call.keywords}
            if None in given:  # a mapping of them
                continue
            for text in call.args[: TEXTS.get(name_of(call), 0)]:
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    wanted = {name for _, name, _, _ in string.Formatter().parse(text.value) if name}
                    if wanted != given and given:
                        wrong.append(f"{path.name}:{call.lineno}: {sorted(map(str, wanted ^ given))}")
    assert wrong == []
