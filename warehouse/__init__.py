"""Where numbers are kept: the archive of pages, the versioned tables and the as-of reads."""
