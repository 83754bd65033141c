"""The child process that reads foreign files: whatever it does, there is one answer and the next file is read."""

from __future__ import annotations

import json
import os
import signal
import struct
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from annotator.formats import child as child_module
from annotator.formats import dispatch, limits
from annotator.formats.child import ReaderProcess
from annotator.model.errors import Cancelled, CannotRead, NeedsPassword
from tests.formats import builders
from tests.formats.test_html_hostile import listening

ROOT = str(Path(child_module.__file__).resolve().parents[2])
LINUX = sys.platform.startswith("linux")


def child_that(does: str, *, setup: str = "") -> list[str]:
    """The command of a child whose reader does this with (data, name, passwords); its name for a parser taken over."""
    reader = textwrap.indent(textwrap.dedent(does).strip(), "    ")
    return [
        sys.executable,
        "-I",
        "-c",
        f"import sys; sys.path.insert(0, {ROOT!r})\n"
        "import os, time\nfrom annotator.formats import child, dispatch, text\n"
        f"{textwrap.dedent(setup)}\n"
        "def read(data, *, name, passwords):\n"
        f"    if name == 'honest.txt': return text.read(data, name=name)\n{reader}\n"
        "dispatch.read = read\nchild.serve()\n",
    ]


def answering(answer: bytes) -> list[str]:
    """The command of a child that answers each request with these bytes and then waits."""
    return [
        sys.executable,
        "-I",
        "-c",
        "import sys, struct, json\n"
        "r = sys.stdin.buffer\nn = struct.unpack('<I', r.read(4))[0]\n"
        "r.read(json.loads(r.read(n))['size'])\n"
        f"sys.stdout.buffer.write({answer!r}); sys.stdout.buffer.flush(); r.read()\n",
    ]


def framed(head: object, *parts: bytes) -> bytes:
    packed = json.dumps(head).encode()
    return struct.pack("<I", len(packed)) + packed + b"".join(parts)


