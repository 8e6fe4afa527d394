"""What people look at: the report, its charts, the explorer, files and alert messages.

Not here: measuring anything, and when it is shown (`pipelines`).
"""
