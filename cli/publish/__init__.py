"""Commands that show or send: report, explore, plot, alerts.

Not here: files for others (`cli.maintain`).
"""
