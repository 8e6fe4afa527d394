"""How a place is asked: the polite client and what goes over the wire.

Not here: what an answer means (each source's `parse`).
"""
