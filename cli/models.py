"""`gapwatch models`: names that the registry does not know yet."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cli import show
from cli.ask import JsonOption, opened
from warehouse import reads

app = typer.Typer(no_args_is_help=True, help="Model names: what the registry does not know yet.")


@app.callback()
def _models() -> None:
    """Model names: what the registry does not know yet."""


@app.command("unmatched")
def unmatched(
    limit: Annotated[int, typer.Option(help="At most this many lines; 0 lists all.")] = 40,
    json: JsonOption = False,
) -> None:
    """List spellings on current boards and price lists that match no model, with counts.

    A proposal is only that: accept it by adding the spelling to the maker's file in
    sources/registry. Examples: `gapwatch models unmatched`, `gapwatch models unmatched --json`
    """
    with opened() as warehouse:
        from pipelines.measure import registry  # noqa: PLC0415 - only this command proposes

        names = registry(warehouse)
        counts = reads.matched_counts(warehouse.connection)
        rows = [
            {**row, "proposals": names.propose(row["model_name"])[:3]}
            for row in reads.unmatched(warehouse.connection)
        ]
    if json:
        show.as_json({"unmatched": rows, "counts": counts})
        return
    _print(rows, counts, limit)


def _print(rows: list[dict[str, Any]], counts: list[dict[str, Any]], limit: int) -> None:
    shown = rows[:limit] if limit else rows
    lines = [
        (
            row["model_name"],
            f"{row['source']} ({row['fact_table']})",
            row["entries"],
            ", ".join(row["proposals"]) or "–",
        )
        for row in shown
    ]
    columns = ["Spelling", "Source", ">Rows", "May be"]
    show.console.print(show.table(f"{len(rows)} unmatched spellings", columns, lines))
    if len(shown) < len(rows):
        show.console.print(f"… and {len(rows) - len(shown)} more: --limit 0 lists all")
    matched = [
        (
            f"{row['source']} ({row['fact_table']})",
            row["named"],
            row["matched"],
            f"{100 * row['matched'] / row['named']:.1f} %" if row["named"] else "–",
        )
        for row in counts
    ]
    show.console.print()
    columns = ["Source", ">Rows that name a model", ">Matched", ">Share"]
    show.console.print(show.table("Matched rows", columns, matched))
