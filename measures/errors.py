"""What can go wrong when we measure, named by the reaction it calls for.

MeasureError
├── SeriesInvalid     the declaration of a series is wrong: correct measures/series.toml
├── RegistryInvalid   registry rows contradict each other: correct the maker's file
├── PricesInvalid     the declaration of price rules is wrong: correct the file in measures/price/
├── LedgerInvalid     the declaration of a claim is wrong: correct measures/claims/ledger.toml
├── ScaleInvalid      observations fix no common scale: see the models and benchmarks it names
├── EstimateOutdated  a stored estimate or claim is of another version: derive it again with
│                     `gapwatch refresh`
├── DeclarationInvalid  another declared file is wrong: correct the file that it names
└── RowInvalid        a score row cannot be measured as it stands: correct the source's rules
"""

from __future__ import annotations


class MeasureError(Exception):
    """Measuring failed; the message names the place and the offending value."""


class SeriesInvalid(MeasureError):
    """A declared series has an unknown key, a missing key or a value that is not allowed."""


class RegistryInvalid(MeasureError):
    """Two registry rows cannot both be true, or one refers to a model that is not there."""


class PricesInvalid(MeasureError):
    """A declared price rule, threshold or pair has an unknown key or a value not allowed."""


class LedgerInvalid(MeasureError):
    """A declared claim has an unknown key, a missing key or a value that is not allowed."""


class DeclarationInvalid(MeasureError):
    """A declared file of a measure has an unknown key, a missing key or a value not allowed."""


class EstimateOutdated(MeasureError):
    """A stored estimate or claim is not as this version declares it; deriving again replaces it."""


class ScaleInvalid(MeasureError):
    """Observations do not fix one scale: pieces that share nothing, no anchor, or no fit."""


class RowInvalid(MeasureError):
    """A state, a score row or a date is outside what its definition allows."""
