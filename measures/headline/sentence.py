"""The headline: how far behind, how sure, under which licence, and on how many domains.

One sentence made of numbers when it is shown, the same for command line, report and alerts. A
number that is missing is said to be missing, and nothing stands in for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measures.gap.judgement import may_lead, not_counted
from measures.headline.dated import DatedGap, earlier
from measures.headline.domains import in_part, on_old_data, standings, unconfirmed
from measures.lag.words import interval_in_words
from measures.uncertainty.intervals import level_in_words
from terms.days import day, days
from terms.days import months as months_of
from terms.numbers import MISSING, plural
from terms.openness import HEADLINE_RULE, OpennessRule
from terms.words import JUDGED, GapVerdict, SeriesStatus

Row = Mapping[str, Any]
Named = Callable[[str], str]
"""Id of a model to its name."""


@dataclass(frozen=True, slots=True)
class Headline:
    """The rows it is made of, and the sentences made of them."""

    parts: Sequence[Row]
    """Of view headline, in the order to tell them."""
    domains: Sequence[Row]
    """Of view domain under the widest rule."""

    @classmethod
    def of(cls, parts: Iterable[Row], domains: Iterable[Row]) -> Headline:
        """From rows of both views, of any openness rule."""
        told = sorted(parts, key=lambda row: tuple(OpennessRule).index(row["openness_rule"]))
        return cls(told, [row for row in domains if row["openness_rule"] == HEADLINE_RULE])

    @property
    def sentence(self) -> str:
        """Both sentences, with models by their ids."""
        return self.in_words()

    def in_words(self, named: Named = str) -> str:
        """How far behind, and how the single domains are; models by name."""
        return " ".join(filter(None, (self.leading(named), self.counted)))

    def leading(self, named: Named = str) -> str:
        """What the first part says, with its models by name; empty without a part."""
        if not self.parts:
            return ""
        item = self.parts[0]
        where = f"On {item['title']}, {_when(item)},"
        if item["gap"] is None:
            return f"{where} one class has no entry, so there is no gap."
        return f"{where} {_who(item, named)}{_details(item)}."

    @property
    def also(self) -> str:
        """The other rule, with its own day where that is another; empty without any."""
        told = [
            f"{one['title']}, {OpennessRule(one['openness_rule']).models}"
            f"{'' if _when(one) == _when(self.parts[0]) else f', {_when(one)}'}"
            f"{' cannot be judged' if one['unresolved_above'] else ''}{_details(one)}."
            for one in self.parts[1:]
            if one["gap"] is not None
        ]
        return f"Besides: {' '.join(told)}" if told else ""

    @property
    def verdicts(self) -> Counter[str]:
        """The single domains by what they count as."""
        return Counter(sorted(standings(self.domains).values()))

    @property
    def counted(self) -> str:
        """How the single domains stand, and which benchmarks say nothing of it."""
        rows, counted = self.domains, self.verdicts
        if not (total := counted.total()):
            told = "No domain has an active benchmark with a gap yet."
        else:
            closed, level, opened = (counted[word] for word in JUDGED)
            disagree = counted["series disagree"]
            unjudged = total - closed - level - opened - disagree
            doubted, stale = len(unconfirmed(rows)), len(on_old_data(rows))
            parts = [
                f"Of {plural(total, 'domain')}, closed is ahead in {closed}"
                f"{in_part(rows, 'closed')}, open in {opened}{in_part(rows, 'open')}",
                f"too close to call in {level}",
            ]
            parts += [f"the benchmarks disagree in {disagree}"] if disagree else []
            parts += [f"{unjudged} cannot be judged"] if unjudged else []
            parts += [f"{doubted} unconfirmed"] if doubted else []
            parts += [f"{'all' if stale == total > 1 else stale} on old data"] if stale else []
            told = f"{'; '.join(parts)}."
        untested = GapVerdict.NOT_TESTED_LATELY
        left_out = not_counted(
            it["title"]
            for it in rows
            if it["verdict"] == untested and it["status"] == SeriesStatus.LIVE
        )
        return f"{told} {left_out}".rstrip()

    @property
    def caveat(self) -> str | None:
        """What a careful reader must know of the first part."""
        if not self.parts:
            return "Epoch's index has not been read yet."
        return " ".join(_caveats(self.parts[0])) or None


def _details(item: Row) -> str:
    """Gap and lag; where an unknown model may lead, between which gaps the truth lies."""
    if item["verdict"] == GapVerdict.CANNOT_BE_JUDGED:
        known = _range(item)
        return f": the gap is {known}, as unknown models turn out" if known else ""
    mark = f", unconfirmed ({item['evidence']})" if item["evidence"] else ""
    return f": {_size(item)}{mark}{_lag(item)}"


def _when(item: Row) -> str:
    if item["shown_on"] > item["vintage_on"]:
        return f"as of {day(item['shown_on'])}, data from {day(item['vintage_on'])}"
    return f"{'as of' if item['is_stale'] else 'data from'} {day(item['vintage_on'])}"


def _who(item: Row, named: Named) -> str:
    ours, theirs = (model and named(model) for model in (item["closed_model"], item["open_model"]))
    if item["verdict"] == GapVerdict.CLOSED_AHEAD:
        return f"open weights ({theirs}) are behind closed models ({ours})"
    if item["verdict"] == GapVerdict.OPEN_AHEAD:
        return f"open weights ({theirs}) are ahead of closed models ({ours})"
    if item["verdict"] == GapVerdict.NOT_DISTINGUISHABLE:
        return f"open weights ({theirs}) and closed models ({ours}) are too close to call"
    if item["verdict"] == GapVerdict.CANNOT_BE_JUDGED:
        return f"open weights ({theirs}) and closed models ({ours}) cannot be judged"
    return f"open weights ({theirs}) and closed models ({ours}) differ, without an interval"


def _size(item: Row) -> str:
    told = f"gap {item['gap']:.1f} index points"
    if item["gap_low"] is not None and item["gap_high"] is not None:
        told += f" ({level_in_words()} interval {item['gap_low']:.1f} to {item['gap_high']:.1f})"
    names = (("dated_on", "gap"), ("earlier_on", "earlier_gap"), ("earliest_on", "earliest_gap"))
    dated = [DatedGap(item[on], item[gap]) for on, gap in names if item[on] is not None]
    before = earlier(dated)
    return f"{told}, {before}" if before else told


def _lag(item: Row) -> str:
    if item["lag_days"] is None:
        return ". The lag is not known"
    if item["lag_days"] < 0:
        return _lead(item)
    least = "at least " if item["lag_censored"] else ""
    was = "was" if item["is_stale"] or item["lag_on"] else "is"
    on = f" on {day(item['lag_on'])}" if item["lag_on"] else ""
    ends = interval_in_words(item["lag_low"], item["lag_high"])
    months = round(months_of(item["lag_days"]))
    about = [f"about {plural(months, 'month')}"] if months else []
    about += [] if ends == MISSING else [f"{level_in_words()} interval {ends}"]
    told = f". The lag {was} {least}{days(item['lag_days'])}{on}"
    told += f" ({'; '.join(about)})" if about else ""
    if item["order_on"] and not item["lag_on"]:
        told += f", order of models as of {day(item['order_on'])}"
    return told


def _lead(item: Row) -> str:
    """A lag below 0: open reached its value first; its interval, when there is one, is turned."""
    months = months_of(-(item["lag_days"] or 0))
    by = "Open" if item["verdict"] == GapVerdict.OPEN_AHEAD else "By point values open"
    least = "at least " if item["lag_censored"] else ""
    low, high = (None if end is None else -end for end in (item["lag_high"], item["lag_low"]))
    return f". {by} was there {least}{months:.1f} months earlier{_ends(low, high)}"


def _ends(low: int | None, high: int | None) -> str:
    """An interval of days in months; an end that nobody knows is left open."""
    least, most = (None if end is None else f"{months_of(end):.1f}" for end in (low, high))
    if least is None:
        return "" if most is None else f" ({most} or less)"
    return f" ({least} or more)" if most is None else f" ({least} to {most})"


def _range(part: Row) -> str:
    """What the gap would be with them as closed, and as open."""
    low, high = part["gap_if_unresolved_closed"], part["gap_if_unresolved_open"]
    if low is None or high is None:
        return ""
    return f"{min(low, high):.1f} to {max(low, high):.1f}"


INDEPENDENT = (
    "The interval of the lag takes the errors of the models as independent, which on one fitted "
    "scale they are not."
)


def _caveats(item: Row) -> Iterator[str]:
    if item["is_stale"]:
        on, page = day(item["shown_on"]), day(item["vintage_on"])
        yield (
            f"The newest {item['title']} is of {page}: the gap describes "
            f"{'that day' if on == page else on}, not today."
        )
    if item["unresolved_above"]:
        known = f", the gap then being {_range(item)}" if _range(item) else ""
        yield f"The gap cannot be judged: {may_lead(item['unresolved_above'])}{known}."
    if item["evidence"]:
        yield f"It is unconfirmed: {item['evidence']}."
    if (
        None not in (item["detectable_gap"], item["gap"])
        and abs(item["gap"]) < item["detectable_gap"]
    ):
        yield (
            f"The gap is smaller than {item['detectable_gap']:.1f}, the least that this "
            "comparison finds four times out of five, so its size is poorly known."
        )
    if item["lag_days"] is not None and (item["lag_low"], item["lag_high"]) != (None, None):
        yield INDEPENDENT
