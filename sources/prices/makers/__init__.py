"""Makers' own price pages, one file per maker.

Not here: lists that quote makers (`sources.prices.lists`).
"""
