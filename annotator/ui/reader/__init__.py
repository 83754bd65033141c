"""The article view: shows a layer's text with its codings, and is read, selected in and coded in by keyboard or mouse.

All positions are code points of the layer's text, ranges half open. Blocks are those of `annotator.model.documents`,
their marks count in the layer's text too.

    from annotator.ui.reader import ArticleView, LayerText, ShownCoding, look_of, LIGHT, DARK

    text = LayerText(content.text, content.blocks)     # once for each layer; immutable, may be made in a worker
    view = ArticleView()
    view.show_layer(text, codings)                     # codings: Iterable[ShownCoding]
    settle_after_opening()                             # of `memory`: the caller's garbage-collector manners

A `ShownCoding(id, start, end, name, look, case_numbers="", contradicts=False, initials="", dimmed=False,
marked=False)` has the look of its code: `look_of(colour or None, number)`, where the number counts the codes in the
codebook's order.

What is shown: `add_coding(coding)`, `change_coding(coding)`, `remove_coding(id)`, `set_codings_bulk(codings)`,
`choose_coding(id or None)` and `chosen`, `set_hits(ranges, current)`, `set_current_hit(range or None)`,
`set_theme(LIGHT or DARK)` and `theme`,
`set_neutral(bool)`, `set_zoom(points)` and `zoom`, `set_scale(times)`.
The passage: `select(start, end)`, `selection` (`anchor`, `caret`, `start`, `end`, `empty`), `selected_text()`,
`copy()`, `select_all()`, `codings_at_cursor()` (shortest first), `selection_area()` (viewport pixels, to open a picker
beside it), `cursor_of_reading` (steps of the reading cursor; for `coding_edge_moved` of
`annotator.model.reading_cursor`, which answers Alt+Shift+arrows).
Moving: `go_to(position)`, `show_range(start, end)` (as little as needed), `scroll_by(pixels)`; `stand` is where the
reader is, selection and scroll, and `stand_at(stand)` comes back to it. `link_at(position)` is the address of a link.

Signals: `selection_changed(start, end)`, `coding_activated(id)` (a click on a name or bracket of the margin),
`coding_hovered(id or None)`, `coding_resized(id, start, end)` (an edge of the chosen coding was dragged; the view
shows the change when it is told of it with `change_coding`), `link_asked(address)` (Ctrl and click),
`walk_codings(1 or -1)` (Tab, Shift+Tab), `zoom_changed(points)`.

Keys: arrows, Home, End, the page keys, Ctrl+A and Ctrl+C are the view's own, Tab is a signal; letters, digits, Space,
punctuation, Enter, Escape, function keys and Alt+Shift+arrows go up to the window's commands.

Finding: `find_in_text` and `passages_typed` in `annotator.ui.reader.find` are generators free of Qt, run in slices.
"""

from annotator.model.layer_text import LayerText
from annotator.model.reading_cursor import Selection
from annotator.ui.reader.memory import release_after_closing, settle_after_opening
from annotator.ui.reader.palette import DARK, LIGHT, Look, Theme, look_of, swatch_of
from annotator.ui.reader.shown import ShownCoding
from annotator.ui.reader.view import ArticleView

__all__ = [
    "DARK", "LIGHT", "ArticleView", "LayerText", "Look", "Selection", "ShownCoding", "Theme", "look_of",
    "release_after_closing", "settle_after_opening", "swatch_of",
]
