"""`gapwatch models`: search, names the registry does not know, and words it does not share."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from cli.shell import show
from cli.shell.arguments import JsonOption, LimitOption, check_source, opened
from terms.days import day
from terms.numbers import MISSING, plural
from terms.openness import Openness
from terms.units import score
from warehouse.reads import models as reads_models

app = typer.Typer(
    no_args_is_help=True,
    help="Names and openness of models: search, what matches none, and where sources disagree.",
)
KINDS = {"class": "open or closed", "unread": "word not known to us"}
MAY_BE: show.Columns = {"May be": lambda row: ", ".join(row["proposals"]) or MISSING}
LEADING: show.Columns = {
    "Spelling": lambda row: row["model_name"] + ("*" if row["could_lead"] else ""),
    "Series": lambda row: row["series"],
    ">Rank": lambda row: row["rank"],
    ">Value": lambda row: score(row["value"], row["unit"]),
    **MAY_BE,
}
OTHERS: show.Columns = {
    "Spelling": lambda row: row["model_name"],
    "Source": lambda row: f"{row['source']} ({row['fact_table']})",
    ">Rows": lambda row: row["entries"],
    **MAY_BE,
}
FOUND: show.Columns = {
    "Model": lambda row: row["model"],
    "Name": lambda row: row["name"],
    "Maker": lambda row: row["maker"] or "",
    "Released": lambda row: day(row["released_on"]) if row["released_on"] else "",
    "Openness": lambda row: Openness(row["openness"]).text,
    "Licence": lambda row: row["licence"] or "",
}


@app.command("unmatched")
def unmatched(
    limit: LimitOption = 40,
    patch: Annotated[
        Path | None, typer.Option(help="Write the proposals to this file, as TOML to accept from.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """List spellings on current boards and price lists that match no model: what leads comes first.

    A proposal is only that: accept it by adding the spelling to the maker's file in
    sources/registry. Examples: `gapwatch models unmatched`, `gapwatch models unmatched --json`,
    `gapwatch models unmatched --patch proposals.toml`
    """
    from pipelines import names  # noqa: PLC0415 - a second
    from pipelines.measure.registry import registry  # noqa: PLC0415 - as above

    if patch is not None:
        _write_patch(patch)
        return
    with opened() as warehouse:
        known = registry(warehouse)
        leaders = names.unmatched_leaders(warehouse, known, datetime.now(UTC).date().isoformat())
        rows = [
            {**row, "proposals": names.meant(known, row["source"], row["model_name"])}
            for row in names.unmatched(warehouse, known)
        ]
    if json:
        show.as_json({"leading": leaders, "unmatched": rows})
        return
    show.tabled(f"{plural(len(leaders), 'leading row')} without a model", LEADING, leaders, limit)
    if any(row["could_lead"] for row in leaders):
        show.console.print("* at or above the best closed or the best open model")
    show.console.print()
    first = {(one["source"], one["model_name"]) for one in leaders}
    rest = [row for row in rows if (row["source"], row["model_name"]) not in first]
    show.tabled(f"{len(rest)} other unmatched spellings", OTHERS, rest, limit)


def _write_patch(target: Path) -> None:
    from pipelines import names  # noqa: PLC0415 - as above
    from sources.registry import patch as form  # noqa: PLC0415 - as above

    with opened() as warehouse:
        now = datetime.now(UTC)
        lines, models = list(names.proposed(warehouse)), names.unconfirmed(warehouse, now)
    text = form.write(lines) + form.write_models(models)
    target.write_text(text, encoding="utf-8")
    sure = sum(line["sure"] for line in lines)
    show.console.print(
        f"{target}: {sure} aliases to accept, {len(lines) - sure} more as comments, "
        f"{plural(len(models), 'model')} to confirm; nothing was changed"
    )


@app.command("search")
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
        return
    if rows:
        show.tabled(plural(len(rows), "model"), FOUND, rows)
    else:
        show.console.print("no model of the registry is called so")


@app.command("disagreements")
def disagreements(
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None,
    json: JsonOption = False,
) -> None:
    """List where a source's flag or licence text differs from the registry, with evidence.

    JSON also lists words that differ only in the terms of use.

    Examples: `gapwatch models disagreements --source swebench_page`,
    `gapwatch models disagreements --json`
    """
    from pipelines import names  # noqa: PLC0415 - as above

    with opened() as warehouse:
        found = names.evidenced(warehouse)
    if source:
        check_source(source)
        found = [one for one in found if one["source"] == source]
    if json:
        show.as_json({"disagreements": found})
        return
    shown = [one for one in found if one["kind"] != "terms"]
    show.console.print(f"Words that differ from the registry: {len(shown)}")
    for one in shown:
        said = (
            f": {Openness(one['openness']).text}, but {one['source']} says {one['claim']!r} "
            f"({KINDS[one['kind']]}, {plural(len(one['entries']), 'row')}, "
            f"{day(one['published_on'])})"
        )
        show.console.print(Text.assemble((one["model"], "bold"), said))
        # Not wrapped, so that it can be copied.
        show.console.print(f"    {one['registry_evidence'] or 'no evidence'}", soft_wrap=True)
