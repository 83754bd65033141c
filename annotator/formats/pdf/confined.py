"""What a child that parses foreign files may use: memory, CPU time for each request, no file. Not on Windows."""

from __future__ import annotations

import contextlib
import math

MEMORY = 1 << 30  # bytes of address space


def confine(memory: int = MEMORY) -> None:
    """From now on: so much memory, no core file, no written file (pipes and shared memory are not counted)."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)):
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some of them
            resource.setrlimit(kind, (most, most))


def allow_cpu(seconds: float) -> None:
    """Move the limit on: it counts a process's whole life, so a fixed one would end an honest reader."""
    try:
        import resource
    except ImportError:
        return
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used + seconds) + 1, resource.RLIM_INFINITY))
