"""What a researcher is told when something cannot be done: one clear sentence, and nothing written."""

from __future__ import annotations


class CannotDo(Exception):
    """The deed was not done, nothing was written; the message says what, why and what to do, in one line."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class CannotRead(CannotDo):
    """A file could not be read; the message says why, without its name (the caller knows it)."""


class NeedsPassword(CannotRead):
    """The file is encrypted and none of the passwords given opens it."""


class Ambiguous(CannotDo):
    """A name means several things; the message lists them."""


class Stale(CannotDo):
    """Somebody changed the thing since it was read: nothing was written, read it again."""


class Blocked(CannotDo):
    """Undo would destroy a later change; `what` lists it in plain words."""

    def __init__(self, message: str, what: tuple[str, ...]) -> None:
        super().__init__(message)
        self.what = what


class NothingLeft(CannotDo):
    """There is nothing to undo or to redo."""


class InUse(CannotDo):
    """Another program has the project file open for writing."""


class Damaged(CannotDo):
    """The project file is damaged; what can be read of it can be saved in a new one."""


class Cancelled(Exception):
    """The user ended a long piece of work; nothing was written."""
