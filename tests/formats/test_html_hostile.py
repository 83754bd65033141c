"""Pages made to do harm, and pages that are merely enormous: nothing runs, nothing is fetched, the text is kept."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from annotator.formats import dom
from annotator.formats.child import ReaderProcess
from annotator.formats.dispatch import read
from annotator.model.documents import Role
from tests.formats import builders


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """(address, the requests that came) of a server of this machine."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", asked
        finally:
            server.shutdown()
            thread.join()


def fetching_page(address: str) -> str:
    return builders.article_page(
        f"{builders.running_text()}<img src='{address}/image.png' srcset='{address}/2.png 2x'>"
        f"<iframe src='{address}/frame'></iframe><script src='{address}/script.js'></script>"
        f"<object data='{address}/object'></object><video src='{address}/video' poster='{address}/poster'></video>"
        f"<a href='{address}/link' ping='{address}/ping'>a link</a>",
        head=f"<meta http-equiv=refresh content='0;url={address}/refresh'>"
        f"<link rel=stylesheet href='{address}/style.css'>"
        f"<base href='{address}/'><link rel=preload as=image href='{address}/preload'>",
        before=f"<style>@import url({address}/import.css);</style>",
    ).replace("<!DOCTYPE html>", f'<!DOCTYPE html SYSTEM "{address}/page.dtd" [<!ENTITY x SYSTEM "{address}/entity">]>')


def test_nothing_that_a_page_names_is_fetched() -> None:
    with listening() as (address, asked), ReaderProcess() as reader:
        page = fetching_page(address).encode()
        for reading in (read(page, name="a.html"), reader.read(page, "a.html")):
            assert "This was paragraph number 7." in reading.layers[0].text
            assert "a link" in reading.layers[0].text
        assert asked == []


def test_a_million_nested_tags_keep_the_text_before_in_and_after_them() -> None:
    deep = "<div>" * 1_000_000 + "the deepest" + "</div>" * 1_000_000
    page = builders.article_page(f"{builders.running_text()}{deep}<p>Behind all of that.</p>")
    with ReaderProcess(seconds=300) as reader:
        reading = reader.read(page.encode(), "a.html")
    for said in ("This was paragraph number 7.", "the deepest", "Behind all of that."):
        assert said in reading.layers[-1].text
    assert reading.layers[-1].role is Role.PAGE
    assert builders.losses_of(reading)["tag nested too deeply"] > 1_900_000


@pytest.mark.parametrize("tag", ["div", "b", "span", "ul><li", "table><tr><td", "blockquote", "font", "i title='x>y'"])
def test_each_kind_of_tag_may_be_nested_without_losing_text(tag: str) -> None:
    page = f"<p>first</p>{f'<{tag}>w ' * 5_000}last"
    root, losses = dom.parse(page)
    text = "".join(root.itertext())
    assert text.count("w ") == 5_000
    assert text.startswith("first")
    assert text.endswith("last")
    assert losses


def test_tags_in_scripts_and_comments_are_not_counted_as_nesting() -> None:
    hidden = b"<script>" + b"'<div>'" * 500 + b"</script><!-- " + b"<div>" * 500 + b"-->"
    assert dom.cut_depth(b"<p>x</p>" + hidden, deepest=10) == (b"<p>x</p>" + hidden, 0)
    cut, count = dom.cut_depth(b"<div>" * 12 + b"x" + b"</div>" * 12, deepest=10)
    assert (cut, count) == (b"<div>" * 10 + b"  x  " + b"</div>" * 10, 4)


def test_an_enormous_picture_in_the_page_does_not_lose_its_text() -> None:
    page = builders.article_page(
        f"{builders.running_text()}<img alt=x src='data:image/png;base64,{'A' * 20_000_000}'><p>After the picture.</p>"
    )
    with ReaderProcess(seconds=300) as reader:
        reading = reader.read(page.encode(), "a.html")
    assert "After the picture." in reading.layers[0].text
    assert "article of a large or unusual page" not in builders.losses_of(reading)  # few elements: trafilatura found it


@pytest.mark.nightly
def test_twenty_megabytes_of_paragraphs_come_in() -> None:
    page = builders.article_page(builders.running_text(90_000))
    assert len(page) > 20_000_000
    with ReaderProcess(seconds=300) as reader:
        reading = reader.read(page.encode(), "a.html")
    assert "This was paragraph number 89999." in reading.layers[0].text


def test_entities_are_not_expanded_without_end() -> None:
    laughs = '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    reading = read(f"{laughs}]><p>text &j; end &amp; &#x41;</p>".encode(), name="a.html")
    assert len(reading.layers[0].text) < 2_000
    assert "end & A" in reading.layers[0].text


@pytest.mark.parametrize(
    "page",
    [
        "<p>text" + "<!-- " * 20_000,
        "<p>text</p>" + "<a href=\"x" * 20_000,
        "<p>text</p>" + "<" * 20_000,
        "<p>text</p>" + "&" * 20_000,
        "<p>text</p><![CDATA[" + "]" * 20_000,
        "<p>text</p>" + "<table>" * 3_000,
        "<p>text</p>" + "<select><option>" * 3_000,
        "<p>text &#0; &#xD800; &#x110000; &#13; &#xFEFF; </p>",
        "\x00<p>te\x00xt</p>".replace("te\x00xt", "text"),
    ],
)  # fmt: skip
def test_broken_markup_still_gives_its_text(page: str) -> None:
    reading = read(page.encode(), name="a.html")
    builders.assert_keeps_the_rules(reading)
    assert "text" in reading.layers[-1].text
