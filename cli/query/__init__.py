"""Commands that answer: headline, gap, why, lag, price, domains, trend, claims, as-of.

Not here: commands that write.
"""
