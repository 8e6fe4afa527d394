"""The declared benchmarks that both makers and somebody else measure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from measures.errors import DeclarationInvalid
from measures.known import DerivedBoard, Known, derived
from terms.declared import Named, Text, blocks

FILE = "measures/vendor/benchmarks.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class TwiceMeasured(Named):
    """A benchmark that makers and somebody else measure."""

    title: Text
    """Name for people."""
    vendor: Text
    """Series of the makers' own scores."""
    own: tuple[Text, ...]
    """Series of independent measurers or of the benchmark's maintainers, of the same items."""
    why: Text
    """What differs between the two besides who measured, and what is left out."""


@cache
def benchmarks() -> tuple[TwiceMeasured, ...]:
    """The bundled benchmarks, in declared order. Raises DeclarationInvalid."""
    text = resources.files("measures.vendor").joinpath("benchmarks.toml").read_text("utf-8")
    return tuple(blocks(text, TwiceMeasured, FILE, DeclarationInvalid).values())


def compared(known: Known, declared: TwiceMeasured) -> Iterator[DerivedBoard]:
    """The benchmark with those of its series that are declared still, a row for each of `own`; none
    where one side is left without."""
    rows = [
        {
            "entry": name,
            "title": declared.title,
            "vendor_series": declared.vendor,
            "note": declared.why,
            "code_version": known.code_version,
        }
        for name in declared.own
        if name in known.series and declared.vendor in known.series
    ]
    if rows:
        yield derived("vendor_benchmark", declared.id, "", None, rows)
