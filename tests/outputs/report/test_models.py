import json
import re
from datetime import timedelta
from pathlib import Path

from outputs.sections.models.table import RECENT_DAYS
from tests.world import SHIPPED_AT
from warehouse.store import Warehouse


def words(file: Path) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", file.read_text("utf-8")).split())


def test_every_model_has_a_line_and_who_led_or_is_new_scored_and_priced_a_page(
    published: Path, shipped_home: Path
) -> None:
    with Warehouse.read(shipped_home) as warehouse:
        ask = warehouse.connection.execute
        led = {row[0] for side in ("closed", "open") for row in
               ask(f"SELECT DISTINCT {side}_model FROM gap_changes "
                   "WHERE openness_rule = 'any_weights'")}  # fmt: skip
        known = dict(ask("SELECT model, released_on FROM model"))
        both = ask("SELECT model FROM model_score INTERSECT SELECT model FROM model_price")
        sold = {row[0] for row in both}
    table = (published / "models.html").read_text("utf-8")
    pages = {path.stem for path in (published / "models").glob("*.html")}
    assert table.count("<tr><th>") == len(known) + 1
    assert set(re.findall(r'href="models/([^"]+)\.html"', table)) == pages
    assert led & known.keys() <= pages
    since = (SHIPPED_AT.date() - timedelta(RECENT_DAYS)).isoformat()
    assert pages - led
    assert all((known[model] or "") > since for model in pages - led)
    assert pages - led <= sold


def test_a_page_says_what_a_model_is_scores_and_costs(published: Path) -> None:
    shown = words(published / "models" / "kimi-k3.html")
    for told in (
        "Kimi K3",
        "Maker Moonshot AI, China Released 16 Jul 2026",
        "$6.00 per million tokens (3 input, 1 output) from its maker, by the lists of 24 Nov 2026.",
        "16 Jul 2026 to 27 Jul 2026 closed",
        "since 27 Jul 2026 weights, restricted use",
        # Epoch's list of October names twelve models: a place among all is not known.
        "Epoch Capabilities Index 157.45 index points 154.54 to 160.36 – 8 Oct 2026",
        "Epoch Capabilities Index open 11 Aug 2026 to 8 Oct 2026",
    ):
        assert told in shown


def test_a_leader_that_a_benchmark_leaves_out_has_no_score_of_it(published: Path) -> None:
    """xLAM leads BFCL's list of leaders, and is tuned for calling functions alone."""
    best = "Berkeley Function Calling, multi-turn, best calling mode "
    assert best in words(published / "models" / "claude-opus-4-5.html")
    assert best not in words(published / "models" / "xlam-2-70b.html")


def test_the_data_of_the_form_are_scripts_that_hold_no_tag(published: Path) -> None:
    files = list((published / "assets").glob("choice-*.js"))
    assert files
    for file in files:
        text = file.read_text("ascii")
        assert "<" not in text
        key, _, content = text.removeprefix("gapwatchChoice(").removesuffix(");\n").partition(",")
        data = json.loads(content)
        assert json.loads(key) == data["domain"].replace(" ", "-")
        assert data["rows"]
