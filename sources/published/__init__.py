"""Published facts: cited figures and history that no scheduled source gives, one file each."""

from sources.published.read import ABOUT, fetch, pages, parse

__all__ = ["ABOUT", "fetch", "pages", "parse"]
