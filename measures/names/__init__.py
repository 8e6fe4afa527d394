"""From a spelling to a model: registry, grammar, provisional classes.

Not here: which entries stand on a board (`measures.boards`).
"""
