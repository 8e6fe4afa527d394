"""The lag: days since closed had what open has, per day and per closed release.

Not here: how far apart the classes are (`measures.gap`).
"""
