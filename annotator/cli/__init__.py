"""The command line: the same operations as the window, for scripts, servers and tests.

Exit status 0: done; 1: could not be done, one line on standard error says why, and nothing was written; 2: wrong
usage. With `--json` one object goes to standard output and nothing else.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence

import click

from annotator.cli import (
    codebook,
    coding,
    conflicts,
    documents,
    highlights,
    history,
    merging,
    people,
    projects,
    recognising,
)
from annotator.cli.common import cli

__all__ = ["cli", "run"]
COMMANDS = (  # each registers its own
    projects, documents, coding, highlights, recognising, codebook, merging, conflicts, people, history,
)  # fmt: skip


def run(arguments: Sequence[str]) -> int:
    """Runs one command; the exit status."""
    try:
        left = cli.main(args=list(arguments), prog_name="annotator", standalone_mode=False)
        sys.stdout.flush()
        return left if isinstance(left, int) else 0  # click hands back the status that a command left with
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        click.echo("Ended.", err=True)
        return 1
    except BrokenPipeError:  # whoever reads has enough, as `head` has
        _forget_output()
        return 0
    except OSError as error:
        _forget_output()
        click.echo(f"The answer cannot be written: {error.strerror or error}.", err=True)
        return 1


def _forget_output() -> None:
    """Python would try to write the rest once more at its end, and complain."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
