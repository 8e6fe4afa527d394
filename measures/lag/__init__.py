"""The lag: days since closed had what open has, per day, over windows, per milestone.

Not here: how far apart the classes are (`measures.gap`).
"""
