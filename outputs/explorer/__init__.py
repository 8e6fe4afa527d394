"""Datasette over the warehouse: read-only, described, with questions.

Not here: charts, which are the site's (`outputs.charts`).
"""
