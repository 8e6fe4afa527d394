"""What must hold over all makers' files together."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from license_expression import ExpressionError, ExpressionParseError, get_spdx_licensing

from measures.errors import RegistryInvalid
from measures.names.registry import Registry
from sources.contract import Reading, Row
from terms.openness import CommercialUse, Openness

LICENSING = get_spdx_licensing()


def check(readings: Iterable[Reading]) -> list[str]:
    """Every fault of the readings of all makers' files, one sentence each; empty when sound."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for reading in readings:
        rows[reading.table].extend(reading.rows)
    faults = [*_model_faults(rows["model"]), *_openness_faults(rows["model"], rows["openness"])]
    faults += _grade_faults(rows["licence"], rows["openness"])
    faults += (fault for row in rows["licence"] if (fault := _spdx_fault(row["spdx"])))
    return [*faults, *_alias_faults(rows)]


def _model_faults(models: Sequence[Row]) -> Iterator[str]:
    for name, times in Counter(model["name"] for model in models).items():
        if times > 1:
            yield f"{times} models have the name {name!r}"
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


def _alias_faults(rows: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    """Spans without a day, and the first contradiction that the measures' own registry finds."""
    for alias in rows["alias"]:
        start, end = alias["valid_from"] or "0001-01-01", alias["valid_until"] or "9999-12-31"
        if end <= start:
            yield f"alias {alias['alias']!r} of {alias['model']}: from {start} until {end} is empty"
    try:
        Registry(rows["model"], rows["alias"], rows["openness"])
    except RegistryInvalid as error:
        yield str(error)


@cache
def _spdx_fault(expression: str) -> str:
    """What is wrong with an SPDX expression; a licence without an id of SPDX is a `LicenseRef-`."""
    try:
        keys = LICENSING.unknown_license_keys(LICENSING.parse(expression, strict=True))
    except (ExpressionError, ExpressionParseError):
        return f"spdx {expression!r} should be an SPDX expression"
    unknown = [key for key in keys if not key.startswith("LicenseRef-")]
    return f"spdx {expression!r} names {unknown}, no licences of SPDX" if unknown else ""


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
