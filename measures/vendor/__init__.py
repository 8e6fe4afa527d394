"""Vendor inflation: how much higher a maker scores its own models than somebody else does.

Not here: gaps between open and closed models, in which measurers never meet (`measures.gap`).
"""
