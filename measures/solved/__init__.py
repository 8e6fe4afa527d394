"""The cost of a solved task over time: the cheapest run of each class so far, and its decline.

Not here: what one run cost per solved task, and pairs of runs (`measures.price`).
"""
