"""The child that shows pages: what it draws is where the layer says, and whatever it does, nothing hangs or is left."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import random
import signal
import struct
import sys
import threading
import time
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from annotator.formats.pdf import answers, reading
from annotator.formats.pdf.boxes import Box
from annotator.formats.pdf.geometry import LayerGeometry
from annotator.formats.pdf.pages import (
    CRASHES,
    KILLS,
    MOST_PIXELS,
    Gone,
    PageRefused,
    PagesProcess,
    Rendered,
    Spare,
    pixel_rect,
)
from annotator.formats.pdf.picture import turn
from annotator.model.errors import Cancelled, CannotRead, NeedsPassword
from tests.formats import pdf_builders as make

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT.parent / "shared" / "data" / "pdf"
PASSWORDS = {"enc_password.pdf": "password", "enc_pwtest.pdf": "test"}
REFUSED = {"bad_poppler395.pdf", "bad_redhat.pdf"}
needs_processes = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts what is open in /proc")


@pytest.fixture
def process() -> Iterator[PagesProcess]:
    with PagesProcess() as made:
        yield made


def words_page(**more: object) -> make.Page:
    return make.Page(make.line(60, 300, "Harbour Street"), **more)  # type: ignore[arg-type]  # as Page takes them


def ink(found: Rendered) -> Box:
    """What of the picture is not white, in pixels."""
    rows = [bytes(found.pixels[found.stride * y : found.stride * (y + 1)]) for y in range(found.height)]
    dark = [(x, y) for y, row in enumerate(rows) for x in range(found.width) if row[4 * x + 1] < 128]
    assert dark, "nothing is drawn"
    xs, ys = [x for x, _ in dark], [y for _, y in dark]
    return Box(min(xs), min(ys), max(xs) + 1, max(ys) + 1)


# What is drawn -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (40, 250, 260, 390)])
def test_the_ink_of_a_page_lies_in_the_boxes_of_its_layer(
    process: PagesProcess, rotate: int, crop: tuple[float, float, float, float] | None
) -> None:
    data = make.pdf([words_page(rotate=rotate, crop=crop)])
    layer = reading.read(data, name="x.pdf").layers[0]
    geometry = LayerGeometry(layer.pages, layer.boxes.__getitem__, layer.text)
    boxes = [quad.box for quad in geometry.quads(0, len(layer.text))]
    opened = process.open(data)
    assert opened.pages[0][:2] == pytest.approx((layer.pages[0].width, layer.pages[0].height))
    found = ink(process.render(0, 2.0))
    assert min(b.left for b in boxes) * 2 <= found.left + 2
    assert min(b.top for b in boxes) * 2 <= found.top + 2
    assert max(b.right for b in boxes) * 2 >= found.right - 2
    assert max(b.bottom for b in boxes) * 2 >= found.bottom - 2
    long, short = (found.bottom - found.top, found.right - found.left)
    assert (long > short) == (rotate in (90, 270))


@pytest.mark.parametrize("turned", [1, 2, 3])
def test_a_page_that_the_reader_turned_is_drawn_turned_clockwise(process: PagesProcess, turned: int) -> None:
    opened = process.open(make.pdf([words_page()]))
    upright = ink(process.render(0, 1.0))
    found = process.render(0, 1.0, turned=turned)
    assert (found.width, found.height) == ((300, 400) if turned == 2 else (400, 300))
    expected = turn(upright, opened.pages[0].width, opened.pages[0].height, turned)
    assert list(ink(found)) == pytest.approx(list(expected), abs=1.5)


@pytest.mark.parametrize("turned", [0, 1, 2, 3])
def test_a_part_of_a_page_is_the_same_pixels_as_in_the_whole(process: PagesProcess, turned: int) -> None:
    process.open(make.pdf([words_page()]))
    whole = process.render(0, 2.0, turned=turned)
    rows = [bytes(whole.pixels[whole.stride * y : whole.stride * (y + 1)]) for y in range(whole.height)]
    part = process.render(0, 2.0, Box(50, 80, 130, 110), turned=turned)
    left, top, width, height, *_ = pixel_rect(300, 400, 2.0, Box(50, 80, 130, 110), turned)
    assert (part.width, part.height) == (width, height)
    for y, row in enumerate(rows[top : top + height]):
        shown = bytes(part.pixels[part.stride * y : part.stride * (y + 1)])
        assert shown == row[4 * left : 4 * (left + width)]
    assert list(part.clip) == pytest.approx([50, 80, 130, 110])


def test_an_area_is_exported_as_a_picture_of_its_size(process: PagesProcess) -> None:
    process.open(make.pdf([words_page()]))
    data = process.picture(0, Box(50, 80, 150, 110), scale=2.0)
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", data[16:24]) == (200, 60)
    (length,) = struct.unpack(">I", data[data.index(b"IDAT") - 4 : data.index(b"IDAT")])
    rows = zlib.decompress(data[data.index(b"IDAT") + 4 :][:length])
    assert len(rows) == 60 * (3 * 200 + 1)
    assert min(rows[1:601]) == 255 > min(rows), "white above, print below"


def test_an_area_that_is_too_large_is_exported_coarser(process: PagesProcess) -> None:
    process.open(make.pdf([make.Page(box=(0, 0, 14_173, 14_173))]))
    width, height = struct.unpack(">II", process.picture(0, Box(0, 0, 14_173, 14_173))[16:24])
    assert 2_000 < width == height < 3_000


def test_a_thumbnail_is_as_wide_as_asked_for_and_never_endless(process: PagesProcess) -> None:
    process.open(make.pdf([words_page(), make.Page(box=(0, 0, 10, 100_000))]))
    assert (process.thumbnail(0, 120).width, process.thumbnail(0, 120).height) == (120, 160)
    assert process.thumbnail(1, 120).height <= 480


def test_links_and_the_outline_lead_to_places_of_pages_as_they_are_shown(process: PagesProcess) -> None:
    process.open(linked_pdf())
    links = process.links(0)
    assert [(link.page, link.y, link.address) for link in links] == [
        (1, 100.0, ""),
        (None, None, "https://example.org/a"),
    ]
    assert list(links[0].box) == pytest.approx([10, 370, 110, 390])
    assert process.outline() == (
        answers.OutlineEntry("First", 0, 0, 100.0),
        answers.OutlineEntry("Beneath “it”", 1, 1, 100.0),
        answers.OutlineEntry("Nowhere", 0, None, None),
    )


def linked_pdf() -> bytes:
    """Two pages, the second turned; two good links and one to a program; an outline that comes back to itself."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Outlines 9 0 R>>",
        b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Annots[5 0 R 6 0 R 7 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Rotate 90>>",
        b"<</Type/Annot/Subtype/Link/Rect[10 10 110 30]/Dest[4 0 R/XYZ 100 250 null]>>",
        b"<</Type/Annot/Subtype/Link/Rect[10 50 110 70]/A<</S/URI/URI(https://example.org/a)>>>>",
        b"<</Type/Annot/Subtype/Link/Rect[10 90 110 99]/A<</S/URI/URI(file:///etc/passwd)>>>>",
        b"null",
        b"<</Type/Outlines/First 10 0 R/Last 12 0 R/Count 3>>",
        b"<</Title(First)/Parent 9 0 R/Next 12 0 R/First 11 0 R/Last 11 0 R/Dest[3 0 R/XYZ 0 300 null]>>",
        b"<</Title<feff%s>/Parent 10 0 R/Next 11 0 R/Dest[4 0 R/XYZ 100 250 null]>>"
        % "Beneath “it”".encode("utf-16-be").hex().encode(),
        b"<</Title(Nowhere)/Parent 9 0 R/Next 10 0 R>>",
    ]
    return make.assembled(objects, b"/Root 1 0 R")


