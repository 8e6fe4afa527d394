"""Boards over time: their states, lists, revisions, and what they claim of openness.

Not here: who leads them (`measures.gap`).
"""
