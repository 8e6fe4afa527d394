from typing import Any

import pytest

from measures.errors import RegistryInvalid
from measures.names.registry import Match, Registry
from tests.measures.sample import alias, grade, model

DAY = "2025-06-01"


def of(aliases: list[dict[str, object]]) -> Registry:
    return Registry(map(model, ("kimi-k3", "kimi-k2", "opus-4-5")), aliases, [])


@pytest.mark.parametrize("spelling", ["Kimi-K3", "kimi_k3", "KIMI K3", "Kimi.-.K3 ", "kimi/k3"])
def test_case_and_separators_do_not_tell_spellings_apart(spelling: str) -> None:
    assert of([alias("Kimi-K3", "kimi-k3")]).match("arena", spelling, DAY) == Match("kimi-k3")


@pytest.mark.parametrize("spelling", ["KimiK3", "Kimi-K-3", "Kimi-K3.1", "Kimi-K31", "Kimi"])
def test_a_separator_is_never_added_or_taken_away(spelling: str) -> None:
    assert of([alias("Kimi-K3", "kimi-k3")]).match("arena", spelling, DAY) is None


def test_an_exact_spelling_beats_one_that_differs_in_case() -> None:
    known = of([alias("KIMI", "kimi-k2", "arena", valid_from="2025-01-01"),
                alias("kimi", "kimi-k3", "arena", valid_until="2025-01-01")])  # fmt: skip
    assert known.match("arena", "KIMI", "2025-01-01") == Match("kimi-k2")
    # Of one name of one source the spans decide.
    assert [match.model for *_, match in known.meanings("arena", "Kimi")] == ["kimi-k3", "kimi-k2"]
    both = of([alias("KIMI", "kimi-k2", effort="max"), alias("kimi", "kimi-k2", effort="low")])
    assert both.match("arena", "KIMI", DAY) == Match("kimi-k2", effort="max")
    assert both.match("arena", "kimi", DAY) == Match("kimi-k2", effort="low")


def test_a_spelling_of_the_source_in_another_case_beats_one_of_any_source() -> None:
    known = of([alias("Kimi", "kimi-k2"), alias("kimi", "kimi-k3", "arena")])
    assert known.match("arena", "Kimi", DAY) == Match("kimi-k3")
    assert known.match("epoch", "kimi", DAY) == Match("kimi-k2")
    # On days that the source's own leaves out, one of any source speaks if it is exact.
    past = of([alias("Kimi", "kimi-k2"), alias("kimi", "kimi-k3", "arena", valid_until=DAY)])
    assert past.match("arena", "Kimi", DAY) == Match("kimi-k2")
    assert past.match("arena", "kimi", DAY) is None


def test_models_that_only_case_or_separators_tell_apart_are_refused() -> None:
    with pytest.raises(RegistryInvalid, match=r"'Kimi K' and 'kimi-k'.*kimi-k2 and kimi-k3"):
        of([alias("Kimi K", "kimi-k2"), alias("kimi-k", "kimi-k3")])
    days = {"valid_from": "2025-01-01"}, {"valid_until": "2025-01-01"}
    known = of([alias("Kimi K", "kimi-k2", **days[0]), alias("kimi-k", "kimi-k3", **days[1])])
    assert known.match("arena", "KIMI-K", DAY) == Match("kimi-k2")


TWICE = [
    alias("kimi", "kimi-k2"),
    alias("kimi", "kimi-k2", valid_from="2025-01-01", valid_until="2025-02-01"),
    alias("kimi", "kimi-k3", valid_from="2025-03-01"),
]
BOTH = [grade("kimi-k3", "closed", "2025-01-01"), grade("kimi-k3", "permissive", "2025-02-01")]


@pytest.mark.parametrize(
    ("models", "aliases", "grades", "fault"),
    [
        (["kimi-k2", "kimi-k3"], TWICE, [], r"alias 'kimi'.*kimi-k2 and kimi-k3.*2025-03-01"),
        (["kimi-k3"], [], BOTH, "kimi-k3 is both closed and permissive"),
        ([], [alias("x", "nobody")], [], "alias 'x' names model 'nobody'"),
        ([], [], [grade("nobody", "closed", "2025-01-01")], "from 2025-01-01 names model 'nobody'"),
        (["kimi-k3", "kimi-k3"], [], [], "'kimi-k3' is declared twice"),
    ],
)
def test_what_contradicts_itself_or_names_a_stranger_is_refused(
    models: list[str], aliases: list[Any], grades: list[Any], fault: str
) -> None:
    with pytest.raises(RegistryInvalid, match=fault):
        Registry(map(model, models), aliases, grades)
