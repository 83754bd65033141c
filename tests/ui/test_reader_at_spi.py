"""The article view as a screen reader meets it: over AT-SPI, on a bus and a display of the test's own."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ui.at_spi_child import LAYER

NEEDED = ("Xvfb", "dbus-daemon", "gdbus")
LAUNCHERS = [Path(folder) / "at-spi-bus-launcher" for folder in
             ("/usr/libexec", "/usr/lib/at-spi2-core", "/usr/lib/at-spi2", "/usr/lib/x86_64-linux-gnu/at-spi2-core")]
LACKING = [name for name in NEEDED if shutil.which(name) is None]
if not any(path.exists() for path in LAUNCHERS):
    LACKING.append("at-spi-bus-launcher")

pytestmark = pytest.mark.skipif(
    bool(LACKING) or not sys.platform.startswith("linux"),
    reason=f"AT-SPI cannot be had here: {', '.join(LACKING) or 'not Linux'}",
)

ROOT = Path(__file__).resolve().parents[2]
WORD, SENTENCE, LINE = 1, 2, 3  # granularities of AT-SPI
U16 = LAYER.text.encode("utf-16-le")


@dataclass(frozen=True)
class Reader:
    """One accessible thing, asked from another process."""

    bus: str
    name: str
    path: str
    child: subprocess.Popen[str]

    def ask(self, method: str, *arguments: object) -> tuple[object, ...]:
        return called(self.bus, self.name, self.path, method, *arguments)

    def get(self, interface: str, what: str) -> object:
        answer = self.ask("org.freedesktop.DBus.Properties.Get", f"org.a11y.atspi.{interface}", what)
        return answer[0]

    def select(self, start: int, end: int) -> None:
        assert self.child.stdin is not None and self.child.stdout is not None
        self.child.stdin.write(f"{start} {end}\n")
        self.child.stdin.flush()
        assert self.child.stdout.readline().strip() == "done"


def called(bus: str, name: str, path: str, method: str, *arguments: object) -> tuple[object, ...]:
    """What a call over D-Bus answers. AssertionError with what was said if it fails."""
    told = subprocess.run(
        ["gdbus", "call", "--address", bus, "--dest", name, "--object-path", path, "--method", method,
         "--", *map(str, arguments)],
        capture_output=True, text=True, timeout=30, check=False,
    )
    assert told.returncode == 0, told.stderr
    plain = re.sub(r"<(.*?)>(?=[,)\]])", r"\1", told.stdout.strip())
    plain = re.sub(r"@[a-z(){}]+ ", "", plain)
    plain = re.sub(r"\b(?:objectpath|uint32|int32|int64|uint64|byte) ", "", plain)
    found = ast.literal_eval(plain.replace("true", "True").replace("false", "False"))
    assert isinstance(found, tuple)
    return found


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """The article view of a child process, found from the root of the desktop as a screen reader finds it."""
    folder = tmp_path_factory.mktemp("at-spi")
    not_ours = ("WAYLAND_DISPLAY", "AT_SPI_BUS_ADDRESS")
    environment = {key: value for key, value in os.environ.items() if key not in not_ours}
    environment |= {"XDG_RUNTIME_DIR": str(folder), "HOME": str(folder), "QT_QPA_PLATFORM": "xcb", "NO_AT_BRIDGE": "0",
                    "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
    with ExitStack() as stack:

        def started(*command: str, **more: int) -> subprocess.Popen[str]:
            made = stack.enter_context(subprocess.Popen(
                command, cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, **more))  # type: ignore[call-overload]  # only numbers of files
            stack.callback(made.kill)
            return made  # type: ignore[no-any-return]  # that of Popen, which the overload hides

        display = started("Xvfb", "-displayfd", "1", "-screen", "0", "1024x768x24", "-nolisten", "tcp")
        environment["DISPLAY"] = ":" + said(display)
        bus = started("dbus-daemon", "--session", "--nofork", "--print-address=1")
        environment["DBUS_SESSION_BUS_ADDRESS"] = said(bus)
        session = environment["DBUS_SESSION_BUS_ADDRESS"]
        answer = called(session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus.GetAddress")
        child = started(sys.executable, "-m", "tests.ui.at_spi_child")
        if said(child) != "ready":
            pytest.skip("Qt cannot open a window on Xvfb here")
        yield found_in(str(answer[0]), child)


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def found_in(bus: str, child: subprocess.Popen[str]) -> Reader:
    waiting = [("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")]
    for _ in range(200):
        if not waiting:
            waiting = [("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")]
        one = Reader(bus, *waiting.pop(0), child)
        if one.get("Accessible", "Name") == "Text of a test":
            return one
        children = one.ask("org.a11y.atspi.Accessible.GetChildren")[0]
        assert isinstance(children, list)
        waiting += children
    raise AssertionError("the text is nowhere on the desktop")


def test_the_text_is_a_document_with_its_characters(reader: Reader) -> None:
    assert "document" in str(reader.ask("org.a11y.atspi.Accessible.GetRoleName")[0])
    assert reader.get("Text", "CharacterCount") == len(U16) // 2
    assert reader.ask("org.a11y.atspi.Text.GetText", 0, 6)[0] == "Robots"
    assert reader.ask("org.a11y.atspi.Text.GetText", 0, -1)[0] == LAYER.text


def test_words_and_lines_are_answered_beyond_an_emoji(reader: Reader) -> None:
    at = len(LAYER.text[: LAYER.text.index("Police")].encode("utf-16-le")) // 2
    told = reader.ask("org.a11y.atspi.Text.GetStringAtOffset", at + 2, WORD)
    assert str(told[0]).strip() == "Police" and told[1] == at
    assert str(reader.ask("org.a11y.atspi.Text.GetStringAtOffset", at + 9, SENTENCE)[0]).strip() == \
        "Police run the software."
    line = str(reader.ask("org.a11y.atspi.Text.GetStringAtOffset", at + 9, LINE)[0])
    assert line.strip() == "Police run the software. Nobody asked."


def test_the_caret_and_the_codings_there_are_told(reader: Reader) -> None:
    start = LAYER.text.index("the software")
    reader.select(start, start)
    assert reader.get("Text", "CaretOffset") == start + 1
    assert reader.get("Accessible", "Description") == "Code 1"
    reader.select(start, start + 12)
    assert reader.get("Text", "CaretOffset") == start + 13
    assert reader.ask("org.a11y.atspi.Text.GetNSelections")[0] == 0, "PySide answers no ends: announced instead"
    reader.select(0, 0)
    assert reader.get("Accessible", "Description") == ""


def test_a_screen_reader_can_set_caret_and_selection(reader: Reader) -> None:
    assert reader.ask("org.a11y.atspi.Text.SetCaretOffset", 3)[0] is True
    assert reader.get("Text", "CaretOffset") == 3
    reader.ask("org.a11y.atspi.Text.AddSelection", 0, 6)
    assert reader.get("Text", "CaretOffset") == 6


def test_each_character_has_a_place_on_the_screen_and_is_found_there(reader: Reader) -> None:
    for quote in ("Police", "🤖", "وقعت"):
        at = len(LAYER.text[: LAYER.text.index(quote)].encode("utf-16-le")) // 2
        x, y, width, height = (int(str(value)) for value in
                               reader.ask("org.a11y.atspi.Text.GetCharacterExtents", at, 0))
        assert width > 0 and height > 5, quote
        inside = x + (width - 1 if quote == "وقعت" else 1)
        assert reader.ask("org.a11y.atspi.Text.GetOffsetAtPoint", inside, y + height // 2, 0)[0] == at, quote
