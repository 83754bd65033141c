"""Markdown: the markup is gone, what it meant is in blocks and marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import limits
from annotator.formats.dispatch import read
from annotator.formats.markdown import front_matter
from annotator.model.documents import BlockKind, MarkKind, Reading, Role
from annotator.model.errors import CannotRead
from tests.formats import builders

NOTES = """\
# A *great* title

A paragraph that
goes on, with **bold**, `code` and [a link](https://example.org/a?b=c "t").

- one
  - sub

    more of sub
- two

3. three
4. four

| Name | Sum |
|------|----:|
| Acme | 12  |
| Beta |     |

> quoted

```python
x = 1

    y
```

First line\\
second line, <b>raw</b> ![a chart](chart.png)
"""


def read_notes(said: str, name: str = "notes.md") -> Reading:
    reading = read(said.encode(), name=name)
    builders.assert_keeps_the_rules(reading)
    return reading


def test_blocks_have_the_kinds_that_the_markup_meant() -> None:
    layer = read_notes(NOTES).layers[0]
    assert layer.role is Role.TEXT
    assert builders.blocks_of(layer) == [
        ("heading", "A great title"),
        ("paragraph", "A paragraph that goes on, with bold, code and a link."),
        ("item", "one"),
        ("item", "sub"),
        ("item", "more of sub"),
        ("item", "two"),
        ("item", "three"),
        ("item", "four"),
        ("row", "Name\tSum"),
        ("row", "Acme\t12"),
        ("row", "Beta\t"),
        ("paragraph", "quoted"),
        ("paragraph", "x = 1\n\n    y"),
        ("paragraph", "First line\nsecond line, <b>raw</b>"),
    ]


def test_items_have_depth_and_sign_and_rows_their_table() -> None:
    blocks = read_notes(NOTES).layers[0].blocks
    items = [(block.level, block.sign) for block in blocks if block.kind is BlockKind.ITEM]
    assert items == [(1, "•"), (2, "•"), (2, ""), (1, "•"), (1, "3."), (1, "4.")]
    rows = [(block.table, block.heading_row) for block in blocks if block.kind is BlockKind.ROW]
    assert rows == [(1, True), (1, False), (1, False)]
    assert blocks[0].level == 1


def test_marks_lie_on_their_words() -> None:
    layer = read_notes(NOTES).layers[0]
    marks = {layer.text[mark.start : mark.end]: mark for block in layer.blocks for mark in block.marks}
    assert {said: mark.kind for said, mark in marks.items()} == {
        "great": MarkKind.ITALIC,
        "bold": MarkKind.BOLD,
        "code": MarkKind.CODE,
        "a link": MarkKind.LINK,
        "x = 1\n\n    y": MarkKind.CODE,
    }
    assert marks["a link"].target == "https://example.org/a?b=c"


def test_a_picture_is_a_loss_with_its_words() -> None:
    (loss,) = read_notes(NOTES).losses
    assert (loss.kind, loss.count, loss.examples) == ("picture", 1, ("a chart",))


def test_front_matter_becomes_metadata() -> None:
    reading = read_notes(
        "---\ntitle: 'On contracts'\nauthor: [Jane Doe, \"John Roe\"]\ndate: 2021-03-04\n"
        "publisher: The Times\nlink: https://example.org/x\ntags:\n  - a\n  - b\n---\nText.\n"
    )
    assert reading.title == "On contracts"
    assert dict(reading.metadata) == {
        "author": "Jane Doe; John Roe",
        "date": "2021-03-04",
        "outlet": "The Times",
        "url": "https://example.org/x",
        "tags": "a; b",
        "encoding": "utf-8",
    }
    assert reading.layers[0].text == "Text.\n"


def test_text_between_two_rules_is_no_front_matter() -> None:
    said = "---\nThis is a sentence. It has no key\n---\nText.\n"
    assert front_matter(said) == ({}, said)


def test_the_title_is_the_first_heading_or_else_the_file_s_name() -> None:
    assert read_notes(NOTES).title == "A great title"
    assert read_notes("## Small\n\ntext\n").title == "notes"


def test_links_that_run_something_are_no_links() -> None:
    layer = read_notes("[a](javascript:alert(1)) [b](data:text/html,x) [c](other.md)\n").layers[0]
    assert [mark.target for block in layer.blocks for mark in block.marks] == ["other.md"]


@pytest.mark.parametrize("said", ["> " * 5_000 + "deep", "- " * 5_000 + "deep", "*" * 3_000 + "deep", "[" * 3_000])
def test_text_that_is_nested_absurdly_keeps_its_words(said: str) -> None:
    layer = read_notes(said).layers[0]
    assert ("deep" in said) == ("deep" in layer.text)
    assert layer.text.strip()


def test_a_very_large_text_comes_in_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LARGEST_MARKDOWN", 100)
    said = "# Heading\n\n" + "word " * 50 + "\n"
    reading = read_notes(said)
    assert reading.layers[0].text == said
    assert builders.losses_of(reading) == {"Markdown of a very large text": 1}


@pytest.mark.parametrize("said", ["", "  \n", "![](x.png)\n", "---\ntitle: x\n---\n"])
def test_a_file_without_text_is_refused(said: str) -> None:
    with pytest.raises(CannotRead):
        read(said.encode(), name="a.md")


@given(st.text(alphabet=st.sampled_from("ab *_`#>-+1.|[]()!<&\\\n\t~é😀"), min_size=1, max_size=120))
def test_no_text_breaks_the_rules_of_a_layer(said: str) -> None:
    try:
        reading = read(f"word {said}".encode(), name="a.md")
    except CannotRead:
        return
    builders.assert_keeps_the_rules(reading)
