"""Every table and column, declared once, and the views that are promised.

Not here: SQL that reads (`warehouse.reads`) or lays views (`warehouse.views`).
"""
