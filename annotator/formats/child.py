"""Foreign files are parsed in a child process, never in the window's own.

`ReaderProcess` starts the child, hands it bytes and takes back a Reading; the child has a limit on its memory, may
write no file and open no connection, and is ended when it takes too long. Whatever happens to it, the caller gets
one `CannotRead` and the next file is read by a new child.

Between them: a length (4 bytes, little endian), that many bytes of JSON, then raw bytes whose sizes the JSON names.
What comes back is checked by `codec.decode`. `serve` is the child's side and imports as little as it can: a format's
reader is imported when its first file comes.
"""

from __future__ import annotations

import contextlib
import gc
import json
import math
import os
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from annotator.formats import codec, limits
from annotator.model.documents import Reading
from annotator.model.errors import Cancelled, CannotRead, NeedsPassword

FLAG = "--reader-child"  # of a frozen build: __main__ calls serve() and nothing else

TOO_LONG = "Reading the file took too long and was given up. It is very large or made to be hard to read."
CRASHED = "The file could not be read: it is damaged, or made so that reading it fails."
TOO_MUCH_MEMORY = "Reading the file would need too much memory. Split it, or save it as plain text."
TOO_LARGE = f"The file is larger than {limits.LARGEST_FILE // limits.MEGABYTE} MB. Split it into smaller ones."
EMPTY = "The file is empty."
NOT_STARTED = "The part of the program that reads files could not be started. Close other programs and try again."

_LENGTH = struct.Struct("<I")
_RESTART_AFTER_BYTES = 8 * limits.MEGABYTE  # what a large file leaves behind in a child is given back by ending it
_RESTART_AFTER_FILES = 200
_SECONDS_TO_END = 5.0


class _ChildEnded(CannotRead):
    """The child crashed, was killed or answered nonsense."""


class ReaderProcess:
    """Reads foreign files, one at a time, in a child process that is started on the first need.

    May be used from any thread; reads from several threads wait for one another. `close` may be called from another
    thread: a read under way then ends with `Cancelled`. `seconds` and `seconds_per_megabyte` make the deadline.
    """

    def __init__(
        self,
        *,
        seconds: float = limits.DEADLINE,
        seconds_per_megabyte: float = limits.DEADLINE_PER_MEGABYTE,
        command: Sequence[str] | None = None,
    ) -> None:
        self._seconds, self._per_megabyte = seconds, seconds_per_megabyte
        self._command = tuple(command) if command else child_command()
        self._reading = threading.Lock()  # one request at a time
        self._changing = threading.Lock()  # guards the two below, never held for long
        self._child: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._bytes = self._files = 0  # that this child has read

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """Of the child that is running, if one is."""
        child = self._child
        return child.pid if child else None

    def start(self) -> None:
        """Start the child ahead of the first file, so that it need not be waited for."""
        with self._reading:
            self._started()

    def read(self, data: bytes, name: str, passwords: Sequence[str] = ()) -> Reading:
        """The Reading of a file of this name with these bytes.

        CannotRead says in one sentence why there is none; NeedsPassword if none of the passwords opens it;
        Cancelled if `close` was called meanwhile.
        """
        if not data:
            raise CannotRead(EMPTY)
        if len(data) > limits.LARGEST_FILE:
            raise CannotRead(TOO_LARGE)
        with self._reading:
            others_before = self._files > 0
            try:
                return self._read(data, name, passwords)
            except _ChildEnded:
                if not others_before:
                    raise
            return self._read(data, name, passwords)  # what ended the child may have been an earlier file's doing

    def close(self) -> None:
        """End the child. Reading again afterwards is refused."""
        with self._changing:
            self._closed = True
            child = self._child
        if child is not None:
            with contextlib.suppress(OSError):
                child.kill()
        with self._reading:  # whoever was reading has seen its end by now
            self._drop()

    def _read(self, data: bytes, name: str, passwords: Sequence[str]) -> Reading:
        child = self._started()
        seconds = limits.deadline(len(data), seconds=self._seconds, per_megabyte=self._per_megabyte)
        late = threading.Event()
        watch = threading.Timer(seconds, _end_late, (child, late))
        watch.daemon = True
        watch.start()
        try:
            request = {"name": name, "size": len(data), "passwords": list(passwords), "seconds": seconds}
            answer = _ask(child, request, data)
        except (OSError, codec.Malformed, MemoryError):
            self._drop()
            if self._closed:
                raise Cancelled from None
            cpu_limit = child.returncode is not None and child.returncode == -getattr(signal, "SIGXCPU", 0)
            raise (CannotRead(TOO_LONG) if late.is_set() or cpu_limit else _ChildEnded(CRASHED)) from None
        finally:
            watch.cancel()
            watch.join()
        self._bytes, self._files = self._bytes + len(data), self._files + 1
        if late.is_set() or self._bytes > _RESTART_AFTER_BYTES or self._files >= _RESTART_AFTER_FILES:
            self._drop()
        if isinstance(answer, CannotRead):
            if answer.message == TOO_MUCH_MEMORY:
                self._drop()
            raise answer
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        child = self._child
        if child is not None and child.poll() is None:
            return child
        self._drop()
        with self._changing:
            if self._closed:
                raise Cancelled
            try:
                self._child = child = subprocess.Popen(
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                )
            except OSError:
                raise CannotRead(NOT_STARTED) from None
            self._bytes = self._files = 0
        return child

    def _drop(self) -> None:
        """End the child, wait for its end and close what belonged to it."""
        with self._changing:
            child, self._child = self._child, None
        if child is None:
            return
        with contextlib.suppress(OSError):
            child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was not sent any more
                    pipe.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(_SECONDS_TO_END)


