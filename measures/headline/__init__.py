"""Beside the headline's gap and lag: the gap on three days, domains counted, exposure.

Not here: the sentences (`outputs.sections.headline`).
"""
