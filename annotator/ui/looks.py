"""From the settings to what is shown: the theme, the recent projects."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from annotator import settings
from annotator.ui import theme
from annotator.ui.recent_list import RecentProject
from annotator.ui.words import moment


def theme_of(held: settings.Settings) -> theme.Theme:
    if held.theme is settings.Theme.LIGHT:
        return theme.LIGHT
    return theme.DARK if held.theme is settings.Theme.DARK else theme.system_theme()


def recent_projects(held: settings.Settings) -> list[RecentProject]:
    """The projects opened lately; one whose file is gone is shown as missing."""
    found = []
    for name in held.recent:
        path = Path(name)
        try:
            when = moment(datetime.fromtimestamp(path.stat().st_mtime).astimezone(), now=datetime.now().astimezone())
        except OSError:
            when = ""
        found.append(RecentProject(name, path.stem, str(path.parent), when, path.exists()))
    return found
