"""The settings and words of trends and projections, readable without numpy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

from measures.errors import DeclarationInvalid
from terms.declared import Count, Declared, Text, from_toml

LEVEL = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendSettings(Declared):
    """`measures/trend/trend.toml`."""

    disclaimer: Text
    """What stands beside every trend and projection."""
    hindsight: Text
    """What stands beside the history of a series whose past nobody captured."""
    no_better: Text
    """What stands beside a projection that did no better than "nothing changes"."""
    few_trials: Text
    """What stands beside a projection that was tried too seldom."""
    after_bound: Text
    """What stands beside a lag that began as a bound."""
    step_days: Count
    """Days between two points of a sample."""
    least_points: Count
    """Points that a trend needs."""
    least_values: Count
    """Values that differ, that a trend needs."""
    least_vintages: Count
    """Vintages that the history of a series needs."""
    draws: Count
    """Draws of the bootstrap."""
    horizon_steps: Count
    """Steps that a projection reaches ahead."""
    back_test_steps: Count
    """Steps that a projection of the past is tested over."""
    least_trials: Count
    """With fewer, even a method that is right each time has a chance above 5 % to be mere luck."""


@cache
def settings() -> TrendSettings:
    """The bundled settings and words. Raises DeclarationInvalid."""
    return read(resources.files("measures.trend").joinpath("trend.toml").read_text("utf-8"))


def read(text: str) -> TrendSettings:
    """The settings of a TOML text. Raises DeclarationInvalid."""
    return from_toml(text, TrendSettings, "measures/trend/trend.toml", DeclarationInvalid)
