"""The chart that the pages have of each measure, as a picture in Dagster with its sentence.

What belongs here: the choice of the chart; it is drawn by `outputs`. Imported when measures are
made, not to load the definitions.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import date
from typing import Any

import dagster as dg

from measures.claims.records import results
from measures.segments import GapSegment
from measures.series import HEADLINE, load
from outputs.charts.drawing import picture
from outputs.charts.marks import CARD, COLOURS
from outputs.charts.small import bars
from outputs.sections.claims import ledger_page
from outputs.sections.gap.charts import course, gap_charts
from outputs.sections.lag.releases import releases
from outputs.sections.price.fronts import fronts
from outputs.sections.price.levels import level_text, price_lines
from outputs.wording import ModelNames
from terms.openness import HEADLINE_RULE
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import models as reads_models
from warehouse.reads.claims import claims
from warehouse.reads.prices import prices_at_quality
from warehouse.reads.statistics import statistics
from warehouse.schema.price_tables import PRICE_FRONT
from warehouse.store import Warehouse

Drawn = tuple[str, str, str]
"""A derived table, a drawing as SVG, and what it shows in a sentence."""


def charts(warehouse: Warehouse, today: date) -> dict[str, dict[str, Any]]:
    """Derived table to its metadata `chart`, of the headline's series under the headline rule."""
    drawn = [*_of_gaps(warehouse, today), *_by_release(warehouse), *_of_claims(warehouse)]
    return {table: {"chart": image(svg, said)} for table, svg, said in drawn if svg}


def image(svg: str, said: str) -> dg.MarkdownMetadataValue:
    """A drawing over its sentence, as Markdown; a name in it stays text."""
    plain = re.sub(r"([\\\[\]<>`*_|])", r"\\\1", said)
    # Base64, because Markdown ends an address at a space, a bracket or an angle.
    paper = svg.replace("<svg ", f'<svg style="background:{COLOURS["paper"]}" ', 1)  # dark themes
    data = b64encode(paper.encode()).decode()
    return dg.MetadataValue.md(f"![chart](data:image/svg+xml;base64,{data})\n\n{plain}")


def _of_gaps(warehouse: Warehouse, today: date) -> Iterator[Drawn]:
    """As it was published from day to day."""
    rows = reads_gaps.gap_segments(warehouse.connection, HEADLINE, HEADLINE_RULE)
    if rows:
        series = load()[HEADLINE]
        gaps = GapSegment.from_rows(rows)
        found = gap_charts(series, gaps, today, lambda _gap, _side: None)
        said = f"{series.title}. {found.summary}"
        yield "gap", picture(course(found.charted), CARD), said
        said = f"{series.title}: best closed and best open score as they were published."
        yield "frontier", picture(found.stairs, CARD), said


def _by_release(warehouse: Warehouse) -> Iterator[Drawn]:
    connection, declared = warehouse.connection, {HEADLINE: load()[HEADLINE]}
    rows = statistics(connection, PRICE_FRONT.name, series=HEADLINE)
    names = ModelNames.of(reads_models.model_names(connection))
    steps = reads_gaps.release_steps(connection)
    key = HEADLINE, HEADLINE_RULE
    gaps = GapSegment.from_rows(reads_gaps.gap_segments(connection, *key))
    newest = {key: (gaps[-1], None)} if gaps else {}
    found = releases(declared, steps, names, {}, newest).get(key)
    if found is not None:
        yield "headline", picture(found.stairs, CARD), found.said
    priced = fronts(rows, names, declared).get(HEADLINE)
    lines = price_lines(prices_at_quality(connection, HEADLINE_RULE, HEADLINE), declared, names)
    best = next((it for it in lines if it.row["is_best_open"]), None)
    if priced is not None and best is not None:
        yield "price_gap", picture(priced.drawn, CARD), level_text(best)


def _of_claims(warehouse: Warehouse) -> Iterator[Drawn]:
    page = ledger_page(results(claims(warehouse.connection)))
    if page.said:
        yield "claim", bars({it.text: it.statements for it in page.counts}), page.said
