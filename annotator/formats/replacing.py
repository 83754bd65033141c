"""Files are never overwritten: the new one is written beside the old one, checked, and only then takes its place.

Whatever goes wrong (disk full, target open elsewhere, cancelled, an error in the middle), the old file is as it was and
nothing is left beside it. Should the process itself be killed, what it leaves is removed by a later export to the
same folder.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipInfo

from annotator.model.errors import CannotDo

_PREFIX, _SUFFIX = ".annotator-", ".part"
_ABANDONED = 24 * 3600  # seconds; another program may be at work on a younger one

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_NOT_THERE = {errno.ENOENT, errno.ENOTDIR}


class Unsound(Exception):
    """A check found that what was written is not what should have been written."""


@contextmanager
def replacing(target: Path, check: Callable[[Path], None] | None = None) -> Iterator[BinaryIO]:
    """A file to write to, which becomes `target` when the block ends well and vanishes otherwise.

    `check` reads the finished file before it takes the old one's place, and raises `Unsound` if it is not right. What
    the operating system refuses is raised as CannotDo; any other exception passes through.
    """
    target = _writable(target)
    beside = _beside(target)
    try:
        with _refusals(target):
            with beside.open("x+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            if check is not None:
                _checked(beside, target, check)
            if target.exists():
                shutil.copymode(target, beside)
        with _refusals(target, in_use=True):
            beside.replace(target)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


@contextmanager
def replacing_in_folder(
    folder: Path, former: Callable[[Path], Collection[str]], check: Callable[[Path], None] | None = None
) -> Iterator[Path]:
    """An empty folder to put files into, which become the files of `folder` when the block ends well.

    `former` names the files in `folder` that come from an earlier export: they go. All others stay, and one that has
    the name of a new file is a reason to refuse. Either all files are replaced or none: if one of them is open
    elsewhere, those already moved are moved back. `check` and errors as in `replacing`.
    """
    folder = Path(os.path.realpath(folder))
    if folder.exists() and not folder.is_dir():
        raise CannotDo(f"{folder.name} is a file: choose another name for the folder.")
    beside = _beside(folder)
    new, old = beside / "new", beside / "old"
    try:
        with _refusals(folder):
            beside.mkdir()
            new.mkdir()
            old.mkdir()
            yield new
            for path in new.iterdir():
                with path.open("rb+") as file:
                    os.fsync(file.fileno())
            if check is not None:
                _checked(new, folder, check)
        with _refusals(folder, in_use=True):
            if folder.exists():
                _swap(new, folder, old, former(folder))
            else:
                new.replace(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def steady_entry(name: str) -> ZipInfo:
    """An entry of a zip that is the same whenever and on whatever system it is written."""
    entry = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = ZIP_DEFLATED
    entry.create_system = 0
    entry.external_attr = 0
    return entry


def _writable(target: Path) -> Path:
    target = Path(os.path.realpath(target))  # a symbolic link stays one: what it leads to is replaced
    if target.is_dir():
        raise CannotDo(f"{target.name} is a folder: choose another name for the file.")
    if target.exists() and not os.access(target, os.W_OK):
        raise CannotDo(f"{target.name} is write-protected: choose another name, or take the protection off.")
    return target


def _beside(target: Path) -> Path:
    _remove_abandoned(target.parent)
    return target.with_name(f"{_PREFIX}{secrets.token_hex(6)}{_SUFFIX}")


def _remove_abandoned(folder: Path) -> None:
    with suppress(OSError):
        for path in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
            if time.time() - path.stat().st_mtime > _ABANDONED:
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)


def _checked(beside: Path, target: Path, check: Callable[[Path], None]) -> None:
    try:
        check(beside)
    except Unsound as error:
        raise CannotDo(
            f"{target.name} was not written, since what reached the disk was not right: "
            "try again, or choose another disk."
        ) from error


def _swap(new: Path, folder: Path, old: Path, former: Collection[str]) -> None:
    names = sorted(path.name for path in new.iterdir())
    moved: list[tuple[Path, Path]] = []
    for name in names:
        if name not in former and (folder / name).exists():
            raise CannotDo(f"{folder.name} holds a file {name} that is not from an export: choose another folder.")
    try:
        for name in sorted(former):
            if (folder / name).exists():
                (folder / name).replace(old / name)
                moved.append((folder / name, old / name))
        for name in names:
            (new / name).replace(folder / name)
            moved.append((new / name, folder / name))
    except OSError:
        for came_from, went_to in reversed(moved):
            went_to.replace(came_from)
        raise


@contextmanager
def _refusals(target: Path, *, in_use: bool = False) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CannotDo(_sentence(error, target, in_use=in_use)) from error


def _sentence(error: OSError, target: Path, *, in_use: bool) -> str:
    name, folder = target.name, target.parent
    if error.errno in _FULL:
        return f"There is not enough room on the disk for {name}: free some space or choose another folder."
    if error.errno in _FORBIDDEN and in_use:
        return f"{name} is open in another program or protected: close it there and try again, or choose another name."
    if error.errno in _FORBIDDEN:
        return f"{name} cannot be written, since the folder {folder} does not allow it: choose another folder."
    if error.errno in _NOT_THERE:
        return f"{name} cannot be written, since the folder {folder} is not there: choose another folder."
    if error.errno == errno.ENAMETOOLONG:
        return f"The name {name[:40]}… is too long: choose a shorter one."
    return f"{name} could not be written, since the disk or its connection failed: try again, or choose another folder."
