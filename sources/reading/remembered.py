"""What was read of the page before: most of a JSON page stands there again, to the letter.

A value of JSON that is written as it was is the very object that it was, so that what a parser made
of it (`SameItems`) is there too. This changes how long reading takes and nothing of what is read:
the text that is compared ends with its value, and whatever is unusual is read from the beginning.
Nobody may change an object that was read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

LARGE = 1 << 14
"""Characters from which an object or a list is compared by its members."""
MOST_KEPT = 1 << 24
"""Characters of pages that are kept; objects take about ten times as much."""

_BLANKS = re.compile(r"[ \t\n\r]*")
_COLON = re.compile(r"[ \t\n\r]*:[ \t\n\r]*")
_COMMA = re.compile(r"[ \t\n\r]*,[ \t\n\r]*")
_NEARBY = 2
"""Members of before that may follow: the one in turn, and the one after it if that is gone."""

Result = TypeVar("Result")


class _Unusual(Exception):
    """The text is no JSON, or names a key twice: the library says in its words what is wrong."""


@dataclass(frozen=True, slots=True)
class _Node:
    """A value, and its text and members if it is large and these are known."""

    value: Any
    text: str = ""
    members: tuple[_Member, ...] = ()


@dataclass(frozen=True, slots=True)
class _Member:
    """A part of an object or list; its text begins with the key and ends with comma and blanks."""

    key: str | None
    text: str
    node: _Node
    has_comma: bool


_PAGES: dict[str, tuple[str, _Node]] = {}
"""By source: the text of its last page and what it is."""


def read(source: str, text: str, decoder: json.JSONDecoder) -> Any:
    """The value of `text` as `decoder` reads it, if possible made of parts of the page before.

    Raises ValueError, and what the decoder's hooks raise.
    """
    if len(text) < LARGE:
        return decoder.decode(text)
    before = _PAGES.pop(source, ("", _Node(None)))
    try:
        node = before[1] if text == before[0] else _page(text, decoder, before[1])
    except (_Unusual, ValueError, IndexError):
        node = _Node(decoder.decode(text), text)
    _PAGES[source] = (text, node)
    while sum(len(kept) for kept, _ in _PAGES.values()) > MOST_KEPT:
        del _PAGES[next(iter(_PAGES))]
    return node.value


def value_of(text: str) -> Any | None:
    """What was read of a page of just this text; None: it was not read, or is not kept."""
    return next((node.value for kept, node in _PAGES.values() if kept == text), None)


def forget() -> None:
    """Read everything anew."""
    _PAGES.clear()
    _MADE.clear()


def _page(text: str, decoder: json.JSONDecoder, before: _Node) -> _Node:
    begin = _end(_BLANKS, text, 0)
    node, end = _node(text, begin, decoder, before)
    if _end(_BLANKS, text, end) != len(text):
        raise _Unusual
    return node


def _node(text: str, at: int, decoder: json.JSONDecoder, before: _Node) -> tuple[_Node, int]:
    """The value that begins there, and where it ends."""
    if before.text and text.startswith(before.text, at):
        return before, at + len(before.text)
    if before.text and before.text[0] == text[at] and text[at] in "{[":
        return _compared(text, at, decoder, before.members)
    value, end = decoder.raw_decode(text, at)
    return _Node(value, text[at:end] if end - at >= LARGE else ""), end


def _compared(
    text: str, begin: int, decoder: json.JSONDecoder, before: tuple[_Member, ...]
) -> tuple[_Node, int]:
    """A large object or list, member by member."""
    members: list[_Member] = []
    at, turn = _end(_BLANKS, text, begin + 1), 0
    ending = "}" if text[begin] == "{" else "]"
    while text[at] != ending or (members and members[-1].has_comma):
        for same in range(turn, min(turn + _NEARBY, len(before))):
            if text.startswith(before[same].text, at):
                member, turn = before[same], same + 1
                break
        else:
            nearby = before[turn : turn + _NEARBY]
            member = _member(text, at, decoder, nearby, named=ending == "}")
        members.append(member)
        at += len(member.text)
        if not member.has_comma and text[at := _end(_BLANKS, text, at)] != ending:
            at = _end(_COMMA, text, at)  # it was the last one before
            if text[at] == ending:
                raise _Unusual
    value = _put_together(members, named=ending == "}")
    return _Node(value, text[begin : at + 1], tuple(members)), at + 1


def _member(
    text: str, begin: int, decoder: json.JSONDecoder, nearby: tuple[_Member, ...], *, named: bool
) -> _Member:
    key, at = None, begin
    if named:
        if text[at] != '"':
            raise _Unusual
        key, at = decoder.raw_decode(text, at)
        at = _end(_COLON, text, at)
    before = next((one.node for one in nearby if one.key == key), _Node(None))
    node, at = _node(text, at, decoder, before)
    comma = _COMMA.match(text, at)
    end = comma.end() if comma else at
    return _Member(key, text[begin:end], node, comma is not None)


def _put_together(members: list[_Member], *, named: bool) -> Any:
    if not named:
        return [one.node.value for one in members]
    found = {one.key: one.node.value for one in members}
    if len(found) != len(members):
        raise _Unusual
    return found


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    if match is None:
        raise _Unusual
    return match.end()


_Made = dict[tuple[Hashable, ...], tuple[object, Any]]
_MADE: dict[str, _Made] = {}


class SameItems:
    """What a parser makes of the items of a page: for the very same item it is the same."""

    def __init__(self, before: _Made) -> None:
        self._before = before
        self.made: _Made = {}

    def __call__(self, make: Callable[..., Result], item: object, *more: Hashable) -> Result:
        """`make(item, *more)`, which must depend on nothing else; raises what that raises."""
        place = (make, id(item), *more)
        # Whoever is kept keeps its item, so that the number of an item stays its own.
        found = self._before.get(place) or (item, make(item, *more))
        self.made[place] = found
        result: Result = found[1]
        return result


@contextmanager
def same_items(source: str) -> Iterator[SameItems]:
    """For one page of `source`; of the page before it is kept what was made again."""
    items = SameItems(_MADE.pop(source, {}))
    yield items
    _MADE[source] = items.made
