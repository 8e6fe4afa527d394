"""Intervals of scores and simulation of whole boards.

Not here: intervals of a lag or a slope, which stand beside them.
"""
