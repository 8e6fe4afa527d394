"""Datasette over the warehouse: read-only, described, with questions and charts."""
