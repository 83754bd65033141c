"""What a person set for themselves on this machine: who they are, their recent projects, how the window looks.

One JSON file in the platform's configuration folder, or in the folder that the environment variable `ANNOTATOR_HOME`
names. It is replaced as a whole, so that several running programs never leave half a file: the last one to save wins.
A damaged file is renamed aside and the person keeps their identity wherever it can still be read in it.
"""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import re
import secrets
import tempfile
import time
import unicodedata
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, TypeVar

APPLICATION = "annotator"
HOME_VARIABLE = "ANNOTATOR_HOME"
RECENT_AT_MOST = 12
TEXT_SIZES = (8.0, 48.0)          # points
INTERFACE_SCALES = (1.0, 3.0)     # of the system's size
# Dark enough for white initials on a disc; which of them is first means nothing.
COLOURS = ("#0A7D60", "#9A3F7E", "#2F5FB3", "#A65A0B", "#6B4FB3", "#B23A48", "#3C7A2E", "#4A6572")

_Value = TypeVar("_Value")


class Theme(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class KnownCoder(NamedTuple):
    """A coder other than this person whom this copy of the program has acted for. The id as 32 hex digits."""

    id: str
    initials: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who acts: as much as a project needs to know of a coder. `id` has 16 bytes, `colour` is "#RRGGBB"."""

    id: bytes
    name: str
    initials: str
    colour: str


@dataclass(frozen=True, slots=True)
class Settings:
    """All that is set. `extra` holds keys of the file that this version does not know, so that they stay in it."""

    coder_id: str                       # 32 hex digits, random, made once
    coder_name: str
    initials: str
    coder_colour: str
    recent: tuple[str, ...] = ()        # paths of projects, newest first, at most RECENT_AT_MOST
    theme: Theme = Theme.SYSTEM
    text_size: float = 13.0             # points, of the text that is read
    interface_scale: float = 1.0
    known_coders: Mapping[str, KnownCoder] = field(default_factory=dict)
    window: str = ""                    # geometry and layout of the window, base64
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of commands, by id, where they were changed
    extra: Mapping[str, object] = field(default_factory=dict)


def load() -> Settings:
    """The settings of this person; at the first start, and after damage, new ones, saved at once.

    Values that make no sense are replaced by their defaults, one by one. Where the folder cannot be written the
    settings live as long as the program.
    """
    path = _file()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return _first(path, _fresh())
    except UnicodeDecodeError:
        text = ""
    except OSError:  # it is there but cannot be read now: leave it as it is
        return _fresh()
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        read = None
    if isinstance(read, dict):
        settings = _from_json(read)
        return settings if read.get("coder_id") == settings.coder_id else _kept(settings)
    salvaged = _salvaged(path)
    with contextlib.suppress(OSError):
        path.replace(path.with_name(f"{path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}"))
    return _first(path, _from_json({"coder_id": salvaged}))


def save(settings: Settings) -> None:
    """Replaces the file as a whole. Raises OSError where the folder cannot be written; the old file is then intact."""
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    written = _write_beside(path, settings)
    try:
        Path(written).replace(path)
    except OSError:
        Path(written).unlink(missing_ok=True)
        raise


def identity(settings: Settings, name: str | None = None) -> Identity:
    """Who acts under that name; without a name, or with their own, the person of the settings.

    A name that the settings do not know gets a new random id each time: `remember` it, so that it stays the same.
    """
    if name is None or not name.strip() or _folded(name) == _folded(settings.coder_name):
        return Identity(bytes.fromhex(settings.coder_id), settings.coder_name, settings.initials, settings.coder_colour)
    for known, coder in settings.known_coders.items():
        if _folded(known) == _folded(name):
            return Identity(bytes.fromhex(coder.id), known, coder.initials, colour_of(coder.id))
    new = _random_id()
    return Identity(bytes.fromhex(new), _tidy(name), initials_of(name), colour_of(new))


def remember(settings: Settings, who: Identity) -> Settings:
    """The settings knowing that coder by name; unchanged if that is the person of the settings."""
    if who.id.hex() == settings.coder_id:
        return settings
    known = {name: coder for name, coder in settings.known_coders.items() if _folded(name) != _folded(who.name)}
    return replace(settings, known_coders={**known, who.name: KnownCoder(who.id.hex(), who.initials)})


def with_recent(settings: Settings, project: Path) -> Settings:
    """The settings with that project as the newest of the recent ones."""
    newest = str(project.absolute())
    return replace(settings, recent=(newest, *(path for path in settings.recent if path != newest))[:RECENT_AT_MOST])


def initials_of(name: str) -> str:
    """First letters of the first and the last word, "Mira Kovač" to "MK"; of one word its first two letters."""
    words = [word for word in re.split(r"[\W_]+", _tidy(name)) if word]
    if not words:
        return "?"
    found = words[0][:2] if len(words) == 1 else words[0][0] + words[-1][0]
    return "".join(letter.upper() if len(letter.upper()) == 1 else letter for letter in found)


def colour_of(coder_id: str) -> str:
    """The colour of a coder who chose none: always the same for the same id (hex digits)."""
    return COLOURS[zlib.crc32(coder_id.encode()) % len(COLOURS)]


def data_folder() -> Path:
    """Where this person's copy of the sample project and other data of theirs lie."""
    return _folder(data=True)


def backup_folder(project_id: bytes) -> Path:
    """Where backups of the project of that id go: in the person's data folder, never beside the project.

    Whoever writes there makes it.
    """
    return _folder(data=True) / "backups" / project_id.hex()


def _folder(*, data: bool = False) -> Path:
    home = os.environ.get(HOME_VARIABLE)
    if home:
        return Path(home).expanduser().absolute()
    import platformdirs  # here, since a program that is told its home does not need it

    if data:
        return platformdirs.user_data_path(APPLICATION, appauthor=False)
    return platformdirs.user_config_path(APPLICATION, appauthor=False)


def _file() -> Path:
    return (_folder() / "settings.json").resolve()  # so that a link to a file kept elsewhere stays a link


def _fresh() -> Settings:
    return _from_json({})


def _random_id() -> str:
    return secrets.token_hex(16)


def _login_name() -> str:
    try:
        return _tidy(getpass.getuser()) or "Coder"
    except (OSError, KeyError, ImportError):  # no such person in the system's list, as in some containers
        return "Coder"


def _tidy(name: str) -> str:
    """A name as it is kept: composed, without control characters, single blanks, at most 100 characters."""
    plain = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in unicodedata.normalize("NFC", name))
    return " ".join(plain.split())[:100].strip()


