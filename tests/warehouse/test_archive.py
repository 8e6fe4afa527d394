"""The archive: damage, two writers, and what a dead one leaves behind."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from warehouse.archive import LEFT_BEHIND_SECONDS, Archive
from warehouse.errors import PageLost

BODY = b"a page of some length, " * 20


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(str(tmp_path))


def stored(archive: Archive) -> Path:
    (found,) = Path(archive.root).rglob("*.gz")
    return found


def test_every_flipped_bit_is_the_same_bytes_or_a_lost_page(archive: Archive) -> None:
    sha = archive.put(BODY)
    packed = stored(archive).read_bytes()
    lost = 0
    for place in range(8 * len(packed)):
        damaged = bytearray(packed)
        damaged[place // 8] ^= 1 << place % 8
        stored(archive).write_bytes(bytes(damaged))
        try:
            assert archive.get(sha) == BODY  # a header's field that says nothing of the content
        except PageLost:
            lost += 1
    assert lost > 0.5 * 8 * len(packed)


@pytest.mark.parametrize("damage", [b"", b"rubbish", b"\x1f\x8b"])
def test_a_damaged_page_heals_when_its_bytes_come_again(archive: Archive, damage: bytes) -> None:
    sha = archive.put(BODY)
    stored(archive).write_bytes(damage)
    with pytest.raises(PageLost):
        archive.get(sha)
    assert archive.put(BODY) == sha
    assert archive.get(sha) == BODY


def test_two_writers_of_one_page_do_not_meet(archive: Archive) -> None:
    bodies = [bytes([number % 3]) * 500_000 for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        shas = list(pool.map(archive.put, bodies))
    assert [archive.get(sha) for sha in shas] == bodies
    assert not list(Path(archive.root).rglob("*.part"))


def test_what_a_dead_writer_left_goes_after_a_day(archive: Archive) -> None:
    sha = archive.put(BODY)
    old, young = (stored(archive).with_name(f"{name}.part") for name in ("old", "young"))
    for left in (old, young):
        left.write_bytes(b"half")
    day_ago = time.time() - LEFT_BEHIND_SECONDS - 60
    os.utime(old, (day_ago, day_ago))
    stored(archive).unlink()
    assert archive.put(BODY) == sha
    assert (old.exists(), young.exists()) == (False, True)


def test_a_write_that_fails_leaves_nothing(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        archive.put(BODY)
    assert [path for path in Path(archive.root).rglob("*") if path.is_file()] == []


def test_an_object_store_is_written_to_at_once() -> None:
    archive = Archive("memory://pages")
    sha = archive.put(BODY)
    assert archive.get(sha) == BODY
