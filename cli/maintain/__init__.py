"""Commands that keep an installation well: backup, doctor, export.

Not here: daily work (`cli.ingest`).
"""
