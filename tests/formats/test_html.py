"""Saved web pages: article and page, what they say of themselves, and what is left out."""

from __future__ import annotations

import base64
import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import article, dom, html, limits, walking
from annotator.formats.dispatch import read
from annotator.model.documents import BlockKind, MarkKind, Reading, ReadLayer, Role
from annotator.model.errors import CannotRead
from tests.formats import builders


def read_page(page: str | bytes, name: str = "page.html") -> Reading:
    reading = read(page if isinstance(page, bytes) else page.encode(), name=name)
    builders.assert_keeps_the_rules(reading)
    return reading


def walked(page: str) -> ReadLayer:
    found = walking.walk(dom.parse(page)[0])
    return ReadLayer(Role.PAGE, "", found.text, found.blocks)


def layers(reading: Reading) -> dict[Role, str]:
    return {layer.role: layer.text for layer in reading.layers}


def test_the_article_comes_first_without_the_page_s_furniture_and_the_whole_page_second() -> None:
    reading = read_page(builders.article_page(builders.running_text()))
    assert [layer.role for layer in reading.layers] == [Role.ARTICLE, Role.PAGE]
    story, page = (layer.text for layer in reading.layers)
    assert story.startswith("Contract signed\nA short word ahead.\nThe agency signed")
    assert story.endswith("This was paragraph number 7.\n")
    for furniture in ("Home page", "Leave a comment", "First! says", "Share on Facebook", "Copyright"):
        assert furniture in page
        assert furniture not in story
    assert builders.losses_of(reading)["page furniture"] == 2


def test_what_the_page_says_of_itself_is_metadata() -> None:
    reading = read_page(builders.article_page(builders.running_text()))
    assert reading.title == "Contract signed"
    assert reading.media_type == "text/html"
    assert dict(reading.metadata) == {
        "author": "Jane Doe",
        "outlet": "The Example Times",
        "date": "2021-03-04",
        "url": "https://example.org/2021/contract",
        "hostname": "example.org",
        "language": "en",
        "encoding": "utf-8",
    }


@pytest.mark.parametrize("name", ["Google", "Facebook", "LinkedIn", "Twitter", "Mail", "Print", "Amazon", "Palantir"])
def test_a_heading_cell_item_or_paragraph_that_is_only_a_company_s_name_stays(name: str) -> None:
    inner = (
        f"{builders.running_text(4)}<h2>{name}</h2>{builders.running_text(3)}"
        f"<table><tr><th>{name}</th><th>Sum</th></tr><tr><td>{name}</td><td>12</td></tr></table><ul><li>{name}</li><li>Others</li></ul><p>{name}</p>"
        f"{builders.running_text(3)}"
    )
    layer = read_page(builders.article_page(inner)).layers[0]
    assert layer.role is Role.ARTICLE
    named = [block for block in builders.blocks_of(layer) if name in block[1].split("\t")]
    assert named == [
        ("heading", name),
        ("row", f"{name}\tSum"),
        ("row", f"{name}\t12"),
        ("item", name),
        ("paragraph", name),
    ]


def test_a_page_in_a_form_keeps_its_article() -> None:
    page = builders.article_page(builders.running_text(), before='<form id="aspnetForm">', after="</form>")
    assert "This was paragraph number 7." in layers(read_page(page))[Role.ARTICLE]


def test_names_of_classes_that_sound_like_furniture_do_not_lose_the_article() -> None:
    page = builders.article_page(
        f'<div class="social comments related">{builders.running_text()}</div>', before='<div class="menu">'
    )
    assert "This was paragraph number 7." in layers(read_page(page))[Role.ARTICLE]


def test_a_page_that_is_its_article_has_one_layer() -> None:
    reading = read_page(f"<html><body><article><h1>Title</h1>{builders.running_text()}</article></body></html>")
    assert [layer.role for layer in reading.layers] == [Role.ARTICLE]


def test_paragraphs_parted_by_br_and_layout_tables_of_old_pages_come_in() -> None:
    said = "<br><br>".join(f"{sentence} {at}" for at, sentence in enumerate(builders.SENTENCES * 2))
    page = f"<body><table width=100%><tr><td><a href=/>Start</a><td><h1>Old page</h1><font>{said}</font></table></body>"
    story = read_page(page).layers[0]
    for at, sentence in enumerate(builders.SENTENCES * 2):
        assert f"{sentence} {at}" in story.text
    assert not [block for block in story.blocks if block.kind is BlockKind.ROW]


def test_white_space_is_folded_as_css_folds_it() -> None:
    layer = walked(
        "<p>  one\n\t two <b> three </b>four<br> five\u00a0 six </p>\n"
        "<pre>\n  a\n\n   b </pre><p> </p>tail<!-- x --> end"
    )
    assert layer.text == "one two three four\nfive\u00a0 six\n  a\n\n   b\ntail end\n"


