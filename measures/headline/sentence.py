"""The headline: how far behind, how sure, under which licence, and on how many domains.

One sentence made of numbers when it is shown, the same for command line, report and alerts. A
number that is missing is said to be missing, and nothing stands in for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from measures.estimates import Estimate, Named
from measures.gap.judgement import may_lead
from measures.headline.dated import earlier
from measures.headline.records import HeadlineCount, HeadlinePart
from measures.lag.words import interval_in_words
from measures.uncertainty.intervals import level_in_words
from terms.days import day, days
from terms.days import months as months_of
from terms.numbers import MISSING, plural
from terms.openness import OpennessRule
from terms.words import JUDGED, GapVerdict

HEADLINE = "eci"


@dataclass(frozen=True, slots=True)
class Headline:
    """The parts in the order to tell them, the count of single domains, and the
    sentences made of them.
    """

    parts: Sequence[HeadlinePart]
    count: HeadlineCount

    @property
    def sentence(self) -> str:
        """Both sentences, with models by their ids."""
        return self.in_words()

    def in_words(self, named: Named = str) -> str:
        """How far behind, and how the single domains are; models by name."""
        return " ".join(filter(None, (self.leading(named), self.counted)))

    @property
    def also(self) -> str:
        """The other rule; empty without any."""
        return _also(self.parts)

    def leading(self, named: Named = str) -> str:
        """What the first part says, with its models by name; empty without a part."""
        return _leading(self.parts[0], named) if self.parts else ""

    @property
    def counted(self) -> str:
        """How the single domains stand."""
        return _counted(self.count.verdicts, self.count.stale)

    @property
    def caveat(self) -> str | None:
        """What a careful reader must know of the first part."""
        return _caveat(self.parts)


def headline(estimates: Iterable[Estimate]) -> Headline | None:
    """The headline of the records of its measure among others; None before there is one."""
    found = list(estimates)
    count = next((one for one in found if isinstance(one, HeadlineCount)), None)
    parts = sorted((one for one in found if isinstance(one, HeadlinePart)), key=_place)
    return Headline(parts, count) if count else None


def _place(part: HeadlinePart) -> int:
    return tuple(OpennessRule).index(OpennessRule(part.openness_rule))


def _leading(item: HeadlinePart, named: Named) -> str:
    where = f"On {item.series_title}, {_when(item)},"
    if item.value is None:
        return f"{where} one class has no entry, so there is no gap."
    return f"{where} {_who(item, named)}: {_size(item)}{_lag(item)}."


def _when(item: HeadlinePart) -> str:
    if item.told_on > item.through_on:
        return f"as of {day(item.told_on)}, data from {day(item.through_on)}"
    return f"{'as of' if item.is_stale else 'data from'} {day(item.through_on)}"


def _who(item: HeadlinePart, named: Named) -> str:
    ours, theirs = (model and named(model) for model in (item.closed_model, item.open_model))
    if item.verdict is GapVerdict.CLOSED_AHEAD:
        return f"open weights ({theirs}) are behind closed models ({ours})"
    if item.verdict is GapVerdict.OPEN_AHEAD:
        return f"open weights ({theirs}) are ahead of closed models ({ours})"
    if item.verdict is GapVerdict.NOT_DISTINGUISHABLE:
        return f"open weights ({theirs}) and closed models ({ours}) are too close to call"
    if item.verdict is GapVerdict.CANNOT_BE_JUDGED:
        return f"open weights ({theirs}) and closed models ({ours}) cannot be judged"
    return f"open weights ({theirs}) and closed models ({ours}) differ, without an interval"


def _size(item: HeadlinePart) -> str:
    told = f"gap {item.value:.1f} index points"
    if item.low is not None and item.high is not None:
        told += f" ({level_in_words()} interval {item.low:.1f} to {item.high:.1f})"
    before = earlier(item.gaps)
    return f"{told}, {before}" if before else told


def _lag(item: HeadlinePart) -> str:
    if item.lag_days is None:
        return ". The lag is not known"
    if item.lag_days < 0:
        return _lead(item)
    least = "at least " if item.lag_censored else ""
    was = "was" if item.is_stale or item.lag_on else "is"
    on = f" on {day(item.lag_on)}" if item.lag_on else ""
    ends = interval_in_words(item.lag_low, item.lag_high)
    months = round(months_of(item.lag_days))
    about = [f"about {plural(months, 'month')}"] if months else []
    about += [] if ends == MISSING else [f"{level_in_words()} interval {ends}"]
    told = f". The lag {was} {least}{days(item.lag_days)}{on}"
    told += f" ({'; '.join(about)})" if about else ""
    if item.order_on and not item.lag_on:
        told += f", order of models as of {day(item.order_on)}"
    return told


def _lead(item: HeadlinePart) -> str:
    """A lag below 0: open reached its value first; its interval, when there is one, is turned."""
    months = months_of(-(item.lag_days or 0))
    by = "Open" if item.verdict is GapVerdict.OPEN_AHEAD else "By point values open"
    least = "at least " if item.lag_censored else ""
    low, high = (None if end is None else -end for end in (item.lag_high, item.lag_low))
    return f". {by} was there {least}{months:.1f} months earlier{_ends(low, high)}"


def _ends(low: int | None, high: int | None) -> str:
    """An interval of days in months; an end that nobody knows is left open."""
    least, most = (None if end is None else f"{months_of(end):.1f}" for end in (low, high))
    if least is None:
        return "" if most is None else f" ({most} or less)"
    return f" ({least} or more)" if most is None else f" ({least} to {most})"


def _also(parts: Sequence[HeadlinePart]) -> str:
    """The other rule."""
    told = [
        f"{one.series_title}, {OpennessRule(one.openness_rule).models}: {_size(one)}{_lag(one)}."
        for one in parts[1:]
        if one.value is not None
    ]
    return f"Besides: {' '.join(told)}" if told else ""


def _counted(counted: Mapping[str, int], stale: int) -> str:
    domains = sum(counted.values())
    if not domains:
        return "No domain has an active benchmark with a gap yet."
    closed, level, opened = (counted.get(word, 0) for word in JUDGED)
    told = (
        f"Of {plural(domains, 'domain')}, closed is ahead in {closed}, open in {opened}; too close "
        f"to call in {level}"
    )
    disagree = counted.get("series disagree", 0)
    unjudged = domains - closed - level - opened - disagree
    if disagree:
        told += f"; the benchmarks disagree in {disagree}"
    if unjudged:
        told += f"; {unjudged} cannot be judged"
    if stale:
        told += f"; {'all' if stale == domains > 1 else stale} on old data"
    return f"{told}."


def _range(part: HeadlinePart) -> str:
    """What the gap would be with them as closed, and as open."""
    low, high = part.either_way_low, part.either_way_high
    return "" if low is None or high is None else f", the gap then being {low:.1f} to {high:.1f}"


INDEPENDENT = (
    "The interval of the lag takes the errors of the models as independent, which on one fitted "
    "scale they are not."
)


def _caveat(parts: Sequence[HeadlinePart]) -> str | None:
    """What a careful reader must know of the leading part."""
    if not parts:
        return "Epoch's index has not been read yet."
    first = parts[0]
    told = []
    if first.is_stale:
        told.append(
            f"The newest {first.series_title} is of {day(first.through_on)}: the gap describes "
            f"{'that day' if first.told_on == first.through_on else day(first.told_on)}, not today."
        )
    if first.unresolved:
        told.append(f"The gap cannot be judged: {may_lead(first.unresolved)}{_range(first)}.")
    if first.unconfirmed:
        told.append(f"It is unconfirmed: {first.unconfirmed}.")
    small = first.detectable_gap is not None and first.value is not None
    if small and abs(first.value or 0) < (first.detectable_gap or 0):
        told.append(
            f"The gap is smaller than {first.detectable_gap:.1f}, the least that this comparison "
            "finds four times out of five, so its size is poorly known."
        )
    if first.lag_days is not None and (first.lag_low, first.lag_high) != (None, None):
        told.append(INDEPENDENT)
    return " ".join(told) or None
