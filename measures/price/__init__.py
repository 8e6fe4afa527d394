"""Prices: offerings over time, price at quality, hosts, pairs, decline, events, reaction.

Not here: reading price lists (`sources.prices`).
"""
