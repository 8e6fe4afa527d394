"""Why a page or a row was refused: the reason in words, and the rule's own terms apart from it.

A refusal of a page reads 'source: reason (rule: values; expected: …)', a quarantined row 'rule:
values: reason', several joined by a semicolon. A person wants the reason, an operator the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from outputs.wording import Name, clean, name, shorten

LIMIT = 300
_RULE = r"[a-z_]\w*(?:\.\w+)+: "
_OF_PAGE = re.compile(rf" \((?={_RULE})")
_PARTS = re.compile(rf"; (?={_RULE})")
_OF_ROW = re.compile(
    r"(?P<rule>[a-z_]\w*(?:\.\w+)+: (?:\w+=(?:'[^']*'|\"[^\"]*\"|[^\s:]+) ?)*): (?P<why>.+)"
)
_LONG = re.compile(r"\d+\.\d{5,}")


@dataclass(frozen=True, slots=True)
class Cause:
    """`why` in words; `rule`: what the rule is called, what it found and what it expected."""

    why: Name
    rule: str = ""


def of_page(text: str, source: str = "") -> Cause:
    """The cause of a refused page of `source`, whose name is not repeated."""
    why, *rule = _OF_PAGE.split(clean(text).removeprefix(f"{source}: "), maxsplit=1)
    return Cause(name(why, LIMIT), _rounded(rule[0].removesuffix(")")) if rule else "")


def of_row(text: str) -> Cause:
    """The cause of a quarantined row."""
    whys, rules = [], []
    for part in _PARTS.split(clean(text)):
        found = _OF_ROW.fullmatch(part)
        whys.append(found["why"] if found else part)
        if found:
            rules.append(found["rule"])
    return Cause(name(" ".join(dict.fromkeys(whys)), LIMIT), _rounded("; ".join(rules)))


def _rounded(text: str) -> str:
    return shorten(_LONG.sub(lambda found: f"{float(found[0]):.4g}", text), LIMIT)
