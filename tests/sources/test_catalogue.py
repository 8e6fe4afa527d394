"""The catalogue: every source once, optional ones asked only when the environment says so."""

import json
import runpy

import pytest

from sources import catalogue
from sources.boards import terminalbench4
from sources.catalogue import IMPORTED
from sources.contract import ParseError, SourceError
from tests.sources.sample import Serving


def test_every_source_is_listed_once() -> None:
    listed = [*catalogue.BUNDLED, *catalogue.DAILY, *catalogue.OPTIONAL, *IMPORTED]
    names = [source.ABOUT.name for source in listed]
    # The bundled price snapshot and the published one are one source, read in two places.
    assert {name for name in names if names.count(name) > 1} == {"model_prices"}
    assert set(catalogue.SOURCES) == set(names)


def test_a_source_is_called_like_its_module_or_its_folder() -> None:
    for name, source in catalogue.SOURCES.items():
        places = source.parse.__module__.split(".")[1:]
        assert any(name == place or name.startswith(f"{place}_") for place in places), places


def test_the_daily_run_asks_what_says_so() -> None:
    assert all(source.ABOUT.scheduled for source in catalogue.DAILY)
    assert not any(source.ABOUT.scheduled for source in catalogue.OPTIONAL)


def test_the_environment_names_optional_sources() -> None:
    names = [source.ABOUT.name for source in catalogue.OPTIONAL]
    found = catalogue.enabled({catalogue.SWITCH: ", ".join(reversed(names))})
    assert [source.ABOUT.name for source in found] == names
    # Else what records would take it for one that ships, whose pages it has not.
    assert all(source.ABOUT.scheduled for source in found)
    with pytest.raises(ValueError, match=r"\['no_such_place'\]"):
        catalogue.enabled({catalogue.SWITCH: "no_such_place"})


def test_who_watches_all_sources_watches_an_enabled_one(monkeypatch: pytest.MonkeyPatch) -> None:
    name = catalogue.OPTIONAL[0].ABOUT.name
    monkeypatch.setenv(catalogue.SWITCH, name)
    assert runpy.run_path(catalogue.__file__)["SOURCES"][name].ABOUT.scheduled


def test_an_imported_source_is_never_asked() -> None:
    for source in IMPORTED:
        assert not source.ABOUT.scheduled
        client = Serving()
        assert (list(source.fetch(client)), client.looks) == ([], [])
        assert "Import only" in source.ABOUT.terms


@pytest.mark.parametrize("name", sorted(catalogue.SOURCES))
def test_a_fetch_asks_for_small_and_known_kinds(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fetch that cannot go on from an empty page reads pages, and in no child with limits."""
    asked = Serving()
    if key := catalogue.SOURCES[name].ABOUT.key:
        monkeypatch.setenv(key, "any")
    try:
        list(catalogue.SOURCES[name].fetch(asked))
    except (SourceError, ParseError):
        assert asked.looks[-1][2] <= 16 * 2**20
    for url, kinds, most in asked.looks:
        assert url.startswith("https://")
        assert kinds
        assert most <= 64 * 2**20


def test_a_list_of_several_boards_is_asked_for_one_by_name() -> None:
    client = Serving()
    list(terminalbench4.fetch(client))
    (question,) = (json.loads(one or b"") for one in client.questions)
    assert (question["package"], question["name"]) == ("terminal-bench/terminal-bench", "4-0-0")
