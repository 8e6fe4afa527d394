"""The reference pages of the docs site, made of what the code declares: mkdocs calls the hook."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from enum import Enum
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

import typer.main
from mkdocs.structure.files import File

from cli.main import app
from cli.shell.faults import EXIT_CODES, KNOWN, exit_code_of
from expectations.rules import EVERY, WrittenRule, describe
from measures.boards.openness_claims import OpennessWords
from measures.claims.ledger import Claim, ClaimNote, ClaimQuery
from measures.price.rules import PriceRules
from measures.series import Series, load
from measures.vendor.benchmarks import TwiceMeasured
from outputs.alerts import rules as alert_rules
from outputs.explorer.queries import Query
from outputs.report.api import BASE, FILES
from pipelines.settings import SETTINGS
from sources.catalogue import SOURCES
from sources.contract import SourceCard
from sources.published.read import SheetHead
from sources.registry.read import LicenceFile, MakerFile
from terms.declared import Named, schema
from warehouse.schema.tables import DERIVED, FACTS, Table, tables
from warehouse.schema.tables import Column as TableColumn
from warehouse.store import Warehouse
from warehouse.views.promised import PROMISED

Lines = Iterator[str]
DECLARED: Mapping[str, tuple[str, type]] = {
    "measures/series.toml": ("A series, a block each", Series),
    "expectations/rules/<table or source>.yaml": ("Rules, a list", WrittenRule),
    "measures/price/rules.toml": ("How price statements are read", PriceRules),
    "measures/claims/public.toml": ("Public claims, a block each", Claim),
    "measures/claims/seed.toml": ("Claims of the text that started gapwatch", Claim),
    "measures/claims/notes.toml": ("Notes beside the claims, a block each", ClaimNote),
    "measures/claims/queries.toml": ("Queries that test them, a block each", ClaimQuery),
    "measures/boards/openness_claims.toml": ("What sources' words mean", OpennessWords),
    "measures/vendor/benchmarks.toml": ("Benchmarks that makers and others measure", TwiceMeasured),
    "outputs/alerts/rules.toml": ("An alert, what every kind has", alert_rules.AlertRule),
    "outputs/explorer/queries.toml": ("Questions that Datasette offers, a block each", Query),
    "sources/registry/<maker>.toml": ("A maker and its models", MakerFile),
    "sources/registry/licences.toml": ("What each licence permits", LicenceFile),
    "sources/published/<board>.csv": ("Head of a sheet: `# key = value`", SheetHead),
}
"""Declared files: what they hold, and the record that reads them."""


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


def stored() -> Lines:
    """Every table with its columns; of a derived one, the views that show them."""
    for table in tables():
        views_of = [it.name for it in PROMISED.values() if it.of is table or it.name == table.name]
        yield from (f"## {table.relation}", "", f"{table.about} ({_kind(table)})", "")
        if table in DERIVED and views_of:
            named = ", ".join(f"[`{name}`](views.md#{name})" for name in views_of)
            yield from (f"Columns: as in {named}.", "")
            continue
        rows = ((f"`{c.name}`", c.type, c.about, _bounds(c)) for c in table.columns)
        yield from _table(("column", "type", "holds", "bounds"), rows)


def _kind(table: Table) -> str:
    if not table.append_only:
        return "declarations"
    return "fact table, append-only" if table.fact else "ledger, append-only"


def _bounds(column: TableColumn) -> str:
    found = {
        "one of": ", ".join(f"`{word}`" for word in column.one_of or ()),
        "≥": "" if column.at_least is None else f"{column.at_least:g}",
        "≤": "" if column.at_most is None else f"{column.at_most:g}",
        "matches": column.matches and f"`{column.matches}`",
        "refers to": column.refers_to and f"`{column.refers_to}`",
    }
    told = [f"{what} {bound}" for what, bound in found.items() if bound]
    return "; ".join(["optional", *told] if column.optional else told)


def rules() -> Lines:
    """Every rule with its reason, a heading for each table, then for each source.

    Those for every table stand once; those that follow from declared columns are with the tables.
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
        told = {
            "changes": about.cadence,
            "boards": named or f"one for each {about.board_is}",
            "tried on": about.doubt or "whole pages that the place served",
            "stale after": f"{about.stale_after_days} days: {about.stale_reason}",
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


def settings() -> Lines:
    """Every environment variable."""
    rows = ((f"`{name}`", meaning, default) for name, (meaning, default) in SETTINGS.items())
    return _table(("setting", "meaning", "default"), rows)


def commands() -> Lines:
    """Exit codes, errors with what to do, and what every command says of itself."""
    yield from _table(("exit code", "means"), sorted(EXIT_CODES.items()))
    rows = (
        (f"`{name.rpartition('.')[2]}`", exit_code_of(name), step or "(in the message)")
        for name, step in KNOWN.items()
    )
    yield from _table(("error", "exit code", "next step"), rows)
    yield from _help("gapwatch", typer.main.get_command(app))


def _help(name: str, command: Any) -> Lines:
    if hasattr(command, "commands"):
        for word, inner in command.commands.items():
            yield from _help(f"{name} {word}", inner)
        return
    yield from (f"## {name}", "", command.help, "")
    examples = [line[2:] for line in (command.epilog or "").splitlines() if line.startswith("$ ")]
    if examples:
        yield from ("```sh", *examples, "```", "")
    rows = [_parameter(each) for each in command.params if each.name != "help"]
    if rows:
        yield from _table(("argument or option", "meaning", "default"), rows)


def _parameter(each: Any) -> tuple[str, str, str]:
    spelled = each.display_name_raw.upper() if each.param_type_name == "argument" else each.opts
    annotation = each.type_descriptor.annotation
    kind = (get_args(annotation) or (annotation,))[0]
    allowed = list(kind) if issubclass(kind, Enum) and "`" not in (each.help or "") else ()
    meaning = f"{each.help or ''} {'One of ' + ', '.join(allowed) + '.' if allowed else ''}"
    has_default = each.default not in (None, False) and isinstance(each.default, str | int | float)
    return (
        f"`{spelled if isinstance(spelled, str) else ', '.join(spelled)}`",
        meaning.strip(),
        f"`{each.default}`" if has_default else "",
    )


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
        yield from (f"## {rule.kind}", "", rule.when, "")
        yield from (f"- **{what}**: {words}" for what, words in told.items() if words)
        yield ""


def api() -> Lines:
    """Every file of the report's JSON API."""
    return _table(("file", "holds"), ((f"`{BASE}/{it}`", holds) for it, holds in FILES.items()))


def declared() -> Lines:
    """Every declared file: its keys, what is allowed, what is meant."""
    for file, (about, shape) in DECLARED.items():
        yield from (f"## {file}", "", f"{about}.", "")
        whole = schema(shape)
        yield from _keys(_own(whole, shape), whole.get("required", ()))
        for name, inner in whole.get("$defs", {}).items():
            yield from (f"**{name}**: {' '.join(str(inner.get('description', '')).split())}", "")
            yield from _keys(inner["properties"], inner.get("required", ()))


def _own(whole: Mapping[str, Any], shape: type) -> dict[str, Any]:
    """The properties of a record, inherited ones with their text, without the name of its block."""
    found = dict(whole["properties"])
    for base in filter(is_dataclass, shape.__mro__[1:]):
        for key, value in schema(base)["properties"].items():
            found[key] = {**value, **found[key]}
    if issubclass(shape, Named):
        del found["id"]
    return found


def _keys(properties: Mapping[str, Any], required: Iterable[str]) -> Lines:
    needed = set(required)
    rows = (
        (f"`{key}`", _allowed(value), "yes" if key in needed else "", value.get("description", ""))
        for key, value in properties.items()
    )
    return _table(("key", "allowed", "required", "meaning"), rows)


def _allowed(value: Mapping[str, Any]) -> str:
    """What a value may be, in words."""
    if "$ref" in value:
        return f"table **{value['$ref'].rpartition('/')[2]}**"
    if "enum" in value or "const" in value:
        return "one of " + ", ".join(f"`{it}`" for it in value.get("enum", [value.get("const")]))
    if "anyOf" in value:
        some = [_allowed(one) for one in value["anyOf"] if one.get("type") != "null"]
        return " or ".join(dict.fromkeys(some))
    if value.get("type") == "array":
        return f"list of {_allowed(value['items'])}"
    plain = {"object": "table", "integer": "whole number", "string": "text", None: "any value"}
    kind = value.get("type")
    return str(value.get("format") or plain.get(kind, kind))


PAGES: Mapping[str, tuple[str, Callable[[], Lines]]] = {
    "views": ("Views", views),
    "tables": ("Stored tables", stored),
    "rules": ("Rules", rules),
    "commands": ("Commands", commands),
    "sources": ("Sources", sources),
    "series": ("Series", series),
    "settings": ("Settings", settings),
    "alerts": ("Alerts", alerts),
    "api": ("JSON API", api),
    "files": ("Declared files", declared),
}
