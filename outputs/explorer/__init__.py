"""Datasette over the warehouse: read-only, described, with questions and charts.

Not here: how a chart is drawn (`outputs.charts`).
"""
