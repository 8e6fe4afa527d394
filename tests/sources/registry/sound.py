"""What must hold over all makers' files together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise

from sources.contract import Reading, Row
from terms.grammar import folded
from terms.openness import CommercialUse, Openness

FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"


def check(readings: Iterable[Reading]) -> list[str]:
    """Every fault of the readings of all makers' files, one sentence each; empty when sound."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for reading in readings:
        rows[reading.table].extend(reading.rows)
    faults = [*_repeated_models(rows["model"]), *_openness_faults(rows["model"], rows["openness"])]
    faults += _grade_faults(rows["licence"], rows["openness"])
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
        by_spelling[alias["source"], folded(alias["alias"])].append(alias)
    for (source, _), rows in by_spelling.items():
        yield from _overlaps(source, rows)


def _overlaps(source: str, rows: Sequence[Row]) -> Iterator[str]:
    """Aliases of one folded form on one day: of two models, or one of them written twice."""
    for one, other in combinations(sorted(rows, key=_validity), 2):
        is_same = one["model"] == other["model"] and one["alias"] != other["alias"]
        if _validity(other)[0] < _validity(one)[1] and not is_same:
            both = f"{one['model']} and {other['model']}"
            spelled = " or ".join(dict.fromkeys((repr(one["alias"]), repr(other["alias"]))))
            yield f"{source}: {spelled} means {both} on {_validity(other)[0]}"


def _validity(alias: Row) -> tuple[str, str]:
    return alias["valid_from"] or FIRST_DAY, alias["valid_until"] or LAST_DAY


def _grade_faults(licences: Sequence[Row], intervals: Iterable[Row]) -> Iterator[str]:
    """Every open interval whose licence is not in the table or bears out another grade."""
    by_name: Mapping[str, Row] = {row["entry"]: row for row in licences}
    for interval in intervals:
        name, grade = interval["licence"], interval["openness"]
        if name is None:
            if grade not in (Openness.CLOSED, Openness.UNKNOWN):
                yield f"{interval['entry']}: {grade} without a licence"
        elif name not in by_name:
            yield f"{interval['entry']}: licence {name!r} is not in licences.toml"
        elif grade not in CommercialUse(by_name[name]["commercial_use"]).grades:
            yield f"{interval['entry']}: {grade}, but commercial use under {name!r} is " + (
                CommercialUse(by_name[name]["commercial_use"]).text
            )
