"""Which service synchronises a folder, and what the second of two versions is called."""

from __future__ import annotations

from pathlib import PurePath, PurePosixPath, PureWindowsPath

import pytest

from annotator.model.synced_folders import NETWORK, is_conflicted_copy, synced_by


def nothing(_folder: PurePath) -> list[str]:
    return []


BY_PATH = {
    "/home/mira/Dropbox/study/p.annot": "Dropbox",
    "/home/mira/Dropbox (University)/p.annot": "Dropbox",
    "/Users/mira/Library/CloudStorage/Dropbox/p.annot": "Dropbox",
    "/Users/mira/Library/CloudStorage/OneDrive-Personal/p.annot": "OneDrive",
    "/Users/mira/Library/CloudStorage/GoogleDrive-mira@example.org/My Drive/p.annot": "Google Drive",
    "/Users/mira/Google Drive/p.annot": "Google Drive",
    "/Users/mira/Library/Mobile Documents/com~apple~CloudDocs/p.annot": "iCloud Drive",
    "/home/mira/Nextcloud/team/p.annot": "Nextcloud",
    "/home/mira/ownCloud/p.annot": "ownCloud",
    "/home/mira/MEGA/p.annot": "MEGA",
    "/home/mira/pCloudDrive/p.annot": "pCloud",
    "/home/mira/Box/p.annot": "Box",
    "/Users/mira/Library/CloudStorage/Box-Box/p.annot": "Box",
    "/home/mira/Seafile/p.annot": "Seafile",
    "/home/mira/Tresorit/p.annot": "Tresorit",
    "/home/mira/projects/p.annot": None,
    "/home/mira/the dropbox study/p.annot": None,
    "/home/mira/box/p.annot": None,
    "/home/mira/study/Dropbox.annot": None,
}
BY_WINDOWS_PATH = {
    r"C:\Users\Mira\OneDrive\p.annot": "OneDrive",
    r"C:\Users\Mira\OneDrive - University of Somewhere\study\p.annot": "OneDrive",
    r"G:\My Drive\p.annot": "Google Drive",
    r"C:\Users\Mira\iCloudDrive\p.annot": "iCloud Drive",
    r"\\server\share\study\p.annot": NETWORK,
    r"\\?\UNC\server\share\p.annot": NETWORK,
    r"\\?\C:\study\p.annot": None,
    r"C:\study\p.annot": None,
}
BY_MARKER = {
    ".dropbox.cache": "Dropbox",
    ".dropbox": None,  # lies in a home too
    "._sync_0a1b2c.db": "Nextcloud or ownCloud",
    ".sync_0a1b2c.db": "Nextcloud or ownCloud",
    ".nextcloudsync.log": "Nextcloud",
    ".stfolder": "Syncthing",
    ".seafile-data": "Seafile",
    ".megaignore": "MEGA",
    ".sync": None,
    ".git": None,
    "stfolder": None,
}
MOUNTS = "\n".join(
    (
        "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
        "40 22 0:40 / /mnt/team\\040share rw,relatime shared:2 - cifs //server/team rw",
        "41 40 8:2 / /mnt/team\\040share/local rw - ext4 /dev/sdb1 rw",
        "42 22 0:42 / /net/home rw - nfs4 server:/home rw",
        "43 22 0:43 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw",
        "44 22 0:44 / /mnt/ssh rw master:3 propagate_from:2 - fuse.sshfs mira@server: rw",
        "not a line of mounts",
    )
)
BY_MOUNT = {
    "/mnt/team share/p.annot": NETWORK,
    "/mnt/team share/deep/er/p.annot": NETWORK,
    "/mnt/team share/local/p.annot": None,
    "/mnt/team sharebait/p.annot": None,
    "/net/home/mira/p.annot": NETWORK,
    "/run/user/1000/gvfs/smb-share:server=s,share=t/p.annot": NETWORK,
    "/mnt/ssh/p.annot": NETWORK,
    "/home/mira/p.annot": None,
}


@pytest.mark.parametrize(("path", "service"), BY_PATH.items())
def test_a_path_names_its_service(path: str, service: str | None) -> None:
    assert synced_by(PurePosixPath(path), nothing) == service


@pytest.mark.parametrize(("path", "service"), BY_WINDOWS_PATH.items())
def test_a_path_of_windows_names_its_service(path: str, service: str | None) -> None:
    assert synced_by(PureWindowsPath(path), nothing) == service


@pytest.mark.parametrize(("marker", "service"), BY_MARKER.items())
@pytest.mark.parametrize("at", ["/data/team", "/data/team/study"])
def test_what_a_service_keeps_in_a_folder_gives_it_away_in_all_folders_below(
    marker: str, service: str | None, at: str
) -> None:
    def names(folder: PurePath) -> list[str]:
        return ["p.annot", marker] if folder == PurePosixPath(at) else ["x.txt"]

    assert synced_by(PurePosixPath("/data/team/study/p.annot"), names) == service
    assert synced_by(PurePosixPath("/data/p.annot"), names) is None


@pytest.mark.parametrize(("path", "service"), BY_MOUNT.items())
def test_a_mounted_share_is_the_network(path: str, service: str | None) -> None:
    assert synced_by(PurePosixPath(path), nothing, MOUNTS) == service


@pytest.mark.parametrize(
    "name",
    [
        "Field study (conflicted copy).annot",
        "Field study (Anna's conflicted copy 2026-05-04).annot",
        "Field study (conflicted copy 2026-05-04 101112).annot",
        "Field study (SFConflict anna@example.org 2026-05-04-10-11-12).annot",
        "Field study [conflicted].annot",
        "Field study.sync-conflict-20260504-101112-ABCDEFG.annot",
        "Field study_conflict-20260504-101112.annot",
        "Field study-DESKTOP-ABC123.annot",
        "Field study-ANNAS-MacBook.annot",
        "Field study (1).annot",
        "Field study 2.annot",
        "field study (Conflict).ANNOT",
    ],
)
def test_names_of_second_versions_are_known(name: str) -> None:
    assert is_conflicted_copy(name, "Field study.annot")


@pytest.mark.parametrize(
    "name",
    [
        "Field study.annot",
        "FIELD STUDY.annot",
        "Field study – Mira Kovač.annot",
        "Field study-pilot.annot",
        "Field study two.annot",
        "Another study (conflicted copy).annot",
        "Field studying (1).annot",
    ],
)
def test_other_names_are_not(name: str) -> None:
    assert not is_conflicted_copy(name, "Field study.annot")
