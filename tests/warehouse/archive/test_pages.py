"""The archive: damage, two writers, and what a dead one leaves behind."""

import gzip
import hashlib
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import Mock

import pytest

from warehouse.archive.pages import ALONE_EVERY, ENDING, OLD, Archive, StoredBase, base_of, pack
from warehouse.errors import PageLost
from warehouse.files import LEFT_BEHIND_SECONDS

BODY = b"a page of some length, " * 20


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(str(tmp_path))


def file_of(archive: Archive, sha: str, ending: str = ENDING) -> Path:
    return Path(archive.root, sha[:2], f"{sha}{ending}")


def test_every_flipped_bit_is_the_same_bytes_or_a_lost_page(archive: Archive) -> None:
    sha = archive.put(BODY)
    packed = file_of(archive, sha).read_bytes()
    lost = 0
    for place in range(8 * len(packed)):
        damaged = bytearray(packed)
        damaged[place // 8] ^= 1 << place % 8
        file_of(archive, sha).write_bytes(bytes(damaged))
        try:
            assert archive.get(sha) == BODY  # a header's field that says nothing of the content
        except PageLost:
            lost += 1
    assert lost > 0.5 * 8 * len(packed)


@pytest.mark.parametrize("damage", [b"", b"rubbish", b"\x1f\x8b", pack(b"other")])
def test_a_damaged_page_heals_when_its_bytes_come_again(archive: Archive, damage: bytes) -> None:
    sha = archive.put(BODY)
    file_of(archive, sha).write_bytes(damage)
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
    old, young = (file_of(archive, sha).with_name(f"{name}.part") for name in ("old", "young"))
    for left in (old, young):
        left.write_bytes(b"half")
    day_ago = time.time() - LEFT_BEHIND_SECONDS - 60
    os.utime(old, (day_ago, day_ago))
    file_of(archive, sha).unlink()
    assert archive.put(BODY) == sha
    assert (old.exists(), young.exists()) == (False, True)


def test_a_failed_write_leaves_nothing(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", Mock(side_effect=OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space left"):
        archive.put(BODY)
    assert [path for path in Path(archive.root).rglob("*") if path.is_file()] == []


def versions(count: int) -> list[bytes]:
    """A page of 2,000 lines of which five change from one version to the next."""
    lines = [f"{number}: {hashlib.sha256(b'%d' % number).hexdigest()}" for number in range(2_000)]
    found = []
    for turn in range(count):
        for place in range(5):
            lines[(turn * 5 + place) % 2_000] = f"{turn} {place}"
        found.append("\n".join(lines).encode())
    return found


def put_all(archive: Archive, bodies: list[bytes]) -> list[str]:
    shas: list[str] = []
    for body in bodies:
        shas.append(archive.put(body, shas[-1] if shas else None))
    return shas


def test_a_page_is_stored_as_what_differs_from_one_before_it(archive: Archive) -> None:
    bodies = versions(150)
    shas = put_all(archive, bodies)
    sizes = [file_of(archive, sha).stat().st_size for sha in shas]
    alone = [number for number, size in enumerate(sizes) if size > sizes[0] / 2]
    assert alone == [0, ALONE_EVERY, 2 * ALONE_EVERY]
    assert sum(sizes) < 0.1 * 150 * sizes[0]
    assert [archive.get(sha) for sha in shas] == bodies
    bases = [base_of(file_of(archive, sha).read_bytes()) for sha in shas]
    assert {base.sha256 for base in bases if base} == {shas[number] for number in alone}


def test_chains_of_an_older_archive_are_read_and_end(archive: Archive) -> None:
    bodies = versions(5)
    shas = [archive.put(bodies[0])]
    for number in (1, 2):
        before = StoredBase(shas[-1], number)
        packed = pack(bodies[number], before, bodies[number - 1])
        shas.append(hashlib.sha256(bodies[number]).hexdigest())
        place = file_of(archive, shas[-1])
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(packed)
    shas += put_all(archive, bodies[3:4])
    shas.append(archive.put(bodies[4], shas[2]))
    assert [archive.get(sha) for sha in shas] == bodies
    assert base_of(file_of(archive, shas[4]).read_bytes()) is None


def test_pages_that_differ_from_one_another_in_a_circle_are_lost(archive: Archive) -> None:
    bodies = versions(2)
    shas = [archive.put(body) for body in bodies]
    for number in (0, 1):
        packed = pack(bodies[number], StoredBase(shas[1 - number], 1), bodies[1 - number])
        file_of(archive, shas[number]).write_bytes(packed)
    with pytest.raises(PageLost, match=f"{shas[0]} cannot be read .it differs from {shas[0]}"):
        archive.get(shas[0])


def test_a_whole_page_heals_with_all_that_differ_from_it(archive: Archive) -> None:
    bodies = versions(10)
    shas = put_all(archive, bodies)
    for damage in (lambda path: path.write_bytes(b"rubbish"), Path.unlink):
        damage(file_of(archive, shas[0]))
        for sha in shas:
            with pytest.raises(PageLost):
                archive.get(sha)
        assert archive.put(bodies[0], shas[-1]) == shas[0]  # it must not differ from what needs it
        assert [archive.get(sha) for sha in shas] == bodies


def test_a_page_whose_predecessor_is_lost_stands_alone(archive: Archive) -> None:
    first, second, third = versions(3)
    before = archive.put(first)
    file_of(archive, before).unlink()
    assert archive.get(archive.put(second, before)) == second
    assert archive.get(archive.put(third, "0" * 64)) == third


def test_pages_of_an_older_archive_are_read(archive: Archive) -> None:
    sha = hashlib.sha256(BODY).hexdigest()
    old = file_of(archive, sha, OLD)
    old.parent.mkdir()
    old.write_bytes(gzip.compress(BODY))
    assert archive.get(sha) == BODY
    after = archive.put(BODY + b"more", sha)
    assert archive.put(BODY) == sha
    assert old.exists()
    old.write_bytes(b"rubbish")
    with pytest.raises(PageLost):
        archive.get(after)
    archive.put(BODY)
    assert not old.exists()
    assert (archive.get(sha), archive.get(after)) == (BODY, BODY + b"more")


def test_a_copy_takes_what_a_page_differs_from(archive: Archive, tmp_path: Path) -> None:
    bodies = versions(6)
    shas = put_all(archive, bodies)
    other = Archive(str(tmp_path / "other"))
    other.copy(shas[-1], archive)
    assert other.get(shas[-1]) == bodies[-1]
    assert other.shas() == {shas[0], shas[5]}
