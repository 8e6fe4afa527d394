"""What parsers share: strict JSON, typed fields, rows one by one, tables of pages.

Not here: anything that knows one place.
"""
