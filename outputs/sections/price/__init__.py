"""The price page: score against price, levels and how each changed, changes of list prices.

Not here: how prices are measured (`measures.price`).
"""
