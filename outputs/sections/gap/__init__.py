"""The gap as rows and sentences of a page.

Not here: the lag and other sections.
"""
