"""A normal form of model spellings, for proposals to a person; it never decides a match.

What it drops is how a source talks about a model: provider path, price suffix, effort, date stamp.
What it keeps is the model's identity: mini, flash, max, turbo, vl, sizes and every version digit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_STAMP = re.compile(
    r"[-@]v?(20\d{2}-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01]))(?=$|[-:@])"  # -20251101, @2025-11-01
)
_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
_TIER = re.compile(r":[a-z-]+$")
_EFFORT = re.compile(r"-(thinking|reasoning|reasoner|non-reasoning|minimal|low|high|xhigh|\d+k)$")
_CLAUDE = re.compile(r"^claude-(\d+(?:-\d+)?)-(opus|sonnet|haiku)\b")
_SEPARATORS = re.compile(r"[\s._]+")
_DASHES = re.compile(r"-{2,}")


def plain(spelling: str) -> str:
    """Lower case, without provider path, brackets, tier and date stamp; dots become dashes.

    `anthropic/claude-4.5-opus-20251124` gives `claude-opus-4-5`.
    """
    return _ordered(_STAMP.sub("", _bare(spelling)))


def stamped(spelling: str) -> str:
    """As `plain`, but with the date stamp: `claude-opus-4-5-20251124`."""
    return _ordered(_bare(spelling))


def stamp(spelling: str) -> str | None:
    """The date stamp in the spelling, as it is written there; None without one."""
    found = _STAMP.search(_bare(spelling))
    return found[1] if found else None


def effort(form: str) -> str | None:
    """The effort suffixes of a `plain` form: `thinking-32k`; None without any."""
    return form[len(without_effort(form)) :].strip("-") or None


def _bare(spelling: str) -> str:
    text = _BRACKETS.sub(" ", spelling.lower()).strip()
    text = _TIER.sub("", text.rsplit("/", 1)[-1])
    return _SEPARATORS.sub("-", text)


def _ordered(text: str) -> str:
    return _CLAUDE.sub(r"claude-\2-\1", _DASHES.sub("-", text).strip("-"))


def without_effort(text: str) -> str:
    """A `plain` form without its effort suffixes: `-high`, `-thinking`, `-32k`."""
    while (shorter := _EFFORT.sub("", text)) != text:
        text = shorter
    return text


def begins(form: str) -> Iterator[str]:
    """The beginnings of a `plain` form, longest first; no number is ever left out."""
    while "-" in form:
        form, last = form.rsplit("-", 1)
        if any(letter.isdigit() for letter in last):
            return
        yield form