# Bad input ---------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not SAMPLES.exists(), reason="the sample files are not here")
def test_every_sample_opens_and_is_drawn_or_is_refused_with_a_sentence() -> None:
    for path in sorted(SAMPLES.glob("*.pdf")):
        with PagesProcess() as process:
            try:
                opened = process.open(path.read_bytes(), PASSWORDS.get(path.name, ""))
            except CannotRead as error:
                assert path.name in REFUSED, (path.name, error.message)
                continue
            assert path.name not in REFUSED
            for page in range(min(3, len(opened.pages))):
                assert process.render(page, 0.5).width > 0
                process.links(page)
            process.outline()


def test_a_protected_file_asks_for_its_password_and_tells_a_wrong_one(process: PagesProcess) -> None:
    data = make.pdf([words_page()], password="harbour")
    with pytest.raises(NeedsPassword, match="protected"):
        process.open(data)
    with pytest.raises(NeedsPassword, match="does not open"):
        process.open(data, "street")
    assert len(process.open(data, "harbour").pages) == 1


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 nothing", "damaged"),
        (make.without_pages(), "no pages"),
        (make.pdf([words_page()])[:300], "damaged"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_one_sentence(process: PagesProcess, data: bytes, why: str) -> None:
    with pytest.raises(CannotRead, match=why):
        process.open(data)


def test_a_file_that_claims_pages_it_has_not_shows_those_it_has(process: PagesProcess) -> None:
    opened = process.open(make.claiming(2_000_000_000))
    assert [process.render(page, 1.0).width for page in range(len(opened.pages))] == [300]


def test_pages_of_five_metres_and_pages_without_a_size_are_shown_in_parts(process: PagesProcess) -> None:
    pages = [make.Page(box=box) for box in [(0, 0, 14_173, 14_173), (0, 0, 300_000, 20), (0, 0, 0, 0)]]
    opened = process.open(make.pdf(pages))
    assert opened.pages[0][:2] == (14_173, 14_173)
    with pytest.raises(ValueError, match="does not fit"):
        process.render(0, 1.0)
    assert process.render(0, 8.0, Box(14_000, 14_000, 14_100, 14_100)).width == 800
    assert process.render(1, 1.0, Box(0, 0, 4_000, 20)).width == 4_000
    assert opened.pages[2].width > 0
    assert process.render(2, 1.0).height > 0


def test_ten_thousand_pages_open_and_one_more_is_refused(process: PagesProcess) -> None:
    assert len(process.open(many_pages(10_000)).pages) == 10_000
    assert process.render(9_999, 0.5).width == 150
    with pytest.raises(CannotRead, match="too many pages"):
        process.open(many_pages(10_001))


def many_pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(3, count + 3))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]>>"
    tree = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count)
    return make.assembled([b"<</Type/Catalog/Pages 2 0 R>>", tree, *[page] * count], b"/Root 1 0 R")


