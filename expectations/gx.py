"""The one place that knows Great Expectations: rules and a data frame in, findings out.

Its import takes seconds, so it happens inside the functions here and nowhere else. Everything
runs in an ephemeral context: nothing is written to the home folder and nobody is called.

Which values of a frame a rule looks at: those its filter lets through that are not absent.

The cost lies in the rules asked, 3 ms each, and not in the rows: a frame holds many pages.
"""

import warnings
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from expectations.frames import SOURCE
from expectations.rules import COLUMNS, Rule, RuleMistake

PRESENT = "expect_column_values_to_not_be_null"
ABSENCE = ("expect_column_values_to_be_null", PRESENT)
"""Statements about absent values: a column without a value is not idle for them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What Great Expectations says about one rule on one frame."""

    rule: Rule
    rows: NDArray[np.intp]
    """Positions in the frame of the rows that the rule is about."""
    indices: tuple[int, ...]
    """Index labels of the failing rows."""
    error: str | None = None

    def without(self, rows: Container[int]) -> Self:
        """The finding without some of its failing rows."""
        return replace(self, indices=tuple(at for at in self.indices if at not in rows))


def run(frame: pd.DataFrame, rules: Sequence[Rule]) -> list[Finding]:
    """Validate `frame` against all `rules`; findings in the order of the rules.

    The frame's index labels must be unique integers, and it has the columns of the rules. In one
    with the column `_source` a rule of one source is about its rows alone. Raises RuleMistake when
    a rule names an expectation or an argument that does not exist.
    """
    rows = {rule.id: _rows_of(frame, rule) for rule in rules}
    # Where the frame holds no value that a rule could look at, it need not be asked.
    asked = [rule for rule in rules if len(rows[rule.id])]
    given = _given(frame, asked, rows)
    # Which rows fail is asked only of rules that fail: it doubles the cost.
    results = _results(given, asked, "BOOLEAN_ONLY")
    failing = [rule for rule in asked if not results[rule.id].success]
    results |= _results(given, failing, "COMPLETE")
    return [_finding(rule, results.get(rule.id), rows[rule.id]) for rule in rules]


def _rows_of(frame: pd.DataFrame, rule: Rule) -> NDArray[np.intp]:
    """Where the rows stand that a rule is about: those with its columns, past its filter."""
    wanted = [*rule.where.items()]
    if SOURCE in frame and rule.source:
        wanted.append((SOURCE, rule.source))
    if rule.expect not in ABSENCE and "column_list" not in rule.with_:
        wanted += [(name, "*") for name in rule.columns]
    kept = np.ones(len(frame), bool)
    for name, value in wanted:
        kept &= _matching(frame[name], value).to_numpy(bool)
    return np.flatnonzero(kept)


def _matching(values: "pd.Series[Any]", wanted: Any) -> "pd.Series[bool]":
    if wanted is None:
        return values.isna()
    if wanted == "*":
        return values.notna()
    return values.isin(wanted if isinstance(wanted, list) else [wanted])


def _given(
    frame: pd.DataFrame, rules: Sequence[Rule], rows: Mapping[str, NDArray[np.intp]]
) -> pd.DataFrame:
    """What the rules are asked about: the columns of each under a name of its own, and where it
    does not look a value of which it says nothing.

    The library's own filter copies the whole frame, three times per rule.
    """
    columns = {}
    for rule in rules:
        outside = np.ones(len(frame), bool)
        outside[rows[rule.id]] = False
        for name in rule.columns:
            values = frame[name]
            if outside.any() and rule.expect == PRESENT:
                values = values.astype(object).mask(outside, "")
            elif outside.any():
                values = values.mask(outside)
            columns[_own(rule, name)] = values
    return pd.DataFrame(columns, index=frame.index)


def _own(rule: Rule, column: str) -> str:
    return f"{rule.id} {column}"


def _results(frame: pd.DataFrame, rules: Sequence[Rule], form: str) -> dict[str, Any]:
    if not rules:
        return {}
    suite = library().ExpectationSuite(name="rules", expectations=[_asked(rule) for rule in rules])
    wanted = {"result_format": form, "return_unexpected_index_query": False}
    with warnings.catch_warnings():
        # pandas takes the groups of a pattern for a wish to extract them
        warnings.filterwarnings("ignore", message="This pattern is interpreted")
        outcome = (
            _whole_frame().get_batch({"dataframe": frame}).validate(suite, result_format=wanted)
        )
    return {result.expectation_config.meta["rule"]: result for result in outcome.results}


@cache
def _asked(rule: Rule) -> Any:
    """The expectation of a rule about its own columns. It costs milliseconds, so it is kept."""
    own = {
        key: [_own(rule, name) for name in told] if isinstance(told, list) else _own(rule, told)
        for key, told in rule.with_.items()
        if key in COLUMNS
    }
    return expectation(rule, _configured_once(_kind(rule)), **own)


@cache
def _configured_once(kind: Any) -> Any:
    """The expectation with a configuration that is made once while it is asked. Its own is made for
    every argument that is read, a fifth of what judging costs."""
    made, last = kind.configuration.fget, (None, None)

    def configuration(self: Any) -> Any:
        nonlocal last
        if last[0] is not self:
            last = (self, made(self))
        return last[1]

    return type(f"Once{kind.__name__}", (kind,), {"configuration": property(configuration)})


def _kind(rule: Rule) -> Any:
    """The expectation that a rule names. Raises RuleMistake when there is none for rows."""
    name = "".join(word.capitalize() for word in rule.expect.split("_"))
    kind = getattr(library().expectations, name, None)
    if kind is None:
        raise RuleMistake(f"{rule.id}: there is no expectation {rule.expect!r}; check its spelling")
    # What it says of a page may not depend on the other pages of the frame.
    if not any(base.__name__.endswith("MapExpectation") for base in kind.__mro__):
        raise RuleMistake(f"{rule.id}: {rule.expect} names no rows; say it of rows or boards")
    return kind


def expectation(rule: Rule, kind: Any = None, **more: Any) -> Any:
    """The rule as the library has it, or of a `kind` of ours; `more` takes the place of its own
    arguments. Raises RuleMistake for a misspelt one.
    """
    kind = kind or _kind(rule)
    arguments = {"meta": {"rule": rule.id}, **rule.with_, **more}
    if "column_A" in kind.__fields__:  # a pair with one side absent has nothing to compare
        arguments["ignore_row_if"] = "either_value_is_missing"
    try:
        return kind(**arguments, severity="critical" if rule.action == "refuse" else "warning")
    except (TypeError, ValueError) as mistake:
        raise RuleMistake(f"{rule.id}: {rule.expect} refuses its arguments: {mistake}") from mistake


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


def _finding(rule: Rule, result: Any, rows: NDArray[np.intp]) -> Finding:
    if result is None:
        return Finding(rule, rows, ())
    # The message of a raised exception lies flat or one level down by metric.
    told = (result.exception_info, *result.exception_info.values())
    raised = [one for one in told if isinstance(one, dict) and one.get("raised_exception")]
    error = " ".join(str(raised[0]["exception_message"]).split()) if raised else None
    indices = tuple(map(int, result.result.get("unexpected_index_list") or ()))
    return Finding(rule, rows, indices, error)
