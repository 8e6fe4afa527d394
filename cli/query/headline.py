"""`gapwatch headline`: the one sentence, also before the help."""

from __future__ import annotations

from cli.shell import show
from cli.shell.arguments import JsonOption, opened
from outputs import headline as newest_headline
from warehouse.errors import WarehouseError, WarehouseMissing

NEVER = "nothing was computed yet: run `gapwatch refresh` first"


def headline(json: JsonOption = False) -> None:
    """Print the headline: how far behind, how sure, and on how many domains.

    Examples: `gapwatch headline`, `gapwatch headline --json`
    """
    with opened() as warehouse:
        found = newest_headline.newest(warehouse)
    if found is None:
        raise WarehouseMissing(NEVER)
    counts = found.counts
    if json:
        as_of = max((row["vintage_on"] for row in counts.domains), default=None)
        told = {name: getattr(counts, name) for name in ("caveat", "verdicts", "parts")}
        show.as_json({"as_of": as_of, "sentence": found.sentence, **told})
        return
    show.say(found.sentence)
    for line, style in ((found.also, "dim"), (counts.caveat, "yellow")):
        if line:
            show.say(line, style)


def greet() -> None:
    """The headline's first sentence where there is one, else how to get one; never an error."""
    try:
        with opened() as warehouse:
            found = newest_headline.newest(warehouse)
    except WarehouseError as error:
        show.console.print(str(error), style="yellow")
        return
    show.say(f"{found.leading or found.sentence} More: `gapwatch headline`" if found else NEVER)
