"""The curated registry: one TOML file per maker, and its parser.

Not here: matching a spelling (`measures.names`).
"""

from sources.registry.read import ABOUT, fetch, pages, parse

__all__ = ["ABOUT", "fetch", "pages", "parse"]
