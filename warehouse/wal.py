"""The write-ahead log beside the file, checked before SQLite reads it.

SQLite takes the first frame whose checksum is wrong for the end of the log: what was recorded
after it would be gone without a word. Checked by the format that https://sqlite.org/fileformat2.html
section 4 gives.
"""

from __future__ import annotations

import struct
import sys
from array import array
from pathlib import Path

from warehouse import rights
from warehouse.store import DATABASE

HEADER, FRAME = 32, 24
_MAGIC = {0x377F0682: "little", 0x377F0683: "big"}


def fault(home: Path) -> str | None:
    """What is wrong with the log of the warehouse in `home`; None: nothing, or there is none.

    Asked twice, because another process may write meanwhile.
    """
    path = home / f"{DATABASE}-wal"
    return _fault(path) and _fault(path)


def _fault(path: Path) -> str | None:
    try:
        log = rights.read(path)
    except FileNotFoundError:
        return None
    if not log:
        return None
    magic, _, page_size = struct.unpack(">3I", log[:12].ljust(12, b"\0"))
    order = _MAGIC.get(magic)
    if order is None or len(log) < HEADER:
        return f"{path}: the header of the log is damaged; what it holds is lost"
    sums = _sums(log[:24], (0, 0), order)
    if sums != struct.unpack(">2I", log[24:32]):
        return f"{path}: the header of the log is damaged; what it holds is lost"
    return _frames(path, log, page_size, sums, order)


def _frames(
    path: Path, log: bytes, page_size: int, sums: tuple[int, int], order: str
) -> str | None:
    salts, size = log[16:24], FRAME + page_size
    starts = range(HEADER, len(log) - size + 1, size)
    ours = [log[start + 8 : start + 16] == salts for start in starts]
    for number, start in enumerate(starts):
        head = log[start : start + FRAME]
        sums = _sums(head[:8] + log[start + FRAME : start + size], sums, order)
        if ours[number] and sums == struct.unpack(">2I", head[16:]):
            continue
        if any(ours[number:]):  # frames of this log, and not left over from one before it
            return f"{path}: frame {number + 1} is damaged; what was recorded after it is lost"
        return None
    return None


def _sums(data: bytes, sums: tuple[int, int], order: str) -> tuple[int, int]:
    words = array("I", data)
    if order != sys.byteorder:
        words.byteswap()
    one, two = sums
    for at in range(0, len(words), 2):
        one = (one + words[at] + two) & 0xFFFFFFFF
        two = (two + words[at + 1] + one) & 0xFFFFFFFF
    return one, two
