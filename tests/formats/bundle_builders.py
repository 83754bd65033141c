"""Makes files with many articles in the layouts of press databases. The articles are our own."""

from __future__ import annotations

import random
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from tests.formats import builders

OUTLETS = ("The Morning Herald", "Courier of the North", "Evening Post", "The Harbour Gazette")
CODES = ("MHER", "COUN", "EVPO", "HAGA")
AUTHORS = ("Ada Clerk", "Ben Okoro", "Carla Núñez", "")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_WORDS = ("regulator", "company", "records", "brokers", "the", "of", "that", "had", "kept", "sold", "for", "years",
          "ministry", "letter", "contract", "answered", "parliament", "asked", "published", "data", "café",
          "“open”")  # fmt: skip


@dataclass(frozen=True)
class Story:
    """One article as it was written."""

    number: int
    title: str
    outlet: str
    code: str
    author: str
    day: int
    month: int
    year: int
    paragraphs: tuple[str, ...]

    @property
    def iso(self) -> str:
        return f"{self.year}-{self.month:02}-{self.day:02}"

    @property
    def accession(self) -> str:
        return f"Document {self.code}0000{self.year}{self.month:02}{self.day:02}ee4300{self.number:03}"

    @property
    def words(self) -> int:
        return sum(len(paragraph.split()) for paragraph in self.paragraphs)

    @property
    def american_date(self) -> str:
        return f"{_MONTHS[self.month - 1]} {self.day}, {self.year} Tuesday"

    @property
    def british_date(self) -> str:
        return f"{self.day} {_MONTHS[self.month - 1]} {self.year}"


def story(number: int) -> Story:
    """Always the same article for one number."""
    chosen = random.Random(number)
    paragraphs = tuple(
        " ".join(chosen.choices(_WORDS, k=chosen.randint(25, 60))).capitalize() + f" in case {number}-{k}."
        for k in range(3)
    )
    which = number % 4
    return Story(
        number, f"Regulator opens inquiry number {number} into data brokers", OUTLETS[which], CODES[which],
        AUTHORS[which], 1 + number % 28, 1 + number % 12, 2015 + number % 6, paragraphs,
    )  # fmt: skip


def stories(count: int) -> tuple[Story, ...]:
    return tuple(story(number) for number in range(1, count + 1))


def nexis_old(all_stories: Sequence[Story]) -> str:
    """The text export of the older Nexis: centred outlet and date, labels in capitals, wrapped labels."""
    total = len(all_stories)
    parts = ["Print Request:   All Documents: 1-100\nResearch Information:   News, English\n   regulator AND brokers\n"]
    for one in all_stories:
        byline = f"BYLINE: {one.author}\n\n" if one.author else ""
        body = "\n\n".join(_wrapped(paragraph) for paragraph in one.paragraphs)
        parts.append(
            f"\n\n\n{one.number:>30} of {total} DOCUMENTS\n\n\n{one.outlet:>50}\n\n{one.american_date:>50}\n\n"
            f"{one.title}\n\n{byline}SECTION: NEWS; national pages and whatever else there\nis; Pg. {one.number}\n\n"
            f"LENGTH: {one.words} words\n\n{body}\n\nLOAD-DATE: {one.american_date}\n\nLANGUAGE: ENGLISH\n\n"
            f"PUBLICATION-TYPE: Newspaper\n\n\n{'Copyright ' + str(one.year) + ' ' + one.outlet:>60}\n"
            f"{'All Rights Reserved':>60}\n"
        )
    return "".join(parts)


def _wrapped(text: str, width: int = 72) -> str:
    return textwrap.fill(text, width)


