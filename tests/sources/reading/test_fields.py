import json

import pyarrow as pa
import pytest

from sources.reading.fields import fields_of
from tests.sources.boards.arena.sample import parquet_of
from tests.sources.edits import zip_of


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b'{"models": {"a": {"cost": 1}, "b": {"cost": 2}}}', {"*.*.cost"}),
        # One odd value in a large map makes no fields of its keys.
        (json.dumps({"odd": [1]} | {f"m{n}": {"price": n} for n in range(30)}).encode(),
         {"*.price"}),
        (b'{"at": 1, "models": [{"id": 1}, {"id": 2, "x": [3]}]}',
         {"at", "models", "models[].id", "models[].x"}),
        (
            b'{"models": [{"a": 1}, {"b": 3}, {"a": 1, "c": {"d": 4}}, {"a": 2, "c": {"e": 5}}]}',
            {"models", *(f"models[].{key}" for key in ("a", "b", "c", "c.d", "c.e"))},
        ),
        (b"- a: 1\n  b: {c: 2, d: 3}\n", {"[].a", "[].b", "[].b.c", "[].b.d"}),
        (b"Model, Score\nm,1\n", {"Model", "Score"}),
        (b'Model,Note\nm,"a table:\n| in | a cell"\n', {"Model", "Note"}),
        (zip_of({"t.csv": b"x,y\n1,2\n"}), {"t.csv: x", "t.csv: y"}),
        (parquet_of(pa.table({"a": [1]})), {"a"}),
        (b"# T\n\n| Model | Price |\n| --- | ---: |\n| m | 1 |\n", {"Model", "Price"}),
        (b"<table><tr><th>Model</th><th class='x'>In <b>put</b></th></tr></table>",
         {"Model", "In put"}),
        (b'<p><script id="d">[{"a": 1, "b": [{"c": 2}]}]</script></p>',
         {"[].a", "[].b", "[].b[].c"}),
        (b'<x-island props="{&quot;tier&quot;: [0], &quot;rows&quot;: [1]}"></x-island>',
         {"tier", "rows"}),
        (b'<script>self.__next_f.push([1,"5:{\\"entries\\":[{\\"model\\":1,\\"ra"])</script>'
         b'<script>self.__next_f.push([1,"nk\\":2}],\\"id\\":3}"])</script>',
         {"entries[].model", "entries[].rank"}),
        (b'1:I[4]\n5:["$","a",null,{"entries":[{"model":"A","rank":1},{"score":2}]}]',
         {"entries[].model", "entries[].rank", "entries[].score"}),
        (b'"entries":[{"model":"A"', set()),
        (b'<DocTable columns={[{ title: "Model", width: "1%" }, {title: "In"}]} />',
         {"Model", "In"}),
        (b"{ not json", set()),
        (b"one line", set()),
        (b"\xff\xfe\xfd", set()),
    ],
)  # fmt: skip
def test_fields_of_a_page(body: bytes, fields: set[str]) -> None:
    assert fields_of(body) == fields
