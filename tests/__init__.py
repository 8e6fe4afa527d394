"""Tests mirror the folders above them."""

import measures  # noqa: F401 - sets how many threads NumPy uses, before anything imports it
