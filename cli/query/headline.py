"""`gapwatch headline`: the first screen of the site, its first lines also before the help."""

from __future__ import annotations

from cli.shell import show
from cli.shell.arguments import JsonOption, opened
from outputs import headline as newest_headline
from warehouse.errors import WarehouseError, WarehouseMissing

NEVER = "nothing was computed yet: run `gapwatch refresh` first"


def headline(json: JsonOption = False) -> None:
    """Print the headline: how far behind, on how many domains, at what price, how sure.

    Examples: `gapwatch headline`, `gapwatch headline --json`
    """
    with opened() as warehouse:
        found = newest_headline.newest(warehouse)
    if found is None:
        raise WarehouseMissing(NEVER)
    if json:
        told = {name: getattr(found, name) for name in ("title", "sentences", "by", "also")}
        show.as_json(
            {**told, "facts": [{"value": it.value, "words": it.words} for it in found.facts]}
        )
        return
    show.say(found.lead)
    for fact in found.facts:
        show.say(f"{fact.value} {fact.words}.")
    if found.also:
        show.say(found.also, "dim")


def greet() -> None:
    """The headline's first paragraph where there is one, else how to get one; never an error."""
    try:
        with opened() as warehouse:
            found = newest_headline.newest(warehouse)
    except WarehouseError as error:
        show.console.print(str(error), style="yellow")
        return
    show.say(f"{found.lead} More: `gapwatch headline`" if found else NEVER)
