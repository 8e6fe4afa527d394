"""The SQL of the views, laid anew on opening.

Not here: their promise (`warehouse.schema.promised`) and queries with answers (`warehouse.reads`).
"""
