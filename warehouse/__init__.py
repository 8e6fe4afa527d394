"""Where numbers are kept: the archive of pages, the versioned tables and the as-of reads.

Not here: what a number means (`measures`); the only home of SQLite.
"""
