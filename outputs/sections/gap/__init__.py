"""The gap as rows, sentences and charts of a page.

Not here: the lag and other sections.
"""
