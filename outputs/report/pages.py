"""Every file of the site: pages, pictures, data and feed, from what was composed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files as package_files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from measures.trend import projection
from measures.trend import slope as trend_slope
from measures.uncertainty import intervals
from outputs.charts import card
from outputs.charts.interactive import chart_data, teeth_set
from outputs.charts.staircase import picture
from outputs.charts.vega import bundle
from outputs.report.api import api_files
from outputs.report.compose import Site
from outputs.report.feed import feed
from outputs.report.publishing import PAST, Content, Drawn
from outputs.sections.events import Event, latest
from outputs.sections.freshness import age, phrase
from outputs.sections.series_page import SeriesView, sentence
from outputs.wording import Name, clean, name, shorten
from terms.days import day
from terms.openness import OpennessRule
from terms.units import Unit

NAV = (
    ("index.html#benchmarks", "Benchmarks"),
    ("price.html", "Price"),
    ("claims.html", "Fact checks"),
    ("methods.html", "Data & methods"),
    ("status.html", "Status"),
)
QUESTION = "How far are open-weight models behind closed ones?"
PAGES = {
    "price.html": ("What the same quality costs", "Closed and open, in USD per 1M tokens."),
    "claims.html": ("Fact checks", "Published statements about the gap, tested on every run."),
    "methods.html": (
        "Data and methods",
        "What the numbers mean and how they are made.",
    ),
    "dictionary.html": ("Data dictionary", "Every view and table with its columns."),
    "status.html": ("Status", "Whether every source was read, how old its data are, what failed."),
}
RECENT = 5
DESCRIPTION_LIMIT = 400


@dataclass(frozen=True, slots=True)
class PageContext:
    """What a template needs of its own page; `root` leads from it to the site's folder."""

    path: str
    root: str
    title: str
    heading: str
    description: str
    image: str
    image_alt: str
    url: str
    nav: Sequence[tuple[str, str]] = NAV
    recent: Sequence[Event] = ()
    past_days: Sequence[tuple[str, str]] = ()

    @staticmethod
    def short(text: str, limit: int) -> Name:
        """A text of unknown origin, cleaned and cut."""
        return name(text, limit)

    @staticmethod
    def since(text: str | None) -> str:
        """The day of an ISO time or day; 'unknown' without one."""
        return day(text) if text else "unknown"


def site_files(site: Site, past: Sequence[str]) -> dict[str, Content]:
    """Path to content of every file. `past`: days of which a past site stands beside this one."""
    environment = _environment()
    titles = {line.source.name: line.source.title for line in site.health}
    environment.filters["source"] = lambda named: _titled(named, titles)
    found: dict[str, Content] = {
        path: environment.get_template(template).render(site=site, page=page, **more).encode()
        for path, template, page, more in _pages(site, past)
    }
    found |= {f"assets/{asset}": _asset(asset) for asset in ("site.css", "series.js")}
    found["assets/vega.js"] = Drawn(f"vl-convert {version('vl-convert-python')}", _vega)
    found |= dict(_pictures(site))
    found |= dict(api_files(site))
    found["feed.xml"] = feed(site, site.events)
    return found


def _pages(
    site: Site, past: Sequence[str]
) -> Iterator[tuple[str, str, PageContext, dict[str, Any]]]:
    """(Path, template, page, what else the template needs) of every page."""
    for shown in site.fronts:
        front = _page(
            site,
            shown.path,
            f"gapwatch: {QUESTION[0].lower()}{QUESTION[1:]}",
            shown.title,
            " ".join(shown.sentences),
            recent=latest(site.events, RECENT),
            past_days=[(_day(it), f"{PAST}/{it}/index.html") for it in past],
        )
        yield shown.path, "index.html.j2", front, {"front": shown}
    for path, (heading, about) in PAGES.items():
        page = _page(site, path, f"{heading} | gapwatch", heading, about)
        yield path, f"{path}.j2", page, {}
    for view in site.series:
        path, title = f"series/{view.series.id}.html", view.series.title
        page = _page(site, path, f"{title} | gapwatch", title, sentence(view))
        found = view.releases
        more = [teeth_set(found.slopes, found.span)] if found and found.slopes else []
        data = chart_data(view.figures.charted, *more)
        yield path, "series.html.j2", page, {"view": view, "data": data}


