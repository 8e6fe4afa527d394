"""What must be true of the numbers: the only code that knows Great Expectations."""
