"""The reference pages of the docs site, made of what the code declares: mkdocs calls the hook."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typer.cli
import typer.main
from mkdocs.structure.files import File

from cli.main import app
from cli.shell.faults import EXIT_CODES, KNOWN, exit_code_of
from expectations.rules import EVERY, describe
from measures.series import Series, load
from outputs.alerts import rules as alert_rules
from outputs.report.api import BASE, FILES
from sources.catalogue import SOURCES
from sources.contract import SourceCard
from warehouse.schema.facts import FACTS
from warehouse.store import Warehouse
from warehouse.views.promised import PROMISED

Lines = Iterator[str]


def on_files(files: Any, config: Any) -> Any:
    """Add the reference to the pages that people wrote. mkdocs calls this by its name."""
    for name, (title, lines) in PAGES.items():
        text = "\n".join([f"# {title}", "", *lines()])
        files.append(File.generated(config, f"reference/{name}.md", content=text))
    return files


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Lines:
    yield f"| {' | '.join(columns)} |"
    yield f"|{' --- |' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(_cell(it) for it in row)} |"
    yield ""


def _cell(text: object) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")


def views() -> Lines:
    """Every promised view with its columns, as a new warehouse has them."""
    yield from (
        "What SQL users may rely on. Dates end in `_on` (UTC days), times in `_at` (UTC instants",
        "of fixed width, so that text order is time order). The terms: [glossary](../glossary.md).",
        "",
    )
    with TemporaryDirectory() as home, Warehouse.open(Path(home)) as empty:
        for view in PROMISED.values():
            key = ", ".join(f"`{name}`" for name in view.key)
            yield from (f"## {view.name}", "", f"One row is {view.one_row_is}. Key: {key}.", "")
            found = view.columns(empty.connection)
            yield from _table(("column", "holds"), ((f"`{c.name}`", c.about) for c in found))


def rules() -> Lines:
    """Every rule with its reason, a heading for each table, then for each source.

    Those for every table stand once; those that follow from declared columns are left out.
    """
    general = f".{EVERY}."
    first = next(iter(FACTS)) + general
    listed = [
        it for it in describe()
        if ".schema." not in it["id"] and (general not in it["id"] or it["id"].startswith(first))
    ]  # fmt: skip
    for heading, found in groupby(sorted(listed, key=_place), lambda it: _place(it)[1]):
        rows = ((f"`{it['id']}`", it["expects"], it["action"], it["why"]) for it in found)
        yield from (f"## {heading}", "", *_table(("rule", "expects", "action", "why"), rows))


def _place(rule: Mapping[str, Any]) -> tuple[bool, str]:
    is_own = rule["source"] != "any"
    is_general = f".{EVERY}." in rule["id"]
    return is_own, "every table" if is_general else rule["source" if is_own else "table"]


def sources() -> Lines:
    """What each source declares of itself."""
    for name, source in SOURCES.items():
        about = source.ABOUT
        yield from (f"## {name}", "", f"[{about.title}]({about.home}), {_asked(about)}.", "")
        named = ", ".join(f"`{board}`" for board in about.boards)
        doubt = f"never tried on real data: {about.unproven}" if about.unproven else ""
        told = {
            "changes": about.cadence,
            "boards": named or f"one for each {about.board_is}",
            "tried on": doubt or "whole pages that the place served",
            "stale after": f"{about.stale_after_days} days",
            "licence": about.licence,
            "terms": about.terms or "nothing beyond the licence",
            "attribution": about.attribution,
        }
        yield from (f"- **{what}**: {' '.join(words.split())}" for what, words in told.items())
        yield ""


def _asked(about: SourceCard) -> str:
    if not about.scheduled:
        return "not fetched"
    return "daily" if about.ask_every_days == 1 else f"every {about.ask_every_days} days"


def series() -> Lines:
    """Every declared series."""
    columns = ("series", "title", "domain", "unit", "axis", "measured by", "status", "read from")
    rows = (
        (f"`{it.id}`", it.title, it.domain, it.unit, it.axis, it.provenance, _status(it),
         ", ".join(f"{one.source}/{one.board}" for one in it.sources))
        for it in load().values()
    )  # fmt: skip
    return _table(columns, rows)


def _status(it: Series) -> str:
    told = [
        f"[{one.status}]({one.citation or it.citation})"
        + (f" since {one.since}" if one.since else "")
        + f": {one.why}"
        for one in it.statuses
    ]
    return " ".join(told) or f"[live]({it.citation})"


def commands() -> Lines:
    """Exit codes, errors with what to do, and what every command says of itself."""
    yield from _table(("exit code", "means"), sorted(EXIT_CODES.items()))
    rows = (
        (f"`{name.rpartition('.')[2]}`", exit_code_of(name), step or "(in the message)")
        for name, step in KNOWN.items()
    )
    yield from _table(("error", "exit code", "next step"), rows)
    command = typer.main.get_command(app)
    context = typer.Context(command, info_name="gapwatch")
    yield typer.cli.get_docs_for_click(obj=command, ctx=context, indent=1, name="gapwatch")


def alerts() -> Lines:
    """For every kind of alert: what raises it, how urgent, the usual cause, where to look."""
    for rule in alert_rules.load().values():
        told = {
            "severity": f"{rule.severity}, {'sent' if rule.alert else 'listed only'}",
            "usual cause": rule.cause,
            "where to look": rule.look,
            "command": f"`{rule.command}`",
            "thresholds": "; ".join(
                f"`{key}` = {json.dumps(value)}" for key, value in rule.settings.items()
            ),
        }
        yield from (f"## {rule.id}", "", rule.when, "")
        yield from (f"- **{what}**: {words}" for what, words in told.items() if words)
        yield ""


def api() -> Lines:
    """Every file of the report's JSON API."""
    return _table(("file", "holds"), ((f"`{BASE}/{it}`", holds) for it, holds in FILES.items()))


PAGES: Mapping[str, tuple[str, Callable[[], Lines]]] = {
    "views": ("Views", views),
    "rules": ("Rules", rules),
    "commands": ("Commands", commands),
    "sources": ("Sources", sources),
    "series": ("Series", series),
    "alerts": ("Alerts", alerts),
    "api": ("JSON API", api),
}
