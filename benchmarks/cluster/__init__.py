"""The daily job over several workers on this machine: how fast, and what faults cost."""
