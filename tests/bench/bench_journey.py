"""The longest stall of the window's thread while a whole article is coded: python -m tests.bench.bench_journey [NUMBER]

Plays the recorded journey of tests/journeys through the sample article, with a pause after each key in which what waits
for the hands to rest is done, and prints what the recording comes to and the longest turns. Where the article is not
there, nothing is measured. With a number, that many of the longest turns are told.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

PAUSE = 0.06  # seconds: longer than anything in the window waits
BUDGET = 0.050
Figure = tuple[str, float, float]  # what, measured, budget


def watched(folder: Path) -> tuple[list[str], object]:
    """Plays the journey; what it comes to, and the watchdog that was there."""
    from annotator.ui.starting import application
    from tests.bench.watchdog import Watchdog
    from tests.driving import place_of, settle, shown_window, wait_until
    from tests.journeys import article_journey
    from tests.journeys.played_keys import play

    application()
    gc.set_threshold(50_000, 50, 100)  # as the window's start sets it
    journey, watchdog = article_journey.prepare(folder), Watchdog()
    with shown_window(width=1440, height=900) as window:
        window.open_project(journey.project)
        wait_until(lambda: place_of(window).desk.shown, "the text to be shown")
        settle()
        with watchdog.watching():
            play(window, journey.keys, pause=PAUSE, turn=watchdog.turn)
    assert article_journey.made(journey.project) == sorted(
        journey.wanted, key=lambda one: (one.start, one.end, one.code)
    )
    return article_journey.told(journey), watchdog


def main(most: int = 3) -> list[Figure]:
    """What is measured: name, figure, budget; the longest turns are told on the standard error."""
    from annotator import settings
    from tests.bench.watchdog import Watchdog
    from tests.journeys import article_journey

    if not article_journey.is_there():
        return []
    with tempfile.TemporaryDirectory() as folder:
        os.environ[settings.HOME_VARIABLE] = str(Path(folder) / "home")
        told, watchdog = watched(Path(folder))
    assert isinstance(watchdog, Watchdog)
    longest = watchdog.longest(most)
    for line in (*told, *(turn.told() for turn in longest)):
        print(f"  {line}", file=sys.stderr)
    over = sum(turn.seconds > BUDGET for turn in watchdog.turns)
    keys = float(told[0].split(" keys, ")[1].split()[0])
    return [
        ("longest stall while an article is coded (ms)", longest[0].seconds * 1e3, BUDGET * 1e3),
        ("turns over 50 ms meanwhile (number)", float(over), 0.5),
        ("article by keyboard alone (keys a coding)", keys, 15.0),
    ]


if __name__ == "__main__":
    for what, measured, budget in main(int(sys.argv[1]) if len(sys.argv) > 1 else 3):
        print(f"{what:52} {measured:8.1f}   budget {budget:g}{'' if measured <= budget else '   OVER'}")
