"""BM25 over the terms of every unit of text; the library is bm25s."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import bm25s
import numpy as np

from assistant.index.terms import terms


class LexicalIndex:
    """Scores every unit of a corpus against a query; units are numbered as they were given."""

    def __init__(self, model: bm25s.BM25, units: int) -> None:
        self._model = model
        self._units = units

    @classmethod
    def build(cls, units: Sequence[str]) -> "LexicalIndex":
        """An index over ``units``, in order."""
        model = bm25s.BM25(k1=1.2, b=0.6)
        tokens = [terms(unit) or ["\x00"] for unit in units]
        if tokens:
            model.index(tokens, show_progress=False)
        return cls(model, len(units))

    def save(self, folder: Path) -> None:
        """Write the index; ``load`` reads it back."""
        self._model.save(str(folder), show_progress=False)

    @classmethod
    def load(cls, folder: Path, units: int) -> "LexicalIndex":
        """Read an index of ``units`` units."""
        return cls(bm25s.BM25.load(str(folder), mmap=True), units)

    def scores(self, query: str) -> np.ndarray:
        """BM25 of every unit, float32 of shape (units,); zeros where no term of the query is known."""
        known = [term for term in terms(query) if term in self._model.vocab_dict]
        if not known or not self._units:
            return np.zeros(self._units, dtype=np.float32)
        return np.asarray(self._model.get_scores(known), dtype=np.float32)

    def finds(self, text: str, unit: int) -> bool:
        """True if the words of ``text`` find a unit; a text without words cannot and need not."""
        return not terms(text) or bool(self.scores(text)[unit] > 0)

    @cached_property
    def word_frequencies(self) -> dict[str, int]:
        """How many units hold each word (bigrams left out)."""
        columns = self._model.scores["indptr"] if self._units else []
        return {w: int(columns[c + 1] - columns[c]) for w, c in self._model.vocab_dict.items() if w[:1] not in "_\x00"}

    def knows(self, term: str) -> bool:
        """True if any unit holds the term."""
        return term in self._model.vocab_dict

    def frequency(self, term: str) -> int:
        """How many units hold the term."""
        column = self._model.vocab_dict.get(term) if self._units else None
        if column is None:
            return 0
        columns = self._model.scores["indptr"]
        return int(columns[column + 1] - columns[column])

    def weights(self, query: str) -> dict[str, float]:
        """Each distinct term of the query with its inverse document frequency; unknown terms weigh most."""
        counts = {term: self.frequency(term) for term in terms(query)}
        return {term: float(np.log(1 + (self._units - n + 0.5) / (n + 0.5))) for term, n in counts.items()}
