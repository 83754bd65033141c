"""Every shared sample PDF through the command line: what cannot be read is told with its reason, the rest comes in."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from annotator.cli import run
from tests import builders

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "pdf"
REFUSED = {"bad_poppler395.pdf", "bad_redhat.pdf"}
PASSWORDS = ["--password", "password", "--password", "test"]


@pytest.mark.nightly  # twenty seconds; tests/journeys/test_command_line.py adds the whole folder in every run
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared sample files are not here")
def test_every_sample_is_added_or_told_with_a_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = builders.make_project(tmp_path)
    project.close()
    name = str(project.path)
    table: list[str] = []
    for path in sorted(SAMPLES.glob("*.pdf")):
        begun = time.perf_counter()
        status = run(["add", name, str(path), *PASSWORDS, "--json"])
        told = json.loads(capsys.readouterr().out)
        seconds = time.perf_counter() - begun
        assert status == (1 if path.name in REFUSED else 0), path.name
        for failed in told["failed"]:
            assert path.name in REFUSED
            assert failed["why"].endswith(".")
            table.append(f"| {path.name} | - | {failed['why']} | {seconds:.1f} |")
        for one in told["documents"]:
            assert path.name not in REFUSED
            assert one["pages"] >= 1
            table.append(f"| {path.name} | {one['pages']} | {one['characters']:,} | {seconds:.1f} |")
    assert len(table) == len(list(SAMPLES.glob("*.pdf")))
    assert run(["check", name]) == 0
    if os.environ.get("ANNOTATOR_TABLE"):  # for the note that closes the issue
        with capsys.disabled():
            print("\n| file | pages | characters | seconds |\n|---|---|---|---|\n" + "\n".join(table))
