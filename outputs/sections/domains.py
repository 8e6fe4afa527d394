"""The standing by domain, today and a year ago, as lines of a table and one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from measures.estimates import Estimate, only
from measures.headline.exposure import exposure_sentence
from measures.headline.records import DomainEstimate, GapChange, GapThen
from measures.series import DOMAINS, Series
from outputs.charts.small import Dots, dots
from outputs.wording import clean, shorten
from terms.days import day, in_words
from terms.numbers import interval, plural, signed
from terms.units import Unit

COMPOSITE = "composite"
TURNED = ("moved towards open", "moved towards closed")
"""Courses where open was ahead now or a year ago."""
SINCE = " since "
DIRECTIONS = {
    "closed ahead": "closed ahead in every judged series of {}",
    "closed ahead in part": "closed ahead in part of the series of {}",
    "not distinguishable": "not distinguishable in {}",
    "open ahead in part": "open ahead in part of the series of {}",
    "open ahead": "open ahead in every judged series of {}",
    "series disagree": "the series disagree in {}",
    "cannot be judged": "not to be judged in {}",
    "no live series": "without a live series: {}",
}


@dataclass(frozen=True, slots=True)
class DomainRow:
    """One series: its gap now and a year before, and the change, each with its interval.

    `speaks`: it counts for its domain; `reason`: why not, or for which date it speaks.
    """

    series: Series
    unit: str
    now: str
    now_interval: str | None
    verdict: str
    then: str | None
    then_on: str | None
    """Day of the page behind it; None on the entry axis, where no page of that day stands."""
    then_interval: str | None
    then_verdict: str | None
    course: str
    change: str | None
    change_interval: str | None
    speaks: bool
    reason: str | None
    picture: Markup


@dataclass(frozen=True, slots=True)
class DomainGroup:
    """One domain: what its live series say together, and all its series, live before others."""

    domain: str
    direction: str
    rows: Sequence[DomainRow]


def domain_groups(
    estimates: Iterable[Estimate], declared: Mapping[str, Series], rule: str
) -> list[DomainGroup]:
    """From the estimates `domain` under an openness rule."""
    order = {domain: place for place, domain in enumerate(DOMAINS)}
    own = sorted(
        (
            one
            for one in only(DomainEstimate, estimates)
            if one.openness_rule == rule and one.series in declared
        ),
        key=lambda one: (order.get(one.domain, len(order)), not one.speaks, one.series),
    )
    found = []
    for domain, members in groupby(own, key=lambda one: one.domain):
        of_domain = list(members)
        lines = [_line(one, declared[one.series]) for one in of_domain]
        found.append(DomainGroup(domain, clean(of_domain[0].direction), lines))
    return found


def _line(one: DomainEstimate, series: Series) -> DomainRow:
    then, change = one.year_ago, one.change
    gap_then = None if then is None else then.gap
    return DomainRow(
        series=series,
        unit=Unit(series.unit).difference,
        now="unknown" if one.value is None else signed(one.value),
        now_interval=interval(one.low, one.high),
        verdict=one.verdict if one.unconfirmed is None else f"{one.verdict}, unconfirmed",
        then=None if gap_then is None else signed(gap_then),
        then_on=None if then is None else _then_on(then),
        then_interval=None if then is None else interval(then.gap_low, then.gap_high),
        then_verdict=None if then is None else then.verdict,
        course=change.course + _since(change),
        change=None if change.change is None else signed(change.change),
        change_interval=interval(change.low, change.high),
        speaks=one.speaks,
        reason=_reason(one),
        picture=dots(
            Dots(one.value, one.low, one.high, gap_then),
            f"{series.title}: gap now and a year ago",
        ),
    )


def _then_on(then: GapThen) -> str | None:
    if then.as_of:
        return f"as of {day(then.as_of)}"
    return f"page of {day(then.vintage_on)}" if then.vintage_on else None


def _since(change: GapChange) -> str:
    """The older page's day where it was out of date a year ago: no change "over the year"."""
    return f"{SINCE}{day(change.since)}" if change.since and change.is_comparable else ""


def _reason(one: DomainEstimate) -> str | None:
    reason = one.change.reason
    told = [one.caveat, one.unconfirmed, None if reason is None else reason.text]
    return shorten(clean(in_words("; ".join(text for text in told if text))), 300) or None


def exposure_text(estimates: Iterable[Estimate], declared: Mapping[str, Series], rule: str) -> str:
    """Private items against public ones under an openness rule; empty where one has no verdict."""
    return exposure_sentence(
        (one, declared[one.series])
        for one in only(DomainEstimate, estimates)
        if one.openness_rule == rule and one.series in declared
    )


def domains_text(groups: Sequence[DomainGroup]) -> str:
    """How the domains stand, and how many live gaps moved over the year."""
    single = [group for group in groups if group.domain != COMPOSITE]
    named: dict[str, list[str]] = {}
    for group in single:
        named.setdefault(group.direction, []).append(group.domain)
    if not named:
        return ""
    stands = "; ".join(
        words.format(", ".join(named[key])) for key, words in DIRECTIONS.items() if key in named
    )
    courses = Counter(row.course for group in single for row in group.rows if row.speaks)
    older = sum(count for course, count in courses.items() if SINCE in course)
    turned = sum(count for course, count in courses.items() if course in TURNED)
    return (
        f"{stands[0].upper()}{stands[1:]}. Over the year the gap narrowed in "
        f"{courses['narrowed']} of {plural(courses.total(), 'live series', 'live series')}, "
        f"widened in {courses['widened']}, shows no distinguishable change in "
        f"{courses['no change distinguishable']}, and {courses['not comparable']} have no "
        "comparable number of a year before"
        + (f"; in {turned} open was ahead at one end, and the lead moved" if turned else "")
        + (f"; {older} compare only with a page that was out of date a year ago." if older else ".")
    )
