"""The `gapwatch` command: what people type, and what they get on a terminal.

Not here: measuring and reading (`measures`, `warehouse.reads`), and order (`pipelines`).
"""
