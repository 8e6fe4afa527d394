"""The curated registry: one TOML file per maker, its parser and its cross-file rules.

Not here: matching a spelling (`measures.names`).
"""

from sources.registry.read import ABOUT, check, fetch, pages, parse

__all__ = ["ABOUT", "check", "fetch", "pages", "parse"]
