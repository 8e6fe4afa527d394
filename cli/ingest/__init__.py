"""Commands that take data in: refresh, replay, import, reread, backfill.

Not here: commands that only read (`cli.query`).
"""
