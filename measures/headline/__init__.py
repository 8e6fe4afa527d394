"""The headline: the answer in one sentence, and who is ahead per domain.

Not here: how it is laid out (`outputs.sections.front.headline`).
"""
