"""Bytes that sources answered with, each kept once under its hash, and what waits to be recorded.

Not here: what a page says, and when it was seen (`warehouse.history`).
"""
