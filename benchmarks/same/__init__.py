"""The guard: what the code of a tag and the code of now make of the same pages, row by row.

Nothing of the code that is compared is imported here: both versions run as commands, in folders
and homes of their own.
"""
