from __future__ import annotations

from sources.reading.fields import fields_of


def test_objects_with_other_keys_at_one_path_each_count() -> None:
    body = b'{"models": [{"a": 1}, {"a": 2}, {"b": 3}, {"a": 1, "c": {"d": 4}}]}'
    assert fields_of(body) == {"models", "models[].a", "models[].b", "models[].c", "models[].c.d"}
