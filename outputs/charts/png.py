"""The pictures of link previews, which know no SVG: drawn with a palette of their main colours.

A card is paper, a few inks and the shades where they meet: of a palette nobody sees a difference,
and those of a site take 0.9 MB for 8.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

COLOURS = 16
"""Colours of a palette, two pixels a byte: a chart's inks, and shades of each on the paper."""
ALIKE = 16
"""Distance in steps of red, green and blue below which two colours are not told apart."""
SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SUB = 1
"""The filter that the drawing program uses for every line: each pixel less the one before it."""
_RGBA = (8, 6, 0, 0, 0)
"""Depth, colour type, compression, filter method, interlacing of what it writes."""

Bytes = npt.NDArray[np.uint8]


def png(svg: str) -> bytes:
    """The picture as PNG."""
    return _reduced(_full(svg))


def _full(svg: str) -> bytes:
    """The picture as PNG, in every colour."""
    import vl_convert  # noqa: PLC0415 - takes half a second, and is not needed when nothing changed

    return bytes(vl_convert.svg_to_png(svg))


def _reduced(picture: bytes) -> bytes:
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
    places = np.pad(places.reshape(height, width), ((0, 0), (0, width % 2)))
    pairs = (places[:, 0::2] << 4) | places[:, 1::2]
    rows = np.zeros((height, pairs.shape[1] + 1), np.uint8)
    rows[:, 1:] = pairs
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 4, 3, 0, 0, 0)),
        (b"PLTE", palette.tobytes()),
        (b"IDAT", zlib.compress(rows.tobytes(), 9)),
        (b"IEND", b""),
    )
    return SIGNATURE + b"".join(_chunk(kind, body) for kind, body in parts)


def _palette(pixels: Bytes) -> tuple[Bytes, Bytes]:
    """Frequent colours, and for each pixel the place of the one closest to it."""
    shift = np.array([16, 8, 0], np.uint32)
    every = pixels[..., 0].astype(np.uint32) << 16 | pixels[..., 1].astype(np.uint32) << 8
    every = (every | pixels[..., 2]).ravel()
    # Neighbours are mostly alike: a stretch of them counts by its length.
    starts = np.flatnonzero(np.diff(every, prepend=every[0] + 1))
    lengths = np.diff(starts, append=len(every))
    codes, back = np.unique(every[starts], return_inverse=True)
    counts = np.bincount(back, weights=lengths)
    colours = ((codes[:, None] >> shift) & 255).astype(np.int32)
    kept = np.array(_apart(colours[np.argsort(-counts, kind="stable")]))
    apart = ((colours[:, None, :] - kept[None, :, :]) ** 2).sum(axis=2)
    closest = apart.argmin(axis=1).astype(np.uint8)
    return kept.astype(np.uint8), np.repeat(closest[back], lengths)


def _apart(colours: npt.NDArray[np.int32]) -> list[npt.NDArray[np.int32]]:
    """The first of them that are not nearly alike: else shades of one ink crowd out another's."""
    kept: list[npt.NDArray[np.int32]] = []
    for colour in colours:
        if all(((colour - other) ** 2).sum() > ALIKE**2 for other in kept):
            kept.append(colour)
        if len(kept) == COLOURS:
            break
    return kept


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
