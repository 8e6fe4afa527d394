"""What happened: each kind compares the warehouse as known at the last examination with now."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any

from measures.boards.states import revision
from measures.freshness import is_stale
from measures.gap import judgement
from measures.gap.judgement import is_confirmed
from measures.price.events import WINDOW_DAYS
from measures.price.rows import MARKET
from measures.price.rules import OWN
from measures.price.spans import blended
from measures.segments import SIDES, GapSegment, by_board
from measures.series import Series, load
from measures.uncertainty import level_in_words
from outputs import wording
from outputs.alerts.rules import AlertRule, tidy
from sources.catalogue import SOURCES
from terms import boards
from terms.days import days_between
from terms.numbers import interval, joined, number, signed, usd
from terms.openness import Openness, OpennessRule
from terms.units import Unit
from terms.words import ClaimVerdict, PriceChange
from warehouse.alerts import NewEvent
from warehouse.clock import moment
from warehouse.history import read as history_read
from warehouse.history.vintages import UNBOUNDED, Bounds, Vintage
from warehouse.reads import (
    alerts as reads_alerts,
    boards as reads_boards,
    gaps as reads_gaps,
    models as reads_models,
)
from warehouse.schema.price_tables import PRICE_EVENT
from warehouse.store import Warehouse

Row = dict[str, Any]
SHOWN_NAMES = 5
NEWS = timedelta(days=30)
"""A price change that became known later than that is history."""
WORDS = {"licence": "the licence", "openness_claim": "the openness flag"}
STATES: Mapping[str, Mapping[str, judgement.Reading]] = {
    "lead_change": {"ahead": judgement.class_ahead},
    "parity": {"parity": judgement.parity},
    "new_frontier_model": {side: judgement.leading_model(side) for side in SIDES},
}
"""Kind to the states of a gap whose changes it tells, by name."""
ENDS = ("before", "after")
PARITY = {"level": "closed and open are too close to call", "decided": "decided again"}


@dataclass(frozen=True)
class Window:
    """Both sides of the comparison: the warehouse at its watermark, and `now`."""

    warehouse: Warehouse
    now: datetime

    @cached_property
    def mark(self) -> Row:
        """The watermark; empty on the first load."""
        return reads_alerts.watermark(self.warehouse.connection) or {}

    @property
    def since(self) -> datetime | None:
        """The instant of the watermark; None: nothing was known then."""
        at = self.mark.get("recorded_at")
        return moment(at) if at else None

    @property
    def last_snapshot(self) -> int:
        """Newest snapshot that was examined before; 0 on the first load."""
        return int(self.mark.get("snapshot_id", 0))

    @cached_property
    def names(self) -> wording.ModelNames:
        """What each model is called."""
        return wording.ModelNames.of(reads_models.model_names(self.warehouse.connection))

    @property
    def today(self) -> str:
        """The UTC day (ISO)."""
        return self.now.date().isoformat()

    @cached_property
    def gaps(self) -> list[dict[tuple[str, str], list[GapSegment]]]:
        """Gaps as derived before and now, by series and openness rule."""
        then = [
            row
            for row in self.before(GapSegment.TABLE)
            if boards.is_of_today(GapSegment.TABLE, row["category"])
        ]
        now = reads_gaps.gap_segments(self.warehouse.connection)
        return [by_board(GapSegment.from_rows(rows)) for rows in (then, now)]

    def before(self, fact_table: str, **board: str) -> list[Row]:
        """Rows as of the last examination, of every board or of one; on the first load none."""
        if self.since is None:
            return []
        return self.rows(fact_table, Bounds(recorded=self.since), **board)

    def rows(self, fact_table: str, bounds: Bounds = UNBOUNDED, **board: str) -> list[Row]:
        """Rows of the newest state within `bounds`, of every board or of one, by entry."""
        found = [
            {**row, "board": state.vintage.key.board, "category": state.vintage.key.category}
            for state in history_read.as_of(self.warehouse.connection, fact_table, bounds, **board)
            for row in state.rows
        ]
        return sorted(found, key=lambda row: str(row["entry"]))

    def arrived(self, fact_table: str) -> list[Vintage]:
        """Vintages of `fact_table` recorded after the watermark, in order of arrival."""
        return reads_boards.arrived(self.warehouse.connection, fact_table, self.last_snapshot)


def happened(
    rule: AlertRule,
    subject: str,
    on_date: str,
    detail: str,
    fields: Mapping[str, Any],
    *,
    is_news: bool = True,
) -> NewEvent:
    """One thing that happened, in the words of its rule, whose title may name `fields`.

    `detail` makes it the same event of its kind and subject whenever it is found again. `is_news`:
    it concerns the present; otherwise it is a piece of history that became known only now.
    """
    data = tidy({"on_date": on_date, **fields})
    if sources := fields.get("source") or fields.get("sources"):
        titles = [SOURCES[it].ABOUT.title if it in SOURCES else it for it in sources.split(", ")]
        data["source_titles"] = joined(titles)
    key = f"{rule.id}|{subject}|{detail}"
    return NewEvent(rule.id, subject, on_date, key, rule.say(data), data, is_quiet=not is_news)


def gap_changes(window: Window, rule: AlertRule) -> Iterator[NewEvent]:
    """Another class is significantly ahead, or none, or another model leads its class.

    Only the last change of a series is news, where it leads to another state than was known and
    the data are not old.
    """
    before, now = window.gaps
    declared = load(saturated=reads_gaps.saturated_since(window.warehouse.connection))
    for (name, openness_rule), found in now.items():
        series = declared.get(name)
        if series is None or not _is_watched(rule, series, openness_rule):
            continue
        old = before.get((name, openness_rule), [])
        is_old = not old or is_stale(series, found[-1].published_until, window.today)
        for part, reading in STATES[rule.id].items():
            then, every = judgement.states(old, reading), judgement.states(found, reading)
            known = {(state, gap.entry) for state, gap in then[1:]}
            stays = [state for state, _ in then[-1:]] == [state for state, _ in every[-1:]]
            for (left, _), (after, gap) in pairwise(every):
                if (after, gap.entry) not in known:
                    fields = {"rule": openness_rule, "side": part, "before": left, "after": after}
                    fields |= {f"{it}_name": window.names.called(fields[it]) for it in ENDS}
                    subject = f"{name}|{openness_rule}|{part}"
                    is_news = gap is every[-1][1] and not (stays or is_old)
                    detail = f"{after}|{gap.entry}"
                    told = fields | _turned(series, after, gap)
                    yield happened(rule, subject, gap.entry, detail, told, is_news=is_news)


def _is_watched(rule: AlertRule, series: Series, openness_rule: str) -> bool:
    which = rule.settings["series"]
    is_meant = series.is_live if which == "live" else series.id in which
    return is_meant and openness_rule in rule.settings["openness_rules"]


def _turned(series: Series, after: str, gap: GapSegment) -> dict[str, Any]:
    """What is told of a change to a state: its words, and the gap that shows it."""
    unit = Unit(series.unit).difference
    limits = interval(gap.gap_low, gap.gap_high)
    return {
        "series": series.id,
        "series_title": series.title,
        "openness": OpennessRule(gap.openness_rule).models,
        "parity_words": PARITY.get(after, ""),
        "gap": "no gap" if gap.gap is None else f"{signed(gap.gap)} {unit}",
        "interval": f"({level_in_words()} interval {limits})" if limits else "(no interval known)",
        "unconfirmed": "" if is_confirmed(gap) else f"(unconfirmed: {gap.evidence})",
    }


def price_changes(window: Window, rule: AlertRule) -> Iterator[NewEvent]:
    """Confirmed changes of at least the rule's percent.

    A change that another report dates anew is the same change.
    """
    before = [row for row in window.before(PRICE_EVENT.name) if row["confirmed"]]
    recent = (window.now.date() - NEWS).isoformat()
    for row in window.rows(PRICE_EVENT.name):
        kind, day, percent = PriceChange(row["kind"]), row["on_date"], row["change_percent"]
        if row["board"] != MARKET or not row["confirmed"] or kind is PriceChange.NEW:
            continue  # a new frontier model has an alert of its own
        is_small = percent is not None and abs(percent) < rule.settings["percent"]
        if is_small or any(_same(row, other) for other in before):
            continue
        new = [row["now_input"], row["now_output"]]
        detail = f"{kind}|{None if None in new else new}|{day}|confirmed"
        subject = f"{row['model']}|{row['seller']}"
        told = {"name": window.names.called(row["model"]), **_moved(row, kind)}
        yield happened(rule, subject, day, detail, told, is_news=day >= recent)


def _same(row: Row, other: Row) -> bool:
    """Whether it is the same change, be it of another day."""
    names = ("kind", "model", "seller", "now_input", "now_output")
    is_near = abs(days_between(row["on_date"], other["on_date"])) <= WINDOW_DAYS
    is_alike = is_near and all(row[it] == other[it] for it in names)
    return is_alike or row["entry"] == other["entry"]


def _moved(row: Row, kind: PriceChange) -> dict[str, Any]:
    """What is told of a price change: who sells what, and the blended prices before and after."""
    percent = row["change_percent"]
    sides = ([row[f"{side}_input"], row[f"{side}_output"]] for side in ("before", "now"))
    before, after = ("unknown" if None in rates else usd(blended(*rates)) for rates in sides)
    by = "" if percent is None else f" by {number(abs(percent), 0)} %"
    move = f"{kind.text}{by}, from {before} to {after}"
    return {
        "model": row["model"],
        "seller": "its maker" if row["seller"] == OWN else row["seller"],
        "change": kind,
        "move": f"withdrawn; it was {before}" if kind is PriceChange.WITHDRAWN else move,
        "sources": row["sources"].replace("+", ", "),
        "before": before,
        "after": after,
    }


def claim_flips(window: Window, rule: AlertRule) -> Iterator[NewEvent]:
    """Readings of claims with another verdict than before; a new reading is no flip."""
    for was, row in _changed(window.before("claim"), window.rows("claim"), "entry", "verdict"):
        fields = {name: row[name] for name in ("claim", "reading", "statement")} | {
            "before": ClaimVerdict(was).text,
            "after": ClaimVerdict(row["verdict"]).text,
        }
        detail = f"{was}|{row['verdict']}|{window.today}"
        yield happened(rule, row["entry"], window.today, detail, fields)


def openness_changes(window: Window, rule: AlertRule) -> Iterator[NewEvent]:
    """Models whose grade in force today is not the one that was in force when last examined."""
    if window.since is None:
        return
    before = _in_force(window.before("openness"), window.since.date().isoformat())
    now = _in_force(window.rows("openness"), window.today)
    for was, row in _changed(before, now, "model", "openness"):
        fields = {
            "model": row["model"],
            "name": window.names.called(row["model"]),
            "before": Openness(was).text,
            "after": Openness(row["openness"]).text,
            "licence": row["licence"] or "no licence named",
            "evidence": row["evidence"],
        }
        detail = f"{was}|{row['openness']}|{row['valid_from']}"
        yield happened(rule, row["model"], row["valid_from"], detail, fields)


def _in_force(rows: Iterable[Row], day: str) -> list[Row]:
    return [row for row in rows if row["valid_from"] <= day < (row["valid_until"] or "9999")]


def licence_changes(window: Window, rule: AlertRule) -> Iterator[NewEvent]:
    """A source's own word about a model that differs from the one on its preceding page."""
    for key, newest in {one.key: one for one in window.arrived("release")}.items():
        before = window.before(**key.names)
        rows = history_read.state_of(window.warehouse.connection, newest).rows
        for field, words in WORDS.items():
            for was, row in _changed(before, rows, "model_name", field):
                fields = {"source": key.source, "model_name": row["model_name"], "field": words}
                fields |= {"board": key.board, "before": was, "after": row[field]}
                # One source may say it on several boards: told once.
                subject = f"{key.source}|{row['model_name']}"
                detail = f"{field}|{was}|{row[field]}"
                yield happened(rule, subject, newest.published_on, detail, fields)


