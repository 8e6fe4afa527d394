"""What must be true of the numbers: the only code that knows Great Expectations."""

from expectations.judge import judge, judge_pages
from expectations.rules import Rule, RuleMistake, describe
from expectations.verdict import (
    BoardKey,
    JudgedReading,
    PageVerdict,
    Previous,
    Quarantined,
    ReadingLike,
    RuleResult,
)

__all__ = [
    "BoardKey",
    "JudgedReading",
    "PageVerdict",
    "Previous",
    "Quarantined",
    "ReadingLike",
    "Rule",
    "RuleMistake",
    "RuleResult",
    "describe",
    "judge",
    "judge_pages",
]
