"""Fact tables: what boards say, what the registry says, and what gapwatch issued."""

from __future__ import annotations

from terms.openness import CommercialUse, Openness
from terms.units import Unit
from terms.words import EffectiveBasis, ModelKind, Provenance, words
from warehouse.schema.columns import DATE_IN_PART, Table, day, real, text, whole, word
from warehouse.schema.derived import DERIVED, NO_LONGER_DERIVED

ENTRY = text("entry", "Natural key of the row within its board, as the source writes it.")

SCORE = Table(
    "score",
    "What a board says about one entry.",
    (
        ENTRY,
        text(
            "model_name",
            "The source's spelling of the one model behind the entry; absent when the entry names "
            "none or several.",
            optional=True,
        ),
        real("value", "The score, in `unit`.", optional=False),
        word("unit", "Unit of `value`; percent runs from 0 to 100.", words(Unit)),
        real("stderr", "Published standard error, in `unit`.", at_least=0),
        real("ci_low", "Lower end of the published interval."),
        real("ci_high", "Upper end of the published interval."),
        real(
            "ci_level",
            "Level of the published interval, for example 0.95.",
            at_least=0.5,
            at_most=0.999,
        ),
        text("ci_method", "How the source made its interval.", optional=True),
        whole("n", "Items (proportions) or votes (ratings) behind the value.", at_least=0),
        word("provenance", "Who measured.", words(Provenance)),
        text("protocol", "How it was measured: shots, prompting, harness and version."),
        text("effort", "Reasoning effort as the source names it.", optional=True),
        text("harness", "Agent or scaffold as the source names it.", optional=True),
        day("dated_on", "The entry's own date on the board (submission or run).", optional=True),
        day("released_on", "Release date of the model as this source gives it.", optional=True),
        real("cost_usd", "Mean cost of one item in USD, where the board gives it.", at_least=0),
        text("source_url", "Citation of this one row (curated facts).", optional=True),
        text("note", "What a reader of this one row must know.", optional=True),
    ),
    fact=True,
)

PRICE = Table(
    "price",
    "What one provider asks for one offering in one mode from one day on.",
    (
        ENTRY,
        text("provider", "Who sells access."),
        text("offering", "The provider's own id of the model."),
        text("model_name", "The source's spelling of the model behind the offering."),
        text("mode", "standard, batch, flex, fast: as the source names it."),
        text("currency", "ISO 4217 code.", matches=r"^[A-Z]{3}$"),
        real("input_per_mtok", "Price of 1M input tokens.", optional=False, at_least=0),
        real("cached_input_per_mtok", "Price of 1M cached input tokens.", at_least=0),
        real("output_per_mtok", "Price of 1M output tokens.", optional=False, at_least=0),
        day("effective_on", "First day the price is in force; absent: not stated.", optional=True),
        day("withdrawn_on", "First day it is no longer offered, where stated.", optional=True),
        word("effective_basis", "How `effective_on` is known.", words(EffectiveBasis)),
        text("source_url", "Citation of this one row (curated facts).", optional=True),
        text("note", "What a reader of this one row must know.", optional=True),
    ),
    fact=True,
)

RELEASE = Table(
    "release",
    "What one source claims about one model: evidence, never the verdict.",
    (
        ENTRY,
        text("model_name", "The source's spelling of the model."),
        text("maker", "The maker as the source names it.", optional=True),
        text("licence", "Licence as the source writes it.", optional=True),
        text(
            "repository",
            "Where the source says its weights are: organisation/name on Hugging Face.",
            optional=True,
        ),
        text("openness_claim", "The source's own openness flag, verbatim.", optional=True),
        text(
            "released_on",
            "Release date as written: YYYY, YYYY-MM or YYYY-MM-DD.",
            optional=True,
            matches=DATE_IN_PART,
        ),
        text("note", "What a reader of this one row must know.", optional=True),
    ),
    fact=True,
)

MODEL = Table(
    "model",
    "A model as gapwatch names it (curated registry).",
    (
        text("entry", "Canonical model id."),
        text("name", "Display name."),
        text("maker", "Maker id."),
        text("maker_name", "Maker's display name."),
        text(
            "country",
            "Where the maker sits (ISO 3166; ZZ: not known).",
            optional=True,
            matches=r"^[A-Z]{2}$",
        ),
        word("kind", "Headlines use general.", words(ModelKind)),
        day("released_on", "First public availability in any form."),
        real("parameters_total_b", "Total parameters, billions.", at_least=0),
        real(
            "bits_per_parameter",
            "Mean bits per parameter of the weights as released; absent: not looked up.",
            at_least=0,
        ),
        real("parameters_active_b", "Active parameters, billions.", at_least=0),
        text("evidence", "URL that shows name and date.", matches=r"^https?://"),
    ),
    fact=True,
)

ALIAS = Table(
    "alias",
    "A source's spelling of a model (curated registry).",
    (
        text("entry", "source|alias|valid_from: the key within the maker's file."),
        text("alias", "Spelling, exactly."),
        text("source", "Source that spells it so, or * for any."),
        text("model", "Canonical model id."),
        day("valid_from", "First day the spelling means this model.", optional=True),
        day("valid_until", "First day it no longer does.", optional=True),
        text("effort", "Reasoning effort that the spelling names.", optional=True),
        text("harness", "Agent or scaffold that the spelling names.", optional=True),
        text("host", "Host that the spelling names.", optional=True),
        text("stamp", "Date stamp that the spelling names.", optional=True),
    ),
    fact=True,
)

OPENNESS = Table(
    "openness",
    "How freely a model's weights could be had, over time (curated registry).",
    (
        text("entry", "model|valid_from: the key within the maker's file."),
        text("model", "Canonical model id."),
        word("openness", "Grade; see docs/openness.md.", words(Openness)),
        text("licence", "Licence name or SPDX id.", optional=True),
        day("valid_from", "First day of the interval."),
        day("valid_until", "First day after the interval; absent: still in force.", optional=True),
        text("evidence", "URL that shows it.", matches=r"^https?://"),
        day("checked_on", "Day a person looked at the evidence."),
    ),
    fact=True,
)

LICENCE = Table(
    "licence",
    "What a licence of weights permits (curated registry).",
    (
        text("entry", "Name of the licence, as `openness` has it."),
        text("spdx", "SPDX expression; LicenseRef-... where SPDX has no id."),
        word("commercial_use", "Whether it permits commercial use.", words(CommercialUse)),
        whole(
            "users_above",
            "Number of users above which that needs more than the licence.",
            at_least=1,
        ),
        whole("yearly_revenue_above_usd", "The same for the revenue of twelve months.", at_least=1),
        whole("monthly_revenue_above_usd", "The same for the revenue of a month.", at_least=1),
        text("note", "What else a reader must know.", optional=True),
        text("evidence", "URL that shows it.", matches=r"^https?://"),
    ),
    fact=True,
)

ITEM_RESULT = Table(
    "item_result",
    "Which items of its benchmark an entry solved, where the board prints it. Items that a board "
    "does not name for the entry are in neither list.",
    (
        ENTRY,
        text("solved", "JSON list of the ids of the items solved, sorted."),
        text("unsolved", "JSON list of the ids of the items tried in vain, sorted."),
        whole("n", "Items in both lists.", optional=False, at_least=1),
    ),
    fact=True,
)

STATED = (SCORE, ITEM_RESULT, PRICE, RELEASE, MODEL, ALIAS, OPENNESS, LICENCE)
"""Facts that pages state; the others are derived."""
FACTS: dict[str, Table] = {table.name: table for table in (*STATED, *DERIVED, *NO_LONGER_DERIVED)}
