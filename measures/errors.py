"""What can go wrong when we measure, named by the reaction it calls for.

MeasureError
├── DeclarationInvalid  a declared file is wrong: correct the file that it names
├── RegistryInvalid     registry rows contradict each other: correct the maker's file
├── ScaleInvalid        observations fix no common scale: see the models and benchmarks it names
├── EstimateOutdated    a stored claim is of another version: `gapwatch refresh` derives it again
└── RowInvalid          a score row cannot be measured as it stands: correct the source's rules
"""


class MeasureError(Exception):
    """Measuring failed; the message names the place and the offending value."""


class DeclarationInvalid(MeasureError):
    """A declared file has an unknown key, a missing key or a value that is not allowed."""


class RegistryInvalid(MeasureError):
    """Two registry rows cannot both be true, or one refers to a model that is not there."""


class EstimateOutdated(MeasureError):
    """A stored estimate or claim is not as this version declares it; deriving again replaces it."""


class ScaleInvalid(MeasureError):
    """Observations do not fix one scale: pieces that share nothing, no anchor, or no fit."""


class RowInvalid(MeasureError):
    """A state, a score row or a date is outside what its definition allows."""