def test_pages_that_are_not_there_and_scales_without_a_picture_are_the_callers_mistake(process: PagesProcess) -> None:
    process.open(make.pdf([words_page()]))
    for page in (-1, 1):
        with pytest.raises(IndexError):
            process.render(page, 1.0)
    for scale in (0.0, -1.0, float("nan"), float("inf"), 1e9):
        with pytest.raises(ValueError, match="pixels"):
            process.render(0, scale)
    assert process.render(0, 1.0).width == 300


# A child that dies -------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def lying(script: str, *, seconds: float = 5.0) -> Iterator[PagesProcess]:
    """A child that runs these lines for each request, with `pages` to answer an opening as an honest one does."""
    program = (
        f"import os, sys, time, signal; sys.path.insert(0, {str(ROOT)!r})\n"
        "from annotator.formats.pdf.protocol import receive, send\n"
        "out = os.fdopen(1, 'wb')\n"
        "pages = {'pages': [[300, 400, '']] * 3, 'forms': False}\n"
        "while True:\n"
        "    request, data = receive(sys.stdin.buffer)\n"
        "    if request['do'] == 'open' and 'OPENS' in globals(): send(out, pages); continue\n"
    )
    program = program.replace("while True", "OPENS = True\nwhile True") if "OPENS" not in script else program
    program += "".join(f"    {line}\n" for line in script.replace("OPENS", "").strip().splitlines())
    with PagesProcess(seconds=seconds, started_as=lambda _: (sys.executable, "-c", program)) as process:
        yield process


DOCUMENT = make.pdf([words_page()] * 3)


@pytest.mark.parametrize(
    "script",
    [
        "OPENS sys.exit(3)",
        "OPENS os.kill(os.getpid(), signal.SIGSEGV)",
        "OPENS out.write(b'x' * 100); out.flush()",
        "OPENS out.write(b'\\xff' * 8); out.flush()",
        "OPENS send(out, {'pages': []})",
        "OPENS send(out, {'pages': [[300, 400]]})",
        "OPENS send(out, {'pages': [[300, 400, 'a\\0b']]})",
        "OPENS send(out, {'pages': [[300, 400, '']] * 10001})",
        "OPENS send(out, {'pages': [[float('nan'), 400, '']]})",
        "OPENS send(out, {'pages': 7})",
        "OPENS send(out, {'refused': 'Pay 100 at example.org'})",
        "OPENS send(out, {'refused': ['password']})",
        "OPENS send(out, {'pages': [[300, 400, '']]}, b'x' * (17 << 20))",
    ],
)
def test_a_child_that_lies_or_dies_while_opening_is_a_file_that_cannot_be_read(script: str) -> None:
    with lying(script) as process, pytest.raises(CannotRead, match="damaged"):
        process.open(DOCUMENT)


