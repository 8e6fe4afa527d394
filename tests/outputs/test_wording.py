import pytest

from outputs import wording


def test_a_name_is_cleaned_and_a_long_one_shortened() -> None:
    assert wording.name("Kimi K3") == wording.Name("Kimi K3", None)
    found = wording.name("x" * 10_000)
    assert len(found.text) == wording.LIMIT
    assert len(found.full) == wording.FULL_LIMIT
    assert wording.clean("a\x00b\u202ec\u2028d\n e") == "a b c d e"
    assert wording.clean("نموذج") == "نموذج", "letters from right to left stay"


def test_only_web_pages_are_linked_and_a_place_on_this_machine_has_no_path() -> None:
    for url in ("javascript:alert(1)", "file:///home/me/x.csv", "data:text/html,x"):
        assert wording.address(url) is None
    assert wording.place("file:///home/me/x.csv") == "file supplied by the operator: x.csv"
    assert wording.place("package:published/eci.csv") == "shipped with gapwatch: published/eci.csv"


KIMI = wording.ModelNames.of({
    "kimi-k3": {"name": "Kimi K3", "days_to_weights": 11},
    "gpt-5": {"name": "GPT-5", "days_to_weights": None},
    "../x": {"name": "x", "days_to_weights": None},
})  # fmt: skip


@pytest.mark.parametrize(
    ("model", "side", "text"),
    [
        ("kimi-k3", "closed", "Kimi K3 (API only; weights followed 11 days later)"),
        ("kimi-k3", "open", "Kimi K3"),
        ("kimi-k3", "", "Kimi K3"),
        ("gpt-5", "closed", "GPT-5"),
        ("unknown", "closed", "unknown"),
        ("../x", "", "x"),  # leads to no page
    ],
)
def test_a_model_named_as_closed_says_that_its_weights_followed(
    model: str, side: str, text: str
) -> None:
    found = wording.model_name(model, KIMI, side)
    assert found.text == text
    assert found.model == (model if model in ("kimi-k3", "gpt-5") else None)
