"""Names and openness as the measures take them: what is curated, what pages say of others, and what
every spelling means."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from measures.boards.openness_claims import meaning
from measures.names.provisional import (
    SPOKEN,
    EvidenceKind,
    Listed,
    ProvisionalModel,
    SourceWord,
    provisional_models,
)
from measures.names.registry import ALWAYS, NEVER, Registry
from measures.price.rules import bundled
from measures.series import Series
from pipelines import version
from sources.catalogue import SOURCES
from warehouse.history import read as history_read
from warehouse.history.vintages import Arrival, BoardKey, Bounds, Seen, Vintage
from warehouse.reads import boards as reads_boards, models as reads_models
from warehouse.schema.derived import DERIVED_SOURCE
from warehouse.store import Warehouse

NAMES = ("model", "alias", "openness")
"""Fact tables of the registry that say what a name means."""
SPELLINGS = "package:gapwatch/spellings"
"""Address of the page that says what the board of spellings is made of."""


def registry(warehouse: Warehouse, more: Sequence[ProvisionalModel] = ()) -> Registry:
    """Names and openness as curated, and `more` models beside them."""
    models, aliases, openness = (_curated_rows(warehouse, table) for table in NAMES)
    for one in more:
        model, spelled, classes = one.rows()
        models.append(model)
        aliases += spelled
        openness += classes
    evidence = {one.name: one.evidence for one in more}
    grammars = {name: source.ABOUT.grammar for name, source in SOURCES.items()}
    return Registry(models, aliases, openness, grammars, evidence)


def _curated_rows(warehouse: Warehouse, table: str) -> list[dict[str, Any]]:
    vintages = curated(warehouse, table)
    states = (history_read.state_of(warehouse.connection, one) for one in vintages)
    return [row for state in states for row in state.rows]


def curated(warehouse: Warehouse, *tables: str) -> list[Vintage]:
    """The newest vintages of tables of the registry, without what was derived from it."""
    return [
        vintage
        for table in tables
        for vintage in history_read.newest(warehouse.connection, table)
        if vintage.key.source != DERIVED_SOURCE
    ]


def provisional(
    warehouse: Warehouse, known: Registry, series: Iterable[Series], bounds: Bounds
) -> list[ProvisionalModel]:
    """Unmatched models of the boards of `series`, classed by what was said within the bounds."""
    connection = warehouse.connection
    boards = {(one.source, one.board, one.category) for each in series for one in each.sources}
    listed = [
        Listed(row["source"], row["model_name"], row["on_date"])
        for row in reads_boards.first_listed(connection, bounds, boards=sorted(boards))
    ]
    openness = _curated_rows(warehouse, "openness")
    said = statements(warehouse, bounds)
    return provisional_models(known, openness, said, listed)


def statements(warehouse: Warehouse, bounds: Bounds) -> list[SourceWord]:
    """What sources that count say about models, each from the first day that a page said so."""
    connection = warehouse.connection
    said = [
        statement
        for row in reads_models.first_claimed(connection, list(SPOKEN), bounds)
        if (statement := _statement(row)) is not None
    ]
    rules = bundled()
    makers = [name for name, one in rules.sources.items() if one.first_party]
    return said + [
        SourceWord(row["source"], EvidenceKind.PRICE, row["model_name"], row["model_name"],
                  row["on_date"], maker)
        for row in reads_models.first_priced(connection, makers, bounds)
        if (maker := rules.page_maker(row["source"], row["provider"])) is not None
    ]  # fmt: skip


def _statement(row: Mapping[str, Any]) -> SourceWord | None:
    kind = SPOKEN[row["source"]]
    if kind is EvidenceKind.LICENCE:
        word, grades = row["licence"], row["licence"] and meaning("licence", row["licence"])
    elif kind is EvidenceKind.ACCESSIBILITY:
        word = row["openness_claim"]
        grades = word and meaning("openness_claim", word)
    else:
        word, grades = row["repository"], None
    if not word:
        return None
    return SourceWord(
        row["source"], kind, row["model_name"], word, row["on_date"], row["maker"], grades,
        row["released_on"],
    )  # fmt: skip


def derive_spellings(warehouse: Warehouse, names: Registry, now: datetime) -> Iterator[Arrival]:
    """Record what every spelling on a board or price list means, where no alias is written exactly
    so; yields the board when a spelling, alias or rule is new.

    They are aliases of source `gapwatch`, recorded before anything is measured: the views match by
    them. The registry itself is read without them (`curated`).
    """
    spelled = reads_models.spellings(warehouse.connection)
    made_of = {
        "measures": version.measuring(),
        "registry": [vintage.id for vintage in curated(warehouse, *NAMES)],
        "spellings": len(spelled),
    }
    page = warehouse.keep(json.dumps(made_of, sort_keys=True).encode())
    seen = Seen(DERIVED_SOURCE, SPELLINGS, now, version.measuring(), page)
    if warehouse.holds(seen):
        return
    key = BoardKey("alias", DERIVED_SOURCE, "respelled")
    arrival = Arrival(key, now.date(), _respelled(names, spelled), inputs_on=None)
    warehouse.accept(seen, [arrival])
    yield arrival


def _respelled(names: Registry, spelled: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """A row for every span of days on which a spelling (source, spelling) means one model."""
    return [
        {
            "entry": f"{source}|{spelling}|{'' if start == ALWAYS else start}",
            "alias": spelling,
            "source": source,
            "model": match.model,
            "valid_from": None if start == ALWAYS else start,
            "valid_until": None if end == NEVER else end,
            "effort": match.effort,
            "harness": match.harness,
            "host": match.host,
            "stamp": match.stamp,
        }
        for source, spelling in sorted(spelled)
        for start, end, match in names.respelled(source, spelling)
    ]
