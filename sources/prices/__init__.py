"""Price lists: what makers and lists of others say a model costs.

Not here: scores, and which list counts before which (`measures.price.rules`).
"""