def has_ended(pid: int) -> bool:
    """Whether the process is gone and was waited for."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


def test_a_reading_made_in_the_child_is_the_one_made_here() -> None:
    files = {
        "a.txt": "Größe\n\nzwei 😀\n".encode("utf-16"),
        "a.md": b"# T\n\n- **a**\n- [b](http://x.y)\n",
        "a.html": builders.article_page(builders.running_text()).encode(),
        "a.docx": builders.docx(builders.paragraph("Text")),
    }
    with ReaderProcess() as reader:
        for name, data in files.items():
            assert reader.read(data, name) == dispatch.read(data, name=name)


def test_one_child_reads_many_files_and_refusals_do_not_end_it() -> None:
    with ReaderProcess() as reader:
        reader.start()
        first = reader.pid
        for _ in range(5):
            assert reader.read(b"Text.", "a.txt").layers[0].text == "Text."
            with pytest.raises(CannotRead):
                reader.read(b"\x00\x01\x02" * 100, "a.txt")
        assert reader.pid == first


def test_an_empty_and_a_too_large_file_never_reach_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LARGEST_FILE", 10)
    with ReaderProcess() as reader:
        for data, expected in ((b"", "empty"), (b"x" * 11, "larger than")):
            with pytest.raises(CannotRead, match=expected):
                reader.read(data, "a.txt")
        assert reader.pid is None


def test_a_file_name_of_any_bytes_is_only_a_name() -> None:
    with ReaderProcess() as reader:
        reading = reader.read(b"Text.", "caf\udce9 \n../../x.txt")
    assert reading.title.endswith("x")


@pytest.mark.parametrize("does", ["while True: pass", "time.sleep(100)"])
def test_a_reader_that_takes_too_long_is_ended_and_the_next_file_is_read(does: str) -> None:
    with ReaderProcess(seconds=1.0, seconds_per_megabyte=0, command=child_that(does)) as reader:
        reader.start()
        first = reader.pid
        assert first is not None
        with pytest.raises(CannotRead) as refusal:
            reader.read(b"x", "slow.txt")
        assert refusal.value.message == child_module.TOO_LONG
        assert has_ended(first)
        patient = reader.read(b"Text.", "honest.txt")
        assert patient.layers[0].text == "Text."


@pytest.mark.parametrize(
    "does",
    ["os._exit(3)", "os.abort()", "os.kill(os.getpid(), 9)", "import ctypes; ctypes.string_at(1)", "sys.exit()"],
)
def test_a_reader_that_crashes_is_one_refusal_and_the_next_file_is_read(does: str) -> None:
    with ReaderProcess(command=child_that(does)) as reader:
        with pytest.raises(CannotRead) as refusal:
            reader.read(b"x", "crash.txt")
        assert refusal.value.message == child_module.CRASHED
        assert reader.read(b"Text.", "honest.txt").layers[0].text == "Text."


@pytest.mark.parametrize("does", ["raise ValueError('secret detail')", "1/0", "def f(): f()\nf()", "return None"])
def test_a_reader_that_fails_says_so_without_its_own_words(does: str) -> None:
    with ReaderProcess(command=child_that(does)) as reader:
        with pytest.raises(CannotRead) as refusal:
            reader.read(b"x", "fails.txt")
        assert refusal.value.message == child_module.CRASHED
        assert reader.read(b"Text.", "honest.txt").layers[0].text == "Text."


@pytest.mark.skipif(not LINUX, reason="other systems do not enforce the limit on memory")
def test_a_reader_that_wants_too_much_memory_is_refused_it() -> None:
    with ReaderProcess(command=child_that("bytearray(2 << 30)")) as reader:
        with pytest.raises(CannotRead) as refusal:
            reader.read(b"x", "big.txt")
        assert refusal.value.message == child_module.TOO_MUCH_MEMORY
        assert reader.read(b"Text.", "honest.txt").layers[0].text == "Text."


def test_a_reader_cannot_open_a_connection() -> None:
    with listening() as (address, asked):
        does = f"import urllib.request\nurllib.request.urlopen({address + '/urlopen'!r}, timeout=3)"
        port = int(address.rpartition(":")[2])
        directly = (
            "s = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)\n"
            f"s.connect(('127.0.0.1', {port}))\ns.send(b'GET /direct HTTP/1.0\\r\\n\\r\\n'); s.recv(100)"
        )
        for attempt, setup in ((does, ""), (directly, "import _socket")):
            with ReaderProcess(command=child_that(attempt, setup=setup)) as reader, pytest.raises(CannotRead):
                reader.read(b"x", "a.txt")
        assert asked == []


@pytest.mark.parametrize(
    "does",
    [
        "open({path!r}, 'w').write('x')",
        "open({path!r}, 'r+b').write(b'x')",
        "os.close(os.open({path!r}, os.O_WRONLY | os.O_TRUNC))",
        "os.remove({path!r})",
        "os.rename({path!r}, {path!r} + '2')",
        "os.chmod({path!r}, 0)",
        "os.system('echo x > ' + {path!r})",
        "import subprocess; subprocess.run(['rm', {path!r}])",
    ],
)
def test_a_reader_can_neither_write_nor_start_anything(does: str, tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("as it was")
    mode = kept.stat().st_mode
    with ReaderProcess(command=child_that(does.format(path=str(kept)))) as reader, pytest.raises(CannotRead):
        reader.read(b"x", "a.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]
    assert kept.read_text() == "as it was"
    assert kept.stat().st_mode == mode


def test_a_child_killed_in_the_middle_is_one_refusal_and_the_next_file_is_read() -> None:
    with ReaderProcess(command=child_that("time.sleep(100)")) as reader:
        reader.start()
        pid = reader.pid
        assert pid is not None
        killer = threading.Timer(0.3, os.kill, (pid, getattr(signal, "SIGKILL", signal.SIGTERM)))
        killer.start()
        with pytest.raises(CannotRead) as refusal:
            reader.read(b"x" * 1_000_000, "slow.txt")
        killer.join()
        assert refusal.value.message == child_module.CRASHED
        assert has_ended(pid)
        assert reader.read(b"Text.", "honest.txt").layers[0].text == "Text."


def test_a_child_killed_between_two_files_is_started_anew() -> None:
    with ReaderProcess() as reader:
        reader.read(b"Text.", "a.txt")
        first = reader.pid
        assert first is not None
        os.kill(first, getattr(signal, "SIGKILL", signal.SIGTERM))
        assert reader.read(b"Text.", "a.txt").layers[0].text == "Text."
        assert reader.pid != first


def test_closing_from_another_thread_ends_a_read_under_way() -> None:
    reader = ReaderProcess(command=child_that("time.sleep(100)"))
    reader.start()
    pid = reader.pid
    assert pid is not None
    closer = threading.Timer(0.3, reader.close)
    closer.start()
    with pytest.raises(Cancelled):
        reader.read(b"x", "slow.txt")
    closer.join()
    assert has_ended(pid)
    with pytest.raises(Cancelled):
        reader.read(b"x", "a.txt")


def test_several_threads_wait_for_one_another() -> None:
    found: dict[int, str] = {}
    with ReaderProcess() as reader:

        def work(number: int) -> None:
            found[number] = reader.read(f"Text {number}.".encode(), "a.txt").layers[0].text

        threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == {number: f"Text {number}." for number in range(6)}


@pytest.mark.skipif(not LINUX, reason="counts descriptors in /proc")
def test_no_process_and_no_descriptor_is_left_over() -> None:
    with ReaderProcess() as reader:
        reader.read(b"Text.", "a.txt")  # what the first use of subprocess itself keeps
    before = descriptors()
    pids = []
    for does in ("os._exit(1)", "return None", "time.sleep(100)"):
        with ReaderProcess(seconds=0.7, command=child_that(does)) as reader:
            reader.start()
            pids.append(reader.pid)
            with pytest.raises(CannotRead):
                reader.read(b"x", "a.txt")
    assert descriptors() == before
    for pid in pids:
        assert pid is not None
        with pytest.raises(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)


def test_a_large_file_s_child_is_replaced() -> None:
    with ReaderProcess() as reader:
        reader.start()
        first = reader.pid
        reader.read(b"Some words in a line.\n" * 500_000, "a.txt")
        reader.read(b"Text.", "a.txt")
        assert reader.pid != first


GOOD = {
    "title": "t",
    "media_type": "text/plain",
    "layers": [{"role": "text", "extractor": "x 1", "blocks": 1, "pages": [], "boxes": 0}],
    "metadata": {},
    "memos": [],
    "losses": [],
    "parts": [5, 9],
}


def test_the_handmade_answer_that_the_lying_ones_differ_from_is_read() -> None:
    with ReaderProcess(command=answering(framed(GOOD, b"Text.", b"[[0,0,5]]"))) as reader:
        assert reader.read(b"x", "a.txt").layers[0].text == "Text."


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x00\x00\x00\x00",
        b"\xff\xff\xff\xff",
        struct.pack("<I", limits.LARGEST_HEAD + 1) + b"{}",
        struct.pack("<I", 2) + b"{]",
        struct.pack("<I", 4) + b"null",
        b"\x80\x04\x95\x0c" + b"cposix\nsystem\n(S'echo'\ntR.",
        framed({"refused": ""}),
        framed({"refused": 5}),
        framed({"refused": "line\nline"}),
        framed({"refused": "x" * 5_000}),
        framed({**GOOD, "parts": [limits.LARGEST_ANSWER + 1]}),
        framed({**GOOD, "parts": [limits.LARGEST_ANSWER, limits.LARGEST_ANSWER]}),
        framed({**GOOD, "parts": [-5]}),
        framed({**GOOD, "parts": [True]}),
        framed({**GOOD, "parts": [5]}, b"Text."),
        framed({**GOOD, "parts": [5, 9, 1]}, b"Text.", b"[[0,0,5]]", b"x"),
        framed(GOOD, b"Text.", b"[[0,0,6]]"),
        framed(GOOD, b"Text.", b"[[9,0,5]]"),
        framed(GOOD, b"T\x00xt.", b"[[0,0,5]]"),
        framed(GOOD, b"T\xffxt.", b"[[0,0,5]]"),
        framed(GOOD, b"T\rxt.", b"[[0,0,5]]"),
        framed({**GOOD, "title": "\ud800"}, b"Text.", b"[[0,0,5]]"),
        framed({**GOOD, "layers": []}, b"Text.", b"[[0,0,5]]"),
    ],
)
def test_a_lying_child_is_refused_and_ended(answer: bytes) -> None:
    command = answering(answer)
    # the child waits for more after its answer: one that promises more than it sends is ended by the deadline
    with ReaderProcess(seconds=1.0, seconds_per_megabyte=0, command=command) as reader:
        reader.start()
        pid = reader.pid
        assert pid is not None
        with pytest.raises(CannotRead) as refusal:
            reader.read(b"x", "a.txt")
        assert refusal.value.message in (child_module.CRASHED, child_module.TOO_LONG)
        assert has_ended(pid)


def test_a_missing_password_is_told_apart() -> None:
    with ReaderProcess(command=answering(framed({"refused": "It needs a password.", "password": True}))) as reader:
        with pytest.raises(NeedsPassword) as refusal:
            reader.read(b"x", "a.pdf")
        assert refusal.value.message == "It needs a password."


def test_a_child_that_cannot_be_started_is_one_refusal(tmp_path: Path) -> None:
    with ReaderProcess(command=[str(tmp_path / "nothing-here")]) as reader, pytest.raises(CannotRead):
        reader.read(b"x", "a.txt")


def test_the_child_s_side_imports_neither_qt_nor_sql_nor_any_parser() -> None:
    listed = subprocess.run(
        [
            sys.executable,
            "-I",
            "-c",
            f"import sys; sys.path.insert(0, {ROOT!r})\nimport annotator.formats.child, annotator.formats.dispatch\n"
            "print('\\n'.join(sys.modules))",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    heavy = {"PySide6", "sqlalchemy", "lxml", "trafilatura", "mammoth", "markdown_it", "charset_normalizer", "email",
             "pypdfium2", "numpy", "multiprocessing", "socket", "asyncio"}  # fmt: skip
    assert not heavy.intersection(listed)
