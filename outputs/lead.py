"""The paragraph at the top: sentences made of numbers, each with its date and its doubt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from outputs.shapes import Leader, RuleLine, SeriesView
from outputs.standing import Tally
from outputs.wording import plural

HEADLINE = "eci"


def lead(views: Mapping[str, SeriesView], headline: str = HEADLINE) -> list[str]:
    """What the headline series says under the widest and the commercial rule, or that it is absent.

    Nothing stands in for a missing headline: another series would measure another thing.
    """
    view = views.get(headline)
    if view is None:
        return ["No composite index has been read yet; the table tells the series one by one."]
    return list(_sentences(view))


def tally_sentence(tally: Tally) -> str:
    """How the live domain series stand under the widest rule."""
    if tally.series == 0:
        return "No live series has a gap yet."
    told = (
        f"In {plural(tally.series, 'live series', 'live series')} besides the composite, closed is "
        f"ahead in {tally.of('closed ahead')}, the two are not distinguishable in "
        f"{tally.of('not distinguishable')}, open is ahead in {tally.of('open ahead')}"
    )
    told += "".join(
        f"; {count} {words}"
        for count, words in (
            (tally.of("no interval"), "without a published interval cannot be judged"),
            (tally.of("one class only"), "with entries of one class only"),
        )
        if count
    )
    if tally.stale == tally.series:
        told += ". All of them are older than their own limit: they describe their date, not today"
    elif tally.stale:
        told += f". {tally.stale} of them are older than their own limit and describe their date"
    return f"{told}."


def _sentences(view: SeriesView) -> Iterator[str]:
    line = view.headline
    if line.closed is None or line.open is None:
        yield f"On the {view.series.title} only one class has an entry, so there is no gap."
        return
    yield _compared(view, line, line.closed, line.open)
    caveat = _caveat(line)
    if caveat:
        yield caveat
    for other in view.rules:
        if other.row["openness_rule"] == "commercial" and not other.same_as_headline:
            yield from _commercial(view, other)


def _compared(view: SeriesView, line: RuleLine, closed: Leader, opened: Leader) -> str:
    was = view.freshness.is_stale
    start = f"On the {view.series.title}, {view.freshness.phrase},"
    ours = f"the best closed model, {closed.name.text} ({closed.value})"
    theirs = f"the best open-weight model, {opened.name.text} ({opened.value})"
    size = f"{_size(line)} {line.unit}"
    sure = f"{_level(line)} interval {line.interval}"
    if line.verdict == "closed ahead":
        return f"{start} {ours}, {'led' if was else 'leads'} {theirs}, by {size} ({sure})."
    if line.verdict == "open ahead":
        return f"{start} {theirs}, {'led' if was else 'leads'} {ours}, by {size} ({sure})."
    be = "were" if was else "are"
    if line.verdict == "not distinguishable":
        return (
            f"{start} {ours}, and {theirs}, {be} not distinguishable: difference {line.gap} "
            f"{line.unit} ({sure})."
        )
    return f"{start} {ours}, and {theirs}, {be} {line.gap} {line.unit} apart; no interval is known."


def _caveat(line: RuleLine) -> str | None:
    detectable, gap = line.row["detectable_gap"], line.row["gap"]
    if detectable is None or gap is None or abs(gap) >= detectable:
        return None
    return (
        f"That is less than {line.detectable} {line.unit}, the smallest gap that this comparison "
        "would find four times out of five, so its size is poorly known."
    )


def _commercial(view: SeriesView, line: RuleLine) -> Iterator[str]:
    if line.open is None or line.gap is None:
        return
    sure = f", {_level(line)} interval {line.interval}" if line.interval else ", no interval known"
    doubt = ": not distinguishable" if line.verdict == "not distinguishable" else ""
    yield (
        f"Counting only weights that may be used commercially, the gap "
        f"{'was' if view.freshness.is_stale else 'is'} {line.gap} {line.unit} "
        f"(to {line.open.name.text}{sure}){doubt}."
    )


def _size(line: RuleLine) -> str:
    return (line.gap or "").lstrip("+−")


def _level(line: RuleLine) -> str:
    return f"{100 * line.row['ci_level']:g} %" if line.row["ci_level"] else ""
