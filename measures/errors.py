"""What can go wrong when we measure, named by the reaction it calls for."""


class MeasureError(Exception):
    """Measuring failed; the message names the place and the offending value."""


class DeclarationInvalid(MeasureError):
    """A declared file has an unknown key, a missing key or a value that is not allowed: correct the
    file that it names."""


class RegistryInvalid(MeasureError):
    """Two registry rows cannot both be true, or one refers to a model that is not there: correct
    the maker's file."""


class EstimateOutdated(MeasureError):
    """A stored claim is not as this version declares it: `gapwatch refresh` derives it again."""


class ScaleInvalid(MeasureError):
    """Observations fix no common scale: they share nothing with the models and benchmarks that it
    names, have no anchor, or no fit."""


class RowInvalid(MeasureError):
    """A state, a score row or a date cannot be measured as it is: correct the source's rules."""
