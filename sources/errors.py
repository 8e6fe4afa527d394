"""What can go wrong when we read a source, named by the reaction it calls for.

SourceError
├── SourceUnavailable   the place did not answer properly: try again later
├── SettingInvalid      a setting names no source of ours: correct the environment
└── SourceChanged       the answer is not what we know how to read: a person must look
"""

from __future__ import annotations


class SourceError(Exception):
    """Reading a source failed; the message names the source and the offending value."""

    def __init__(self, source: str, message: str) -> None:
        super().__init__(f"{source}: {message}")
        self.source = source


class SourceUnavailable(SourceError):
    """The source did not answer, or answered with something that is not a page: try later.

    `status` is the HTTP status, when there was an answer at all.
    """

    def __init__(self, source: str, message: str, *, status: int | None = None) -> None:
        super().__init__(source, message)
        self.status = status


class SourceChanged(SourceError):
    """The page has a shape or a value that this parser does not know: a person must look."""


class SettingInvalid(SourceError, ValueError):
    """A setting in the environment names no source that we have: correct it."""
