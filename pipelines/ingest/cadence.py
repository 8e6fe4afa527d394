"""Which scheduled sources a run asks: those that are due, and why it does not ask the others.

What belongs here: the decision alone; no Dagster, no network, no storage.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sources.catalogue import SCHEDULED
from sources.contract import SettingInvalid, SourceCard
from terms.words import ACCEPTED


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person who starts a run wants asked."""

    only: tuple[str, ...] = ()
    """Names of the sources to ask; empty: every one that is due."""
    force: bool = False
    """Ask also what is not due or is paused."""

    def __post_init__(self) -> None:
        """Raises SettingInvalid for a name that no scheduled source has."""
        known = {source.ABOUT.name for source in SCHEDULED}
        if strangers := sorted(set(self.only) - known):
            raise SettingInvalid("only", f"no source {strangers}; there are {sorted(known)}")


def not_asked(
    about: SourceCard, last: Mapping[str, Any] | None, today: date, wish: Wish
) -> str | None:
    """Why a run on `today` does not ask the source, in words; None: it asks.

    `last` is its row of `source_health`, None when it was never asked. A source whose last answer
    was refused or did not come is due at once.
    """
    if wish.only and about.name not in wish.only:
        return "this run asks others"
    if wish.force:
        return None
    if about.pause is not None:
        return f"paused since {about.pause.since}: {about.pause.reason}"
    return _not_due(about, last, today)


def _not_due(about: SourceCard, last: Mapping[str, Any] | None, today: date) -> str | None:
    if last is None or last["last_outcome"] not in ACCEPTED:
        return None
    on = date.fromisoformat(str(last["last_seen_at"])[:10])
    due = on + timedelta(days=about.ask_every_days)
    if about.ask_every_days == 1 or due <= today:
        return None
    every = f"every {about.ask_every_days} days"
    return f"not due: it answered on {on} and is asked {every}, next on {due}"