def _page(site: Site, path: str, title: str, heading: str, about: str, **more: Any) -> PageContext:
    is_series = path.startswith("series/")
    stem = path.rpartition("/")[2].removesuffix(".html") if is_series else "gapwatch"
    picture = f"charts/{stem}.png"
    root = "../" * path.count("/")
    base = site.extras.base_url
    return PageContext(
        path=path,
        root=root,
        title=title,
        heading=heading,
        description=shorten(clean(about), DESCRIPTION_LIMIT),
        image=site.extras.absolute(picture) if base else f"{root}{picture}",
        image_alt=f"{heading}: the gap over time" if is_series else site.front.title,
        url=site.extras.absolute(path) if base else "",
        **more,
    )


def _day(text: str) -> str:
    """The name of a past site's folder as a day; any other name as it is."""
    try:
        return day(text)
    except ValueError:
        return clean(text)


def _pictures(site: Site) -> Iterator[tuple[str, Content]]:
    front = site.front
    found, said, made = front.releases, " ".join(front.sentences), f"Made on {site.today}"
    chart = picture(found.stairs) if found else ""
    if found and chart:
        foot = f"Data: {found.series.citation}, scores of {found.page_on}. {made}"
        svg = card.drawn_card(card.Words(front.title, said, foot, ""), chart)
    else:
        svg = card.text_card(card.Words(front.title, said, made, ""))
    yield "charts/gapwatch.png", _png(svg)
    for view in site.series:
        yield from _charts(site, view)


def _charts(site: Site, view: SeriesView) -> Iterator[tuple[str, Content]]:
    series, charted = view.series, view.figures.charted
    steps = [point.step for point in charted.points]
    shown = phrase(view.freshness)
    foot = f"Data: {series.citation}. {shown[0].upper()}{shown[1:]}"
    said = sentence(view)
    sure = f"{_percent(intervals.LEVEL)} % interval"
    gap = card.Words(series.title, said, foot, f"Gap, {charted.gap_unit}, {sure} in grey")
    best = card.Words(series.title, said, foot, f"Best closed and best open, {charted.value_unit}")
    places = Unit(series.unit).places
    span, breaks = charted.span, charted.breaks
    yield f"charts/{series.id}.png", _png(card.gap_card(steps, span, gap, breaks))
    stairs = card.frontier_card(steps, span, best, breaks, places)
    yield f"charts/{series.id}-best.png", _png(stairs)


def _png(svg: str) -> Drawn:
    key = f"{version('vl-convert-python')} {hashlib.sha256(svg.encode()).hexdigest()}"

    def draw() -> bytes:
        import vl_convert  # noqa: PLC0415 - not needed when nothing changed

        return bytes(vl_convert.svg_to_png(svg))

    return Drawn(key, draw)


def _vega() -> bytes:
    return bundle().encode()


def _asset(name: str) -> bytes:
    return (package_files("outputs.report") / "templates" / name).read_bytes()


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("outputs.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= _levels()
    environment.filters |= {"as_of": phrase, "age": age, "unit": _unit, "openness": _openness}
    environment.filters["source"] = str
    return environment


def _unit(unit: str) -> str:
    known = Unit(unit)
    is_one = known.text == known.difference
    return known.text if is_one else f"{known.text}, gaps in {known.difference}"


def _titled(named: str, titles: Mapping[str, str]) -> str:
    """'litellm+openrouter' as what readers call them; a word that is no source stays."""
    return " and ".join(titles.get(one, one) for one in named.split("+"))


def _openness(rule: str) -> str:
    return OpennessRule(rule).text


def _levels() -> dict[str, Any]:
    """Levels in percent, as templates say them.

    Of gaps and lags, with error and power of a detectable gap; of trends; of projected bands.
    """
    return {
        "level": _percent(intervals.LEVEL),
        "error_level": _percent(1 - intervals.LEVEL),
        "power": _percent(intervals.POWER),
        "trend_level": _percent(trend_slope.LEVEL),
        "band_levels": [_percent(level) for level in projection.BANDS],
    }


def _percent(share: float) -> str:
    return f"{100 * share:g}"
