"""Queries by the thing they read: gaps, lags, prices, claims, models, boards, pages, sources.

Not here: history as of a day (`warehouse.history`), writing (`warehouse.store`).
"""