@pytest.mark.parametrize(
    ("script", "ask"),
    [
        ("sys.exit(3)", "render"),
        ("os.kill(os.getpid(), signal.SIGABRT)", "render"),
        ("out.write(b'\\0' * 8); out.flush()", "render"),
        ("send(out, {'refused': 'because'})", "render"),
        ("send(out, {}, b'unasked')", "render"),
        ("send(out, {'links': [[[1, 2, 3], None, None, '']]})", "links"),
        ("send(out, {'links': [[[9, 2, 3, 4], None, None, 'https://a']]})", "links"),
        ("send(out, {'links': [[[1, 2, 3, 4], 3, None, '']]})", "links"),
        ("send(out, {'links': [[[1, 2, 1e300, 4], 0, None, '']]})", "links"),
        ("send(out, {'outline': [['title', 1, 0, None]]})", "outline"),
        ("send(out, {'outline': [['title', 0, -1, None]]})", "outline"),
        ("send(out, {'outline': 20001 * [['', 0, None, None]]})", "outline"),
        ("send(out, {'outline': [[{}, 0, 0, None]]})", "outline"),
        ("send(out, {'refused': 'page'})", "outline"),
    ],
)
def test_a_child_that_lies_or_dies_later_is_gone_and_twice_on_a_page_refuses_that_page(script: str, ask: str) -> None:
    arguments = {"render": (1, 1.0), "links": (1,), "outline": ()}[ask]
    with lying(script) as process:
        for _ in range(CRASHES):
            process.open(DOCUMENT)
            with pytest.raises(Gone) as gone:
                getattr(process, ask)(*arguments)
            assert (gone.value.page, gone.value.late) == (None if ask == "outline" else 1, False)
        process.open(DOCUMENT)
        if ask != "outline":
            with pytest.raises(PageRefused, match="Page 2 cannot be shown"):
                getattr(process, ask)(*arguments)


def test_a_child_that_hangs_is_ended_at_the_deadline() -> None:
    with lying("time.sleep(60)", seconds=0.3) as process:
        process.open(DOCUMENT)
        with pytest.raises(Gone) as gone:
            process.render(0, 1.0)
        assert gone.value.late
    with lying("OPENS time.sleep(60)", seconds=0.3) as process, pytest.raises(CannotRead, match="too long"):
        process.open(DOCUMENT)


def test_a_page_that_is_damaged_is_refused_and_the_child_goes_on() -> None:
    with lying("send(out, {'refused': 'page'})") as process:
        process.open(DOCUMENT)
        for _ in range(3):
            with pytest.raises(PageRefused, match="Page 1 cannot be shown: it is damaged"):
                process.render(0, 1.0)


def test_a_program_that_is_not_there_is_told_when_a_document_is_opened() -> None:
    nowhere = PagesProcess(started_as=lambda _: ("/nowhere/at-all",))
    with nowhere, pytest.raises(CannotRead, match="could not be started"):
        nowhere.open(DOCUMENT)


def test_a_child_killed_while_it_starts_or_idles_is_not_noticed_when_a_document_is_opened() -> None:
    for wait in (0.0, 0.02, 0.1, 0.5):
        with PagesProcess() as process:
            time.sleep(wait)
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)
            assert len(process.open(DOCUMENT).pages) == 3


def test_a_page_whose_child_was_killed_by_somebody_else_is_asked_for_again(process: PagesProcess) -> None:
    for kind in ("render", "links", "thumbnail", "picture", "outline"):
        process.open(DOCUMENT)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        with pytest.raises(Gone):
            _ask(process, kind, 0)
    process.open(DOCUMENT)
    assert process.render(0, 1.0).width == 300
    assert KILLS > CRASHES


def test_a_hundred_actions_go_on_while_the_child_is_killed_at_random_points() -> None:
    chance = random.Random(5)
    shown = deaths = 0
    with PagesProcess() as process:
        process.open(DOCUMENT)
        for _ in range(100):
            killer = None
            if chance.random() < 0.3 and (pid := process.pid) is not None:
                killer = threading.Timer(chance.random() * 0.004, _kill, (pid,))
                killer.start()
            kind, page = chance.choice(("render", "links", "thumbnail", "outline")), chance.randrange(3)
            for _ in range(5):
                try:
                    _ask(process, kind, page)
                    break
                except Gone:
                    deaths += 1
                    process.open(DOCUMENT)
            else:
                pytest.fail("never answered")
            shown += 1
            if killer is not None:
                killer.join()
    assert shown == 100
    assert deaths > 3, "the killing missed its aim"


