"""What must be true of the numbers: the only code that knows Great Expectations."""

from expectations.judge import judge, judge_pages
from expectations.rules import Rule, RuleMistake, describe
from expectations.verdict import (
    BoardKey,
    JudgedReading,
    Previous,
    ReadingLike,
    RuleResult,
    SetAside,
    Verdict,
)

__all__ = [
    "BoardKey",
    "JudgedReading",
    "Previous",
    "ReadingLike",
    "Rule",
    "RuleMistake",
    "RuleResult",
    "SetAside",
    "Verdict",
    "describe",
    "judge",
    "judge_pages",
]
