"""Published facts: cited figures and history that no scheduled source gives, one file each.

Not here: models and openness (`sources.registry`), what a place says today (its own module).
"""

from sources.published.read import ABOUT, fetch, pages, parse

__all__ = ["ABOUT", "fetch", "pages", "parse"]