def child_command() -> tuple[str, ...]:
    """How the child is started: from a frozen build the program itself, otherwise this Python with our packages."""
    if getattr(sys, "frozen", False):
        return (sys.executable, FLAG)
    root = str(Path(__file__).resolve().parents[2])
    start = "import sys; sys.path.insert(0, sys.argv[1]); from annotator.formats.child import serve; serve()"
    return (sys.executable, "-I", "-c", start, root)


def _end_late(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    with contextlib.suppress(OSError):
        child.kill()


def _ask(child: subprocess.Popen[bytes], request: dict[str, Any], data: bytes) -> Reading | CannotRead:
    assert child.stdin is not None and child.stdout is not None
    head = json.dumps(request).encode()
    child.stdin.write(_LENGTH.pack(len(head)) + head)
    child.stdin.write(data)
    child.stdin.flush()
    length = _LENGTH.unpack(_exactly(child.stdout, _LENGTH.size))[0]
    if not 0 < length <= limits.LARGEST_HEAD:
        raise codec.Malformed("head")
    answer = codec.loads(_exactly(child.stdout, length))
    if isinstance(answer, dict) and "refused" in answer:
        return _refusal(answer)
    parts = [_exactly(child.stdout, size) for size in codec.parts_of(answer)]
    return codec.decode(answer, parts)


def _refusal(answer: dict[str, object]) -> CannotRead:
    message = answer["refused"]
    if not isinstance(message, str) or not 0 < len(message) <= limits.LONGEST_NAME or not message.isprintable():
        raise codec.Malformed("refusal")
    return NeedsPassword(message) if answer.get("password") is True else CannotRead(message)


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size)
    if len(data) != size:
        raise _CutShort(f"{size - len(data)} bytes are missing")
    return data


class _CutShort(OSError):
    """The child ended before it had answered."""


# ---------------------------------------------------------------- in the child


def serve() -> None:
    """Answer requests on standard input until it ends. To be called in a process of its own: it limits itself."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray print must not enter the protocol
    with contextlib.suppress(ValueError, OSError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when it ends
    sys.dont_write_bytecode = True
    # a parser makes millions of values that are all needed: looking for garbage among them doubles the time
    gc.set_threshold(200_000, 50, 1000)
    sys.addaudithook(_refuse_the_world)
    limit_memory()
    while len(length := requests.read(_LENGTH.size)) == _LENGTH.size:
        request = json.loads(requests.read(_LENGTH.unpack(length)[0]))
        data = requests.read(request["size"])
        if len(data) != request["size"]:
            return
        _allow_cpu(request["seconds"])
        head, parts = _answer(data, request["name"], request["passwords"])
        del data
        packed = json.dumps(head, separators=(",", ":")).encode()
        answers.write(_LENGTH.pack(len(packed)) + packed)
        for part in parts:
            answers.write(part)
        answers.flush()


def _answer(data: bytes, name: str, passwords: list[str]) -> tuple[dict[str, Any], list[bytes]]:
    from annotator.formats.dispatch import read

    try:
        return codec.encode(read(data, name=name, passwords=passwords))
    except NeedsPassword as error:
        return {"refused": error.message, "password": True}, []
    except CannotRead as error:
        return {"refused": error.message}, []
    except MemoryError:
        return {"refused": TOO_MUCH_MEMORY}, []
    except Exception:  # any parser may raise anything over a hostile file; the parent needs one sentence
        return {"refused": CRASHED}, []


def _refuse_the_world(event: str, arguments: tuple[Any, ...]) -> None:
    """Nothing that parses a foreign file has any business with the network, with other programs or with writing."""
    if event == "open":
        path, mode, flags = arguments
        writes = any(sign in mode for sign in "wax+") if isinstance(mode, str) else flags & _WRITING
        if not writes or isinstance(path, int) or path == os.devnull:
            return
    elif not event.startswith(_REFUSED_EVENTS):
        return
    raise PermissionError(f"{event} is not for a reader of foreign files")


_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_REFUSED_EVENTS = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "os.fork",
    "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.truncate", "os.link", "os.symlink", "os.ch", "os.utime",
    "urllib.", "ftplib.", "http.client.", "smtplib.", "webbrowser.", "shutil.", "pty.",
)  # fmt: skip


def limit_memory() -> None:
    """Limits that the system enforces: address space, no core file, no written file. Not on Windows."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, limits.MEMORY), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)):
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some of them
            resource.setrlimit(kind, (most, most))


def _allow_cpu(seconds: float) -> None:
    """Move the limit on: it counts a process's whole life, so a fixed one would end an honest reader."""
    try:
        import resource
    except ImportError:
        return
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used + seconds) + 1, resource.RLIM_INFINITY))


if __name__ == "__main__":
    serve()
