"""Sources that do not work."""

from outputs.sections.sources import fetched
from tests.outputs.shelf import ARENA


def test_what_was_read_but_not_declared_is_shown_without_what_nothing_reads() -> None:
    outcomes = {"other": "recorded", "tau2": "no_parser", "gapwatch": "recorded"}
    rows = [{"source": name, "last_outcome": it} for name, it in outcomes.items()]
    assert [source.name for source, _ in fetched(rows, [ARENA])] == ["arena", "other"]
