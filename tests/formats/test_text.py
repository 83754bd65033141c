"""Plain text: every encoding, paragraphs, and what is no text."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import limits, text
from annotator.formats.dispatch import read
from annotator.model.documents import Role
from annotator.model.errors import CannotRead
from tests.formats import builders

FRENCH = (
    "Le ministère a signé un contrat avec la société « Données » à Orléans.\n"
    "L’été dernier, les élèves étaient déçus : où êtes-vous allés ?\n"
)
GERMAN = "Die Behörde hat größere Verträge geschlossen – „natürlich“.\nÜber die Höhe äußerte er sich nicht.\n"
SPANISH = "El año pasado la compañía firmó más contratos.\n¿Qué pasó después? El señor Muñoz no respondió.\n"
POLISH = "Urząd podpisał umowę z firmą, która świadczyła usługi.\nŻółw i gęś poszły nad rzekę.\n"
CZECH = "Úřad podepsal smlouvu s firmou.\nPříliš žluťoučký kůň úpěl ďábelské ódy.\n"
TURKISH = "Kurum geçen yıl şirketle bir sözleşme imzaladı.\nAyrıntılar açıklanmadı, ığdır çok güzel.\n"
RUSSIAN = "Ведомство подписало контракт с компанией.\nПодробности не раскрываются.\n"
GREEK = "Η υπηρεσία υπέγραψε σύμβαση με την εταιρεία πέρυσι.\nΔήλωσαν αξιωματούχοι την Τρίτη.\n"
HEBREW = "הסוכנות חתמה על חוזה עם החברה בשנה שעברה,\nאמרו גורמים רשמיים ביום שלישי.\n"
CHINESE = "该机构去年与这家公司签订了合同，官员星期二表示。\n根据记者查阅的记录，细节没有公布。\n"
TAIWANESE = "該機構去年與這家公司簽訂了合約，官員星期二表示。\n根據記者查閱的記錄，細節沒有公布。\n"
JAPANESE = "同機関は昨年、この会社と契約を結んだと述べた。\n詳細は明らかにされていない。カタカナもある。\n"
KOREAN = "이 기관은 작년에 회사와 계약을 체결했다.\n자세한 내용은 공개되지 않았다.\n"
MATHEMATICAL = "Emoji 😀 and 𝒜 beyond the first plane.\nSecond line.\n"

PAGES = [
    (FRENCH, "cp1252"), (FRENCH.replace("’", "'"), "latin-1"), (FRENCH, "mac_roman"), (GERMAN, "cp1252"),
    (SPANISH, "latin-1"), (POLISH, "cp1250"), (POLISH, "iso8859_2"), (CZECH, "cp1250"), (CZECH, "iso8859_2"),
    (TURKISH, "cp1254"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8_r"), (RUSSIAN, "iso8859_5"), (GREEK, "cp1253"),
    (HEBREW, "cp1255"), (CHINESE, "gb18030"), (CHINESE, "gbk"), (TAIWANESE, "big5"), (TAIWANESE, "gb18030"),
    (JAPANESE, "cp932"), (JAPANESE, "euc_jp"), (JAPANESE, "iso2022_jp"), (KOREAN, "cp949"),
]  # fmt: skip
SHORT = [
    ("café", "latin-1"), ("Müller", "cp1252"), ("“Hi”", "cp1252"), ("A price of 5 € was paid", "cp1252"),
    ("Łódź", "cp1250"), ("Zażółć gęślą jaźń", "iso8859_2"), ("中文报告", "gb18030"), ("日本語", "cp932"),
    ("テスト", "euc_jp"), ("한국어", "cp949"), ("Привет", "cp1251"), ("Привет, мир", "koi8_r"),
    ("中文 English mixed 报告 text\nnext line 公司", "gb18030"),
]  # fmt: skip
ALL_TEXTS = [FRENCH, POLISH, RUSSIAN, HEBREW, CHINESE, JAPANESE, KOREAN, MATHEMATICAL]


def layer_text(data: bytes, name: str = "a.txt") -> str:
    reading = read(data, name=name)
    builders.assert_keeps_the_rules(reading)
    return reading.layers[0].text


@pytest.mark.parametrize(("said", "encoding"), [*PAGES, *SHORT])
def test_a_text_in_a_code_page_comes_in_as_it_was_written(said: str, encoding: str) -> None:
    assert layer_text(said.encode(encoding)) == said


@pytest.mark.parametrize("said", ALL_TEXTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("marked", [True, False])
def test_a_text_in_unicode_comes_in_with_and_without_a_byte_order_mark(said: str, encoding: str, marked: bool) -> None:
    assert layer_text((("\ufeff" if marked else "") + said).encode(encoding)) == said


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1))
def test_utf_8_comes_in_unchanged(said: str) -> None:
    said = f"Text: {said}\n"
    assert layer_text(said.encode()) == said


def test_line_ends_become_lf_and_nothing_else_changes() -> None:
    said = "one\r\ntwo\rthree\n\r\nfour\u0085five\u2028six\x0cseven\ttab \xa0end  \n"
    expected = "one\ntwo\nthree\n\nfour\u0085five\u2028six\x0cseven\ttab \xa0end  \n"
    assert layer_text(said.encode()) == expected


def test_nul_and_half_pairs_become_u_fffd_and_are_counted() -> None:
    reading = read(b"A text with one NUL\0 in it, and enough besides.\n" * 4, name="a.txt")
    assert reading.layers[0].text.count("\ufffd") == 4
    assert builders.losses_of(reading) == {"NUL character": 4}
    broken = "Half a pair: \ud83d and a whole one: 😀.\n".encode("utf-16", "surrogatepass")
    reading = read(broken, name="a.txt")
    assert reading.layers[0].text == "Half a pair: \ufffd and a whole one: 😀.\n"
    assert builders.losses_of(reading) == {"half of a character pair": 1}


def test_a_pair_written_as_two_characters_in_utf_8_is_one_character() -> None:
    assert layer_text(b"Smile: \xed\xa0\xbd\xed\xb8\x80.\n") == "Smile: 😀.\n"


def test_utf_8_cut_in_the_middle_of_a_character_stays_utf_8_and_says_so() -> None:
    data = CHINESE.encode()[:-2]
    reading = read(data, name="a.txt")
    assert reading.layers[0].text == CHINESE[:-2] + "\ufffd"
    assert builders.losses_of(reading) == {"byte that utf-8 cannot hold": 1}


def test_the_encoding_is_in_the_metadata() -> None:
    assert read(GERMAN.encode("cp1252"), name="a.txt").metadata["encoding"] == "windows-1252"
    assert read(GERMAN.encode("utf-16"), name="a.txt").metadata["encoding"] == "utf-16-le"


def test_the_title_is_the_file_s_name_without_suffix() -> None:
    assert read(b"Text.", name="report.2021.txt").title == "report.2021"


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"\xff\xfe", "\u3000\n\u00a0".encode()])
def test_a_file_without_text_is_refused(data: bytes) -> None:
    with pytest.raises(CannotRead) as refusal:
        read(data, name="a.txt")
    assert refusal.value.message in ("The file is empty.", text.BLANK)


@pytest.mark.parametrize(
    "data",
    [
        builders.noise(4_000),
        bytes(5_000),
        bytes(range(256)) * 20,
        b"GIF89a" + bytes(100),
        b"\x89PNG\r\n\x1a\n" + builders.noise(500),
        b"\x7fELF" + builders.noise(500),
        b"%PDF-1.7\nsome text\n",
        builders.docx(builders.paragraph("x")),
        b"some text\n" + builders.noise(4_000),
        b"\xff\xfe" + builders.noise(4_000),
    ],
)
def test_binary_data_named_txt_is_refused_in_one_sentence_or_two(data: bytes) -> None:
    with pytest.raises(CannotRead) as refusal:
        read(data, name="a.txt")
    assert "\n" not in refusal.value.message
    assert refusal.value.message.endswith(".")


def test_an_unknown_suffix_is_refused_with_what_can_be_read() -> None:
    for name in ("picture.png", "noname", "old.doc", "x.odt", "sheet.xlsx"):
        with pytest.raises(CannotRead) as refusal:
            read(b"x", name=name)
        assert ".docx" in refusal.value.message


def test_each_line_is_a_paragraph_where_lines_are_long_or_uneven() -> None:
    said = "Heading\n\n  A first paragraph, " + "with many words, " * 20 + "\nA second one.\n \t\nA third.\n"
    reading = read(said.encode(), name="a.txt")
    kinds = builders.blocks_of(reading.layers[0])
    assert [line for _, line in kinds] == [line for line in said.split("\n") if line.strip()]
    assert reading.layers[0].role is Role.TEXT


def test_lines_broken_to_a_width_are_joined_to_paragraphs() -> None:
    first, second, third = (" ".join(builders.SENTENCES[at:] * 3) for at in range(3))
    wrapped = [textwrap.fill(said, 72) for said in (first, second, third)]
    reading = read("\n\n".join(wrapped).encode() + b"\n", name="a.txt")
    assert [said for _, said in builders.blocks_of(reading.layers[0])] == wrapped


def test_a_list_of_short_lines_and_a_transcript_are_not_taken_for_broken_lines() -> None:
    names = "Anna\nBert\nClara\n\nDoris\nEmil\n"
    talk = "A: Yes.\nB: I do not think that one can say this so simply, to be honest with you all.\nA: No?\nB: No.\n"
    for said in (names, talk):
        reading = read(said.encode(), name="a.txt")
        assert len(reading.layers[0].blocks) == sum(1 for line in said.split("\n") if line)


def test_ten_megabytes_of_tiny_lines_still_come_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_BLOCKS", 1_000)
    reading = read(b"a\n" * 10_000, name="a.txt")
    assert len(reading.layers[0].text) == 20_000
    assert 500 <= len(reading.layers[0].blocks) <= 1_000
    builders.assert_keeps_the_rules(reading)


@given(st.text(alphabet=st.sampled_from("ab \t\n\x0c\u2028é"), min_size=1, max_size=200))
def test_blocks_hold_all_that_is_not_white_space(said: str) -> None:
    blocks = text.paragraphs(said)
    at = 0
    for block in blocks:
        assert not said[at : block.start].strip()
        assert said[block.start : block.end].strip()
        at = block.end
    assert not said[at:].strip()
