"""A browser for the site of everything recorded."""

from tests.outputs.browser.conftest import browser, playwright

__all__ = ["browser", "playwright"]
