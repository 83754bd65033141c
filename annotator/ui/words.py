"""Every text on screen passes through here, so that it can be translated, with its plurals.

Translations are Qt's (`.qm` files); without one the English of the source is shown. Numbers follow the locale.
"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

CONTEXT = "annotator"


def tr(text: str, /, **values: object) -> str:
    """The text in the language of the window, with `{name}` replaced by the value of that name."""
    translated = QCoreApplication.translate(CONTEXT, text)
    return translated.format(**values) if values else translated


def tr_n(one: str, many: str, n: int, /, **values: object) -> str:
    """The text for that number, `%n` being the number: `tr_n("%n coding", "%n codings", 3)`.

    The English of `many` is what translators see; their languages may have more forms than two.
    """
    translated = QCoreApplication.translate(CONTEXT, many, None, n)
    if translated == many.replace("%n", str(n)):  # nothing is translated, or it is the same
        translated = (one if n == 1 else many).replace("%n", number(n))
    return translated.format(**values) if values else translated


def number(value: int) -> str:
    """A whole number as the locale writes it."""
    return QLocale().toString(value)


def moment(when: datetime, *, now: datetime) -> str:
    """A time as people say it: the hour today, the day and hour else; in the locale's manner."""
    locale = QLocale()
    clock = locale.toString(QTime(when.hour, when.minute), QLocale.FormatType.ShortFormat)
    days = (now.date() - when.date()).days
    if days == 0:
        return clock
    if days == 1:
        return tr("yesterday {clock}", clock=clock)
    return f"{locale.toString(QDate(when.year, when.month, when.day), QLocale.FormatType.ShortFormat)} {clock}"
