"""Documents and their layers: what a reader of a format hands over, and what a project gives back.

All positions are code points into the layer's text, ranges are half open. The text has LF line ends, no BOM, no NUL
and no lone surrogate, and is otherwise as extracted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from annotator.model.ids import CaseId, CoderId, DocumentId, LayerId


class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    ROW = "row"  # of a table; its cells are parted by TAB in the text
    PICTURE = "picture"  # its text is the caption or the alternative text


class MarkKind(StrEnum):
    BOLD = "bold"
    ITALIC = "italic"
    CODE = "code"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Mark:
    """How a stretch of a block looks; a link has its address as target."""

    start: int
    end: int
    kind: MarkKind
    target: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a layer, [start, end) without the line ends around it.

    Blocks stand in order and do not overlap; what lies between two is white space (line ends) alone.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0  # of a heading 1 to 6; of an item its depth from 1; else 0
    sign: str = ""  # the list sign shown before an item, such as "•" or "3."; not part of the text
    table: int = 0  # which table of the layer a row belongs to, from 1
    heading_row: bool = False
    marks: tuple[Mark, ...] = ()


class Role(StrEnum):
    """What a layer holds of its document; several layers of one role in one document are a conflict."""

    TEXT = "text"  # the whole of it, as text, Markdown, docx give it
    ARTICLE = "article"  # of a saved web page: the article alone
    PAGE = "page"  # of a saved web page: the whole page
    PAGES = "pages"  # of a PDF: its pages
    RECOGNISED = "recognised"


@dataclass(frozen=True, slots=True)
class PageLayout:
    """A page of a paged layer; its text is text[start : start + length].

    Sizes in points of the page as shown (after rotation, inside the crop box); boxes in `unit` points.
    """

    start: int
    length: int
    width: float
    height: float
    rotation: int  # 0, 90, 180, 270, as it stood in the file
    unit: float  # points per unit of the packed boxes
    label: str = ""  # the page's own number, where the file names one
    unreadable: float = 0.0  # share of glyphs without a usable code point; over 0.3 the page's text is noise


@dataclass(frozen=True, slots=True)
class ReadLayer:
    """A layer as a reader of a format made it. `boxes` holds, for each page, the packed glyph boxes."""

    role: Role
    extractor: str  # name and version, "text 1"
    text: str
    blocks: tuple[Block, ...]
    pages: tuple[PageLayout, ...] = ()
    boxes: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadMemo:
    """A note that a document brings with it, such as a comment of a docx."""

    text: str
    author: str = ""
    date: str = ""  # ISO 8601, as precise as the source is


@dataclass(frozen=True, slots=True)
class Loss:
    """Something in a file that could not be carried over as it was."""

    kind: str  # what it was, in plain words: "tracked deletion"
    became: str  # "carried otherwise", "left out"
    count: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader of a format makes of one file. The first layer is the one shown at first."""

    title: str
    media_type: str
    layers: tuple[ReadLayer, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)  # author, outlet, date, url, accessed, language ...
    memos: tuple[ReadMemo, ...] = ()
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True)
class Layer:
    """A frozen text of a document, as the project knows it, without the text itself."""

    id: LayerId
    document: DocumentId
    role: Role
    extractor: str
    sha256: bytes  # of the exact UTF-8 text
    characters: int
    pages: int  # 0 where it has none


@dataclass(frozen=True, slots=True)
class LayerContent:
    """A layer with its text, blocks and pages."""

    layer: Layer
    text: str
    blocks: tuple[Block, ...]
    pages: tuple[PageLayout, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A source as it was imported."""

    id: DocumentId
    title: str
    file_name: str
    media_type: str
    sha256: bytes  # of the original bytes
    size: int  # of them, in bytes
    metadata: Mapping[str, str]
    layers: tuple[Layer, ...]
    imported: int  # milliseconds since 1970, UTC
    imported_by: CoderId
    heads: bytes = b""
    gone: bool = False  # deleted, though codings lean on it: shown, not offered for new ones
    cases: tuple[CaseId, ...] = ()  # what it is about, which new codings in it get; of deleted cases none
    stored_cases: tuple[CaseId, ...] = ()  # as they were given to it, before joined ones stand for one another

    @property
    def layer(self) -> Layer:
        """The layer that is shown and coded unless another is chosen."""
        return self.layers[0]
