"""What the warehouse says about names and openness: disagreements, and what matches.

What belongs here: reading the states and giving them to the pure functions of `measures`.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from math import inf
from typing import Any

from measures.boards.openness_claims import disagreements
from measures.boards.states import Boards, Entry
from measures.names.provisional import EvidenceKind, ProvisionalModel
from measures.names.registry import Registry, proposals
from measures.series import load
from pipelines.measure.inputs import Inputs, board_state, states_of
from pipelines.measure.registry import registry
from sources.catalogue import SOURCES
from sources.registry import patch
from sources.registry.read import AliasTable, OpennessInterval
from terms.openness import HEADLINE_RULE, PROVISIONAL_GRADES, Openness
from warehouse.history import read as history_read
from warehouse.history.vintages import UNBOUNDED
from warehouse.reads import gaps as reads_gaps, models as reads_models, pages as reads_pages
from warehouse.store import Warehouse

LICENCE = EvidenceKind.LICENCE
TOP = 50
"""Leading rows of a series in which a name without a model may matter."""


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


def unmatched_leaders(warehouse: Warehouse, names: Registry, today: str) -> list[dict[str, Any]]:
    """Every unmatched entry among the leading ones of a live series: first what `could_lead`, being
    at or above the leader of either class (or nothing was measured yet)."""
    # Whole numbers, not the rounded ones of gap_now: who could lead hangs on the last decimal.
    rows = reads_gaps.gap_segments(warehouse.connection, rule=HEADLINE_RULE)
    both = ("closed_value", "open_value")
    led = {it["series"]: [it[name] for name in both if it[name] is not None] for it in rows}
    dated = UNBOUNDED.by(date.fromisoformat(today))
    found = [
        {
            "series": series.id,
            "unit": series.unit,
            "source": item.state.source,
            "entry": item.entry,
            "model_name": item.row["model_name"],
            "rank": rank,
            "value": item.value,
            "could_lead": item.score
            >= min((series.sign * value for value in led.get(series.id, ())), default=-inf),
            "proposals": meant(names, item.state.source, str(item.row["model_name"])),
        }
        for series in load().values()
        if not series.has_ended
        for rank, item in enumerate(
            _leading(Boards(series, states_of(warehouse, series, dated), names, today)), start=1
        )
        if item.model is None
    ]
    return sorted(found, key=lambda it: (not it["could_lead"], it["rank"], it["series"]))


def _leading(known: Boards) -> list[Entry]:
    """The best `TOP` entries of a series, in order; rows that name no single model are left out."""
    entries = known.entries(known.inputs())
    named = [item for item in entries if item.row.get("model_name")]
    return sorted(named, key=lambda item: (-item.score, item.entry))[:TOP]


def meant(names: Registry, source: str, spelling: str) -> list[str]:
    """The first few models that a spelling may mean."""
    return [*names.candidates(source, spelling)][:3]


def unmatched(warehouse: Warehouse, names: Registry) -> list[dict[str, Any]]:
    """Spellings on current boards and price lists that match nothing on their day, by count."""
    return [
        row
        for row in reads_models.unmatched(warehouse.connection)
        if names.match(row["source"], row["model_name"], row["on_date"]) is None
    ]


def proposed(warehouse: Warehouse) -> Iterator[dict[str, Any]]:
    """Every alias that the normaliser proposes for spellings on current boards and price lists."""
    names = registry(warehouse)
    first = reads_models.first_spelled(warehouse.connection)
    for row in unmatched(warehouse, names):
        table, source, spelling = row["fact_table"], row["source"], row["model_name"]
        for one in proposals(names, source, spelling):
            day = first[table, source, spelling]
            yield {**one, "rows": row["entries"], "valid_from": day}


def unconfirmed(warehouse: Warehouse, now: datetime) -> list[patch.ProposedModel]:
    """Every model that counts by what its sources say, as lines for a person to confirm."""
    on = now.date().isoformat()
    return [_new_model(one, on) for one in Inputs(warehouse, now).provisional]


def _new_model(one: ProvisionalModel, on: str) -> patch.ProposedModel:
    spelled = sorted({(item.source, item.spelling) for item in one.listed})
    return patch.ProposedModel(
        maker=one.maker,
        name=one.name,
        released_on=one.released_on,
        reason=one.evidence,
        openness=tuple(_proposed_class(one, kind, start, on) for kind, start, _ in one.spans),
        aliases=tuple(AliasTable(as_=spelling, source=source) for source, spelling in spelled),
    )


def _proposed_class(one: ProvisionalModel, kind: str, start: str, on: str) -> OpennessInterval:
    """Of weights the grade that their licence's name most likely means, where nobody read it."""
    by_then = [said for said in one.statements if said.on <= start]
    words = [said for said in by_then if said.kind in (LICENCE, EvidenceKind.ACCESSIBILITY)]
    hubs = [said.word for said in by_then if said.kind is EvidenceKind.REPOSITORY]
    licences = (said.word for said in words if said.kind is LICENCE and kind != Openness.CLOSED)
    first = [*words, *by_then][0]
    home = f"https://huggingface.co/{hubs[0]}" if hubs else SOURCES[first.source].ABOUT.home
    grade = (first.grades or (Openness.UNKNOWN.value,))[0] if kind in PROVISIONAL_GRADES else kind
    licence = next(licences, None)
    return OpennessInterval(from_=start, is_=grade, licence=licence, evidence=home, checked=on)
