"""What each licence lets people sell: one table for all makers' files (`licences.toml`).

A makers' file names a licence; its SPDX expression, whether commercial use is allowed and above
which size it needs more are said here once. A licence that permits sale below a size is graded
`restricted`, never stricter (docs/openness.md): a test holds that over all files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache, partial
from typing import Annotated, Any, cast

from sources.contract import Reading, SourceChanged
from terms.declared import (
    Address,
    Count,
    Declared,
    Text,
    contradiction,
    examined,
    one_of,
    raise_faults,
    reads,
    toml_tables,
)
from terms.openness import CommercialUse
from terms.words import words

FILE, BOARD = "licences.toml", "licences"


@cache
def _spdx() -> Any:
    """The licences of SPDX. Loading their list takes 0.1 s: once, and only when one is read."""
    from license_expression import get_spdx_licensing  # noqa: PLC0415

    licensing = get_spdx_licensing()
    licensing.parse("MIT")  # builds what it reads with: from here on threads may share it
    return licensing


def _expression(value: object) -> str:
    """An SPDX expression; a licence without an id of SPDX is a `LicenseRef-`."""
    from license_expression import ExpressionError, ExpressionParseError  # noqa: PLC0415 - slow

    licensing = _spdx()
    try:
        keys = licensing.unknown_license_keys(licensing.parse(str(value), strict=True))
    except (ExpressionError, ExpressionParseError) as error:
        raise ValueError(f"should be an SPDX expression ({error})") from error
    if unknown := [key for key in keys if not key.startswith("LicenseRef-")]:
        raise ValueError(f"should name licences of SPDX or LicenseRef-..., not {unknown[0]!r}")
    return str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceTable(Declared):
    """Table `[[licence]]`: the terms of one licence, under the name that makers' files use."""

    name: Text
    """Its name for people."""
    spdx: Annotated[str, reads(_expression, "an SPDX expression")]
    """Its SPDX expression; of a derivative with the terms of its base ("MIT AND ...")."""
    commercial_use: Annotated[str, one_of(*words(CommercialUse))]
    """Whether it permits commercial use."""
    users_above: Count | None = None
    """Number of users above which that needs more than the licence."""
    yearly_revenue_above_usd: Count | None = None
    """The same for the revenue of twelve months, in USD."""
    monthly_revenue_above_usd: Count | None = None
    """The same for the revenue of a month."""
    note: Text | None = None
    """What else a reader must know."""
    evidence: Address
    """Where its text, or a model's card that says so, can be read."""

    def __post_init__(self) -> None:
        """Raises ValueError where thresholds and word contradict one another."""
        limits = (self.users_above, self.yearly_revenue_above_usd, self.monthly_revenue_above_usd)
        has_limit = any(limit is not None for limit in limits)
        is_limited = self.commercial_use == CommercialUse.BELOW_THRESHOLD
        said = "a threshold" if has_limit else "no threshold"
        contradiction(
            None if has_limit == is_limited else f"{said}, but commercial_use is another word"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceFile(Declared):
    """The file of licences."""

    licence: tuple[LicenceTable, ...]
    """The licences."""


def parse(source: str, body: bytes) -> Iterator[Reading]:
    """One reading of table `licence`. Raises SourceChanged."""
    refuse = partial(SourceChanged, source)
    found, faults = examined(toml_tables(body, FILE, refuse), LicenceFile)
    raise_faults(FILE, faults, refuse)
    rows = []
    for licence in cast(LicenceFile, found).licence:
        row = asdict(licence)
        rows.append({"entry": row.pop("name"), **row})
    yield Reading(table="licence", board=BOARD, category="", rows=rows)
