"""Damaged, protected and malicious PDFs: refused with one sentence, or read; never worse."""

from __future__ import annotations

import random

import pytest

from annotator.formats import limits
from annotator.formats.child import ReaderProcess
from annotator.formats.pdf import reading
from annotator.formats.pdf.reading import read
from annotator.model.errors import CannotRead, NeedsPassword
from tests.formats.pdf_builders import (
    Page,
    claiming,
    drawing_itself,
    line,
    lines,
    pdf,
    picture_page,
    without_pages,
)
from tests.formats.test_pdf_reading import check

GOOD = pdf([Page(lines(20, 380, ["Some words", "and more."])), Page(line(20, 300, "Others."))])


def is_one_sentence(message: str) -> bool:
    return message.isprintable() and message[0].isupper() and message.endswith(".") and len(message) < 200


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7", b"no PDF at all", GOOD[:60], bytes(1000), without_pages()],
    ids=["empty", "header alone", "text", "truncated", "zeros", "no pages"],
)
def test_what_is_no_pdf_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(CannotRead) as refusal:
        read(data, name="a.pdf")
    assert not isinstance(refusal.value, NeedsPassword)
    assert is_one_sentence(refusal.value.message)


def test_no_pages_are_told_as_no_pages_even_after_a_password_was_asked() -> None:
    with pytest.raises(NeedsPassword):
        read(pdf([Page()], password="open"), name="a.pdf")
    with pytest.raises(CannotRead, match="no pages") as refusal:
        read(without_pages(), name="a.pdf")
    assert not isinstance(refusal.value, NeedsPassword)


def test_an_encrypted_pdf_asks_for_its_password_says_when_it_is_wrong_and_opens_with_it() -> None:
    data = pdf([Page(line(20, 300, "secret words"))], password="open")
    assert b"secret" not in data
    with pytest.raises(NeedsPassword) as asked:
        read(data, name="a.pdf")
    with pytest.raises(NeedsPassword) as wrong:
        read(data, name="a.pdf", passwords=["shut", "", "\udc80"])
    assert is_one_sentence(asked.value.message) and is_one_sentence(wrong.value.message)
    assert asked.value.message != wrong.value.message
    assert read(data, name="a.pdf", passwords=["shut", "open"]).layers[0].text == "secret words"


def test_a_password_for_a_pdf_that_needs_none_does_no_harm() -> None:
    assert read(GOOD, name="a.pdf", passwords=["open"]).layers[0].text == "Some words \nand more.\nOthers."


def test_a_truncated_pdf_is_refused_or_what_is_left_of_it_is_read() -> None:
    for end in range(100, len(GOOD), 37):
        try:
            check(read(GOOD[:end], name="a.pdf"))
        except CannotRead as refusal:
            assert is_one_sentence(refusal.message)


@pytest.mark.parametrize("seed", range(60))
def test_a_pdf_with_changed_bytes_is_refused_or_read(seed: int) -> None:
    dice = random.Random(seed)
    data = bytearray(GOOD)
    for _ in range(dice.choice([1, 4, 20])):
        data[dice.randrange(len(data))] = dice.randrange(256)
    try:
        check(read(bytes(data), name="a.pdf"))
    except CannotRead as refusal:
        assert is_one_sentence(refusal.message)


def test_junk_before_the_header_is_passed_over() -> None:
    assert read(b"From: somebody\r\n\r\n" + GOOD, name="a.pdf").layers[0].text.endswith("Others.")


def test_more_pages_than_a_reader_takes_on_are_refused() -> None:
    with pytest.raises(CannotRead, match="20,000 pages"):
        read(claiming(20_000), name="a.pdf")


def test_pages_that_are_claimed_and_not_there_are_a_loss() -> None:
    result = read(claiming(3), name="a.pdf")
    check(result)
    assert result.layers[0].text == "\n\n"
    assert [(loss.became, loss.count, loss.examples) for loss in result.losses if "damaged" in loss.kind] == [
        ("left out", 2, ("page 2", "page 3"))
    ]


def test_more_characters_than_a_reader_takes_on_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_CHARACTERS", 25)
    with pytest.raises(CannotRead, match="over 25 characters"):
        read(GOOD, name="a.pdf")


def test_more_paragraphs_than_an_answer_holds_become_one_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pdf([Page(line(20, 300, "One") + line(20, 100, "two") + line(20, 50, "three"))] * 2)
    assert len(read(data, name="a.pdf").layers[0].blocks) == 6
    monkeypatch.setattr(limits, "MOST_BLOCKS", 5)
    result = read(data, name="a.pdf")
    check(result)
    assert len(result.layers[0].blocks) == 2


def test_a_form_that_draws_itself_ends() -> None:
    result = read(drawing_itself(), name="a.pdf")
    check(result)
    assert "before" in result.layers[0].text


def test_hostile_pdfs_are_read_within_the_limits_of_a_reader_process() -> None:
    bomb = picture_page(declared=24_000)  # 576 MB when unpacked
    assert len(bomb) < 1_000_000
    with ReaderProcess(seconds=60) as process:
        check(process.read(bomb, "bomb.pdf"))
        check(process.read(drawing_itself(), "loop.pdf"))
        first = process.pid
        with pytest.raises(CannotRead):
            process.read(GOOD[:60], "short.pdf")
        with pytest.raises(NeedsPassword):
            process.read(pdf([Page()], password="open"), "locked.pdf")
        result = process.read(GOOD, "good.pdf")
        assert process.pid == first
    check(result)
    assert result == read(GOOD, name="good.pdf")
