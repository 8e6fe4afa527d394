"""The one place that knows Great Expectations: rules and a data frame in, findings out.

Its import takes seconds, so it happens inside the functions here and nowhere else. Everything
runs in an ephemeral context: nothing is written to the home folder and nobody is called.

Which values of a frame a rule looks at: those its filter lets through that are not absent.

A hundred rules ask the same few columns of one page, so what a column holds is found once.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from expectations.memory import UNIQUE, DistinctValues, recall
from expectations.rules import Rule, RuleMistake

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from expectations.memory import Recollection

ABSENCE = ("expect_column_values_to_be_null", "expect_column_values_to_not_be_null")
"""Statements about absent values: a column without a value is not idle for them."""


class RunSubject:
    """What the rules of one run look at in one frame."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self._masks: dict[tuple[str, str], NDArray[np.bool_]] = {}

    def is_idle(self, rule: Rule) -> bool:
        """Whether the frame holds no value that the rule could look at: asking would cost 5 ms."""
        if any(name not in self._frame for name in (*rule.columns, *rule.where)):
            return False
        if rule.expect in ABSENCE or not rule.columns:
            return False
        if any(not self._matches(name, "*").any() for name in rule.columns):
            return "column_list" not in rule.arguments
        return any(not self._matches(name, wanted).any() for name, wanted in rule.where.items())

    def positions(self, rule: Rule) -> NDArray[np.intp]:
        """Where the rows stand that the rule looks at: those with its columns, past its filter."""
        import numpy as np  # noqa: PLC0415

        wanted = [(name, value) for name, value in rule.where.items() if name in self._frame]
        if rule.expect not in ABSENCE:
            wanted += [(name, "*") for name in rule.columns if name in self._frame]
        kept = np.ones(len(self._frame), bool)
        for name, value in wanted:
            kept &= self._matches(name, value)
        return np.flatnonzero(kept)

    def repeats(self, rule: Rule) -> bool:
        """Whether rows share the values that should be unique; also if nobody can tell."""
        if any(name not in self._frame for name in (*rule.columns, *rule.where)):
            return True
        try:
            return bool(self._frame.duplicated(list(rule.columns)).any())
        except TypeError:  # a value without a hash
            return True

    def finding(self, rule: Rule, failing: Sequence[int]) -> Finding:
        """What follows when the rows at these positions fail, and no others."""
        indices = tuple(int(label) for label in self._frame.index[list(failing)])
        looked = self.labels(rule)
        return Finding(rule, not indices, len(looked), indices, None, None, looked)

    def labels(self, rule: Rule) -> NDArray[np.intp]:
        """The index labels of the rows that the rule looks at."""
        return cast("NDArray[np.intp]", self._frame.index.to_numpy()[self.positions(rule)])

    def _matches(self, name: str, wanted: Any) -> NDArray[np.bool_]:
        """Rows whose column is as wanted: a value, one of a list, absent (None), present ("*")."""
        key = (name, json.dumps(wanted, default=str))
        if key not in self._masks:
            self._masks[key] = _matching(self._frame[name], wanted).to_numpy(bool)
        return self._masks[key]


def _matching(values: pd.Series[Any], wanted: Any) -> pd.Series[bool]:
    if wanted is None:
        return values.isna()
    if wanted == "*":
        return values.notna()
    return values.isin(wanted if isinstance(wanted, list) else [wanted])


@dataclass(frozen=True, slots=True)
class Finding:
    """What Great Expectations says about one rule on one frame."""

    rule: Rule
    success: bool
    evaluated: int
    indices: tuple[int, ...]
    """Index labels of the failing rows."""
    observed: str | None
    """For statements about the whole frame: what it found instead."""
    error: str | None
    looked: NDArray[np.intp] | None = field(default=None, compare=False)
    """Index labels of the rows that the rule looked at; None where they were not found out."""


