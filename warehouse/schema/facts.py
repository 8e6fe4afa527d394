"""Fact tables: what boards say, what the registry says, and what gapwatch issued."""

from __future__ import annotations

from terms.openness import CommercialUse, Openness
from terms.units import Unit
from terms.words import EffectiveBasis, ModelKind, Provenance, words
from warehouse.schema.columns import DATE_IN_PART, Column, Table, day
from warehouse.schema.derived import DERIVED, NO_LONGER_DERIVED

ENTRY = Column("entry", "TEXT", "Natural key of the row within its board, as the source writes it.")

SCORE = Table(
    "score",
    "What a board says about one entry.",
    (
        ENTRY,
        Column(
            "model_name",
            "TEXT",
            "The source's spelling of the one model behind the entry; absent when the entry names "
            "none or several.",
            optional=True,
        ),
        Column("value", "REAL", "The score, in `unit`."),
        Column("unit", "TEXT", "Unit of `value`; percent runs from 0 to 100.", one_of=words(Unit)),
        Column("stderr", "REAL", "Published standard error, in `unit`.", optional=True, at_least=0),
        Column("ci_low", "REAL", "Lower end of the published interval.", optional=True),
        Column("ci_high", "REAL", "Upper end of the published interval.", optional=True),
        Column(
            "ci_level",
            "REAL",
            "Level of the published interval, for example 0.95.",
            optional=True,
            at_least=0.5,
            at_most=0.999,
        ),
        Column("ci_method", "TEXT", "How the source made its interval.", optional=True),
        Column(
            "n",
            "INTEGER",
            "Items (proportions) or votes (ratings) behind the value.",
            optional=True,
            at_least=0,
        ),
        Column("provenance", "TEXT", "Who measured.", one_of=words(Provenance)),
        Column("protocol", "TEXT", "How it was measured: shots, prompting, harness and version."),
        Column("effort", "TEXT", "Reasoning effort as the source names it.", optional=True),
        Column("harness", "TEXT", "Agent or scaffold as the source names it.", optional=True),
        day("dated_on", "The entry's own date on the board (submission or run).", optional=True),
        day("released_on", "Release date of the model as this source gives it.", optional=True),
        Column(
            "cost_usd",
            "REAL",
            "Mean cost of one item in USD, where the board gives it.",
            optional=True,
            at_least=0,
        ),
        Column("source_url", "TEXT", "Citation of this one row (curated facts).", optional=True),
        Column("note", "TEXT", "What a reader of this one row must know.", optional=True),
    ),
    fact=True,
)

PRICE = Table(
    "price",
    "What one provider asks for one offering in one mode from one day on.",
    (
        ENTRY,
        Column("provider", "TEXT", "Who sells access."),
        Column("offering", "TEXT", "The provider's own id of the model."),
        Column("model_name", "TEXT", "The source's spelling of the model behind the offering."),
        Column("mode", "TEXT", "standard, batch, flex, fast: as the source names it."),
        Column("currency", "TEXT", "ISO 4217 code.", matches=r"^[A-Z]{3}$"),
        Column("input_per_mtok", "REAL", "Price of 1M input tokens.", at_least=0),
        Column(
            "cached_input_per_mtok",
            "REAL",
            "Price of 1M cached input tokens.",
            optional=True,
            at_least=0,
        ),
        Column("output_per_mtok", "REAL", "Price of 1M output tokens.", at_least=0),
        day("effective_on", "First day the price is in force; absent: not stated.", optional=True),
        day("withdrawn_on", "First day it is no longer offered, where stated.", optional=True),
        Column(
            "effective_basis",
            "TEXT",
            "How `effective_on` is known.",
            one_of=words(EffectiveBasis),
        ),
        Column("source_url", "TEXT", "Citation of this one row (curated facts).", optional=True),
        Column("note", "TEXT", "What a reader of this one row must know.", optional=True),
    ),
    fact=True,
)

RELEASE = Table(
    "release",
    "What one source claims about one model: evidence, never the verdict.",
    (
        ENTRY,
        Column("model_name", "TEXT", "The source's spelling of the model."),
        Column("maker", "TEXT", "The maker as the source names it.", optional=True),
        Column("licence", "TEXT", "Licence as the source writes it.", optional=True),
        Column(
            "repository",
            "TEXT",
            "Where the source says its weights are: organisation/name on Hugging Face.",
            optional=True,
        ),
        Column(
            "openness_claim", "TEXT", "The source's own openness flag, verbatim.", optional=True
        ),
        Column(
            "released_on",
            "TEXT",
            "Release date as written: YYYY, YYYY-MM or YYYY-MM-DD.",
            optional=True,
            matches=DATE_IN_PART,
        ),
        Column("note", "TEXT", "What a reader of this one row must know.", optional=True),
    ),
    fact=True,
)

