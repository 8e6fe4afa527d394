"""From a spelling to a model: registry, spelling, proposals.

Not here: which entries stand on a board (`measures.boards`).
"""
