"""Rules as values: those the schema implies and those written in files with a reason.

A rule file is a YAML list. `rules/every.yaml` holds for every fact table, `rules/<table>.yaml`
for one table whatever the source, `rules/<source>.yaml` for one source (there each rule names its
`table`). A file that says only `like: <source>` takes over another source's rules.

    - id: percent_range
      of: row                  # row (default), board (one row per reading) or page (one row)
      expect: expect_column_values_to_be_between
      with: {column: value, min_value: 0, max_value: 100}
      where: {unit: percent}   # a value, a list of values, null (absent) or "*" (present)
      action: quarantine       # refuse, quarantine, drop_error or warn
      why: A share of items solved cannot leave 0 to 100.
      within_days: 14          # comparisons only: with an older vintage it warns
      except: {entry: reason}  # entries a person looked at

`where`, because YAML reads a bare `on` as true. Columns that begin with `_previous_` compare with
the last good vintage of the board (see `expectations.frames`).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from expectations.verdict import Action
from terms.declared import Count, Declared, Text, contradiction, examined, one_of, raise_faults
from warehouse.schema.columns import Table
from warehouse.schema.facts import STATED

Subject = Literal["row", "board", "page"]
TABLES: Mapping[str, Table] = {table.name: table for table in STATED}
"""What pages fill: nothing else is judged."""
FOLDER = Path(__file__).parent / "rules"
EVERY = "every"
OURS = {"meta", "severity", "row_condition", "condition_parser", "result_format", "description"}


class RuleMistake(ValueError):
    """A rule cannot be what its author meant; the message names file, rule and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Declared):
    """One statement about rows, boards or pages of one table, and what follows when it fails; the
    keys are those of a file."""

    id: Text
    """Name of the rule, within its file or of all."""
    of: Annotated[Subject, one_of(*get_args(Subject))] = "row"
    """What it judges: each row, a board (one row per reading) or a page (one row)."""
    expect: Text
    """Name of a Great Expectations expectation."""
    with_: Mapping[str, Any]
    """Its arguments: the column, the bounds."""
    where: Mapping[str, Any] = field(default_factory=dict)
    """Only rows whose columns have a value, one of a list, null (absent) or "*" (present)."""
    action: Annotated[Action, one_of(*get_args(Action))]
    """What follows: refuse the page, quarantine the row, keep it without its error, or warn."""
    why: Text
    """The reason, and what to do when the loss is real."""
    within_days: Count | None = None
    """Comparisons only: with an older vintage it warns."""
    except_: Mapping[str, Text] = field(default_factory=dict)
    """Entries that a person looked at, each with the reason."""
    table: Annotated[str, one_of(*TABLES)] = ""
    """The table whose rows it judges; only a source's file says it."""

    def __post_init__(self) -> None:
        """Raises ValueError for what cannot be meant together."""
        given = self.with_
        ours = sorted(OURS & set(given))
        contradiction(
            f"only rows can be set aside; refuse or warn for a {self.of}"
            if self.action in ("quarantine", "drop_error") and self.of != "row"
            else None,
            f"{', '.join(ours)} follow from the rule; leave them out" if ours else None,
            "a share of the rows (mostly) is one of other pages too" if "mostly" in given else None,
            "rows of other pages are alike too: `_reading` belongs into column_list"
            if "_reading" not in given.get("column_list", ["_reading"])
            else None,
        )

    def __hash__(self) -> int:
        """By its name alone: its arguments are mappings."""
        return hash(self.id)

    @property
    def source(self) -> str:
        """Whose rows it is about, by whose file it is; empty: those of any source."""
        first = self.id.partition(".")[0]
        return "" if first in TABLES else first

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns the statement is about, in the order given."""
        named = (self.with_[key] for key in COLUMNS if key in self.with_)
        return tuple(chain.from_iterable([it] if isinstance(it, str) else it for it in named))

    @property
    def compares(self) -> bool:
        """Whether it looks at another vintage of the board."""
        return any(name.startswith("_previous_") for name in self.columns)

    @property
    def expects(self) -> str:
        """The statement in words: expectation, arguments and filter."""
        words = self.expect.removeprefix("expect_").replace("_", " ")
        given = {key: value for key, value in self.with_.items() if value is not None}
        told = ", ".join(f"{key}={value}" for key, value in given.items())
        where = ", ".join(f"{key}={value}" for key, value in self.where.items())
        return f"{words} ({told})" + (f" where {where}" if where else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFile(Declared):
    """A list of rules."""

    rules: tuple[Rule, ...]


COLUMNS = ("column", "column_A", "column_B", "column_list")
"""Arguments that name columns."""


def rules_for(source: str, table: Table, folder: Path = FOLDER) -> tuple[Rule, ...]:
    """Every rule for one source's rows of `table`: schema first, then files. Raises RuleMistake."""
    files = (EVERY, table.name, source)
    found = (*schema_rules(table), *(one for it in files for one in _read(folder, it, table.name)))
    for name, times in Counter(rule.id for rule in found).items():
        if times > 1:
            raise RuleMistake(f"two rules are called {name!r}; rename one")
    return found


