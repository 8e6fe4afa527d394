"""Corrections: what was published for a day then, beside what is known for that day now.

Not here: the gaps themselves (`measures.gap`).
"""