def test_lists_tables_and_figures_become_blocks() -> None:
    layer = walked(
        "<ul><li>one<ul><li>deep</ul><li><p>two</p><p>more</p></ul><ol start=3><li>three<li value=9>nine</ol>"
        "<ol type=i start=4><li>four</ol>"
        "<table><caption>Sums</caption><thead><tr><td>A<td>B</thead><tr><td rowspan=2>x<td>1<br>2"
        "<tr><td>3<tr><td colspan=2>wide<td>last</table><table><tr><td>other</table>"
        "<figure><img alt='A chart' src=x.png><figcaption>Chart 1</figcaption></figure>"
        "<dl><dt>Term<dd>Meaning</dl>"
    )
    assert builders.blocks_of(layer) == [
        ("item", "one"),
        ("item", "deep"),
        ("item", "two"),
        ("item", "more"),
        ("item", "three"),
        ("item", "nine"),
        ("item", "four"),
        ("paragraph", "Sums"),
        ("row", "A\tB"),
        ("row", "x\t1 2"),
        ("row", "\t3"),
        ("row", "wide\t\tlast"),
        ("row", "other"),
        ("picture", "Chart 1"),
        ("paragraph", "Term"),
        ("item", "Meaning"),
    ]
    items = [(b.level, b.sign) for b in layer.blocks if b.kind is BlockKind.ITEM]
    assert items == [(1, "•"), (2, "•"), (1, "•"), (1, ""), (1, "3."), (1, "9."), (1, "iv."), (1, "")]
    assert [(b.table, b.heading_row) for b in layer.blocks if b.kind is BlockKind.ROW] == [
        (1, True),
        (1, False),
        (1, False),
        (1, False),
        (2, False),
    ]


def test_marks_cover_their_words_and_links_keep_their_address() -> None:
    layer = walked(
        '<p>a <b>bold <i>both</i></b> <a href="https://example.org/x">link</a> <a href="javascript:x()">no</a></p>'
        "<b><div>one</div><div>two</div></b><a href='#n'><div>block</div></a>"
    )
    marks = [(layer.text[m.start : m.end], m.kind, m.target) for b in layer.blocks for m in b.marks]
    assert marks == [
        ("bold both", MarkKind.BOLD, ""),
        ("both", MarkKind.ITALIC, ""),
        ("link", MarkKind.LINK, "https://example.org/x"),
        ("one", MarkKind.BOLD, ""),
        ("two", MarkKind.BOLD, ""),
        ("block", MarkKind.LINK, "#n"),
    ]


def test_scripts_styles_and_hidden_parts_are_left_out_and_counted() -> None:
    reading = read_page(
        "<p>seen</p><script>alert(1)</script><style>p{}</style><noscript>turn it on</noscript><template>t</template>"
        "<p hidden>h1</p><div style='color:red; DISPLAY : none'>h2</div><iframe src=x></iframe>"
        "<svg><text>s</text></svg>"
        "<textarea>typed</textarea><img src='https://192.0.2.1/x.png' alt='A map'>"
    )
    assert reading.layers[-1].text == "seen\n"
    assert builders.losses_of(reading) == {
        "script": 1,
        "style sheet": 1,
        "text for browsers without scripts": 1,
        "template": 1,
        "hidden part": 2,
        "embedded frame": 1,
        "drawing": 1,
        "form field": 1,
        "picture": 1,
    }
    assert next(loss for loss in reading.losses if loss.kind == "picture").examples == ("A map",)


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("cp1252", "iso-8859-1"),
        ("cp1252", "windows-1252"),
        ("utf-8", "utf-8"),
        ("utf-8", "iso-8859-1"),
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("cp1252", ""),
        ("cp1252", "no-such-encoding"),
        ("cp1252", "rot13"),
    ],
)
def test_the_encoding_is_found_whatever_is_declared(encoding: str, declared: str) -> None:
    meta = f'<meta charset="{declared}">' if declared else ""
    page = f"<html><head>{meta}<title>Überschrift</title></head><body><p>Größe und „Übermut“ – schön.</p></body></html>"
    reading = read_page(page.encode(encoding))
    assert reading.layers[0].text == "Größe und „Übermut“ – schön.\n"
    assert reading.title == "Überschrift"


def test_chinese_and_japanese_pages_are_read_by_what_they_declare() -> None:
    for said, encoding, declared in (("短文", "gb18030", "gb2312"), ("短い文", "cp932", "Shift_JIS")):
        page = f'<html><head><meta http-equiv=Content-Type content="text/html; charset={declared}"></head><p>{said}</p>'
        assert read_page(page.encode(encoding)).layers[0].text == f"{said}\n"