def _folded(name: str) -> str:
    return _tidy(name).casefold()


def _first(path: Path, settings: Settings) -> Settings:
    """Saves the first settings unless another program was quicker: then that one's hold, and nobody has two ids."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        written = _write_beside(path, settings)
    except OSError:
        return settings
    try:
        os.link(written, path)
    except FileExistsError:
        return load()
    except OSError:  # a file system without links
        with contextlib.suppress(OSError):
            Path(written).replace(path)
    finally:
        Path(written).unlink(missing_ok=True)
    return settings


def _kept(settings: Settings) -> Settings:
    """Settings whose identity had to be made anew, saved so that it stays."""
    with contextlib.suppress(OSError):
        save(settings)
    return settings


def _write_beside(path: Path, settings: Settings) -> str:
    """The settings in a file of their own in the same folder, complete and on the disk; its path."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(_to_json(settings), file, ensure_ascii=True, indent=1)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return name


def _to_json(settings: Settings) -> dict[str, object]:
    return {
        "coder_id": settings.coder_id,  # first, so that it survives in a file that was cut short
        "coder_name": settings.coder_name,
        "initials": settings.initials,
        "coder_colour": settings.coder_colour,
        "recent": list(settings.recent),
        "theme": settings.theme.value,
        "text_size": settings.text_size,
        "interface_scale": settings.interface_scale,
        "known_coders": {name: coder._asdict() for name, coder in settings.known_coders.items()},
        "window": settings.window,
        "keys": {command: list(keys) for command, keys in settings.keys.items()},
        **{key: value for key, value in settings.extra.items() if key not in _KEYS},
    }


def _from_json(read: Mapping[str, object]) -> Settings:
    """Settings from whatever the file holds, each value checked by itself."""
    coder_id = _id_in(read.get("coder_id")) or _random_id()
    name = _tidy(_as(str, read.get("coder_name"), "")) or _login_name()
    recent = [path for path in _as(list, read.get("recent"), []) if isinstance(path, str) and path]
    theme = _as(str, read.get("theme"), "")
    return Settings(
        coder_id=coder_id,
        coder_name=name,
        initials=_tidy(_as(str, read.get("initials"), ""))[:4] or initials_of(name),
        coder_colour=_colour_in(read.get("coder_colour")) or colour_of(coder_id),
        recent=tuple(dict.fromkeys(recent))[:RECENT_AT_MOST],
        theme=Theme(theme) if theme in set(Theme) else Theme.SYSTEM,
        text_size=_number_in(read.get("text_size"), TEXT_SIZES, 13.0),
        interface_scale=_number_in(read.get("interface_scale"), INTERFACE_SCALES, 1.0),
        known_coders=_known_in(read.get("known_coders")),
        window=_as(str, read.get("window"), ""),
        keys=_keys_in(read.get("keys")),
        extra={key: value for key, value in read.items() if key not in _KEYS},
    )


_KEYS = frozenset(Settings.__dataclass_fields__) - {"extra"}


def _as(kind: type[_Value], value: object, otherwise: _Value) -> _Value:
    return value if isinstance(value, kind) else otherwise


def _id_in(value: object) -> str | None:
    return value if isinstance(value, str) and re.fullmatch(r"[0-9a-f]{32}", value) else None


def _colour_in(value: object) -> str | None:
    return value if isinstance(value, str) and re.fullmatch(r"#[0-9A-Fa-f]{6}", value) else None


def _number_in(value: object, bounds: tuple[float, float], otherwise: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        return otherwise
    return float(min(max(value, bounds[0]), bounds[1]))


def _known_in(value: object) -> dict[str, KnownCoder]:
    found = {}
    for name, coder in _as(dict, value, {}).items():
        known = _id_in(coder.get("id")) if isinstance(coder, dict) else None
        if known and _tidy(name):
            found[_tidy(name)] = KnownCoder(known, _as(str, coder.get("initials"), "")[:4] or initials_of(name))
    return found


def _keys_in(value: object) -> dict[str, tuple[str, ...]]:
    """Ids that no command has are kept: another version may have it."""
    return {
        command: tuple(key for key in keys if isinstance(key, str) and key)
        for command, keys in _as(dict, value, {}).items()
        if isinstance(command, str) and isinstance(keys, list)
    }


def _salvaged(path: Path) -> str | None:
    """The identity in a file that is no longer JSON, so that a person does not become a stranger to their codings."""
    try:
        found = re.search(rb'"coder_id":\s*"([0-9a-f]{32})"', path.read_bytes())
    except OSError:
        return None
    return found[1].decode() if found else None
