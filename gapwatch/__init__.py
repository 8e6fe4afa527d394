"""For notebooks and scripts: every promised view as a data frame, now and as of a past day.

`gapwatch.read("gap_now")` and `gapwatch.as_of("2024-07-31").read("gap_now")`; what views there
are: `gapwatch.read("readme")`.

Not here: anything else. All other packages are the program's own, and may change in any version.
"""

from gapwatch.frames import Past, as_of, read

__all__ = ["Past", "as_of", "read"]
