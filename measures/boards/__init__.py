"""Boards over time: their states, coverage, scale breaks, and what they claim of openness.

Not here: who leads them (`measures.gap`).
"""
