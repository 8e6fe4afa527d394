"""What tests of several folders share."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tests.golden.replayed import Known, Replayed
    from tests.world import Kind
    from warehouse.store import Warehouse

# One commit passes or fails whenever it is run, however loaded the machine.
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=50)
# Of `make coverage`, which `make prove` runs at night.
settings.register_profile("thorough", settings.get_profile("repeatable"), max_examples=400)
settings.load_profile("repeatable")
# What is collected lives to the end: looking through it for garbage takes a third of collecting.
gc.disable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest starts first, and the other worker does the rest meanwhile."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000)  # of each 700 new objects, Python's own, next to none is garbage


@pytest.fixture(autouse=True, scope="module")
def _fresh_homes_are_copies(request: pytest.FixtureRequest) -> Iterator[None]:
    """A warehouse that is made begins as a copy, but where a module tests that it is made."""
    # Not above: what is imported before coverage starts counts as never run.
    from tests.homes import fresh  # noqa: PLC0415

    file = request.path.relative_to(request.config.rootpath).as_posix()
    with nullcontext() if file.startswith(fresh.OPENING) else fresh.copied():
        yield


@pytest.fixture(autouse=True, scope="session")
def _the_world_is_tiny() -> Iterator[None]:
    from tests import world  # noqa: PLC0415 - as above

    with world.ships(everything=False):
        yield


@pytest.fixture(scope="session")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replayed]:
    """What ships and every recorded page, taken in and measured; nobody writes to it."""
    from tests import world  # noqa: PLC0415 - as above
    from tests.golden.replayed import Replayed  # noqa: PLC0415 - most tests need none of it

    found = Replayed(world.home("replayed", tmp_path_factory))
    yield found
    found.warehouse.close()


@pytest.fixture(scope="session")
def whole(whole_home: Path) -> Iterator[Known]:
    """What ships, measured."""
    from tests.golden.replayed import Known  # noqa: PLC0415 - as above

    found = Known(whole_home)
    yield found
    found.warehouse.close()


@pytest.fixture
def known(request: pytest.FixtureRequest) -> Known:
    """What golden facts are asked of: what ships, at night every recorded page too."""
    is_night = request.node.get_closest_marker("nightly")
    found: Known = request.getfixturevalue("replayed" if is_night else "whole")
    return found


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Warehouse]:
    """A warehouse that holds nothing."""
    from warehouse.store import Warehouse  # noqa: PLC0415 - as above

    with Warehouse.open(tmp_path / "home") as warehouse:
        yield warehouse


@pytest.fixture
def warehouse(home: Warehouse) -> Warehouse:
    """The same, by the name that most tests of its tables have for it."""
    return home


@pytest.fixture(scope="module")
def shipped(shipped_home: Path) -> Iterator[Warehouse]:
    """What `shipped_home` holds, to read."""
    from warehouse.store import Warehouse  # noqa: PLC0415 - as above

    with Warehouse.read(shipped_home) as warehouse:
        yield warehouse


def _home(kind: Kind) -> Any:
    """A home of that kind of `tests.world.home`; who writes to one copies it."""

    @pytest.fixture(scope="session", name=f"{kind}_home")
    def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
        from tests import world  # noqa: PLC0415 - as above

        return world.home(kind, tmp_path_factory)

    return made


def _copy(kind: Kind) -> Any:
    """A copy of the home of that kind to write to."""

    @pytest.fixture(name=kind)
    def copied(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Warehouse]:
        from warehouse.store import Warehouse  # noqa: PLC0415 - as above

        made = request.getfixturevalue(f"{kind}_home")
        with Warehouse.open(copytree(made, tmp_path / "home")) as warehouse:
            yield warehouse

    return copied


named_home, curated_home = _home("named"), _home("curated")
named, curated = _copy("named"), _copy("curated")
shipped_home, whole_home = _home("shipped"), _home("whole")


@pytest.fixture(scope="session")
def published(shipped_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is published of `shipped_home`, made once for all workers; nobody writes to it."""
    from pipelines.publish import publish_folder  # noqa: PLC0415 - most tests need none of it
    from tests import world  # noqa: PLC0415
    from warehouse.store import Warehouse  # noqa: PLC0415

    def make(place: Path) -> None:
        with Warehouse.read(shipped_home) as warehouse:
            publish_folder(warehouse, place)

    return world.shared("published", make, tmp_path_factory)