@cache
def schema_rules(table: Table) -> tuple[Rule, ...]:
    """What the declaration of `table` says of every row of every source."""
    return tuple(
        Rule(
            id=f"{table.name}.schema.{name}",
            table=table.name,
            expect=f"expect_column_values_to_{expect}",
            with_=arguments,
            why=why,
            of="page" if name == "columns" else "row",
            action="refuse" if name == "columns" else "quarantine",
        )
        for name, expect, arguments, why in _statements(table)
    )


def _statements(table: Table) -> Iterator[tuple[str, str, dict[str, Any], str]]:
    """Name, expectation, its arguments and why."""
    told = "A missing or unknown column means that the parser and the table no longer agree, or a "
    yield "columns", "be_null", {"column": "_columns"}, f"{told}rule and the parser."
    told = "A value of another type, or a day that the calendar does not have, would be stored as "
    yield "types", "be_null", {"column": "_wrong_type"}, f"{told}something that it is not."
    for column in table.columns:
        name, about, own = column.name, column.about, {"column": column.name}
        if not column.optional:
            yield f"{name}_present", "not_be_null", own, f"{about} It may not be absent."
        if column.one_of:
            known = {**own, "value_set": list(column.one_of)}
            yield f"{name}_known", "be_in_set", known, f"{about} A closed list of words."
        if column.at_least is not None or column.at_most is not None:
            bounds = {**own, "min_value": column.at_least, "max_value": column.at_most}
            why = f"{about} Outside these bounds it has no meaning."
            yield f"{name}_bounds", "be_between", bounds, why
        if column.matches is not None and not column.is_day:  # days are a type: frames._wrong_types
            form = {**own, "regex": column.matches}
            yield f"{name}_form", "match_regex", form, f"{about} It has one written form."


@cache
def _read(folder: Path, stem: str, table: str) -> tuple[Rule, ...]:
    path = folder / f"{stem}.yaml"
    if not path.exists():
        return ()
    written = _load(path)
    if isinstance(written, dict) and set(written) == {"like"}:
        like = str(written["like"])
        # Under its own name: what is broken on one page is no fault of the other's.
        own = ((rule, rule.id.removeprefix(like)) for rule in _read(folder, like, table))
        return tuple(replace(rule, id=f"{stem}{rest}") for rule, rest in own)
    if not isinstance(written, list):
        raise RuleMistake(f"{path.name}: write a list of rules, or only `like: <source>`")
    return tuple(_rules(path, written, table))


@cache
def _load(path: Path) -> Any:
    """What a file says; read once for all tables."""
    import yaml  # noqa: PLC0415 - a verdict needs it, an import of this module does not

    # libyaml, which wheels bring, reads the same 8 times as fast.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), loader)  # noqa: S506 - both are safe


def _rules(path: Path, written: list[Any], table: str) -> Iterator[Rule]:
    """The rules of a file that are about `table`. Raises RuleMistake for all faults of the file."""
    found, faults = examined({"rules": written}, RuleFile)
    general = path.stem == EVERY or path.stem in TABLES
    faults += [told for one in written if (told := _table_fault(one, is_general=general))]
    raise_faults(path.name, faults, RuleMistake)
    prefix = f"{table}.{EVERY}" if path.stem == EVERY else path.stem
    for rule, one in zip(found.rules if found else (), written, strict=True):
        if (rule.table or table) == table:
            yield replace(
                rule,
                id=f"{prefix}.{rule.id}",
                table=table,
                why=" ".join(rule.why.split()),
                # Those of the file: its lists stay lists, which GX tells from tuples.
                with_=one["with"],
                where=one.get("where", {}),
            )


def _table_fault(one: Any, *, is_general: bool) -> str | None:
    if not isinstance(one, dict):
        return None
    if is_general and "table" in one:
        return f"rules[{one.get('id')}] names a table; the file already says which"
    if not is_general and "table" not in one:
        return f"rules[{one.get('id')}] needs `table`, one of {', '.join(TABLES)}"
    return None


NOBODY = "-"
"""A source without a rule file: what is left are the rules for any source."""


def describe(folder: Path = FOLDER) -> list[dict[str, str]]:
    """One row per rule: id, source (`any` or a name), table, of, expects, action, why."""
    files = (path.stem for path in sorted(folder.glob("*.yaml")))
    sources = (stem for stem in files if stem != EVERY and stem not in TABLES)
    return [
        {
            "id": rule.id,
            "source": rule.source or "any",
            "table": rule.table,
            "of": rule.of,
            "expects": rule.expects,
            "action": rule.action,
            "why": rule.why + (" Compares with the last good vintage." if rule.compares else ""),
        }
        for source in (NOBODY, *sources)
        for table in TABLES.values()
        for rule in rules_for(source, table, folder)
        if bool(rule.source) == (source != NOBODY)
    ]
