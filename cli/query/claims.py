"""`gapwatch claims`: published statements, each reading tested against the warehouse."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.text import Text

from cli.shell import sections, show
from cli.shell.arguments import JsonOption, opened
from measures.claims.verdicts import ClaimResult, unpacked
from outputs.asked import named
from outputs.sections.claims import attribution, ledger, noted, written
from terms.days import day
from terms.words import ClaimLedger, ClaimVerdict
from warehouse.errors import WarehouseMissing
from warehouse.reads import claims as reads_claims

STYLES = {ClaimVerdict.REPRODUCED: "green", ClaimVerdict.CONTRADICTED: "red"}


def claims(
    claim: Annotated[
        str | None,
        typer.Argument(help="One claim, for example S12; without it all."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Print the fact checks: every claim, or one with each reading, its numbers and its query.

    Examples: `gapwatch claims`, `gapwatch claims S12`, `gapwatch claims --json`
    """
    with opened() as warehouse:
        rows = reads_claims.claims(warehouse.connection)
    if not rows:
        raise WarehouseMissing("no claim was tested yet: run `gapwatch refresh` first")
    if claim is not None:
        asked = named("claim", claim, {row["id"]: row["id"] for row in rows}, claim.upper())
        rows = [row for row in rows if row["id"] == asked]
    tested = [ClaimResult.from_row(row) for row in rows]
    if json:
        show.as_json([unpacked(row) for row in rows])
    elif claim is None:
        _list(tested)
    else:
        for one in tested:
            _explain(one)


def _list(tested: Sequence[ClaimResult]) -> None:
    """A table for each ledger, and what a page says of it."""
    columns = {
        "Id": lambda one: one.claim,
        "Verdict": _word,
        "Statement": lambda one: "\n".join(filter(None, (one.statement, attribution(one)))),
    }
    for of in ClaimLedger:
        own = [one for one in tested if one.is_overall and one.ledger is of]
        show.tabled(of.text, columns, own)
        show.say(ledger(of, tested).lead)
        sections.print_section(noted(of, tested))
        show.console.print()
    show.console.print("One in full: `gapwatch claims S12`")


def _word(tested: ClaimResult) -> Text:
    return Text(tested.verdict.text, style=STYLES.get(tested.verdict, "dim"))


def _explain(one: ClaimResult) -> None:
    evidence = one.evidence
    if one.is_overall:
        show.console.print(Text.assemble((one.claim, "bold"), f" {one.statement}"))
        for line in filter(None, (attribution(one), one.work, one.url)):
            show.console.print(Text(line, style="dim"), soft_wrap=True)
        show.console.print(Text.assemble("overall: ", _word(one), f", {evidence['reason']}"))
        return
    given = ", ".join(
        f"{name} = {'NULL' if value is None else value}"
        for name, value in evidence.get("parameters", {}).items()
    )
    lines = {
        "verdict": Text.assemble(_word(one), f": {evidence['reason']}"),
        "about": evidence.get("about"),
        "stated": one.stated and written(one.stated),
        "found": one.found and written(one.found),
        "due" if one.verdict is ClaimVerdict.PENDING else "as of": one.as_of and day(one.as_of),
        "measured by": one.provenance and one.provenance.text,
        "vintages": ", ".join(map(str, one.vintages)),
        "query": "sql" in evidence and f"{evidence['sql']}\n[{given}]",
    }
    show.console.print()
    title = f"{one.reading} (decisive)" if one.is_decisive else one.reading
    told = [(name, value) for name, value in lines.items() if value]
    show.console.print(show.table(title, ["", ""], told))
