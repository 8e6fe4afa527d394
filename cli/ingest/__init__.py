"""Commands that take data in: refresh, replay, import, reparse, backfill.

Not here: commands that only read (`cli.query`).
"""
