"""What gapwatch issues, one module per derived table: from stored inputs to rows of an arrival."""
