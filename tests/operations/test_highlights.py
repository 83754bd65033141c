"""Highlights made elsewhere become codings; codings become highlights that other programs read."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2
import pytest

from annotator.cli import run
from annotator.formats.pdf import annotations
from annotator.formats.pdf.annotations import Annotation, Comment, MarkedBy
from annotator.formats.pdf.boxes import Box
from annotator.model.codings import Area, Passage
from annotator.model.documents import Document
from annotator.model.errors import CannotDo, NeedsPassword
from annotator.model.ids import id_text
from annotator.operations import annotated, codes, coding, documents, highlights, projects, undoing
from annotator.store import reading
from annotator.store.handle import Project
from tests import builders
from tests.formats.pdf_builders import Page, line, pdf

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "pdf_highlights"
WORDS = ("The pledge was signed", "by nine of the companies", "on the second of May")


def page(rotate: int = 0, *, shifted: bool = False) -> Page:
    """A page of three lines; a shifted one has a crop box inside a media box that begins elsewhere."""
    content = b"".join(line(60, 300 - 40 * number, words, size=12) for number, words in enumerate(WORDS))
    if shifted:
        return Page(content, (10, 20, 310, 420), (40, 50, 280, 390), rotate)
    return Page(content, rotate=rotate)


def add(project: Project, data: bytes, name: str = "paper.pdf", password: str = "") -> Document:
    path = project.path.parent / name
    path.write_bytes(data)
    (made,) = documents.add(project, [path], passwords=[password] if password else []).lines
    assert made.document is not None, made.why
    return next(one for one in reading.documents(project) if one.id == made.document)


def code_words(project: Project, document: Document, words: str, name: str = "Pledge") -> coding.Coded:
    from annotator.operations import codebook

    code = next((one.id for one in codebook.codes(project) if one.name == name), None)
    code = code or codes.add_code(project, name)[1]
    text = project.text_of(document.layer.id) or ""
    start = text.index(words)
    return coding.code_passage(project, Passage(document.layer.id, start, start + len(words)), code)


def marked(data: bytes, *marks: tuple[str, Box, str, MarkedBy]) -> bytes:
    """A PDF with marks as another program makes them: (id, place, colour, how)."""
    wanted = [
        Annotation(0, how, (box,), colour, name, "Highlight", Comment("Zoë", "D:20240625183544-07'00'", f"on {name}"))
        for name, box, colour, how in marks
    ]
    return annotations.write(data, wanted).data


def words_of(note: dict[str, Any], key: str) -> str:
    """A string of an annotation as pdfplumber gives it."""
    data = note["data"].get(key, b"")
    return str(data.decode("utf-16" if data.startswith((b"\xfe\xff", b"\xff\xfe")) else "latin-1"))


TURNED = [(rotate, shifted) for rotate in (0, 90, 180, 270) for shifted in (False, True)]


@pytest.mark.parametrize(("rotate", "shifted"), TURNED)
def test_an_exported_highlight_lies_on_its_words_for_another_library(
    tmp_path: Path, rotate: int, shifted: bool
) -> None:
    project = builders.make_project(tmp_path)
    document = add(project, pdf([page(rotate, shifted=shifted)]))
    this = code_words(project, document, "nine of the companies").coding
    target = tmp_path / "copy.pdf"
    done = annotated.export_annotated(project, document, target)
    original = (tmp_path / "paper.pdf").read_bytes()
    assert (done.codings, done.left_out, done.original_is_prefix, done.notes) == (1, (), True, ())
    assert target.read_bytes().startswith(original)
    with pdfplumber.open(target) as opened:
        (note,) = [one for one in opened.pages[0].annots if one["data"]["Subtype"].name == "Highlight"]
        assert [words_of(note, key) for key in ("NM", "Subj", "T")] == [id_text(this), "Pledge", "Mira Kovač"]
        points = [float(one) for one in note["data"]["QuadPoints"]]
    # Under the quad, in the file's own coordinates, lie exactly the words that were coded.
    left, right, bottom, top = min(points[::2]), max(points[::2]), min(points[1::2]), max(points[1::2])
    assert right - left > top - bottom  # the words run across in the file, however the page is turned
    with pypdfium2.PdfDocument(target) as opened_again:
        bounded = opened_again[0].get_textpage().get_text_bounded(left, bottom, right, top)
    assert bounded.strip() == "nine of the companies"


@pytest.mark.parametrize(("rotate", "shifted"), TURNED)
def test_our_own_copy_is_read_back_as_the_same_codings(tmp_path: Path, rotate: int, shifted: bool) -> None:
    project = builders.make_project(tmp_path)
    document = add(project, pdf([page(rotate, shifted=shifted), page()]))
    text = project.text_of(document.layer.id) or ""
    across = coding.code_passage(
        project,
        Passage(document.layer.id, text.index("second"), text.rindex("signed") + 6),
        codes.add_code(project, "Across")[1],
        memo="from page to page — 𝛼",
    ).coding
    one = code_words(project, document, "pledge").coding
    area = coding.code_area(project, Area(document.layer.id, 0, 30, 40, 120, 90), codes.add_code(project, "Table")[1])
    target = tmp_path / "copy.pdf"
    annotated.export_annotated(project, document, target)
    before = {held.id: held for held in reading.codings(project)}
    found = highlights.found(project, document, source=target)
    assert {held.coding for held in found} == {across, one, area.coding} == set(before)
    assert all(held.is_here for held in found)
    for held in found:
        stands = before[held.coding]
        assert held.quote == stands.quote
        assert held.place == (stands.area or Passage(stands.layer, stands.start or 0, stands.end or 0))
    changed = highlights.import_highlights(project, document, {}, source=target)
    assert (changed.new, changed.already_here, bool(changed.changes)) == (0, 3, False)
    coding.take_off(project, [across, area.coding])
    back = highlights.import_highlights(project, document, {}, source=target)
    assert (back.new, set(back.ids)) == (2, set(before))
    assert {held.id: (held.quote, held.area, held.code) for held in reading.codings(project)} == {
        held.id: (held.quote, held.area, held.code) for held in before.values()
    }
    assert builders.faults(project) == ()


def test_colours_become_codes_and_the_same_file_twice_adds_nothing(tmp_path: Path) -> None:
    project = builders.make_project(tmp_path)
    data = marked(
        pdf([page()]),
        ("a", Box(60, 88, 118, 105), "#FFFF00", MarkedBy.HIGHLIGHT),
        ("b", Box(60, 128, 200, 145), "#00FF00", MarkedBy.HIGHLIGHT),
        ("c", Box(60, 300, 200, 360), "#00FF00", MarkedBy.HIGHLIGHT),
        ("d", Box(60, 60, 250, 200), "#FF0000", MarkedBy.SQUARE),
    )
    document = add(project, data)
    found = highlights.found(project, document)
    assert highlights.by_colour(found) == {"#00FF00": 2, "#FFFF00": 1, "#FF0000": 1}
    assert [(one.by, one.quote) for one in found] == [
        ("highlight", "The pledge"),
        ("highlight", "by nine of the companies"),
        ("highlight", ""),
        ("square", ""),
    ]
    yellow, green = codes.add_code(project, "Yellow")[1], codes.add_code(project, "Green")[1]
    first = highlights.import_highlights(project, document, {"#ffff00": yellow, "#00FF00": green})
    assert (first.new, first.already_here, first.left_out) == (3, 0, 1)
    made = {one.foreign_id: one for one in reading.codings(project)}
    assert made["a"].quote == "The pledge"
    assert made["a"].imported_from == "paper.pdf: highlight by Zoë, 2024-06-25"
    assert made["a"].coder == project.coder.id
    assert (made["c"].page, made["c"].start) == (0, None)
    assert [one.text for one in reading.memos(project, [made["a"].id])] == ["Zoë: on a"]
    again = highlights.import_highlights(project, document, {"#FFFF00": green}, everything=green)
    assert (again.new, again.already_here) == (1, 3)
    undoing.undo(project)
    undoing.undo(project)
    assert reading.codings(project) == []
    assert builders.faults(project) == ()


def test_a_file_with_other_pages_is_refused(tmp_path: Path) -> None:
    project = builders.make_project(tmp_path)
    document = add(project, pdf([page()]))
    other = tmp_path / "other.pdf"
    other.write_bytes(pdf([page(), page()]))
    with pytest.raises(CannotDo, match="other pages"):
        highlights.found(project, document, source=other)
    text = builders.add_text(project)
    with pytest.raises(CannotDo, match="no PDF"):
        highlights.found(project, text)
    with pytest.raises(CannotDo, match="no PDF"):
        annotated.export_annotated(project, text, tmp_path / "x.pdf")


def test_a_name_that_is_the_id_of_something_else_is_a_foreign_highlight(tmp_path: Path) -> None:
    project = builders.make_project(tmp_path)
    code = codes.add_code(project, "Highlight")[1]
    data = marked(pdf([page()]), (id_text(code), Box(60, 88, 118, 105), "#FFFF00", MarkedBy.HIGHLIGHT))
    document = add(project, data)
    highlights.import_highlights(project, document, {}, everything=code)
    (one,) = reading.codings(project)
    assert one.id != code
    assert builders.faults(project) == ()


def test_junk_before_the_header_makes_a_full_copy_and_says_so(tmp_path: Path) -> None:
    project = builders.make_project(tmp_path)
    document = add(project, b"junk\n" * 3 + pdf([page()]))
    this = code_words(project, document, "pledge").coding
    done = annotated.export_annotated(project, document, tmp_path / "copy.pdf")
    assert (done.original_is_prefix, done.notes) == (False, (annotated.FULL_COPY,))
    (found,) = highlights.found(project, document, source=tmp_path / "copy.pdf")
    assert (found.coding, found.is_here) == (this, True)


def test_a_protected_pdf_needs_the_right_to_be_annotated(tmp_path: Path) -> None:
    project = builders.make_project(tmp_path)
    document = add(project, pdf([page()], password="secret"), password="secret")
    code_words(project, document, "pledge")
    target = tmp_path / "copy.pdf"
    for wrong in ([], ["guess"]):
        with pytest.raises(NeedsPassword):
            annotated.export_annotated(project, document, target, passwords=wrong)
        assert not target.exists()
    try:
        annotated.export_annotated(project, document, target, passwords=["secret"])
    except CannotDo as error:
        assert "does not allow notes" in error.message
        assert not target.exists()
    else:
        assert highlights.found(project, document, source=target, passwords=["secret"])[0].is_here


def test_hostile_annotations_are_limited(tmp_path: Path) -> None:
    project = builders.make_project(tmp_path)
    data = pdf([page()])
    inf = float("1e30")
    rows = [
        Annotation(0, MarkedBy.HIGHLIGHT, (Box(0, 0, inf, inf),), "#FFFF00", "far", "", Comment("", "", "")),
        Annotation(0, MarkedBy.HIGHLIGHT, (Box(5, 5, 5, 5),), "#FFFF00", "flat", "", Comment("", "", "")),
    ]
    with pytest.raises(CannotDo):
        annotations.write(data, rows)
    document = add(project, data)
    assert highlights.found(project, document) == ()
    many = io.BytesIO()
    with pypdfium2.PdfDocument(data) as opened:
        import pypdfium2.raw as raw

        this = opened[0]
        for _ in range(annotations.MOST_ANNOTATIONS + 50):
            note = raw.FPDFPage_CreateAnnot(this.raw, raw.FPDF_ANNOT_HIGHLIGHT)
            raw.FPDFAnnot_SetRect(note, raw.FS_RECTF(60, 310, 130, 295))
            raw.FPDFPage_CloseAnnot(note)
        opened.save(many)
    held = annotations.read(many.getvalue())
    assert (len(held.found), held.left_out) == (annotations.MOST_ANNOTATIONS, 50)


def test_replies_that_answer_each_other_in_a_circle_end(tmp_path: Path) -> None:
    del tmp_path
    base = pdf([page()])
    notes = (
        b"<</Type/Annot/Subtype/Highlight/Rect[60 290 130 312]/NM(h)/Contents(root)/T(A)>>"
        b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/IRT 901 0 R/NM(r)/Contents(answer)/T(B)>>"
        b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/IRT 904 0 R/NM(x)/Contents(circle)>>"
        b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/IRT 903 0 R/NM(y)/Contents(circle)>>"
        b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/IRT 902 0 R/NM(z)/Contents(further)/T(A)>>"
    ).replace(b">><<", b">>\n<<")
    objects = b"".join(b"%d 0 obj\n%s\nendobj\n" % (901 + k, one) for k, one in enumerate(notes.split(b"\n")))
    refs = b" ".join(b"%d 0 R" % (901 + k) for k in range(5))
    at = base.index(b"/Type /Page ") if b"/Type /Page " in base else base.index(b"/Type/Page/")
    broken = base[:at] + b"/Annots [" + refs + b"] " + base[at:]
    end = broken.rindex(b"xref", 0, broken.rindex(b"startxref"))
    (one,) = annotations.read(broken[:end] + objects + broken[end:]).found
    assert one.comment == Comment("A", "", "root")
    assert one.replies == (Comment("B", "", "answer"), Comment("A", "", "further"))


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not here")
def test_highlights_of_real_programs_give_the_words_under_them_and_come_back(tmp_path: Path) -> None:
    project = builders.make_project(tmp_path)
    code = codes.add_code(project, "All")[1]
    quotes: dict[str, list[str]] = {}
    for path in sorted(SAMPLES.glob("*.pdf")):
        document = add(project, path.read_bytes(), path.name)
        done = highlights.import_highlights(project, document, {}, everything=code)
        held = [one for one in reading.codings(project) if one.document == document.id]
        assert len(held) == done.new
        quotes[path.name] = [" ".join(one.quote.split()) for one in held]
        assert highlights.import_highlights(project, document, {}, everything=code).new == 0
        if not held:
            continue
        target = tmp_path / f"copy of {path.name}"
        copy = annotated.export_annotated(project, document, target)
        assert copy.codings == len(held)
        back = highlights.found(project, document, source=target)
        assert {one.coding for one in back} == {one.id for one in held}
        assert all(one.is_here for one in back)
        assert {one.quote for one in back} == {one.quote for one in held}
        with pdfplumber.open(target) as opened:
            names = {words_of(one, "NM") for held_page in opened.pages for one in held_page.annots}
        assert {id_text(one.id) for one in held} <= names
    assert sum(map(len, quotes.values())) == 29
    print(json.dumps(quotes, ensure_ascii=False, indent=1))
    assert [path for path, held in quotes.items() for one in held if not one] == ["issue46.pdf"]  # its rectangle
    assert builders.faults(project) == ()


def test_the_command_line_lists_maps_and_exports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = builders.make_project(tmp_path)
    codes.add_code(project, "Yellow")
    data = marked(pdf([page()]), ("a", Box(60, 88, 118, 105), "#FFFF00", MarkedBy.HIGHLIGHT))
    add(project, data)
    project.close()
    name = str(project.path)
    assert run(["highlights", name, "--document", "paper.pdf", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["colours"] == {"#FFFF00": 1}
    assert (told["highlights"][0]["quote"], told["highlights"][0]["author"]) == ("The pledge", "Zoë")
    assert run(["highlights", name, "--document", "paper", "--map", "#FFFF00=Yellow"]) == 0
    assert capsys.readouterr().out == "1 new coding, 0 already here.\n"
    assert run(["highlights", name, "--document", "paper", "--map", "yellow=Yellow"]) == 2
    area = ["--area", "1:20,30,90,80", "--code", "Yellow", "--json"]
    assert run(["code", name, "--document", "paper", *area]) == 0
    capsys.readouterr()
    assert run(["codings", name]) == 0
    assert "an area on page 1" in capsys.readouterr().out
    target = tmp_path / "copy.pdf"
    assert run(["export", name, str(target), "--document", "paper", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["codings"] == 2
    assert run(["highlights", name, str(target), "--document", "paper", "--all", "Yellow", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["new"] == 0
    assert run(["export", name, str(target)]) == 1
    again = projects.open_project(project.path, builders.identity())
    assert len(reading.codings(again)) == 2
    again.close()
