"""The report: a site that says how big each gap is, how sure, as of when, and whence.

It is static and self-contained: nothing is fetched from any other place, and it works from a disk.
Everything scraped is escaped by the template engine or by the charts themselves.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from measures import uncertainty
from measures.gap.history import LATELY_DAYS
from measures.one_gpu import GPU_GB, memory_gb
from outputs.charts.drawing import card, has_pictures, png
from outputs.report.api import api_files
from outputs.report.compose import NONE, Extras, Site
from outputs.report.publishing import PAST, past_days, place
from outputs.sections.headline import CSV, epochs_claim
from outputs.sections.models.choice import scored
from outputs.sections.models.table import days
from outputs.sections.section import status_words
from outputs.sections.sources import SourceLine, cause
from outputs.wording import LIMIT, address, clean, name, script_json, shorten
from terms.days import clock, day, is_day
from terms.numbers import plural, usd
from terms.openness import CommercialUse, Openness
from terms.units import Unit
from terms.words import COUNTRIES, Exposure, PageOutcome, PriceBasis, Provenance
from warehouse.connection import steady
from warehouse.store import Warehouse

NAV = (
    ("index.html#benchmarks", "Benchmarks"),
    ("models.html", "Models"),
    ("price.html", "Price"),
    ("claims.html", "Fact checks"),
    ("methods.html", "Methods"),
    ("status.html", "Status"),
)
PAGES = {
    "models.html": (
        "Which model should I use?",
        "Every model with its openness, price and score, and the cheapest that will do.",
    ),
    "price.html": ("What the same quality costs", "Closed and open, in USD per 1M tokens."),
    "claims.html": ("Fact checks", "Published statements about the gap, tested on every run."),
    "methods.html": ("Data and methods", "What the numbers mean and how they are made."),
    "status.html": ("Status", "Whether every source was read, how old its data are, what failed."),
}
ASSETS = ("icon.svg", "site.css", "series.js", "models.js", "past.js", "age.js")
PICTURE = "charts/gapwatch.png"
RECENT = 4
Page = dict[str, Any]
FOLD_ROWS = 8
"""Rows behind a fold; the rest stands in the JSON files."""
DESCRIPTION_LIMIT = 400
_SAID = (CommercialUse, Exposure, Openness, PageOutcome, PriceBasis, Provenance)
"""Closed lists whose words templates say."""


def write_report(
    warehouse: Warehouse,
    folder: Path,
    *,
    now: datetime,
    sources: Sequence[SourceLine],
    extras: Extras = NONE,
) -> Path:
    """Write the site into `folder` (made when missing) and return its front page's path.

    `now` is timezone-aware and decides what is stale; `sources` are all sources that gapwatch
    knows, in the order to show them, so that one never reached is named too. An empty warehouse
    gives a site that says what to do. It is replaced file by file, each whole.
    """
    with steady(warehouse.connection):
        site = Site(warehouse, now.astimezone(UTC), sources, extras)
        files = site_files(site, past_days(folder))
    return place(folder, files)


def site_files(site: Site, past: Sequence[str]) -> dict[str, bytes]:
    """Path to content of every file. `past`: days of which a past site stands beside this one."""
    environment = _environment()
    found: dict[str, bytes] = {
        path: together(environment.get_template(template).render(site=site, page=page, **more))
        for path, template, page, more in _pages(site, past)
    }
    assets = package_files("outputs.report") / "templates"
    found |= {f"assets/{asset}": (assets / asset).read_bytes() for asset in ASSETS}
    found |= dict(site.models.files)
    if has_pictures():
        found[PICTURE] = png(_card(site))
    if site.front.releases:
        found[CSV] = site.front.csv.encode()
    found |= dict(api_files(site))
    found["feed.xml"] = environment.get_template("feed.xml.j2").render(site=site).encode()
    return found


def together(text: str) -> bytes:
    """`text` in which no number parts from its percent sign at the end of a line."""
    return text.replace(" %", "\u00a0%").encode()


def _pages(site: Site, past: Sequence[str]) -> Iterator[tuple[str, str, Page, dict[str, Any]]]:
    """(Path, template, page, what else the template needs) of every page."""
    days = [(day(it), f"{PAST}/{it}/index.html") for it in past if is_day(it)]
    recent = {"recent": site.events[:RECENT], "past_days": days}
    front = site.front
    page = _page(site, "index.html", front.title, " ".join(front.sentences))
    yield "index.html", "index.html.j2", page | recent, {"front": front, "csv": CSV}
    for path, (heading, about) in PAGES.items():
        yield path, f"{path}.j2", _page(site, path, heading, about), {}
    for model in site.models.pages:
        path = f"models/{model.row['model']}.html"
        page = _page(site, path, name(model.row["name"]).text, model.sentence(site.priced_until))
        yield path, "model.html.j2", page, {"view": model}
    for view in site.series:
        path = f"series/{view.series.id}.html"
        page = _page(site, path, view.series.title, view.headline.sentence)
        yield path, "series.html.j2", page, {"view": view}


def _page(site: Site, path: str, heading: str, about: str) -> Page:
    """What a template needs of its own page; `root` leads from it to the site's folder."""
    root = "../" * path.count("/")
    base = site.extras.base_url
    picture = site.extras.absolute(PICTURE) if base else f"{root}{PICTURE}"
    return {
        "path": path,
        "root": root,
        "today": day(site.now.date()),
        "title": f"{heading} | gapwatch",
        "heading": heading,
        "description": shorten(clean(about), DESCRIPTION_LIMIT),
        "image": picture if has_pictures() else "",
        "image_alt": site.front.title,
        "url": site.extras.absolute(path) if base else "",
    }


def _card(site: Site) -> str:
    """The picture that a link to the site is shown with: who shows previews knows no SVG."""
    front = site.front
    found, said = front.releases, " ".join(front.sentences)
    data = f"Data: {found.series.citation}, scores of {found.page_on}." if found else ""
    if found and found.newer_on:  # two days take the room of two words
        data = f"{found.series.citation}, {found.page_on} (○ {found.newer_on})."
    return card(front.title, said, data, found.stairs if found else None)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("outputs.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        # In percent, as templates say them.
        "level": f"{100 * uncertainty.LEVEL:g}",
        "error_level": f"{100 * (1 - uncertainty.LEVEL):g}",
        "power": f"{100 * uncertainty.POWER:g}",
        "lately": LATELY_DAYS,
        "fold_rows": FOLD_ROWS,
        "nav": NAV,
        "days": days,
        **{it.__name__: it for it in _SAID},
        "COUNTRIES": COUNTRIES,
        "GPU_GB": GPU_GB,
        "epoch_url": epochs_claim().url,
        "version": version("gapwatch"),
    }
    environment.filters |= {
        "clean": clean,
        "unit": _unit,
        "named": lambda text, limit=LIMIT: name(text or "", limit).text,
        "address": address,
        "cause": cause,
        "scored": scored,
        "script_json": script_json,
        "memory_gb": memory_gb,
        "status": status_words,
        "usd": usd,
        "clock": clock,
        "plural": plural,
        "day": lambda text: day(text) if text else "unknown",
    }
    return environment


def _unit(unit: str) -> str:
    known = Unit(unit)
    is_one = known.text == known.difference
    return known.text if is_one else f"{known.text}, gaps in {known.difference}"
