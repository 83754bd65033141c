"""Which reader reads a file: by its suffix, and by whether its bytes are what the suffix says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from annotator.formats import limits
from annotator.formats.bundles import separators
from annotator.model.documents import Reading
from annotator.model.errors import CannotRead

TEXT = frozenset({".txt", ".text"})
MARKDOWN = frozenset({".md", ".markdown"})
HTML = frozenset({".html", ".htm", ".xhtml"})
MHTML = frozenset({".mhtml", ".mht"})
WORD = frozenset({".docx"})
PDF = frozenset({".pdf"})
RTF = frozenset({".rtf"})
SUPPORTED = TEXT | MARKDOWN | HTML | MHTML | WORD | PDF | RTF

_REMEDIES = {
    ".doc": "This is a document of an old Word. Open it in Word or LibreOffice and save it as .docx.",
    ".docm": "This is a Word document with macros. Save it as .docx, without them.",
    ".odt": "OpenDocument texts cannot be read yet. Save it as .docx.",
    ".epub": "E-books cannot be read yet. Save its chapters as web pages (.html) or as .docx.",
    ".webarchive": "Web archives of Safari cannot be read yet. Save the page as .html, or print it as .pdf.",
}
_SIGNATURES = (  # first bytes, what it is, the suffixes under which it is read
    (b"%PDF-", "a PDF", PDF),
    (b"{\\rtf", "an RTF text", RTF),
    (b"PK\x03\x04", "a zip archive or an Office document", WORD),
    (b"PK\x05\x06", "an empty zip archive", frozenset[str]()),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of an old Office, or an encrypted one", WORD),
    (b"\x89PNG\r\n\x1a\n", "a picture", frozenset[str]()),
    (b"\xff\xd8\xff", "a picture", frozenset[str]()),
    (b"GIF87a", "a picture", frozenset[str]()),
    (b"GIF89a", "a picture", frozenset[str]()),
    (b"\x1f\x8b\x08", "a compressed archive", frozenset[str]()),
    (b"7z\xbc\xaf\x27\x1c", "a compressed archive", frozenset[str]()),
    (b"Rar!\x1a\x07", "a compressed archive", frozenset[str]()),
    (b"\x7fELF", "a program", frozenset[str]()),
    (b"MZ\x90\x00", "a program", frozenset[str]()),
    (b"SQLite format 3\x00", "a database", frozenset[str]()),
    (b"bplist00", "a web archive of Safari", frozenset[str]()),
    (b"OggS", "a sound file", frozenset[str]()),
    (b"ID3", "a sound file", frozenset[str]()),
)


def can_read(name: str) -> bool:
    """Whether files with such a name are read at all; what is in them is seen when they are."""
    return suffix_of(name) in SUPPORTED


def suffix_of(name: str) -> str:
    """The suffix of a file's name in small letters, with its dot."""
    return PurePath(name).suffix.lower()


def read(data: bytes, *, name: str, passwords: Sequence[str] = ()) -> Reading:
    """The Reading of a file. For the child process: the parsers of foreign files run in this very process.

    CannotRead if the format is not known, if the bytes are not what the name says, or if its reader refuses them;
    NeedsPassword if it is encrypted and none of the passwords opens it.
    """
    if name == separators.REQUEST:
        return separators.answer(data)
    suffix = suffix_of(name)
    if suffix not in SUPPORTED:
        raise CannotRead(_REMEDIES.get(suffix) or _not_known(suffix))
    if not data:
        raise CannotRead("The file is empty.")
    if len(data) > limits.LARGEST_FILE:
        raise CannotRead("The file is too large. Split it into smaller ones.")
    _check_signature(data, suffix)
    # each reader brings heavy libraries: only the one that is needed is imported
    if suffix in PDF:
        from annotator.formats.pdf import reading as pdf

        return pdf.read(data, name=name, passwords=passwords)
    if suffix in WORD:
        from annotator.formats import word

        return word.read(data, name=name)
    if suffix in HTML | MHTML:
        from annotator.formats import html, mhtml

        if suffix in MHTML or mhtml.is_mhtml(data):
            return mhtml.read(data, name=name)
        return html.read(data, name=name)
    if suffix in RTF:
        from annotator.formats import rtf

        return rtf.read(data, name=name)
    if suffix in MARKDOWN:
        from annotator.formats import markdown

        return markdown.read(data, name=name)
    from annotator.formats import text

    return text.read(data, name=name)


def _not_known(suffix: str) -> str:
    known = "text, Markdown, saved web pages, .docx, .rtf and .pdf"
    if not suffix:
        return f"The file's name has no suffix, so its format is not known. Documents can be {known}."
    return f"Files of the kind {suffix} cannot be read. Documents can be {known}."


def _check_signature(data: bytes, suffix: str) -> None:
    for first, what, suffixes in _SIGNATURES:
        if not data.startswith(first) or suffix in suffixes:
            continue
        if suffixes:
            right = min(suffixes)
            raise CannotRead(f"The file is {what}, not what {suffix} says. If so, rename it to end in {right}.")
        raise CannotRead(f"The file is {what}, not what {suffix} says.")
