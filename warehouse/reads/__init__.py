"""Queries by thing: gaps, lags, prices, claims, alerts, health.

Not here: history as of a day (`warehouse.history`), writing (`warehouse.store`).
"""
