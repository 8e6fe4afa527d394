"""Both scales beside each other, as the page of the composite shows them."""

from __future__ import annotations

from dataclasses import replace

from measures.scale.records import COMPOSITE, ECI
from outputs.sections.scales import beside_epoch, scale_sections
from outputs.sections.section import Section
from tests.measures.scale.estimates import agreement, gaps, of_class, ranks, side


def section(**changed: str) -> Section:
    both = gaps()
    dated = replace(both, eci=replace(side(4.6), vintage_on="2026-08-11"), **changed)
    found = beside_epoch([dated, ranks()])
    assert found is not None
    return found


def test_two_gaps_are_of_one_day_and_say_so() -> None:
    found = section(through_on="2026-08-22")
    assert found.lead == (
        "On 22 Aug 2026 the gap was 4.5 index points on the composite and 4.6 on the Epoch "
        "Capabilities Index."
    )
    assert [it.text for it in found.rows[0][2].more] == [
        "95 % interval 1.3 to 8.0", "data from 11 Aug 2026",
    ]  # fmt: skip


def test_what_an_earlier_version_derived_has_no_day() -> None:
    assert section().lead.startswith("The gap was 4.5 index points")


def test_each_scale_has_its_sections() -> None:
    found = scale_sections([gaps(), of_class(), agreement()], {})
    assert [[part.key for part in found[name]] for name in (COMPOSITE, ECI)] == [
        ["based-on", "beside"], ["refit"],
    ]  # fmt: skip
