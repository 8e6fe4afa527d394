"""What a source's newest page has other fields than the one before: new, gone, renamed.

What belongs here: the page before and the words. A parser refuses what it cannot read; a field
that it may do without is told here, so that nobody finds out from a number.
"""

from sources.reading.fields import changes
from warehouse.errors import PageLost
from warehouse.history.vintages import Seen
from warehouse.store import Warehouse

NAMED = 8
"""Fields named in a warning; more are counted."""


def told(warehouse: Warehouse, seen: Seen) -> tuple[str, ...]:
    """A warning when the page has other fields than the last one accepted from its address.

    A page before that is lost is told too: then nobody knows.
    """
    before = warehouse.page_before(seen)
    if before is None or seen.page_sha256 is None or before == seen.page_sha256:
        return ()
    try:
        new, gone = changes(warehouse.archive.get(before), warehouse.archive.get(seen.page_sha256))
    except PageLost as error:
        return (f"fields could not be compared: {error}",)
    parts = [f"{word} {_listed(names)}" for word, names in (("new", new), ("gone", gone)) if names]
    return (f"fields: {'; '.join(parts)}",) if parts else ()


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
