"""What parsers share: strict JSON, typed fields, tables of pages.

Not here: anything that knows one place.
"""
