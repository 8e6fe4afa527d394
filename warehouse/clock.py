"""Times as the warehouse stores them: UTC, fixed width, so that text order is time order."""

from datetime import UTC, date, datetime, time, timedelta

from warehouse.errors import ClockBehind

FORM = "%Y-%m-%dT%H:%M:%S.%fZ"


def stamp(moment: datetime) -> str:
    """`moment` (timezone-aware) as stored text. Raises ValueError for a naive time."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone; times are stored in UTC")
    return moment.astimezone(UTC).strftime(FORM)


def moment(text: str) -> datetime:
    """Stored text back as a time in UTC."""
    return datetime.strptime(text, FORM).replace(tzinfo=UTC)


def end_of(bound: date | datetime) -> str:
    """The last stored instant that lies within `bound`; a date includes its whole UTC day."""
    if isinstance(bound, datetime):
        return stamp(bound)
    return datetime.combine(bound, time.max, tzinfo=UTC).strftime(FORM)


AHEAD = timedelta(days=2)
"""How far the newest record may lie ahead of the clock: more is no drift, it is a wrong clock."""


def is_ahead(recorded_at: str, now: datetime) -> bool:
    """Whether a record is dated further ahead of `now` than clocks drift."""
    return moment(recorded_at) > now + AHEAD


def after(now: datetime, last: str | None) -> str:
    """`now`, or the first instant after `last` when the clock has not moved on since.

    Answers for a past instant never change, so nothing may be recorded at or before the last one.
    Raises ClockBehind where the last one lies more than `AHEAD` after `now`: every later record
    would be dated by it.
    """
    text = stamp(now)
    if last is None or text > last:
        return text
    if is_ahead(last, now):
        raise ClockBehind(
            f"the newest record is dated {last[:16]}, this machine's clock says {text[:16]} (UTC): "
            "nothing is written. Set the clock; where the records are wrong, docs/operate.md "
            "says what to do"
        )
    return stamp(moment(last) + timedelta(microseconds=1))
