"""Commands that answer: headline, gap, why, lag, price, pick, claims, as-of.

Not here: commands that write.
"""
