"""Commands that answer: gap, lag, price, domains, claims, models, why, as-of.

Not here: commands that write.
"""
