"""Board agreement: whether two boards of one domain put the models that both list in one order.

Not here: gaps and lags of either board (`measures.gap`, `measures.lag`).
"""