def _kill(pid: int) -> None:
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGKILL)


def _ask(process: PagesProcess, kind: str, page: int) -> object:
    match kind:
        case "render":
            return process.render(page, 1.0)
        case "thumbnail":
            return process.thumbnail(page, 50)
        case "picture":
            return process.picture(page, Box(0, 0, 50, 50))
        case "links":
            return process.links(page)
    return process.outline()


# Ending ------------------------------------------------------------------------------------------------------------


def test_two_documents_are_shown_at_once(process: PagesProcess) -> None:
    with PagesProcess() as other:
        process.open(DOCUMENT)
        other.open(make.pdf([make.Page(box=(0, 0, 100, 100))]))
        one, two = process.render(0, 1.0), other.render(0, 1.0)
        assert (one.width, two.width) == (300, 100)
        assert min(bytes(one.pixels)[::4]) < 128 <= min(bytes(two.pixels)[::4])


@pytest.mark.parametrize("ending", ["close", "kill"])
def test_closing_from_another_thread_ends_what_is_being_drawn(ending: str) -> None:
    with lying("time.sleep(60)", seconds=60.0) as process:
        process.open(DOCUMENT)
        timer = threading.Timer(0.2, getattr(process, ending))
        timer.start()
        with pytest.raises(Cancelled):
            process.render(0, 1.0)
        timer.join()
        if ending == "kill":
            assert len(process.open(DOCUMENT).pages) == 3
        else:
            with pytest.raises(Cancelled):
                process.open(DOCUMENT)


@needs_processes
def test_closing_leaves_no_child_no_slot_and_no_thread_behind() -> None:
    gc.collect()
    before = _left()
    spare = Spare()
    spare.start()
    spare.start()
    one, two = spare.take(), spare.take()
    spare.start()
    pids = [one.pid, two.pid]
    one.open(DOCUMENT)
    kept = one.render(0, 1.0)  # somebody still looks at the pixels
    two.open(DOCUMENT)
    two.render(0, 1.0)
    one.close()
    one.close()
    two.close()
    spare.close()
    assert len(kept.pixels) == 4 * 300 * 400
    del kept
    gc.collect()
    assert _left() == before
    for pid in pids:
        assert pid is not None and not Path(f"/proc/{pid}").exists()


def _left() -> tuple[int, int, Sequence[str]]:
    shared = Path("/dev/shm")
    return (
        threading.active_count(),
        len(list(Path("/proc/self/fd").iterdir())),
        sorted(path.name for path in shared.iterdir() if path.name.startswith("ann")) if shared.exists() else (),
    )


@needs_processes
def test_the_child_may_write_no_file_use_no_more_than_a_gigabyte_and_ends_with_its_pipe(process: PagesProcess) -> None:
    process.open(DOCUMENT)
    limits = Path(f"/proc/{process.pid}/limits").read_text()
    rows = {line[:26].strip(): line[26:].split()[0] for line in limits.splitlines()[1:]}
    assert (rows["Max address space"], rows["Max file size"], rows["Max core file size"]) == (str(1 << 30), "0", "0")
    assert int(rows["Max cpu time"]) < 60
    modules = Path(f"/proc/{process.pid}/maps").read_text()
    assert "numpy" not in modules and "libpdfium" in modules


def test_a_picture_of_the_largest_size_fits_the_slot(process: PagesProcess) -> None:
    process.open(make.pdf([make.Page(box=(0, 0, 4096, 4096))]))
    assert len(process.render(0, 1.0).pixels) == 4 * MOST_PIXELS


def test_named_memory_serves_where_there_is_none_without_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    from annotator.formats.pdf import pages_process, slot

    monkeypatch.setattr(pages_process, "new_slot", slot._Named)
    with PagesProcess() as process:
        process.open(DOCUMENT)
        assert ink(process.render(0, 1.0)).left > 50


def test_two_lengths_that_promise_too_much_are_not_waited_for() -> None:
    from annotator.formats.pdf.protocol import CutShort, Malformed, receive

    with pytest.raises(Malformed):
        receive(io.BytesIO(b"\xff" * 8))
    with pytest.raises(CutShort):
        receive(io.BytesIO(struct.pack("<II", 2, 5) + b"{}"))
