"""`gapwatch claims`: published statements, each reading tested against the warehouse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.text import Text

from cli.shell import arguments, show
from cli.shell.arguments import JsonOption, opened
from terms.words import ClaimVerdict, Provenance
from warehouse.errors import WarehouseMissing
from warehouse.reads import claims as reads_claims

OVERALL = "overall"
STYLES = {
    ClaimVerdict.REPRODUCED: "green",
    ClaimVerdict.PARTLY: "yellow",
    ClaimVerdict.AMBIGUOUS: "yellow",
    ClaimVerdict.CONTRADICTED: "red",
    ClaimVerdict.NOT_TESTABLE: "dim",
    ClaimVerdict.DEFINITION: "dim",
}


def claims(
    claim: Annotated[
        str | None,
        typer.Argument(
            help="One claim, for example S12; without it all.", autocompletion=arguments.claims
        ),
    ] = None,
    verdict: Annotated[
        str | None,
        typer.Option(
            help="Only claims with this verdict, for example contradicted.",
            autocompletion=arguments.verdicts,
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Print the ledger of claims, or every reading of one with its numbers and its query.

    Examples: `gapwatch claims`, `gapwatch claims S12`, `gapwatch claims --verdict contradicted`
    """
    if verdict is not None and verdict not in STYLES:
        raise typer.BadParameter(f"{verdict!r} is none of {', '.join(STYLES)}")
    with opened() as warehouse:
        rows = reads_claims.claims(warehouse.connection)
    if not rows:
        raise WarehouseMissing("no claim was tested yet: run `gapwatch refresh` first")
    if claim is not None:
        rows = [row for row in rows if row["id"] == claim.upper()]
        if not rows:
            raise typer.BadParameter(f"no claim {claim!r}; `gapwatch claims` lists them")
    wanted = {row["id"] for row in rows if row["reading"] == OVERALL and _is(row, verdict)}
    rows = [row for row in rows if row["id"] in wanted]
    if json:
        show.as_json(rows)
    elif claim is not None:
        _explain(rows)
    else:
        _list(rows)


def _is(row: dict[str, Any], verdict: str | None) -> bool:
    return verdict is None or row["verdict"] == verdict


def _list(rows: Sequence[dict[str, Any]]) -> None:
    whole = [row for row in rows if row["reading"] == OVERALL]
    lines = [[row["id"], _word(row), row["statement"]] for row in whole]
    show.console.print(show.table("Claims", ["Id", "Verdict", "Statement"], lines))
    counts = Counter(row["verdict"] for row in whole)
    told = ", ".join(f"{counts[word]} {word.text}" for word in STYLES if counts[word])
    show.console.print(f"{len(whole)} claims: {told}. One in full: `gapwatch claims S12`")


def _word(row: dict[str, Any]) -> Text:
    verdict = ClaimVerdict(row["verdict"])
    return Text(verdict.text, style=STYLES[verdict])


def _explain(rows: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        evidence = row["evidence"]
        if row["reading"] == OVERALL:
            show.console.print(Text.assemble((row["id"], "bold"), f" {row['statement']}"))
            show.console.print(Text.assemble("overall: ", _word(row)))
            continue
        lines = [
            ("verdict", Text.assemble(_word(row), f": {evidence['reason']}")),
            ("about", evidence["about"]),
            ("stated", row["stated"]),
            ("found", row["found"]),
            ("as of", row["as_of"]),
            ("measured by", row["provenance"] and Provenance(row["provenance"]).text),
            ("vintages", ", ".join(map(str, evidence["vintages"]))),
            ("query", _query(evidence)),
        ]
        show.console.print()
        told = [(name, value) for name, value in lines if value]
        show.console.print(show.table(row["reading"], ["", ""], told))


def _query(evidence: dict[str, Any]) -> str | None:
    if evidence["sql"] is None:
        return None
    given = ", ".join(f"{name} = {value}" for name, value in evidence["parameters"].items())
    return f"{evidence['sql']}\n[{given}]"
