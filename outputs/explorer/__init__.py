"""Datasette over the warehouse: read-only, described, with questions."""
