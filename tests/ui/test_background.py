"""Work beside the window: what it says arrives on the window's thread, and what was left is never heard of."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QObject

from annotator.model.errors import CannotDo
from annotator.model.progress import Progress
from annotator.ui.background import in_background, soon_in_background
from tests.driving import settle, wait_until

pytestmark = pytest.mark.usefixtures("qapp")


def test_the_result_arrives_on_the_windows_thread() -> None:
    owner, heard = QObject(), []
    in_background(owner, lambda _p: threading.get_ident(), failed=heard.append,
                  done=lambda result: heard.append((result, threading.get_ident())))  # fmt: skip
    wait_until(lambda: heard, "the end")
    there, here = heard[0]
    assert here == threading.get_ident() != there


def test_a_refusal_and_an_accident_are_told_in_a_sentence() -> None:
    owner, heard = QObject(), []

    def refuse(_progress: Progress) -> object:
        raise CannotDo("Not today.")

    def fail(_progress: Progress) -> object:
        raise KeyError("x")

    for task in (refuse, fail):
        in_background(owner, task, done=heard.append, failed=heard.append)
        wait_until(lambda: heard, "the end")
    wait_until(lambda: len(heard) == 2, "both")
    assert heard[0] == "Not today." and "KeyError" in heard[1]


def test_cancelled_work_ends_at_its_next_step() -> None:
    owner, heard, go = QObject(), [], threading.Event()

    def task(progress: Progress) -> object:
        go.wait(10)
        progress.step(1, 2, "second")
        return "done"

    work = in_background(owner, task, done=heard.append, failed=heard.append, cancelled=lambda: heard.append("gone"))
    work.cancel()
    go.set()
    wait_until(lambda: heard, "the end")
    assert heard == ["gone"]


def test_work_that_was_left_is_never_heard_of() -> None:
    owner, heard = QObject(), []
    work = in_background(owner, lambda _p: 1, done=heard.append, failed=heard.append)
    work.leave()
    settle()
    assert heard == []


def test_short_work_is_told_at_once_and_only_once() -> None:
    owner, heard = QObject(), []
    assert soon_in_background(owner, lambda _p: "short", done=heard.append, failed=heard.append, within=5_000) is None
    assert heard == ["short"]
    settle()
    assert heard == ["short"]


def test_longer_work_goes_on_beside_the_window() -> None:
    owner, heard, go = QObject(), [], threading.Event()
    work = soon_in_background(owner, lambda _p: go.wait(10), done=heard.append, failed=heard.append, within=1)
    assert work is not None and heard == []
    go.set()
    wait_until(lambda: heard, "the end")
    assert heard == [True]
