"""Charts: marks on a plane become one specification, which page, picture and card draw.

The explorer's and the command's charts of any rows are `plot`; pictures of a row of a table `small`.
Not here: which numbers they show.
"""
