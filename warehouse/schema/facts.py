"""Fact tables: what boards say, what the registry says, and what gapwatch issued."""

from warehouse.schema.columns import Table
from warehouse.schema.derived import DERIVED

ENTRY = "entry (text): Natural key of the row within its board, as the source writes it."

SCORE = Table(
    "score",
    "What a board says about one entry.",
    f"""
    {ENTRY}
    model_name (text?): The source's spelling of the one model behind the entry; absent when the
        entry names none or several.
    value (real): The score, in `unit`.
    unit (Unit): Unit of `value`; percent runs from 0 to 100.
    stderr (real?, >= 0): Published standard error, in `unit`.
    ci_low (real?): Lower end of the published interval.
    ci_high (real?): Upper end of the published interval.
    ci_level (real?, >= 0.5, <= 0.999): Level of the published interval, for example 0.95.
    ci_method (text?): How the source made its interval.
    n (whole?, >= 0): Items (proportions) or votes (ratings) behind the value.
    provenance (Provenance): Who measured.
    protocol (text): How it was measured: shots, prompting, harness and version.
    effort (text?): Reasoning effort as the source names it.
    harness (text?): Agent or scaffold as the source names it.
    dated_on (day?): The entry's own date on the board (submission or run).
    released_on (day?): Release date of the model as this source gives it.
    cost_usd (real?, >= 0): Mean cost of one item in USD, where the board gives it.
    source_url (text?): Citation of this one row (curated facts).
    note (text?): What a reader of this one row must know.
    """,
    fact=True,
)

PRICE = Table(
    "price",
    "What one provider asks for one offering in one mode from one day on.",
    f"""
    {ENTRY}
    provider (text): Who sells access.
    offering (text): The provider's own id of the model.
    model_name (text): The source's spelling of the model behind the offering.
    mode (text): standard, batch, flex, fast: as the source names it.
    currency (currency): ISO 4217 code.
    input_per_mtok (real, >= 0): Price of 1M input tokens.
    cached_input_per_mtok (real?, >= 0): Price of 1M cached input tokens.
    output_per_mtok (real, >= 0): Price of 1M output tokens.
    effective_on (day?): First day the price is in force; absent: not stated.
    withdrawn_on (day?): First day it is no longer offered, where stated.
    effective_basis (EffectiveBasis): How `effective_on` is known.
    source_url (text?): Citation of this one row (curated facts).
    note (text?): What a reader of this one row must know.
    """,
    fact=True,
)

RELEASE = Table(
    "release",
    "What one source claims about one model: evidence, never the verdict.",
    f"""
    {ENTRY}
    model_name (text): The source's spelling of the model.
    maker (text?): The maker as the source names it.
    licence (text?): Licence as the source writes it.
    repository (text?): Where the source says its weights are: organisation/name on Hugging
        Face.
    openness_claim (text?): The source's own openness flag, verbatim.
    released_on (day in part?): Release date as written: YYYY, YYYY-MM or YYYY-MM-DD.
    note (text?): What a reader of this one row must know.
    """,
    fact=True,
)

MODEL = Table(
    "model",
    "A model as gapwatch names it (curated registry).",
    """
    entry (text): Canonical model id.
    name (text): Display name.
    maker (text): Maker id.
    maker_name (text): Maker's display name.
    country (country?): Where the maker sits (ISO 3166; ZZ: not known).
    kind (ModelKind): Headlines use general.
    released_on (day): First public availability in any form.
    parameters_total_b (real?, >= 0): Total parameters, billions.
    bits_per_parameter (real?, >= 0): Mean bits per parameter of the weights as released;
        absent: not looked up.
    parameters_active_b (real?, >= 0): Active parameters, billions.
    evidence (url): URL that shows name and date.
    """,
    fact=True,
)

ALIAS = Table(
    "alias",
    "A source's spelling of a model (curated registry).",
    """
    entry (text): source|alias|valid_from: the key within the maker's file.
    alias (text): Spelling, exactly.
    source (text): Source that spells it so, or * for any.
    model (text): Canonical model id.
    valid_from (day?): First day the spelling means this model.
    valid_until (day?): First day it no longer does.
    effort (text?): Reasoning effort that the spelling names.
    harness (text?): Agent or scaffold that the spelling names.
    host (text?): Host that the spelling names.
    stamp (text?): Date stamp that the spelling names.
    """,
    fact=True,
)

OPENNESS = Table(
    "openness",
    "How freely a model's weights could be had, over time (curated registry).",
    """
    entry (text): model|valid_from: the key within the maker's file.
    model (text): Canonical model id.
    openness (Openness): Grade; see docs/openness.md.
    licence (text?): Licence name or SPDX id.
    valid_from (day): First day of the interval.
    valid_until (day?): First day after the interval; absent: still in force.
    evidence (url): URL that shows it.
    checked_on (day): Day a person looked at the evidence.
    """,
    fact=True,
)

LICENCE = Table(
    "licence",
    "What a licence of weights permits (curated registry).",
    """
    entry (text): Name of the licence, as `openness` has it.
    spdx (text): SPDX expression; LicenseRef-... where SPDX has no id.
    commercial_use (CommercialUse): Whether it permits commercial use.
    users_above (whole?, >= 1): Number of users above which that needs more than the licence.
    yearly_revenue_above_usd (whole?, >= 1): The same for the revenue of twelve months.
    monthly_revenue_above_usd (whole?, >= 1): The same for the revenue of a month.
    note (text?): What else a reader must know.
    evidence (url): URL that shows it.
    """,
    fact=True,
)

ITEM_RESULT = Table(
    "item_result",
    "Which items of its benchmark an entry solved, where the board prints it. Items that a board "
    "does not name for the entry are in neither list.",
    f"""
    {ENTRY}
    solved (text): JSON list of the ids of the items solved, sorted.
    unsolved (text): JSON list of the ids of the items tried in vain, sorted.
    n (whole, >= 1): Items in both lists.
    """,
    fact=True,
)

USAGE = Table(
    "usage",
    "How many tokens a model took on a day at one router.",
    f"""
    {ENTRY}
    model_name (text?): The source's spelling of the model; absent: of all other models.
    tokens (whole, >= 0): Tokens of the day, prompt and completion, as each provider counts
        them.
    """,
    fact=True,
)

STATED = (SCORE, ITEM_RESULT, PRICE, RELEASE, MODEL, ALIAS, OPENNESS, LICENCE, USAGE)
"""Facts that pages state; the others are derived."""
FACTS: dict[str, Table] = {table.name: table for table in (*STATED, *DERIVED)}
