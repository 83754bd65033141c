"""Press exports are recognised, split into the articles that were written, and doubts are told."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import dispatch
from annotator.formats.bundles import separators
from annotator.formats.bundles.cutting import cut
from annotator.formats.bundles.recognising import recognise
from annotator.formats.bundles.rules import MOST_ARTICLES, Article, Preset, Recognised, Split, SplitRules
from annotator.formats.bundles.splitting import split
from annotator.formats.text import paragraphs
from annotator.model.documents import BlockKind, ReadLayer, Role
from annotator.model.errors import CannotRead
from tests.formats import bundle_builders
from tests.formats.bundle_builders import Story, stories

Layout = tuple[str, Callable[[Sequence[Story]], bytes]]
LAYOUTS: list[Layout] = [
    ("nexis.txt", lambda some: bundle_builders.nexis_old(some).encode()),
    ("nexis.docx", bundle_builders.nexis_docx),
    ("nexis.html", bundle_builders.nexis_html),
    ("factiva.rtf", bundle_builders.factiva_rtf),
    ("factiva.html", bundle_builders.factiva_html),
    ("factiva codes.rtf", bundle_builders.factiva_codes_rtf),
    ("factiva.txt", lambda some: "\n\n".join(bundle_builders.factiva_lines(some)).encode()),
]


def layer_of(text: str) -> ReadLayer:
    return ReadLayer(Role.TEXT, "text 1", text, paragraphs(text))


def recognised(text: str) -> Recognised | None:
    return recognise(text, paragraphs(text))


def split_text(text: str, rules: SplitRules | None = None) -> Split:
    found = recognised(text)
    chosen = rules or (found.rules if found else SplitRules(Preset.NEXIS))
    marked = marked_by(text, chosen.separator) if chosen.preset is Preset.SEPARATOR else ()
    return split(text, paragraphs(text), chosen, separators=marked)


def marked_by(text: str, pattern: str) -> tuple[int, ...]:
    return separators.numbers(separators.answer(separators.request(pattern, [one.strip() for one in text.split("\n")])))


def folded(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(("name", "made"), LAYOUTS, ids=[name for name, _ in LAYOUTS])
def test_each_layout_is_split_into_the_articles_that_were_written(name: str, made: Layout) -> None:
    written = stories(12)
    layer = dispatch.read(made(written), name=name).layers[0]  # type: ignore[operator]  # a function of the layout
    found = recognise(layer.text, layer.blocks)
    assert found is not None
    assert (found.articles, found.confidence) == (12, 1.0)
    assert found.rules.preset is (Preset.NEXIS if "nexis" in name else Preset.FACTIVA)
    result = split(layer.text, layer.blocks, found.rules)
    assert result.doubts == ()
    assert len(result.articles) == 12
    for article, story in zip(result.articles, written, strict=True):
        text = layer.text[article.start : article.end]
        assert article.doubts == ()
        assert article.title == story.title
        assert (article.metadata["outlet"], article.metadata["date"]) == (story.outlet, story.iso)
        assert article.metadata.get("author", "") == story.author
        assert article.metadata["language"] == "en"
        assert folded(text).removeprefix("HD ").startswith(story.title)
        assert folded(text).endswith(story.paragraphs[-1].split()[-1])
        assert all(folded(paragraph) in folded(text) for paragraph in story.paragraphs)
        assert article.words == story.words or "codes" in name, "its own text alone is counted"


def test_an_article_is_cut_out_with_its_blocks() -> None:
    layer = dispatch.read(bundle_builders.nexis_docx(stories(5)), name="x.docx").layers[0]
    article = split(layer.text, layer.blocks, SplitRules(Preset.NEXIS)).articles[2]
    made = cut(layer, article.start, article.end)
    assert made.text == layer.text[article.start : article.end]
    assert made.blocks[0].kind is BlockKind.HEADING
    assert made.text[made.blocks[0].start : made.blocks[0].end] == article.title
    assert [made.text[one.start : one.end] for one in made.blocks] == made.text.split("\n")


def test_tables_of_a_cut_are_counted_anew_and_blocks_are_cut_with_it() -> None:
    layer = dispatch.read(bundle_builders.factiva_codes_rtf(stories(3)), name="x.rtf").layers[0]
    articles = split(layer.text, layer.blocks, SplitRules(Preset.FACTIVA)).articles
    tables = [{block.table for block in cut(layer, one.start, one.end).blocks if block.table} for one in articles]
    assert tables[0] == tables[1] == tables[2]
    assert min(tables[0]) == 1
    wrapped = layer_of("a line\nof words\n\nanother")
    assert [(one.start, one.end) for one in cut(wrapped, 2, 20).blocks] == [(0, 4), (5, 13), (15, 18)]


def test_what_stands_around_articles_can_be_kept() -> None:
    text = bundle_builders.nexis_old(stories(3))
    kept = split_text(text, SplitRules(Preset.NEXIS, trim=False)).articles[0]
    shown = text[kept.start : kept.end]
    assert shown.startswith("Courier of the North")
    assert shown.endswith("All Rights Reserved")


def test_german_and_french_exports_are_read() -> None:
    german = "".join(
        f"\n\n              {k} von 3 DOKUMENTEN\n\n           Der Bote\n\n      Dienstag, {k}. März 2018\n\n"
        f"Behörde prüft Datenhändler Nummer {k}\n\nAUTOR: Jörg Weiß\n\nRUBRIK: Politik; S. 3\n\nLÄNGE: 9 Wörter\n\n"
        f"Die Behörde prüft den Händler seit dem Montag {k}.\n\nSPRACHE: GERMAN; DEUTSCH\n\nUPDATE: 4. März 2018\n"
        for k in (1, 2, 3)
    )
    article = split_text(german).articles[1]
    assert article.title == "Behörde prüft Datenhändler Nummer 2"
    assert article.metadata["date"] == "2018-03-02"
    assert (article.metadata["author"], article.metadata["outlet"]) == ("Jörg Weiß", "Der Bote")
    french = "\n".join(
        f"Le régulateur ouvre une enquête numéro {k}\nPar Anne Lévy\n120 mots\n{k} août 2018\nLe Messager\nLEMES\n"
        f"Français\n(c) 2018. Tous droits réservés.\nLe texte de l’article {k} commence ici.\n"
        f"Document LEMES00020180801ee81000{k}" for k in (1, 2, 3)
    )  # fmt: skip
    found = split_text(french).articles[2]
    assert (found.title, found.metadata["author"]) == ("Le régulateur ouvre une enquête numéro 3", "Anne Lévy")
    assert (found.metadata["date"], found.metadata["language"]) == ("2018-08-03", "fr")


def test_editions_wrapped_headlines_and_lines_under_them_are_told_apart() -> None:
    article = one_article(
        "The Herald\n\nMay 3, 2019 Friday\nLondon First Edition\n\nA headline that is so long that it\n"
        "goes on in the next line\n\nAnd a line under it\n\nBYLINE: By Ada Clerk\n\nLENGTH: 4 words"
    )
    assert article.title == "A headline that is so long that it goes on in the next line"
    assert article.metadata["edition"] == "London First Edition"
    assert (article.metadata["author"], article.metadata["date"]) == ("Ada Clerk", "2019-05-03")
    assert article.doubts == ()


def test_blanks_that_do_not_break_and_marks_in_capitals_are_read() -> None:
    lines = [line.replace(": ", ":\u00a0").replace("Document ", "Document\u00a0")
             for line in bundle_builders.factiva_lines(stories(3))]  # fmt: skip
    assert [one.doubts for one in split_text("\n\n".join(lines)).articles] == [()] * 3
    text = "\n".join(text.replace(": ", ":\u00a0") for _, text in bundle_builders.nexis_new_lines(stories(3)))
    articles = split_text(text.replace("End of Document", "END OF DOCUMENT"), SplitRules(Preset.NEXIS)).articles
    assert [(one.title, one.doubts) for one in articles] == [(story.title, ()) for story in stories(3)]


def own_bundle(count: int, *, rule: str = "==========", dated: bool = True) -> str:
    parts = [
        f"Headline {k}\nSource: The Herald\n{f'Date: {k} May 2019' if dated else ''}\n\nText of {k}."
        for k in range(1, count + 1)
    ]
    return f"\n{rule}\n".join(parts)


def test_a_line_of_signs_parts_articles_with_dates() -> None:
    found = recognised(own_bundle(4))
    assert found is not None
    assert (found.rules.preset, found.articles) == (Preset.SEPARATOR, 4)
    articles = split_text(own_bundle(4)).articles
    assert [one.title for one in articles] == [f"Headline {k}" for k in range(1, 5)]
    assert articles[2].metadata == {"outlet": "The Herald", "date": "2019-05-03"}
    for rule in ("* * * * *", "-----", "__________", "#####"):
        one = recognised(own_bundle(4, rule=rule))
        assert one is not None and len(marked_by(own_bundle(4, rule=rule), one.rules.separator)) == 3, rule


def test_headings_with_dates_under_them_part_articles() -> None:
    text = "".join(f"# Headline {k}\n\n{k} May 2019\n\nText of {k}.\n\n## Part\n\nMore.\n\n" for k in range(1, 5))
    layer = dispatch.read(text.encode(), name="notes.md").layers[0]
    found = recognise(layer.text, layer.blocks)
    assert found is not None
    assert (found.rules.preset, found.rules.heading_level, found.articles) == (Preset.HEADINGS, 1, 4)
    articles = split(layer.text, layer.blocks, found.rules).articles
    assert [one.metadata["date"] for one in articles] == [f"2019-05-0{k}" for k in range(1, 5)]
    assert articles[3].doubts == ("no outlet found",)


@pytest.mark.parametrize(
    "text",
    ["A letter.\n\nIt says nothing of 1 of 100 DOCUMENTS in its text.\n", own_bundle(4, dated=False), own_bundle(2),
     "Document of the ministry\nDocument of the parliament\nDocument of the firm\n", "", "x" * 5_000,
     "1 of 1 DOCUMENTS\nonly one\n", "# Part\n\n# Part\n\n# Part\n"],
)  # fmt: skip
def test_ordinary_documents_are_no_bundles(text: str) -> None:
    assert recognised(text) is None


def one_article(head: str) -> Article:
    second = "2 of 2 DOCUMENTS\n\nB\n\n3 May 2019\n\nT\n\nLENGTH: 1 words\n\nX\n"
    return split_text(f"1 of 2 DOCUMENTS\n\n{head}\n\nThe text of it.\n\n{second}").articles[0]


def test_what_is_not_sure_is_told_and_kept_as_written() -> None:
    assert one_article("The Herald\n\nHeadline\n\nLENGTH: 4 words").doubts == ("no date found",)
    spring = one_article("The Herald\n\nMay 3, 2019\n\nHeadline\n\nLENGTH: 900 words")
    assert spring.doubts == ("900 words are announced, 4 are there",)
    unsure = "Herald\nDate: 3/4/2018\n\nText.\n=====\nTwo\n3 May 2019\n\nText.\n=====\nThree\n4 May 2019\n\nText."
    article = split_text(unsure, SplitRules(Preset.SEPARATOR, separator="=+")).articles[0]
    assert article.metadata["date"] == "3/4/2018"
    assert "the date “3/4/2018” is not sure, and kept as it is written" in article.doubts


def test_labels_can_be_added_and_taken_away() -> None:
    text = own_bundle(4).replace("Source:", "Blatt:")
    rules = SplitRules(Preset.SEPARATOR, separator="=+")
    assert "no outlet found" in split_text(text, rules).articles[0].doubts
    wider = rules.with_labels("outlet", ["Blatt:", "  "])
    assert wider.labels_of("outlet") == ("blatt",)
    assert split_text(text, wider).articles[0].metadata["outlet"] == "The Herald"


def test_the_labels_of_an_article_s_own_text_are_its_text() -> None:
    text = own_bundle(3) + "\n" + "\n".join(f"Sentence {k} of the text." for k in range(20)) + "\nSource: the ministry"
    article = split_text(text).articles[2]
    assert article.metadata["outlet"] == "The Herald"
    assert text[article.start : article.end].endswith("Source: the ministry")


def test_numbers_that_do_not_count_up_part_nothing() -> None:
    text = bundle_builders.nexis_old(stories(4)).replace("in case 2-1.", "in case 2-1.\n\n1 of 4 DOCUMENTS\n\n")
    assert len(split_text(text).articles) == 4


def test_a_file_without_articles_says_so() -> None:
    for preset in Preset:
        result = split("nothing of that sort\n", (), SplitRules(preset))
        assert result == Split((), ("no article found by these rules",))


def test_too_many_articles_are_refused_with_the_limit() -> None:
    text = "\n".join(f"Document HERA00020180403ee4300{k:06}" for k in range(100_000))
    with pytest.raises(CannotRead, match=rf"100,000 documents; {MOST_ARTICLES:,} is the most"):
        split(text, (), SplitRules(Preset.FACTIVA))
    with pytest.raises(CannotRead, match="is the most"):
        split("x\n=\n" * 100_000, (), SplitRules(Preset.SEPARATOR), separators=range(1, 200_000, 2))


def test_a_line_of_fifty_megabytes_is_looked_at_once() -> None:
    line = "word of DOCUMENTS and DOCUMENTS " * 1_600_000
    assert recognise(line, ()) is None
    article = split(f"{line}\n=====\nTwo\n", (), SplitRules(Preset.SEPARATOR), separators=[1]).articles[0]
    assert len(article.title) <= 1_000
    assert article.end == len(line.rstrip()) or article.end == len(line)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [("", "Say what a line"), ("(", "no regular expression"), ("x" * 600, "longer than 500"), (".*", "empty line")],
)
def test_a_separator_that_makes_no_sense_is_told(pattern: str, why: str) -> None:
    with pytest.raises(CannotRead, match=why):
        marked_by("a\n\nb", pattern)


_SHARDS = (
    "", "", "1 of 3 DOCUMENTS", "2 of 3 DOCUMENTS", "3 of 3 DOCUMENTS", "End of Document", "Body", "Classification",
    "The Herald", "May 3, 2019 Friday", "3/4/2018", "LENGTH: 9,999,999,999,999 words", "BYLINE:", "By", "Section: ;",
    "Copyright 2019", "All Rights Reserved", "812 words", "HERA", "English", "Page 3",
    "Document HERA00020180403ee430012", "HD\tA headline", "PD\t3 May 2019", "SN\tHerald", "TD", "LP\tText", "=====",
    "AN\tDocument HERA00020180403ee430012",
    "Date and Time: 3 May 2019", "Documents (3)", "1. A headline", "Some text of it, with many words.", "\u2028",
    "\x0c",
    "Language: GERMAN", "Date: nonsense", "Title:", "x" * 5_000,
)  # fmt: skip


@given(st.lists(st.sampled_from(_SHARDS), max_size=40), st.sampled_from(Preset), st.booleans())
def test_whatever_the_lines_are_articles_stand_in_order_and_within_the_text(
    shards: list[str], preset: Preset, trim: bool
) -> None:
    text = "\n".join(shards)
    layer = layer_of(text)
    recognise(text, layer.blocks)
    marked = [place for place, line in enumerate(shards) if line == "====="]
    result = split(text, layer.blocks, SplitRules(preset, trim=trim), separators=marked)
    after = 0
    for article in result.articles:
        assert after <= article.start < article.end <= len(text)
        assert article.title and all(article.metadata.values())
        assert text[article.start : article.end].strip() == text[article.start : article.end]
        made = cut(layer, article.start, article.end)
        assert all(0 <= one.start < one.end <= len(made.text) for one in made.blocks)
        after = article.end
