"""What must hold over all makers' files together; CI refuses a registry that breaks any of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from sources.contract import Reading, Row

FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"


def check(readings: Iterable[Reading]) -> list[str]:
    """Every fault of the readings of all makers' files, one sentence each; empty when sound."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for reading in readings:
        rows[reading.table].extend(reading.rows)
    faults = [*_repeated_models(rows["model"]), *_openness_faults(rows["model"], rows["openness"])]
    return [*faults, *_alias_faults(rows["model"], rows["alias"])]


def _repeated_models(models: Sequence[Row]) -> Iterator[str]:
    for title in ("entry", "name"):
        for value, times in Counter(model[title] for model in models).items():
            if times > 1:
                yield f"{times} models have the {'id' if title == 'entry' else title} {value!r}"
    for model in models:
        total, active = model["parameters_total_b"], model["parameters_active_b"]
        if active is not None and (total is None or active > total):
            yield f"{model['entry']}: {active} B active parameters of {total} B in total"


def _openness_faults(models: Sequence[Row], intervals: Sequence[Row]) -> Iterator[str]:
    released = {model["entry"]: model["released_on"] for model in models}
    by_model: dict[str, list[Row]] = defaultdict(list)
    for interval in intervals:
        by_model[interval["model"]].append(interval)
    for model, own in by_model.items():
        first = own[0]["valid_from"]
        if first < released[model]:
            yield f"{model}: openness from {first}, before its release on {released[model]}"
        yield from _interval_faults(model, own)


def _interval_faults(model: str, own: Sequence[Row]) -> Iterator[str]:
    for interval in own:
        start, end = interval["valid_from"], interval["valid_until"]
        if end is not None and end <= start:
            yield f"{model}: openness from {start} until {end} is empty"
    for before, after in pairwise(own):
        end, start = before["valid_until"], after["valid_from"]
        if end != start:
            yield f"{model}: openness until {end} is followed by an interval from {start}"
    if own[-1]["valid_until"] is not None:
        yield f"{model}: openness ends on {own[-1]['valid_until']} and nothing follows"


def _alias_faults(models: Sequence[Row], aliases: Sequence[Row]) -> Iterator[str]:
    known = {model["entry"] for model in models}
    by_spelling: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for alias in aliases:
        if alias["model"] not in known:
            yield f"alias {alias['alias']!r} refers to {alias['model']!r}, which is no model"
        start, end = _validity(alias)
        if end <= start:
            yield f"alias {alias['alias']!r} of {alias['model']}: from {start} until {end} is empty"
        by_spelling[alias["source"], alias["alias"]].append(alias)
    for (source, spelling), rows in by_spelling.items():
        yield from _overlaps(source, spelling, rows)


def _overlaps(source: str, spelling: str, rows: Sequence[Row]) -> Iterator[str]:
    for before, after in pairwise(sorted(rows, key=_validity)):
        if _validity(after)[0] < _validity(before)[1]:
            both = f"{before['model']} and {after['model']}"
            yield f"{source}: {spelling!r} means {both} on {_validity(after)[0]}"


def _validity(alias: Row) -> tuple[str, str]:
    return alias["valid_from"] or FIRST_DAY, alias["valid_until"] or LAST_DAY
