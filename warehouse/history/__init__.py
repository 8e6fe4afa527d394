"""The history contract: vintages, what is recorded of a page, and reading as of any day.

Not here: derived rows and alerts.
"""
