"""Measured comparisons, run by hand; not tests."""
