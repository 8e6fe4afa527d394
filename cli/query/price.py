"""`gapwatch price` and `pick`: what quality costs, and which model to use."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer

from cli.shell import show
from cli.shell.arguments import (
    JsonOption,
    RuleOption,
    SeriesAsked,
    declared,
    listed,
    opened,
    parsed_day,
)
from cli.shell.sections import model_names, print_section
from measures.choice.pick import MOST_USD, LicenceNeed, Needs, Picked, pick
from measures.series import Series, load
from outputs.asked import choice_page, last_known, missing, model_prices, price_on, scored_model
from outputs.sections.models.choice import SHOWN, answer, called, doubt, licence_text, scored
from outputs.sections.price.levels import (
    dated_prices,
    dated_text,
    levels,
    price_lines,
    series_levels,
)
from terms.numbers import MISSING, usd
from terms.openness import OpennessRule
from warehouse.reads import choice as reads_choice, gaps as reads_gaps
from warehouse.reads.statistics import statistics
from warehouse.store import Warehouse

Row = Mapping[str, Any]


def price(
    series: SeriesAsked = None,
    rule: RuleOption = OpennessRule.ANY_WEIGHTS,
    model: Annotated[
        str | None, typer.Option(help="What this model cost instead, by name or id.")
    ] = None,
    on: Annotated[
        str | None, typer.Option(help="With --model: on this day alone, YYYY-MM-DD.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Show what the best open model's score costs, closed and open: now for every series; of one
    every level, with --json its history too. Or what one model cost, and when.

    Examples: `gapwatch price`, `gapwatch price gpqa_epoch`, `gapwatch price --json`,
    `gapwatch price --model kimi-k3 --on 2026-09-01`
    """
    if model is not None and series is not None:
        raise typer.BadParameter(f"a model is of no series: ask for {series} or for --model")
    if model is None and on is not None:
        raise typer.BadParameter("--on is the day of a --model: name one")
    with opened() as warehouse:
        if model is not None:
            _price_of_model(warehouse, model, None if on is None else parsed_day(on), json)
        else:
            _prices(warehouse, declared(series) if series else None, rule, json)


def _price_of_model(warehouse: Warehouse, model: str, on: date | None, json: bool) -> None:
    rows: Sequence[Row] = model_prices(warehouse, model)
    today = datetime.now(UTC).date()
    if on is not None:
        rows = [price_on(rows, on, today)]
    known_on = last_known(warehouse, rows[-1], on or today)
    if json:
        show.as_json(rows)
    elif on is not None:
        show.say(dated_text(rows[0], known_on))
    else:
        print_section(dated_prices(rows, known_on))


def _prices(warehouse: Warehouse, series: Series | None, rule: OpennessRule, json: bool) -> None:
    """At the best open score of every series, or of one at every level, with its history."""
    connection, only = warehouse.connection, series.id if series else None
    known = (
        {series.id: series} if series else load(saturated=reads_gaps.saturated_since(connection))
    )
    every = statistics(connection, "price_at_quality", openness_rule=rule, series=only)
    found = {"now": [row for row in every if row["series"] in known]}
    if only:
        changes = statistics(connection, "price_changes", openness_rule=rule, series=only)
        found["changes"] = changes
    if json and any(found.values()):
        show.as_json(found)
    elif not found["now"]:
        why = "no open model of it has a known price"
        raise missing(warehouse, f"price of {only or 'any series'} today", why)
    else:
        lines = price_lines(found["now"], known, model_names(warehouse))
        domains = statistics(connection, "domain", openness_rule=rule)
        part = series_levels(lines) if only else levels(lines, domains)
        print_section(part, f" ({rule.models})")


def pick_model(  # noqa: PLR0913, PLR0917 - an option each
    domain: Annotated[str, typer.Argument(metavar="DOMAIN", help="What the model is for.")],
    at_least: Annotated[
        float | None,
        typer.Option("--at-least", metavar="SCORE", help="A score to reach, in the series' unit."),
    ] = None,
    not_worse_than: Annotated[
        str | None,
        typer.Option("--not-worse-than", metavar="MODEL", help="Not clearly worse than this one."),
    ] = None,
    licence: Annotated[
        LicenceNeed | None,
        typer.Option(
            "--licence", metavar="NEED", help=listed("What its licence must allow", LicenceNeed)
        ),
    ] = None,
    max_price: Annotated[
        float | None,
        typer.Option(
            "--max-price", metavar="USD", min=0, max=MOST_USD, help="Per 1M tokens, blended 3:1."
        ),
    ] = None,
    one_gpu: Annotated[
        bool, typer.Option("--one-gpu", help="Its weights must fit one GPU of 80 GB.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Say which model to use: the cheapest that is good enough, or the best you can afford.

    With --at-least or --not-worse-than the cheapest that reaches it, else the best that fits. Of
    every domain one benchmark speaks: the answer names it.

    Examples: `gapwatch pick coding --licence commercial --max-price 1`,
    `gapwatch pick coding --not-worse-than claude-opus-4-8 --licence open`,
    `gapwatch pick mathematics --at-least 70 --json`
    """
    with opened() as warehouse:
        page = choice_page(warehouse, domain)
        rows = reads_choice.choices(warehouse.connection, page["domain"])
        than = scored_model(warehouse, page, not_worse_than) if not_worse_than else None
        needs = Needs(at_least, than, licence, max_price, one_gpu)
        found = pick(rows, needs)
        left_out = reads_choice.left_out(warehouse.connection, page["series"])
        told = list(answer(found, needs, page, left_out))
    if json:
        show.as_json(_as_json(found, needs, page, told))
        return
    for line in told:
        show.console.print(line)
    if found.others:
        more = len(found.others) - SHOWN
        title = "Others that meet your needs" + (f" (and {more} more)" if more > 0 else "")
        show.console.print()
        show.tabled(title, COLUMNS, found.others[:SHOWN])


COLUMNS: show.Columns = {
    "Model": lambda row: called(row) + (f"\n{doubt(row)}" if doubt(row) else ""),
    ">Score and interval": scored,
    ">$ per 1M": lambda row: MISSING if row["blended_price"] is None else usd(row["blended_price"]),
    "Licence": licence_text,
}


def _as_json(found: Picked, needs: Needs, page: Row, told: Sequence[str]) -> dict[str, Any]:
    than = needs.not_worse_than and needs.not_worse_than["model"]
    return {
        "asked": {"domain": page["domain"], **asdict(needs), "not_worse_than": than},
        "page": dict(page),
        "answer": told,
        "best": found.best,
        "saving": None if found.saving is None else round(found.saving, 4),
        "closed_leader": found.leader,
        "others": list(found.others),
        "unpriced": [row["model"] for row in found.unpriced],
        "size_unknown": [row["model"] for row in found.unsized],
        "nearest_by_score": found.by_score,
        "nearest_by_price": found.by_price,
    }
