"""Which model to use in a domain: the cheapest that is good enough, or the best one can afford."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from measures.choice.pick import Needs, Picked, pick
from outputs.assistant.inquiry import CannotAnswer, Inquiry, Shown, quotation, quoted, unknown
from outputs.assistant.price import PricePages
from outputs.assistant.reply import Draft, interval
from outputs.sections.models.choice import answer, doubt, licence_text
from terms.days import day
from terms.openness import Openness
from terms.units import Unit
from warehouse.reads import choice as reads_choice

Row = Mapping[str, Any]
SHOWN = 5
LEVEL = 0.95
"""Of the intervals of view model_choice."""


def choice(
    inquiry: Inquiry,
    domain: str,
    needs: Needs,
    not_worse_than: str | None = None,
) -> Draft:
    """What `gapwatch pick` says; `not_worse_than`: a model by name or id, which joins `needs`."""
    page = _page(inquiry, domain)
    than = _model(inquiry, page, not_worse_than) if not_worse_than else None
    asked = Needs(needs.at_least, than, needs.licence, needs.max_price, needs.one_gpu)
    connection = inquiry.warehouse.connection
    rows = [_quoted(inquiry, row) for row in reads_choice.choices(connection, page["domain"])]
    picked = pick(rows, asked)
    left_out = [_quoted(inquiry, it) for it in reads_choice.left_out(connection, page["series"])]
    first, *rest = answer(picked, asked, page, left_out)
    pages = PricePages(inquiry)
    shown = picked.best or picked.leader
    return Draft(
        title=f"Which model for {page['domain']}, by {page['title']}",
        sentence=first,
        details=rest,
        caution=_caution(picked, page),
        method="methods",
        data_from=page["vintage_on"],
        is_old=bool(shown and shown["is_stale"]),
        rows=[_row(inquiry, *one, pages) for one in _named(picked)],
        vintages=pages.vintages(page["series"]),
    )


def _page(inquiry: Inquiry, domain: str) -> Row:
    pages = reads_choice.choice_pages(inquiry.warehouse.connection)
    if not pages:
        raise CannotAnswer("Nothing to choose from was derived yet: run `gapwatch refresh` first.")
    wanted = domain.strip().lower().replace("-", " ").replace("_", " ")
    if wanted not in pages:
        known = ", ".join(sorted(pages))
        raise CannotAnswer(f"{unknown('domain', domain, sorted(pages))} All: {known}.")
    page = pages[wanted]
    strange = [quotation(one) for one in json.loads(page["unmatched_above"] or "[]")]
    return {**page, "unmatched_above": json.dumps(strange)}


def _quoted(inquiry: Inquiry, row: Row) -> Row:
    """The row of a model; one that nobody registered is named as a quotation of its page."""
    return row if row["model"] in inquiry.names else {**row, "name": quotation(row["name"])}


def _model(inquiry: Inquiry, page: Row, asked: str) -> Row:
    rows = reads_choice.model_scores(inquiry.warehouse.connection, page["series"])
    named = {**{row["name"].lower(): row for row in rows}, **{row["model"]: row for row in rows}}
    wanted = asked.strip().lower()
    if wanted not in named:
        raise CannotAnswer(unknown(f"model on {page['title']} called", asked, named))
    return _quoted(inquiry, named[wanted])


def _named(picked: Picked) -> list[tuple[str, Row]]:
    """The models of the answer, each with what it is there, the picked one first."""
    found = [
        ("picked", picked.best),
        ("best closed", picked.leader if picked.leader is not picked.best else None),
        ("nearest by score", picked.by_score),
        ("nearest by price", picked.by_price),
        *(("fits as well", row) for row in picked.others[:SHOWN]),
    ]
    return [(what, row) for what, row in found if row is not None]


def _row(inquiry: Inquiry, what: str, row: Row, pages: PricePages) -> Shown:
    return {
        "is": what,
        "model": inquiry.model(row["model"]),
        "maker": row["maker"],
        "score": row["score"],
        "unit": Unit(row["unit"]).text,
        "interval": interval(row["score_low"], row["score_high"], LEVEL),
        "usd_per_million_tokens": row["blended_price"],
        "whose_price": row["price_basis"],
        "hosts": row["hosts"],
        "openness": _grade(row["openness"]),
        "licence": licence_text(row),
        "fits_one_gpu": None if row["fits_one_gpu"] is None else bool(row["fits_one_gpu"]),
        "is_confirmed": bool(row["confirmed"]),
        "evidence": quoted(row["evidence"]) if row["evidence"] else None,
        "behind_best": row["behind_best"],
        "behind_interval": interval(row["behind_low"], row["behind_high"], LEVEL),
        "data_from": row["vintage_on"],
        "is_old": bool(row["is_stale"]),
        "vintages": pages.vintages(row["series"], row["model"]),
    }


def _grade(stored: str) -> str:
    return Openness(stored).text if stored in set(Openness) else stored.replace("_", " ")


def _caution(picked: Picked, page: Row) -> list[str]:
    shown = [row for row in (picked.best, picked.leader) if row is not None]
    told = [doubt(row) for row in shown if doubt(row)]
    if any(row["is_stale"] for row in shown):
        told.append(f"old data: scores are as of {day(page['vintage_on'])}")
    return list(dict.fromkeys(told))
