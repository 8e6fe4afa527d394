"""Names in a chart: over no line, over no other name, nearest place first."""

from itertools import combinations

from hypothesis import given, strategies as st

from outputs.charts.labels import Box, Wanted, place

PLOT = Box(0, 0, 400, 200)
NAMES = st.text(alphabet="abcXYZ .-0123", min_size=1, max_size=20)
POINTS = st.builds(Wanted, NAMES, st.floats(0, 400), st.floats(0, 200), st.booleans())
BOXES = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h),
    st.floats(0, 390), st.floats(0, 190), st.floats(1, 60), st.floats(1, 40),
)  # fmt: skip


@given(st.lists(POINTS, max_size=25), st.lists(BOXES, max_size=8), st.integers(0, 12))
def test_no_name_covers_a_line_another_name_or_the_edge(
    wanted: list[Wanted], taken: list[Box], most: int
) -> None:
    boxes = [spot.box for _, spot in place(wanted, 12, PLOT, taken, most)]
    assert len(boxes) <= most
    assert all(box.is_free(PLOT, taken) for box in boxes)
    assert not any(one.meets(other) for one, other in combinations(boxes, 2))


def test_a_name_is_not_wider_than_its_box_in_the_widest_face() -> None:
    """As Chromium sets them at 12 pixels in DejaVu Sans; "Gemma 4 31B" ran into its neighbour."""
    measured = {"Gemma 4 31B": 86.2, "FrontierMath": 76.0, "OSWorld 2.0": 74.4,
                "Stable Beluga 2": 94.8, "Humanity's Last Exam": 134.3}  # fmt: skip
    for name, width in measured.items():
        ((_, spot),) = place([Wanted(name, 200, 100, True)], 12, PLOT, [], 1)
        assert width <= spot.box.right - spot.box.left <= 1.1 * width, name


def test_the_first_ones_win_and_stand_on_their_free_side() -> None:
    low, high = Wanted("low", 200, 100, False), Wanted("high", 200, 100, True)
    (_, one), (_, two) = place([high, low, high], 12, PLOT, [], 2)
    assert one.y < 100 < two.y
    assert (one.align, two.align) == ("right", "left")
