"""The form "Which model should I use?" answers as the command does, from a disk and by a link."""

import re
from pathlib import Path
from typing import Any

from measures.choice.pick import LicenceNeed, Needs, pick
from outputs.sections.models.choice import answer
from tests.outputs.browser.looks import FIRST_VIEW_BYTES, watched
from warehouse.reads import choice as reads_choice
from warehouse.store import Warehouse

ASKED: dict[str, dict[str, Any]] = {
    "": {},
    "licence=commercial&price=1": {"licence": LicenceNeed.COMMERCIAL, "max_price": 1.0},
    "licence=permissive&bar=least&least=145": {
        "licence": LicenceNeed.PERMISSIVE, "at_least": 145.0,
    },
    "licence=open&bar=than&than=GPT-5.5": {"licence": LicenceNeed.OPEN, "than": "GPT-5.5"},
    "price=0.5&bar=than&than=GPT-5.6 Luna": {"max_price": 0.5, "than": "GPT-5.6 Luna"},
    "price=0": {"max_price": 0.0},
    "gpu=1&price=0.2": {"one_gpu": True, "max_price": 0.2},
    "licence=commercial&price=0.5&bar=least&least=170": {
        "licence": LicenceNeed.COMMERCIAL, "max_price": 0.5, "at_least": 170.0,
    },
}  # fmt: skip
"""Hash of the page's address to the needs."""


def sentences(home: Path, asked: dict[str, Any]) -> list[str]:
    """What the command says."""
    with Warehouse.read(home) as warehouse:
        page = reads_choice.choice_pages(warehouse.connection)["composite"]
        rows = reads_choice.choices(warehouse.connection, "composite")
        scores = reads_choice.model_scores(warehouse.connection, page["series"])
    than = next((row for row in scores if row["name"] == asked.get("than")), None)
    needs = Needs(
        asked.get("at_least"), than, asked.get("licence"), asked.get("max_price"),
        asked.get("one_gpu", False),
    )  # fmt: skip
    left_out = [row for row in scores if row["availability"] is None]
    found = pick(rows, needs)
    # The form names a model without its maker, whom its page names.
    maker = f" ({found.best['maker']})" if found.best else "no maker"
    return [line.replace(maker, "") for line in answer(found, needs, page, left_out)]


def without_rows(route: Any) -> None:
    """The form alone: to lay out the table below it takes a second."""
    answer = route.fetch()
    route.fulfill(
        response=answer, body=re.sub(r"(?s)(?<=<tbody>).*(?=</tbody>)", "", answer.text())
    )


def test_the_form_says_what_the_command_says(
    browser: Any, address: str, shipped_home: Path
) -> None:
    with watched(browser, address) as seen:
        seen.page.route("**/models.html", without_rows)
        for asked, needs in ASKED.items():
            seen.page.goto("about:blank")  # else another hash is the same page
            page = seen.open(f"models.html#domain=composite&{asked}")
            page.wait_for_selector("#picked p.lead")
            shown = " ".join(page.inner_text("#picked").replace("\u00a0", " ").split())
            said = sentences(shipped_home, needs)
            assert shown.startswith(said[0]), asked
            assert [line for line in said if line not in shown] == [], asked
        assert seen.complaints == []


def test_the_form_is_filled_by_keys_alone_from_a_disk(browser: Any, published: Path) -> None:
    with watched(browser, f"file://{published}") as seen:
        page = seen.open("models.html#domain=composite")
        page.wait_for_selector("#picked p.lead")
        names = []
        for _ in range(30):
            page.keyboard.press("Tab")
            names.append(page.evaluate("document.activeElement.name || ''"))
            if names[-1] == "licence":
                page.keyboard.press("End")
            if names[-1] == "price":
                page.keyboard.type("1")
            if names[-1] == "gpu":
                page.keyboard.press("Space")
                break
        assert [it for it in names if it][:3] == ["domain", "licence", "price"]
        page.wait_for_function("location.hash.includes('price=1')")
        chosen = page.eval_on_selector("[name=licence]", "it => it.selectedIndex === it.length - 1")
        assert chosen
        assert page.is_checked("[name=gpu]")
        assert seen.complaints == []


def test_the_table_is_searched_and_ordered(browser: Any, address: str) -> None:
    with watched(browser, address) as seen:
        page = seen.open("models.html")
        assert 0 < seen.size < FIRST_VIEW_BYTES
        visible = page.locator("table.models tbody tr:visible")
        assert visible.count() == 40
        page.fill("#find input", "moonshot kimi k3")
        shown = visible.all_inner_texts()
        assert 0 < len(shown) < 5
        assert all("Kimi K3" in line and "Moonshot" in line for line in shown)
        page.fill("#find input", "")
        page.click("table.models thead button:has-text('Index')")
        first = "table.models tbody tr:first-child th"
        # 167.3 of the newest list: the best of the last whole page has 161.7.
        assert page.inner_text(first) == "Claude Opus 5.5"
        assert page.locator("[aria-sort=descending]").count() == 1


def test_without_a_script_the_whole_table_stands(browser: Any, address: str) -> None:
    with watched(browser, address, java_script_enabled=False) as seen:
        page = seen.open("models.html")
        assert page.locator("table.models tbody tr").count() > 700
        assert not page.is_visible("#pick")
        assert "gapwatch pick" in page.inner_text("noscript")
        page = seen.open("series/eci.html")
        assert page.locator(".hero svg.wide").bounding_box()["height"] > 200


def test_hostile_names_are_words_in_the_form(browser: Any, address: str) -> None:
    tag = "<img src=x onerror=alert(1)>"
    columns = (
        *("model", "name", "score", "low", "high", "stderr"),
        *("openness", "licence", "price", "basis", "gpu", "doubt", "on"),
    )
    row = [None, tag, 1, None, None, None, "closed", tag, 1, tag, None, tag, 0]
    choice = {
        "title": tag, "series": "eci", "lower": False, "unit": tag, "difference": tag, "places": 1,
        "on": tag, "days": [tag], "priced": tag, "above": [tag],
        "whole": False, "floor": None,
        "columns": columns, "rows": [row, row],
        "others": [[None, tag, 2, None, openness, 0] for openness in ("closed", "unknown")],
    }  # fmt: skip
    with watched(browser, address) as seen:
        seen.page.route("**/models.html", without_rows)
        page = seen.open("models.html#domain=composite")
        page.wait_for_selector("#picked p.lead")
        page.evaluate("told => gapwatchChoice('composite', told)", choice)
        assert tag in page.inner_text("#picked")
        assert page.locator("main img").count() == 0
        assert seen.complaints == []
