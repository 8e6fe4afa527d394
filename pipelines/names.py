"""What the warehouse says about names and openness: disagreements, and what matches.

What belongs here: reading the states and giving them to the pure functions of `measures`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from measures.boards.coverage import CATALOGUE_TARGET, TARGET, Matched, leading, prices, top_of
from measures.boards.openness_claims import disagreements
from measures.boards.states import Entry
from measures.freshness import has_ended
from measures.names.proposals import proposals
from measures.names.provisional import EvidenceKind, ProvisionalModel
from measures.names.registry import Registry
from measures.segments import GapSegment
from measures.series import Series, load
from pipelines.measure.inputs import Inputs, board_state, states_of
from pipelines.measure.registry import registry
from sources import published
from sources.catalogue import SOURCES
from sources.prices.lists import models_dev
from sources.registry import patch
from terms.openness import HEADLINE_RULE, PROVISIONAL_GRADES, Openness
from warehouse.history import read as history_read
from warehouse.history.vintages import UNBOUNDED
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import models as reads_models
from warehouse.reads import pages as reads_pages
from warehouse.store import Warehouse

LICENCE = EvidenceKind.LICENCE


def evidenced(warehouse: Warehouse) -> list[dict[str, Any]]:
    """Every disagreement of what sources say about models with the registry, its evidence and the
    source's page, as plain values."""
    states = history_read.as_of(warehouse.connection, "release")
    found = disagreements(map(board_state, states), registry(warehouse))
    return [{**one, **_evidence(warehouse, one)} for one in found]


def _evidence(warehouse: Warehouse, one: Mapping[str, Any]) -> dict[str, Any]:
    grade = reads_models.openness_on(warehouse.connection, one["model"], one["published_on"]) or {}
    origin = reads_pages.vintage_origin(warehouse.connection, one["vintage"]) or {}
    return {
        "registry_licence": grade.get("licence"),
        "registry_evidence": grade.get("evidence"),
        "registry_checked_on": grade.get("checked_on"),
        "page_url": origin.get("url"),
        "page_sha256": origin.get("page_sha256"),
        "page_seen_at": origin.get("seen_at"),
    }


@dataclass(frozen=True, slots=True)
class UnmatchedLeader:
    """An entry among the leading ones of a series that matches no model, and what it may change.

    The gaps are those of the headline's openness rule, with this one entry taken as closed or as
    open; None where nothing was measured yet.
    """

    series: str
    unit: str
    source: str
    entry: str
    model_name: str
    rank: int
    value: float
    closed_value: float | None
    open_value: float | None
    gap: float | None
    gap_if_closed: float | None
    gap_if_open: float | None
    could_lead: bool
    proposals: tuple[str, ...]


def unmatched_leaders(warehouse: Warehouse, names: Registry, today: str) -> list[UnmatchedLeader]:
    """Every unmatched entry among the leading ones of a live series: first what could lead it."""
    # Whole numbers, not the rounded ones of gap_now: who could lead hangs on the last decimal.
    rows = reads_gaps.gap_segments(warehouse.connection, rule=HEADLINE_RULE)
    newest = {gap.series: gap for gap in GapSegment.from_rows(rows)}
    dated = UNBOUNDED.by(date.fromisoformat(today))
    found = [
        _unmatched_leader(series, rank, item, names, newest.get(series.id))
        for series in load().values()
        if not has_ended(series)
        for rank, item in enumerate(
            leading(series, states_of(warehouse, series, dated), names, today), start=1
        )
        if item.model is None
    ]
    return sorted(found, key=lambda one: (not one.could_lead, one.rank, one.series))


def _unmatched_leader(
    series: Series, rank: int, item: Entry, names: Registry, gap: GapSegment | None
) -> UnmatchedLeader:
    name = str(item.row["model_name"])
    closed, opened = (gap.closed_value, gap.open_value) if gap else (None, None)
    if_closed = if_open = None
    if closed is not None and opened is not None:
        ours, theirs = series.sign * closed, series.sign * opened
        if_closed, if_open = max(item.score, ours) - theirs, ours - max(item.score, theirs)
    known = [series.sign * value for value in (closed, opened) if value is not None]
    return UnmatchedLeader(
        series=series.id,
        unit=series.unit,
        source=item.state.source,
        entry=item.entry,
        model_name=name,
        rank=rank,
        value=item.value,
        closed_value=closed,
        open_value=opened,
        gap=gap.gap if gap else None,
        gap_if_closed=if_closed,
        gap_if_open=if_open,
        could_lead=not known or item.score >= min(known),
        proposals=tuple(meant(names, item.state.source, name)),
    )


