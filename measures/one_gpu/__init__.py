"""The gap of open models that fit one GPU: what one machine can run against the best closed model.

Not here: the gap and lag of all open models (`measures.gap`, `measures.lag`).
"""