def test_where_and_when_a_page_was_saved_is_taken_from_the_saving_program_s_comment() -> None:
    browser = "<!-- saved from url=(0024)https://example.org/saved -->"
    assert html.saved(browser) == {"url": "https://example.org/saved"}
    single = (
        "<!--\n Page saved with SingleFile \n url: https://example.org/x?y=1 \n"
        " saved date: Tue Mar 09 2021 10:11:12 GMT+0100 (Central European Standard Time)\n-->"
    )
    page = builders.article_page(builders.running_text()).replace("<html", f"{single}<html", 1)
    metadata = read_page(page).metadata
    assert metadata["url"] == "https://example.org/x?y=1"
    assert metadata["accessed"] == "2021-03-09T10:11:12+01:00"
    assert "accessed" not in read_page(builders.article_page(builders.running_text())).metadata


@pytest.mark.parametrize("packed", ["quoted-printable", "base64"])
@pytest.mark.parametrize("name", ["page.mhtml", "page.html"])
def test_mhtml_is_read_with_what_its_envelope_says(packed: str, name: str) -> None:
    page = builders.article_page(builders.running_text().replace("agency", "Behörde"))
    body = (base64.encodebytes if packed == "base64" else quopri.encodestring)(page.encode()).decode()
    envelope = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://example.org/live\nSubject: x\n"
        "Date: Tue, 9 Mar 2021 10:11:12 -0000\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; type="text/html"; boundary="----b"\n\n\n'
        f'------b\nContent-Type: text/html; charset="utf-8"\nContent-ID: <1>\nContent-Transfer-Encoding: {packed}\n'
        f"Content-Location: https://example.org/live\n\n{body}\n"
        "------b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n\n------b--\n"
    )
    reading = read_page(envelope.replace("\n", "\r\n"), name)
    assert "The Behörde signed a contract" in reading.layers[0].text
    assert reading.metadata["url"] == "https://example.org/live"
    assert reading.metadata["accessed"].startswith("2021-03-09T10:11:12")
    assert reading.media_type == "multipart/related"


def test_an_author_without_a_blank_in_the_name_is_kept() -> None:
    page = builders.article_page(builders.running_text()).replace('content="Jane Doe"', 'content="王小明"')
    assert read_page(page).metadata["author"] == "王小明"


def test_the_title_falls_back_to_the_title_element_and_the_file_s_name() -> None:
    assert read_page("<title>  My \n page</title><p>text</p>").title == "My page"
    assert read_page("<p>text</p>", "saved page.htm").title == "saved page"


@pytest.mark.parametrize("page", ["", "  ", "<html></html>", "<p> </p>", "<script>x()</script>", "<div hidden>x</div>"])
def test_a_page_without_text_is_refused(page: str) -> None:
    with pytest.raises(CannotRead):
        read(page.encode(), name="a.html")


def test_the_simpler_rule_finds_the_article_of_a_large_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ELEMENTS_FOR_ARTICLE", 10)
    reading = read_page(builders.article_page(builders.running_text(30) + "<h2>Google</h2>" + builders.running_text(3)))
    story = layers(reading)[Role.ARTICLE]
    assert "\nGoogle\n" in story
    assert "This was paragraph number 29." in story
    for furniture in ("Home page", "Leave a comment", "First! says", "Copyright"):
        assert furniture not in story
    assert builders.losses_of(reading)["article of a large or unusual page"] == 1


def test_a_page_beyond_all_measure_comes_in_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ELEMENTS_FOR_ANY_ARTICLE", 10)
    reading = read_page(builders.article_page(builders.running_text(30)))
    assert [layer.role for layer in reading.layers] == [Role.PAGE]
    assert builders.losses_of(reading)["article of a very large page"] == 1


def test_what_the_finder_names_but_the_page_does_not_hold_places_nothing() -> None:
    root, _ = dom.parse(builders.article_page(builders.running_text()))
    assert article.located(root, ["thisisnowhereinthepageatall"], headline="") is None


TAGS = st.sampled_from(
    sorted(
        dom.names(
            "p div b a ul ol li table tr td th h1 h2 pre br img span form nav section blockquote figure figcaption dl "
            "dd script style hidden article main thead caption button select option svg"
        )
    )
)


@given(st.lists(st.tuples(st.sampled_from(["open", "close", "text", "void"]), TAGS, st.text(max_size=8)), max_size=40))
def test_no_page_breaks_the_rules_of_a_layer(pieces: list[tuple[str, str, str]]) -> None:
    page = "<p>start</p>"
    for what, tag, said in pieces:
        page += {"open": f"<{tag}>", "close": f"</{tag}>", "text": said, "void": f"<{tag} rowspan=3 href=x>"}[what]
    found = walking.walk(dom.parse(page)[0])
    if not found.blocks:
        return
    builders.assert_keeps_the_rules(Reading("t", "text/html", (ReadLayer(Role.PAGE, "w", found.text, found.blocks),)))
