"""`gapwatch domains` and `gapwatch headline`: the standing by domain, and the one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from rich.text import Text

from cli.shell import show
from cli.shell.arguments import JsonOption, RuleOption, opened
from measures.series import shipped
from terms.openness import OpennessRule
from warehouse.errors import WarehouseError, WarehouseMissing
from warehouse.reads import estimates as reads_estimates

NEVER = "nothing was issued yet: run `gapwatch refresh` first"
UNCOUNTED = "†"
"""Follows a series that does not speak for its domain; such rows are dim where there is colour."""


def domains(rule: RuleOption = OpennessRule.ANY_WEIGHTS, json: JsonOption = False) -> None:
    """Show how open stands in each domain, today and a year ago.

    Examples: `gapwatch domains`, `gapwatch domains --rule commercial --json`
    """
    with opened() as warehouse:
        rows = reads_estimates.domain_rows(warehouse.connection, rule)
    if not rows:
        raise WarehouseMissing(NEVER)
    if json:
        show.as_json(rows)
        return
    units = {name: series.unit for name, series in shipped().items()}
    lines: list[Sequence[Any]] = []
    for domain, members in groupby(rows, key=lambda row: row["detail"]["domain"]):
        of_domain = list(members)
        lines.append([Text(domain, style="bold"), "", "", of_domain[0]["detail"]["direction"]])
        lines += [_line(row, units[row["series"]]) for row in of_domain]
    columns = ["Domain, series", ">Gap", ">Year ago", "Stands; over the year"]
    title = f"Open against closed by domain ({rule.models})"
    drawn = show.table(title, columns, lines)
    drawn.columns[0].no_wrap = True
    show.console.print(drawn)
    show.console.print("as of: that page was out of date a year ago; a change is since its day")
    show.console.print(
        f"{UNCOUNTED} frozen, saturated, disputed or task-tuned; not counted for the domain"
    )


def headline(json: JsonOption = False) -> None:
    """Print the headline: how far behind, how sure, and on how many domains.

    Examples: `gapwatch headline`, `gapwatch headline --json`
    """
    with opened() as warehouse:
        found = reads_estimates.headline(warehouse.connection)
    if found is None:
        raise WarehouseMissing(NEVER)
    if json:
        show.as_json(found)
        return
    show.console.print(found["sentence"])
    if found["caveat"]:
        show.console.print(Text(found["caveat"], style="yellow"))


def greet() -> None:
    """The headline's first sentence where there is one, else how to get one; never an error."""
    try:
        with opened() as warehouse:
            found = reads_estimates.headline(warehouse.connection)
    except WarehouseError as error:
        show.console.print(str(error), style="yellow")
        return
    told = f"{found['sentence'].split('. ')[0]}. All of it: `gapwatch headline`" if found else NEVER
    show.console.print(told)


def _line(row: dict[str, Any], unit: str) -> list[str | Text]:
    detail = row["detail"]
    then = detail["year_ago"] or {}
    change = detail["change"]
    since = f" since {change['since']}" if change.get("since") else ""
    course = "" if change["course"] == "not comparable" else f"; {change['course']}{since}"
    day = f"as of {then['as_of']}" if then.get("as_of") else then.get("vintage_on")
    mark, style = ("", "") if detail["speaks"] else (f" {UNCOUNTED}", "dim")
    return [
        Text(f"  {row['series']}{mark}", style=style),
        Text(show.number(row["value"], unit), style=style),
        Text(show.number(then.get("gap"), unit) + (f"\n{day}" if day else ""), style=style),
        Text(f"{detail['verdict']}{course}", style=style),
    ]
