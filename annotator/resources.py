"""Where the data that travels with the program lies: the sample project's documents, its codings, the icons.

In a checkout that is `resources/` beside the package, in an installed wheel `annotator/_resources`, in a frozen
program `resources/` in the folder that its starter unpacked.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

CODINGS = "codings.json"


@cache
def folder() -> Path:
    """The folder of the data. Raises FileNotFoundError where the program is not installed whole."""
    package = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    places = [Path(frozen) / "resources"] if frozen else [package / "_resources", package.parent / "resources"]
    for place in places:
        if (place / "sample" / CODINGS).is_file():
            return place
    raise FileNotFoundError(f"the program's own data is in none of {', '.join(map(str, places))}")


def sample_files() -> tuple[Path, ...]:
    """The documents of the sample project, by file name."""
    return tuple(
        sorted(path for path in (folder() / "sample").iterdir() if path.name[0] != "." and path.name != CODINGS)
    )


def sample_codings() -> dict[str, Any]:
    """What the sample project's coders did: `cases`, `coders` and `codings`, each a list of plain objects.

    A coding has `document` (a file name of `sample_files`), `quote` (once in the text of that document's first layer),
    `code` (an id of the built-in codebook `tech-military`), `coder` (a name of `coders`), and, where they are set,
    `cases`, `stance`, `memo` and values by field id.
    """
    read: dict[str, Any] = json.loads((folder() / "sample" / CODINGS).read_text(encoding="utf-8"))
    return read


def icon(name: str) -> Path:
    """The SVG drawing of that name: app, or one of those that annotator/ui/icons.py names.

    Raises FileNotFoundError for another name.
    """
    path = folder() / "icons" / f"{name}.svg"
    if not path.is_file():
        raise FileNotFoundError(f"there is no icon named {name}")
    return path