def _changed(
    before: Iterable[Row], now: Iterable[Row], key: str, column: str
) -> Iterator[tuple[Any, Row]]:
    """Rows whose `column` says something else than that of the same `key` did, with what it said;
    what is new or gone, or said nothing, has not changed."""
    known = {row[key]: row[column] for row in before}
    for row in now:
        was = known.get(row[key])
        if was and row[column] and was != row[column]:
            yield was, row


def upstream_revisions(window: Window, rule: AlertRule) -> Iterator[NewEvent]:
    """Published days that were captured twice with other values, or restated otherwise."""
    connection = window.warehouse.connection
    for vintage in window.arrived("score"):
        key, day = vintage.key, vintage.published_on
        other = reads_boards.same_day(connection, vintage)
        if other is None or key.source == "published":
            continue
        older, newer = (history_read.state_of(connection, it) for it in (other, vintage))
        found = revision(older.rows, newer.rows)
        if found is None or found.entries < rule.settings["fewest"]:
            continue
        fields: Row = {"source": key.source, "board": key.board, "published_on": day}
        fields |= {"entries": found.entries, "largest": number(found.largest)}
        fields |= {"category": key.category, "example": found.example}
        subject = f"{key.source}|{key.board}|{key.category}"
        yield happened(rule, subject, day, f"{day}|{vintage.page_sha256[:16]}", fields)


