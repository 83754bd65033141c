"""What must hold of the repository itself, whoever works on it."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parents[1]
NOT_OURS = {".git", ".venv", "build", "dist", "shots", "__pycache__", ".hypothesis", ".mypy_cache", ".ruff_cache",
            ".import_linter_cache", ".pytest_cache"}
LOCKS = ("requirements.lock", "requirements-dev.lock")
LARGEST = 2 * 1024 * 1024  # bytes


def files() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if name not in NOT_OURS and not name.endswith(".egg-info"))
        yield from (Path(folder) / name for name in sorted(names) if ".annot" not in name and not name.endswith(".pyc"))


def texts() -> Iterator[tuple[str, str]]:
    """Each file that is UTF-8 text, by its path in the repository."""
    for path in files():
        try:
            yield path.relative_to(ROOT).as_posix(), path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue


def found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {match[0]}"
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        for match in pattern.finditer(line)
    ]


# Put together from pieces, so that this file does not hold what it looks for.
HOSTS = ("py" + "pi.", "python" + "hosted.", "npm" + "js.", "deb." + "debian.")
REGISTRIES = re.compile("|".join(map(re.escape, HOSTS)))
MACHINE = re.compile(r"(?<![\w.])/(?:" + "|".join(("wor" + "k", "roo" + "t", "far" + "m")) + r")/\w+")


def test_the_search_itself_finds_what_it_looks_for() -> None:
    assert REGISTRIES.search("https://py" + "pi.org/simple") and REGISTRIES.search("files.python" + "hosted.org")
    assert MACHINE.search("cd /wor" + "k/main") and not MACHINE.search("https://a.example/wor" + "k/main")
    assert len(list(texts())) > 20


def test_no_registry_is_named_anywhere() -> None:
    assert found(REGISTRIES) == []


def test_no_path_of_somebodys_machine_stands_in_a_file() -> None:
    assert found(MACHINE) == []


def test_no_file_is_larger_than_two_megabytes() -> None:
    assert [path for path in files() if path.stat().st_size > LARGEST] == []


def test_the_licence_is_there_and_is_the_one_that_the_package_names() -> None:
    assert "MIT License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (project["license"], project["license-files"]) == ("MIT", ["LICENSE"])


def links(path: Path) -> Iterator[str]:
    for block in MarkdownIt("commonmark").parse(path.read_text(encoding="utf-8")):
        for token in block.children or []:
            yield from (str(token.attrs[key]) for key in ("href", "src") if key in token.attrs)


def anchors(path: Path) -> set[str]:
    """The names by which the headings of a page are linked to."""
    tokens = MarkdownIt("commonmark").parse(path.read_text(encoding="utf-8"))
    headings = [after.content for token, after in pairwise(tokens) if token.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_of_the_documentation_leads_somewhere() -> None:
    broken = []
    pages = [path for path in files() if path.suffix == ".md" and "resources" not in path.relative_to(ROOT).parts]
    assert ROOT / "docs" / "glossary.md" in pages
    for page in pages:
        for link in links(page):
            target, _, anchor = link.partition("#")
            if re.match(r"[a-z][a-z+.-]*:", target):
                continue
            leads_to = (page.parent / target) if target else page
            if not leads_to.exists() or (anchor and anchor not in anchors(leads_to)):
                broken.append(f"{page.relative_to(ROOT)}: {link}")
    assert broken == []


def locked(name: str) -> dict[str, tuple[str, list[str]]]:
    """Each requirement of a lock file with its version and its hashes; a line of another kind is a failure."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    read = {}
    for line in lines:
        match = re.fullmatch(r"([a-z0-9-]+)==(\S+)((?:\s+--hash=sha256:[0-9a-f]{64})+)\s*", line)
        assert match, f"{name}: not a pinned requirement with hashes: {line[:80]}"
        read[match[1]] = (match[2], match[3].split())
    return read


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_pins_everything_by_hash_and_names_no_place(name: str) -> None:
    assert len(locked(name)) > 15
    assert "://" not in (ROOT / name).read_text(encoding="utf-8")


