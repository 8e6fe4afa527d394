"""Commands that keep an installation well: doctor, export.

Not here: daily work (`cli.ingest`).
"""
