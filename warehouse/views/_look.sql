-- One row is a fetch that tells of a source's health: in a copy as of a day those of its bounds.

SELECT * FROM _snapshot
