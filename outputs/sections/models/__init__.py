"""Models: the table of all of them, the page of each, and which one to use.

Not here: which model fits (`measures.choice`).
"""
