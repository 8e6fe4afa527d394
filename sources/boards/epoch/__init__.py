"""Epoch AI: benchmark runs, capabilities index, models and papers.

Not here: other places that quote Epoch.
"""
