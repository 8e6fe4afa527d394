"""The price timeline of `model-prices`: the bundled copy and the published file.

Not here: lists without a history (`sources.prices.lists`).
"""
