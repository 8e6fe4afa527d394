"""Beside the headline's gap and lag: how single domains are counted, what live series say by
exposure, from view domain; and the gap on three days.

The series of a domain measure different things: they are laid side by side and never averaged. So
are those with questions that models can have seen, which may stand in the training data of models
that came after them, beside those whose questions are kept: no sizes of gaps are compared.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import inf
from statistics import median
from typing import Any, NamedTuple

from measures.freshness import held_since
from measures.segments import GapSegment, in_force
from measures.series import COMPOSITE, Series
from terms.days import after, days, month
from terms.numbers import number, plural
from terms.words import JUDGED, Exposure, GapVerdict

UNCOUNTED = ("not tested lately", "no live series")
"""Directions of domains that no headline counts."""
Row = Mapping[str, Any]
"""Of view domain."""


def standings(rows: Iterable[Row]) -> dict[str, str]:
    """What each single domain counts as: here alone domains are counted. `rows`: of one openness
    rule. An index over all domains is none."""
    said = {row["domain"]: row["direction"] for row in _single(rows)}
    return {
        domain: it.removesuffix(" in part")
        for domain, it in sorted(said.items())
        if it not in UNCOUNTED
    }


def left_out(rows: Iterable[Row]) -> str:
    """'; safety not tested lately': the single domains that `standings` leaves out for that."""
    untested, _ = UNCOUNTED
    some = {row["domain"] for row in _single(rows) if row["direction"] == untested}
    return f"; {', '.join(sorted(some))} {untested}" if some else ""


def on_old_data(rows: Iterable[Row]) -> frozenset[str]:
    """The single domains of which no series that speaks has a current page."""
    own = speaking(rows)
    fresh = {row["domain"] for row in own if not row["is_stale"]}
    return frozenset(row["domain"] for row in own) - fresh


def in_part(rows: Iterable[Row], side: str) -> str:
    """' (in coding on some tests only)': the single domains in which a class leads so, if any."""
    led = f"{side} ahead in part"
    parts = sorted({row["domain"] for row in _single(rows) if row["direction"] == led})
    some = " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
    return f" (in {some} on some tests only)" if parts else ""


def unconfirmed(rows: Iterable[Row]) -> frozenset[str]:
    """The single domains of which a series that speaks has an unconfirmed leader."""
    return frozenset(
        row["domain"] for row in speaking(rows) if row["evidence"] and row["verdict"] in JUDGED
    )


def speaking(rows: Iterable[Row]) -> list[Row]:
    """The rows of single domains that count for them."""
    return [row for row in _single(rows) if row["speaks"]]


def _single(rows: Iterable[Row]) -> Iterator[Row]:
    return (row for row in rows if row["domain"] != COMPOSITE)


COMPARED = (Exposure.HELD_OUT, Exposure.PUBLIC)
"""What one lab has is neither, and votes are no questions."""


def by_exposure(rows: Iterable[Row], declared: Mapping[str, Series]) -> dict[Exposure, list[Row]]:
    """Rows of view domain that count, by exposure; a scale over others counts nowhere.

    Empty unless both that are `COMPARED` have a verdict.
    """
    found: dict[Exposure, list[Row]] = {kind: [] for kind in COMPARED}
    for row in speaking(rows):
        series = declared.get(row["series"])
        if series and series.exposure in found:
            found[Exposure(series.exposure)].append(row)
    return found if all(verdicts(some).total() for some in found.values()) else {}


def verdicts(rows: Iterable[Row]) -> Counter[GapVerdict]:
    """What the gaps with an interval support."""
    return Counter(GapVerdict(row["verdict"]) for row in rows if row["verdict"] in JUDGED)


UNDECIDED = (GapVerdict.CANNOT_BE_JUDGED, GapVerdict.NOT_DISTINGUISHABLE)
"""What a gap supports whose lag is counted nowhere."""


def known_lags(rows: Iterable[Row], lags: Mapping[str, Row]) -> list[Row]:
    """Of `lags` (series to its row of view lag_now) those of `rows` that are known, or bounds.

    Where nobody knows who is ahead, nobody knows by how many days.
    """
    judged = (row for row in rows if row["verdict"] not in UNDECIDED)
    found = (lags.get(row["series"]) for row in judged)
    return [one for one in found if one is not None and one["lag_days"] is not None]


def median_lag(lags: Sequence[Row]) -> str:
    """'187 days', 'at least 250 days', '30 days, open ahead', 'not known'.

    A bound counts as what it is: the median is known where that of what the lags are at least and
    that of what they are at most agree.
    """
    if not lags:
        return "not known"
    low, high = (
        median(
            end if one["censored"] and (one["lag_days"] >= 0) == (end > 0) else one["lag_days"]
            for one in lags
        )
        for end in (-inf, inf)
    )
    if low == high:
        return f"{days(abs(round(low)))}{', open ahead' if low < 0 else ''}"
    return f"at least {days(int(low))}" if low >= 0 else "not known"


def exposure_sentence(found: Mapping[Exposure, Sequence[Row]], lags: Mapping[str, Row]) -> str:
    """Private questions beside public ones, of `by_exposure`: the lag, and who is ahead."""
    (private, many, of_private), (public, more, of_public) = (
        (median_lag(some), len(some), _closed(found[kind]))
        for kind in COMPARED
        for some in (known_lags(found[kind], lags),)
    )
    return (
        f"Where questions are not public, the median lag is {private} ({plural(many, 'benchmark')})"
        f" and closed is ahead on {of_private}; where they are public, {public} ({more}) and on "
        f"{of_public}."
    )


def _closed(rows: Sequence[Row]) -> str:
    counts = verdicts(rows)
    return f"{counts[GapVerdict.CLOSED_AHEAD]} of the {counts.total()} with an interval"


BEFORE = (30, 270)
"""Days before the newest page, at least, of the other two."""


class DatedGap(NamedTuple):
    """A gap in its series' unit, on the day `on` (ISO) of its page: three stand instead of a trend,
    as which way a slope points turns on where it begins."""

    on: str
    gap: float


def dated_gaps(series: Series, gaps: Sequence[GapSegment]) -> tuple[DatedGap, ...]:
    """The newest first; without those of another scale, and those that nobody can judge.

    `gaps`: of one board, by day; empty where the newest one is no gap.
    """
    if not gaps or gaps[-1].gap is None:
        return ()
    found = []
    newest = max(held_since(gaps[-1]), gaps[-1].published_until)
    for on in (newest, *(after(newest, -count) for count in BEFORE)):
        one = in_force(gaps, on)
        if one is None or one.gap is None or (on != newest and one.unresolved_above):
            continue
        page = min(on, max(held_since(one), one.published_by(on)))
        if not any(page < it.on <= newest for it in series.scale_breaks):
            found.append(DatedGap(page, one.gap))
    return tuple(found)


def earlier(found: Sequence[DatedGap]) -> str:
    """'4.6 in August and 8.7 in December 2025': those before the newest; empty without any."""
    year = found[0].on[:4] if found else ""
    return " and ".join(
        f"{number(one.gap)} in {month(one.on).removesuffix(f' {year}')}" for one in found[1:]
    )
