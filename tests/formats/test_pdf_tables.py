"""Tables and words of a page, from a child with pdfplumber; their text comes from the layer."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.formats.pdf import reading
from annotator.formats.pdf.boxes import Box
from annotator.formats.pdf.geometry import PageGeometry
from annotator.formats.pdf.tables import TableFound, TablesProcess, as_tsv, cell_texts
from annotator.model.errors import Cancelled, CannotRead
from tests.formats import pdf_builders as make

ROOT = Path(__file__).resolve().parents[2]
CELLS = (("Port", "Boats", "Nets"), ("Harwich", "12", "7"), ("Deal", "3", "44"))
LEFT, BOTTOM, WIDTH, HEIGHT = 60, 200, 50, 20  # of the table and of a cell, in the PDF's own points


@pytest.fixture(scope="module")
def process() -> Iterator[TablesProcess]:
    with TablesProcess(seconds=60.0) as made:
        yield made


def table_page(rotate: int = 0, crop: tuple[float, float, float, float] | None = None) -> make.Page:
    content = b"".join(
        b"%d %d m %d %d l S\n" % (LEFT, y, LEFT + 3 * WIDTH, y) for y in range(BOTTOM, BOTTOM + 61, HEIGHT)
    )
    content += b"".join(b"%d %d m %d %d l S\n" % (x, BOTTOM, x, BOTTOM + 60) for x in range(LEFT, LEFT + 151, WIDTH))
    for down, row in enumerate(CELLS):
        for across, words in enumerate(row):
            content += make.line(LEFT + 4 + WIDTH * across, BOTTOM + 46 - HEIGHT * down, words)
    return make.Page(content, box=(10, 20, 310, 420), crop=crop, rotate=rotate)


def geometry(data: bytes) -> PageGeometry:
    layer = reading.read(data, name="x.pdf").layers[0]
    return PageGeometry(layer.pages[0], layer.boxes[0], layer.text)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (40, 150, 290, 390)])
def test_the_cells_of_a_table_lie_over_their_words_in_the_layer(
    process: TablesProcess, rotate: int, crop: tuple[float, float, float, float] | None
) -> None:
    data = make.pdf([table_page(rotate, crop)])
    (table,) = process.tables(data, "", 0)
    wide, high = (60, 150) if rotate in (90, 270) else (150, 60)
    assert (table.box.right - table.box.left, table.box.bottom - table.box.top) == pytest.approx((wide, high), abs=1)
    texts = {words for row in cell_texts(table, geometry(data)) for words in row}
    assert texts == {words for row in CELLS for words in row}


def test_a_table_is_copied_row_by_row(process: TablesProcess) -> None:
    data = make.pdf([table_page()])
    (table,) = process.tables(data, "", 0)
    assert as_tsv(cell_texts(table, geometry(data))) == "Port\tBoats\tNets\nHarwich\t12\t7\nDeal\t3\t44"


def test_a_cell_that_is_part_of_another_is_empty() -> None:
    data = make.pdf([make.Page(make.line(60, 300, "Harbour"))])
    table = TableFound(Box(0, 0, 300, 400), ((Box(0, 0, 300, 400), None), (Box(0, 390, 10, 400), None)))
    assert cell_texts(table, geometry(data)) == (("Harbour", ""), ("", ""))


def test_words_come_with_their_fonts_and_sizes_and_lie_over_the_layers_glyphs(process: TablesProcess) -> None:
    data = make.pdf([make.Page(make.line(60, 300, "Harbour Street", size=12), crop=(20, 30, 280, 390))])
    words = process.words(data, "", 0)
    assert [(word.text, word.font, word.size) for word in words] == [
        ("Harbour", "Helvetica", 12.0),
        ("Street", "Helvetica", 12.0),
    ]
    page = geometry(data)
    assert [page.text[a:b] for word in words for a, b in page.indexes_in(word.box)] == ["Harbour", "Street"]


def test_a_page_without_a_table_has_none_and_one_that_is_not_there_is_the_callers_mistake(
    process: TablesProcess,
) -> None:
    data = make.pdf([make.Page(make.line(60, 300, "Harbour"))])
    assert process.tables(data, "", 0) == ()
    with pytest.raises(IndexError):
        process.tables(data, "", 1)
    assert process.tables(data, "", 0) == ()


def test_a_password_is_needed_where_it_is(process: TablesProcess) -> None:
    data = make.pdf([table_page()], password="harbour")
    with pytest.raises(CannotRead, match="password"):
        process.tables(data, "street", 0)
    assert len(process.tables(data, "harbour", 0)) == 1


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 nothing", make.without_pages()])
def test_a_file_that_cannot_be_read_has_no_tables_and_says_so(process: TablesProcess, data: bytes) -> None:
    with pytest.raises(CannotRead, match="not available"):
        process.tables(data, "", 0)


DOCUMENT = make.pdf([table_page()])


def lying(script: str, seconds: float = 5.0) -> TablesProcess:
    program = (
        f"import os, sys, time; sys.path.insert(0, {str(ROOT)!r})\n"
        "from annotator.formats.pdf.protocol import receive, send\n"
        f"out = os.fdopen(1, 'wb')\nrequest, data = receive(sys.stdin.buffer)\n{script}"
    )
    return TablesProcess(seconds=seconds, started_as=(sys.executable, "-c", program))


@pytest.mark.parametrize(
    "script",
    [
        "sys.exit(3)",
        "out.write(b'\\xff' * 50); out.flush()",
        "send(out, {})",
        "send(out, {'tables': [[[0, 0, 1, 1]]]})",
        "send(out, {'tables': [[[0, 0, 1, 1], [[[5, 0, 1, 1]]]]]})",
        "send(out, {'tables': [[[0, 0, 1, 1], [[None] * 30000] * 2]]})",
        "send(out, {'tables': [[[0, 0, 1, 1], []]] * 201})",
        "send(out, {'tables': [[[0, 0, True, 1], []]]})",
        "send(out, {'tables': []}, b'unasked')",
    ],
)
def test_a_child_that_lies_or_dies_costs_the_request_alone(script: str) -> None:
    with lying(script) as process:
        for _ in range(2):
            with pytest.raises(CannotRead, match="could not be read"):
                process.tables(DOCUMENT, "", 0)


def test_a_child_that_hangs_is_ended_at_the_deadline() -> None:
    with lying("time.sleep(60)", seconds=0.5) as process, pytest.raises(CannotRead, match="too long"):
        process.tables(DOCUMENT, "", 0)


def test_a_child_killed_between_two_requests_is_followed_by_another(process: TablesProcess) -> None:
    assert len(process.tables(DOCUMENT, "", 0)) == 1
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    assert len(process.tables(DOCUMENT, "", 0)) == 1


def test_closing_from_another_thread_ends_a_request_and_refuses_the_next() -> None:
    process = lying("time.sleep(60)", seconds=60.0)
    timer = threading.Timer(0.3, process.close)
    timer.start()
    with pytest.raises(Cancelled):
        process.tables(DOCUMENT, "", 0)
    timer.join()
    with pytest.raises(Cancelled):
        process.tables(DOCUMENT, "", 0)
    assert process.pid is None
