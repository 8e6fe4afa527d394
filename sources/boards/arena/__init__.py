"""Arena: its dataset, pages, catalogue and a copy of the first fifty that somebody keeps.

Not here: what several places share (`sources.reading`).
"""
