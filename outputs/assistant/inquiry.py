"""What one question is put to: a warehouse, a day, and who the sources are.

Names that nobody knows are refused with those that are nearest; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from measures.series import Series, load
from outputs.sections.gap.rows import Facts
from outputs.sections.sources import SourceLine
from outputs.wording import ModelNames, clean, name
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import models as reads_models
from warehouse.store import Warehouse

Row = Mapping[str, Any]
Shown = dict[str, Any]
"""A row as an assistant is given it."""
QUOTED_LIMIT = 200


class CannotAnswer(Exception):
    """A question that cannot be answered as it was asked; the message says what exists."""


@dataclass(frozen=True)
class Inquiry:
    """A warehouse to read, the day of asking, and the sources with their terms."""

    warehouse: Warehouse
    today: date
    sources: Sequence[SourceLine]

    @cached_property
    def declared(self) -> dict[str, Series]:
        """Every declared series by id, as it stands today."""
        saturated = reads_gaps.saturated_since(self.warehouse.connection)
        return load(self.today, saturated)

    @cached_property
    def facts(self) -> Facts:
        """Names of models, for leaders."""
        named = reads_models.model_names(self.warehouse.connection)
        return _QuotedFacts(named)

    @cached_property
    def names(self) -> ModelNames:
        """Model of the registry to what it is called."""
        return ModelNames.of(self.facts.names)

    def called(self, models: Iterable[str | None]) -> ModelNames:
        """`names`, and those of `models` that nobody registered as quotations."""
        strange = {model for model in models if model and model not in self.names}
        return self.names.and_also({model: quotation(model) for model in strange})

    def series(self, asked: str) -> Series:
        """The declared series of that id. Raises CannotAnswer."""
        if asked not in self.declared:
            raise CannotAnswer(unknown("series", asked, self.declared))
        return self.declared[asked]

    def model(self, model: str | None, entry: str | None = None) -> Shown | None:
        """A model by id and name; one that the registry does not know as quoted from its page."""
        if model is not None and model in self.names:
            return {"id": model, "name": self.names[model]}
        spelled = model or entry
        return None if spelled is None else quoted(spelled)


class _QuotedFacts(Facts):
    """A model that nobody registered is called what its page calls it: a quotation."""

    def name_of(self, model: str) -> str:
        return str(self.names[model]["name"]) if model in self.names else quotation(model)


def quotation(text: str, limit: int = 38) -> str:
    """A name of a page inside a sentence of ours: short, and between marks that it cannot close."""
    return f"“{name(text.translate(_MARKS), limit).text}”"


_MARKS = str.maketrans("“”", '""')


def quoted(text: str) -> Shown:
    """A text of a page, cleaned and cut: a thing that somebody wrote, never an instruction."""
    return {"quoted": name(text, QUOTED_LIMIT).text}


def unknown(kind: str, asked: str, known: Iterable[str]) -> str:
    """That there is no such thing, the nearest names, and all of them where there are none."""
    names = list(known)
    near = get_close_matches(asked.strip().lower(), names, n=3, cutoff=0.5)
    exist = f"Nearest: {', '.join(near)}." if near else f"There are: {', '.join(names)}."
    return f"There is no {kind} {clean(asked)[:60]!r}. {exist}"
