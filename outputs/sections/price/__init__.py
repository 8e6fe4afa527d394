"""The price page: levels, pairs, shares, decline, hosts.

Not here: how prices are measured (`measures.price`).
"""
