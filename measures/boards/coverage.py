"""How much of what matters has a model: the leading rows of every series, and list prices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from measures.boards.states import BoardState, Entry, entries_of, inputs
from measures.names.registry import Registry
from measures.series import Series

TOP = 50
TARGET, CATALOGUE_TARGET = 0.97, 0.8
"""Share of rows that must match: below it, an unmatched row may well lead; catalogues also list
what nobody has heard of."""

NO_TEXT = re.compile(
    r"(?<![a-z])(?:audio|captioner|controlnet|draft|embed(?:ding)?s?|flux|guard|images?|live|"
    r"nano-banana|ocr|realtime|rerank(?:er)?|robotics|stt|transcribe|tts|voice|voxtral|whisper)"
    r"(?![a-z])|(?:hunyuan|olm|paddle)ocr|llamaguard|livetranslate|stepaudio",
    re.IGNORECASE,
)
"""What sells no text from text: speech, pictures, embeddings, reading of scans, robots, filters
that say whether a text is allowed, and drafts that another model finishes."""
NO_ONE_MODEL = re.compile(
    r"-latest(?![a-z])|(?:^|/)(?:adaptive|arena-(?:fast|mixed|smart)|moonshot-v1-auto)$|"
    r"^ft:|\.ft-|:peft:|^together-ai-(?:up-to-)?\d",
    re.IGNORECASE,
)
"""What names no one model: whatever is newest, a choice made for each question, a customer's own
fine-tune, a whole class of sizes."""


@dataclass(frozen=True, slots=True)
class Matched:
    """Rows that name a model, and the spellings among them that the registry does not know."""

    subject: str
    rows: int
    matched: int
    unmatched: tuple[str, ...]
    target: float = TARGET
    left_out: tuple[str, ...] = ()
    """Spellings that sell no text or name no one model: they are in no count, matched or not."""

    @property
    def share(self) -> float | None:
        """Matched by all; None without rows."""
        return self.matched / self.rows if self.rows else None

    @property
    def is_short(self) -> bool:
        """Whether the share is below the target."""
        return self.share is not None and self.share < self.target


def top_of(
    series: Series, states: Sequence[BoardState], registry: Registry, through: str
) -> Matched:
    """How many of the `leading` entries match. Raises RowInvalid."""
    best = leading(series, states, registry, through)
    missing = [str(item.row["model_name"]) for item in best if item.model is None]
    return _matched(series.id, len(best), missing)


def leading(
    series: Series, states: Sequence[BoardState], registry: Registry, through: str
) -> list[Entry]:
    """The best `TOP` entries of a series in its newest states on day `through` (ISO), in order.

    Rows that name no single model are left out. Raises RowInvalid.
    """
    entries = entries_of(series, inputs(series, states, through), registry)
    named = [item for item in entries if item.row.get("model_name")]
    return sorted(named, key=lambda item: (-item.score, item.entry))[:TOP]


def prices(subject: str, rows: Iterable[tuple[str, str | None]], target: float = TARGET) -> Matched:
    """Price rows given as (spelling, model or None); what is no one language model is left out."""
    listed, apart = [], set()
    for name, model in rows:
        if NO_TEXT.search(name) or NO_ONE_MODEL.search(name):
            apart.add(name)
        else:
            listed.append((name, model))
    missing = [name for name, model in listed if model is None]
    found = _matched(subject, len(listed), missing)
    return replace(found, target=target, left_out=tuple(sorted(apart)))


def _matched(subject: str, rows: int, missing: Sequence[str]) -> Matched:
    return Matched(subject, rows, rows - len(missing), tuple(sorted(set(missing))))
