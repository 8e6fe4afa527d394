"""Which model to use: what every model scores, costs and needs, and the cheapest that will do.

Not here: how a price is chosen among lists (`measures.price`), who leads (`measures.gap`).
"""
