"""Copies of Arena's boards that others kept, one file per keeper; a person supplies the files.

Not here: what Arena itself publishes (`sources.boards.arena`).
"""
