"""What the front page shows: the answer, a line per benchmark, and what was known on past days.

Not here: sections about one benchmark or one statistic.
"""
