"""The site: its pages, feed, JSON API, and how it is published.

Not here: what a page says of one thing (`outputs.sections`).
"""
