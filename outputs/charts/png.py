"""Pictures as files: drawn from SVG, with a palette of the colours that they mostly consist of.

A chart is paper, a few inks and the shades where they meet: of a palette nobody sees a difference,
and the file takes a sixth of the room.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

COLOURS = 32
"""Colours of a palette: a chart's inks with four shades between each and the paper."""
SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SUB = 1
"""The filter that the drawing program uses for every line: each pixel less the one before it."""
_RGBA = (8, 6, 0, 0, 0)
"""Depth, colour type, compression, filter method, interlacing of what it writes."""

Bytes = npt.NDArray[np.uint8]


def png(svg: str) -> bytes:
    """The picture as PNG."""
    import vl_convert  # noqa: PLC0415 - takes half a second, and is not needed when nothing changed

    return reduced(bytes(vl_convert.svg_to_png(svg)))


def reduced(picture: bytes) -> bytes:
    """The same picture with a palette; unchanged where it is laid out in a way we do not read."""
    chunks = dict(_chunks(picture))
    width, height = struct.unpack(">II", chunks[b"IHDR"][:8])
    lines = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, -1)
    if tuple(chunks[b"IHDR"][8:]) != _RGBA or (lines[:, 0] != _SUB).any():
        return picture
    pixels = np.cumsum(lines[:, 1:].reshape(height, width, 4), axis=1, dtype=np.uint8)
    if (pixels[..., 3] != 255).any():
        return picture
    palette, places = _palette(pixels[..., :3])
    rows = np.zeros((height, width + 1), np.uint8)
    rows[:, 1:] = places.reshape(height, width)
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", palette.tobytes()),
        (b"IDAT", zlib.compress(rows.tobytes(), 9)),
        (b"IEND", b""),
    )
    return SIGNATURE + b"".join(_chunk(kind, body) for kind, body in parts)


def _palette(pixels: Bytes) -> tuple[Bytes, Bytes]:
    """The most frequent colours, and for each pixel the place of the one closest to it."""
    shift = np.array([16, 8, 0], np.uint32)
    codes, back, counts = np.unique(
        (pixels.astype(np.uint32) << shift).sum(axis=2), return_inverse=True, return_counts=True
    )
    colours = ((codes[:, None] >> shift) & 255).astype(np.int32)
    kept = colours[np.argsort(-counts, kind="stable")[:COLOURS]]
    apart = ((colours[:, None, :] - kept[None, :, :]) ** 2).sum(axis=2)
    return kept.astype(np.uint8), apart.argmin(axis=1).astype(np.uint8)[back]


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each part; parts of one kind that follow one another are one."""
    found: dict[bytes, bytes] = {}
    at = len(SIGNATURE)
    while at < len(picture):
        length, kind = struct.unpack(">I4s", picture[at : at + 8])
        found[kind] = found.get(kind, b"") + picture[at + 8 : at + 8 + length]
        at += 12 + length
    yield from found.items()


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
