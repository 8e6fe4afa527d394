"""SWE-bench: its leaderboard file and page, results per instance, and SWE-bench Pro.

Not here: runs of SWE-bench that others publish (`sources.boards.epoch`).
"""
