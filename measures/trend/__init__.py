"""Slopes with change points, projection and its back-test.

Not here: the daily values they are fitted to.
"""