def meant(names: Registry, source: str, spelling: str) -> list[str]:
    """The first few models that a spelling may mean."""
    return [one.model for one in names.candidates(source, spelling)[:3]]


def unmatched(warehouse: Warehouse, names: Registry) -> list[dict[str, Any]]:
    """Spellings on current boards and price lists that match nothing on their day, by count."""
    return [
        row
        for row in reads_models.unmatched(warehouse.connection)
        if names.match(row["source"], row["model_name"], row["on_date"]) is None
    ]


def proposed(warehouse: Warehouse) -> Iterator[patch.ProposedAlias]:
    """Every alias that the normaliser proposes for spellings on current boards and price lists."""
    names = registry(warehouse)
    first = reads_models.first_spelled(warehouse.connection)
    for row in unmatched(warehouse, names):
        table, source, spelling = row["fact_table"], row["source"], row["model_name"]
        for one in proposals(names, source, spelling):
            day = first[table, source, spelling]
            yield patch.ProposedAlias(**one, rows=row["entries"], valid_from=day)


def unconfirmed(warehouse: Warehouse, now: datetime) -> list[patch.ProposedModel]:
    """Every model that counts by what its sources say, as lines for a person to confirm."""
    return [_new_model(one) for one in Inputs(warehouse, now).provisional]


def _new_model(one: ProvisionalModel) -> patch.ProposedModel:
    return patch.ProposedModel(
        maker=one.maker,
        name=one.name,
        released_on=one.released_on,
        reason=one.evidence,
        openness=tuple(_proposed_class(one, kind, start) for kind, start, _ in one.spans),
        aliases=tuple(sorted({(item.source, item.spelling) for item in one.listed})),
    )


def _proposed_class(one: ProvisionalModel, kind: str, start: str) -> patch.ProposedOpenness:
    """Of weights the grade that their licence's name most likely means, where nobody read it."""
    by_then = [said for said in one.statements if said.on <= start]
    words = [said for said in by_then if said.kind in (LICENCE, EvidenceKind.ACCESSIBILITY)]
    hubs = [said.word for said in by_then if said.kind is EvidenceKind.REPOSITORY]
    licences = (said.word for said in words if said.kind is LICENCE and kind != Openness.CLOSED)
    first = [*words, *by_then][0]
    home = f"https://huggingface.co/{hubs[0]}" if hubs else SOURCES[first.source].ABOUT.home
    grade = (first.grades or (Openness.UNKNOWN.value,))[0] if kind in PROVISIONAL_GRADES else kind
    return patch.ProposedOpenness(start, grade, next(licences, None), home)


def coverage(warehouse: Warehouse, today: str) -> list[Matched]:
    """Matched share of the leading rows of every series, and of list prices, makers' first.

    Series that are closed to new entries come after the others, and without a target.
    """
    names, dated = registry(warehouse), UNBOUNDED.by(date.fromisoformat(today))
    of_series = [
        (series, top_of(series, states_of(warehouse, series, dated), names, today))
        for series in sorted(load().values(), key=has_ended)
    ]
    found = [replace(one, target=0.0) if has_ended(series) else one for series, one in of_series]
    lists: dict[tuple[bool, str], list[tuple[str, str | None]]] = {}
    for row in reads_models.price_names(warehouse.connection):
        if row["source"] != published.ABOUT.name:
            is_own = _is_first_party(row["source"], row["provider"])
            named = lists.setdefault((not is_own, row["source"]), [])
            named.append((row["model_name"], row["model"]))
    for (is_catalogue, source), rows in sorted(lists.items()):
        subject = f"{'catalogue' if is_catalogue else 'prices'}: {source}"
        found.append(prices(subject, rows, CATALOGUE_TARGET if is_catalogue else TARGET))
    return found


def _is_first_party(source: str, provider: str) -> bool:
    """models.dev's own entries of makers (not those of hosts), and makers' pages."""
    is_listed = source == models_dev.ABOUT.name and provider in models_dev.MAKERS
    return is_listed or source.endswith("_pricing_page")
