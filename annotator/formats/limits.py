"""How much a foreign file may cost before it is refused: every limit of the readers, in one place."""

from __future__ import annotations

MEGABYTE = 1 << 20

LARGEST_FILE = 256 * MEGABYTE  # bytes of a document; beyond it the child would not have room to work
MEMORY = 1 << 30  # bytes of address space of the child
DEADLINE = 60.0  # seconds for a file, whatever its size
DEADLINE_PER_MEGABYTE = 1.0  # further seconds for each started megabyte

LARGEST_HEAD = 32 * MEGABYTE  # bytes of the JSON before an answer of the child
LARGEST_ANSWER = 512 * MEGABYTE  # bytes of text, blocks and boxes in an answer
MOST_BLOCKS = 400_000  # of one layer; shorter lines than that allows are joined
MOST_MARKS = 2_000_000  # of one layer
MOST_PAGES = 100_000
MOST_LAYERS = 8
MOST_ITEMS = 20_000  # memos, losses, metadata keys of one document
LONGEST_NAME = 1_000  # code points of a title, a metadata key, a sign, an author
LONGEST_VALUE = 20_000  # code points of a metadata value
LONGEST_TARGET = 4_000  # code points of a link's address; longer ones are no links for people
MOST_EXAMPLES = 20  # of one loss
LONGEST_EXAMPLE = 200  # code points

MOST_ENTRIES = 10_000  # of a zip archive
LARGEST_RATIO = 200  # unpacked to packed bytes, once more than LARGEST_UNPACKED came out
LARGEST_UNPACKED = 100 * MEGABYTE
LARGEST_PART = 20 * MEGABYTE  # bytes of one XML part; mammoth needs some 30 times as much memory, 2 s a MB
DEEPEST_XML = 256  # elements within each other

DEEPEST_HTML = 200  # elements within each other, where a page has more than the parser stands
MOST_TAGS_WITH_METHODS = 300_000  # "<" in a page up to which its elements are lxml.html's
LARGEST_FOR_ARTICLE = 2_000_000  # characters of text up to which trafilatura finds the article
MOST_ELEMENTS_FOR_ARTICLE = 40_000
MOST_ELEMENTS_FOR_ANY_ARTICLE = 300_000  # beyond it the page comes in as a whole
SECONDS_FOR_ARTICLE = 20.0  # after which the simpler rule takes over

LARGEST_MARKDOWN = 4 * MEGABYTE  # characters read as Markdown; a longer text comes in as it is written


def deadline(size: int, *, seconds: float = DEADLINE, per_megabyte: float = DEADLINE_PER_MEGABYTE) -> float:
    """Seconds that reading a file of `size` bytes may take."""
    return seconds + per_megabyte * -(-size // MEGABYTE)
