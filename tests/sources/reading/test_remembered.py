"""A page read with the page before in mind is the page read anew, and shares its equal parts."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from sources.contract import SourceChanged
from sources.reading import remembered
from sources.reading.strict import json_of


@pytest.fixture(autouse=True)
def _forgetful(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(remembered, "LARGE", 8)
    remembered.forget()
    yield
    remembered.forget()


def anew(body: bytes) -> Any:
    """As a process reads it that read nothing before: the value, or what is wrong."""
    remembered.forget()
    return told(body)


def told(body: bytes) -> Any:
    try:
        return json_of("s", body)
    except SourceChanged as error:
        return str(error)


def some_value(chance: random.Random, depth: int) -> Any:
    kind = chance.randrange(7 if depth else 5)
    if kind == 5:
        return {f"k{n}": some_value(chance, depth - 1) for n in range(chance.randrange(5))}
    if kind == 6:
        return [some_value(chance, depth - 1) for _ in range(chance.randrange(5))]
    return [1, 12, 1.5, True, 'a text, with "quotes": [1, {2}]'][kind]


def changed(chance: random.Random, node: Any) -> Any:
    """The same with a member changed, gone, new, moved, or with something inside it changed."""
    if not isinstance(node, dict | list):
        return some_value(chance, 1)
    items = list(node.items()) if isinstance(node, dict) else [(None, one) for one in node]
    at = chance.randrange(len(items) + 1)
    kind = chance.randrange(4)
    if kind == 0 or at == len(items):
        items.insert(at, (f"n{chance.randrange(9)}", some_value(chance, 2)))
    elif kind == 1:
        del items[at]
    elif kind == 2:
        items.append(items.pop(at))
    else:
        items[at] = (items[at][0], changed(chance, items[at][1]))
    return dict(items) if isinstance(node, dict) else [one for _, one in items]


def broken(chance: random.Random, text: str) -> str:
    """One character is gone, or another one stands there."""
    at = chance.randrange(len(text))
    return text[:at] + chance.choice(["", *'{}[]:,"1x \\\n']) + text[at + 1 :]


@pytest.mark.parametrize("seed", range(6))
def test_what_is_read_is_what_is_read_anew(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    node = some_value(chance, 4)
    pages = []
    for turn in range(60):
        node = changed(chance, node) if turn % 7 else {"rows": node, "more": [node]}
        text = json.dumps(node, indent=chance.choice([None, 1]))
        pages += [text.encode(), broken(chance, text).encode(), f" {text}\n".encode()]
    expected = [anew(page) for page in pages]
    assert len({str(one) for one in expected}) > 60
    remembered.forget()
    for page, value in zip(pages, expected, strict=True):
        found = told(page)
        assert found == value
        assert repr(found) == repr(value), "1, 1.0 and True are equal"


def test_equal_parts_are_the_same_objects() -> None:
    def page(price: float) -> bytes:
        models = {f"m{n}": {"price": n + 0.5, "name": f"model {n}"} for n in range(9)}
        models["m4"]["price"] = price
        return json.dumps({"data": models}, indent=1).encode()

    # The first page shows nothing to compare with, the second which large objects change.
    *_, before, after = (json_of("s", page(price)) for price in (1.0, 2.0, 3.0, 4.0))
    shared = [name for name in before["data"] if before["data"][name] is after["data"][name]]
    assert shared == [f"m{n}" for n in range(9) if n != 4]
    assert after["data"]["m4"]["price"] == 4
    assert remembered.value_of(page(4.0).decode()) is after
    assert remembered.value_of(page(3.0).decode()) is None


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST_KEPT", 100)
    for name in ("a", "b", "c"):
        json_of(name, b'{"text": "%s"}' % (b"x" * 40))
    assert list(remembered._PAGES) == ["c"]
    json_of("d", b'{"text": "%s"}' % (b"x" * 400))
    assert not remembered._PAGES


def test_what_was_made_of_an_item_is_made_once() -> None:
    def length(item: object, _more: int) -> list[object]:
        asked.append(item)
        return [item]

    asked: list[object] = []
    kept, other = {"a": 1}, {"a": 1}
    with remembered.same_items("s") as made:
        first = made(length, kept, 1)
    with remembered.same_items("s") as made:
        assert made(length, kept, 1) is first
        assert made(length, kept, 2) is not first, "another question"
        assert made(length, other, 1) is not first, "equal, and not the same"
    assert len(asked) == 3
    with remembered.same_items("s") as made:
        pass
    with remembered.same_items("s") as made:
        made(length, kept, 1)
    assert len(asked) == 4, "what the page before did not have is not kept"
