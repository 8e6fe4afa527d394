"""Pictures as files: the palette keeps what is seen and takes a fraction of the room."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import vl_convert

from outputs.charts.card import Words, card
from outputs.charts.png import SIGNATURE, png

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20">'
    '<rect width="30" height="20" fill="#fcfbf8"/><rect x="10" width="10" height="20" '
    'fill="#1c5793"/></svg>'
)


def opened(picture: bytes) -> tuple[dict[bytes, bytes], np.ndarray]:
    """Chunks, and the place in the palette of every pixel."""
    chunks, at = {}, len(SIGNATURE)
    while at < len(picture):
        length, kind = struct.unpack(">I4s", picture[at : at + 8])
        body = picture[at + 8 : at + 8 + length]
        assert struct.unpack(">I", picture[at + 8 + length : at + 12 + length])[0] == zlib.crc32(
            kind + body
        )
        chunks[kind] = body
        at += 12 + length
    height = struct.unpack(">II", chunks[b"IHDR"][:8])[1]
    lines = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, -1)
    assert (lines[:, 0] == 0).all()
    pairs = lines[:, 1:]
    return chunks, np.stack([pairs >> 4, pairs & 15], axis=2).reshape(height, -1)


def test_every_pixel_keeps_its_colour() -> None:
    chunks, places = opened(png(SVG))
    palette = np.frombuffer(chunks[b"PLTE"], np.uint8).reshape(-1, 3)
    assert len(palette) == 2
    pixels = palette[places]
    assert pixels.shape == (20, 30, 3)
    assert {tuple(map(int, it)) for it in pixels[:, :10].reshape(-1, 3)} == {(252, 251, 248)}
    assert {tuple(map(int, it)) for it in pixels[:, 10:20].reshape(-1, 3)} == {(28, 87, 147)}


def test_a_card_takes_a_quarter_of_the_room() -> None:
    svg = card(Words("Open-weight models are about 3 months behind", "A sentence.", "f"), None)
    assert len(png(svg)) < len(vl_convert.svg_to_png(svg)) / 4


def test_a_picture_with_something_to_see_through_stays_as_it_is() -> None:
    clear = SVG.replace('fill="#fcfbf8"', 'fill="none"')
    assert png(clear) == vl_convert.svg_to_png(clear)
