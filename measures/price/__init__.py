"""Prices: offerings over time, price at quality, fronts, hosts, events, index, solved tasks.

Not here: reading price lists (`sources.prices`).
"""
