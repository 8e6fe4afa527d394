"""Leaderboards: one file per place that publishes scores, a folder where it has several files.

Not here: price lists (`sources.prices`), curated facts (`sources.published`, `sources.registry`).
"""
