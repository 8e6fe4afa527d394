"""What must be true of a page before it counts; the only home of Great Expectations.

Not here: storing what was judged (`pipelines.ingest`), a table's own bounds (`warehouse.schema`).
"""
