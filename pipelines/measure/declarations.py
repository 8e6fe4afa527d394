"""What is declared of the series, written down for whoever asks the warehouse by SQL."""

from typing import Any

from measures.series import Series
from warehouse.schema.ledgers import SERIES

_OWN = ("series", "protocol", "has_ended", "dataset")
"""Columns of table series that a declaration does not have under the same name."""


def declared_row(series: Series) -> dict[str, Any]:
    """The declaration in the columns of table series."""
    return {
        "series": series.id,
        "protocol": _protocol(series),
        "has_ended": int(series.has_ended),
        "dataset": None if series.task_tuned else series.counted_as,
        **{name: getattr(series, name) for name in SERIES.names() if name not in _OWN},
    }


def _protocol(series: Series) -> str | None:
    """The protocols, or patterns of them, that the series' sources take; each once, in order."""
    taken = [
        one.protocol or (one.protocol_matches and one.protocol_matches.pattern)
        for one in series.sources
    ]
    return "; ".join(dict.fromkeys(each for each in taken if each)) or None
