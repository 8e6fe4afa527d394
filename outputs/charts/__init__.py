"""Charts: marks on a plane become one specification, which page, picture and card draw.

Charts of any rows, for explorer and command, are `plot`; those in a row of a table are `small`.
Not here: which numbers they show.
"""
