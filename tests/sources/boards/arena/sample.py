"""Hand-made Arena files of the real shape, for tests."""

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sources.contract import Page

HOME = "https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset"
SEEN_AT = datetime(2026, 10, 8, 4, 30, tzinfo=UTC)
COMMIT = "d25aabda0010d1986a11988e5cb0a748053ce02b"

ROW: dict[str, Any] = {
    "model_name": "gemini-4-argon-high",
    "organization": "google",
    "license": "Proprietary",
    "rating": 1533.46,
    "rating_lower": 1524.6667,
    "rating_upper": 1542.2533,
    "variance": 20.25,
    "vote_count": 4932,
    "rank": 1,
    "category": "overall",
    "leaderboard_publish_date": "2026-10-02",
}


def row(**changed: Any) -> dict[str, Any]:
    return {**ROW, **changed}


def parquet(
    rows: Sequence[Mapping[str, Any]],
    without: Sequence[str] = (),
    *,
    column: bool = False,
    **types: pa.DataType,
) -> bytes:
    """A file with these rows, without some columns or with one more; `types` changes the type of
    some.
    """
    usual = {str: pa.string(), int: pa.float64(), float: pa.float64()}
    fields = [(name, types.get(name, usual[type(value)])) for name, value in ROW.items()]
    table = pa.Table.from_pylist(list(rows), schema=pa.schema(fields)).drop_columns(list(without))
    if column:
        table = table.append_column("novelty", pa.array(["x"] * len(rows)))
    return parquet_of(table)


AGENT: dict[str, Any] = {
    "model_name": "Claude Fable 5.1 (Max)",
    "organization": "anthropic",
    "license": "Proprietary",
    "score": 0.1384,
    "score_ci_lower": 0.120836,
    "score_ci_upper": 0.155964,
    "observation_count": 1607622.0,
    "session_count": 15034.0,
    "rank": 1,
    "category": "overall",
    "leaderboard_publish_date": "2026-09-27",
}


def agent(**changed: Any) -> dict[str, Any]:
    return {**AGENT, **changed}


def agents(*rows: Mapping[str, Any]) -> bytes:
    return parquet_of(pa.Table.from_pylist(list(rows)))


def parquet_of(table: pa.Table) -> bytes:
    written = io.BytesIO()
    pq.write_table(table, written)
    return written.getvalue()


def page(body: bytes) -> Page:
    """The page of text's newest split."""
    return Page(f"{HOME}/resolve/main/text/latest-00000-of-00001.parquet", body, SEEN_AT)


def dataset() -> bytes:
    """The dataset's description, as its API gives it."""
    return json.dumps(
        {
            "id": "lmarena-ai/leaderboard-dataset",
            "sha": COMMIT,
            "lastModified": "2026-10-08T03:02:16.000Z",
        }
    ).encode()


def tree(files: Mapping[str, bytes]) -> bytes:
    """The list of `files`, as the API gives it, with a folder and a text file beside them."""
    entries: list[dict[str, Any]] = [
        {"type": "directory", "oid": "0" * 40, "size": 0, "path": "text"},
        {"type": "file", "oid": "1" * 40, "size": 9, "path": "README.md"},
    ]
    for path, body in files.items():
        lfs = {"oid": hashlib.sha256(body).hexdigest(), "size": len(body), "pointerSize": 130}
        entry = {"type": "file", "oid": "2" * 40, "size": len(body), "path": path, "lfs": lfs}
        entries.append(entry)
    return json.dumps(entries).encode()
