"""Where numbers come from: one module per place we read, each a fetch and a pure parse.

Not here: storing, judging and matching names; nothing of ours is imported but `sources`.
"""
