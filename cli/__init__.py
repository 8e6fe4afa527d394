"""The `gapwatch` command."""
