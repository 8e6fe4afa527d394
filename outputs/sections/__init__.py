"""What a page says of one thing, as rows and sentences.

Not here: how pages are put together (`outputs.report`) and drawn (`outputs.charts`).
"""
