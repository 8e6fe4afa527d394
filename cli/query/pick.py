"""`gapwatch pick`: which model to use in a domain."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from cli.shell import show
from cli.shell.arguments import JsonOption, listed, opened
from measures.choice.pick import MOST_USD, LicenceNeed, Needs, Picked, pick
from outputs.asked import choice_page, scored_model
from outputs.sections.models.choice import answer, called, doubt, licence_text, scored
from terms.numbers import MISSING, usd
from warehouse.reads import choice as reads_choice

Row = Mapping[str, Any]
SHOWN = 5


def pick_model(  # noqa: PLR0913, PLR0917 - an option each
    domain: Annotated[
        str,
        typer.Argument(metavar="DOMAIN", help="What the model is for."),
    ],
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
    else:
        _print(found, told)


def _print(found: Picked, told: Sequence[str]) -> None:
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
