"""The views: what a row of each is, what its columns mean, and its SQL, laid anew on opening.

Not here: queries with answers (`warehouse.reads`).
"""
