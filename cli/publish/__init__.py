"""Commands that show or send: report, publish, verify, explore, mcp, alerts.

Not here: files for others (`cli.maintain`).
"""