def run(frame: pd.DataFrame, rules: Sequence[Rule]) -> list[Finding]:
    """Validate `frame` against all `rules`; findings in the order of the rules.

    The frame's index labels must be unique integers. Raises RuleMistake when a rule names an
    expectation or an argument that does not exist.
    """
    expectations = {rule.id: one for rule, one in zip(rules, build(rules), strict=True)}
    looked_at = RunSubject(frame)
    asked = [
        rule
        for rule in rules
        if not (_by_row(type(expectations[rule.id])) and looked_at.is_idle(rule))
    ]
    found = _by_values(frame, asked, expectations, looked_at)
    found |= _by_columns(frame, asked, looked_at)
    rest = [rule for rule in asked if rule.id not in found]
    results = _validate(frame, [expectations[rule.id] for rule in rest])
    for rule in rest:
        found[rule.id] = _finding(rule, results[rule.id], looked_at)
        if "column_set" in rule.arguments:
            _COLUMNS[id(rule), tuple(frame.columns)] = found[rule.id]
    return [found.get(rule.id) or _nothing(rule) for rule in rules]


_COLUMNS: dict[tuple[int, tuple[str, ...]], Finding] = {}
"""Findings about the names of columns, by rule (which the finding holds) and names."""


def _by_columns(
    frame: pd.DataFrame, rules: Sequence[Rule], looked_at: RunSubject
) -> dict[str, Finding]:
    """Findings that follow from the names of the columns, where they are known."""
    names = tuple(frame.columns)
    found = [_COLUMNS[id(rule), names] for rule in rules if (id(rule), names) in _COLUMNS]
    looked = {one.rule.id: looked_at.labels(one.rule) for one in found}
    return {
        one.rule.id: replace(one, evaluated=len(looked[one.rule.id]), looked=looked[one.rule.id])
        for one in found
    }


def _by_values(
    frame: pd.DataFrame,
    rules: Sequence[Rule],
    expectations: Mapping[str, Any],
    looked_at: RunSubject,
) -> dict[str, Finding]:
    """Findings that follow from values; what no page had before is asked of rows that have it."""
    alone = {
        rule.id: looked_at.finding(rule, [])
        for rule in rules
        if rule.expect == UNIQUE and not looked_at.repeats(rule)
    }
    values = DistinctValues(frame)
    told = [(rule, recall(rule, values, looked_at.positions(rule))) for rule in rules]
    recalled = [(rule, one) for rule, one in told if one is not None]
    unknown = [(rule, one) for rule, one in recalled if one.unknown()]
    failed = _learn(frame, unknown, expectations)
    return alone | {
        rule.id: looked_at.finding(rule, one.failing())
        for rule, one in recalled
        if rule.id not in failed
    }


def _learn(
    frame: pd.DataFrame,
    unknown: Sequence[tuple[Rule, Recollection]],
    expectations: Mapping[str, Any],
) -> set[str]:
    """Ask what is not known. Returns the rules that could not be evaluated."""
    rows = sorted({row for _, one in unknown for row in one.unknown()})
    part = frame.iloc[rows].set_axis(rows, axis="index")
    results = _validate(part, [expectations[rule.id] for rule, _ in unknown])
    looked_at = RunSubject(part)
    failed = set()
    for rule, one in unknown:
        finding = _finding(rule, results[rule.id], looked_at)
        if finding.success or finding.indices:
            one.learn(set(finding.indices))
        else:
            failed.add(rule.id)
    return failed


def _validate(frame: pd.DataFrame, expectations: Sequence[Any]) -> dict[str, Any]:
    """Results by rule id. Which rows fail is asked only of rules that fail: it doubles the cost."""
    results = _results(frame, expectations, "BOOLEAN_ONLY")
    failing = [one for one in expectations if not results[one.meta["rule"]].success]
    return {**results, **_results(frame, failing, "COMPLETE")}


def _results(frame: pd.DataFrame, expectations: Sequence[Any], form: str) -> dict[str, Any]:
    if not expectations:
        return {}
    suite = library().ExpectationSuite(name="rules", expectations=list(expectations))
    wanted = {"result_format": form, "return_unexpected_index_query": False}
    with warnings.catch_warnings():
        # pandas takes the groups of a pattern for a wish to extract them
        warnings.filterwarnings("ignore", message="This pattern is interpreted")
        outcome = (
            _whole_frame().get_batch({"dataframe": frame}).validate(suite, result_format=wanted)
        )
    return {result.expectation_config.meta["rule"]: result for result in outcome.results}


def _nothing(rule: Rule) -> Finding:
    return Finding(rule, success=True, evaluated=0, indices=(), observed=None, error=None)


def build(rules: Sequence[Rule]) -> list[Any]:
    """The rules as expectation objects. Raises RuleMistake for misspelt ones."""
    return [_built(rule) for rule in rules]


