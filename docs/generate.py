"""The parts of the docs that code knows better than people; written in by cog, checked in CI."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from expectations.rules import EVERY, describe, rules_for
from measures.series import Series, load
from sources.catalogue import SOURCES
from sources.contract import SourceCard
from warehouse.schema.promised import PROMISED
from warehouse.schema.tables import DERIVED, FACTS, Column, Table, tables


def _cell(text: object) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|{' --- |' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(_cell(item) for item in row)} |"


def _bounds(column: Column) -> str:
    parts = ["optional"] if column.optional else []
    if column.one_of:
        parts.append("one of " + ", ".join(f"`{word}`" for word in column.one_of))
    if column.at_least is not None:
        parts.append(f"≥ {column.at_least:g}")
    if column.at_most is not None:
        parts.append(f"≤ {column.at_most:g}")
    if column.matches:
        parts.append(f"matches `{column.matches}`")
    if column.refers_to:
        parts.append(f"refers to `{column.refers_to}`")
    return "; ".join(parts)


def _schema(table: Table) -> Iterator[str]:
    kind = "fact table, append-only" if table.fact else "ledger, append-only"
    kind = kind if table.append_only else "declarations"
    yield f"\n## {table.relation}\n\n{table.about} ({kind})\n"
    views = [it.name for it in PROMISED.values() if it.of is table or it.name == table.name]
    if table in DERIVED and views:
        yield "Columns: as in " + ", ".join(f"[`{it}`](views.md#{it})" for it in views) + "."
        return
    yield from _table(
        ("column", "type", "holds", "bounds"),
        ((f"`{c.name}`", c.type, c.about, _bounds(c)) for c in table.columns),
    )


def tables_page() -> str:
    """Every table with its columns; of a derived one, the views that show them."""
    return "\n".join(line for table in tables() for line in _schema(table)) + "\n"


def views_page() -> str:
    """The promised views."""
    rows = ((f"`{view.name}`", view.one_row_is) for view in PROMISED.values())
    return "\n".join(_table(("view", "one row is"), rows)) + "\n"


ANY = "any"
RULES: Mapping[str, tuple[str, ...]] = {
    "scores": ("score", "item_result"),
    "prices": ("price",),
    "registry": ("model", "alias", "openness", "licence", "release"),
    "sources": (),
}
"""Page of docs/rules to the tables whose rules it has; `sources`: those of single sources."""
GENERAL = f".{EVERY}."
"""What the id of a rule for every table holds after the table."""


def rules_index() -> str:
    """The pages of the rules, and how many each has."""
    rows = (
        (f"[{page}](rules/{page}.md)", ", ".join(f"`{one}`" for one in on) or "a source each",
         len(_rules_of(page)))
        for page, on in RULES.items()
    )  # fmt: skip
    return "\n".join(_table(("page", "tables", "rules"), rows)) + "\n"


def general_rules() -> str:
    """The rules for every table, once."""
    first = next(iter(FACTS)) + GENERAL
    return "\n".join(_rules(it for it in describe() if it["id"].startswith(first))) + "\n"


def _rules(found: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    rows = ((f"`{it['id']}`", it["expects"], it["action"], it["why"]) for it in found)
    return _table(("rule", "expects", "action", "why"), rows)


def rules_page(page: str) -> str:
    """Every rule of a page with its reason, a heading for each table or source."""
    lines: list[str] = []
    for heading, found in groupby(_rules_of(page), lambda rule: _heading(page, rule)):
        lines += [f"\n## {heading}\n", *_rules(found)]
    return "\n".join(lines) + "\n"


def _heading(page: str, rule: Mapping[str, Any]) -> str:
    return str(rule["source"] if page == "sources" else rule["table"])


def _rules_of(page: str) -> list[Mapping[str, Any]]:
    """Rules in order of their headings, without those for every table.

    Raises ValueError for a rule of a table that has no page; what follows from the columns of a
    derived table needs none.
    """
    paged = {name for on in RULES.values() for name in on}
    found = [rule for rule in describe() if GENERAL not in rule["id"]]
    for rule in found:
        if rule["source"] == ANY and rule["table"] not in paged and ".schema." not in rule["id"]:
            raise ValueError(f"rules on {rule['table']} have no page in docs/rules")
    return sorted(
        (
            rule for rule in found
            if (rule["table"] in RULES[page] and rule["source"] == ANY)
            or (page == "sources" and rule["source"] != ANY)
        ),
        key=lambda rule: _heading(page, rule),
    )  # fmt: skip


def sources_page() -> str:
    """Every source: an overview, then what each declares of itself."""
    rows = (
        (f"[{about.title}](#{name})", f"`{name}`", _asked(about), ", ".join(about.tables),
         f"{about.stale_after_days} days", about.licence)
        for name, about in _abouts()
    )  # fmt: skip
    columns = ("source", "name", "look", "tables", "stale after", "licence")
    sections = (line for name, about in _abouts() for line in _source(name, about))
    return "\n".join([*_table(columns, rows), *sections]) + "\n"


def _abouts() -> Iterator[tuple[str, SourceCard]]:
    return ((name, source.ABOUT) for name, source in SOURCES.items())


def _asked(about: SourceCard) -> str:
    if not about.scheduled:
        return "not fetched"
    if about.pause is not None:
        return f"paused since {about.pause.since}: {about.pause.reason}"
    return "daily" if about.ask_every_days == 1 else f"every {about.ask_every_days} days"


def _source(name: str, about: SourceCard) -> Iterator[str]:
    yield f"\n## {name}\n\n[{about.title}]({about.home}), {_asked(about)}.\n"
    named = ", ".join(f"`{board}`" for board in about.boards)
    held = ", ".join(f"{rows} of `{table}`" for table, rows in about.rows.items())
    told = {
        "changes": about.cadence,
        "boards": named or f"one for each {about.board_is}",
        "expected size": f"rows when last captured: {held}" if held else "not known",
        "tried on": about.doubt or "whole pages that the place served",
        "a smaller page": "; ".join(_floors(name, about)) or "no rule",
        "stale after": f"{about.stale_after_days} days: {about.stale_reason}",
        "licence": about.licence,
        "terms": about.terms or "nothing beyond the licence",
        "attribution": about.attribution,
    }
    for what, words in told.items():
        yield f"- **{what}**: {' '.join(words.split())}"


def _floors(name: str, about: SourceCard) -> Iterator[str]:
    """The rules on how many rows there must be, in words."""
    for table in about.tables:
        for rule in rules_for(name, FACTS[table]):
            least = rule.arguments.get("min_value")
            counts = "rows" in rule.columns and not rule.id.endswith(".some_rows")
            if least is None or not (counts or "_previous_rows_share" in rule.columns):
                continue
            bound = f"{least} rows" if counts else f"{100 * least:g} % of the rows before"
            where = ", ".join(
                f"{key} {' or '.join([found] if isinstance(found, str) else found)}"
                for key, found in rule.where.items()
            )
            place = f"{rule.of} of `{table}`" + (f" ({where})" if where else "")
            doing = {"refuse": "refused", "warn": "told as a warning"}[rule.action]
            yield f"a {place} with fewer than {bound} is {doing}"


def _status(series: Series) -> str:
    told = [
        f"[{one.status}]({one.citation or series.citation})"
        + (f" since {one.since}" if one.since else "")
        + f": {one.why}"
        for one in series.statuses
    ]
    return " ".join(told) or f"[live]({series.citation})"


def series_page() -> str:
    """Every declared series."""
    rows = (
        (f"`{series.id}`", series.title, series.domain, series.unit, series.axis,
         series.provenance, _status(series),
         ", ".join(f"{item.source}/{item.board}" for item in series.sources))
        for series in load().values()
    )  # fmt: skip
    columns = ("series", "title", "domain", "unit", "axis", "measured by", "status", "read from")
    return "\n".join(_table(columns, rows)) + "\n"


def view_columns_page() -> str:
    """The columns of every promised view, as a new warehouse has them."""
    from tempfile import TemporaryDirectory  # noqa: PLC0415

    from warehouse.store import Warehouse  # noqa: PLC0415

    lines: list[str] = []
    with TemporaryDirectory() as home, Warehouse.open(Path(home)) as empty:
        for view in PROMISED.values():
            if view.name in {table.relation for table in tables()}:
                continue
            rows = ((f"`{c.name}`", c.about) for c in view.columns(empty.connection))
            key = ", ".join(f"`{name}`" for name in view.key)
            lines.append(f"\n## {view.name}\n\nOne row is {view.one_row_is}. Key: {key}.\n")
            lines += _table(("column", "holds"), rows)
    return "\n".join(lines) + "\n"


def json_api_page() -> str:
    """Every file of the report's JSON API."""
    from outputs.report.api import BASE, FILES  # noqa: PLC0415

    rows = ((f"`{BASE}/{name}`", holds) for name, holds in FILES.items())
    return "\n".join(_table(("file", "holds"), rows)) + "\n"


