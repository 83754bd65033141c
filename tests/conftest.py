"""Every test works in a home of its own, so that none sees or changes what the person at this machine has set."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The same examples in every run; `nightly` asks for more of them itself.
settings.register_profile(
    "every_run", derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
settings.load_profile("every_run")

_HOME = tempfile.TemporaryDirectory(prefix="annotator-tests-")  # for whatever runs outside a test
os.environ["ANNOTATOR_HOME"] = _HOME.name
os.environ.pop("ANNOTATOR_CODER", None)


@pytest.fixture(autouse=True)
def annotator_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of settings and backups, empty at the beginning of each test."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("ANNOTATOR_HOME", str(home))
    monkeypatch.delenv("ANNOTATOR_CODER", raising=False)
    yield home