def nexis_new_lines(all_stories: Sequence[Story], *, cover: bool = True) -> list[tuple[str, str]]:
    """(style, text) of the paragraphs of the newer Nexis' export."""
    lines: list[tuple[str, str]] = []
    if cover:
        lines += [("", "Date and Time: Tuesday, 3 March 2020 10:00:00 CET"), ("", "Job Number: 1234567"),
                  ("", f"Documents ({len(all_stories)})")]  # fmt: skip
        for one in all_stories:
            lines += [("", f"{one.number}. {one.title}"), ("", "Client/Matter: -None-"),
                      ("", "Search Terms: regulator AND brokers"),
                      ("", "Search Type: Terms and Connectors")]  # fmt: skip
    for one in all_stories:
        lines += [("Heading1", one.title), ("", one.outlet), ("", one.american_date), ("", ""),
                  ("", f"Copyright {one.year} {one.outlet} All Rights Reserved"), ("", "Section: NEWS; Pg. 3"),
                  ("", f"Length: {one.words} words")]  # fmt: skip
        lines += [("", f"Byline: {one.author}")] if one.author else []
        lines += [("", "Body"), *(("", paragraph) for paragraph in one.paragraphs), ("", "Graphic"),
                  ("", "Classification"), ("", "Language: ENGLISH"), ("", "Publication-Type: Newspaper"),
                  ("", "Subject: DATA PROTECTION (90%)"), ("", f"Load-Date: {one.american_date}"),
                  ("", "End of Document")]  # fmt: skip
    return lines


def nexis_docx(all_stories: Sequence[Story]) -> bytes:
    body = "".join(builders.paragraph(escape(text), style=style) for style, text in nexis_new_lines(all_stories))
    return builders.docx(body)


def nexis_html(all_stories: Sequence[Story]) -> bytes:
    parts = [f"<h1>{escape(text)}</h1>" if style else f"<p>{escape(text)}</p>"
             for style, text in nexis_new_lines(all_stories)]  # fmt: skip
    return f"<html><head><title>Export</title></head><body>{''.join(parts)}</body></html>".encode()


def factiva_lines(all_stories: Sequence[Story]) -> list[str]:
    """The paragraphs of Factiva's printed form."""
    lines: list[str] = []
    for one in all_stories:
        lines += ["News", one.title] if one.number % 3 == 0 else [one.title]
        lines += [f"By {one.author}"] if one.author else []
        lines += [f"{one.words:,} words", one.british_date, one.outlet, one.code, f"Page {one.number}", "English",
                  f"Copyright {one.year}. {one.outlet}. All rights reserved.", *one.paragraphs,
                  one.accession]  # fmt: skip
    return [*lines, "Search Summary", "Text", "regulator and brokers", "Results Found", "100", "Timestamp",
            "3 March 2020 10:00"]  # fmt: skip


def factiva_rtf(all_stories: Sequence[Story]) -> bytes:
    return rtf(factiva_lines(all_stories))


def factiva_html(all_stories: Sequence[Story]) -> bytes:
    parts = "".join(f"<p>{escape(line)}</p>" for line in factiva_lines(all_stories))
    return f"<html><head><title>Factiva</title></head><body><div>{parts}</div></body></html>".encode()


def factiva_codes_rtf(all_stories: Sequence[Story]) -> bytes:
    """Factiva with the codes of its fields, as a table."""
    rows = []
    for one in all_stories:
        cells = [("HD", one.title), ("BY", f"By {one.author}")] if one.author else [("HD", one.title)]
        cells += [("WC", f"{one.words} words"), ("PD", one.british_date), ("SN", one.outlet), ("SC", one.code),
                  ("PG", str(one.number)), ("LA", "English"), ("CY", f"Copyright {one.year}"),
                  ("LP", one.paragraphs[0]), ("TD", "\n".join(one.paragraphs[1:])),
                  ("NS", "gdatap : Data protection"),
                  ("AN", one.accession)]  # fmt: skip
        rows += [_row(code, text) for code, text in cells]
    return (r"{\rtf1\ansi\ansicpg1252 " + "".join(rows) + "}").encode("ascii")


def _row(code: str, text: str) -> str:
    return rf"\trowd\cellx900\cellx9000\intbl {code}\cell {rtf_text(text)}\cell\row\pard "


def rtf(paragraphs: Sequence[str]) -> bytes:
    return (
        r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil\fcharset0 Arial;}}"
        + "".join(rf"\pard {rtf_text(paragraph)}\par " for paragraph in paragraphs)
        + "}"
    ).encode("ascii")


def rtf_text(text: str) -> str:
    parts = []
    for letter in text:
        if letter in "\\{}":
            parts.append("\\" + letter)
        elif letter == "\n":
            parts.append(r"\par ")
        elif letter.isascii():
            parts.append(letter)
        else:
            units = letter.encode("utf-16-le")
            for at in range(0, len(units), 2):
                unit = int.from_bytes(units[at : at + 2], "little", signed=True)
                parts.append(rf"\u{unit}?")
    return "".join(parts)
