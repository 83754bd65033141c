"""The codebooks that come with the program, each a TOML file beside this one."""

from __future__ import annotations

from importlib.resources import files

from taxonomy.codes import Codebook
from taxonomy.loading import load_text

_NAMES = ("tech-military", "empty")  # said rather than listed: a frozen program need not have a folder to list


def names() -> tuple[str, ...]:
    """The built-in codebooks, in the order in which they are offered."""
    return _NAMES


def text(name: str) -> str:
    """The file of the built-in codebook. Raises KeyError for a name that `names()` does not give."""
    if name not in _NAMES:
        raise KeyError(name)
    return files("taxonomy.builtin").joinpath(f"{name}.toml").read_text(encoding="utf-8")


def load(name: str) -> Codebook:
    """The built-in codebook. Raises KeyError for a name that `names()` does not give."""
    loaded = load_text(text(name), f"{name}.toml")
    assert loaded.codebook is not None, [str(fault) for fault in loaded.faults]
    return loaded.codebook
