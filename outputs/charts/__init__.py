"""Pictures: still, interactive, cards for sharing, small ones in tables.

Not here: which numbers they show.
"""
