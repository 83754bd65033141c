"""Text of scans: told, recognised where tesseract is installed, and codings moved to it by their quotes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from annotator.formats.pdf import recognising as reader
from annotator.formats.pdf.boxes import box_of, unpack
from annotator.formats.pdf.recognising import Tool, Word
from annotator.model.codings import Area, Passage
from annotator.model.documents import PageLayout, Role
from annotator.model.errors import Cancelled, CannotDo
from annotator.operations import codes, coding, recognising, undoing
from annotator.store import reading
from tests import builders
from tests.formats.pdf_builders import Page, line, pdf, picture_page
from tests.operations.test_highlights import add

HAS_TESSERACT = shutil.which("tesseract") is not None
SCAN = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "pdf" / "scan_lorem.pdf"
TOOL = Tool("tesseract", "5.3.0", ("deu", "eng"))
TABLE = """level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext
1\t1\t0\t0\t0\t0\t0\t0\t1000\t1000\t-1\t
5\t1\t1\t1\t1\t1\t100\t200\t40\t20\t96.5\tHügel
5\t1\t1\t1\t1\t2\t150\t200\t30\t20\t91\tund
5\t1\t1\t1\t2\t1\t100\t230\t20\t20\t91\t\u201eTal\u201c
5\t1\t2\t1\t1\t1\t100\t300\t20\t20\t91\tneu
5\t1\t2\t1\t1\t2\tx\t300\t20\t20\t91\tbroken
5\t1\t2\t1\t1\t2\t9\t300\t0\t20\t91\tflat
5\t1\t2\t1
"""


def test_the_table_of_tesseract_becomes_text_boxes_and_paragraphs() -> None:
    words = reader.words_of(TABLE)
    assert words[0] == Word((1, 1), 1, 100, 200, 140, 220, "Hügel")
    assert len(words) == 4
    layouts = [PageLayout(0, 0, 240.0, 240.0, 0, 0.1), PageLayout(1, 0, 240.0, 240.0, 90, 0.1, "ii", 0.5)]
    layer = reader.layer(TOOL, "deu", 300, layouts, {0: (words, 0.24), 1: (words[:1], 0.24)})
    assert layer.text == "Hügel und\n„Tal“\n\nneu\nHügel"
    assert layer.role is Role.RECOGNISED
    assert layer.extractor == "tesseract 5.3.0 deu 300 dpi 1"
    assert [layer.text[one.start : one.end] for one in layer.blocks] == ["Hügel und\n„Tal“", "neu", "Hügel"]
    assert [(one.start, one.length, one.label, one.unreadable) for one in layer.pages] == [
        (0, 20, "", 0),
        (21, 5, "ii", 0),
    ]
    columns = unpack(layer.boxes[0], 20)
    assert box_of(columns, 0, 0.1) == pytest.approx((24.0, 48.0, 25.9, 52.8), abs=0.11)
    assert box_of(columns, 4, 0.1) == pytest.approx((31.7, 48.0, 33.6, 52.8), abs=0.11)
    assert box_of(columns, 5, 0.1) is None


def test_a_language_that_is_not_installed_is_refused_in_words() -> None:
    assert reader.sound_language(TOOL, " deu+eng ") == "deu+eng"
    for wrong in ("fra", "deu+fra", "", "--help", "../eng"):
        with pytest.raises(CannotDo, match=r"has no language.*deu, eng"):
            reader.sound_language(TOOL, wrong)


def test_without_tesseract_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = builders.make_project(tmp_path)
    document = add(project, picture_page())
    found = recognising.unread(project, document)
    assert (found.no_text, found.noise) == ((0,), ())
    assert recognising.told(found) == "1 page has no text, as a scan: it can be recognised."
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotDo, match="Install it"):
        recognising.prepare(project, document, "eng")


def test_a_document_with_text_has_nothing_to_tell(tmp_path: Path) -> None:
    project = builders.make_project(tmp_path)
    assert not recognising.unread(project, add(project, pdf([Page(line(60, 300, "words"))])))
    assert not recognising.unread(project, builders.add_text(project))
    assert recognising.told(recognising.Unread((), ())) == ""


def test_codings_move_to_the_recognised_text_by_their_quotes(tmp_path: Path) -> None:
    project = builders.make_project(tmp_path)
    rows = ("The pledge was signed by nine", "of the compa- nies, and the", "pledge was kept by three.")
    document = add(project, pdf([Page(b"".join(line(60, 300 - 20 * k, row) for k, row in enumerate(rows)))]))
    text = project.text_of(document.layer.id) or ""
    code = codes.add_code(project, "Pledge")[1]

    def at(words: str, nth: int = 0) -> Passage:
        start = text.index(words) if not nth else text.rindex(words)
        return Passage(document.layer.id, start, start + len(words))

    second = coding.code_passage(project, at("pledge", 1), code).coding
    whole = coding.code_passage(project, at("signed by nine"), code).coding
    lost = coding.code_passage(project, at("three"), code).coding
    area = coding.code_area(project, Area(document.layer.id, 0, 10, 10, 90, 90), code).coding
    words = [
        Word((1, 1), number, 100 + 30 * k, 200 + 20 * number, 125 + 30 * k, 215 + 20 * number, one)
        for number, row in enumerate(
            ("The pledge was", "signed by", "nine of the", "companies, and the pledge", "was kept by 3.")
        )
        for k, one in enumerate(row.split())
    ]
    layouts, _ = reading.page_layouts(project, document.layer.id)
    layer = reader.layer(TOOL, "eng", 300, layouts, {0: (words, 0.24)})
    _, new = recognising.write(project, recognising.Recognised(document, layer, ()))
    now = next(one for one in reading.documents(project) if one.id == document.id)
    assert [one.role for one in now.layers] == [Role.RECOGNISED, Role.PAGES]
    found = recognising.movable(project, document.layer.id, new)
    assert set(found.unplaced) == {lost}
    assert {one.layer for one in reading.codings(project)} == {document.layer.id}  # offered, not done
    recognising.move_codings(project, found.placed)
    held = {one.id: one for one in reading.codings(project)}
    recognised = project.text_of(new) or ""
    assert (held[second].layer, held[second].start) == (new, recognised.rindex("pledge"))
    assert held[whole].quote == "signed by\nnine"
    assert (held[area].layer, held[area].area) == (new, Area(new, 0, 10, 10, 90, 90))
    assert held[lost].layer == document.layer.id
    assert builders.faults(project) == ()
    undoing.undo(project)
    assert {one.layer for one in reading.codings(project)} == {document.layer.id}
    assert builders.faults(project) == ()
    changed, again = recognising.write(project, recognising.Recognised(document, layer, ()))
    assert (bool(changed), again) == (False, new)


@pytest.mark.skipif(not (HAS_TESSERACT and SCAN.is_file()), reason="needs tesseract and the shared scan")
def test_tesseract_reads_a_real_scan_and_its_words_lie_where_the_page_shows_them(tmp_path: Path) -> None:
    project = builders.make_project(tmp_path)
    document = add(project, SCAN.read_bytes(), SCAN.name)
    assert recognising.unread(project, document).no_text == (0,)
    found = recognising.prepare(project, document, "eng", dpi=150)
    assert found.failed == ()
    _, new = recognising.write(project, found)
    text = project.text_of(new) or ""
    assert "Lorem ipsum" in text
    start = text.index("Lorem")
    columns, page = unpack(found.layer.boxes[0], len(found.layer.text)), found.layer.pages[0]
    boxes = [box_of(columns, start + k, page.unit) for k in range(5)]
    assert all(box is not None and 0 < box.left < box.right < page.width for box in boxes)
    assert all(box is not None and 0 < box.top < box.bottom < page.height / 2 for box in boxes)
    code = codes.add_code(project, "Lorem")[1]
    coding.code_passage(project, Passage(new, start, start + 5), code)
    from annotator.operations import annotated, highlights

    now = next(one for one in reading.documents(project) if one.id == document.id)
    annotated.export_annotated(project, now, tmp_path / "copy.pdf")
    (back,) = highlights.found(project, now, source=tmp_path / "copy.pdf")
    assert (back.quote, back.is_here) == ("Lorem", True)
    assert builders.faults(project) == ()


@pytest.mark.skipif(not HAS_TESSERACT, reason="needs tesseract")
def test_recognising_can_be_cancelled_and_then_nothing_is_written(tmp_path: Path) -> None:
    project = builders.make_project(tmp_path)
    document = add(project, picture_page())

    class Ended:
        calls = 0

        def step(self, done: int, total: int, what: str) -> None:
            del done, total, what
            Ended.calls += 1
            if Ended.calls == 2:
                raise Cancelled

    before = builders.state(project)
    with pytest.raises(Cancelled):
        recognising.prepare(project, document, "eng", progress=Ended())
    assert builders.state(project) == before


@pytest.mark.skipif(not HAS_TESSERACT, reason="needs tesseract")
def test_a_picture_without_words_gives_no_empty_text(tmp_path: Path) -> None:
    project = builders.make_project(tmp_path)
    with pytest.raises(CannotDo, match="No text was recognised"):
        recognising.prepare(project, add(project, picture_page()), "eng", dpi=70)
