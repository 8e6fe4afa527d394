"""Commands that answer: headline, gap, why, lag, price, domains, claims, as-of.

Not here: commands that write.
"""
