"""Charts: drawn as SVG on a plane with two axes, for page, picture and card.

Not here: which numbers they show (`outputs.sections`).
"""
