"""Charts: marks on a plane become one specification, which page, picture and card draw.

Not here: which numbers they show. Charts of any rows are `plot`, those in a table's row `small`.
"""
