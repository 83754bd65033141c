"""`add --split`: the articles of press exports as documents, or a list of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from annotator.cli.common import counted, printable, tell, writing
from annotator.cli.common import reading as open_for_reading
from annotator.model.errors import CannotDo, CannotRead
from annotator.model.ids import id_text
from annotator.operations import bundles
from annotator.operations.bundles import BundlePreview, Preset, SplitRules
from annotator.operations.documents import Added, Outcome


def split(
    project: Path,
    paths: Sequence[Path],
    passwords: Sequence[str],
    rules_text: str | None,
    acting_as: str | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Splits each of the files, or lists what it would be split into. Exit status 1 where none could be."""
    rules = None if rules_text is None else rules_of(rules_text)
    told: list[dict[str, Any]] = []
    lines: list[str] = []
    failed: list[dict[str, str]] = []
    with open_for_reading(project) if dry_run else writing(project, acting_as) as opened:
        for path in paths:
            try:
                if path.is_dir():
                    raise CannotRead("a folder cannot be split; name the files in it")
                preview = bundles.look(opened, path, rules, passwords=passwords)
                if not preview.articles:
                    raise CannotRead("; ".join(preview.doubts))
                added = None if dry_run else bundles.write(opened, preview)
            except CannotDo as error:
                failed.append({"path": str(path), "why": error.message})
                continue
            told.append(_described(preview, added))
            lines += _in_words(preview, added)
    tell({"bundles": told, "failed": failed}, lines, as_json=as_json)
    for one in failed:
        click.echo(printable(f"{one['path']}: {one['why']}"), err=True)
    if not told:
        raise click.exceptions.Exit(1)


def rules_of(text: str) -> SplitRules:
    """The rules that the option --rules names."""
    name, equals, value = text.partition("=")
    if name == Preset.SEPARATOR and value:
        return SplitRules(Preset.SEPARATOR, separator=value)
    if name == Preset.HEADINGS and (not equals or value in tuple("123456")):
        return SplitRules(Preset.HEADINGS, heading_level=int(value or 1))
    if name in (Preset.NEXIS, Preset.FACTIVA) and not equals:
        return SplitRules(Preset(name))
    raise click.UsageError("--rules is nexis, factiva, headings, headings=LEVEL (1 to 6) or separator=REGEX.")


def _described(preview: BundlePreview, added: Added | None) -> dict[str, Any]:
    articles = [
        {
            "document": id_text(preview.documents[place]),
            "title": one.title,
            "start": one.start,
            "end": one.end,
            "words": one.words,
            "metadata": dict(one.metadata),
            "doubts": list(one.doubts),
            "already_here": place in preview.already_here,
        }
        for place, one in enumerate(preview.articles)
    ]
    return {
        "path": str(preview.path),
        "rules": preview.rules.preset.value,
        "recognised": preview.recognised,
        "articles": articles,
        "doubts": list(preview.doubts),
        "new": preview.new if added is None else len(added.of(Outcome.NEW)),
    }


def _in_words(preview: BundlePreview, added: Added | None) -> list[str]:
    name = preview.path.name
    if added is not None:
        new, here = len(added.of(Outcome.NEW)), len(added.of(Outcome.ALREADY_HERE))
        head = f"{name}: {counted(new, 'new document')}" + (f", {here:,} already here" if here else "")
    else:
        head = f"{name}: {counted(len(preview.articles), 'article')} by the rules “{preview.rules.preset.value}”"
    lines = [head, *(f"{name}: {doubt}" for doubt in preview.doubts)]
    for place, one in enumerate(preview.articles):
        if added is None:
            date, outlet = one.metadata.get("date", ""), one.metadata.get("outlet", "")
            lines.append(f"{place + 1:>5}  {date:<10}  {outlet[:24]:<24}  {one.words:>6,} words  {one.title[:80]}")
        lines += [f"{name}: article {place + 1}: {doubt}" for doubt in one.doubts]
    return lines
