"""Everything the site says of models: read in one pass, plain values out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from measures.choice.pick import LicenceNeed
from measures.segments import GapSegment
from measures.series import Series
from measures.uncertainty.intervals import LEVEL, z_of
from outputs.sections.models.choice import LICENCES, WORDS
from outputs.sections.models.pages import (
    ModelPage,
    ModelRows,
    ever_led,
    is_worth_a_page,
    model_pages,
)
from outputs.sections.models.table import (
    ChoiceDomain,
    ModelLine,
    choice_domains,
    choice_files,
    model_lines,
)
from warehouse.reads import choice as reads_choice
from warehouse.reads import models as reads_models
from warehouse.store import Warehouse

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LicenceOption:
    """What the form offers as a need of the licence."""

    value: str
    asked: str
    grades: frozenset[str]


@dataclass(frozen=True, slots=True)
class Models:
    """The table, the pages, and the form with its data files (path to content).

    `linked`: ids of the models with a page; all others stand as plain names.
    """

    lines: Sequence[ModelLine]
    pages: Sequence[ModelPage]
    linked: frozenset[str]
    domains: Sequence[ChoiceDomain]
    licences: Sequence[LicenceOption]
    words: Mapping[str, str]
    """Sentences of an answer, which the form fills."""
    z: float
    files: Mapping[str, bytes]
    choices: Sequence[Row]
    """View model_choice."""


def models(
    warehouse: Warehouse,
    gaps: Mapping[tuple[str, str], Sequence[GapSegment]],
    declared: Mapping[str, Series],
    today: date,
) -> Models:
    """Read what the warehouse knows of models."""
    connection = warehouse.connection
    scores = reads_choice.model_scores(connection)
    found = ModelRows(
        registered=reads_models.registered(connection),
        openness=reads_models.openness_spans(connection),
        scores=scores,
        prices=reads_choice.model_prices(connection),
        hosts=reads_choice.host_prices(connection),
    )
    every = model_pages(found, gaps, declared, today)
    led = ever_led(gaps)
    pages = [page for page in every if is_worth_a_page(page, led, today)]
    chosen_by = reads_choice.choice_pages(connection)
    known = frozenset(page.id for page in pages)
    choices = reads_choice.choices(connection)
    files = choice_files(chosen_by, choices, scores, known)
    return Models(
        lines=model_lines(every, known, scores),
        pages=pages,
        linked=known,
        domains=choice_domains(chosen_by),
        licences=[LicenceOption(it.value, LICENCES[it], it.grades) for it in LicenceNeed],
        words=WORDS,
        z=z_of(LEVEL),
        files=dict(files),
        choices=choices,
    )
