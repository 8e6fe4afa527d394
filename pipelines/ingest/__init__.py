"""From a fetch to recorded rows: fetch, page, replay, backfill, reparse, curated files.

Not here: what is derived from them (`pipelines.measure`).
"""