_BUILT: dict[int, tuple[Rule, Any]] = {}
"""Expectations by the identity of their rule, which the value holds so that it stays its own."""


def _built(rule: Rule) -> Any:
    """The expectation of a rule. It costs milliseconds, so it is kept."""
    if id(rule) not in _BUILT:
        _BUILT[id(rule)] = (rule, _expectation(library(), rule))
    return _BUILT[id(rule)][1]


def library() -> Any:
    """Great Expectations, imported when first needed."""
    with warnings.catch_warnings():
        # it imports modules that Python has deprecated, which our tests would count as errors
        warnings.simplefilter("ignore")
        import great_expectations as gx  # noqa: PLC0415
    return gx


@cache
def _whole_frame() -> Any:
    """The place a frame is put for validation; made once, as it costs as much as ten rules."""
    context = library().get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_or_update_pandas(name="page").add_dataframe_asset(name="rows")
    return asset.add_batch_definition_whole_dataframe("all")


def _expectation(gx: Any, rule: Rule) -> Any:
    name = "".join(word.capitalize() for word in rule.expect.split("_"))
    kind = getattr(gx.expectations, name, None)
    if kind is None:
        raise RuleMistake(f"{rule.id}: there is no expectation {rule.expect!r}; check its spelling")
    if _points_at_rows(rule) and not _by_row(kind):
        raise RuleMistake(
            f"{rule.id}: {rule.expect} names no rows; refuse or warn, and no `except`"
        )
    severity = "critical" if rule.action == "refuse" else "warning"
    try:
        return kind(
            **rule.arguments,
            **_missing_allowed(kind),
            **_filtered(rule.where),
            meta={"rule": rule.id},
            severity=severity,
        )
    except (TypeError, ValueError) as mistake:
        raise RuleMistake(f"{rule.id}: {rule.expect} refuses its arguments: {mistake}") from mistake


def _points_at_rows(rule: Rule) -> bool:
    """Setting aside, excepting and comparing all act on single rows of the frame."""
    acts = rule.action in ("quarantine", "drop_error")
    return acts or rule.compares or bool(rule.exempt)


def _by_row(kind: Any) -> bool:
    return any(base.__name__.endswith("MapExpectation") for base in kind.__mro__)


def _missing_allowed(kind: Any) -> dict[str, str]:
    """A pair with one side absent has nothing to compare."""
    if "column_A" in kind.__fields__:
        return {"ignore_row_if": "either_value_is_missing"}
    return {}


def _filtered(where: Mapping[str, Any]) -> dict[str, Any]:
    if not where:
        return {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from great_expectations.expectations.row_conditions import Column  # noqa: PLC0415
    found: Any = None
    for name, wanted in where.items():
        one = _one_condition(Column(name), wanted)
        found = one if found is None else found & one
    return {"row_condition": found}


def _one_condition(column: Any, wanted: Any) -> Any:
    if wanted is None:
        return column.is_null()
    if wanted == "*":
        return column.is_not_null()
    if isinstance(wanted, list):
        return column.is_in(wanted)
    return column == wanted


def _finding(rule: Rule, result: Any, looked_at: RunSubject) -> Finding:
    error = _error(result.exception_info)
    found = result.result
    looked = looked_at.labels(rule)
    evaluated = len(looked)
    if "element_count" in found:
        evaluated = int(found["element_count"]) - int(found.get("missing_count") or 0)
    return Finding(
        rule=rule,
        success=bool(result.success) and error is None,
        evaluated=0 if error else evaluated,
        indices=tuple(int(index) for index in found.get("unexpected_index_list") or ()),
        observed=_observed(found),
        error=error,
        looked=looked,
    )


def _error(info: Mapping[str, Any]) -> str | None:
    """The message of a raised exception; it lies flat or one level down by metric."""
    for one in (info, *info.values()):
        if isinstance(one, dict) and one.get("raised_exception"):
            return " ".join(str(one["exception_message"]).split())
    return None


def _observed(found: Mapping[str, Any]) -> str | None:
    if "details" in found:
        parts = found["details"].get("mismatched", {})
        return "; ".join(f"{word} {', '.join(names)}" for word, names in parts.items())
    if "observed_value" in found:
        return str(found["observed_value"])
    return None