def unmatched_names(window: Window, rule: AlertRule) -> Iterator[NewEvent]:
    """Spellings on current boards and lists that match nothing and were never told, by source."""
    told = reads_alerts.alerted_spellings(window.warehouse.connection)
    found: dict[str, set[str]] = {}
    for row in reads_models.unmatched(window.warehouse.connection):
        if (row["source"], row["model_name"]) not in told:
            found.setdefault(row["source"], set()).add(row["model_name"])
    for source, spellings in sorted(found.items()):
        names = sorted(spellings)
        shown = ", ".join(wording.name(name, 40).text for name in names[:SHOWN_NAMES])
        more = f" and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else ""
        fields = {"source": source, "count": len(names), "names": shown + more}
        detail = f"after snapshot {window.last_snapshot}"
        yield happened(rule, source, window.today, detail, fields | {"spellings": names})


DETECTORS: Mapping[str, tuple[str, Callable[[Window, AlertRule], Iterator[NewEvent]]]] = {
    **dict.fromkeys(STATES, (GapSegment.TABLE, gap_changes)),
    "price_change": (PRICE_EVENT.name, price_changes),
    "claim_flip": ("claim", claim_flips),
    "openness_change": ("openness", openness_changes),
    "licence_change": ("release", licence_changes),
    "upstream_revision": ("score", upstream_revisions),
    "unmatched_names": ("", unmatched_names),
}
"""Kinds that happen: the table without whose news there is none, and what finds them."""
