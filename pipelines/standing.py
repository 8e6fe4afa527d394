"""What the rules found on pages that this run did not judge again.

What belongs here: rebuilding rule results from the summary that the ledger keeps of every look.
A page that came again as before, or did not come, is not judged; what was found still stands.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sources.contract import About
from warehouse.schema.tables import FACTS

if TYPE_CHECKING:
    from expectations.rules import Rule
    from expectations.verdict import RuleResult


def standing(about: About, looks: Sequence[Mapping[str, Any]]) -> list["RuleResult"]:
    """One result per rule of the source over `looks` (url, seen_at, rules as JSON).

    Values evaluated are not kept in the ledger, so `evaluated` is 0. Pages that were judged
    together carry the same findings, so `unexpected` is the largest of them, not their sum.
    """
    from expectations.rules import rules_for  # noqa: PLC0415 - reads the rule files

    if not looks:
        return []
    broken: dict[str, int] = {}
    for look in looks:
        for name, count in json.loads(look["rules"])["broken"].items():
            broken[name] = max(count, broken.get(name, 0))
    rules = [rule for table in about.tables for rule in rules_for(about.name, FACTS[table])]
    return [_result(rule, broken) for rule in rules]


def _result(rule: "Rule", broken: Mapping[str, int]) -> "RuleResult":
    from expectations.verdict import RuleResult  # noqa: PLC0415 - as above

    return RuleResult(
        rule=rule.id,
        table=rule.table,
        action=rule.action,
        success=rule.id not in broken,
        evaluated=0,
        unexpected=broken.get(rule.id, 0),
        boards=(),
        sample=(),
        expects=rule.expects,
        why=rule.why,
        # The page was accepted all the same, so the rule did not refuse it.
        only_warned=rule.action == "refuse" and rule.id in broken,
    )
