"""Journeys go through the real window, painted offscreen; none may leave anything behind."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from tests.ui.conftest import no_leaks, qapp

__all__ = ["no_leaks", "qapp"]
