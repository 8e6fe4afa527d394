"""The lag as rows, sentences and charts of a page, by day and by release.

Not here: the gap.
"""
