"""Models: the table of all of them, their pages, and which one to use.

Not here: which model fits (`measures.choice`).
"""