def test_both_lock_files_hold_the_same_versions() -> None:
    run, dev = (locked(name) for name in LOCKS)
    assert {name: dev.get(name) for name in run} == run


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = project["optional-dependencies"]
    for wanted, lock in ((project["dependencies"] + optional["build"], LOCKS[0]), (optional["dev"], LOCKS[1])):
        names = {re.split(r"[^\w.-]", requirement)[0].lower().replace("_", "-") for requirement in wanted}
        assert names - set(locked(lock)) == set()


@pytest.mark.parametrize("name", LOCKS)
def test_qt_stays_below_the_version_that_aborts_on_python_3_11(name: str) -> None:
    assert re.fullmatch(r"6\.11\.\d+", locked(name)["pyside6-essentials"][0])
    assert re.fullmatch(r"6\.11\.\d+", locked(name)["shiboken6"][0])


@pytest.mark.parametrize("name", [".ci/run", "packaging/build_linux.sh", "packaging/system_libraries.sh"])
def test_a_script_can_be_started_and_is_sound(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)
    assert subprocess.run(["bash", "-n", ROOT / name], check=False).returncode == 0


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE") and key != "MFLAGS"}
    return subprocess.run(["make", *arguments], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("target", ["run", "test", "check", "nightly", "bench", "shots", "package", "lock", "clean"])
def test_make_knows_its_targets(target: str, tmp_path: Path) -> None:
    asked = make("-n", "-C", str(tmp_path), "-f", str(ROOT / "Makefile"), "-o", "requirements.lock",
                 "-o", "requirements-dev.lock", "-o", "pyproject.toml", "-o", "packaging/system_libraries.sh", target)
    assert asked.returncode == 0, asked.stderr


def test_a_python_that_is_too_old_is_told_in_one_sentence(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    asked = make("-C", str(tmp_path), "-f", str(ROOT / "Makefile"), f"PYTHON={old}", ".venv/.made")
    assert asked.returncode == 2
    assert f'Annotator needs Python 3.11 or newer, and "{old}" is not one.' in asked.stderr
    assert not (tmp_path / ".venv").exists()


@pytest.fixture
def system(tmp_path: Path) -> Path:
    """A folder of programs that stand in for those of a system without two of the libraries that Qt needs."""
    programs = {
        "id": "echo ${ID:-0}",
        "ldd": "[ -e installed ] || printf '\\tlibxcb-cursor.so.0 => not found\\n\\tlibEGL.so.1 => not found\\n'",
        "fc-list": "echo a font",
        "apt-get": 'echo "$@" >> asked; case "$*" in *install*) [ -n "${BROKEN:-}" ] || touch installed;; esac',
        "python": "exit 0",
        "uname": "echo Linux",
    }
    for name, lines in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{lines}\n")
        (tmp_path / name).chmod(0o755)
    return tmp_path


def check_libraries(system: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "packaging" / "system_libraries.sh", system / "python"], cwd=system, capture_output=True, text=True,
        env={"PATH": f"{system}:/usr/bin:/bin", **environment}, check=False,
    )


def test_missing_libraries_are_named_with_the_line_that_installs_them(system: Path) -> None:
    said = check_libraries(system, ID="1000")
    assert said.returncode == 1
    assert "  sudo apt-get install libegl1 libxcb-cursor0\n" in said.stderr
    assert not (system / "asked").exists(), "nothing is installed for somebody who is not root"


def test_root_gets_exactly_what_is_missing(system: Path) -> None:
    said = check_libraries(system)
    assert said.returncode == 0, said.stderr
    installed = (system / "asked").read_text().splitlines()[-1]
    assert installed.split("--no-install-recommends ")[1] == "libegl1 libxcb-cursor0"


def test_an_installation_that_did_not_help_ends_in_the_same_sentence(system: Path) -> None:
    said = check_libraries(system, BROKEN="1")
    assert said.returncode == 1 and "sudo apt-get install libegl1 libxcb-cursor0" in said.stderr
