"""Ground words: closed lists with their wording, units, numbers and days, each declared once.

Everything of ours may import this package, and it imports nothing of ours: only the standard
library, and pydantic where a declared file is read. What belongs to one measure, one source or one
output alone stays there.
"""
