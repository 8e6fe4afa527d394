"""The gap: frontiers per class, the gap of a day, paired items, turns of the lead.

Not here: the same by release date (`measures.lag`).
"""
