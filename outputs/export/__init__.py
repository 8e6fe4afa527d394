"""Files for others: formats, data package, archive folder.

Not here: the site.
"""
