"""What the numbers say: matching, frontier, gap and uncertainty as pure functions."""
