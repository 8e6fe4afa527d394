"""For notebooks and scripts: every promised view as a data frame, now and as of a past day.

`gapwatch.read("gap_now")` and `gapwatch.as_of("2024-07-31").read("gap_now")`; what views there
are: `gapwatch.read("readme")`.

Not here: anything else. All other packages are the program's own, and may change in any version.
"""

from importlib.util import find_spec
from pathlib import Path

# Else a folder of the caller's that is called so ends in a missing module of ours.
for _name in ("terms", "sources", "warehouse", "measures", "pipelines", "outputs"):
    _origin = getattr(find_spec(_name), "origin", None)
    if _origin and Path(_origin).parents[1] != Path(__file__).parents[1]:
        raise ImportError(
            f"gapwatch has a package `{_name}` of its own, which {_origin} hides: start Python "
            "elsewhere, or with `python -P`, and name the warehouse by `home=` or GAPWATCH_HOME"
        )

from gapwatch.frames import Past, as_of, read  # noqa: E402 - after what it imports was looked for

__all__ = ["Past", "as_of", "read"]