MODEL = Table(
    "model",
    "A model as gapwatch names it (curated registry).",
    (
        Column("entry", "TEXT", "Canonical model id."),
        Column("name", "TEXT", "Display name."),
        Column("maker", "TEXT", "Maker id."),
        Column("maker_name", "TEXT", "Maker's display name."),
        Column(
            "country",
            "TEXT",
            "Where the maker sits (ISO 3166; ZZ: not known).",
            optional=True,
            matches=r"^[A-Z]{2}$",
        ),
        Column("kind", "TEXT", "Headlines use general.", one_of=words(ModelKind)),
        day("released_on", "First public availability in any form."),
        Column(
            "parameters_total_b", "REAL", "Total parameters, billions.", optional=True, at_least=0
        ),
        Column(
            "bits_per_parameter",
            "REAL",
            "Mean bits per parameter of the weights as released; absent: not looked up.",
            optional=True,
            at_least=0,
        ),
        Column(
            "parameters_active_b", "REAL", "Active parameters, billions.", optional=True, at_least=0
        ),
        Column("evidence", "TEXT", "URL that shows name and date.", matches=r"^https?://"),
    ),
    fact=True,
)

ALIAS = Table(
    "alias",
    "A source's spelling of a model (curated registry).",
    (
        Column("entry", "TEXT", "source|alias|valid_from: the key within the maker's file."),
        Column("alias", "TEXT", "Spelling, exactly."),
        Column("source", "TEXT", "Source that spells it so, or * for any."),
        Column("model", "TEXT", "Canonical model id."),
        day("valid_from", "First day the spelling means this model.", optional=True),
        day("valid_until", "First day it no longer does.", optional=True),
        Column("effort", "TEXT", "Reasoning effort that the spelling names.", optional=True),
        Column("harness", "TEXT", "Agent or scaffold that the spelling names.", optional=True),
        Column("host", "TEXT", "Host that the spelling names.", optional=True),
        Column("stamp", "TEXT", "Date stamp that the spelling names.", optional=True),
    ),
    fact=True,
)

OPENNESS = Table(
    "openness",
    "How freely a model's weights could be had, over time (curated registry).",
    (
        Column("entry", "TEXT", "model|valid_from: the key within the maker's file."),
        Column("model", "TEXT", "Canonical model id."),
        Column("openness", "TEXT", "Grade; see docs/openness.md.", one_of=words(Openness)),
        Column("licence", "TEXT", "Licence name or SPDX id.", optional=True),
        day("valid_from", "First day of the interval."),
        day("valid_until", "First day after the interval; absent: still in force.", optional=True),
        Column("evidence", "TEXT", "URL that shows it.", matches=r"^https?://"),
        day("checked_on", "Day a person looked at the evidence."),
    ),
    fact=True,
)

LICENCE = Table(
    "licence",
    "What a licence of weights permits (curated registry).",
    (
        Column("entry", "TEXT", "Name of the licence, as `openness` has it."),
        Column("spdx", "TEXT", "SPDX expression; LicenseRef-... where SPDX has no id."),
        Column(
            "commercial_use",
            "TEXT",
            "Whether it permits commercial use.",
            one_of=words(CommercialUse),
        ),
        Column(
            "users_above",
            "INTEGER",
            "Number of users above which that needs more than the licence.",
            optional=True,
            at_least=1,
        ),
        Column(
            "yearly_revenue_above_usd",
            "INTEGER",
            "The same for the revenue of twelve months.",
            optional=True,
            at_least=1,
        ),
        Column(
            "monthly_revenue_above_usd",
            "INTEGER",
            "The same for the revenue of a month.",
            optional=True,
            at_least=1,
        ),
        Column("note", "TEXT", "What else a reader must know.", optional=True),
        Column("evidence", "TEXT", "URL that shows it.", matches=r"^https?://"),
    ),
    fact=True,
)

ITEM_RESULT = Table(
    "item_result",
    "Which items of its benchmark an entry solved, where the board prints it. Items that a board "
    "does not name for the entry are in neither list.",
    (
        ENTRY,
        Column("solved", "TEXT", "JSON list of the ids of the items solved, sorted."),
        Column("unsolved", "TEXT", "JSON list of the ids of the items tried in vain, sorted."),
        Column("n", "INTEGER", "Items in both lists.", at_least=1),
    ),
    fact=True,
)

STATED = (SCORE, ITEM_RESULT, PRICE, RELEASE, MODEL, ALIAS, OPENNESS, LICENCE)
"""Facts that pages state; the others are derived."""
FACTS: dict[str, Table] = {table.name: table for table in (*STATED, *DERIVED, *NO_LONGER_DERIVED)}
