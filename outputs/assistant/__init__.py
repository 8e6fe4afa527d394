"""What an assistant asks by tools: gap, lag, price, choice, claims, past days, and why.

Not here: wording and numbers, which are those of the pages (`outputs.sections`).
"""