def settings_page() -> str:
    """Every environment variable."""
    from pipelines.settings import SETTINGS  # noqa: PLC0415

    rows = ((f"`{name}`", meaning, default) for name, (meaning, default) in SETTINGS.items())
    return "\n".join(_table(("setting", "meaning", "default"), rows)) + "\n"


def help_page() -> str:
    """Every command with its arguments and options."""
    import typer.main  # noqa: PLC0415 - only two pages need the command line

    from cli.main import app  # noqa: PLC0415

    return "\n".join(_help("gapwatch", typer.main.get_command(app))) + "\n"


def faults_page() -> str:
    """Every exit code, and every error that a command knows with what it says to do."""
    from cli.shell.faults import EXIT_CODES, KNOWN  # noqa: PLC0415 - as above

    codes = _table(("exit code", "means"), sorted(EXIT_CODES.items()))
    rows = (
        (f"`{name.rpartition('.')[2]}`", one.exit_code, one.next_step or "(in the message)")
        for name, one in KNOWN.items()
    )
    errors = _table(("error", "exit code", "next step"), rows)
    return "\n".join([*codes, "", *errors]) + "\n"


def _help(name: str, command: Any) -> Iterator[str]:
    if hasattr(command, "commands"):
        for word, inner in command.commands.items():
            yield from _help(f"{name} {word}", inner)
        return
    yield f"\n## {name}\n\n{command.help}\n"
    examples = [line[2:] for line in (command.epilog or "").split("\n\n") if line.startswith("$ ")]
    if examples:
        yield "\n".join(["```sh", *examples, "```", ""])
    rows = [_parameter(each) for each in command.params if each.name != "help"]
    if rows:
        yield from _table(("argument or option", "meaning", "default"), rows)


def _parameter(each: Any) -> tuple[str, str, str]:
    if each.param_type_name == "argument":
        spelled = each.human_readable_name if each.required else f"[{each.human_readable_name}]"
    else:
        spelled = ", ".join(each.opts)
    allowed = () if "`" in (each.help or "") else getattr(each.type, "choices", ())
    meaning = f"{each.help or ''} {'One of ' + ', '.join(allowed) + '.' if allowed else ''}"
    is_told = each.default not in (None, False) and isinstance(each.default, str | int | float)
    return f"`{spelled}`", meaning.strip(), f"`{each.default}`" if is_told else ""


def _linked(name: str) -> str:
    return f"[`gapwatch {name}`](#gapwatch-{name.replace(' ', '-')})"


def commands_page() -> str:
    """What every command says about itself."""
    import typer.main  # noqa: PLC0415 - only this page needs the command line

    from cli.main import app  # noqa: PLC0415

    rows = []
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        if hasattr(command, "commands"):
            rows += [(_linked(f"{name} {n}"), c.help) for n, c in command.commands.items()]
        else:
            rows.append((_linked(name), command.help))
    return "\n".join(_table(("command", "does"), rows)) + "\n"
