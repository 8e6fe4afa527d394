"""From what the warehouse held before to what it holds now: what people are told.

What belongs here: reading the two sides and giving them to pure functions of `measures`; the
conditions that stand; and one examination of both. Nothing here knows Dagster.
"""
