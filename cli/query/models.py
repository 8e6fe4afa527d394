"""`gapwatch models`: search, names the registry does not know, and words it does not share."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from cli.shell import arguments, show
from cli.shell import help as shell_help
from cli.shell.arguments import (
    AsOfOption,
    JsonOption,
    LimitOption,
    check_source,
    opened,
    parsed_day,
)
from cli.shell.sections import print_statistic
from measures.series import Series, load
from terms.days import day
from terms.numbers import MISSING, percent, plural, signed
from terms.openness import Openness
from terms.units import Unit, places_of, score
from warehouse.history.vintages import Bounds
from warehouse.reads import models as reads_models

app = typer.Typer(
    no_args_is_help=True,
    help="Names and openness of models: search, what matches none, and where sources disagree.",
)


@app.callback()
def _models() -> None:
    """Names and openness of models: search, what matches none, and where sources disagree."""


@shell_help.command(app, "unmatched")
def unmatched(
    limit: LimitOption = 40,
    patch: Annotated[
        Path | None, typer.Option(help="Write the proposals to this file, as TOML to accept from.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """List spellings on current boards and price lists that match no model: what leads comes first.

    For a leading row of a series the gap is given as it is, and with this row taken as closed and
    as open. A proposal is only that: accept it by adding the spelling to the maker's file in
    sources/registry. Examples: `gapwatch models unmatched`, `gapwatch models unmatched --json`,
    `gapwatch models unmatched --patch proposals.toml`
    """
    if patch is not None:
        _write_patch(patch)
        return
    with opened() as warehouse:
        from pipelines import names  # noqa: PLC0415 - only these commands compare
        from pipelines.measure.registry import registry  # noqa: PLC0415 - as above

        known = registry(warehouse)
        counts = reads_models.matched_counts(warehouse.connection)
        leaders = names.unmatched_leaders(warehouse, known, datetime.now(UTC).date().isoformat())
        rows = [
            {**row, "proposals": known.propose(row["source"], row["model_name"])[:3]}
            for row in names.unmatched(warehouse, known)
        ]
    if json:
        show.as_json({"leading": as_json(leaders), "unmatched": rows, "counts": counts})
        return
    _print_leaders(leaders, limit)
    first = {(one.source, one.model_name) for one in leaders}
    _print([row for row in rows if (row["source"], row["model_name"]) not in first], counts, limit)


@shell_help.command(app, "search")
def search(
    words: Annotated[list[str], typer.Argument(help="Words of a name, a maker or a spelling.")],
    json: JsonOption = False,
) -> None:
    """Find models by name, maker or any spelling of any source; words may be cut short.

    Examples: `gapwatch models search kimi`, `gapwatch models search openai gpt-5 --json`
    """
    with opened() as warehouse:
        rows = reads_models.models_matching(warehouse.connection, " ".join(words))
    if json:
        show.as_json(rows)
    elif rows:
        columns = ["Model", "Name", "Maker", "Released", "Openness", "Licence"]
        cells = [_found(row) for row in rows]
        show.console.print(show.table(plural(len(rows), "model"), columns, cells))
    else:
        show.console.print("no model of the registry is called so")


def _found(row: dict[str, Any]) -> list[str]:
    released = day(row["released_on"]) if row["released_on"] else ""
    text = [row[column] or "" for column in ("model", "name", "maker", "openness", "licence")]
    return [*text[:3], released, Openness(text[3]).text, text[4]]


def _titled(series: Series) -> Text:
    """A series by its title, and under it the id that commands take."""
    return Text.assemble(series.title, "\n", (series.id, "dim"))


def _gap(gap: float | None, unit: str) -> str:
    if gap is None:
        return MISSING
    return f"{signed(gap, places_of(unit))} {Unit(unit).difference}"


@shell_help.command(app, "vendors")
def vendors(json: JsonOption = False) -> None:
    """Show how much better makers score their own models than others do, by benchmark.

    Examples: `gapwatch models vendors`, `gapwatch models vendors --json`
    """
    with opened() as warehouse:
        print_statistic(warehouse, "vendor_inflation", json=json)


@shell_help.command(app, "weights")
def weights(json: JsonOption = False) -> None:
    """List models that were sold before their weights came, with the days between.

    Examples: `gapwatch models weights`, `gapwatch models weights --json`
    """
    with opened() as warehouse:
        print_statistic(warehouse, "days_to_weights", json=json)


def _write_patch(target: Path) -> None:
    from pipelines import names  # noqa: PLC0415 - only these commands compare
    from sources.registry import patch as form  # noqa: PLC0415 - as above

    with opened() as warehouse:
        now = datetime.now(UTC)
        lines, models = list(names.proposed(warehouse)), names.unconfirmed(warehouse, now)
    text = form.write(lines) + form.write_models(models, now.date().isoformat())
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        show.complain(f"{target} could not be written: {error.strerror}")
        sys.exit(2)
    sure = sum(line.sure for line in lines)
    show.console.print(
        f"{target}: {sure} aliases to accept, {len(lines) - sure} more as comments, "
        f"{plural(len(models), 'model')} to confirm; nothing was changed"
    )


def _print_leaders(leaders: list[Any], limit: int) -> None:
    """Leading rows without a model; a star marks those at or above a leader."""
    series = load()
    lines = [
        (
            one.model_name + ("*" if one.could_lead else ""),
            _titled(series[one.series]),
            one.rank,
            score(one.value, one.unit),
            *(_gap(gap, one.unit) for gap in (one.gap, one.gap_if_closed, one.gap_if_open)),
            ", ".join(one.proposals) or "–",
        )
        for one in (leaders[:limit] if limit else leaders)
    ]
    columns = [
        "Spelling", "Series", ">Rank", ">Value", ">Gap", ">If closed", ">If open", "May be",
    ]  # fmt: skip
    show.console.print(
        show.table(f"{plural(len(leaders), 'leading row')} without a model", columns, lines)
    )
    if any(one.could_lead for one in leaders):
        show.console.print("* at or above the best closed or the best open model")
    show.console.print()


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
    show.console.print(show.table(f"{len(rows)} other unmatched spellings", columns, lines))
    if len(shown) < len(rows):
        show.console.print(f"… and {len(rows) - len(shown)} more: --limit 0 lists all")
    matched = [
        (
            f"{row['source']} ({row['fact_table']})",
            row["named"],
            row["matched"],
            percent(row["matched"] / row["named"], 1) if row["named"] else "–",
        )
        for row in counts
    ]
    show.console.print()
    columns = ["Source", ">Rows that name a model", ">Matched", ">Share"]
    show.console.print(show.table("Matched rows", columns, matched))


KINDS = {"class": "open or closed", "terms": "terms", "unread": "word not known to us"}


@shell_help.command(app, "disagreements")
def disagreements(
    source: Annotated[
        str | None, typer.Option(help="Only this source.", autocompletion=arguments.sources)
    ] = None,
    as_of: AsOfOption = None,
    terms: Annotated[
        bool, typer.Option("--terms", help="Also words that only differ in the terms of use.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """List where a source's flag or licence text differs from the registry, with evidence.

    JSON lists every kind. Examples: `gapwatch models disagreements --source swebench_page`,
    `gapwatch models disagreements --json`
    """
    from pipelines import names  # noqa: PLC0415 - only these commands compare

    bounds = Bounds(published=parsed_day(as_of) if as_of else None)
    with opened() as warehouse:
        found = names.evidenced(warehouse, bounds)
    if source:
        check_source(source)
        found = [one for one in found if one["source"] == source]
    if json:
        show.as_json({"disagreements": found})
        return
    _print_disagreements([one for one in found if terms or one["kind"] != "terms"])


def as_json(found: list[Any]) -> list[dict[str, Any]]:
    """Records as plain values."""
    from dataclasses import asdict  # noqa: PLC0415 - beside its only use

    return [asdict(one) for one in found]


def _print_disagreements(found: list[dict[str, Any]]) -> None:
    show.console.print(f"Words that differ from the registry: {len(found)}")
    for one in found:
        show.console.print(
            Text.assemble(
                (one["model"], "bold"),
                f": {Openness(one['openness']).text}, but {one['source']} says "
                f"{one['claim']!r} ({KINDS[one['kind']]}, {plural(len(one['entries']), 'row')}, "
                f"{day(one['published_on'])})",
            )
        )
        # Not wrapped, so that it can be copied.
        show.console.print(f"    {one['registry_evidence'] or 'no evidence'}", soft_wrap=True)


@shell_help.command(app, "coverage")
def coverage(
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 4 when a share is too small.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Show how many of the leading 50 rows of every series, and of list prices, match a model.

    Below 97 % an unmatched row may well lead; of catalogues 80 % are enough, and series that are
    closed to new entries, which come last, need none. Prices of what sells no text (speech,
    pictures, embeddings) or names no one model (`-latest`) are left out.

    Example: `gapwatch models coverage --exit-code`
    """
    from pipelines import names  # noqa: PLC0415 - only these commands compare

    with opened() as warehouse:
        found = names.coverage(warehouse, datetime.now(UTC).date().isoformat())
    if json:
        show.as_json([
            {"subject": one.subject, "rows": one.rows, "matched": one.matched,
             "share": one.share, "unmatched": one.unmatched, "left_out": one.left_out}
            for one in found
        ])  # fmt: skip
    else:
        _print_coverage(found)
    if exit_code and any(one.is_short for one in found):
        sys.exit(4)


def _print_coverage(found: list[Any]) -> None:
    series = load()
    lines = [
        (
            _titled(series[one.subject]) if one.subject in series else one.subject,
            one.rows,
            one.matched,
            "–" if one.share is None else percent(one.share, 1) + ("*" if one.is_short else ""),
            len(one.left_out) or "–",
            ", ".join(one.unmatched[:4]) + (", …" if len(one.unmatched) > 4 else ""),
        )
        for one in found
    ]
    columns = ["Series", ">Rows", ">Matched", ">Share", ">Left out", "Unmatched"]
    show.console.print(show.table("Leading rows that match a model", columns, lines))
    if any(one.is_short for one in found):
        show.console.print("* below its target: gapwatch models unmatched lists proposals")
