"""Whether a folder is synchronised by a service or lies on the network, told from its path and what lies in it.

Two programs that edit one database there overwrite one another's work, or lock it for nobody: the lock of a file does
not travel with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from pathlib import PurePath, PureWindowsPath

NETWORK = "network"  # no service: a share of another machine

# Names of folders as the services make them, folded; those with “*” are patterns.
_FOLDERS: dict[str, tuple[str, ...]] = {
    "Dropbox": ("dropbox", "dropbox (*)", "dropbox - *"),
    "OneDrive": ("onedrive", "onedrive - *", "onedrive-*"),
    "Google Drive": ("google drive", "googledrive", "googledrive-*", "google drive (*)", "my drive", "meine ablage"),
    "iCloud Drive": ("icloud drive", "iclouddrive", "mobile documents", "com~apple~clouddocs"),
    "Nextcloud": ("nextcloud", "nextcloud[0-9]"),
    "ownCloud": ("owncloud", "owncloud[0-9]"),
    "MEGA": ("megasync", "mega downloads"),
    "pCloud": ("pcloud", "pcloud drive", "pclouddrive", "pcloud sync"),
    "Box": ("box sync", "box-box"),
    "Seafile": ("seafile", "seadrive"),
    "Tresorit": ("tresorit", "my tresorit", "tresorit drive"),
    "Proton Drive": ("proton drive", "protondrive-*"),
}
# Also words: only as the service writes them.
_EXACT = {"MEGA": "MEGA", "Box": "Box"}
# What the services keep in a folder that they synchronise; not what they also keep in a person's home.
_MARKERS: dict[str, tuple[str, ...]] = {
    "Dropbox": (".dropbox.cache",),
    "Google Drive": (".tmp.drivedownload", ".tmp.driveupload", ".shortcut-targets-by-id"),
    "Nextcloud": (".nextcloudsync.log",),
    "ownCloud": (".owncloudsync.log",),
    "Nextcloud or ownCloud": ("._sync_*.db", ".sync_*.db"),
    "Syncthing": (".stfolder",),
    "MEGA": (".megaignore",),
    "Seafile": (".seafile-data",),
}
_ON_THE_NETWORK = (
    *("nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afs", "ncpfs", "davfs", "fuse.davfs2", "fuse.davfs"),
    *("fuse.sshfs", "fuse.gvfsd-fuse", "fuse.rclone", "fuse.smbnetfs", "afpfs", "webdav"),
)
_ESCAPE = re.compile(r"\\([0-7]{3})")  # blanks in the system's list of mounts


def synced_by(path: PurePath, names_in: Callable[[PurePath], Iterable[str]], mountinfo: str = "") -> str | None:
    """The service that synchronises the folder of the file at `path`, NETWORK for a share, None for neither.

    `path` is absolute. `names_in` answers what lies in a folder, nothing where that cannot be seen; `mountinfo` is
    Linux's list of mounts (`/proc/self/mountinfo`), empty elsewhere.
    """
    folders = list(path.parents)
    for folder in folders:
        if found := _by_name(folder.name):
            return found
    for folder in folders:
        if found := _by_markers(names_in(folder)):
            return found
    if _is_share(path) or _type_of_mount(path, mountinfo) in _ON_THE_NETWORK:
        return NETWORK
    return None


def is_conflicted_copy(name: str, of: str) -> bool:
    """Whether a file is called as services call the second of two versions of `of`.

    A hint for people only: what a file is says the id of the project in it.
    """
    stem, _, suffix = of.rpartition(".")
    if not stem or not name.casefold().startswith(stem.casefold()) or name.casefold() == of.casefold():
        return False
    rest = name[len(stem) :]
    if rest.casefold().endswith(f".{suffix}".casefold()):
        rest = rest[: -len(suffix) - 1]
    return any(pattern.fullmatch(rest) for pattern in _CONFLICTED)


_CONFLICTED = (
    re.compile(r"\s?[(\[].*conflict.*[)\]]", re.IGNORECASE),  # (Anna's conflicted copy 2026-05-04), (SFConflict ...)
    re.compile(r"\.sync-conflict-\d{8}-\d{6}(-\w+)?"),  # Syncthing
    re.compile(r"(\.\w+)?[ ._-]conflict(ed)?([ ._-].*)?", re.IGNORECASE),  # _conflict-20260504-101112
    re.compile(r"\s?\(\d{1,3}\)"),  # Google Drive
    re.compile(r" \d{1,2}"),  # iCloud
    re.compile(r"-[A-Z][A-Z0-9]{2,}(-[A-Za-z0-9]+)*"),  # OneDrive: the name of the machine
)


def _by_name(name: str) -> str | None:
    if name in _EXACT:
        return _EXACT[name]
    folded = name.casefold()
    for service, patterns in _FOLDERS.items():
        if any(fnmatchcase(folded, pattern) for pattern in patterns):
            return service
    return None


def _by_markers(names: Iterable[str]) -> str | None:
    hidden = [name for name in names if name.startswith(".")]
    for service, patterns in _MARKERS.items():
        if any(fnmatchcase(name, pattern) for name in hidden for pattern in patterns):
            return service
    return None


def _is_share(path: PurePath) -> bool:
    r"""\\server\share\..., but not \\?\C:\..., which is a long way to say C:."""
    drive = path.drive.upper() if isinstance(path, PureWindowsPath) else ""
    if drive.startswith(("\\\\?\\", "\\\\.\\")):
        return drive.startswith("\\\\?\\UNC\\")
    return drive.startswith("\\\\")


def _type_of_mount(path: PurePath, mountinfo: str) -> str:
    """The type of the file system that the path lies on: of the deepest mount point above it, the last of equals."""
    best, found = -1, ""
    for line in mountinfo.splitlines():
        before, _, after = line.partition(" - ")
        fields, kind = before.split(), after.split()
        if len(fields) < 5 or not kind:
            continue
        point = PurePath(_ESCAPE.sub(lambda octal: chr(int(octal[1], 8)), fields[4]))
        if (path == point or point in path.parents) and len(point.parts) >= best:
            best, found = len(point.parts), kind[0]
    return found
