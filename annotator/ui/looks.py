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


_STEPS = (1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)  # of the size that the system asks for


def stepped_scale(scale: float, step: int) -> float:
    """The next larger or smaller size of the whole window; 1 for no step."""
    if step == 0:
        return 1.0
    ahead = [one for one in _STEPS if (one > scale + 0.01 if step > 0 else one < scale - 0.01)]
    return (min(ahead) if step > 0 else max(ahead)) if ahead else scale


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
