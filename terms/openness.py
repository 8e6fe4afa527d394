"""How open a model is, and which grades count as open under which rule (docs/openness.md)."""

from typing import Final

from terms.words import Word, words


class Openness(Word):
    """Grade of a model on a day, from the least open to the most; `unknown`: no evidence."""

    CLOSED = "closed"
    NON_COMMERCIAL = "non_commercial", "weights, non-commercial"
    RESTRICTED = "restricted", "weights, restricted use"
    PERMISSIVE = "permissive", "open-source licence"
    FULLY_OPEN = "fully_open"
    UNKNOWN = "unknown", "openness unknown"


class CommercialUse(Word):
    """Whether a licence lets people earn money with the weights; `grades` are those it bears out.

    A licence that permits sale below a number of users or a revenue is never graded stricter than
    `restricted`.
    """

    grades: frozenset[str]

    def __init__(self, stored: str, text: str = "", *grades: Openness) -> None:
        super().__init__(stored, text)
        self.grades = frozenset(grade.value for grade in grades)

    ALLOWED = "allowed", "allowed for anything", Openness.PERMISSIVE, Openness.FULLY_OPEN
    LIMITED = "limited", "allowed with limits on field, region or business", Openness.RESTRICTED
    BELOW_THRESHOLD = (
        "below_threshold",
        "allowed below a number of users or a revenue",
        Openness.RESTRICTED,
    )
    ON_REGISTRATION = "on_registration", "allowed after registration", Openness.RESTRICTED
    FORBIDDEN = "forbidden", "forbidden", Openness.NON_COMMERCIAL


CLOSED_GRADES: Final = frozenset({Openness.CLOSED.value})
"""The closed class, under every rule."""


class OpennessRule(Word):
    """Which models count as open, the widest rule first.

    `text` heads a column; `models` names the open class inside a sentence; `grades` are the
    grades that the open class admits.
    """

    models: str
    grades: frozenset[str]

    def __init__(
        self, stored: str, text: str = "", models: str = "", least: Openness = Openness.FULLY_OPEN
    ) -> None:
        """The rule that admits `least` and every more open grade."""
        super().__init__(stored, text)
        order = words(Openness)
        self.models = models
        self.grades = frozenset(order[order.index(least) : order.index(Openness.UNKNOWN)])

    ANY_WEIGHTS = ("any_weights", "Open weights", "open weights", Openness.NON_COMMERCIAL)
    PERMISSIVE = (
        "permissive",
        "Open-source licence",
        "open weights under an open-source licence",
        Openness.PERMISSIVE,
    )


HEADLINE_RULE: Final = OpennessRule.ANY_WEIGHTS.value
"""The rule that speaks where one number must (the widest)."""

OPENNESS_RULES: Final = words(OpennessRule)
COMMERCIAL: Final = "commercial"
"""Open models whose licence permits commercial use: no rule, a class that can be asked for."""
SOME_WEIGHTS: Final = "some_weights"
"""Weights can be had and nobody has read the licence yet: no grade of the registry, but of a
provisional class. Open under the widest rule, unresolved under the others."""
OPEN_BY_NAME: Final = "open_by_name"
"""The same where its licence's name, or its own behind that of an open model, says so, and nobody
has seen the weights: whatever is based on it stands beside what it is without."""
PROVISIONAL_GRADES: Final = frozenset({SOME_WEIGHTS, OPEN_BY_NAME})
OPEN_GRADES: Final[dict[str, frozenset[str]]] = {
    rule.value: rule.grades | (PROVISIONAL_GRADES if rule == HEADLINE_RULE else frozenset())
    for rule in OpennessRule
} | {COMMERCIAL: frozenset().union(*(use.grades for use in CommercialUse)) - {"non_commercial"}}
"""Openness rule, or `COMMERCIAL`, to the grades of its open class."""
UNRESOLVED_GRADES: Final[dict[str, frozenset[str]]] = {
    rule: (PROVISIONAL_GRADES | {Openness.UNKNOWN.value}) - grades
    for rule, grades in OPEN_GRADES.items()
}
"""The same to the grades of which nobody can say whether they are in a class."""
CLASSES: Final[dict[str, frozenset[str]]] = {"closed": CLOSED_GRADES, **OPEN_GRADES}
"""Grades of the closed class and of the open classes."""
