"""What all commands share: the group, its options, opening a project, answering in lines or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from annotator import __version__
from annotator.model.errors import CannotDo
from annotator.operations import acting, projects
from annotator.store.handle import Project

PROJECT = click.argument("project", type=click.Path(path_type=Path))
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
AS = click.option("--as", "acting_as", envvar="ANNOTATOR_CODER", metavar="NAME", help="The coder who acts.")


class _Plainly(click.Group):
    """Turns what cannot be done into one line on standard error and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CannotDo as error:
            click.echo(printable(" ".join(error.message.split())), err=True)
            ctx.exit(1)


@click.group(cls=_Plainly, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="annotator")
def cli() -> None:
    """Code documents by hand against a taxonomy."""


@contextmanager
def writing(path: Path, acting_as: str | None) -> Iterator[Project]:
    project = projects.open_project(path, acting.myself())
    try:
        if acting_as:
            acting.act_as(project, acting_as)
        with _damage_in_words(project):
            yield project
    finally:
        project.close()


@contextmanager
def reading(path: Path) -> Iterator[Project]:
    project = projects.open_project(path, acting.myself(), read_only=True)
    try:
        with _damage_in_words(project):
            yield project
    finally:
        project.close()


@contextmanager
def _damage_in_words(project: Project) -> Iterator[None]:
    """Values that damage left in the file may trip any command. If `check` finds damage, that is what is said."""
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        if faults := projects.check_project(project).faults:
            raise CannotDo(
                f"“{project.path.name}” is damaged: {faults[0]}. Keep the file and restore the newest backup."
            ) from error
        raise


def tell(value: dict[str, Any], lines: Sequence[str], *, as_json: bool) -> None:
    if as_json:
        click.echo(printable(json.dumps(value, ensure_ascii=False, indent=1)))
        return
    for line in lines:
        click.echo(printable(line))


def printable(text: str) -> str:
    """File names may hold bytes that are no text; they are shown as a question mark in a box."""
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text


def counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
