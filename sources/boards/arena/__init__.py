"""Arena: its dataset, pages, catalogue and the copies that others keep of them.

Not here: what several places share (`sources.reading`).
"""
