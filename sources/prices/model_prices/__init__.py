"""The price timeline of `model-prices`: the bundled copy, the published file, their one reader.

Not here: lists without a history (`sources.prices.lists`).
"""
